//! The token on the bench: opened through the program's own layer, with what the promises need in common.

use std::path::PathBuf;
use std::process::Command;

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{DerSignature, VerifyingKey};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, DnValue, IsCa, KeyPair, PublicKeyData,
};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::field::Field;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PinState, Place, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::secret::{Pin, Seed};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::{Keep, Tokens};
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{ModuleSpec, Places};

use crate::outside::{Outside, Planted};
use crate::report::Dash;
use crate::support::token_kit::Kit;

/// Says that the token is a fresh one of this make, which may be locked.
const OWN: &str = "CONTRACT_OWN";
/// The process whose children are the other end of the module's connection.
const SERVER: &str = "CONTRACT_SERVER";

/// A module and a token, as the environment gives them.
#[derive(Clone)]
pub struct Given {
    pub name: String,
    pub module: PathBuf,
    pub label: Option<String>,
    pub pin: String,
    pub so_pin: Option<String>,
    pub init_args: Option<String>,
    /// Made for this run, so that nothing is lost when it gets locked.
    pub own: bool,
    pub server: Option<u32>,
}

impl Given {
    pub fn from_environment() -> Option<Self> {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let module = PathBuf::from(text("TEST_PKCS11_MODULE")?);
        let own = text(OWN);
        let file = module.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Some(Self {
            name: own.clone().unwrap_or(file),
            module,
            label: text("TEST_PKCS11_TOKEN"),
            pin: text("TEST_PKCS11_PIN").unwrap_or_default(),
            so_pin: text("TEST_PKCS11_SO_PIN"),
            init_args: text("TEST_PKCS11_INIT_ARGS"),
            own: own.is_some(),
            server: text(SERVER).and_then(|id| id.parse().ok()),
        })
    }
}

/// Gives a fresh token to a process of this program.
pub fn hand_over(kit: &Kit, command: &mut Command) {
    command
        .env(OWN, kit.make.name())
        .env("TEST_PKCS11_MODULE", &kit.module)
        .env("TEST_PKCS11_TOKEN", &kit.label)
        .env("TEST_PKCS11_PIN", &kit.pin)
        .env("TEST_PKCS11_SO_PIN", kit.so_pin.as_deref().unwrap_or_default())
        .env("TEST_PKCS11_INIT_ARGS", kit.init_args.as_deref().unwrap_or_default())
        .env(SERVER, kit.server.map(|id| id.to_string()).unwrap_or_default());
}

/// A key pair that the layer has made.
#[derive(Clone)]
pub struct Pair {
    pub plan: KeyPlan,
    pub point: Vec<u8>,
}

pub struct Bench {
    pub given: Given,
    pub places: Places,
    /// As it was seen first.
    pub place: Place,
    pub outside: Outside,
    pub planted: Planted,
    issuer: CertifiedIssuer<'static, KeyPair>,
    pair: Option<Result<Pair, Fault>>,
    /// A certificate that most promises share, and where it lies.
    pub stored: Option<(KeyRef, Certificate)>,
    made: Vec<KeyRef>,
}

impl Bench {
    /// # Errors
    /// Why the token cannot be used, for people.
    pub fn new(given: Given) -> Result<Self, String> {
        let outside = Outside::new(&given);
        let planted = outside.plant()?;
        let mut places = layer(&given);
        let seen = places.places().map_err(|fault| format!("{fault:?}"))?;
        let wanted = |place: &Place| match &place.id {
            PlaceId::Token { label, .. } => given.label.as_ref().is_none_or(|wanted| wanted == label),
            PlaceId::Computer => false,
        };
        let place = seen.iter().find(|place| wanted(place)).cloned();
        let place = place.ok_or_else(|| {
            let told = places.certificates().map(|(_, faults)| faults);
            format!("no such token: {seen:?} {told:?}")
        })?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Contract CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Ok(Self {
            given,
            places,
            place,
            outside,
            planted,
            issuer,
            pair: None,
            stored: None,
            made: Vec::new(),
        })
    }

    pub fn id(&self) -> PlaceId {
        self.place.id.clone()
    }

