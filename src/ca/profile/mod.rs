//! Reads the profile of a CA from a TOML file. A new CA is a new profile, not new code.
//!
//! ```toml
//! schema = 1                       # version of this format, always 1
//! id = "operator"                  # a-z, 0-9 and dashes; written into journals, so it never changes
//! title = "Оператор"               # name for people
//! protocol = "portal"              # "portal" (docs/portal.yaml), "est" (RFC 7030), or "file" (by hand)
//! endpoint = "https://ca.example"  # https only, no slash at the end; for EST with /.well-known/est[/label]
//! second_endpoint = "https://…"    # optional: tried when the first cannot be reached
//! page = "https://ca.example/"     # https only; page for «Не согласен» and for visits
//! tls_anchors = ["root.pem"]       # roots of the server's TLS certificate: paths relative to this file,
//! anchors = ["root.pem"]           # roots of issued certificates:      or PEM written in place
//! acknowledgement = true           # the CA wants the signed acknowledgement of the holder
//! sign_tool = "…"                  # name of the signing tool (1.2.643.100.111), 1…200 characters
//!
//! # Everything below is optional; without it the journey is short: number, data, key, certificate.
//! shown_wait = 300                 # seconds of waiting shown before «можно закрыть», 1…86400
//! key_months = 15                  # life of a new private key in months, 1…60
//! training = false                 # true for the sandbox only
//! steps = ["identify", "verify"]   # what comes before the key, in this order: workplace, sign-in, identify,
//!                                  # office, content, holder, identity, authority, statement, contacts, consents,
//!                                  # verify
//! review = true                    # everything that will be signed is shown once more
//! draft_days = 31                  # how long an unfinished request is kept, 1…366
//! new_key_after_refusal = false    # a refused request is made anew with a new key
//! store = false                    # the certificate lies in a store with a login and a password
//! first_issue = false              # also for somebody who has no certificate; needs the step holder
//!
//! [[waiting]]                      # what a request goes through, in order; none: issued within minutes
//! stage = "checking"               # checking, approval, payment, operator, issuing
//! actor = "registers"              # who has to act: registers, head, payer, operator, ca
//! working_days = 5                 # promised time, 1…60
//!
//! [file]
//! pem = false                      # request files as PEM instead of DER
//!
//! [forms]
//! country = "ru"                   # "ru" or "by": rules for telephones, documents, working days
//! regions = "regions-ru.toml"      # regions, offices, powers: a list here, or the name of a file that holds it
//! offices = [{ id = "ufk-77", region = "77", title = "…" }]
//! powers = [{ id = "…", system = "…", title = "…", oid = "1.2.643…" }]  # and default, base, needs_another,
//!                                                                       # preset, staff: `domain::profile::Power`
//! kinds = [{ id = "official", title = "…", person = true, organization = true }]
//! classes = [{ id = "ks1", title = "КС1", oid = "1.2.643.100.113.1" }]  # and forced_by_office
//! consents = [{ id = "contract", title = "…", version = "1", page = "https://…" }]
//! code_word = true                 # needs the step statement, like signed_statement and statement_copies
//! signed_statement = false         # the signed application comes back as a scan
//! statement_copies = 2             # 1…9
//! scan_bytes = 1048576             # longest scan, 1…20971520
//! scan_media = ["jpg", "pdf"]      # jpg, bmp, tif, pdf, rar, zip
//! ```
//!
//! Unknown keys are refused: a mistyped key would otherwise silently take its default. So is what contradicts itself
//! (`steps`, `lists`): every mistake is told with file, line and column. For administrators: `docs/profiles.md`.
//!
//! ```text
//! file (as written) → read (checked, with steps and lists) → Profile;  library: which files there are
//! ```

mod built_in;
mod file;
mod library;
mod lists;
mod read;
mod source;
mod steps;

use std::path::Path;

use crate::ca::profile::source::{Shelf, Source};
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};

pub use library::{Library, Origin, Shelved};

/// Reads a profile and the files it names.
///
/// # Errors
/// `ProfileInvalid` with the facts `file`, `line`, `column` (both from 1) and `detail`; `DiskDenied` when the
/// profile itself cannot be read.
pub fn load(path: &Path) -> Result<Profile, Fault> {
    let first =
        |mistakes: Vec<Fault>| mistakes.into_iter().next().unwrap_or(SupportCode::ProfileInvalid.into());
    check(path).map_err(first)
}

/// Reads a profile and tells everything that is wrong with it, not only the first mistake.
///
/// # Errors
/// As [`load`].
pub fn check(path: &Path) -> Result<Profile, Vec<Fault>> {
    let source = Source::read(path).map_err(|fault| vec![fault])?;
    read::profile(source, &Shelf::beside(path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
mod tests;
