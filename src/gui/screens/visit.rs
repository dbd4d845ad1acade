//! What to take along to a visit, as lines on a screen; the printed list says the same.

use crate::domain::form::{Section, Slot};
use crate::renewal::View;
use crate::tr;

/// The papers for the visit that ends a first issue, or that a refusal asks for.
pub fn papers(view: &View) -> Vec<String> {
    let forms = &view.forms;
    let mut papers = vec![tr!("visit-passport"), tr!("visit-snils")];
    if view.profile.forms.statement_copies > 0 {
        papers.push(tr!("visit-statement", count = view.profile.forms.statement_copies));
    }
    if forms.dossier.section(Section::Authority).is_some() || forms.dossier.scans_of(Slot::Authority).next().is_some()
    {
        papers.push(tr!("visit-authority"));
    }
    if forms.dossier.section(Section::Office).is_some_and(|office| office.flag("representative")) {
        papers.push(tr!("visit-representative"));
    }
    papers.push(tr!("visit-token"));
    papers
}