    /// A key under an identifier that nothing else has; removed at the end.
    pub fn new_key(&mut self) -> KeyRef {
        let mut bytes = [0; 16];
        rand::Rng::fill_bytes(&mut rand::rng(), &mut bytes);
        let key = KeyRef { place: self.id(), id: CkaId::new(bytes) };
        self.made.push(key.clone());
        key
    }

    /// Open for signing. A token that nobody may write to need not open.
    pub fn open(&mut self) -> Result<(), Dash> {
        let key = KeyRef { place: self.id(), id: CkaId::new([1]) };
        if self.places.is_open(&key) {
            return Ok(());
        }
        match self.login(&self.given.pin.clone()) {
            Err(fault) if !self.place.writable => {
                assert_ne!(fault.code, SupportCode::Internal);
                dash("the token is write-protected and takes no login")
            }
            other => {
                other.unwrap_or_else(|fault| panic!("the right PIN does not open the token: {fault:?}"));
                Ok(())
            }
        }
    }

    /// Closes it and opens it again.
    pub fn open_anew(&mut self) -> Result<(), Dash> {
        self.places.logout();
        self.open()
    }

    pub fn login(&mut self, pin: &str) -> Result<(), Fault> {
        let key = KeyRef { place: self.id(), id: CkaId::new([1]) };
        self.places.login(&key, Pin::new(pin.to_owned()), Keep::Once)
    }

    /// The token as it is seen now.
    pub fn look(&mut self) -> Place {
        let places = self.places.places().unwrap();
        let found = places.into_iter().find(|place| place.id == self.place.id);
        found.expect("the token is still there")
    }

    /// One try may be spent: none of somebody else's last.
    pub fn may_fail(&mut self) -> Result<(), Dash> {
        if self.place.protected_path {
            return dash("the PIN is typed on the reader");
        }
        if self.given.pin.is_empty() {
            return dash("no PIN was given");
        }
        self.open_anew()?;
        self.places.logout();
        match self.look().pin {
            PinState::FinalTry | PinState::Locked if !self.given.own => {
                dash("the last try of a token that was given is not spent")
            }
            _ => Ok(()),
        }
    }

    pub fn plan(&mut self, label: &str) -> KeyPlan {
        let today = Moment::now_utc();
        let key = self.new_key();
        let end = today + time::Duration::days(456);
        KeyPlan { key, label: label.into(), exportable: false, start: today, end }
    }

    pub fn generate(&mut self, plan: &KeyPlan) -> Result<Vec<u8>, Fault> {
        self.places.generate(plan, &Seed::new([7; 32], 0)).map(|(point, _)| point)
    }

    /// The pair that most promises share, made at its first use. A token that cannot make one says so by the right
    /// fault.
    pub fn pair(&mut self) -> Result<Pair, Dash> {
        if self.pair.is_none() {
            self.open()?;
            let plan = self.plan("Contract");
            let made = self.generate(&plan).map(|point| Pair { plan, point });
            self.pair = Some(made);
        }
        self.open()?;
        match self.pair.clone().unwrap() {
            Ok(pair) => Ok(pair),
            Err(fault) if !self.place.p256 => {
                assert_eq!(fault.code, SupportCode::TokenNoP256, "{fault:?}");
                dash("the module makes no P-256 keys; told as TOKEN-NO-P256")
            }
            Err(fault) if !self.place.writable => {
                assert_eq!(fault.code, SupportCode::TokenReadOnly, "{fault:?}");
                dash("the token is write-protected; told as TOKEN-READONLY")
            }
            Err(fault) => {
                let told = [SupportCode::TokenFailed, SupportCode::TokenNoP256, SupportCode::TokenFull];
                assert!(told.contains(&fault.code) && fault.fact("rv").is_some(), "{fault:?}");
                dash(&format!("this user makes no keys here; told as {}", fault.support_code()))
            }
        }
    }

