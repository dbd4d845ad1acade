//! The life of a request at the portal: its status, its bill, its contacts, and the certificate at the end.

use zeroize::Zeroizing;

use crate::ca::http::{Call, Method, Transport, for_people, garbage};
use crate::ca::portal::Portal;
use crate::ca::portal::message::{json, label, path_of, post, read, typed};
use crate::domain::certificate::Certificate;
use crate::domain::exchange::{CaReply, WaitNews, Waiting};
use crate::domain::form::{Dossier, Values};
use crate::domain::portal::{
    Contacts, Issued, Payment, RegisterAnswer, RegisterQuery, Stage, Status, StoreAccess,
};
use crate::domain::refusal::{Finding, Refusal, Source};
use crate::domain::secret::Pin;
use crate::domain::subject::Subject;
use crate::fault::{Fault, SupportCode};

/// Most certificates above an issued one.
const CHAIN: usize = 20;
/// Most findings that are told.
const FINDINGS: usize = 100;
/// Longest login and password of the certificate store, in bytes.
const LOGIN: usize = 256;

impl<T: Transport> Portal<T> {
    /// What the registers say of data that are about to be sent.
    pub(super) fn register(
        &mut self,
        certificate: Option<&Certificate>,
        subject: &Subject,
        dossier: &Dossier,
    ) -> Result<CaReply, Fault> {
        let query = RegisterQuery {
            certificate: certificate.map(|certificate| certificate.der().to_vec()),
            subject: subject.clone(),
            dossier: dossier.clone(),
        };
        let RegisterAnswer { findings } = read(&self.send(&post("/v1/register", &query)?)?)?;
        if findings.len() > FINDINGS {
            return Err(garbage("too many findings"));
        }
        let shown = findings.into_iter().map(|finding| Finding {
            field: label(&finding.field),
            detail: for_people(&finding.detail),
            ..finding
        });
        Ok(CaReply::Findings(shown.collect()))
    }

    /// Where a request stands; the certificate, when it is there.
    pub(super) fn status(&mut self, request: &str) -> Result<CaReply, Fault> {
        let answer = self.send(&Call::new(Method::Get, path_of(request)?))?;
        let status: Status = read(&answer)?;
        match status.stage {
            Stage::Issued if !status.store => {
                issued(&self.send(&Call::new(Method::Get, path_of(request)? + "/certificate"))?)
            }
            // A request given up elsewhere, at the portal itself perhaps, will not be issued either.
            Stage::Rejected | Stage::Withdrawn => Err(refusal(status).to_fault()),
            stage => {
                let retry_after = answer.retry_after((self.now)());
                let payment = status.payment.map(|payment| Payment {
                    amount: label(&payment.amount),
                    payer: label(&payment.payer),
                    ..payment
                });
                let (since, until) = (status.since, status.until);
                let store = stage == Stage::Issued;
                let news = WaitNews { since, until, payment, store };
                Ok(CaReply::Waiting(Waiting { stage: stage.id().to_owned(), retry_after, news }))
            }
        }
    }

    /// The bill. It is opened in the user's viewer, so it must be what it says it is.
    pub(super) fn bill(&mut self, request: &str) -> Result<CaReply, Fault> {
        let answer = self.send(&Call::new(Method::Get, path_of(request)? + "/bill"))?;
        let pdf = typed(&answer, "application/pdf")?;
        if pdf.starts_with(b"%PDF") {
            Ok(CaReply::Document(pdf.to_vec()))
        } else {
            Err(garbage("the bill is no PDF"))
        }
    }

    /// Changes telephone and e-mail.
    pub(super) fn contacts(&mut self, request: &str, values: &Values) -> Result<CaReply, Fault> {
        let contacts = Contacts {
            phone: values.text("phone").to_owned(),
            email: values.text("email").to_owned(),
            notify: values.flag("notify"),
        };
        let call = json(Method::Put, path_of(request)? + "/contacts", &contacts)?.bearer(self.session());
        self.quietly(&call)
    }

