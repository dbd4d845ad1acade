//! Whether a submission is taken: signatures, holder, key, dossier, scans.

use sha2::{Digest, Sha256};

use crate::domain::certificate::Certificate;
use crate::domain::exchange::Accepted;
use crate::domain::field::Field;
use crate::domain::form::{Dossier, Section, YES, check};
use crate::domain::moment::Moment;
use crate::domain::portal::{Contacts, Problem, Request, Stage};
use crate::domain::profile::Forms;
use crate::domain::request::CertificationRequest;
use crate::domain::signed;
use crate::sandbox::desk::drafts::StoredDraft;
use crate::sandbox::desk::{Change, Desk, Order, conflict, random, unfit, unsigned};

/// Who asks for what.
struct Asked {
    /// None for a first issue.
    signer: Option<Certificate>,
    request: CertificationRequest,
    pkcs10: Vec<u8>,
    dossier: Dossier,
}

impl Desk {
    /// Takes a request. The same submission with the same idempotency key is answered the same; another one is not.
    pub fn submit(&mut self, token: &str, idempotency: &str, sent: &Request) -> Result<Accepted, Problem> {
        let now = self.now();
        let first = self.is_first(sent);
        let guest = if first { None } else { Some(self.guest(token)?.clone()) };
        let digest = digest_of(sent);
        if let Some(known) = self.orders.iter().find(|order| order.idempotency == idempotency) {
            let same =
                known.digest == digest && known.old == guest.map(|g| g.der().to_vec()).unwrap_or_default();
            return if same {
                Ok(self.accepted(known))
            } else {
                Err(conflict("под этим ключом принята другая заявка"))
            };
        }
        let at = sent.draft.as_ref().map(|id| self.find_draft(token, id)).transpose()?;
        let draft = at.and_then(|at| self.drafts.get(at));
        if draft.is_some_and(|draft| draft.request.is_some()) {
            return Err(conflict("по этому черновику уже есть заявка"));
        }
        let asked = match guest {
            Some(guest) => self.renewal(&guest, sent, now)?,
            None => first_issue(sent)?,
        };
        self.check_key(&asked.request)?;
        if self.scheme().dossier {
            self.check_dossier(&asked, draft, now)?;
        }
        let order = Order {
            number: draft.map_or_else(|| self.next_number(now), |draft| draft.number.clone()),
            id: hex::encode(random::<16>()?),
            idempotency: idempotency.to_owned(),
            digest,
            old: asked.signer.map(|signer| signer.der().to_vec()).unwrap_or_default(),
            request: sent.package.clone(),
            pkcs10: asked.pkcs10,
            contacts: contacts(&asked.dossier),
            dossier: asked.dossier,
            draft: sent.draft.clone(),
            submitted_at: now,
            stage: self.scheme().first(),
            since: now,
            refusal: None,
            paid: false,
            decision: Vec::new(),
            certificate: Vec::new(),
            access: None,
            acknowledged: false,
            history: vec![Change {
                at: now, stage: self.scheme().first(), note: "заявка принята".into()
            }],
        };
        let accepted = self.accepted(&order);
        if let Some(draft) = at.and_then(|at| self.drafts.get_mut(at)) {
            draft.request = Some(order.id.clone());
        }
        let superseded = at.and_then(|at| self.drafts.get(at)).and_then(|draft| draft.owner.clone());
        self.orders.push(order);
        if let Err(problem) = self.save() {
            // What did not reach the disk was not taken: a repetition must not be told otherwise.
            let _ = self.orders.pop();
            if let Some(draft) = at.and_then(|at| self.drafts.get_mut(at)) {
                draft.request = None;
            }
            return Err(problem);
        }
        if superseded.is_some() {
            // What was refused earlier has been done anew.
            let _ = self.remove_drafts(|draft| {
                draft.reopened && draft.request.is_none() && draft.owner == superseded
            });
        }
        self.tick()?;
        Ok(accepted)
    }

    /// A submission that grows out of a draft of a first issue.
    fn is_first(&self, sent: &Request) -> bool {
        let draft = sent.draft.as_ref().and_then(|id| self.any_draft(id));
        draft.is_some_and(|draft| draft.owner.is_none())
    }

    fn accepted(&self, order: &Order) -> Accepted {
        let link = (self.scheme().draft_days > 0).then(|| self.link(&order.id));
        Accepted { request: order.id.clone(), number: order.number.clone(), link, until: self.lapse(order) }
    }

