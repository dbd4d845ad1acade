//! What is known of a CA: protocol, address, trust, steps and limits. Read by [`crate::ca`] from TOML.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::form::{Media, Section};

/// How to speak to the CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// The portal protocol of the operator (`docs/portal.yaml`).
    Portal,
    /// Enrollment over Secure Transport (RFC 7030, RFC 8951).
    Est,
    /// A request file carried to a portal by hand, and a certificate file carried back.
    File,
}

/// What comes before the key, in the order of the profile. Everything behind it is the same for every CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EarlyStep {
    /// «Проверка рабочего места».
    Workplace,
    /// Signing in with the current certificate, and taking up a draft that lies at the CA.
    SignIn,
    /// СНИЛС. Without this step the number in the certificate is used.
    Identify,
    /// «Проверка данных»: current and new values, and what the registers say.
    Verify,
    /// A section of the dossier.
    #[serde(untagged)]
    Form(Section),
}

impl EarlyStep {
    /// All of them, in the order in which a long renewal usually has them.
    pub fn all() -> impl Iterator<Item = Self> {
        let forms = Section::ALL.map(Self::Form);
        [Self::Workplace, Self::SignIn, Self::Identify].into_iter().chain(forms).chain([Self::Verify])
    }

    /// Name in profiles.
    pub fn id(self) -> &'static str {
        match self {
            Self::Workplace => "workplace",
            Self::SignIn => "sign-in",
            Self::Identify => "identify",
            Self::Verify => "verify",
            Self::Form(section) => section.id(),
        }
    }
}

/// Who may have to do something while a request waits: [`WaitingStage::actor`].
pub const ACTORS: [&str; 5] = ["registers", "head", "payer", "operator", "ca"];

/// One CA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Short stable name, written into journals.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Protocol.
    pub protocol: Protocol,
    /// Base address, `https://…` without a slash at the end.
    pub endpoint: String,
    /// A second address of the same CA, tried when the first cannot be reached.
    pub second_endpoint: Option<String>,
    /// What must be known before one begins, in words for the user; mostly what this CA does not do.
    pub note: String,
    /// Page of the CA for «Не согласен» and for visits.
    pub page: String,
    /// Roots that the TLS certificate of the server must end in.
    pub tls_anchors: Vec<Certificate>,
    /// Roots that an issued certificate must end in.
    pub anchors: Vec<Certificate>,
    /// The CA wants the signed acknowledgement of the holder.
    pub acknowledgement: bool,
    /// Longest wait that is shown before «можно закрыть», in seconds.
    pub shown_wait: u32,
    /// Life of a new private key in months, from its making.
    pub key_months: u8,
    /// Name of the signing tool written into requests (1.2.643.100.111).
    pub sign_tool: String,
    /// True for the sandbox: everything is labelled «Учебный режим».
    pub training: bool,
    /// Steps before the key.
    pub steps: Vec<EarlyStep>,
    /// What the sections of the dossier may hold.
    pub forms: Forms,
    /// What a request goes through at the CA, in order; empty for a CA that issues within minutes.
    pub waiting: Vec<WaitingStage>,
    /// Days that an unfinished request is kept at the CA; 0 when it keeps none.
    pub draft_days: u16,
    /// A refused request must be made anew with a new key.
    pub new_key_after_refusal: bool,
    /// Everything that will be signed is shown once more before it is.
    pub review: bool,
    /// The certificate lies in a store of the CA with a login and a password.
    pub store: bool,
    /// A certificate can be issued to somebody who has none.
    pub first_issue: bool,
    /// Requests and answers as files.
    pub file: FileRules,
}

/// How request files look and where they go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRules {
    /// PEM instead of DER.
    pub pem: bool,
}

/// What the sections of the dossier may hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forms {
    /// Whose rules for telephones, documents and working days hold.
    pub country: Country,
    /// Subjects of the Federation, or of another state.
    pub regions: Vec<Named>,
    /// Offices that take requests.
    pub offices: Vec<Office>,
    /// Kinds of certificates, the default first.
    pub kinds: Vec<CertificateKind>,
    /// Powers that can be asked for.
    pub powers: Vec<Power>,
    /// Protection classes, the default first.
    pub classes: Vec<Class>,
    /// Agreements that must be accepted.
    pub consents: Vec<Consent>,
    /// The CA wants a code word.
    pub code_word: bool,
    /// The CA wants the signed application as a scan.
    pub signed_statement: bool,
    /// How many copies of the application are printed unless the user says otherwise.
    pub statement_copies: u8,
    /// Longest scan in bytes; exactly so many are allowed.
    pub scan_bytes: u64,
    /// Kinds of scans that are taken.
    pub scan_media: Vec<Media>,
}