    /// Login and password of the certificate store.
    pub(super) fn store_access(&mut self, request: &str) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, path_of(request)? + "/store").bearer(self.session());
        let StoreAccess { login, password } = read(&self.send(&call)?)?;
        let password = Pin::new(password);
        // RFC 7617 2: a colon would end the login.
        let fits = |text: &str| (1..=LOGIN).contains(&text.len()) && !text.contains(char::is_control);
        if !fits(&login) || login.contains(':') || !fits(password.reveal()) {
            return Err(garbage("access to the store"));
        }
        Ok(CaReply::StoreAccess { login, password })
    }

    /// The certificate from the store. A login that is not taken has nothing to do with the session.
    pub(super) fn fetch_stored(&mut self, login: &str, password: &Pin) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, "/v1/store/certificate").basic(login, password);
        let session: Option<Zeroizing<String>> = self.session.clone();
        let answer = self.send(&call);
        self.session = session;
        match answer {
            Err(fault) if fault.code == SupportCode::CaSignIn => Err(Fault::new(SupportCode::CaRefused)
                .with("status", 401)
                .with("detail", "login or password of the store")),
            answer => issued(&answer?),
        }
    }
}

fn issued(answer: &crate::ca::http::Answer) -> Result<CaReply, Fault> {
    let Issued { certificate, chain } = read(answer)?;
    if chain.len() > CHAIN {
        return Err(garbage("too many certificates"));
    }
    Ok(CaReply::Issued { certificate, chain })
}

