//! The lists of `[forms]`: what each entry must be, and what the entries must be to each other.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::ca::profile::file::{
    ClassFile, ConsentFile, FormsFile, KindFile, NamedFile, OfficeFile, PowerFile,
};
use crate::ca::profile::read::{List, Reader, https, is_id, is_oid, set};
use crate::domain::form::{Media, Section};
use crate::domain::profile::{
    CertificateKind, Class, Consent, Country, EarlyStep, Forms, Named, Office, Power,
};

/// Longest scan that any profile may allow: what the program is ready to keep in memory.
const MOST_SCAN_BYTES: u64 = 20 * 1024 * 1024;
/// The class of a signing tool by RFC 9215 4.4: КС1 to КА behind this.
const CLASS_ARC: &str = "1.2.643.100.113.";

impl Reader<'_> {
    /// Everything in `[forms]`.
    pub(super) fn forms(&mut self, file: FormsFile, steps: &[EarlyStep]) -> Forms {
        let regions = self.list("regions", file.regions, |lists| lists.regions);
        let offices = self.list("offices", file.offices, |lists| lists.offices);
        let powers = self.list("powers", file.powers, |lists| lists.powers);
        self.entries(&regions, |region| (&region.id, &region.title));
        self.entries(&offices, |office| (&office.id, &office.title));
        self.entries(&powers, |power| (&power.id, &power.title));
        self.regions_and_offices(&regions, &offices);
        self.powers(&powers);
        let kinds = self.here(file.kinds);
        self.entries(&kinds, |kind| (&kind.id, &kind.title));
        self.kinds(&kinds.items);
        let classes = self.here(file.classes);
        self.entries(&classes, |class| (&class.id, &class.title));
        self.classes(&classes.items, &offices, file.country);
        let consents = self.here(file.consents);
        self.entries(&consents, |consent| (&consent.id, &consent.title));
        self.consents(&consents.items);
        let statement = steps.contains(&EarlyStep::Form(Section::Statement));
        let copies = if statement { 2 } else { 0 };
        let bytes = format!("scan_bytes must be 1 to {MOST_SCAN_BYTES}");
        Forms {
            country: file.country,
            regions: regions
                .items
                .into_iter()
                .map(|region| Named { id: region.id.into_inner(), title: region.title.into_inner() })
                .collect(),
            offices: offices.items.into_iter().map(office).collect(),
            kinds: kinds.items.into_iter().map(kind).collect(),
            powers: powers.items.into_iter().map(power).collect(),
            classes: classes.items.into_iter().map(class).collect(),
            consents: consents.items.into_iter().map(consent).collect(),
            code_word: set(file.code_word.as_ref()),
            signed_statement: set(file.signed_statement.as_ref()),
            statement_copies: self.number(
                file.statement_copies,
                copies,
                1..=9,
                "statement_copies must be 1 to 9",
            ),
            scan_bytes: self.number(file.scan_bytes, 0, 1..=MOST_SCAN_BYTES, &bytes),
            scan_media: self.media(file.scan_media),
        }
    }

    fn here<T>(&self, items: Vec<T>) -> List<T> {
        List { source: self.source.clone(), items, known: true }
    }

    /// What holds of every list: identifiers are names and stand once, titles say something.
    fn entries<T>(&mut self, list: &List<T>, parts: fn(&T) -> (&Spanned<String>, &Spanned<String>)) {
        let mut seen = BTreeSet::new();
        for item in &list.items {
            let (id, title) = parts(item);
            let place = |value: &Spanned<String>, detail| list.source.mistake(value.span(), detail);
            if !is_id(id.get_ref()) {
                self.mistakes.push(place(id, "id must be 1 to 40 of a-z, 0-9 and -"));
            }
            if !seen.insert(id.get_ref()) {
                self.mistakes.push(place(id, "the id stands twice in this list"));
            }
            if title.get_ref().trim().is_empty() {
                self.mistakes.push(place(title, "title is empty"));
            }
        }
    }

    /// Every office lies in a region of the list, and every region has an office: else nobody could go on.
    fn regions_and_offices(&mut self, regions: &List<NamedFile>, offices: &List<OfficeFile>) {
        if !regions.known || !offices.known {
            return;
        }
        let known: BTreeSet<&String> = regions.items.iter().map(|region| region.id.get_ref()).collect();
        let served: BTreeSet<&String> = offices.items.iter().map(|office| office.region.get_ref()).collect();
        let lost = |office: &&OfficeFile| !known.contains(office.region.get_ref());
        for office in offices.items.iter().filter(lost) {
            let detail = format!("no region has the id {}", office.region.get_ref());
            self.mistakes.push(offices.source.mistake(office.region.span(), &detail));
        }
        // An office with a mistyped region leaves its region empty: one mistake, told once.
        if offices.items.is_empty() || offices.items.iter().any(|office| lost(&office)) {
            return;
        }
        for region in regions.items.iter().filter(|region| !served.contains(region.id.get_ref())) {
            self.mistakes.push(regions.source.mistake(region.id.span(), "no office lies in this region"));
        }
    }

    /// The rules of choosing must be possible to keep (`domain::form::check`).
    fn powers(&mut self, list: &List<PowerFile>) {
        for power in &list.items {
            if let Some(oid) =
                power.oid.as_ref().filter(|oid| !oid.get_ref().is_empty() && !is_oid(oid.get_ref()))
            {
                self.mistakes
                    .push(list.source.mistake(oid.span(), "oid must be numbers with dots, like 1.2.643.3"));
            }
            if power.system.get_ref().trim().is_empty() {
                self.mistakes.push(list.source.mistake(power.system.span(), "system is empty"));
            }
            if let Some(detail) = contradiction(power, &list.items) {
                self.mistakes.push(list.source.mistake(power.id.span(), detail));
            }
        }
    }

    fn kinds(&mut self, kinds: &[KindFile]) {
        for kind in kinds.iter().filter(|kind| !kind.person && !kind.organization) {
            self.mistake(kind.id.span(), "the certificate would name neither a person nor an organisation");
        }
    }

    fn classes(&mut self, classes: &[ClassFile], offices: &List<OfficeFile>, country: Country) {
        let mut forced = BTreeSet::new();
        for class in classes {
            let known = |oid: &String| match country {
                Country::Ru => matches!(oid.strip_prefix(CLASS_ARC), Some("1" | "2" | "3" | "4" | "5" | "6")),
                Country::By => true,
            };
            self.expect(
                &class.oid,
                |oid| is_oid(oid),
                "oid must be numbers with dots, like 1.2.643.100.113.1",
            );
            if is_oid(class.oid.get_ref()) {
                self.expect(&class.oid, known, "no such class; there are 1.2.643.100.113.1 (КС1) to .6 (КА)");
            }
            let Some(office) = class.forced_by_office.as_ref() else { continue };
            let listed =
                |id: &String| !offices.known || offices.items.iter().any(|office| office.id.get_ref() == id);
            self.expect(office, listed, &format!("no office has the id {}", office.get_ref()));
            if !forced.insert(office.get_ref()) {
                self.mistake(office.span(), "another class is forced by the same office");
            }
        }
    }

    fn consents(&mut self, consents: &[ConsentFile]) {
        for consent in consents {
            self.expect(&consent.page, |page| https(page).is_some(), "page must be https://…");
            self.expect(&consent.version, |version| !version.trim().is_empty(), "version is empty");
        }
    }

    fn media(&mut self, written: Option<Spanned<Vec<Spanned<String>>>>) -> Vec<Media> {
        let Some(written) = written else { return Vec::new() };
        self.expect(&written, |kinds| !kinds.is_empty(), "at least one kind of file is needed");
        let mut media = Vec::new();
        for name in written.get_ref() {
            match Media::ALL.into_iter().find(|media| media.id() == name.get_ref()) {
                Some(kind) if media.contains(&kind) => {
                    self.mistake(name.span(), "the kind of file stands twice")
                }
                Some(kind) => media.push(kind),
                None => {
                    let known = Media::ALL.map(Media::id).join(", ");
                    self.mistake(name.span(), &format!("no such kind of file; there are {known}"));
                }
            }
        }
        media
    }
}

