//! The head's side of the portal: what waits for a decision, everything about it, and the decision.

use crate::ca::http::{Call, IDEMPOTENCY_KEY, LONGEST_ANSWER, Method, Transport, garbage};
use crate::ca::portal::Portal;
use crate::ca::portal::drafts::short;
use crate::ca::portal::message::{digest, digest_of, dossier, id, label, number, post, read, typed};
use crate::domain::exchange::CaReply;
use crate::domain::portal::{Approval, ApprovalCard, SignedDecision};
use crate::fault::Fault;

/// Most requests that wait for one head.
const MANY: usize = 1000;

/// Longest scan a profile can ask for, in bytes: more would not be a scan.
const LONGEST_SCAN: usize = 32 << 20;

impl<T: Transport> Portal<T> {
    /// Requests that wait for the head who is signed in.
    pub(super) fn approvals(&mut self) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, "/v1/approvals").bearer(self.session());
        let approvals: Vec<Approval> = read(&self.send(&call)?)?;
        if approvals.len() > MANY {
            return Err(garbage("too many requests"));
        }
        let checked = approvals.into_iter().map(|approval| {
            id(&approval.request)?;
            let (number, holder) = (number(&approval.number)?, label(&approval.holder));
            Ok(Approval { number, holder, ..approval })
        });
        Ok(CaReply::Approvals(checked.collect::<Result<_, Fault>>()?))
    }

    /// Everything about one of them. Its digest is signed with the decision, so it is taken as it is or not at all.
    pub(super) fn approval_card(&mut self, request: &str) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, path_of(request)?).bearer(self.session());
        let card: ApprovalCard = read(&self.send(&call)?)?;
        let ApprovalCard { approval, dossier: filled, .. } = &card;
        if approval.request != request {
            return Err(garbage("card of another request"));
        }
        if number(&approval.number)? != approval.number || label(&approval.holder) != approval.holder {
            return Err(garbage("number or holder of a request"));
        }
        dossier(filled)?;
        Ok(CaReply::ApprovalCard(Box::new(card)))
    }

    /// A scan of one of them: the very bytes that the card names.
    pub(super) fn approval_file(&mut self, request: &str, name: &str) -> Result<CaReply, Fault> {
        let path = format!("{}/files/{}", path_of(request)?, digest(name)?);
        let mut call = Call::new(Method::Get, path).bearer(self.session());
        call.longest = self.longest_scan.clamp(LONGEST_ANSWER, LONGEST_SCAN);
        let answer = self.send(&call)?;
        let bytes = typed(&answer, "application/octet-stream")?;
        if digest_of(bytes) == name {
            Ok(CaReply::Document(bytes.to_vec()))
        } else {
            Err(garbage("digest differs"))
        }
    }

    /// The head's decision. A repetition is the same decision, by the key made of it.
    pub(super) fn decide(&mut self, request: &str, decision: &[u8]) -> Result<CaReply, Fault> {
        let path = path_of(request)? + "/decision";
        let call = post(path, &SignedDecision { decision: decision.to_vec() })?
            .header(IDEMPOTENCY_KEY, short(&digest_of(decision)))
            .bearer(self.session());
        self.quietly(&call)
    }
}

