//! «Что взять с собой»: the papers for a visit, by what the visit is for.

use crate::domain::refusal::Source;
use crate::paper::certificate_form::Labels;
use crate::paper::form::{Block, Form, fill};

/// What a visit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// A first certificate is fetched: the holder shows himself and his papers.
    FirstIssue,
    /// A request was refused by this source, and something has to be put right there.
    Refused(Source),
}

/// A visit.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// What for.
    pub errand: Errand,
    /// Name of the CA.
    pub ca: &'a str,
    /// Name of its office; empty when none was chosen.
    pub office: &'a str,
    /// Number of the request; empty when there is none.
    pub number: &'a str,
    /// Why it was refused, in the words of the refusal; empty for none.
    pub reason: &'a str,
    /// The certificate names an organisation.
    pub organisation: bool,
    /// The papers are brought by somebody else than the holder.
    pub representative: bool,
    /// How many copies of the application.
    pub copies: u8,
}

/// Builds the form. `language` is that of the labels (BCP 47).
pub fn build(visit: &Visit<'_>, language: &str, labels: Labels<'_>) -> Form {
    let mut form = Form {
        language: language.to_owned(),
        title: labels("papers-visit-title"),
        subtitle: if visit.number.is_empty() {
            String::new()
        } else {
            fill(&labels("papers-request-number"), &[("number", visit.number)])
        },
        page_number: labels("paper-page"),
        ..Form::default()
    };
    let mut place = Block::new(labels("papers-visit-where"));
    place.push(labels("papers-visit-place"), destination(visit, labels));
    place.push(labels("papers-visit-reason"), visit.reason);
    form.blocks.push(place);

    let mut papers = Block::new(labels("papers-visit-papers"));
    papers.checks = list(visit, labels);
    form.blocks.push(papers);

    let mut after = Block::new(labels("papers-visit-after"));
    after.text.push(match visit.errand {
        Errand::Refused(Source::Mvd | Source::Fns | Source::Sfr) => labels("papers-visit-after-repair"),
        Errand::Refused(Source::Egr) => labels("papers-visit-after-register"),
        Errand::FirstIssue => labels("papers-visit-after-first"),
        Errand::Refused(_) => labels("papers-visit-after-issue"),
    });
    form.blocks.push(after);
    form
}

fn destination(visit: &Visit<'_>, labels: Labels<'_>) -> String {
    match visit.errand {
        Errand::Refused(Source::Mvd) => labels("papers-visit-mvd"),
        Errand::Refused(Source::Fns) => labels("papers-visit-fns"),
        Errand::Refused(Source::Sfr) => labels("papers-visit-sfr"),
        Errand::Refused(Source::Egr) => labels("papers-visit-egr"),
        _ if visit.office.is_empty() => visit.ca.to_owned(),
        _ => visit.office.to_owned(),
    }
}

/// The papers in the order in which they are asked for at the window.
fn list(visit: &Visit<'_>, labels: Labels<'_>) -> Vec<String> {
    let mut papers = vec![labels("papers-bring-passport")];
    let mut add = |wanted: bool, paper: &str| {
        if wanted {
            papers.push(labels(paper));
        }
    };
    match visit.errand {
        Errand::Refused(Source::Mvd) => add(true, "papers-bring-refusal"),
        Errand::Refused(Source::Fns) => {
            add(true, "papers-bring-inn");
            add(true, "papers-bring-refusal");
        }
        Errand::Refused(Source::Sfr) => {
            add(true, "papers-bring-snils");
            add(true, "papers-bring-refusal");
        }
        Errand::Refused(Source::Egr) => {
            add(true, "papers-bring-charter");
            add(true, "papers-bring-authority");
            add(true, "papers-bring-refusal");
        }
        Errand::FirstIssue | Errand::Refused(_) => {
            add(true, "papers-bring-snils");
            add(!visit.organisation, "papers-bring-inn");
            add(visit.organisation, "papers-bring-authority");
            add(visit.representative, "papers-bring-proxy");
            add(visit.errand == Errand::Refused(Source::Certificate), "papers-bring-change");
            add(visit.errand != Errand::FirstIssue, "papers-bring-refusal");
            add(true, "papers-bring-carrier");
            add(!visit.number.is_empty(), "papers-bring-number");
            let id =
                if visit.organisation { "papers-bring-statement" } else { "papers-bring-statement-person" };
            let copies = visit.copies.max(1).to_string();
            papers.insert(1, fill(&labels(id), &[("copies", &copies)]));
        }
    }
    papers
}
