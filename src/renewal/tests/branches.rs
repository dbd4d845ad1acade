//! What goes another way: refusals and repairs, cancelling, drafts, cuts in the middle of an upload, wishes.

use std::sync::Arc;

use time::Duration;

use crate::domain::entry::Event;
use crate::domain::exchange::DraftRef;
use crate::domain::form::{Section, Slot, Values};
use crate::domain::key::FoundCertificate;
use crate::domain::portal::Draft;
use crate::domain::refusal::{Refusal, Source};
use crate::domain::secret::{Keep, Pin};
use crate::fault::SupportCode;
use crate::renewal::tests::driver::{Play, attach, by_hand, e_pasluga, operator, treasury};
use crate::renewal::tests::world::{Answer, START, World, old};
use crate::renewal::{Flow, Input, OpId, Question, Reply, Step, Takeover, takeover};

fn refusal(source: Source, sections: &[Section]) -> Refusal {
    Refusal {
        source, reason: "паспорт недействителен".into(), sections: sections.to_vec(), new_key: false
    }
}

fn refused(play_profile: crate::domain::profile::Profile, refusal: Refusal) -> Play {
    let answers = [Answer::Waiting("checking"), Answer::Refused(refusal)];
    let mut play = Play::start(play_profile, World::new(&answers));
    play.until_asked(&Question::Refused);
    play
}

/// Rows 0.33, 1.35: the reason is told, only the section it blames is asked for again, and the key stays.
#[test]
fn a_refusal_keeps_everything_that_was_right() {
    let mut play = refused(treasury(), refusal(Source::Mvd, &[Section::Contacts]));
    let view = play.view();
    assert_eq!(view.refusal.as_ref().map(|refusal| refusal.source), Some(Source::Mvd));
    assert_eq!(view.fault.as_ref().and_then(|fault| fault.fact("reason")), Some("паспорт недействителен"));
    assert!(view.can_repair() && view.can_stop);

    play.give(Input::Repair);
    assert_eq!(play.question(), Some(Question::Form(Section::Contacts)));
    assert_eq!(play.view().forms.values[&Section::Contacts].text("phone"), "+74951234567");
    let pieces = play.world.log.iter().filter(|line| line.starts_with("upload")).count();
    let mut play = play.again();
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
    assert_eq!((play.events("filled"), play.events("identified")), (7, 2));
    assert_eq!((play.events("key-made"), play.events("key-dropped")), (1, 0));
    // The scan had arrived: it is not sent again.
    assert_eq!(play.world.log.iter().filter(|line| line.starts_with("upload")).count(), pieces);
    let [before, after] = &play.world.idempotencies[..] else { panic!("{:?}", play.world.idempotencies) };
    assert_ne!(before, after, "the CA would answer with the refused request");
}

#[test]
fn a_key_that_must_go_is_removed_before_a_new_one_is_made() {
    let mut play = refused(e_pasluga(), refusal(Source::Request, &[]));
    play.give(Input::Repair);
    play.finish();
    assert_eq!((play.events("key-made"), play.events("key-dropped"), play.world.new_keys()), (2, 1, 1));
    // From every line behind the refusal the same end.
    let from = play.world.journal.iter().position(|e| e.event.name() == "repair-begun").unwrap();
    for lines in from + 1..play.world.journal.len() {
        let mut world = play.world.at_line(lines);
        world.answers = Vec::new();
        let mut resumed = Play::resume(play.profile.clone(), world);
        resumed.finish();
        assert_eq!(resumed.world.new_keys(), 1, "after line {lines}");
    }
}

#[test]
fn a_refusal_that_only_a_visit_can_mend_cannot_be_repaired_but_given_up() {
    for source in Source::ALL.into_iter().filter(|source| source.is_final()) {
        let mut play = refused(treasury(), refusal(source, &[]));
        assert!(!play.view().can_repair());
        play.give(Input::Repair);
        assert_eq!(play.question(), Some(Question::Refused));
        play.give(Input::Stop);
        play.finish();
        assert!(play.has(|event| *event == Event::Cancelled));
        assert_eq!(play.world.new_keys(), 0);
        assert!(!play.world.log.contains(&"Withdraw".into()), "a refused request is closed already");
    }
}

