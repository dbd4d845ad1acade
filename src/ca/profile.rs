//! Reads the profile of a CA from a TOML file. A new CA is a new profile, not new code.
//!
//! ```toml
//! schema = 1                       # version of this format, always 1
//! id = "operator"                  # a-z, 0-9 and dashes; written into journals, so it never changes
//! title = "Оператор"               # name for people
//! protocol = "portal"              # "portal" (docs/portal.yaml) or "est" (RFC 7030)
//! endpoint = "https://ca.example"  # https only, no slash at the end; for EST with /.well-known/est[/label]
//! page = "https://ca.example/"     # https only; page for «Не согласен» and for visits
//! tls_anchors = ["root.pem"]       # roots of the server's TLS certificate: paths relative to this file,
//! anchors = ["root.pem"]           # roots of issued certificates:      or PEM written in place
//! acknowledgement = true           # the CA wants the signed acknowledgement of the holder
//! shown_wait = 300                 # optional: seconds of waiting shown before «можно закрыть», 1…86400
//! key_months = 15                  # optional: life of a new private key in months, 1…60
//! sign_tool = "…"                  # name of the signing tool (1.2.643.100.111), 1…200 characters
//! training = false                 # optional: true for the sandbox only
//! ```
//!
//! Unknown keys are refused: a mistyped key would otherwise silently take its default.

use std::ops::Range;
use std::path::Path;

use reqwest::Url;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::certificate::Certificate;
use crate::domain::profile::{Profile, Protocol};
use crate::fault::{Fault, SupportCode};

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// Reads a profile and the roots it names.
///
/// # Errors
/// `ProfileInvalid` with the facts `file`, `line`, `column` (both from 1) and `detail`; without a place when the
/// profile itself cannot be read.
pub fn load(path: &Path) -> Result<Profile, Fault> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    Source { path, text: &text }.profile()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(SupportCode::ProfileInvalid).with("file", path.display()).with("detail", error)
}

/// Reads every `*.toml` of a folder, in the order of the file names.
///
/// # Errors
/// As [`load`], for the first profile that cannot be read.
pub fn load_folder(folder: &Path) -> Result<Vec<Profile>, Fault> {
    let mut paths = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    paths.iter().map(|path| load(path)).collect()
}

/// The file as written; what can be wrong in meaning keeps its place for the error.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    schema: Spanned<u32>,
    id: Spanned<String>,
    title: Spanned<String>,
    protocol: Protocol,
    endpoint: Spanned<String>,
    page: Spanned<String>,
    tls_anchors: Spanned<Vec<Spanned<String>>>,
    anchors: Spanned<Vec<Spanned<String>>>,
    acknowledgement: bool,
    #[serde(default)]
    shown_wait: Option<Spanned<u32>>,
    #[serde(default)]
    key_months: Option<Spanned<u8>>,
    sign_tool: Spanned<String>,
    #[serde(default)]
    training: bool,
}

struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn profile(&self) -> Result<Profile, Fault> {
        let file: ProfileFile =
            toml::from_str(self.text).map_err(|e| self.invalid(e.span().unwrap_or_default(), e.message()))?;
        self.expect(&file.schema, |schema| *schema == 1, "schema must be 1")?;
        self.expect(&file.id, |id| is_id(id), "id must be 1 to 40 of a-z, 0-9 and -")?;
        self.expect(&file.title, |title| !title.trim().is_empty(), "title is empty")?;
        self.expect(
            &file.endpoint,
            |url| is_endpoint(url),
            "endpoint must be https://… without / at the end",
        )?;
        self.expect(&file.page, |url| https(url).is_some(), "page must be https://…")?;
        let fits = |tool: &String| (1..=200).contains(&tool.trim().chars().count());
        self.expect(&file.sign_tool, fits, "sign_tool must have 1 to 200 characters")?;
        Ok(Profile {
            tls_anchors: self.anchors(&file.tls_anchors)?,
            anchors: self.anchors(&file.anchors)?,
            shown_wait: self.number(file.shown_wait, 300, 1..=86_400, "shown_wait must be 1 to 86400")?,
            key_months: self.number(file.key_months, 15, 1..=60, "key_months must be 1 to 60")?,
            id: file.id.into_inner(),
            title: file.title.into_inner(),
            protocol: file.protocol,
            endpoint: file.endpoint.into_inner(),
            page: file.page.into_inner(),
            acknowledgement: file.acknowledgement,
            sign_tool: file.sign_tool.into_inner(),
            training: file.training,
            ..Profile::default()
        })
    }

    fn expect<T>(&self, value: &Spanned<T>, holds: impl Fn(&T) -> bool, detail: &str) -> Result<(), Fault> {
        if holds(value.get_ref()) { Ok(()) } else { Err(self.invalid(value.span(), detail)) }
    }

    fn number<T: PartialOrd>(
        &self,
        value: Option<Spanned<T>>,
        default: T,
        range: std::ops::RangeInclusive<T>,
        detail: &str,
    ) -> Result<T, Fault> {
        let Some(value) = value else { return Ok(default) };
        self.expect(&value, |v| range.contains(v), detail)?;
        Ok(value.into_inner())
    }

    fn anchors(&self, list: &Spanned<Vec<Spanned<String>>>) -> Result<Vec<Certificate>, Fault> {
        self.expect(list, |items| !items.is_empty(), "at least one root is needed")?;
        let mut anchors = Vec::new();
        for item in list.get_ref() {
            anchors.extend(self.certificates(item.get_ref()).map_err(|d| self.invalid(item.span(), &d))?);
        }
        Ok(anchors)
    }

    /// All certificates of one entry: PEM in place, or a file beside the profile that may hold several.
    fn certificates(&self, entry: &str) -> Result<Vec<Certificate>, String> {
        let pem = if entry.contains(PEM_BEGIN) {
            entry.to_owned()
        } else {
            let path = self.path.parent().unwrap_or(Path::new("")).join(entry);
            std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?
        };
        let blocks =
            pem.split_inclusive(PEM_END).filter_map(|part| part.find(PEM_BEGIN).map(|at| &part[at..]));
        let certificates = blocks
            .map(|block| Certificate::from_pem(&format!("{}\n", block.trim())))
            .collect::<Result<Vec<_>, Fault>>()
            .map_err(|fault| fault.fact("detail").unwrap_or_default().to_owned())?;
        if certificates.is_empty() { Err("no PEM certificate".to_owned()) } else { Ok(certificates) }
    }

    fn invalid(&self, span: Range<usize>, detail: &str) -> Fault {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Fault::new(SupportCode::ProfileInvalid)
            .with("file", self.path.display())
            .with("line", before.matches('\n').count() + 1)
            .with("column", before.get(line_start..).unwrap_or_default().chars().count() + 1)
            .with("detail", detail)
    }
}

