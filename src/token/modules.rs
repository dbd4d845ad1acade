//! All modules as one: asked at once, merged, and each token kept with the module that has it.

use std::collections::HashMap;
use std::time::Instant;

use serde::de::DeserializeOwned;

use crate::domain::certificate::Certificate;
use crate::domain::key::{FoundCertificate, Held, KeyPlan, KeyRef, KeyTrace, Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::ports::{Driver, Keep, TokenCopy};
use crate::token::calls::LockedPin;
use crate::token::discovery;
use crate::token::module::ModuleSpec;
use crate::token::worker::WorkerProgram;
use crate::token::worker::deadlines::Deadlines;
use crate::token::worker::frame::{Secret, secret};
use crate::token::worker::host::{Haste, Host};
use crate::token::worker::request::Request;

/// The modules, in the order of their preference.
pub struct Modules {
    specs: Vec<ModuleSpec>,
    hosts: Vec<Host>,
    /// Which module a token was last seen in: the first one, as long as it still shows it.
    at: HashMap<PlaceId, usize>,
    kept: HashMap<PlaceId, LockedPin>,
    /// How many tokens each one showed at the last look.
    looked: Vec<Result<usize, Fault>>,
}

impl Modules {
    /// None of them is started yet.
    pub fn new(specs: Vec<ModuleSpec>, program: &WorkerProgram, deadlines: &Deadlines) -> Self {
        let host = |spec: &ModuleSpec| Host::new(spec.clone(), program.clone(), deadlines.clone());
        let hosts = specs.iter().map(host).collect();
        Self { specs, hosts, at: HashMap::new(), kept: HashMap::new(), looked: Vec::new() }
    }

    /// The same modules, none of them started, with other workers.
    pub fn with_workers(self, program: &WorkerProgram, deadlines: &Deadlines) -> Self {
        Self::new(self.specs.clone(), program, deadlines)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.specs.len()
    }

    /// Connected tokens, each once: OpenSC shows the tokens of other vendors as well. A module that fails is told by
    /// [`Modules::certificates`].
    pub fn places(&mut self) -> Vec<Place> {
        let answers = self.ask_all::<Vec<Place>>(&Request::Places);
        self.looked =
            answers.iter().map(|answer| answer.as_ref().map(Vec::len).map_err(Fault::clone)).collect();
        let seen: Vec<(usize, Place)> = answers
            .into_iter()
            .enumerate()
            .flat_map(|(index, places)| places.unwrap_or_default().into_iter().map(move |p| (index, p)))
            .collect();
        // A session may stand in the module that had the token: it stays there.
        self.at.retain(|id, at| seen.iter().any(|(index, place)| index == at && place.id == *id));
        let mut places: Vec<Place> = Vec::new();
        for (index, place) in seen {
            let at = *self.at.entry(place.id.clone()).or_insert(index);
            if at == index && !places.iter().any(|known| known.id == place.id) {
                places.push(place);
            }
        }
        places
    }

    /// How the last look at the places found each of them.
    pub fn drivers(&mut self) -> Vec<Driver> {
        if self.looked.len() < self.specs.len() {
            let _ = self.places();
        }
        let driver = |(spec, tokens): (&ModuleSpec, &Result<usize, Fault>)| Driver {
            path: spec.path.clone(),
            tokens: tokens.clone(),
            by_service: discovery::uses_reader_service(&spec.path),
        };
        self.specs.iter().zip(&self.looked).map(driver).collect()
    }

    /// Occupied slots and what else each module tells by them. Slots of two modules may have the same numbers.
    pub fn occupied(&mut self) -> Vec<u64> {
        self.hosts.iter_mut().for_each(Host::poll);
        let begun = Instant::now();
        let mut occupied = Vec::new();
        for (index, host) in (0u64..).zip(&mut self.hosts) {
            occupied.extend(host.polled(begun).iter().flat_map(|slot| [index, *slot]));
        }
        occupied
    }

    /// Certificates of all tokens, each once, and the faults of the modules that failed.
    pub fn certificates(&mut self) -> (Vec<FoundCertificate>, Vec<Fault>) {
        let (mut found, mut faults) = (Vec::<(usize, FoundCertificate)>::new(), Vec::new());
        for (index, answer) in
            self.ask_all::<Vec<FoundCertificate>>(&Request::Certificates).into_iter().enumerate()
        {
            match answer {
                Ok(certificates) => {
                    certificates.into_iter().for_each(|one| self.merge(&mut found, index, one));
                }
                Err(fault) => faults.push(fault),
            }
        }
        (found.into_iter().map(|(_, certificate)| certificate).collect(), faults)
    }

    /// Of a certificate that two modules show, the one counts whose module has the token: identifiers may differ.
    fn merge(&self, found: &mut Vec<(usize, FoundCertificate)>, index: usize, one: FoundCertificate) {
        let same = found.iter_mut().find(|(other, known)| {
            let same_key = *other != index || known.key.id == one.key.id;
            same_key && known.key.place == one.key.place && known.certificate == one.certificate
        });
        match same {
            None => found.push((index, one)),
            Some(known) if self.at.get(&one.key.place) == Some(&index) => *known = (index, one),
            Some(_) => {}
        }
    }

    /// Logs in, and keeps the PIN if that was wished and it was right.
    pub fn login(&mut self, place: &PlaceId, pin: &Pin, keep: Keep) -> Result<(), Fault> {
        let secrets = || vec![secret(pin)];
        self.order::<()>(place, &Request::Login { place: place.clone() }, secrets)?;
        match keep {
            Keep::Once => {}
            Keep::UntilClosed => {
                if let Some(kept) = LockedPin::new(pin) {
                    let _ = self.kept.insert(place.clone(), kept);
                }
            }
            // One that is kept in two places would be tried twice when it is wrong by then.
            Keep::InKeyring => drop(self.kept.remove(place)),
        }
        Ok(())
    }

    /// A session stands, or can be had with a kept PIN.
    pub fn is_open(&mut self, place: &PlaceId) -> bool {
        self.has_session(place) || (self.kept.contains_key(place) && self.is_connected(place))
    }

    /// Ends all sessions. Kept PINs stay.
    pub fn logout(&mut self) {
        let mut asked = Vec::new();
        for host in self.hosts.iter_mut().filter(|host| host.is_running()) {
            let question = host.ask(&Request::Logout, Vec::new(), Haste::Look);
            asked.push((host, question));
        }
        for (host, question) in asked {
            let _: Result<(), Fault> = host.answer(question);
        }
    }

    /// Gives a token a new PIN. One that is kept is kept anew.
    pub fn change_pin(&mut self, place: &PlaceId, old: &Pin, new: &Pin) -> Result<(), Fault> {
        let request = Request::ChangePin { place: place.clone() };
        let done = self.order(place, &request, || vec![secret(old), secret(new)]);
        self.renew_kept(place, new, done)
    }

    /// Unlocks a token. A PIN that is kept is kept anew.
    pub fn unlock_pin(&mut self, place: &PlaceId, admin: &Pin, new: &Pin) -> Result<(), Fault> {
        let request = Request::UnlockPin { place: place.clone() };
        let done = self.order(place, &request, || vec![secret(admin), secret(new)]);
        self.renew_kept(place, new, done)
    }

    /// Everything on a token that has an identifier.
    pub fn inventory(&mut self, place: &PlaceId) -> Result<Vec<Held>, Fault> {
        self.reopen(place);
        self.order(place, &Request::Inventory { place: place.clone() }, Vec::new)
    }

    /// Makes a key pair.
    pub fn generate(&mut self, plan: &KeyPlan, offered: &[u8]) -> Result<(Vec<u8>, bool), Fault> {
        let place = &plan.key.place;
        self.reopen(place);
        let secrets = || vec![Secret::new(offered.to_vec())];
        self.order(place, &Request::Generate { plan: plan.clone() }, secrets)
    }

    /// What lies under an identifier.
    pub fn trace(&mut self, key: &KeyRef) -> Result<KeyTrace, Fault> {
        self.in_session(key, |key| Request::Trace { key })
    }

    /// ECDSA over SHA-256, DER.
    pub fn sign(&mut self, key: &KeyRef, message: &[u8]) -> Result<Vec<u8>, Fault> {
        self.in_session(key, |key| Request::Sign { key, message: message.to_vec() })
    }

    /// Writes a certificate beside its key.
    pub fn store(&mut self, key: &KeyRef, certificate: &Certificate, label: &str) -> Result<(), Fault> {
        let (certificate, label) = (Box::new(certificate.clone()), label.to_owned());
        self.in_session(key, |key| Request::Store { key, certificate, label })
    }

    /// Writes a copy onto a token.
    pub fn save_copy(&mut self, key: &KeyRef, copy: &TokenCopy) -> Result<(), Fault> {
        self.in_session(key, |key| Request::SaveCopy { key, copy: copy.clone() })
    }

    /// Removes everything under an identifier.
    pub fn remove(&mut self, key: &KeyRef) -> Result<(), Fault> {
        self.in_session(key, |key| Request::Remove { key })
    }

    fn in_session<T: DeserializeOwned>(
        &mut self,
        key: &KeyRef,
        request: impl FnOnce(KeyRef) -> Request,
    ) -> Result<T, Fault> {
        self.reopen(&key.place);
        self.order(&key.place, &request(key.clone()), Vec::new)
    }

    /// Asks all modules at the same time: a slow one costs its own time only, and a dead one nobody else's answer.
    fn ask_all<T: DeserializeOwned>(&mut self, request: &Request) -> Vec<Result<T, Fault>> {
        let asked: Vec<_> =
            self.hosts.iter_mut().map(|host| host.ask(request, Vec::new(), Haste::Look)).collect();
        self.hosts.iter_mut().zip(asked).map(|(host, asked)| host.answer(asked)).collect()
    }

    /// Gives an order to the module that has the token. If it was last seen in a module that has it no more, it is
    /// looked for in all of them, once; that module has then done nothing.
    fn order<T: DeserializeOwned>(
        &mut self,
        place: &PlaceId,
        request: &Request,
        secrets: impl Fn() -> Vec<Secret>,
    ) -> Result<T, Fault> {
        let known = self.at.contains_key(place);
        match self.order_once(place, request, secrets()) {
            Err(fault) if known && fault.code == SupportCode::TokenAbsent => {
                let _ = self.at.remove(place);
                self.order_once(place, request, secrets())
            }
            done => done,
        }
    }

    fn order_once<T: DeserializeOwned>(
        &mut self,
        place: &PlaceId,
        request: &Request,
        secrets: Vec<Secret>,
    ) -> Result<T, Fault> {
        if !self.at.contains_key(place) {
            let _ = self.places();
        }
        let host = self.at.get(place).and_then(|index| self.hosts.get_mut(*index));
        let host = host.ok_or_else(|| absent(place))?;
        host.call(request, secrets, Haste::Order)
    }

    fn has_session(&mut self, place: &PlaceId) -> bool {
        let host = self.at.get(place).and_then(|index| self.hosts.get_mut(*index));
        // No worker, no session: none is started for the question.
        let Some(host) = host.filter(|host| host.is_running()) else { return false };
        host.call(&Request::IsOpen { place: place.clone() }, Vec::new(), Haste::Order).unwrap_or(false)
    }

    fn is_connected(&mut self, place: &PlaceId) -> bool {
        self.places().iter().any(|connected| connected.id == *place)
    }

    /// Logs in with a kept PIN when the session was lost. A PIN that is refused is forgotten: it must not cost a second
    /// try. What is then asked of the token finds no session, and the user is asked for the PIN.
    fn reopen(&mut self, place: &PlaceId) {
        if !self.kept.contains_key(place) || self.has_session(place) {
            return;
        }
        let Some(pin) = self.kept.remove(place) else { return };
        let request = Request::Login { place: place.clone() };
        match self.order::<()>(place, &request, || vec![Secret::new(pin.reveal().to_vec())]) {
            // If the token is not there, or its module has failed, the PIN was not tried.
            Err(fault) if tried(fault.code) => drop(pin),
            _ => drop(self.kept.insert(place.clone(), pin)),
        }
    }

    fn renew_kept(&mut self, place: &PlaceId, new: &Pin, done: Result<(), Fault>) -> Result<(), Fault> {
        if self.kept.contains_key(place) {
            // After a failure nobody knows which PIN is the right one.
            let kept = done.as_ref().ok().and_then(|()| LockedPin::new(new));
            match kept {
                Some(kept) => drop(self.kept.insert(place.clone(), kept)),
                None => drop(self.kept.remove(place)),
            }
        }
        done
    }
}

impl Drop for Modules {
    /// All workers end at the same time.
    fn drop(&mut self) {
        self.hosts.iter_mut().for_each(Host::close);
    }
}

/// A login that failed so may have cost a try.
fn tried(code: SupportCode) -> bool {
    !matches!(
        code,
        SupportCode::TokenAbsent
            | SupportCode::TokenRemoved
            | SupportCode::ModuleLoad
            | SupportCode::ModuleBitness
    )
}

fn absent(place: &PlaceId) -> Fault {
    match place {
        PlaceId::Token { label, .. } => Fault::new(SupportCode::TokenAbsent).with("token", label),
        PlaceId::Computer => SupportCode::Internal.into(),
    }
}
