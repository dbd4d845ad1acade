//! What the dossier says of the certificate that is asked for, and what is known before anything is typed.

use const_oid::ObjectIdentifier;
use time::Date;

use crate::domain::certificate::Certificate;
use crate::domain::exchange::HolderRecord;
use crate::domain::field::Field;
use crate::domain::form::{Problem, Section, Values, check, clean};
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::profile::{CertificateKind, Country, Profile};
use crate::domain::request::{self, Wishes};
use crate::domain::subject::Subject;
use crate::fault::Fault;
use crate::renewal::facts::Facts;

/// Fields of a subject that name a person.
const PERSON: [Field; 5] = [Field::Surname, Field::GivenName, Field::Title, Field::Snils, Field::Inn];
/// Fields of a subject that name an organisation.
const ORGANIZATION: [Field; 7] = [
    Field::Organization,
    Field::OrganizationalUnit,
    Field::Title,
    Field::Ogrn,
    Field::InnLe,
    Field::Kpp,
    Field::FssNumber,
];

/// What is shown in a section: as far as it was typed, else as it was filled, else what is known already.
pub(super) fn values(section: Section, profile: &Profile, facts: &Facts) -> Values {
    let typed = facts.drafted.get(&section).or(facts.dossier.section(section));
    let mut values = typed.cloned().unwrap_or_else(|| prefill(section, profile, facts));
    if section == Section::Consents {
        drop_lapsed(&mut values, profile);
    }
    values
}

/// Whoever agreed to an earlier version has not agreed to this one: nothing may stand there as agreed already.
fn drop_lapsed(values: &mut Values, profile: &Profile) {
    for consent in &profile.forms.consents {
        let flag = format!("consent-{}", consent.id);
        let version = format!("{flag}-version");
        if !values.text(&version).is_empty() && values.text(&version) != consent.version {
            values.set(&flag, "");
            values.set(&version, "");
        }
    }
}

/// A section as it is kept when the user hands it in.
pub(super) fn handed_in(section: Section, typed: &Values, profile: &Profile, facts: &Facts) -> Values {
    let mut typed = typed.clone();
    if facts.old.is_none() {
        // Nothing is there that could be as before, and nothing that could be replaced.
        match section {
            Section::Identity | Section::Authority => typed.set_flag("changed", true),
            Section::Content => typed.set("request", "change"),
            _ => {}
        }
    }
    clean(section, &typed, &profile.forms)
}

/// What is wrong with a section, also beside the other sections.
pub(super) fn problems(
    section: Section,
    values: &Values,
    profile: &Profile,
    facts: &Facts,
    today: Date,
) -> Vec<Problem> {
    let mut problems = check::check(section, values, &facts.dossier.scans, &profile.forms, today);
    if section == Section::Content {
        let office = facts.dossier.text(Section::Office, "office");
        problems.extend(check::class_problem(office, values, &profile.forms));
    }
    problems
}

/// What the new certificate shall say of its holder: the record of the CA, without what the chosen kind leaves out.
pub(super) fn subject(profile: &Profile, facts: &Facts) -> Option<Subject> {
    let (_, holder) = facts.identified.as_ref()?;
    Some(match profile.forms.kind(facts.dossier.text(Section::Content, "kind")) {
        Some(kind) => of_kind(&holder.subject, kind),
        None => holder.subject.clone(),
    })
}

/// Powers and protection class of the request.
///
/// # Errors
/// `ProfileInvalid` when an identifier in the profile is none.
pub(super) fn wishes(profile: &Profile, facts: &Facts) -> Result<Wishes, Fault> {
    let forms = &profile.forms;
    let policies = match forms.class(facts.dossier.text(Section::Content, "class")) {
        Some(class) => request::class_policies(&class.oid)?,
        None if forms.country == Country::By => Vec::new(),
        None => Wishes::new("").policies,
    };
    Ok(Wishes { sign_tool: profile.sign_tool.clone(), powers: powers(profile, facts)?, policies })
}

