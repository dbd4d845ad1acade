//! From the file as written to the [`Profile`]. All mistakes are collected, not only the first.

use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use const_oid::ObjectIdentifier;
use reqwest::Url;
use toml::Spanned;

use crate::ca::profile::file::{FormsFile, Listed, ListsFile, ProfileFile};
use crate::ca::profile::source::{Shelf, Source};
use crate::domain::certificate::Certificate;
use crate::domain::profile::{FileRules, Profile};
use crate::fault::Fault;

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// Reads one profile.
pub(super) struct Reader<'a> {
    pub(super) source: Rc<Source>,
    shelf: &'a Shelf,
    pub(super) mistakes: Vec<Fault>,
}

/// A list and the text it stands in, for the places of its mistakes.
pub(super) struct List<T> {
    pub(super) source: Rc<Source>,
    pub(super) items: Vec<T>,
    /// It could be read: else nothing can be said of what refers to it.
    pub(super) known: bool,
}

/// The profile of this text, or everything that is wrong with it.
pub(super) fn profile(source: Source, shelf: &Shelf) -> Result<Profile, Vec<Fault>> {
    let file: ProfileFile = source.parse().map_err(|fault| vec![fault])?;
    let mut reader = Reader { source: Rc::new(source), shelf, mistakes: Vec::new() };
    let profile = reader.profile(file);
    let Reader { source, mut mistakes, .. } = reader;
    // As one reads: the profile from top to bottom, then the files it names.
    mistakes.sort_by_cached_key(|fault| {
        let number = |name| fault.fact(name).and_then(|text| text.parse().ok()).unwrap_or(0_usize);
        let file = fault.fact("file").unwrap_or_default().to_owned();
        (file != source.name(), file, number("line"), number("column"))
    });
    if mistakes.is_empty() { Ok(profile) } else { Err(mistakes) }
}

