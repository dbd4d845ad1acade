//! The dossier as rows of a table: name, value, and whether it differs from the current certificate. Pure.

use crate::domain::form::{Kind, Section, check};
use crate::gui::screens::content::powers;
use crate::gui::screens::form::typing::{label, readable};
use crate::i18n;
use crate::renewal::View;
use crate::tr;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Name of the field.
    pub name: String,
    /// Its value as people read it.
    pub value: String,
    /// It differs from the current certificate, or was given anew.
    pub changed: bool,
}

/// Everything of a section that will be signed.
pub fn lines(section: Section, view: &View) -> Vec<Line> {
    let (forms, dossier) = (&view.profile.forms, &view.forms.dossier);
    let none = crate::domain::form::Values::default();
    let values = dossier.section(section).unwrap_or(&none);
    let shown = section.fields().iter().filter(|field| check::is_shown(field, values, forms));
    let mut lines: Vec<Line> = shown
        .filter(|field| field.kind == Kind::Flag || !values.text(field.id).is_empty())
        .map(|field| Line {
            name: label(section, field.id),
            value: readable(section, field, values.text(field.id), forms),
            changed: is_new(section, field.id, view),
        })
        .collect();
    match section {
        Section::Content => lines.extend(systems(view)),
        Section::Consents => lines.extend(forms.consents.iter().map(|consent| Line {
            name: consent.title.clone(),
            value: tr!("review-agreed", version = consent.version.as_str()),
            changed: false,
        })),
        _ => {}
    }
    if let Some((slot, _)) = section.slot() {
        lines.extend(dossier.scans_of(slot).map(|scan| Line {
            name: i18n::text(&format!("slot-{}", slot.id()), &[]),
            value: format!("{} · {}", scan.name, i18n::size(scan.size)),
            changed: false,
        }));
    }
    lines
}

/// The chosen powers, one row a system; a row is changed when the current certificate has others.
fn systems(view: &View) -> Vec<Line> {
    let forms = &view.profile.forms;
    let Some(values) = view.forms.dossier.section(Section::Content) else { return Vec::new() };
    let had = view.old.as_ref().map(|old| powers::of_certificate(old, forms)).unwrap_or_default();
    powers::systems(forms, true)
        .into_iter()
        .filter_map(|(system, listed)| {
            let chosen = |power: &crate::domain::profile::Power| values.flag(&powers::flag(power));
            let had_it = |power: &crate::domain::profile::Power| had.iter().any(|p| p.id == power.id);
            let titles: Vec<&str> =
                listed.iter().filter(|power| chosen(power)).map(|power| power.title.as_str()).collect();
            let changed = !had.is_empty() && listed.iter().any(|power| chosen(power) != had_it(power));
            (!titles.is_empty() || changed).then(|| Line {
                name: system.to_owned(),
                value: if titles.is_empty() { tr!("review-no-powers") } else { titles.join(", ") },
                changed,
            })
        })
        .collect()
}

/// A document that was given anew.
fn is_new(section: Section, field: &str, view: &View) -> bool {
    let documents = matches!(section, Section::Identity | Section::Authority);
    let values = view.forms.dossier.section(section);
    documents
        && field == "changed"
        && view.old.is_some()
        && values.is_some_and(|values| values.flag("changed"))
}