/// Why a request was decided against, made fit for a screen.
fn refusal(status: Status) -> Refusal {
    let told = status.reason.unwrap_or_default();
    let refusal = status.refusal.unwrap_or(Refusal {
        source: Source::Other,
        reason: String::new(),
        sections: Vec::new(),
        new_key: false,
    });
    let reason = if refusal.reason.trim().is_empty() { told } else { refusal.reason };
    Refusal { reason: for_people(&reason), ..refusal }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use time::macros::datetime;

    use super::*;
    use crate::ca::http::Answer;
    use crate::ca::portal::message::JSON;
    use crate::ca::portal::tests::{ID, portal, signed_in, status};
    use crate::domain::exchange::CaAsk;
    use crate::domain::form::Section;
    use crate::ports::CertificateAuthority;

    const BEARER: &str = "Authorization: Bearer secret\n";

    fn told(ask: &CaAsk, media_type: &str, body: &[u8]) -> Result<CaReply, SupportCode> {
        let (mut portal, script) = signed_in();
        script.answer(200, media_type, body);
        portal.ask(ask).map_err(|fault| fault.code)
    }

    #[test]
    fn waiting_is_told_with_the_stage_and_the_polite_moment() {
        let (mut portal, script) = portal();
        script.push(Answer {
            status: 200,
            media_type: JSON.into(),
            retry_after: Some("600".into()),
            body: Zeroizing::new(br#"{"stage":"approval"}"#.to_vec()),
            ..Answer::default()
        });
        let waiting = Waiting { stage: "approval".into(), retry_after: Some(600), news: WaitNews::default() };
        assert_eq!(portal.ask(&status()).unwrap(), CaReply::Waiting(waiting));
    }

    #[test]
    fn what_the_portal_tells_beside_the_stage_is_passed_on_fit_for_a_screen() {
        let body = r#"{"stage":"payment","since":"2026-03-01T09:00:00Z","until":"2026-03-11T09:00:00Z",
                       "payment":{"amount":"35,04 руб.\n","payer":"ООО\u001b «Ромашка»","paid":false}}"#;
        let Ok(CaReply::Waiting(waiting)) = told(&status(), JSON, body.as_bytes()) else { panic!() };
        let payment = Payment {
            amount: "35,04 руб.".into(), payer: "ООО «Ромашка»".into(), paid: false
        };
        let news = WaitNews {
            since: Some(datetime!(2026-03-01 9:00 UTC)),
            until: Some(datetime!(2026-03-11 9:00 UTC)),
            payment: Some(payment),
            store: false,
        };
        assert_eq!((waiting.stage.as_str(), waiting.news), ("payment", news));
    }

    #[test]
    fn an_issued_certificate_is_fetched_at_once() {
        let (mut portal, script) = portal();
        script.answer(200, JSON, r#"{"stage":"issued"}"#);
        script.answer(200, JSON, r#"{"certificate":"AQ==","chain":["Ag==","Aw=="]}"#);
        let issued = CaReply::Issued { certificate: vec![1], chain: vec![vec![2], vec![3]] };
        assert_eq!(portal.ask(&status()).unwrap(), issued);
        let calls = [format!("Get /v1/requests/{ID}\n\n"), format!("Get /v1/requests/{ID}/certificate\n\n")];
        assert_eq!(script.calls(), calls);
    }

    #[test]
    fn a_certificate_in_the_store_is_waited_for_until_it_is_fetched_from_there() {
        let (mut portal, script) = signed_in();
        script.answer(200, JSON, r#"{"stage":"issued","store":true}"#);
        let reply = portal.ask(&status()).unwrap();
        let CaReply::Waiting(waiting) = reply else { panic!("{reply:?}") };
        assert_eq!((waiting.stage.as_str(), waiting.news.store), ("issued", true));
        script.answer(200, JSON, r#"{"login":"user7","password":"п\"1"}"#);
        let access = portal.ask(&CaAsk::StoreAccess { request: ID.into() }).unwrap();
        let CaReply::StoreAccess { login, password } = access else { panic!() };
        assert_eq!((login.as_str(), password.reveal()), ("user7", "п\"1"));
        script.answer(200, JSON, r#"{"certificate":"AQ==","chain":[]}"#);
        let issued = portal.ask(&CaAsk::FetchStored { login, password }).unwrap();
        assert_eq!(issued, CaReply::Issued { certificate: vec![1], chain: Vec::new() });
        assert_eq!(
            script.calls(),
            [
                format!("Get /v1/requests/{ID}\n\n"),
                format!("Get /v1/requests/{ID}/store\n{BEARER}\n"),
                // user7:п"1
                "Get /v1/store/certificate\nAuthorization: Basic dXNlcjc60L8iMQ==\n\n".to_owned(),
            ]
        );
    }

    #[test]
    fn a_wrong_password_of_the_store_is_no_end_of_the_session_and_is_not_shown() {
        let (mut portal, script) = signed_in();
        script.answer(401, "", "");
        let fetch = CaAsk::FetchStored { login: "user7".into(), password: Pin::new("geheim".into()) };
        let fault = portal.ask(&fetch).unwrap_err();
        assert_eq!(fault.code, SupportCode::CaRefused);
        assert!(!format!("{fault:?} {fetch:?}").contains("geheim"));
        assert!(portal.session.is_some());
    }

    #[test]
    fn odd_access_to_the_store_is_refused() {
        let ask = CaAsk::StoreAccess { request: ID.into() };
        let long = "a".repeat(LOGIN + 1);
        for (login, password) in [
            ("", "p"),
            ("a:b", "p"),
            ("a", ""),
            (r"a\nb", "p"),
            ("a", r"p\u0000"),
            (&long, "p"),
            ("a", &long),
        ] {
            let body = format!(r#"{{"login":"{login}","password":"{password}"}}"#);
            assert_eq!(told(&ask, JSON, body.as_bytes()).unwrap_err(), SupportCode::CaGarbage, "{body}");
        }
    }

    #[test]
    fn a_decision_against_the_request_comes_with_all_that_can_be_done_about_it() {
        let (mut portal, script) = portal();
        script.answer(
            200,
            JSON,
            r#"{"stage":"rejected","reason":"коротко","refusal":{"source":"mvd","reason":"Паспорт\n недействителен",
                "sections":["identity","statement"],"new_key":true}}"#,
        );
        let fault = portal.ask(&status()).unwrap_err();
        assert_eq!(fault.code, SupportCode::CaRejected);
        let refusal = Refusal::from_fault(&fault);
        assert_eq!((refusal.source, refusal.new_key), (Source::Mvd, true));
        assert_eq!(refusal.reason, "Паспорт недействителен");
        assert_eq!(refusal.sections, [Section::Identity, Section::Statement]);
    }

    #[test]
    fn a_decision_with_a_reason_alone_keeps_it() {
        let (mut portal, script) = portal();
        script.answer(200, JSON, r#"{"stage":"rejected","reason":"ИНН не совпал"}"#);
        let fault = portal.ask(&status()).unwrap_err();
        assert_eq!((fault.code, fault.fact("reason")), (SupportCode::CaRejected, Some("ИНН не совпал")));
        assert_eq!(Refusal::from_fault(&fault).source, Source::Other);
        script.answer(200, JSON, r#"{"stage":"withdrawn"}"#);
        assert_eq!(portal.ask(&status()).unwrap_err().code, SupportCode::CaRejected);
    }

    #[test]
    fn a_bill_is_a_pdf_and_nothing_else() {
        let ask = CaAsk::Bill { request: ID.into() };
        let pdf = b"%PDF-1.7 ...".to_vec();
        assert_eq!(told(&ask, "application/pdf", &pdf), Ok(CaReply::Document(pdf.clone())));
        for (media_type, body) in [
            ("text/html", pdf.as_slice()),
            ("application/pdf", b"<html>"),
            ("application/pdf", b""),
            (JSON, b"{}"),
        ] {
            assert_eq!(told(&ask, media_type, body), Err(SupportCode::CaGarbage), "{media_type}");
        }
        let (mut portal, script) = portal();
        let _ = portal.ask(&ask);
        assert_eq!(script.calls(), [format!("Get /v1/requests/{ID}/bill\n\n")]);
    }

    #[test]
    fn contacts_are_changed_under_the_session() {
        let (mut portal, script) = signed_in();
        let mut values = Values::default().with("phone", "+375291234567").with("email", "a@b.by");
        values.set_flag("notify", true);
        script.answer(204, "", "");
        let ask = CaAsk::Contacts { request: ID.into(), values };
        assert_eq!(portal.ask(&ask).unwrap(), CaReply::Done);
        let expected = format!(
            "Put /v1/requests/{ID}/contacts\nContent-Type: application/json\n{BEARER}\n\
             {{\"phone\":\"+375291234567\",\"email\":\"a@b.by\",\"notify\":true}}"
        );
        assert_eq!(script.calls(), [expected]);
    }

    #[test]
    fn the_registers_are_asked_without_a_session_and_their_words_are_made_fit_for_a_screen() {
        let (mut portal, script) = signed_in();
        script.answer(
            200,
            JSON,
            r#"{"findings":[{"source":"fns","field":"inn","detail":" не\tнайден ","blocking":true}]}"#,
        );
        let ask =
            CaAsk::Register { certificate: None, subject: Subject::default(), dossier: Dossier::default() };
        let reply = portal.ask(&ask).unwrap();
        let finding =
            Finding {
                source: Source::Fns, field: "inn".into(), detail: "не найден".into(), blocking: true
            };
        assert_eq!(reply, CaReply::Findings(vec![finding]));
        let body = r#"{"subject":{},"dossier":{"sections":{},"scans":[]}}"#;
        assert_eq!(script.calls(), [format!("Post /v1/register\nContent-Type: application/json\n\n{body}")]);
        assert_eq!(told(&ask, JSON, br#"{"findings":[]}"#), Ok(CaReply::Findings(Vec::new())));
    }
}
