//! The machine alone: inputs, effects, views. No token, no network, no clock.

use std::sync::Arc;

use renewal_master::approval::{DocumentState, Effect, Flow, Input, OpId, Question, Reply, Verdict, View};
use renewal_master::domain::exchange::{CaAsk, CaReply, Person};
use renewal_master::domain::key::FoundCertificate;
use renewal_master::domain::portal::ApprovalCard;
use renewal_master::domain::profile::Profile;
use renewal_master::domain::secret::{Keep, Pin};
use renewal_master::domain::signed;
use renewal_master::fault::{Fault, SupportCode};

use crate::fixture::{self, OTHER, REQUEST, card, head, now};

/// The machine, the effect that awaits a reply, and everything that was sent as a decision.
struct Head {
    flow: Flow,
    waiting: Option<Effect>,
    logged_out: u32,
    hidden: u32,
    /// A PIN was kept: the token opens by itself.
    kept: bool,
    /// A PIN was kept and fits no more: it is tried once.
    stale: bool,
}

impl Head {
    fn new(wanted: Option<&str>) -> Self {
        let profile = Arc::new(Profile::default());
        let (flow, effects) = Flow::start(profile, wanted.map(str::to_owned), now());
        let mut head = Self { flow, waiting: None, logged_out: 0, hidden: 0, kept: false, stale: false };
        head.take(effects);
        head
    }

    /// With these certificates on the token.
    fn with(found: Vec<FoundCertificate>) -> Self {
        let mut head = Self::new(None);
        head.looked(found);
        head
    }

    /// Signed in, in front of a list of two requests.
    fn at_list(wanted: Option<&str>) -> Self {
        let mut head = Self::new(wanted);
        head.looked(vec![fixture::head()]);
        head.give(Input::SignIn(fixture::head().key));
        head.unlock();
        head.sign_in(fixture::person());
        head.list(&[REQUEST, OTHER]);
        head
    }

    /// In front of the open request with its documents.
    fn at_card() -> Self {
        let mut head = Self::at_list(None);
        head.give(Input::Open(REQUEST.to_owned()));
        head.load(card());
        assert_eq!(head.question(), Some(Question::Card));
        head
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Hide => self.hidden += 1,
                Effect::Logout => self.logged_out += 1,
                Effect::Probe { op, .. } => {
                    let opened = match std::mem::take(&mut self.stale) {
                        true => Err(SupportCode::PinStale.into()),
                        false => Ok(Reply::Open(self.kept)),
                    };
                    let effects = self.flow.on(Input::Reply(op, opened), now());
                    self.take(effects);
                }
                other => {
                    assert!(self.waiting.is_none(), "two things at a time: {other:?}");
                    self.waiting = Some(other);
                }
            }
        }
    }

    fn give(&mut self, input: Input) {
        let effects = self.flow.on(input, now());
        self.take(effects);
    }

    fn reply(&mut self, reply: Result<Reply, Fault>) {
        let effect = self.waiting.take().expect("nothing awaits a reply");
        self.give(Input::Reply(op(&effect), reply));
    }

    fn fail(&mut self, code: SupportCode) {
        self.reply(Err(code.into()));
    }

    fn ca(&mut self, reply: CaReply) {
        self.reply(Ok(Reply::Ca(reply)));
    }

    fn looked(&mut self, certificates: Vec<FoundCertificate>) {
        assert!(matches!(self.waiting, Some(Effect::Look(_))), "{:?}", self.waiting);
        let places = vec![fixture::place()];
        self.reply(Ok(Reply::Found { certificates, places, faults: Vec::new() }));
    }

    fn unlock(&mut self) {
        assert!(matches!(self.question(), Some(Question::Pin { .. })), "{:?}", self.question());
        self.give(Input::Unlock(Pin::new("12345678".to_owned()), Keep::Once));
        assert!(matches!(self.waiting, Some(Effect::Login { .. })));
        self.reply(Ok(Reply::LoggedIn));
    }

    fn sign_in(&mut self, person: Person) {
        assert_eq!(self.asked(), Some(&CaAsk::Challenge));
        self.ca(CaReply::Challenge(Some(vec![7; 32])));
        self.sign();
        assert!(matches!(self.asked(), Some(CaAsk::SignIn { .. })));
        self.ca(CaReply::SignedIn(person));
    }

    fn sign(&mut self) {
        assert!(matches!(&self.waiting, Some(Effect::Sign { key, .. }) if *key == head().key));
        self.reply(Ok(Reply::Signed(vec![0x30, 0])));
    }

    fn list(&mut self, requests: &[&str]) {
        assert_eq!(self.asked(), Some(&CaAsk::Approvals));
        self.ca(CaReply::Approvals(requests.iter().map(|request| fixture::approval(request)).collect()));
    }

    fn load(&mut self, card: ApprovalCard) {
        assert_eq!(self.asked(), Some(&CaAsk::ApprovalCard { request: REQUEST.to_owned() }));
        self.ca(CaReply::ApprovalCard(Box::new(card)));
        while let Some(CaAsk::ApprovalFile { digest, .. }) = self.asked() {
            let content = fixture::document(digest).unwrap();
            self.ca(CaReply::Document(content));
        }
    }

    fn decide(&mut self, verdict: Option<Verdict>) {
        self.give(Input::Decide(verdict.unwrap()));
    }

    /// What is about to be sent as a decision.
    fn sent(&self) -> Option<&[u8]> {
        match self.asked() {
            Some(CaAsk::Decide { request, decision }) if request == REQUEST => Some(decision),
            _ => None,
        }
    }

    fn asked(&self) -> Option<&CaAsk> {
        match &self.waiting {
            Some(Effect::Ask { ask, .. }) => Some(ask),
            _ => None,
        }
    }

    fn view(&self) -> View {
        self.flow.view()
    }

    fn question(&self) -> Option<Question> {
        self.view().question
    }

    fn fault(&self) -> Option<SupportCode> {
        self.view().fault.map(|fault| fault.code)
    }
}

