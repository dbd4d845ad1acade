//! What the registers say of data: asked before sending, and again by the automatic check of a request.

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::form::{Dossier, Section};
use crate::domain::portal::{Problem, RegisterAnswer, RegisterQuery};
use crate::domain::refusal::{Finding, Refusal, Source};
use crate::domain::subject::Subject;
use crate::sandbox::desk::{Desk, Order};
use crate::sandbox::holder;

/// Fields that name the person, and whose registers know them.
const NAMES: [Field; 2] = [Field::Surname, Field::GivenName];

impl Desk {
    /// What the registers say.
    pub fn register(&self, query: &RegisterQuery) -> Result<RegisterAnswer, Problem> {
        let current = query.certificate.as_ref().map(|der| self.current(der, self.now())).transpose()?;
        Ok(RegisterAnswer { findings: self.findings(current.as_ref(), &query.subject, &query.dossier) })
    }

    /// The automatic check of a request: why it must end, if it must.
    pub(super) fn examine(&self, order: &Order) -> Option<Refusal> {
        let findings = self.findings(order.current().as_ref(), &order.subject(), &order.dossier);
        let blocking: Vec<_> = findings.into_iter().filter(|finding| finding.blocking).collect();
        let source = blocking.first()?.source;
        let reasons: Vec<_> = blocking.iter().map(|finding| finding.detail.as_str()).collect();
        let sections = blocking.iter().filter_map(|finding| section_of(&finding.field));
        let mut sections: Vec<_> = sections.collect();
        sections.dedup();
        let new_key = self.scheme().new_key_after_refusal;
        Some(Refusal { source, reason: reasons.join("; "), sections, new_key })
    }

    fn findings(&self, current: Option<&Certificate>, asked: &Subject, dossier: &Dossier) -> Vec<Finding> {
        let mut findings = organization(asked, dossier);
        if let Some(current) = current {
            findings.extend(self.changes(current.subject(), asked));
        }
        // Who has no certificate yet comes in person anyway, and no passport has changed.
        let changed = dossier.section(Section::Identity).is_some_and(|identity| identity.flag("changed"));
        if changed && current.is_some() {
            let detail = "Паспорт изменился: для получения сертификата понадобится личный визит";
            findings.push(finding(Source::Visit, "identity/changed", detail, false));
        }
        findings
    }

    /// What differs from the current certificate and may not, or is not known to the registers.
    fn changes(&self, current: &Subject, asked: &Subject) -> Vec<Finding> {
        let strict = self.scheme().unchangeable;
        let rows = current.compare(asked).into_iter().filter(|row| row.changed());
        // A certificate of an organisation alone leaves its holder out; no register is asked about that.
        let changed = rows.filter(|row| strict || !row.new.is_empty());
        let found = changed.flat_map(|row| {
            let field = row.field.id();
            if strict && row.field != Field::Title {
                let detail = "Данные отличаются от действующего сертификата";
                return vec![finding(Source::Certificate, field, detail, true)];
            }
            match row.field {
                name if NAMES.contains(&name) => vec![
                    finding(Source::Mvd, field, "Имя не совпало с данными МВД", true),
                    finding(Source::Fns, field, "Имя не совпало с данными ФНС", true),
                ],
                Field::Inn => vec![finding(Source::Fns, field, "ИНН не совпал с данными ФНС", true)],
                Field::Snils => vec![finding(Source::Sfr, field, "СНИЛС не совпал с данными СФР", true)],
                _ => Vec::new(),
            }
        });
        found.collect()
    }
}

/// The organisation is in the state register under this ИНН.
fn organization(asked: &Subject, dossier: &Dossier) -> Vec<Finding> {
    let typed = |field: Field, id: &str| {
        let told = asked.value(field).unwrap_or_default();
        if told.is_empty() {
            (dossier.text(Section::Office, id), format!("office/{id}"))
        } else {
            (told, field.id().into())
        }
    };
    let (ogrn, field) = typed(Field::Ogrn, "ogrn");
    if ogrn.is_empty() {
        return Vec::new();
    }
    let Some(known) = holder::registered(ogrn) else {
        let detail = "Организации нет в государственном реестре: обратитесь в регистрационный центр";
        return vec![finding(Source::Egr, &field, detail, true)];
    };
    let (inn, field) = typed(Field::InnLe, "inn");
    if inn.is_empty() || inn == known {
        return Vec::new();
    }
    vec![finding(Source::Fns, &field, "ИНН принадлежит другой организации", true)]
}

/// Where a field of the subject was filled in, or the section before the slash.
fn section_of(field: &str) -> Option<Section> {
    let (section, _) = field.split_once('/')?;
    Section::ALL.into_iter().find(|known| known.id() == section)
}

fn finding(source: Source, field: &str, detail: &str, blocking: bool) -> Finding {
    Finding { source, field: field.to_owned(), detail: detail.to_owned(), blocking }
}