fn is_id(id: &str) -> bool {
    (1..=40).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Paths are appended to the endpoint as text, so nothing may follow its own path.
fn is_endpoint(text: &str) -> bool {
    !text.ends_with('/') && https(text).is_some_and(|url| url.query().is_none() && url.fragment().is_none())
}

fn https(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (url.scheme() == "https" && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn example() -> String {
        std::fs::read_to_string("assets/profiles/operator.toml").unwrap()
    }

    fn refusal(text: &str) -> (String, String, String) {
        let fault = Source { path: Path::new("assets/profiles/x.toml"), text }.profile().unwrap_err();
        assert_eq!(fault.code, SupportCode::ProfileInvalid);
        let fact = |name| fault.fact(name).unwrap().to_owned();
        (fact("line"), fact("column"), fact("detail"))
    }

    #[test]
    fn the_profiles_that_come_with_the_program_can_be_read() {
        let profiles = load_folder(Path::new("assets/profiles")).unwrap();
        let operator = profiles.iter().find(|p| p.id == "operator").unwrap();
        assert_eq!((operator.shown_wait, operator.key_months, operator.training), (300, 15, false));
        assert_eq!(operator.anchors.len(), 1);
        assert_eq!(operator.anchors, operator.tls_anchors);
    }

    #[test]
    fn a_mistyped_key_is_refused_with_its_place() {
        let text = example().replace("acknowledgement", "acknowledgment");
        let line = text.lines().position(|l| l.starts_with("acknowledgment")).unwrap() + 1;
        let (at, column, detail) = refusal(&text);
        assert_eq!((at, column.as_str()), (line.to_string(), "1"));
        assert!(detail.contains("acknowledgment"), "{detail}");
    }

    #[test]
    fn a_value_that_makes_no_sense_is_refused_with_its_place() {
        for (from, to, expected) in [
            ("schema = 1", "schema = 2", "schema"),
            ("id = \"operator\"", "id = \"Оператор\"", "id must"),
            ("endpoint = \"https:", "endpoint = \"http:", "endpoint must"),
            ("page = \"https:", "page = \"file:", "page must"),
            ("shown_wait = 300", "shown_wait = 0", "shown_wait must"),
            ("key_months = 15", "key_months = 61", "key_months must"),
            ("\ntls_anchors = [", "\ntls_anchors = [] # ", "at least one root"),
        ] {
            let text = example().replacen(from, to, 1);
            assert_ne!(text, example(), "{from}");
            let key = to.trim_start().split(' ').next().unwrap();
            let line = text.lines().position(|l| l.starts_with(key)).unwrap() + 1;
            let (at, _, detail) = refusal(&text);
            assert_eq!(at, line.to_string(), "{detail}");
            assert!(detail.contains(expected), "{detail}");
        }
    }

    #[test]
    fn an_endpoint_with_anything_behind_its_path_is_refused() {
        for url in ["https://a/", "https://a?x=1", "https://a#x", "https://user@a", "https://:p@a", "a"] {
            assert!(!is_endpoint(url), "{url}");
        }
        assert!(is_endpoint("https://ca.example:8443/.well-known/est"));
    }

    #[test]
    fn a_missing_root_is_told_by_its_path() {
        let text = example().replacen("example-root.pem", "absent.pem", 1);
        let (_, _, detail) = refusal(&text);
        assert!(detail.contains("absent.pem"), "{detail}");
    }

    #[test]
    fn roots_may_stand_in_the_profile_itself() {
        let pem = std::fs::read_to_string("assets/profiles/example-root.pem").unwrap();
        let text = example().replace("\"example-root.pem\"", &format!("'''\n{pem}{pem}'''"));
        let profile = Source { path: Path::new("x.toml"), text: &text }.profile().unwrap();
        assert_eq!(profile.anchors.len(), 2);
    }
}