fn op(effect: &Effect) -> OpId {
    match effect {
        Effect::Look(op)
        | Effect::Probe { op, .. }
        | Effect::Login { op, .. }
        | Effect::Sign { op, .. }
        | Effect::Ask { op, .. }
        | Effect::Show { op, .. } => *op,
        Effect::Hide | Effect::Logout => panic!("no reply is awaited"),
    }
}

#[test]
fn the_certificate_of_a_head_is_preselected_and_unusable_ones_are_left_out() {
    let accountant = fixture::found(2, "Иванова", "Главный бухгалтер", 90);
    let deputy = fixture::found(3, "Аксёнов", "Заместитель директора", 90);
    let expired = fixture::found(4, "Петров", "Генеральный директор", -1);
    let older = fixture::found(5, "Петров", "Генеральный директор", 5);
    let view = Head::with(vec![accountant, deputy, expired, older, head()]).view();
    let ids: Vec<String> = view.candidates.iter().map(|c| c.found.key.id.to_string()).collect();
    // The newest of the head first; then the others by name.
    assert_eq!(ids, ["01", "05", "03", "02"]);
    assert_eq!(view.preselected, Some(head().key));
}

#[test]
fn among_several_heads_or_none_the_user_must_choose() {
    let other = fixture::found(6, "Сидорова", "Руководитель", 90);
    assert_eq!(Head::with(vec![head(), other]).view().preselected, None);
    let clerks = ["Иванова", "Аксёнов"].map(|name| fixture::found(2, name, "Бухгалтер", 90));
    assert_eq!(Head::with(clerks.to_vec()).view().preselected, None);
    let only = fixture::found(2, "Иванова", "Бухгалтер", 90);
    assert_eq!(Head::with(vec![only.clone()]).view().preselected, Some(only.key));
}

/// Seed row 0.25.
#[test]
fn a_person_who_is_no_head_is_told_and_signed_out() {
    let mut head = Head::with(vec![fixture::head()]);
    head.give(Input::SignIn(fixture::head().key));
    head.unlock();
    head.sign_in(Person { name: "Иванова".to_owned(), head: false });
    assert_eq!(head.fault(), Some(SupportCode::NotHead));
    assert_eq!((head.question(), head.logged_out), (Some(Question::Certificate), 1));
    assert_eq!(head.view().person, None);
}

#[test]
fn a_wrong_pin_is_asked_again_with_the_counter_read_anew() {
    let mut head = Head::with(vec![fixture::head()]);
    head.give(Input::SignIn(fixture::head().key));
    head.give(Input::Unlock(Pin::new("00000000".to_owned()), Keep::Once));
    head.fail(SupportCode::PinWrong);
    head.looked(vec![fixture::head()]);
    assert_eq!(head.fault(), Some(SupportCode::PinWrong));
    assert!(matches!(head.question(), Some(Question::Pin { .. })));
    head.unlock();
    assert_eq!(head.asked(), Some(&CaAsk::Challenge));
}

