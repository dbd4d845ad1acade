//! «Диагностика»: everything that a renewal may need, each on a line of its own, long before one begins.

use std::time::Instant;

use crate::ca::{self, Budget};
use crate::compose::lock;
use crate::compose::workplace::Computer;
use crate::domain::key::{PinState, Place, PlaceId, ROOM};
use crate::domain::profile::Protocol;
use crate::domain::workplace::{Checked, Line, Seen};
use crate::fault::{Fault, SupportCode};
use crate::platform::reader::Service;
use crate::platform::schedule;
use crate::ports::Driver;

impl Computer {
    /// Looks at everything. Never fails itself: a check that cannot be made is a line with a fault.
    pub fn diagnose(&self) -> Vec<Line> {
        let (places, drivers) = {
            let mut tokens = lock(&self.tokens);
            (tokens.places(), tokens.drivers())
        };
        let tokens: Result<Vec<Place>, Fault> =
            places.map(|places| places.into_iter().filter(|place| place.id != PlaceId::Computer).collect());
        let mut lines = Vec::new();
        lines.extend(self.reader_line(&drivers, &tokens));
        lines.extend(self.driver_lines(&drivers));
        lines.extend(self.token_lines(&tokens));
        lines.extend(self.network_lines());
        let seen = if self.keyring { Seen::Fine } else { Seen::NotNeeded };
        lines.push(Line::new(Checked::Keyring, self.keyring(), false, seen));
        let free = (self.free)(&self.home).map_or(Seen::Fine, Seen::Free);
        lines.push(Line::new(Checked::Disk, self.disk(), true, free));
        lines.extend((self.autostart)().map(|registered| {
            let fault = (!registered).then(|| SupportCode::AutostartOff.into());
            Line::new(Checked::Autostart, fault, false, Seen::Fine)
        }));
        lines
    }

    /// Without any library nobody can say which one the user will need: most work by the service.
    fn reader_line(&self, drivers: &[Driver], tokens: &Result<Vec<Place>, Fault>) -> Option<Line> {
        let service = (self.reader)()?;
        let alone = drivers.is_empty() && tokens.as_ref().is_ok_and(Vec::is_empty);
        if !(alone || drivers.iter().any(|driver| driver.by_service)) {
            return Some(Line::new(Checked::Reader, None, true, Seen::NotNeeded));
        }
        let state = match service {
            Service::Answers => None,
            Service::Silent => Some("silent"),
            Service::Absent => Some("absent"),
            Service::Disabled => Some("disabled"),
        };
        let fault = state.map(|state| Fault::new(SupportCode::ReaderService).with("state", state));
        Some(Line::new(Checked::Reader, fault, true, Seen::Fine))
    }

    fn driver_lines(&self, drivers: &[Driver]) -> Vec<Line> {
        if drivers.is_empty() {
            // The training token needs no library; without any token the libraries that were looked for are named.
            let fault = self.driver(&self.connected());
            return vec![Line::new(Checked::Driver, fault, true, Seen::NotNeeded)];
        }
        // One library that works is enough: OpenSC may fail beside that of the vendor.
        let all_fail = drivers.iter().all(|driver| driver.tokens.is_err());
        let line = |driver: &Driver| {
            let file = driver.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let tokens = driver.tokens.as_ref().ok().copied().unwrap_or_default();
            let seen = Seen::Library { path: driver.path.clone(), tokens };
            Line::new(Checked::Driver, driver.tokens.as_ref().err().cloned(), all_fail, seen).about(file)
        };
        drivers.iter().map(line).collect()
    }

    /// Three lines a token, or the one that there is none.
    fn token_lines(&self, tokens: &Result<Vec<Place>, Fault>) -> Vec<Line> {
        let tokens = match tokens {
            Ok(tokens) if !tokens.is_empty() => tokens,
            Ok(_) => return vec![Line::new(Checked::Token, self.token(&Ok(Vec::new())), true, Seen::Fine)],
            Err(fault) => return vec![Line::new(Checked::Token, Some(fault.clone()), true, Seen::Fine)],
        };
        tokens.iter().flat_map(token).collect()
    }

