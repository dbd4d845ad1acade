//! «Проверка рабочего места»: asks every adapter whether it is ready.

use std::path::{Path, PathBuf};

use time::Duration;

use crate::ca;
use crate::domain::key::PlaceId;
use crate::domain::profile::Profile;
use crate::domain::workplace::{Check, Checked};
use crate::fault::{Fault, SupportCode};
use crate::platform::reader::Service;
use crate::ports::{SharedTokens, Workplace};

/// Room that the journal, scans, printed forms and a copy of one renewal need, in bytes, and some to spare.
const ROOM: u64 = 20 << 20;
/// How far the clock of this computer may be from that of the CA.
const CLOCK: Duration = Duration::minutes(5);

/// The checks of a real computer.
pub struct Computer {
    /// All places for keys.
    pub tokens: SharedTokens,
    /// How many token libraries there are to be loaded.
    pub modules: usize,
    /// Names of the libraries that are looked for when none is named.
    pub known: Vec<String>,
    /// Where the key lies that signs; none for a first issue.
    pub signer: Option<PlaceId>,
    /// The CA.
    pub profile: Profile,
    /// Time limits, and the clock of this computer.
    pub settings: ca::Settings,
    /// The home of the program.
    pub home: PathBuf,
    /// Tells the free space of a folder, where it is known.
    pub free: fn(&Path) -> Option<u64>,
    /// Secrets go into the keyring of the system, or are not meant to.
    pub keyring: bool,
    /// Tells how the reader service is found, where there is one.
    pub reader: fn() -> Option<Service>,
    /// Tells whether the daily check is registered with the system, where that is known.
    pub autostart: fn() -> Option<bool>,
}

impl Workplace for Computer {
    fn check(&mut self) -> Vec<Check> {
        let connected = self.connected();
        let reached = ca::reach(&self.profile, self.settings.clone());
        let line = |subject| {
            let (fault, blocking) = match subject {
                Checked::Driver => (self.driver(&connected), self.needs_token()),
                Checked::Token => (self.token(&connected), self.needs_token()),
                // It may be the clock of the CA that is wrong: the user is warned, not stopped.
                Checked::Clock => (self.clock(&reached), false),
                Checked::Ca => (reached.clone().err(), true),
                Checked::Disk => (self.disk(), true),
                Checked::Keyring => (self.keyring(), false),
                // A renewal meets these where it needs them; «Диагностика» looks at them beforehand.
                Checked::Reader | Checked::Pin | Checked::Memory | Checked::Tls | Checked::Autostart => {
                    (None, false)
                }
            };
            Check { subject, fault, blocking }
        };
        Checked::RENEWAL.map(line).to_vec()
    }
}

impl Computer {
    /// A key of this computer signs without a token, and the new one may lie beside it.
    pub(super) fn needs_token(&self) -> bool {
        self.signer != Some(PlaceId::Computer)
    }

    /// The tokens that are connected.
    pub(super) fn connected(&self) -> Result<Vec<PlaceId>, Fault> {
        let places = super::lock(&self.tokens).places()?;
        Ok(places.into_iter().map(|place| place.id).filter(|id| *id != PlaceId::Computer).collect())
    }

    pub(super) fn driver(&self, connected: &Result<Vec<PlaceId>, Fault>) -> Option<Fault> {
        // A token that shows itself has a driver, whatever becomes of the other ones.
        if connected.as_ref().is_ok_and(|tokens| !tokens.is_empty()) {
            return None;
        }
        if self.modules == 0 {
            return Some(Fault::new(SupportCode::ModuleAbsent).with("module", self.known.join(", ")));
        }
        let faults = match super::lock(&self.tokens).certificates() {
            Ok((_, faults)) => faults,
            Err(fault) => vec![fault],
        };
        let of_module = |fault: &Fault| {
            use SupportCode::{ModuleBitness, ModuleCrashed, ModuleHung, ModuleLoad};
            matches!(fault.code, ModuleLoad | ModuleBitness | ModuleCrashed | ModuleHung)
        };
        let broken: Vec<_> = faults.into_iter().filter(of_module).collect();
        if broken.len() < self.modules { None } else { broken.into_iter().next() }
    }

    /// The token with the key that signs, or any, where no key is there yet.
    pub(super) fn token(&self, connected: &Result<Vec<PlaceId>, Fault>) -> Option<Fault> {
        let connected = match connected {
            Ok(connected) => connected,
            Err(fault) => return Some(fault.clone()),
        };
        let absent = || Fault::new(SupportCode::TokenAbsent);
        match &self.signer {
            Some(PlaceId::Token { label, .. }) => {
                let there = self.signer.as_ref().is_some_and(|wanted| connected.contains(wanted));
                (!there).then(|| absent().with("token", label))
            }
            _ => connected.is_empty().then(absent),
        }
    }

