//! A section while it is being typed: its values, what may already be said against them, and what is not saved yet.

use std::collections::BTreeSet;

use crate::domain::field::Field;
use crate::domain::form::{FieldSpec, Kind, Problem, Section, Trouble, Values, check};
use crate::domain::identifier::IdentifierError;
use crate::domain::moment::{self, Moment};
use crate::domain::profile::Forms;
use crate::gui::screens::form::{attachments, shape};
use crate::gui::screens::{Action, Frame};
use crate::gui::widgets::{Hint, focus_at};
use crate::i18n;
use crate::renewal::{Input, View};
use crate::tr;

/// The drafts of a section.
#[derive(Debug, Clone)]
pub struct Typing {
    section: Section,
    values: Values,
    /// Fields changed since the section was handed in.
    edited: BTreeSet<String>,
    /// The field the user is in: nothing is said against a half-typed value.
    editing: Option<String>,
    /// «Далее» was pressed: everything that is missing is said.
    insisted: bool,
    /// Something changed since it was saved.
    dirty: bool,
}

impl Typing {
    /// What was typed before, else what is known.
    pub fn new(section: Section, view: &View) -> Self {
        let known = view.forms.values.get(&section).or(view.forms.dossier.section(section));
        let mut values = known.cloned().unwrap_or_default();
        let old = view.old.as_ref();
        match section {
            // Without a certificate there is nothing that could have stayed as it was.
            Section::Identity | Section::Authority if old.is_none() => values.set_flag("changed", true),
            Section::Office => {
                for (field, name) in [("ogrn", Field::Ogrn), ("inn", Field::InnLe)] {
                    let value = old.and_then(|old| old.subject().value(name));
                    if let Some(value) = value.filter(|_| values.text(field).is_empty()) {
                        values.set(field, value);
                    }
                }
            }
            _ => {}
        }
        Self { section, values, edited: BTreeSet::new(), editing: None, insisted: false, dirty: false }
    }

    /// Which section.
    pub fn section(&self) -> Section {
        self.section
    }

    /// The values as they will be kept.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The value of a field as it is shown.
    pub fn shown(&self, field: &FieldSpec, forms: &Forms) -> String {
        shape::shown(field.kind, self.values.text(field.id), forms.country)
    }

    /// A field was typed.
    pub fn typed(&mut self, field: &FieldSpec, text: &str, forms: &Forms) {
        self.set(field.id, &shape::kept(field.kind, text, forms.country));
    }

    /// A field has a new value.
    pub fn set(&mut self, field: &str, value: &str) {
        if self.values.text(field) != value {
            self.values.set(field, value);
            self.edited.insert(field.to_owned());
            self.dirty = true;
        }
        self.editing = Some(field.to_owned());
    }

    /// A flag was set or cleared.
    pub fn set_flag(&mut self, field: &str, on: bool) {
        self.set(field, if on { crate::domain::form::YES } else { "" });
    }

    /// A value that the program fills in by itself; nothing to be saved, nothing to be said.
    pub fn prefill(&mut self, field: &str, value: &str) {
        if self.values.text(field).is_empty() {
            self.values.set(field, value);
        }
    }

    /// Everything that is wrong, whether or not it may be said already.
    pub fn problems(&self, view: &View, now: Moment) -> Vec<Problem> {
        let (forms, scans) = (&view.profile.forms, &view.forms.dossier.scans);
        let today = moment::local(now).date();
        let mut problems = check::check(self.section, &self.values, scans, forms, today);
        let office = view.forms.dossier.text(Section::Office, "office");
        if self.section == Section::Content && !problems.iter().any(|p| p.field == "class") {
            problems.extend(check::class_problem(office, &self.values, forms));
        }
        // What was found when the section was handed in, until its field is changed.
        let told = view.forms.problems.iter().filter(|told| {
            !self.edited.contains(&told.field) && !problems.iter().any(|p| p.field == told.field)
        });
        let told: Vec<Problem> = if self.insisted { told.cloned().collect() } else { Vec::new() };
        problems.extend(told);
        problems
    }

    /// What may be said of a field by now.
    pub fn hint(&self, field: &FieldSpec, problems: &[Problem], forms: &Forms) -> Hint {
        match problems.iter().find(|problem| problem.field == field.id) {
            Some(problem) if self.may_say(field, &problem.trouble, forms) => {
                Hint::Bad(wrong(&problem.trouble))
            }
            _ => Hint::None,
        }
    }

    /// What may be said of something that is no field of the specification: a power, a consent, a scan.
    pub fn hint_at(&self, field: &str, problems: &[Problem]) -> Hint {
        match problems.iter().find(|problem| problem.field == field) {
            Some(problem) if self.insisted => Hint::Bad(wrong(&problem.trouble)),
            _ => Hint::None,
        }
    }