    /// The CA, who it really is, and its clock: one question tells all three.
    fn network_lines(&self) -> Vec<Line> {
        if !self.profile.is_chosen() {
            return vec![Line::new(
                Checked::Ca,
                Some(SupportCode::CaNotChosen.into()),
                true,
                Seen::NotNeeded,
            )];
        }
        if self.profile.protocol == Protocol::File {
            return vec![Line::new(Checked::Ca, None, true, Seen::NotNeeded)];
        }
        // Whoever looks at this page presses the button again himself.
        let once = ca::Settings { budget: Budget { tries: 1, ..Budget::default() }, ..self.settings.clone() };
        let begun = Instant::now();
        let reached = ca::reach(&self.profile, once);
        let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let ca = |fault| Line::new(Checked::Ca, fault, true, Seen::Answered(millis));
        let tls = |fault| Line::new(Checked::Tls, fault, true, Seen::Fine);
        let mut lines = match &reached {
            Ok(()) => vec![ca(None), tls(None)],
            Err(fault) => match fault.code {
                SupportCode::CaTlsRoot | SupportCode::CaTlsName => vec![ca(None), tls(Some(foreign(fault)))],
                _ => vec![ca(Some(self.unreachable(fault)))],
            },
        };
        let apart = self.settings.skew.last().map(|skew| Seen::Apart(skew.whole_seconds().unsigned_abs()));
        // Nobody has told the time: the line of the CA says why, and this one must not say it again.
        if let Some(fault) = self.clock(&reached).filter(|fault| fault.code == SupportCode::ClockWrong) {
            lines.push(Line::new(Checked::Clock, Some(fault), false, Seen::Fine));
        } else if let Some(apart) = apart {
            lines.push(Line::new(Checked::Clock, None, false, apart));
        }
        lines
    }

    /// Why there is no connection, as far as that can be told.
    fn unreachable(&self, fault: &Fault) -> Fault {
        let code = match (fault.code, fault.fact(ca::CAUSE)) {
            (SupportCode::CaUnreachable, Some(ca::NAME)) => SupportCode::CaNameUnknown,
            (SupportCode::CaUnreachable, Some(ca::REFUSED)) => SupportCode::CaPortClosed,
            (SupportCode::CaUnreachable, Some(ca::PROXY)) => SupportCode::CaProxy,
            _ => return fault.clone(),
        };
        let endpoint = &self.profile.endpoint;
        let host = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default();
        let told = Fault { code, ..fault.clone() }.with("host", host);
        match ca::proxy(&self.settings.proxy).filter(|_| code == SupportCode::CaProxy) {
            // Who can mend it differs: the user in «Настройки», or the administrator.
            Some((proxy, of_settings)) => {
                told.with("proxy", proxy).with("named_by", if of_settings { "settings" } else { "system" })
            }
            None => told,
        }
    }
}

/// Of a certificate that has its time and its name right and still cannot be trusted, the issuer is told.
fn foreign(fault: &Fault) -> Fault {
    let untrusted = fault.code == SupportCode::CaTlsRoot && fault.fact(ca::VALIDITY).is_none();
    let named = fault.fact(ca::ISSUER).is_some();
    let code = if untrusted && named { SupportCode::CaTlsForeign } else { fault.code };
    Fault { code, ..fault.clone() }
}

fn token(place: &Place) -> [Line; 3] {
    let title = if place.title.is_empty() { place.model.clone() } else { place.title.clone() };
    let pin = match place.pin {
        PinState::Locked => Some((SupportCode::PinLocked, true)),
        PinState::NotSet => Some((SupportCode::PinNotSet, true)),
        PinState::ToBeChanged => Some((SupportCode::PinExpired, true)),
        PinState::CountLow | PinState::FinalTry => Some((SupportCode::PinFew, false)),
        PinState::Fine | PinState::Unknown => None,
    };
    let blocking = pin.is_some_and(|(_, blocking)| blocking);
    let pin = pin.map(|(code, _)| Fault::new(code));
    let full = place.free_bytes.is_some_and(|free| free < ROOM);
    let full = full.then(|| Fault::new(SupportCode::TokenFull).with("needed", ROOM));
    let usable = match (place.p256, place.writable) {
        (false, _) => Some(SupportCode::TokenNoP256.into()),
        (_, false) => Some(SupportCode::TokenReadOnly.into()),
        _ => None,
    };
    [
        Line::new(Checked::Token, usable, false, Seen::Fine).about(&title),
        Line::new(Checked::Pin, pin, blocking, Seen::Fine).about(&title),
        Line::new(Checked::Memory, full, false, place.free_bytes.map_or(Seen::Fine, Seen::Free)).about(title),
    ]
}

/// Whether the daily check is registered with the system; `None` where that is not known.
pub(super) fn autostart() -> Option<bool> {
    Some(schedule::registered().is_some())
}