#[test]
fn a_kept_pin_of_the_head_that_was_refused_is_told_with_the_question() {
    let mut head = Head::with(vec![fixture::head()]);
    head.stale = true;
    head.give(Input::SignIn(fixture::head().key));
    // The counter is read anew, and what was told stays.
    head.looked(vec![fixture::head()]);
    assert_eq!(head.flow.view().fault.map(|fault| fault.code), Some(SupportCode::PinStale));
    head.unlock();
    assert_eq!(head.flow.view().fault, None);
}

#[test]
fn a_kept_pin_signs_the_head_in_without_a_question() {
    let mut head = Head::with(vec![fixture::head()]);
    head.kept = true;
    head.give(Input::SignIn(fixture::head().key));
    assert_eq!(head.asked(), Some(&CaAsk::Challenge), "{:?}", head.question());
}

#[test]
fn a_pin_that_was_changed_meanwhile_is_asked_for_with_the_place_read_anew() {
    let mut head = Head::with(vec![fixture::head()]);
    head.give(Input::SignIn(fixture::head().key));
    head.give(Input::Refresh);
    head.looked(vec![fixture::head()]);
    head.unlock();
    assert_eq!(head.asked(), Some(&CaAsk::Challenge));
}

/// Seed rows 0.26 and 0.27.
#[test]
fn a_card_shows_both_subjects_and_every_document_after_its_digest_was_checked() {
    let head = Head::at_card();
    let open = head.view().card.unwrap();
    let changed: Vec<_> = open.rows.iter().filter(|row| row.changed()).map(|row| row.new.clone()).collect();
    assert_eq!(changed, ["Главный бухгалтер"]);
    assert!(open.documents.iter().all(|document| document.state == DocumentState::Ready));
    assert!(open.is_whole() && !open.own);
    assert_eq!(open.card.dossier, card().dossier);
}

/// Seed row 3.03.
#[test]
fn a_head_who_applies_for_himself_confirms_it_as_head() {
    let mut head = Head::at_list(None);
    head.give(Input::Open(REQUEST.to_owned()));
    let own = fixture::subject("Петров", "Генеральный директор", fixture::HEAD_SNILS);
    head.load(ApprovalCard { current: own.clone(), subject: own, ..card() });
    assert!(head.view().card.unwrap().own);
    head.decide(Verdict::approve(true));
    head.sign();
    assert!(head.sent().is_some());
}

/// Seed row 0.29.
#[test]
fn an_approval_is_bound_to_the_card_signed_by_the_head_and_sent_once() {
    let mut head = Head::at_card();
    head.decide(Verdict::approve(true));
    let Some(Effect::Sign { message, .. }) = &head.waiting else { panic!("{:?}", head.waiting) };
    let expected = serde_json::json!({
        "request": REQUEST, "approved": true, "reason": "", "card": card().digest(),
    });
    let decision = serde_json::to_vec(
        &serde_json::from_value::<renewal_master::domain::portal::Decision>(expected).unwrap(),
    )
    .unwrap();
    let draft = signed::Draft::attached(&decision, &fixture::head().certificate, now()).unwrap();
    assert_eq!(*message, draft.to_sign());
    head.sign();
    assert!(head.sent().is_some());
    head.ca(CaReply::Done);
    // The list is read again before the page of the outcome.
    head.list(&[OTHER]);
    let outcome = head.view().outcome.unwrap();
    assert!(outcome.approved && outcome.confirmed && outcome.approval.request == REQUEST);
    assert_eq!(head.question(), Some(Question::Decided));
    assert_eq!(head.view().list.unwrap().len(), 1);
    assert!(head.hidden > 0, "documents that were shown must go");
    head.give(Input::Back);
    assert_eq!(head.question(), Some(Question::List));
}

/// Seed row 0.33.
#[test]
fn a_refusal_carries_its_reason() {
    let mut head = Head::at_card();
    head.decide(Verdict::decline(true, "нет печати"));
    head.sign();
    head.ca(CaReply::Done);
    head.list(&[]);
    let outcome = head.view().outcome.unwrap();
    assert!(!outcome.approved && outcome.confirmed);
}