    fn may_say(&self, field: &FieldSpec, trouble: &Trouble, forms: &Forms) -> bool {
        let inside = self.editing.as_deref() == Some(field.id);
        let shown = self.shown(field, forms);
        match trouble {
            Trouble::Missing | Trouble::NotAgreed | Trouble::ScanMissing => self.insisted,
            Trouble::TooLong(_) => true,
            _ if shape::is_complete(field.kind, &shown, forms.country) => true,
            _ => !inside || (self.insisted && !self.edited.contains(field.id)),
        }
    }

    /// «Далее»: hands the section in, or says everything that is wrong and goes to the first of it.
    pub fn next<Message: Send + 'static>(&mut self, frame: &Frame<'_>) -> Action<Message> {
        let problems = self.problems(frame.view, frame.now);
        self.insist();
        match problems.first() {
            None => {
                self.insisted = false;
                self.dirty = false;
                Action::Ask(Input::Fill(self.section, self.complete(&frame.view.profile.forms)))
            }
            Some(first) => Action::Run(focus_at(widget(&first.field))),
        }
    }

    /// Everything that is missing is said from now on.
    pub fn insist(&mut self) {
        self.insisted = true;
        self.editing = None;
        self.edited.clear();
    }

    /// What is not saved yet, once.
    pub fn unsaved(&mut self) -> Option<Input> {
        std::mem::take(&mut self.dirty).then(|| Input::Draft(self.section, self.values.clone()))
    }

    /// The widget of the first thing that is wrong or missing.
    pub fn first_missing(&self, view: &View, now: Moment) -> Option<String> {
        self.problems(view, now).first().map(|first| widget(&first.field))
    }

    /// The user is in a field: the focus is his.
    pub fn is_typed_into(&self) -> bool {
        self.editing.is_some()
    }

    /// The user is done with the field he was in.
    pub fn leave(&mut self) {
        self.editing = None;
    }

    /// Something is not saved yet.
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Without the values of fields that are not shown: what belongs to a passport that did not change after all must
    /// not be signed.
    fn complete(&self, forms: &Forms) -> Values {
        let hidden = |name: &str| {
            let spec = self.section.fields().iter().find(|field| field.id == name);
            spec.is_some_and(|field| !check::is_shown(field, &self.values, forms))
        };
        let mut complete = Values::default();
        for (name, value) in self.values.iter().filter(|(name, _)| !hidden(name)) {
            complete.set(name, value.trim());
        }
        complete
    }
}

/// The name of the widget of a field. A scan that is missing is attached by its path.
pub fn widget(field: &str) -> String {
    match field.starts_with("scan-") {
        true => attachments::FIELD.to_owned(),
        false => format!("form-{field}"),
    }
}

/// The name of a field for people.
pub fn label(section: Section, field: &str) -> String {
    i18n::text(&format!("form-{}-{field}", section.id()), &[])
}

/// What is wrong, in words.
pub fn wrong(trouble: &Trouble) -> String {
    match trouble {
        Trouble::TooLong(most) => tr!("form-wrong-too-long", most = *most),
        Trouble::Number(IdentifierError::Length { expected, .. }) => {
            tr!("form-wrong-number-length", expected = *expected)
        }
        other => i18n::text(&format!("form-wrong-{}", other.id()), &[]),
    }
}

/// A value as people read it: dates and numbers in their shape, options and entries of lists by their names.
pub fn readable(section: Section, field: &FieldSpec, value: &str, forms: &Forms) -> String {
    use crate::domain::form::spec::List;
    let titled = |title: Option<&String>| title.cloned().unwrap_or_else(|| value.to_owned());
    match field.kind {
        Kind::Choice(_) => i18n::text(&format!("option-{}-{value}", field.id), &[]),
        Kind::Flag if section == Section::Identity || section == Section::Authority => {
            if value.is_empty() {
                tr!("form-unchanged")
            } else {
                tr!("form-changed")
            }
        }
        Kind::Flag => {
            if value.is_empty() {
                tr!("form-no")
            } else {
                tr!("form-yes")
            }
        }
        Kind::List(List::Regions) => titled(forms.regions.iter().find(|r| r.id == value).map(|r| &r.title)),
        Kind::List(List::Offices) => titled(forms.office(value).map(|office| &office.title)),
        Kind::List(List::Kinds) => titled(forms.kind(value).map(|kind| &kind.title)),
        Kind::List(List::Classes) => titled(forms.class(value).map(|class| &class.title)),
        kind => shape::shown(kind, value, forms.country),
    }
}