impl Reader<'_> {
    fn profile(&mut self, file: ProfileFile) -> Profile {
        self.expect(&file.schema, |schema| *schema == 1, "schema must be 1");
        self.expect(&file.id, |id| is_id(id), "id must be 1 to 40 of a-z, 0-9 and -");
        self.expect(&file.title, |title| !title.trim().is_empty(), "title is empty");
        self.expect(
            &file.endpoint,
            |url| is_endpoint(url),
            "endpoint must be https://… without / at the end",
        );
        if let Some(second) = &file.second_endpoint {
            let detail = "second_endpoint must be https://… without / at the end";
            self.expect(second, |url| is_endpoint(url), detail);
            let other = |url: &String| url != file.endpoint.get_ref();
            self.expect(second, other, "second_endpoint is the same as endpoint");
        }
        self.expect(&file.page, |url| https(url).is_some(), "page must be https://…");
        let fits = |tool: &String| (1..=200).contains(&tool.trim().chars().count());
        self.expect(&file.sign_tool, fits, "sign_tool must have 1 to 200 characters");
        if let Some(note) = &file.note {
            let fits = |note: &String| (1..=300).contains(&note.trim().chars().count());
            self.expect(note, fits, "note must have 1 to 300 characters");
        }
        let before = self.mistakes.len();
        let steps = self.steps(&file);
        // A mistyped step would be missed everywhere else: one mistake, told once.
        if self.mistakes.len() == before {
            let no_forms = FormsFile::default();
            self.agree(&file, file.forms.as_ref().unwrap_or(&no_forms), &steps);
        }
        let waiting = self.waiting(&file);
        Profile {
            tls_anchors: self.anchors(&file.tls_anchors),
            anchors: self.anchors(&file.anchors),
            shown_wait: self.number(file.shown_wait, 300, 1..=86_400, "shown_wait must be 1 to 86400"),
            key_months: self.number(file.key_months, 15, 1..=60, "key_months must be 1 to 60"),
            draft_days: self.number(file.draft_days, 0, 1..=366, "draft_days must be 1 to 366"),
            id: file.id.into_inner(),
            title: file.title.into_inner(),
            protocol: file.protocol,
            endpoint: file.endpoint.into_inner(),
            second_endpoint: file.second_endpoint.map(Spanned::into_inner),
            note: file.note.map(Spanned::into_inner).unwrap_or_default(),
            page: file.page.into_inner(),
            acknowledgement: file.acknowledgement,
            sign_tool: file.sign_tool.into_inner(),
            training: file.training,
            new_key_after_refusal: file.new_key_after_refusal,
            review: set(file.review.as_ref()),
            store: set(file.store.as_ref()),
            first_issue: set(file.first_issue.as_ref()),
            file: FileRules { pem: file.file.pem },
            forms: file.forms.map(|forms| self.forms(forms, &steps)).unwrap_or_default(),
            waiting,
            steps,
        }
    }

    /// Notes a mistake in the profile itself.
    pub(super) fn mistake(&mut self, span: Range<usize>, detail: &str) {
        self.mistakes.push(self.source.mistake(span, detail));
    }

    pub(super) fn expect<T>(&mut self, value: &Spanned<T>, holds: impl Fn(&T) -> bool, detail: &str) {
        if !holds(value.get_ref()) {
            self.mistake(value.span(), detail);
        }
    }

    pub(super) fn number<T: PartialOrd>(
        &mut self,
        value: Option<Spanned<T>>,
        default: T,
        range: RangeInclusive<T>,
        detail: &str,
    ) -> T {
        let Some(value) = value else { return default };
        self.expect(&value, |v| range.contains(v), detail);
        value.into_inner()
    }

    /// A list of the profile, or of the file it names.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        written: Option<Spanned<Listed<T>>>,
        pick: fn(ListsFile) -> Option<Vec<T>>,
    ) -> List<T> {
        let nothing = List { source: self.source.clone(), items: Vec::new(), known: false };
        let Some(written) = written else { return List { known: true, ..nothing } };
        let span = written.span();
        let file = match written.into_inner() {
            Listed::Here(items) => return List { items, known: true, ..nothing },
            Listed::File(file) => file,
        };
        let source = match self.shelf.source(&file) {
            Ok(source) => source,
            Err(detail) => {
                self.mistake(span, &detail);
                return nothing;
            }
        };
        match source.parse().map(pick) {
            Ok(Some(items)) => List { source: Rc::new(source), items, known: true },
            Ok(None) => {
                self.mistake(span, &format!("{file} has no list {name}"));
                nothing
            }
            Err(fault) => {
                self.mistakes.push(fault);
                nothing
            }
        }
    }

    fn anchors(&mut self, list: &Spanned<Vec<Spanned<String>>>) -> Vec<Certificate> {
        self.expect(list, |items| !items.is_empty(), "at least one root is needed");
        let mut anchors = Vec::new();
        for item in list.get_ref() {
            match self.certificates(item.get_ref()) {
                Ok(certificates) => anchors.extend(certificates),
                Err(detail) => self.mistake(item.span(), &detail),
            }
        }
        anchors
    }

    /// All certificates of one entry: PEM in place, or a file beside the profile that may hold several.
    fn certificates(&self, entry: &str) -> Result<Vec<Certificate>, String> {
        let pem = if entry.contains(PEM_BEGIN) {
            entry.to_owned()
        } else {
            self.shelf.source(entry)?.text().to_owned()
        };
        let blocks =
            pem.split_inclusive(PEM_END).filter_map(|part| part.find(PEM_BEGIN).map(|at| &part[at..]));
        let certificates = blocks
            .map(|block| Certificate::from_pem(&format!("{}\n", block.trim())))
            .collect::<Result<Vec<_>, Fault>>()
            .map_err(|fault| fault.fact("detail").unwrap_or_default().to_owned())?;
        if certificates.is_empty() { Err("no PEM certificate".to_owned()) } else { Ok(certificates) }
    }
}

/// A switch that is set.
pub(super) fn set(switch: Option<&Spanned<bool>>) -> bool {
    switch.is_some_and(|switch| *switch.get_ref())
}

/// A stable name.
pub(super) fn is_id(id: &str) -> bool {
    (1..=40).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A dotted object identifier.
pub(super) fn is_oid(text: &str) -> bool {
    ObjectIdentifier::new(text).is_ok()
}

/// Paths are appended to the endpoint as text, so nothing may follow its own path.
fn is_endpoint(text: &str) -> bool {
    !text.ends_with('/') && https(text).is_some_and(|url| url.query().is_none() && url.fragment().is_none())
}

/// A page that may be opened.
pub(super) fn https(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (url.scheme() == "https" && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_with_anything_behind_its_path_is_refused() {
        for url in ["https://a/", "https://a?x=1", "https://a#x", "https://user@a", "https://:p@a", "a"] {
            assert!(!is_endpoint(url), "{url}");
        }
        assert!(is_endpoint("https://ca.example:8443/.well-known/est"));
    }

    #[test]
    fn an_identifier_of_two_numbers_and_more_is_dotted() {
        for oid in ["1.2.643.100.113.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37"] {
            assert!(is_oid(oid), "{oid}");
        }
        for oid in ["", "1", "1.", "1.2.643.", "1.2.643.a", "3.1.2", "1..2", "1.2.643,100", " 1.2.3"] {
            assert!(!is_oid(oid), "{oid}");
        }
    }
}
