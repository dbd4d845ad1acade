//! The life of a request that was taken: status, bill, contacts, certificate, receipt, withdrawal.

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::form::check;
use crate::domain::portal::{Contacts, Issued, Payment, Problem, Stage, Status};
use crate::domain::signed;
use crate::sandbox::bill::Bill;
use crate::sandbox::desk::{Change, Desk, Order, conflict, not_found, unfit, unsigned};
use crate::sandbox::scheme::Until;

/// Seconds between two looks at a request that waits for people.
const PEOPLE: i64 = 30;

impl Desk {
    /// Where a request stands, and in how many seconds it is polite to ask again; none when it has ended.
    pub fn status(&self, id: &str) -> Result<(Status, Option<u32>), Problem> {
        let order = self.order(id)?;
        if let Some(reason) = self.faults.reject.clone().filter(|_| order.stage != Stage::Withdrawn) {
            let refused = Status { reason: Some(reason), ..bare(Stage::Rejected) };
            return Ok((refused, None));
        }
        let refusal = order.refusal.clone();
        let status = Status {
            reason: refusal.as_ref().map(|refusal| refusal.reason.clone()),
            refusal,
            since: Some(order.since),
            until: self.ends(order),
            payment: self.payment(order),
            store: order.stage == Stage::Issued && self.scheme().store,
            ..bare(order.stage)
        };
        let again = self.scheme().until(order.stage).map(|until| match until {
            Until::Delay => self.ends(order).map_or(1, |end| (end - self.now()).whole_seconds()).clamp(1, 60),
            Until::WorkingDays(_) | Until::Decision => PEOPLE,
        });
        Ok((status, again.and_then(|seconds| u32::try_from(seconds).ok())))
    }

    /// The bill, PDF.
    pub fn bill(&self, id: &str) -> Result<Vec<u8>, Problem> {
        let order = self.order(id)?;
        let payment = self.payment(order).ok_or_else(|| conflict("платить нечего"))?;
        let holder = order.subject().full_name();
        let bill = Bill {
            number: order.number.clone(),
            date: order.submitted_at,
            payer: payment.payer,
            holder,
            amount: payment.amount,
            until: self.lapse(order),
        };
        Ok((self.setup.bill)(&bill))
    }

    /// Changes telephone and e-mail.
    pub fn change_contacts(&mut self, token: &str, id: &str, contacts: Contacts) -> Result<(), Problem> {
        let now = self.now();
        let at = self.own(token, id)?;
        let country = self.scheme().country;
        if check::phone(&contacts.phone, country).as_deref() != Some(contacts.phone.as_str()) {
            return Err(unfit("телефон записан не так"));
        }
        if !check::is_email(&contacts.email) {
            return Err(unfit("адрес почты записан не так"));
        }
        let order = self.orders.get_mut(at).ok_or_else(not_found)?;
        if order.is_final() {
            return Err(conflict("заявка уже закончена"));
        }
        order.contacts = Some(contacts);
        let stage = order.stage;
        order.history.push(Change { at: now, stage, note: "контакты изменены".into() });
        self.save()
    }

    /// The certificate, when it is ready.
    pub fn certificate(&self, id: &str) -> Result<Issued, Problem> {
        if self.scheme().store {
            return Err(conflict("сертификат лежит в хранилище"));
        }
        if self.status(id)?.0.stage != Stage::Issued {
            return Err(conflict("сертификат ещё не готов"));
        }
        Ok(self.issued(self.order(id)?))
    }

    /// Takes the receipt: signed by the old certificate over the new one; after a first issue by the new one itself.
    pub fn acknowledge(&mut self, id: &str, receipt: &[u8]) -> Result<(), Problem> {
        if self.status(id)?.0.stage != Stage::Issued {
            return Err(conflict("сертификат не выдан"));
        }
        let at = self.place(id)?;
        let order = self.orders.get_mut(at).ok_or_else(not_found)?;
        let verified = signed::verify(receipt, Some(&order.certificate)).map_err(|_| unsigned())?;
        let expected = if order.old.is_empty() { &order.certificate } else { &order.old };
        if verified.content != order.certificate || verified.signer.der() != expected {
            return Err(unsigned());
        }
        order.acknowledged = true;
        self.save()
    }

    /// The holder gives a request up.
    pub fn withdraw(&mut self, token: &str, id: &str) -> Result<(), Problem> {
        let at = self.own(token, id)?;
        let now = self.now();
        match self.status(id)?.0.stage {
            Stage::Issued | Stage::Rejected => return Err(conflict("заявка уже решена")),
            Stage::Withdrawn => return Ok(()),
            _ => {}
        }
        self.move_to(at, Stage::Withdrawn, now, "отозвана владельцем");
        if let Some(draft) = self.orders.get(at).and_then(|order| order.draft.clone()) {
            let _ = self.remove_drafts(|stored| stored.id == draft);
        }
        self.save()
    }

    /// A request by its identifier, whoever asks.
    pub fn order(&self, id: &str) -> Result<&Order, Problem> {
        self.orders.iter().find(|order| order.id == id).ok_or_else(not_found)
    }

    /// Number for people of a draft or request.
    pub fn number_of(&self, id: &str) -> Result<String, Problem> {
        let draft = self.any_draft(id).map(|draft| draft.number.clone());
        draft.map_or_else(|| Ok(self.order(id)?.number.clone()), Ok)
    }

    /// What is to be paid, once it is.
    pub(super) fn payment(&self, order: &Order) -> Option<Payment> {
        let begun = order.paid || order.stage == Stage::Payment;
        let subject = order.subject();
        let payer = subject.value(Field::Organization).map_or_else(|| subject.full_name(), str::to_owned);
        (begun && !self.scheme().price.is_empty()).then(|| Payment {
            amount: self.scheme().price.to_owned(),
            payer,
            paid: order.paid,
        })
    }

    /// The certificate of a request with those above it.
    pub(super) fn issued(&self, order: &Order) -> Issued {
        let chain = vec![self.setup.authority.issuing().der().to_vec()];
        Issued { certificate: order.certificate.clone(), chain }
    }

    /// The place of a request in the list.
    pub(super) fn place(&self, id: &str) -> Result<usize, Problem> {
        self.orders.iter().position(|order| order.id == id).ok_or_else(not_found)
    }

    /// The place of a request for its owner: who is signed in with the certificate that is to be replaced. After a
    /// first issue there is none, and the identifier is enough.
    pub(super) fn own(&self, token: &str, id: &str) -> Result<usize, Problem> {
        let at = self.place(id);
        let old = at.as_ref().ok().and_then(|at| self.orders.get(*at)).map(Order::current);
        match old {
            Some(None) => at,
            old => {
                let guest: &Certificate = self.guest(token)?;
                if old.flatten().as_ref() == Some(guest) { at } else { Err(not_found()) }
            }
        }
    }
}

fn bare(stage: Stage) -> Status {
    Status { stage, reason: None, refusal: None, since: None, until: None, payment: None, store: false }
}