fn path_of(request: &str) -> Result<String, Fault> {
    Ok(format!("/v1/approvals/{}", id(request)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;
    use crate::ca::portal::message::JSON;
    use crate::ca::portal::tests::{ID, signed_in};
    use crate::domain::exchange::CaAsk;
    use crate::domain::field::Field;
    use crate::fault::SupportCode;
    use crate::ports::CertificateAuthority;

    const BEARER: &str = "Authorization: Bearer secret\n";
    const BYTES: &str = "application/octet-stream";

    fn line(request: &str) -> String {
        format!(
            r#""request":"{request}","number":"З-7","holder":"Иванова М. П.","submitted_at":"2026-03-01T09:00:00Z""#
        )
    }

    fn card(request: &str, scan: &str) -> String {
        format!(
            r#"{{{},"subject":{{"common-name":"ООО «Ромашка»"}},"dossier":{{"sections":{{}},"scans":[{scan}]}}}}"#,
            line(request)
        )
    }

    fn fault(ask: &CaAsk, body: &str) -> SupportCode {
        let (mut portal, script) = signed_in();
        script.answer(200, JSON, body);
        portal.ask(ask).unwrap_err().code
    }

    #[test]
    fn the_head_sees_what_waits_for_him_and_everything_about_it() {
        let (mut portal, script) = signed_in();
        script.answer(200, JSON, format!("[{{{}}}]", line(ID)));
        let reply = portal.ask(&CaAsk::Approvals).unwrap();
        let CaReply::Approvals(list) = reply else { panic!("{reply:?}") };
        assert_eq!((list[0].request.as_str(), list[0].holder.as_str()), (ID, "Иванова М. П."));
        let digest = digest_of(b"scan");
        let scan =
            format!(r#"{{"slot":"identity","name":"a.pdf","media":"pdf","size":4,"digest":"{digest}"}}"#);
        script.answer(200, JSON, card(ID, &scan));
        let reply = portal.ask(&CaAsk::ApprovalCard { request: ID.into() }).unwrap();
        let CaReply::ApprovalCard(card) = reply else { panic!("{reply:?}") };
        assert_eq!(card.subject.value(Field::CommonName), Some("ООО «Ромашка»"));
        assert_eq!(card.dossier.scans[0].digest, digest);
        script.answer(200, BYTES, "scan");
        let file = CaAsk::ApprovalFile { request: ID.into(), digest: digest.clone() };
        assert_eq!(portal.ask(&file).unwrap(), CaReply::Document(b"scan".to_vec()));
        assert_eq!(
            script.calls(),
            [
                format!("Get /v1/approvals\n{BEARER}\n"),
                format!("Get /v1/approvals/{ID}\n{BEARER}\n"),
                format!("Get /v1/approvals/{ID}/files/{digest}\n{BEARER}\n"),
            ]
        );
    }

    #[test]
    fn a_decision_is_sent_under_a_key_made_of_it() {
        let (mut portal, script) = signed_in();
        let decide = CaAsk::Decide { request: ID.into(), decision: vec![0xde, 0xad] };
        script.answer(204, "", "");
        assert_eq!(portal.ask(&decide).unwrap(), CaReply::Done);
        let expected = format!(
            "Post /v1/approvals/{ID}/decision\nContent-Type: application/json\nIdempotency-Key: {}\n{BEARER}\n\
             {{\"decision\":\"3q0=\"}}",
            &digest_of(&[0xde, 0xad])[..32]
        );
        assert_eq!(script.calls(), [expected]);
        script.answer(200, JSON, "{}");
        assert_eq!(portal.ask(&decide).unwrap_err().code, SupportCode::CaGarbage, "a page is no consent");
    }

    #[test]
    fn other_bytes_than_the_card_names_are_never_shown() {
        let (mut portal, script) = signed_in();
        let file = CaAsk::ApprovalFile { request: ID.into(), digest: digest_of(b"scan") };
        script.answer(200, BYTES, "another scan");
        assert_eq!(portal.ask(&file).unwrap_err().code, SupportCode::CaGarbage);
        script.answer(200, "text/html", "scan");
        assert_eq!(portal.ask(&file).unwrap_err().code, SupportCode::CaGarbage);
        script.calls();
        let odd = CaAsk::ApprovalFile { request: ID.into(), digest: "../../requests/1".into() };
        assert_eq!(portal.ask(&odd).unwrap_err().code, SupportCode::CaGarbage);
        assert!(script.calls().is_empty());
    }

    #[test]
    fn a_card_or_a_list_that_cannot_be_what_was_asked_for_is_refused() {
        let ask = CaAsk::ApprovalCard { request: ID.into() };
        assert_eq!(fault(&ask, &card("another", "")), SupportCode::CaGarbage);
        assert_eq!(fault(&ask, &card(ID, "").replace("З-7", r"З\u0007")), SupportCode::CaGarbage);
        let scan = r#"{"slot":"identity","name":"a.pdf","media":"pdf","size":4,"digest":"../x"}"#;
        assert_eq!(fault(&ask, &card(ID, scan)), SupportCode::CaGarbage);
        assert_eq!(fault(&CaAsk::Approvals, &format!("[{{{}}}]", line("a/b"))), SupportCode::CaGarbage);
        assert_eq!(fault(&CaAsk::Approvals, "{}"), SupportCode::CaGarbage);
    }
}