#[test]
fn a_refusal_is_written_once_and_a_change_of_mind_is_noticed() {
    let play = refused(operator(), refusal(Source::Other, &[]));
    assert_eq!(play.view().step, Step::Enroll);
    let mut play = play.again();
    assert_eq!((play.question(), play.events("refused")), (Some(Question::Refused), 1));
    play.world.answers = vec![Answer::Waiting("checking"), Answer::Waiting("operator")];
    let mut play = play.again();
    assert_eq!(play.view().refusal, None);
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}

#[test]
fn at_every_line_it_can_be_given_up_and_nothing_is_left() {
    let mut whole = Play::start(treasury(), World::new(&[Answer::Waiting("checking")]));
    whole.finish();
    let issued = whole.world.journal.iter().position(|e| e.event.name() == "issued").unwrap();
    for lines in 1..=issued {
        let mut play = Play::resume(whole.profile.clone(), whole.world.at_line(lines));
        play.give(Input::Stop);
        play.finish();
        assert!(play.has(|event| *event == Event::Cancelled), "after line {lines}");
        assert_eq!(play.world.new_keys(), 0, "after line {lines}");
        let submitted = play.has(|event| matches!(event, Event::Submitted { .. }));
        assert_eq!(play.world.log.contains(&"Withdraw".into()), submitted, "after line {lines}");
    }
}

#[test]
fn a_draft_is_dropped_when_somebody_is_signed_in_and_ends_by_itself_otherwise() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Form(Section::Content));
    let mut later = Play::resume(play.profile.clone(), play.world.at_line(play.world.journal.len()));
    for (play, dropped) in [(&mut play, true), (&mut later, false)] {
        play.give(Input::Stop);
        play.finish();
        assert_eq!(play.world.log.contains(&"DropDraft".into()), dropped);
    }
}

/// Rows 1.23, 2.45: the draft that lies at the CA is gone on with, or left alone.
#[test]
fn a_draft_at_the_ca_is_taken_up_with_what_was_filled_in() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Form(Section::Statement));
    let dossier = play.view().forms.dossier;
    let draft = Draft {
        draft: "d7".into(),
        number: "Ч-7".into(),
        link: "https://ca.example/7".into(),
        until: START + time::Duration::days(20),
        saved_at: START,
        dossier,
    };
    let mut world = World::new(&[]);
    world.drafts = vec![draft.clone()];
    let mut play = Play::start(treasury(), world);
    play.until_asked(&Question::Drafts(vec![draft.clone()]));
    play.give(Input::TakeDraft(Some("another".into())));
    assert_eq!(play.question(), Some(Question::Drafts(vec![draft.clone()])));
    play.give(Input::TakeDraft(Some("d7".into())));
    assert_eq!(play.view().forms.draft, Some(DraftRef::from(&draft)));
    assert_eq!(play.view().deadline, Some(draft.until));
    play.until(|play| matches!(play.question(), Some(Question::Form(_))));
    assert_eq!(play.question(), Some(Question::Form(Section::Statement)));
    assert!(!play.world.log.contains(&"OpenDraft".into()));
}

#[test]
fn a_draft_that_cannot_be_saved_holds_nobody_up_and_is_saved_later() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Form(Section::Office));
    play.world.fails.insert("SaveDraft", SupportCode::CaUnreachable);
    play.until_asked(&Question::Form(Section::Identity));
    assert!(play.view().forms.draft_behind);
    assert_eq!(play.view().fault, None);
    play.world.fails.clear();
    play.until_asked(&Question::Form(Section::Authority));
    assert!(!play.view().forms.draft_behind);
}

#[test]
fn a_draft_that_the_ca_has_forgotten_is_opened_anew() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Form(Section::Contacts));
    play.world.now += time::Duration::days(31);
    let mut play = play.again();
    play.until(|play| matches!(play.question(), Some(Question::Form(_))));
    assert_eq!((play.question(), play.events("draft-opened")), (Some(Question::Form(Section::Contacts)), 2));
}

#[test]
fn an_upload_goes_on_where_it_was_cut() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Review);
    play.world.fails.insert("upload", SupportCode::CaUnreachable);
    play.give(Input::Sign);
    assert_eq!(play.question(), Some(Question::Retry));
    let (scan, arrived) = play.view().uploading.unwrap();
    assert_eq!((scan.slot, arrived), (Slot::Statement, 0));
    play.world.fails.clear();
    let mut play = play.again();
    play.until(|play| play.view().accepted.is_some());
    let pieces: Vec<_> = play.world.log.iter().filter(|line| line.starts_with("upload")).collect();
    assert_eq!(pieces, ["upload 0", "upload 65536", "upload 131072"]);
}