#[test]
fn a_list_that_cannot_be_read_does_not_hide_the_outcome() {
    let mut head = Head::at_card();
    head.decide(Verdict::approve(true));
    head.sign();
    head.ca(CaReply::Done);
    head.fail(SupportCode::CaUnreachable);
    assert_eq!(head.question(), Some(Question::Decided));
    head.give(Input::Back);
    assert_eq!(head.asked(), Some(&CaAsk::Approvals));
}

#[test]
fn a_document_that_differs_can_only_be_declined() {
    for content in [&b"%PDF-1.7 passporT"[..], b"", b"%PDF-1.7 passport and more"] {
        let mut head = Head::at_list(None);
        head.give(Input::Open(REQUEST.to_owned()));
        head.ca(CaReply::ApprovalCard(Box::new(card())));
        head.ca(CaReply::Document(content.to_vec()));
        head.ca(CaReply::Document(fixture::ORDER.to_vec()));
        let open = head.view().card.unwrap();
        let DocumentState::Failed(fault) = &open.documents[0].state else { panic!("{:?}", open.documents) };
        assert_eq!(fault.code, SupportCode::DocumentDiffers);
        head.decide(Verdict::approve(true));
        head.give(Input::Show(0));
        assert_eq!((head.question(), head.waiting.is_none()), (Some(Question::Card), true));
        head.decide(Verdict::decline(true, "документ не открывается"));
        assert!(matches!(head.waiting, Some(Effect::Sign { .. })));
    }
}

#[test]
fn the_card_of_another_request_is_not_opened() {
    let mut head = Head::at_list(None);
    head.give(Input::Open(REQUEST.to_owned()));
    head.ca(CaReply::ApprovalCard(Box::new(ApprovalCard { approval: fixture::approval(OTHER), ..card() })));
    assert_eq!((head.fault(), head.question()), (Some(SupportCode::CaGarbage), Some(Question::List)));
}

#[test]
fn a_document_is_opened_by_its_kind_and_only_while_its_card_is_open() {
    let mut head = Head::at_card();
    head.give(Input::Show(0));
    let Some(Effect::Show { name, bytes, .. }) = &head.waiting else { panic!("{:?}", head.waiting) };
    assert_eq!((name.as_str(), bytes.as_slice()), ("паспорт.exe", fixture::PASSPORT));
    head.reply(Ok(Reply::Shown));
    head.give(Input::Show(9));
    assert!(head.waiting.is_none());
    let hidden = head.hidden;
    head.give(Input::Back);
    assert_eq!((head.question(), head.hidden), (Some(Question::List), hidden + 1));
}

#[test]
fn a_lost_session_is_renewed_once_without_a_pin() {
    let mut head = Head::at_card();
    head.decide(Verdict::approve(true));
    head.sign();
    let first = head.sent().unwrap().to_vec();
    head.fail(SupportCode::CaSignIn);
    head.sign_in(fixture::person());
    assert_eq!(head.sent(), Some(first.as_slice()), "refused unseen: the same decision goes again");
    head.fail(SupportCode::CaSignIn);
    assert_eq!((head.fault(), head.question()), (Some(SupportCode::CaSignIn), Some(Question::Card)));
    assert!(head.waiting.is_none());
}

#[test]
fn after_a_lost_answer_the_list_tells_and_nothing_is_sent_twice() {
    use SupportCode::*;
    for code in [CaUnreachable, CaSlow, CaFailed, CaBusy, CaGarbage] {
        let lost = || {
            let mut head = Head::at_card();
            head.decide(Verdict::approve(true));
            head.sign();
            head.fail(code);
            head
        };
        let mut gone = lost();
        gone.list(&[OTHER]);
        let outcome = gone.view().outcome.unwrap();
        assert!(outcome.approved && !outcome.confirmed, "{code:?}");
        assert_eq!((gone.question(), gone.waiting.is_none()), (Some(Question::Decided), true));

        let mut still = lost();
        still.list(&[REQUEST, OTHER]);
        assert_eq!((still.fault(), still.question()), (Some(code), Some(Question::Card)));
        assert!(still.waiting.is_none(), "sent again by itself: {:?}", still.waiting);

        // Even the list is out of reach: «Повторить» asks for the list, never for the decision.
        let mut dark = lost();
        dark.fail(CaUnreachable);
        assert_eq!(dark.question(), Some(Question::Retry));
        dark.give(Input::Retry);
        dark.looked(vec![fixture::head()]);
        dark.list(&[OTHER]);
        assert!(!dark.view().outcome.unwrap().confirmed);
    }
}

