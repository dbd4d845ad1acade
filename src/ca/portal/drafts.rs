//! Drafts at the portal: opened, saved, dropped; the code word; scans piece by piece.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::ca::http::{Call, IDEMPOTENCY_KEY, Method, Transport, UPLOAD_OFFSET, garbage};
use crate::ca::portal::Portal;
use crate::ca::portal::message::{digest, done, draft, id, json, post, read};
use crate::domain::exchange::CaReply;
use crate::domain::form::{Dossier, Scan};
use crate::domain::portal::{CodeWord, Draft, DraftBody, Received};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};

/// Most drafts of one person.
const MANY: usize = 100;

impl<T: Transport> Portal<T> {
    /// Drafts of the person who is signed in, the latest first.
    pub(super) fn drafts(&mut self) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, "/v1/drafts").bearer(self.session());
        let drafts: Vec<Draft> = read(&self.send(&call)?)?;
        if drafts.len() > MANY {
            return Err(garbage("too many drafts"));
        }
        let mut drafts = drafts.into_iter().map(draft).collect::<Result<Vec<_>, _>>()?;
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved_at));
        Ok(CaReply::Drafts(drafts))
    }

    /// Opens a draft. A repetition must not open another one, and two people with equal dossiers (empty ones, at the
    /// beginning) must not get the same one: so its key is made of the content, of this client and of how many
    /// drafts it has opened.
    pub(super) fn open_draft(&mut self, dossier: &Dossier, first: bool) -> Result<CaReply, Fault> {
        let call = post("/v1/drafts", &DraftBody { dossier: dossier.clone(), first })?;
        let key = Sha256::new()
            .chain_update(self.salt)
            .chain_update(self.opened.to_be_bytes())
            .chain_update(call.body.as_slice())
            .finalize();
        let call = call.header(IDEMPOTENCY_KEY, short(&hex::encode(key)));
        // A first issue has nobody to sign in.
        let call = if first { call } else { call.bearer(self.session()) };
        let opened = draft(read(&self.send(&call)?)?)?;
        self.opened += 1;
        Ok(CaReply::DraftOpened(opened))
    }

    /// A draft by its identifier alone: how a first issue is taken up again.
    pub(super) fn draft(&mut self, name: &str) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, path_of(name)?).bearer(self.session());
        let found = draft(read(&self.send(&call)?)?)?;
        if found.draft == name { Ok(CaReply::DraftOpened(found)) } else { Err(garbage("another draft")) }
    }

    /// Replaces the content of a draft.
    pub(super) fn save_draft(&mut self, draft: &str, dossier: &Dossier) -> Result<CaReply, Fault> {
        // Who opened it is known; `first` matters at the opening only, but says the same here.
        let body = DraftBody { dossier: dossier.clone(), first: self.session.is_none() };
        let call = json(Method::Put, path_of(draft)?, &body)?.bearer(self.session());
        self.quietly(&call)
    }

    /// Forgets a draft. One that is gone already is forgotten.
    pub(super) fn drop_draft(&mut self, draft: &str) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Delete, path_of(draft)?).bearer(self.session());
        match self.quietly(&call) {
            Err(fault) if fault.fact("status") == Some("404") => Ok(CaReply::Done),
            other => other,
        }
    }

    /// Tells the code word. Our copies of it are wiped with the message and with the call.
    pub(super) fn code_word(&mut self, draft: &str, word: &Pin) -> Result<CaReply, Fault> {
        let message = CodeWord { word: word.reveal().to_owned() };
        let call = json(Method::Put, path_of(draft)? + "/code-word", &message);
        drop(Zeroizing::new(message.word));
        let call = call?.bearer(self.session());
        self.quietly(&call)
    }

    /// How much of a scan has arrived.
    pub(super) fn received(&mut self, draft: &str, name: &str) -> Result<CaReply, Fault> {
        let call = Call::new(Method::Get, file(draft, name)?).bearer(self.session());
        let Received { received } = read(&self.send(&call)?)?;
        Ok(CaReply::Received(received))
    }

    /// Sends the next piece of a scan.
    pub(super) fn upload(
        &mut self,
        draft: &str,
        scan: &Scan,
        offset: u64,
        bytes: &[u8],
    ) -> Result<CaReply, Fault> {
        let end = offset.checked_add(bytes.len() as u64);
        if bytes.is_empty() || end.is_none_or(|end| end > scan.size) {
            return Err(Fault::new(SupportCode::Internal).with("detail", "piece outside of its scan"));
        }
        let call = Call::new(Method::Patch, file(draft, &scan.digest)?)
            .header(UPLOAD_OFFSET, offset.to_string())
            .header("Upload-Length", scan.size.to_string())
            .header("Upload-Name", percent_encoded(&scan.name))
            .header("Upload-Slot", scan.slot.id())
            .body("application/octet-stream", bytes.to_vec())
            .bearer(self.session());
        let Received { received } = read(&self.send(&call)?)?;
        // What stands still or goes back would be sent for ever.
        if received <= offset || received > scan.size {
            return Err(garbage(format!("{received} of {} bytes after {offset}", scan.size)));
        }
        Ok(CaReply::Received(received))
    }

    /// A call that is answered without content.
    pub(super) fn quietly(&mut self, call: &Call) -> Result<CaReply, Fault> {
        done(&self.send(call)?)?;
        Ok(CaReply::Done)
    }
}