#[test]
fn a_session_that_ends_is_renewed_once_and_not_in_a_circle() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Review);
    play.world.fails.insert("Received", SupportCode::CaSignIn);
    let before = play.world.log.iter().filter(|line| *line == "SignIn").count();
    play.give(Input::Sign);
    assert_eq!(play.question(), Some(Question::Retry));
    assert_eq!(play.world.log.iter().filter(|line| *line == "SignIn").count(), before + 1);
    play.world.fails.clear();
    play.give(Input::Retry);
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}

/// Rows 1.26, 3.16 and item 12: wishes while the CA works; the wait itself goes on.
#[test]
fn contacts_and_bill_are_asked_for_while_waiting() {
    let waits = [Answer::Waiting("payment"), Answer::Waiting("payment"), Answer::Waiting("payment")];
    let mut play = Play::start(treasury(), World::new(&waits));
    play.until(|play| play.view().waiting.is_some());
    let mut play = play.again();
    let contacts = |phone: &str| {
        let values = Values::default().with("phone", phone).with("email", "new@example.test");
        Input::ChangeContacts(values)
    };
    play.give(contacts("12"));
    assert_eq!(play.view().forms.problems[0].field, "phone");
    assert_eq!(play.question(), None);
    play.give(contacts("8 495 765-43-21"));
    assert!(matches!(play.question(), Some(Question::Pin { .. })), "the session is gone with the first run");
    play.give(Input::Back);
    assert_eq!((play.question(), play.events("contacts-changed")), (None, 0));
    play.give(contacts("8 495 765-43-21"));
    play.give(Input::Unlock(Pin::new("1234".into()), Keep::Once));
    assert_eq!((play.question(), play.events("contacts-changed")), (None, 1));
    assert_eq!(play.view().forms.dossier.text(Section::Contacts, "phone"), "+74957654321");
    play.give(Input::Bill);
    assert_eq!(play.view().bill.as_deref(), Some(b"%PDF".as_slice()));
    play.world.fails.insert("Bill", SupportCode::CaUnreachable);
    play.give(Input::Bill);
    assert_eq!(play.view().fault.map(|fault| fault.code), Some(SupportCode::CaUnreachable));
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}

/// Row 3.26: «Обновить статус» does not wait for the next look.
#[test]
fn the_status_is_asked_for_at_once_when_somebody_wants_to_know() {
    let mut play =
        Play::start(operator(), World::new(&[Answer::Waiting("checking"), Answer::Waiting("operator")]));
    play.until(|play| play.view().waiting.is_some());
    let looks = |play: &Play| play.world.log.iter().filter(|line| *line == "Status").count();
    assert_eq!((looks(&play), play.view().waiting.unwrap().stage.as_str()), (1, "checking"));
    play.give(Input::AskNow);
    assert_eq!((looks(&play), play.view().waiting.unwrap().stage.as_str()), (2, "operator"));
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}

/// Row 4.06: «Не согласен» opens the page of the CA and ends the renewal; no key was made.
#[test]
fn who_disagrees_is_led_to_the_page_of_the_ca_and_no_key_is_made() {
    for profile in [operator(), treasury()] {
        let mut play = Play::start(profile, World::new(&[]));
        play.until_asked(&Question::Data);
        play.give(Input::Disagree);
        play.finish();
        assert_eq!(play.world.log.iter().filter(|line| *line == "open page").count(), 1);
        assert!(play.has(|event| *event == Event::Disagreed));
        assert_eq!((play.world.new_keys(), play.events("key-planned")), (0, 0));
        assert_eq!(play.view().step, Step::Verify);
    }
}

/// Row 0.02: with «Дополнительный» the old certificate stays what it is.
#[test]
fn an_additional_certificate_replaces_nothing() {
    for (request, announced) in [("change", true), ("additional", false)] {
        let mut play = Play::start(treasury(), World::new(&[]));
        play.until_asked(&Question::Form(Section::Content));
        let values = play.answers(Section::Content).with("request", request);
        play.give(Input::Fill(Section::Content, values));
        play.finish();
        assert_eq!(play.view().takeover.is_some(), announced, "{request}");
    }
}

#[test]
fn a_certificate_without_a_power_that_was_asked_for_is_not_written() {
    let mut world = World::new(&[]);
    world.forgets_powers = true;
    let mut play = Play::start(treasury(), world);
    play.until_asked(&Question::Retry);
    let fault = play.view().fault.unwrap();
    assert_eq!((fault.code, fault.fact("power")), (SupportCode::IssuedUsage, Some("1.2.643.3.61.1")));
    assert_eq!(play.events("issued"), 0);
}

