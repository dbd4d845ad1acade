//! The papers of a running renewal: what the application and the list for a visit are made of.

use crate::domain::field::Field;
use crate::domain::form::Section;
use crate::domain::subject::Subject;
use crate::paper::statement::Statement;
use crate::paper::visit_list::{Errand, Visit};
use crate::renewal::View;

/// Who applies for what: values of the new certificate, else of the current one, else what was typed for a first one.
pub fn subject(view: &View) -> Subject {
    if !view.rows.is_empty() {
        return Subject::from_fields(view.rows.iter().map(|row| (row.field, row.new.clone())));
    }
    if let Some(old) = &view.old {
        return old.subject().clone();
    }
    let dossier = &view.forms.dossier;
    let typed = |field: Field, section, id| (field, dossier.text(section, id).to_owned());
    Subject::from_fields([
        typed(Field::CommonName, Section::Holder, "organization"),
        typed(Field::Surname, Section::Holder, "surname"),
        typed(Field::GivenName, Section::Holder, "given-name"),
        typed(Field::Title, Section::Holder, "title"),
        typed(Field::Snils, Section::Holder, "snils"),
        typed(Field::Inn, Section::Holder, "personal-inn"),
        typed(Field::Organization, Section::Holder, "organization"),
        typed(Field::Ogrn, Section::Office, "ogrn"),
        typed(Field::InnLe, Section::Office, "inn"),
        typed(Field::Locality, Section::Holder, "locality"),
        typed(Field::Street, Section::Holder, "street"),
    ])
}

/// The application of a renewal; `subject` as made by [`subject`].
pub fn statement<'a>(view: &'a View, subject: &'a Subject) -> Statement<'a> {
    Statement {
        ca: &view.profile.title,
        forms: &view.profile.forms,
        dossier: &view.forms.dossier,
        subject,
        number: number(view),
        public_key: None,
    }
}

/// The visit that a first issue ends with, or that a refusal asks for.
pub fn visit(view: &View) -> Visit<'_> {
    let dossier = &view.forms.dossier;
    let forms = &view.profile.forms;
    let office = forms.office(dossier.text(Section::Office, "office"));
    let kind = forms.kind(dossier.text(Section::Content, "kind"));
    Visit {
        errand: view.refusal.as_ref().map_or(Errand::FirstIssue, |refusal| Errand::Refused(refusal.source)),
        ca: &view.profile.title,
        office: office.map_or("", |office| office.title.as_str()),
        number: number(view),
        reason: view.refusal.as_ref().map_or("", |refusal| refusal.reason.as_str()),
        organisation: kind.is_none_or(|kind| kind.organization),
        representative: dossier.section(Section::Office).is_some_and(|office| office.flag("representative")),
        copies: forms.statement_copies,
    }
}

/// The number of the request, else of its draft, which the request keeps.
fn number(view: &View) -> &str {
    let accepted = view.accepted.as_ref().map(|accepted| accepted.number.as_str());
    accepted.or(view.forms.draft.as_ref().map(|draft| draft.number.as_str())).unwrap_or_default()
}
