//! PKCS#11 without a program around it: the same calls as `src/token`, one after the other, one timer.

use std::path::Path;
use std::time::Duration;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use der::asn1::OctetStringRef;
use der::{Decode, Encode};
use p256::ecdsa::Signature;
use renewal_master::domain::certificate::Certificate;
use sha2::{Digest, Sha256};

use super::Stopwatch;

const P256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

/// A token and, after [`Token::log_in`], its session.
pub struct Token {
    pkcs11: Pkcs11,
    slot: Slot,
    session: Option<Session>,
    watch: Stopwatch,
}

impl Token {
    /// Loads the module (nothing can be called before) and finds the token.
    pub fn load(module: &Path, label: &str) -> Self {
        let mut watch = Stopwatch::default();
        let pkcs11 = watch.time(|| {
            let pkcs11 = Pkcs11::new(module).unwrap();
            pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).unwrap();
            pkcs11
        });
        let slots = watch.time(|| pkcs11.get_slots_with_token().unwrap());
        let labels: Vec<_> = watch.time(|| {
            slots.iter().map(|slot| pkcs11.get_token_info(*slot).unwrap().label().to_owned()).collect()
        });
        let slot = slots[labels.iter().position(|found| found == label).unwrap()];
        Self { pkcs11, slot, session: None, watch }
    }

    /// The certificate under an identifier, read without a PIN.
    pub fn certificate(&mut self, id: &[u8]) -> Certificate {
        let found = self.certificates();
        let ours = found.iter().find(|one| one.contains(&Attribute::Id(id.to_vec()))).unwrap();
        let value = ours.iter().find_map(|attribute| match attribute {
            Attribute::Value(der) => Some(der),
            _ => None,
        });
        Certificate::from_der(value.unwrap()).unwrap()
    }

    /// Identifier, label and value of every certificate, read without a PIN.
    pub fn certificates(&mut self) -> Vec<Vec<Attribute>> {
        let Self { pkcs11, slot, watch, .. } = self;
        watch.time(|| {
            let session = pkcs11.open_ro_session(*slot).unwrap();
            let template = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Token(true)];
            let wanted = [AttributeType::Id, AttributeType::Label, AttributeType::Value];
            let objects = session.find_objects(&template).unwrap();
            objects.into_iter().map(|object| session.get_attributes(object, &wanted).unwrap()).collect()
        })
    }

    /// The time spent in the module so far.
    pub fn time_spent(&self) -> Duration {
        self.watch.0
    }

    /// What «Носитель ключа» shows: tokens and whether they make keys.
    pub fn look(&mut self) {
        let Self { pkcs11, slot, watch, .. } = self;
        watch.time(|| {
            for slot in pkcs11.get_slots_with_token().unwrap() {
                let _ = pkcs11.get_token_info(slot).unwrap();
            }
            pkcs11.get_mechanism_info(*slot, MechanismType::ECC_KEY_PAIR_GEN).unwrap();
        });
    }

    /// Opens the session of the renewal.
    pub fn log_in(&mut self, pin: &str) {
        let Self { pkcs11, slot, watch, .. } = self;
        let pin = AuthPin::new(pin.into());
        let session = watch.time(|| {
            let session = pkcs11.open_rw_session(*slot).unwrap();
            session.login(UserType::User, Some(&pin)).unwrap();
            session
        });
        self.session = Some(session);
    }

    /// ECDSA over SHA-256, DER.
    pub fn sign(&mut self, id: &[u8], message: &[u8]) -> Vec<u8> {
        let digest = Sha256::digest(message);
        let signature = self.time(|session| {
            let key = find(session, ObjectClass::PRIVATE_KEY, id)[0];
            session.sign(&Mechanism::Ecdsa, key, &digest).unwrap()
        });
        Signature::from_slice(&signature).unwrap().to_der().as_bytes().to_vec()
    }

    /// Makes sure that nothing lies under the identifier, makes a key pair and returns its point.
    pub fn generate(&mut self, id: &[u8], label: &str) -> Vec<u8> {
        let common = |class: ObjectClass| {
            vec![
                Attribute::Class(class),
                Attribute::KeyType(KeyType::EC),
                Attribute::Token(true),
                Attribute::Id(id.to_vec()),
                Attribute::Label(label.as_bytes().to_vec()),
            ]
        };
        let mut public = common(ObjectClass::PUBLIC_KEY);
        public.extend([Attribute::Verify(true), Attribute::EcParams(P256.to_vec())]);
        let mut private = common(ObjectClass::PRIVATE_KEY);
        private.extend([
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
        ]);
        let seed = rand::random::<[u8; 32]>();
        let point = self.time(|session| {
            session.seed_random(&seed).unwrap();
            for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY, ObjectClass::CERTIFICATE] {
                assert!(find(session, class, id).is_empty());
            }
            let (public, _) =
                session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private).unwrap();
            read(session, public, AttributeType::EcPoint)
        });
        <&OctetStringRef>::from_der(&point).unwrap().as_bytes().to_vec()
    }

    /// Writes a certificate and reads it back.
    pub fn store(&mut self, id: &[u8], label: &str, certificate: &Certificate) {
        let x509 = certificate.x509().tbs_certificate();
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id.to_vec()),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Subject(x509.subject().to_der().unwrap()),
            Attribute::Issuer(x509.issuer().to_der().unwrap()),
            Attribute::SerialNumber(x509.serial_number().to_der().unwrap()),
            Attribute::Value(certificate.der().to_vec()),
        ];
        let back = self.time(|session| {
            assert!(find(session, ObjectClass::CERTIFICATE, id).is_empty());
            let _ = session.create_object(&template).unwrap();
            let object = find(session, ObjectClass::CERTIFICATE, id)[0];
            read(session, object, AttributeType::Value)
        });
        assert_eq!(back, certificate.der());
    }

    /// Ends the session and tells the time spent in the module.
    pub fn log_out(mut self) -> Duration {
        self.time(|session| session.logout().unwrap());
        let Self { session, mut watch, .. } = self;
        watch.time(|| drop(session));
        watch.0
    }

    fn time<T>(&mut self, calls: impl FnOnce(&Session) -> T) -> T {
        let session = self.session.as_ref().unwrap();
        self.watch.time(|| calls(session))
    }
}

fn find(session: &Session, class: ObjectClass, id: &[u8]) -> Vec<ObjectHandle> {
    let template = [Attribute::Class(class), Attribute::Token(true), Attribute::Id(id.to_vec())];
    session.find_objects(&template).unwrap()
}

fn read(session: &Session, object: ObjectHandle, wanted: AttributeType) -> Vec<u8> {
    match session.get_attributes(object, &[wanted]).unwrap().remove(0) {
        Attribute::EcPoint(bytes) | Attribute::Value(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}