/// The powers that were chosen, as far as their identifiers are public.
///
/// # Errors
/// `ProfileInvalid` when an identifier in the profile is none.
pub(super) fn powers(profile: &Profile, facts: &Facts) -> Result<Vec<ObjectIdentifier>, Fault> {
    let chosen = facts.dossier.section(Section::Content);
    let mut powers = Vec::new();
    for power in profile.forms.powers.iter().filter(|power| !power.oid.is_empty()) {
        if chosen.is_some_and(|values| values.flag(&format!("power-{}", power.id))) {
            let oid = request::identifier(&power.oid)?;
            if !powers.contains(&oid) {
                powers.push(oid);
            }
        }
    }
    Ok(powers)
}

/// The holder of a first certificate, from what was filled in: nobody else knows him yet. The dates are those of the
/// key, since no CA has told any.
pub(super) fn first_holder(profile: &Profile, facts: &Facts, now: Moment) -> (Option<Snils>, HolderRecord) {
    let holder = |field: &str| facts.dossier.text(Section::Holder, field).to_owned();
    let office = |field: &str| facts.dossier.text(Section::Office, field).to_owned();
    let kind = profile.forms.kind(facts.dossier.text(Section::Content, "kind"));
    let full_name = format!("{} {}", holder("surname"), holder("given-name"));
    let organization = holder("organization");
    let is_organization = !organization.is_empty() && kind.is_none_or(|kind| kind.organization);
    let (country, region) = match profile.forms.country {
        Country::Ru => ("RU", region_name(profile, &office("region"))),
        Country::By => ("BY", region_title(profile, &office("region"))),
    };
    let ogrn = office("ogrn");
    let entrepreneur = ogrn.len() > 13;
    let subject = Subject::from_fields([
        (Field::CommonName, if is_organization { organization.clone() } else { full_name }),
        (Field::Surname, holder("surname")),
        (Field::GivenName, holder("given-name")),
        (Field::Title, holder("title")),
        (Field::Snils, holder("snils")),
        (Field::Inn, holder("personal-inn")),
        (Field::Organization, organization),
        (Field::Ogrn, if entrepreneur { String::new() } else { ogrn.clone() }),
        (Field::Ogrnip, if entrepreneur { ogrn } else { String::new() }),
        (Field::InnLe, Some(office("inn")).filter(|inn| inn.len() == 10).unwrap_or_default()),
        (Field::Country, country.to_owned()),
        (Field::Region, region),
        (Field::Locality, holder("locality")),
        (Field::Street, holder("street")),
        (Field::Email, facts.dossier.text(Section::Contacts, "email").to_owned()),
    ]);
    let not_after = crate::renewal::next::add_months(now, profile.key_months);
    (Snils::parse(&holder("snils")).ok(), HolderRecord { subject, not_before: now, not_after })
}

fn of_kind(subject: &Subject, kind: &CertificateKind) -> Subject {
    let left_out = |field: Field| {
        (!kind.person && PERSON.contains(&field)) || (!kind.organization && ORGANIZATION.contains(&field))
    };
    let name = match (kind.person, kind.organization) {
        (false, _) => subject.value(Field::Organization).map(str::to_owned),
        (true, false) => Some(subject.full_name()),
        _ => None,
    };
    Subject::from_fields(subject.iter().filter(|(field, _)| !left_out(*field)).map(|(field, value)| {
        match (&name, field) {
            (Some(name), Field::CommonName) => (field, name.clone()),
            _ => (field, value.to_owned()),
        }
    }))
}