#[test]
fn a_reply_that_comes_late_changes_nothing() {
    let mut play = Play::start(treasury(), World::new(&[Answer::Waiting("checking")]));
    play.until(|play| play.question().is_none());
    let before = format!("{:?}", play.flow);
    // Every operation of this run but the one that is awaited: the alarm is the last one.
    let last = play.alarm().0;
    for op in (0..last).chain([last + 1]) {
        let effects = play.flow.on(Input::Reply(OpId(op), Ok(Reply::Removed)), play.world.now);
        assert!(effects.is_empty() && format!("{:?}", play.flow) == before, "operation {op}");
    }
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}

#[test]
fn giving_up_in_the_middle_of_an_upload_does_not_wait_for_its_end() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Review);
    play.world.stop_at = Some("upload 65536");
    play.give(Input::Sign);
    play.finish();
    assert!(play.has(|event| *event == Event::Cancelled));
    assert!(!play.world.log.contains(&"upload 131072".into()), "{:?}", play.world.log);
    assert_eq!(play.world.new_keys(), 0);
}

#[test]
fn a_portal_of_files_that_refused_gets_another_request() {
    let mut play = Play::start(by_hand(), World::new(&[]));
    play.until_asked(&Question::CertificateFile);
    play.give(Input::Repair);
    assert_eq!(play.question(), Some(Question::Data));
    play.finish();
    assert_eq!((play.events("request-written"), play.events("key-made")), (2, 1));
}

#[test]
fn an_answer_that_was_not_asked_for_changes_nothing() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Form(Section::Contacts));
    let before = format!("{:?}", play.view());
    for input in [
        Input::Proceed,
        Input::Sign,
        Input::Repair,
        Input::Agree,
        Input::Import("x.cer".into()),
        Input::CodeWord(Pin::new("слово".into())),
        Input::Fill(Section::Office, Values::default()),
        Input::Bill,
        attach(Slot::Identity, "passport"),
    ] {
        play.give(input);
    }
    assert_eq!(format!("{:?}", play.view()), before);
}

/// Journey 1: nothing is made for a certificate that cannot sign any more, whenever the CA tells it.
#[test]
fn a_revoked_certificate_ends_the_renewal_with_the_reason_and_a_line_in_the_journal() {
    for (profile, ask) in [(operator(), "Holder"), (treasury(), "SignIn"), (treasury(), "Holder")] {
        let mut world = World::new(&[]);
        world.fails.insert(ask, SupportCode::CertRevoked);
        let mut play = Play::start(profile, world);
        play.finish();
        let code = |play: &Play| play.view().fault.map(|fault| fault.code);
        assert_eq!((code(&play), play.world.new_keys()), (Some(SupportCode::CertRevoked), 0), "{ask}");
        assert_eq!(play.world.journal.last().unwrap().event, Event::Revoked);
        // The reason is told after a restart as well.
        assert_eq!(code(&play.again()), Some(SupportCode::CertRevoked));
    }
}

/// Journey 10: the private key may end before its certificate does.
#[test]
fn the_end_of_the_old_key_counts_for_the_day_of_the_takeover() {
    let whole = old().certificate.usable_until();
    let takeovers = [None, Some(START + Duration::days(3))].map(|key_end| {
        let found = FoundCertificate { key_end, ..old() };
        let profile = Arc::new(operator());
        let (flow, effects) = Flow::start("r".into(), profile.clone(), &found, START).unwrap();
        let mut play = Play::with(flow, effects, profile, World::new(&[]));
        play.finish();
        let play = play.again();
        (play.view().old_until.unwrap(), play.view().takeover.unwrap())
    });
    assert_eq!(takeovers[0], (whole, takeover(START, whole)));
    assert_eq!(takeovers[1], (START + Duration::days(3), Takeover::Now));
    assert_ne!(takeovers[0].1, Takeover::Now, "the certificate alone would let both be used");
}

#[test]
fn a_key_that_has_ended_begins_no_renewal() {
    let found = FoundCertificate { key_end: Some(START), ..old() };
    let refused = Flow::start("r".into(), Arc::new(operator()), &found, START).unwrap_err();
    assert_eq!(refused.code, SupportCode::CertExpired);
}