fn path_of(draft: &str) -> Result<String, Fault> {
    Ok(format!("/v1/drafts/{}", id(draft)?))
}

fn file(draft: &str, name: &str) -> Result<String, Fault> {
    Ok(format!("{}/files/{}", path_of(draft)?, digest(name)?))
}

/// 16 bytes of a hash in hex, as all idempotency keys are.
pub(super) fn short(digest: &str) -> String {
    digest.chars().take(32).collect()
}

/// RFC 3986 2.1: everything but letters, digits and `-._~`.
fn percent_encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;
    use crate::ca::portal::message::{JSON, digest_of};
    use crate::ca::portal::tests::{ID, portal, signed_in};
    use crate::domain::exchange::CaAsk;
    use crate::domain::form::{Media, Section, Slot, Values};
    use crate::ports::CertificateAuthority;

    const BEARER: &str = "Authorization: Bearer secret\n";

    fn dossier() -> Dossier {
        let values = Values::default().with("region", "77");
        Dossier { sections: [(Section::Office, values)].into(), scans: Vec::new() }
    }

    fn draft_json(id: &str, saved: &str) -> String {
        format!(
            r#"{{"draft":"{id}","number":"Ч-1","link":"https://ca.example/d/1","until":"2026-04-01T09:00:00Z",
                "saved_at":"{saved}","dossier":{{"sections":{{"office":{{"region":"77"}}}},"scans":[]}}}}"#
        )
    }

    fn scan(content: &[u8]) -> Scan {
        let (slot, media) = (Slot::Identity, Media::Pdf);
        Scan {
            slot,
            name: "паспорт 1.pdf".into(),
            media,
            size: content.len() as u64,
            digest: digest_of(content),
        }
    }

    fn upload(scan: &Scan, offset: u64, bytes: &[u8]) -> CaAsk {
        CaAsk::Upload { draft: ID.into(), scan: scan.clone(), offset, bytes: bytes.to_vec() }
    }

    #[test]
    fn a_draft_is_opened_saved_and_dropped_under_the_session() {
        let (mut portal, script) = signed_in();
        script.answer(201, JSON, draft_json(ID, "2026-03-01T09:00:00Z"));
        let opened = portal.ask(&CaAsk::OpenDraft { dossier: dossier(), first: false }).unwrap();
        let CaReply::DraftOpened(draft) = opened else { panic!("{opened:?}") };
        assert_eq!((draft.draft.as_str(), draft.number.as_str()), (ID, "Ч-1"));
        assert_eq!(draft.dossier, dossier());
        script.answer(204, "", "");
        let save = CaAsk::SaveDraft { draft: ID.into(), dossier: dossier() };
        assert_eq!(portal.ask(&save).unwrap(), CaReply::Done);
        script.answer(204, "", "");
        assert_eq!(portal.ask(&CaAsk::DropDraft { draft: ID.into() }).unwrap(), CaReply::Done);
        let body = r#"{"dossier":{"sections":{"office":{"region":"77"}},"scans":[]},"first":false}"#;
        let json = "Content-Type: application/json\n";
        let key = short(&digest_of(&[&[0; 16], &0u32.to_be_bytes()[..], body.as_bytes()].concat()));
        assert_eq!(
            script.calls(),
            [
                format!("Post /v1/drafts\n{json}Idempotency-Key: {key}\n{BEARER}\n{body}"),
                format!("Put /v1/drafts/{ID}\n{json}{BEARER}\n{body}"),
                format!("Delete /v1/drafts/{ID}\n{BEARER}\n"),
            ]
        );
    }

    #[test]
    fn a_first_issue_has_no_session_and_its_draft_is_found_by_its_identifier() {
        let (mut portal, script) = portal();
        script.answer(201, JSON, draft_json(ID, "2026-03-01T09:00:00Z"));
        portal.ask(&CaAsk::OpenDraft { dossier: Dossier::default(), first: true }).unwrap();
        script.answer(200, JSON, draft_json(ID, "2026-03-01T09:00:00Z"));
        let found = portal.ask(&CaAsk::Draft { draft: ID.into() }).unwrap();
        assert!(matches!(found, CaReply::DraftOpened(_)));
        let calls = script.calls();
        assert!(calls[0].ends_with(r#"{"dossier":{"sections":{},"scans":[]},"first":true}"#), "{}", calls[0]);
        assert!(!calls[0].contains("Authorization"));
        assert_eq!(calls[1], format!("Get /v1/drafts/{ID}\n\n"));
    }

    #[test]
    fn another_opening_has_another_key_and_a_lost_answer_has_not() {
        let (mut portal, script) = portal();
        let open = CaAsk::OpenDraft { dossier: Dossier::default(), first: true };
        portal.ask(&open).unwrap_err();
        script.answer(201, JSON, draft_json(ID, "2026-03-01T09:00:00Z"));
        portal.ask(&open).unwrap();
        portal.ask(&open).unwrap_err();
        portal.salt = [1; 16];
        portal.ask(&open).unwrap_err();
        let calls = script.calls();
        assert_eq!(calls[0], calls[1]);
        assert_ne!(calls[1], calls[2]);
        assert_ne!(calls[2], calls[3], "another person with the same dossier");
    }

    #[test]
    fn drafts_come_the_latest_first_and_each_is_checked() {
        let (mut portal, script) = signed_in();
        let list = |a: &str, b: &str| {
            format!("[{},{}]", draft_json(a, "2026-03-01T09:00:00Z"), draft_json(b, "2026-03-02T09:00:00Z"))
        };
        script.answer(200, JSON, list("old", "new"));
        let reply = portal.ask(&CaAsk::Drafts).unwrap();
        let CaReply::Drafts(drafts) = reply else { panic!("{reply:?}") };
        assert_eq!(drafts.iter().map(|d| d.draft.as_str()).collect::<Vec<_>>(), ["new", "old"]);
        assert_eq!(script.calls(), [format!("Get /v1/drafts\n{BEARER}\n")]);
        script.answer(200, JSON, list("old", "../new"));
        assert_eq!(portal.ask(&CaAsk::Drafts).unwrap_err().code, SupportCode::CaGarbage);
        script.answer(200, JSON, list("old", "new").replace("https:", "file:"));
        assert_eq!(portal.ask(&CaAsk::Drafts).unwrap_err().code, SupportCode::CaGarbage);
    }

    #[test]
    fn dropping_a_draft_that_is_gone_is_no_failure() {
        let (mut portal, script) = signed_in();
        script.answer(404, "application/problem+json", r#"{"code":"not-found","status":404}"#);
        assert_eq!(portal.ask(&CaAsk::DropDraft { draft: ID.into() }).unwrap(), CaReply::Done);
    }

    #[test]
    fn the_code_word_travels_alone_and_shows_in_no_failure() {
        let (mut portal, script) = signed_in();
        let tell = CaAsk::CodeWord { draft: ID.into(), word: Pin::new("Ромашка \"7\"".into()) };
        script.answer(204, "", "");
        assert_eq!(portal.ask(&tell).unwrap(), CaReply::Done);
        let expected = format!(
            "Put /v1/drafts/{ID}/code-word\nContent-Type: application/json\n{BEARER}\n{{\"word\":\"Ромашка \\\"7\\\"\"}}"
        );
        assert_eq!(script.calls(), [expected]);
        script.answer(400, "application/problem+json", r#"{"code":"bad-request","status":400}"#);
        let fault = portal.ask(&tell).unwrap_err();
        assert!(!format!("{fault:?} {tell:?}").contains("Ромашка"));
    }

    #[test]
    fn a_piece_says_where_it_belongs() {
        let (mut portal, script) = signed_in();
        let scan = scan(b"0123456789");
        script.answer(200, JSON, r#"{"received":4}"#);
        let ask = CaAsk::Received { draft: ID.into(), digest: scan.digest.clone() };
        assert_eq!(portal.ask(&ask).unwrap(), CaReply::Received(4));
        script.answer(200, JSON, r#"{"received":8}"#);
        assert_eq!(portal.ask(&upload(&scan, 4, b"4567")).unwrap(), CaReply::Received(8));
        let path = format!("/v1/drafts/{ID}/files/{}", scan.digest);
        assert_eq!(
            script.calls(),
            [
                format!("Get {path}\n{BEARER}\n"),
                format!(
                    "Patch {path}\nUpload-Offset: 4\nUpload-Length: 10\n\
                     Upload-Name: %D0%BF%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82%201.pdf\nUpload-Slot: identity\n\
                     Content-Type: application/octet-stream\n{BEARER}\n4567"
                ),
            ]
        );
    }

    #[test]
    fn what_has_arrived_never_goes_back_stands_still_or_passes_the_end() {
        let (mut portal, script) = signed_in();
        let scan = scan(b"0123456789");
        for received in ["3", "4", "11", "18446744073709551616", "-1", "\"8\""] {
            script.answer(200, JSON, format!(r#"{{"received":{received}}}"#));
            let fault = portal.ask(&upload(&scan, 4, b"4567")).unwrap_err();
            assert_eq!(fault.code, SupportCode::CaGarbage, "{received}");
        }
        // A repeated piece may find that more has arrived already.
        script.answer(200, JSON, r#"{"received":10}"#);
        assert_eq!(portal.ask(&upload(&scan, 4, b"4567")).unwrap(), CaReply::Received(10));
        script.calls();
        for (offset, bytes) in [(8, &b"8901"[..]), (10, b""), (u64::MAX, b"1")] {
            assert_eq!(portal.ask(&upload(&scan, offset, bytes)).unwrap_err().code, SupportCode::Internal);
        }
        assert!(script.calls().is_empty(), "nothing outside of the scan is sent");
    }
}