fn prefill(section: Section, profile: &Profile, facts: &Facts) -> Values {
    let old = facts.old.as_ref().map(|(_, old)| old);
    let holder = facts.identified.as_ref().map(|(_, record)| &record.subject);
    let known = |field: Field| -> &str {
        // The register's word first: the certificate may be a year old.
        holder.and_then(|s| s.value(field)).or(old.and_then(|old| old.subject().value(field))).unwrap_or("")
    };
    let first = old.is_none();
    let mut values = Values::default();
    match section {
        Section::Office => {
            let region = region_of(profile, known(Field::Region));
            let offices: Vec<_> = profile.forms.offices.iter().filter(|o| o.region == region).collect();
            if let [only] = offices.as_slice() {
                values.set("office", only.id.as_str());
            }
            values.set("region", region);
            let ogrn = known(Field::Ogrn);
            values.set("ogrn", if ogrn.is_empty() { known(Field::Ogrnip) } else { ogrn });
            values.set("inn", without_padding(known(Field::InnLe)));
        }
        Section::Content => content(&mut values, profile, facts, old),
        Section::Holder | Section::Consents => {}
        Section::Identity | Section::Authority => {
            values.set_flag("changed", first);
            if first && section == Section::Identity {
                let document = match profile.forms.country {
                    Country::Ru => "passport-ru",
                    Country::By => "passport-by",
                };
                values.set("document", document);
            }
        }
        Section::Statement => {
            let authority = |field: &str| facts.dossier.text(Section::Authority, field);
            values.set("ground", authority("name"));
            values.set("ground-date", authority("date"));
            values.set("ground-number", authority("number"));
            let typed = |field: &str| facts.dossier.text(Section::Holder, field);
            let or_typed = |known: &str, field: &str| match known {
                "" => typed(field).to_owned(),
                known => known.to_owned(),
            };
            values.set("holder-position", or_typed(known(Field::Title), "title"));
            let surname = or_typed(known(Field::Surname), "surname");
            let given = or_typed(known(Field::GivenName), "given-name");
            values.set("holder-name", initials(&surname, &given));
        }
        Section::Contacts => values.set("email", known(Field::Email)),
    }
    values
}

fn content(values: &mut Values, profile: &Profile, facts: &Facts, old: Option<&Certificate>) {
    let forms = &profile.forms;
    values.set("request", "change");
    let names_person = |kind: &&CertificateKind| {
        old.is_none_or(|old| kind.person == old.subject().value(Field::Surname).is_some())
    };
    let kind = forms.kinds.iter().find(names_person).or(forms.kinds.first());
    values.set("kind", kind.map_or("", |kind| kind.id.as_str()));
    let office = facts.dossier.text(Section::Office, "office");
    let usual = || forms.classes.iter().find(|class| class.forced_by_office.is_empty());
    let class = check::forced_class(office, forms).or_else(|| usual().map(|class| class.id.as_str()));
    values.set("class", class.unwrap_or_default());
    // What the current certificate grants is asked for again, and what most people need besides.
    let granted = old.map(Certificate::extended_key_usages).unwrap_or_default();
    let granted: Vec<String> = granted.iter().map(ToString::to_string).collect();
    for power in forms.powers.iter().filter(|power| power.default || granted.contains(&power.oid)) {
        values.set_flag(&format!("power-{}", power.id), true);
        let bases = forms.powers.iter().filter(|base| base.base && base.system == power.system);
        bases.for_each(|base| values.set_flag(&format!("power-{}", base.id), true));
    }
}

/// «И. О. Фамилия», as statements are signed; an empty part is left out.
fn initials(surname: &str, given: &str) -> String {
    let letters = given.split_whitespace().filter_map(|name| name.chars().next());
    let parts = letters.map(|letter| format!("{letter}.")).chain([surname.to_owned()]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Certificates made before the field existed have twelve digits there, the first two of them zeros.
fn without_padding(inn: &str) -> &str {
    inn.strip_prefix("00").filter(|rest| rest.len() == 10).unwrap_or(inn)
}

/// The identifier of a region that stands in a subject as «77 г. Москва» or by its name alone.
fn region_of(profile: &Profile, text: &str) -> String {
    let regions = &profile.forms.regions;
    let number = text.split_whitespace().next().unwrap_or_default();
    let by_number = regions.iter().find(|region| region.id == number);
    let found = by_number.or_else(|| regions.iter().find(|region| region.title == text));
    found.map(|region| region.id.clone()).unwrap_or_default()
}

fn region_title(profile: &Profile, id: &str) -> String {
    let region = profile.forms.regions.iter().find(|region| region.id == id);
    region.map(|region| region.title.clone()).unwrap_or_default()
}

/// A region as Russian certificates write it: two digits and the name. Many a list of regions has the digits already.
fn region_name(profile: &Profile, id: &str) -> String {
    let title = region_title(profile, id);
    if title.starts_with(id) { title } else { format!("{id} {title}").trim().to_owned() }
}