    /// Where a certificate can lie: beside the pair, or alone where there can be none.
    pub fn beside(&mut self) -> Result<(KeyRef, Vec<u8>), Dash> {
        match self.pair() {
            Ok(pair) => Ok((pair.plan.key, pair.point)),
            Err(_) => {
                self.open()?;
                Ok((self.new_key(), some_point()))
            }
        }
    }

    /// A certificate for a public key.
    pub fn certificate(&self, name: &str, point: &[u8]) -> Certificate {
        let mut params = CertificateParams::default();
        params.distinguished_name.remove(DnType::CommonName);
        params.distinguished_name.push(DnType::CommonName, DnValue::Utf8String(name.into()));
        // Some tokens take no two certificates of the same issuer and number.
        params.serial_number = Some(rand::random::<[u8; 8]>().map(|byte| byte & 0x7f | 1).to_vec().into());
        let certificate = params.signed_by(&Point(point.to_vec()), &self.issuer).unwrap();
        Certificate::from_der(certificate.der()).unwrap()
    }

    /// Stores a certificate, where the token takes one.
    pub fn store(&mut self, key: &KeyRef, certificate: &Certificate) -> Result<(), Dash> {
        // NSS wants another label for another subject.
        let label = certificate.subject().value(Field::CommonName).unwrap_or("Contract").to_owned();
        match self.places.store_certificate(key, certificate, &label) {
            Ok(()) => Ok(()),
            Err(fault) if !self.place.writable => {
                assert_eq!(fault.code, SupportCode::TokenReadOnly, "{fault:?}");
                dash("the token is write-protected; told as TOKEN-READONLY")
            }
            Err(fault) if !self.planted.certificates && self.stored.is_none() => {
                assert!(fault.fact("rv").is_some(), "{fault:?}");
                dash(&format!("this user stores no certificates here; told as {}", fault.support_code()))
            }
            Err(fault) => panic!("{fault:?}"),
        }
    }

    /// Everything that was made and not removed yet.
    pub fn made(&self) -> Vec<KeyRef> {
        self.made.clone()
    }

    /// All of it was removed.
    pub fn forget_made(&mut self) {
        (self.pair, self.stored) = (None, None);
        self.made.clear();
    }

    /// Removes what the promises have left behind.
    pub fn clean_up(&mut self) {
        if self.open().is_ok() {
            for key in std::mem::take(&mut self.made) {
                let _ = self.places.remove(&key);
            }
        }
        self.places.logout();
        self.outside.unplant();
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.places.logout();
    }
}

/// The layer as the program opens it, with this one module.
fn layer(given: &Given) -> Places {
    let spec = ModuleSpec { path: given.module.clone(), init_args: given.init_args.clone(), trace: None };
    let containers = std::env::temp_dir().join(format!("renewal-contract-keys-{}", std::process::id()));
    Places::new(vec![spec], containers, |_, _| Err(SupportCode::Internal.into()), None)
        .with_workers(&WorkerProgram::at(env!("CARGO_BIN_EXE_renewctl")), &Deadlines::default())
}

pub fn dash<T>(why: &str) -> Result<T, Dash> {
    Err(Dash(why.to_owned()))
}

/// A PIN of the same length and kind of characters, and not the same.
pub fn other_pin(pin: &str) -> String {
    let next = |character: char| match character {
        '0'..='8' | 'a'..='y' | 'A'..='Y' => char::from(u8::try_from(character).unwrap() + 1),
        '9' => '0',
        'z' => 'a',
        'Z' => 'A',
        other => other,
    };
    let other: String = pin.chars().map(next).collect();
    if other == pin { format!("{pin}1") } else { other }
}

/// Checks a signature as anybody would who knows only the public key.
pub fn verify(point: &[u8], message: &[u8], signature: &[u8]) {
    let key = VerifyingKey::from_sec1_bytes(point).expect("a point of P-256");
    let signature = DerSignature::try_from(signature).expect("DER");
    key.verify(message, &signature).expect("the signature fits the public key");
}

/// A public key whose private half nobody keeps.
pub fn some_point() -> Vec<u8> {
    KeyPair::generate().unwrap().der_bytes().to_vec()
}

struct Point(Vec<u8>);

impl PublicKeyData for Point {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}