/// A state with its own rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Country {
    /// Russia.
    #[default]
    Ru,
    /// Belarus.
    By,
}

/// An entry of a list: a stable identifier and a name for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Identifier, for example the two digits of a region.
    pub id: String,
    /// Name.
    pub title: String,
}

/// An office that takes requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Identifier.
    pub id: String,
    /// Region it belongs to.
    pub region: String,
    /// Name.
    pub title: String,
}

/// A kind of certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateKind {
    /// Identifier.
    pub id: String,
    /// Name.
    pub title: String,
    /// False when the certificate names no person.
    pub person: bool,
    /// False when the certificate names no organisation.
    pub organization: bool,
}

/// A power: an extended key usage with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Power {
    /// Identifier.
    pub id: String,
    /// System it belongs to; powers of one system stand together.
    pub system: String,
    /// Name.
    pub title: String,
    /// Object identifier, dotted; empty when it is not public and the administrator must fill it in.
    #[serde(default)]
    pub oid: String,
    /// Set from the beginning.
    #[serde(default)]
    pub default: bool,
    /// Needed by any other power of the same system: it is set along with them.
    #[serde(default)]
    pub base: bool,
    /// At least one other power of the same system must be chosen with it.
    #[serde(default)]
    pub needs_another: bool,
    /// Part of «все полномочия системы» (seed 2.38: СУФД all but testing).
    #[serde(default)]
    pub preset: bool,
    /// Only for the staff of the CA; hidden from clients.
    #[serde(default)]
    pub staff: bool,
}

/// A protection class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Identifier.
    pub id: String,
    /// Name.
    pub title: String,
    /// Object identifier of the policy (RFC 9215 4.4).
    pub oid: String,
    /// Must be chosen by the staff of this office (its identifier); empty for none.
    #[serde(default)]
    pub forced_by_office: String,
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Identifier.
    pub id: String,
    /// Name.
    pub title: String,
    /// Version that is agreed to.
    pub version: String,
    /// Page with the whole text.
    pub page: String,
}

/// A stage of the waiting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingStage {
    /// Name in the portal protocol ([`crate::domain::portal::Stage`]).
    pub stage: String,
    /// Longest time in working days, where one is promised.
    #[serde(default)]
    pub working_days: Option<u16>,
    /// Who has to do something: one of [`ACTORS`], a text `actor-<name>` in the locales.
    pub actor: String,
}

/// The short journey by the portal protocol: number, data, key, certificate. Address and roots are empty.
impl Default for Profile {
    fn default() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            protocol: Protocol::Portal,
            endpoint: String::new(),
            second_endpoint: None,
            note: String::new(),
            page: String::new(),
            tls_anchors: Vec::new(),
            anchors: Vec::new(),
            acknowledgement: true,
            shown_wait: 300,
            key_months: 15,
            sign_tool: String::new(),
            training: false,
            steps: vec![EarlyStep::Identify, EarlyStep::Verify],
            forms: Forms::default(),
            waiting: Vec::new(),
            draft_days: 0,
            new_key_after_refusal: false,
            review: false,
            store: false,
            first_issue: false,
            file: FileRules::default(),
        }
    }
}

impl Profile {
    /// While nobody has chosen a CA: certificates can be looked at, nobody can be asked for a new one.
    pub fn unchosen() -> Self {
        Self { protocol: Protocol::File, ..Self::default() }
    }

    /// It is a CA, and not [`Self::unchosen`].
    pub fn is_chosen(&self) -> bool {
        !self.id.is_empty()
    }

    /// The sections of the dossier this CA wants, in the order of its steps.
    pub fn sections(&self) -> impl Iterator<Item = Section> {
        self.steps.iter().filter_map(|step| match step {
            EarlyStep::Form(section) => Some(*section),
            _ => None,
        })
    }

    /// Working days that the checks of this CA take at most, as far as it promises; 0 when it promises nothing.
    pub fn checks(&self) -> u16 {
        self.waiting.iter().filter_map(|stage| stage.working_days).fold(0, u16::saturating_add)
    }

    /// True when the profile has this step.
    pub fn has(&self, step: EarlyStep) -> bool {
        self.steps.contains(&step)
    }
}

impl Forms {
    /// A kind of certificate by its identifier.
    pub fn kind(&self, id: &str) -> Option<&CertificateKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// A class by its identifier.
    pub fn class(&self, id: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == id)
    }

    /// An office by its identifier.
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == id)
    }
}