    pub(super) fn clock(&self, reached: &Result<(), Fault>) -> Option<Fault> {
        // A certificate of the server that is «not yet valid» or «no longer valid» may be so for our clock alone.
        // Without an answer nobody tells which, except that servers are not put up before their time.
        if let Err(fault) = reached {
            let early = fault.fact(ca::VALIDITY) == Some(ca::NOT_YET);
            return Some(if early { wrong_clock("behind") } else { fault.clone() });
        }
        // How far the CA's clock is ahead of ours.
        let skew = self.settings.skew.last()?;
        let side = if skew.is_negative() { "ahead" } else { "behind" };
        (skew.abs() > CLOCK).then(|| wrong_clock(side).with("minutes", skew.abs().whole_minutes()))
    }

    pub(super) fn keyring(&self) -> Option<Fault> {
        (!self.keyring).then(|| Fault::new(SupportCode::KeyringAbsent))
    }

    pub(super) fn disk(&self) -> Option<Fault> {
        let free = (self.free)(&self.home)?;
        (free < ROOM).then(|| {
            let fault = Fault::new(SupportCode::DiskFull).with("file", self.home.display());
            fault.with("free", free).with("needed", ROOM)
        })
    }
}

/// `side`: where our clock is.
fn wrong_clock(side: &str) -> Fault {
    Fault::new(SupportCode::ClockWrong).with("side", side)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::net::TcpListener;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::ca::{Budget, Limits, Settings};
    use crate::domain::certificate::Certificate;
    use crate::domain::moment::Moment;
    use crate::i18n;
    use crate::ports::Tokens;
    use crate::sandbox::Server;
    use crate::token::{MemoryToken, Places, discovery};

    /// A computer on which everything is in order, with a CA of its own.
    struct Office {
        computer: Computer,
        folder: PathBuf,
        server: Option<Server>,
    }

    impl Office {
        fn new(test: &str) -> Self {
            let folder =
                std::env::temp_dir().join(format!("renewal-workplace-{test}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&folder);
            let server = crate::compose::sandbox(&folder.join("ca"), 0, 0).unwrap();
            let token =
                MemoryToken::open(folder.join("token"), "Рутокен", "12345678", crate::compose::expand)
                    .unwrap();
            let signer = Some(token.id());
            let settings = Settings {
                limits: Limits {
                    connect: std::time::Duration::from_secs(5),
                    overall: std::time::Duration::from_secs(5),
                },
                budget: Budget { tries: 1, ..Budget::default() },
                ..Settings::default()
            };
            let computer = Computer {
                tokens: tokens(&folder, Vec::new(), Some(token)),
                modules: 0,
                known: vec!["librtpkcs11ecp.so".into(), "libeToken.so".into()],
                signer,
                profile: ca::profile::load(&server.profile_path()).unwrap(),
                settings,
                home: folder.clone(),
                free: |_| Some(1 << 30),
                keyring: true,
                reader: || Some(Service::Answers),
                autostart: || Some(true),
            };
            Self { computer, folder, server: Some(server) }
        }

        /// The line of one subject.
        fn check(&mut self, subject: Checked) -> (Option<Fault>, bool) {
            let lines = self.computer.check();
            assert_eq!(lines.iter().map(|line| line.subject).collect::<Vec<_>>(), Checked::RENEWAL);
            let line = lines.into_iter().find(|line| line.subject == subject).unwrap();
            if let Some(fault) = &line.fault {
                let said = i18n::fault(fault);
                assert!(said.what.ends_with('.') && said.remedy.ends_with('.'), "{said:?}");
            }
            (line.fault, line.blocking)
        }

        /// Code of one line; it must have a fault.
        fn fault(&mut self, subject: Checked) -> (Fault, bool) {
            let (fault, blocking) = self.check(subject);
            (fault.unwrap(), blocking)
        }
    }

    impl Drop for Office {
        fn drop(&mut self) {
            drop(self.server.take());
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn tokens(folder: &Path, modules: Vec<PathBuf>, token: Option<MemoryToken>) -> SharedTokens {
        let places =
            Places::new(discovery::explicit(&modules), folder.join("keys"), crate::compose::expand, token);
        let tokens: Box<dyn Tokens> = Box::new(places);
        Arc::new(Mutex::new(tokens))
    }

    #[test]
    fn a_computer_in_order_has_nothing_to_say() {
        let mut office = Office::new("order");
        assert!(office.computer.check().iter().all(|line| line.fault.is_none()));
    }

    #[test]
    fn without_a_driver_the_libraries_that_were_looked_for_are_named() {
        let mut office = Office::new("driver");
        office.computer.tokens = tokens(&office.folder, Vec::new(), None);
        let (fault, blocking) = office.fault(Checked::Driver);
        assert_eq!((fault.code, blocking), (SupportCode::ModuleAbsent, true));
        assert_eq!(fault.fact("module"), Some("librtpkcs11ecp.so, libeToken.so"));
    }

    #[test]
    fn a_driver_that_does_not_load_is_named() {
        let mut office = Office::new("broken-driver");
        let module = office.folder.join("no-such-module.so");
        office.computer.tokens = tokens(&office.folder, vec![module.clone()], None);
        office.computer.modules = 1;
        let (fault, _) = office.fault(Checked::Driver);
        assert_eq!(fault.code, SupportCode::ModuleLoad);
        assert_eq!(fault.fact("module"), module.to_str());
    }

    #[test]
    fn the_token_with_the_key_that_signs_must_be_connected() {
        let mut office = Office::new("token");
        let other = PlaceId::Token { serial: "7".into(), label: "Другой".into() };
        office.computer.signer = Some(other);
        let (fault, blocking) = office.fault(Checked::Token);
        assert_eq!((fault.code, blocking), (SupportCode::TokenAbsent, true));
        assert_eq!(fault.fact("token"), Some("Другой"));
        // For a first issue any token will do.
        office.computer.signer = None;
        assert_eq!(office.check(Checked::Token), (None, true));
        office.computer.tokens = tokens(&office.folder, Vec::new(), None);
        assert_eq!(office.fault(Checked::Token).0.code, SupportCode::TokenAbsent);
    }

    #[test]
    fn a_key_of_this_computer_needs_no_token() {
        let mut office = Office::new("software");
        office.computer.signer = Some(PlaceId::Computer);
        office.computer.tokens = tokens(&office.folder, Vec::new(), None);
        assert!(!office.fault(Checked::Token).1 && !office.fault(Checked::Driver).1);
    }

    #[test]
    fn a_clock_more_than_five_minutes_off_is_told_with_its_side() {
        let mut office = Office::new("clock");
        for (minutes, side) in [(-8, Some("behind")), (-3, None), (3, None), (8, Some("ahead"))] {
            office.computer.settings.now = Arc::new(move || Moment::now_utc() + Duration::minutes(minutes));
            let (fault, blocking) = office.check(Checked::Clock);
            assert!(!blocking);
            assert_eq!(fault.as_ref().and_then(|fault| fault.fact("side")), side, "{minutes}");
            if let Some(fault) = fault {
                assert_eq!(fault.code, SupportCode::ClockWrong);
                assert!(["7", "8"].contains(&fault.fact("minutes").unwrap()), "{fault:?}");
            }
        }
    }

    #[test]
    fn a_server_that_is_not_yet_valid_tells_a_clock_that_is_behind() {
        let office = Office::new("early");
        let early = Fault::new(SupportCode::CaTlsRoot).with(ca::VALIDITY, ca::NOT_YET);
        let fault = office.computer.clock(&Err(early)).unwrap();
        assert_eq!((fault.code, fault.fact("side")), (SupportCode::ClockWrong, Some("behind")));
    }

    #[test]
    fn a_ca_that_cannot_be_reached_blocks_and_leaves_the_clock_unchecked() {
        let mut office = Office::new("ca");
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        office.computer.profile.endpoint = format!("https://{}", free.local_addr().unwrap());
        drop(free);
        let (fault, blocking) = office.fault(Checked::Ca);
        assert_eq!((fault.code, blocking), (SupportCode::CaUnreachable, true));
        assert_eq!(office.fault(Checked::Clock).0.code, SupportCode::CaUnreachable);
    }

    #[test]
    fn a_ca_under_another_root_is_told_as_such() {
        let mut office = Office::new("root");
        let pem = std::fs::read_to_string("assets/profiles/example-root.pem").unwrap();
        office.computer.profile.tls_anchors = vec![Certificate::from_pem(&pem).unwrap()];
        assert_eq!(office.fault(Checked::Ca).0.code, SupportCode::CaTlsRoot);
    }

    #[test]
    fn a_full_disk_blocks_and_an_unknown_one_does_not() {
        let mut office = Office::new("disk");
        office.computer.free = |_| Some(ROOM - 1);
        let (fault, blocking) = office.fault(Checked::Disk);
        assert_eq!((fault.code, blocking), (SupportCode::DiskFull, true));
        for free in [(|_: &Path| None) as fn(&Path) -> Option<u64>, |_| Some(ROOM)] {
            office.computer.free = free;
            assert_eq!(office.check(Checked::Disk).0, None);
        }
    }

    #[test]
    fn a_missing_keyring_is_told_and_does_not_block() {
        let mut office = Office::new("keyring");
        office.computer.keyring = false;
        let (fault, blocking) = office.fault(Checked::Keyring);
        assert_eq!((fault.code, blocking), (SupportCode::KeyringAbsent, false));
    }
}