#[test]
fn a_token_that_is_pulled_out_stops_before_anything_is_sent() {
    let mut head = Head::at_card();
    head.decide(Verdict::approve(true));
    head.fail(SupportCode::TokenRemoved);
    assert_eq!((head.fault(), head.question()), (Some(SupportCode::TokenRemoved), Some(Question::Card)));
    assert!(head.waiting.is_none());
    // Decided again by the head, not by itself: the PIN comes first.
    head.decide(Verdict::approve(true));
    head.looked(vec![fixture::head()]);
    assert!(matches!(head.question(), Some(Question::Pin { .. })));
    head.give(Input::Back);
    assert_eq!(head.question(), Some(Question::Card));
    head.decide(Verdict::approve(true));
    head.unlock();
    head.sign();
    assert!(head.sent().is_some());
}

#[test]
fn a_request_decided_by_somebody_else_or_changed_meanwhile_leads_back_to_the_list() {
    let mut head = Head::at_card();
    head.decide(Verdict::approve(true));
    head.sign();
    head.fail(SupportCode::CaRefused);
    head.list(&[OTHER]);
    assert_eq!((head.fault(), head.question()), (Some(SupportCode::CaRefused), Some(Question::List)));
    assert!(head.view().card.is_none() && head.view().outcome.is_none());
}

#[test]
fn a_link_opens_its_card_after_the_sign_in() {
    let mut head = Head::at_list(Some(REQUEST));
    head.load(card());
    assert_eq!(head.question(), Some(Question::Card));
    head.give(Input::Follow(OTHER.to_owned()));
    head.list(&[REQUEST, OTHER]);
    assert_eq!(head.asked(), Some(&CaAsk::ApprovalCard { request: OTHER.to_owned() }));
}

#[test]
fn a_link_to_a_request_that_waits_no_longer_says_so_over_the_list() {
    let head = Head::at_list(Some("aaaa"));
    assert_eq!((head.fault(), head.question()), (Some(SupportCode::ApprovalGone), Some(Question::List)));
}

#[test]
fn a_link_that_comes_during_a_decision_waits_for_its_outcome() {
    let mut head = Head::at_card();
    head.decide(Verdict::approve(true));
    head.sign();
    head.give(Input::Follow(OTHER.to_owned()));
    assert!(head.sent().is_some());
    head.ca(CaReply::Done);
    head.list(&[OTHER]);
    assert_eq!(head.question(), Some(Question::Decided));
    head.give(Input::Back);
    assert_eq!(head.asked(), Some(&CaAsk::ApprovalCard { request: OTHER.to_owned() }));
}

#[test]
fn leaving_ends_the_sessions_and_forgets_the_requests() {
    let mut head = Head::at_list(None);
    head.give(Input::Back);
    assert_eq!(head.logged_out, 1);
    let view = head.view();
    assert!(view.list.is_none() && view.person.is_none() && view.card.is_none());
    head.looked(vec![fixture::head()]);
    assert_eq!(head.question(), Some(Question::Certificate));
}

#[test]
fn an_input_that_does_not_fit_changes_nothing() {
    let inputs: [fn() -> Input; 6] = [
        || Input::SignIn(head().key),
        || Input::Unlock(Pin::new("12345678".to_owned()), Keep::Once),
        || Input::Open(REQUEST.to_owned()),
        || Input::Retry,
        || Input::Reply(OpId(u64::MAX), Ok(Reply::LoggedIn)),
        || Input::Reply(OpId(1), Err(SupportCode::Internal.into())),
    ];
    for input in inputs {
        let mut head = Head::at_card();
        let before = head.view();
        head.give(input());
        assert_eq!((head.view(), head.waiting.is_none()), (before, true), "{:?}", input());
    }
}

#[test]
fn a_ca_without_heads_says_so() {
    let mut head = Head::with(vec![fixture::head()]);
    head.give(Input::SignIn(fixture::head().key));
    head.unlock();
    head.ca(CaReply::Challenge(None));
    assert_eq!((head.fault(), head.question()), (Some(SupportCode::CaUnsupported), Some(Question::Retry)));
}
