//! Another program at the same token: a process of its own that knows nothing of the layer. It plants objects before
//! the layer comes, and tells what lies there afterwards.

use std::collections::BTreeSet;
use std::process::Command;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::bench::Given;

/// What the process is asked to do.
const ASK: &str = "CONTRACT_OUTSIDE";
/// Begins the label of everything that is planted.
const MARK: &str = "contract: foreign";
/// The identifier of what is planted.
const ID: &[u8] = b"contract-foreign";
/// Marks the one line that is the answer, among what a module may print.
const ANSWER: &str = "answer: ";

/// An object as another program sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    /// Number of the class (`CKO_…`).
    pub class: u64,
    pub id: String,
    pub label: String,
    /// SHA-256 of the value, where it can be read.
    pub digest: String,
    /// What is true of it, of those that keys have.
    pub flags: BTreeSet<String>,
}

pub const CERTIFICATE: u64 = 1;
pub const PUBLIC_KEY: u64 = 2;
pub const PRIVATE_KEY: u64 = 3;

/// What was on the token before, and what of it this run has put there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Planted {
    /// The token took a certificate from another program.
    pub certificates: bool,
    /// Certificate with an identifier, by SHA-256.
    pub certificate: Option<String>,
    /// Before anything was planted.
    pub before: Vec<Seen>,
    /// With what was planted.
    pub all: Vec<Seen>,
}

#[derive(Clone)]
pub struct Outside(Given);

impl Outside {
    pub fn new(given: &Given) -> Self {
        Self(given.clone())
    }

    /// # Errors
    /// What the other program said.
    pub fn plant(&self) -> Result<Planted, String> {
        self.ask("plant").map(|answer| serde_json::from_str(&answer).unwrap())
    }

    pub fn list(&self) -> Vec<Seen> {
        serde_json::from_str(&self.ask("list").unwrap()).unwrap()
    }

    pub fn under(&self, id: &str) -> Vec<Seen> {
        self.list().into_iter().filter(|seen| seen.id == id).collect()
    }

    pub fn unplant(&self) {
        let _ = self.ask("unplant");
    }

    fn ask(&self, what: &str) -> Result<String, String> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.env(ASK, what).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let answer = text.lines().find_map(|line| line.strip_prefix(ANSWER)).map(str::to_owned);
        answer.ok_or_else(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            format!("another program cannot use {:?}: {} {said}", self.0.module, output.status)
        })
    }
}

pub fn asked() -> bool {
    std::env::var_os(ASK).is_some()
}

/// The whole work of the other process.
pub fn answer() {
    let given = Given::from_environment().unwrap();
    let module = Pkcs11::new(&given.module).unwrap();
    let reserved = given.init_args.as_deref().map(|text| std::ffi::CString::new(text).unwrap());
    let flags = CInitializeFlags::OS_LOCKING_OK;
    let arguments = match &reserved {
        None => CInitializeArgs::new(flags),
        Some(text) => {
            let pointer = std::ptr::NonNull::from(text.as_c_str()).cast();
            #[expect(unsafe_code, reason = "a C string that lives through the call, as NSS wants it")]
            // SAFETY: the module reads a NUL-terminated string during C_Initialize only.
            unsafe {
                CInitializeArgs::new_with_reserved(flags, pointer)
            }
        }
    };
    module.initialize(arguments).unwrap();
    let slot = slot(&module, given.label.as_deref()).expect("no such token");
    // Some tokens can only be read.
    let session = module.open_rw_session(slot).or_else(|_| module.open_ro_session(slot)).unwrap();
    if !given.pin.is_empty() {
        let _ = session.login(UserType::User, Some(&AuthPin::new(given.pin.clone().into())));
    }
    let answer = match std::env::var(ASK).unwrap().as_str() {
        "plant" => {
            remove_planted(&session);
            let before = list(&session);
            let mut planted = plant(&session, module.get_mechanism_list(slot).unwrap_or_default());
            planted.all = list(&session);
            planted.before = before;
            serde_json::to_string(&planted).unwrap()
        }
        "list" => serde_json::to_string(&list(&session)).unwrap(),
        _ => {
            remove_planted(&session);
            String::from("done")
        }
    };
    println!("{ANSWER}{answer}");
}

/// By label; where that of the token cannot be read, the only one that is left.
fn slot(module: &Pkcs11, label: Option<&str>) -> Option<Slot> {
    let slots = module.get_slots_with_token().unwrap();
    let of = |slot: &Slot| module.get_token_info(*slot).ok();
    let named = slots.iter().find(|slot| {
        of(slot).is_some_and(|info| {
            label.map_or(info.token_initialized(), |label| info.label().trim_matches(['\0', ' ']) == label)
        })
    });
    named.or_else(|| slots.iter().find(|slot| of(slot).is_none())).copied()
}