/// Why this power could never be chosen, or would be chosen wrongly from the beginning.
fn contradiction(power: &PowerFile, all: &[PowerFile]) -> Option<&'static str> {
    let same = |other: &&PowerFile| other.system.get_ref() == power.system.get_ref();
    let others = || all.iter().filter(same).filter(|other| other.id.get_ref() != power.id.get_ref());
    let bases = || others().filter(|other| other.base);
    if power.needs_another && others().next().is_none() {
        Some("needs_another, but the system has no other power")
    } else if power.base && others().next().is_none() {
        Some("base, but the system has no other power")
    } else if power.base && bases().next().is_some() {
        Some("the system has two powers with base")
    } else if power.staff && (power.default || power.preset) {
        Some("clients do not see it (staff), so it can be neither default nor preset")
    } else if power.base && power.staff && others().any(|other| !other.staff) {
        Some("clients do not see it (staff), yet the other powers of the system need it (base)")
    } else if power.default && power.needs_another && !others().any(|other| other.default) {
        Some("default and needs_another, but no other power of the system is default")
    } else if power.default && bases().any(|base| !base.default) {
        Some("default, but the base of the system is not")
    } else if power.preset && bases().any(|base| !base.preset) {
        Some("preset, but the base of the system is not")
    } else {
        None
    }
}

fn office(file: OfficeFile) -> Office {
    Office { id: file.id.into_inner(), region: file.region.into_inner(), title: file.title.into_inner() }
}

fn kind(file: KindFile) -> CertificateKind {
    CertificateKind {
        id: file.id.into_inner(),
        title: file.title.into_inner(),
        person: file.person,
        organization: file.organization,
    }
}

fn power(file: PowerFile) -> Power {
    Power {
        id: file.id.into_inner(),
        system: file.system.into_inner(),
        title: file.title.into_inner(),
        oid: file.oid.map(Spanned::into_inner).unwrap_or_default(),
        default: file.default,
        base: file.base,
        needs_another: file.needs_another,
        preset: file.preset,
        staff: file.staff,
    }
}

fn class(file: ClassFile) -> Class {
    Class {
        id: file.id.into_inner(),
        title: file.title.into_inner(),
        oid: file.oid.into_inner(),
        forced_by_office: file.forced_by_office.map(Spanned::into_inner).unwrap_or_default(),
    }
}

fn consent(file: ConsentFile) -> Consent {
    Consent {
        id: file.id.into_inner(),
        title: file.title.into_inner(),
        version: file.version.into_inner(),
        page: file.page.into_inner(),
    }
}