    /// Package by the certificate of the session, request for the same holder, dossier by the same certificate.
    fn renewal(&self, guest: &Certificate, sent: &Request, now: Moment) -> Result<Asked, Problem> {
        let verified = signed::verify(&sent.package, None).map_err(|_| unsigned())?;
        let signer = self.current(verified.signer.der(), now)?;
        if signer != *guest {
            return Err(unfit("пакет подписан не тем сертификатом"));
        }
        let request = CertificationRequest::parse(&verified.content).map_err(|_| unsigned())?;
        if request.renewal_certificate().as_ref() != Some(&signer) {
            return Err(unfit("заменяется не тот сертификат"));
        }
        // A certificate of an organisation alone names nobody.
        let named = request.subject().value(Field::Snils).map(str::to_owned);
        if named.is_some() && named.as_deref() != signer.subject().value(Field::Snils) {
            return Err(unfit("в запросе другой владелец"));
        }
        if request.spki_der() == signer.spki_der() {
            return Err(unfit("ключ не новый"));
        }
        let dossier = match &sent.dossier {
            None => Dossier::default(),
            Some(package) => {
                let verified = signed::verify(package, None).map_err(|_| unsigned())?;
                if verified.signer != signer {
                    return Err(unfit("сведения подписаны не тем сертификатом"));
                }
                read_dossier(&verified.content)?
            }
        };
        Ok(Asked { signer: Some(signer), request, pkcs10: verified.content, dossier })
    }

    /// A key is certified once, and one that was refused for good is not asked for again.
    fn check_key(&self, request: &CertificationRequest) -> Result<(), Problem> {
        let spki = request.spki_der();
        let spent = self.orders.iter().any(|order| {
            let refused = order.refusal.as_ref();
            let wants_new = refused.is_some_and(|r| r.new_key || self.scheme().new_key_after_refusal);
            // By the switch, requests are told to be refused whatever stage they stand at.
            let issued = order.stage == Stage::Issued && self.faults.reject.is_none();
            let counts = issued || (order.stage == Stage::Rejected && wants_new);
            counts
                && CertificationRequest::parse(&order.pkcs10).is_ok_and(|earlier| earlier.spki_der() == spki)
        });
        if spent { Err(unfit("ключ не новый")) } else { Ok(()) }
    }

    /// Every section passes the checks of the forms, and every scan has arrived.
    fn check_dossier(&self, asked: &Asked, draft: Option<&StoredDraft>, now: Moment) -> Result<(), Problem> {
        let Asked { dossier, .. } = asked;
        if dossier.sections.is_empty() {
            return Err(unfit("нет подписанных сведений"));
        }
        let forms = Forms { country: self.scheme().country, ..Forms::default() };
        for (section, values) in &dossier.sections {
            // The lists of the profile are not known here; everything else is checked as the wizard does it.
            if let Some(problem) = check::check(*section, values, &dossier.scans, &forms, now.date()).first()
            {
                let (section, field, trouble) = (section.id(), &problem.field, problem.trouble.id());
                return Err(unfit(&format!("сведения не приняты: {section}/{field}: {trouble}")));
            }
        }
        for scan in &dossier.scans {
            let arrived = draft.and_then(|draft| draft.files.get(&scan.digest));
            if arrived != Some(&scan.size) {
                return Err(unfit(&format!("файл «{}» не получен", scan.name)));
            }
        }
        Ok(())
    }
}

/// Nobody has a certificate yet: the request itself, and the dossier as it is.
fn first_issue(sent: &Request) -> Result<Asked, Problem> {
    let request = CertificationRequest::parse(&sent.package).map_err(|_| unsigned())?;
    let dossier = sent.dossier.as_deref().map(read_dossier).transpose()?.unwrap_or_default();
    Ok(Asked { signer: None, request, pkcs10: sent.package.clone(), dossier })
}

/// Nothing may be signed that is not understood here.
fn read_dossier(content: &[u8]) -> Result<Dossier, Problem> {
    let dossier: Dossier = serde_json::from_slice(content).map_err(|_| unfit("сведения не читаются"))?;
    if dossier.canonical() == content {
        Ok(dossier)
    } else {
        Err(unfit("сведения записаны не по правилам"))
    }
}

fn contacts(dossier: &Dossier) -> Option<Contacts> {
    let values = dossier.section(Section::Contacts)?;
    Some(Contacts {
        phone: values.text("phone").to_owned(),
        email: values.text("email").to_owned(),
        notify: values.text("notify") == YES,
    })
}

fn digest_of(sent: &Request) -> String {
    hex::encode(Sha256::digest(serde_json::to_vec(sent).unwrap_or_default()))
}