fn list(session: &Session) -> Vec<Seen> {
    let objects = session.find_objects(&[Attribute::Token(true)]).unwrap();
    let mut seen: Vec<Seen> = objects.into_iter().map(|object| look(session, object)).collect();
    seen.sort();
    seen
}

fn look(session: &Session, object: ObjectHandle) -> Seen {
    let mut seen = Seen {
        class: u64::MAX,
        id: String::new(),
        label: String::new(),
        digest: String::new(),
        flags: BTreeSet::new(),
    };
    let one = |wanted: AttributeType| {
        session.get_attributes(object, &[wanted]).ok().and_then(|mut attributes| attributes.pop())
    };
    if let Some(Attribute::Class(class)) = one(AttributeType::Class) {
        seen.class = class.into();
    }
    if let Some(Attribute::Id(id)) = one(AttributeType::Id) {
        seen.id = hex::encode(id);
    }
    if let Some(Attribute::Label(label)) = one(AttributeType::Label) {
        seen.label = String::from_utf8_lossy(&label).into_owned();
    }
    if let Some(Attribute::Value(value)) = one(AttributeType::Value)
        && !value.is_empty()
    {
        seen.digest = hex::encode(Sha256::digest(&value));
    }
    for wanted in [
        AttributeType::Private,
        AttributeType::Sensitive,
        AttributeType::Extractable,
        AttributeType::Sign,
        AttributeType::Decrypt,
        AttributeType::Unwrap,
        AttributeType::Derive,
    ] {
        let set = match one(wanted) {
            Some(
                Attribute::Private(set)
                | Attribute::Sensitive(set)
                | Attribute::Extractable(set)
                | Attribute::Sign(set)
                | Attribute::Decrypt(set)
                | Attribute::Unwrap(set)
                | Attribute::Derive(set),
            ) => set,
            _ => false,
        };
        if set {
            seen.flags.insert(format!("{wanted:?}"));
        }
    }
    seen
}

/// A key pair with its certificate, a certificate without an identifier and a data object, as far as the token takes
/// them.
fn plant(session: &Session, mechanisms: Vec<MechanismType>) -> Planted {
    let label = |what: &str| Attribute::Label(format!("{MARK} {what}").into_bytes());
    let certificate = |what: &str, id: &[u8]| {
        let value = self_signed(what);
        let digest = hex::encode(Sha256::digest(&value));
        let parsed = x509_cert::Certificate::from_der(&value).unwrap();
        let of = parsed.tbs_certificate();
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id.to_vec()),
            label(what),
            Attribute::Subject(of.subject().to_der().unwrap()),
            Attribute::Issuer(of.issuer().to_der().unwrap()),
            Attribute::SerialNumber(of.serial_number().to_der().unwrap()),
            Attribute::Value(value),
        ];
        session.create_object(&template).is_ok().then_some(digest)
    };
    let first = certificate("with a key", ID);
    let _ = certificate("without an identifier", &[]);
    let _ = session.create_object(&[
        Attribute::Class(ObjectClass::DATA),
        Attribute::Token(true),
        Attribute::Private(false),
        label("data"),
        Attribute::Value(b"somebody else's".to_vec()),
    ]);
    if mechanisms.contains(&MechanismType::ECC_KEY_PAIR_GEN) {
        let curve = hex::decode("06082a8648ce3d030107").unwrap();
        let common = |private: bool| {
            vec![
                Attribute::Token(true),
                Attribute::Private(private),
                Attribute::Id(ID.to_vec()),
                label("key"),
            ]
        };
        let mut public = common(false);
        public.extend([Attribute::KeyType(KeyType::EC), Attribute::EcParams(curve), Attribute::Verify(true)]);
        let mut private = common(true);
        private.extend([Attribute::Sensitive(true), Attribute::Sign(true)]);
        let _ = session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private);
    }
    Planted { certificates: first.is_some(), certificate: first, ..Planted::default() }
}

/// Only what is marked: also of a run that was broken off.
fn remove_planted(session: &Session) {
    for object in session.find_objects(&[Attribute::Token(true)]).unwrap_or_default() {
        if look(session, object).label.starts_with(MARK) {
            let _ = session.destroy_object(object);
        }
    }
}

fn self_signed(name: &str) -> Vec<u8> {
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.remove(rcgen::DnType::CommonName);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().der().to_vec()
}
