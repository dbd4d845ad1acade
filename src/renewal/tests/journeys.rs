//! The three renewals and the two special ones, to the end, and from every line of their journals.

use crate::domain::entry::Event;
use crate::domain::form::{Section, Slot};
use crate::domain::profile::Profile;
use crate::renewal::tests::driver::{PIN, Play, Stop, WORD, by_hand, e_pasluga, operator, treasury};
use crate::renewal::tests::world::{Answer, World};
use crate::renewal::{Question, Step};

const DAYS: [Answer; 3] =
    [Answer::Waiting("checking"), Answer::Waiting("approval"), Answer::Waiting("operator")];

fn whole(profile: Profile, answers: &[Answer]) -> Play {
    let mut play = Play::start(profile, World::new(answers));
    play.finish();
    play
}

fn first(profile: Profile) -> Play {
    let mut play = Play::start_first(profile, World::new(&DAYS));
    play.finish();
    play
}

/// The names of the lines, for tables; repetitions of `waited` as one.
fn lines(play: &Play) -> Vec<&'static str> {
    let mut names: Vec<_> = play.world.journal.iter().map(|entry| entry.event.name()).collect();
    names.dedup();
    names
}

#[test]
fn the_short_renewal_is_what_it_was() {
    let play = whole(operator(), &[Answer::Waiting("checking")]);
    let expected = [
        "started",
        "identified",
        "confirmed",
        "placed",
        "gathered",
        "key-planned",
        "key-made",
        "request-ready",
        "submitted",
        "waited",
        "issued",
        "stored",
        "receipt-ready",
        "acknowledged",
        "backup-skipped",
        "finished",
    ];
    assert_eq!(lines(&play), expected);
    assert!(!play.world.log.iter().any(|ask| ask == "Register" || ask == "Drafts"), "{:?}", play.world.log);
}

/// Rows 1.09, 1.13, 2.06, 2.44: every section in the order of the profile, then key, request and submission.
#[test]
fn the_treasury_is_played_from_the_workplace_to_the_last_line() {
    let play = whole(treasury(), &DAYS);
    let expected = [
        "started",
        "workplace-checked",
        "draft-opened",
        "identified",
        "filled",
        "attached",
        "filled",
        "confirmed",
        "placed",
        "gathered",
        "key-planned",
        "key-made",
        "code-word-sent",
        "request-ready",
        "uploaded",
        "submitted",
        "waited",
        "issued",
        "stored",
        "receipt-ready",
        "acknowledged",
        "backup-skipped",
        "finished",
    ];
    assert_eq!(lines(&play), expected);
    let filled: Vec<Section> = play
        .world
        .journal
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Filled { section, .. } => Some(*section),
            _ => None,
        })
        .collect();
    use Section::*;
    assert_eq!(filled, [Office, Content, Identity, Authority, Statement, Contacts]);
    assert_eq!(play.world.log.last().map(String::as_str), Some("drop 1 scans"));
}

#[test]
fn e_pasluga_is_played_with_agreements_and_the_certificate_store() {
    let play = whole(e_pasluga(), &[Answer::Waiting("approval"), Answer::Waiting("payment"), Answer::Stored]);
    let expected = [
        "started",
        "workplace-checked",
        "filled",
        "draft-opened",
        "identified",
        "filled",
        "confirmed",
        "placed",
        "gathered",
        "key-planned",
        "key-made",
        "request-ready",
        "submitted",
        "waited",
        "store-known",
        "issued",
        "stored",
        "acknowledged",
        "backup-skipped",
        "finished",
    ];
    assert_eq!(lines(&play), expected);
    assert_eq!(play.view().store_login.as_deref(), Some("ivanova"));
}

/// Rows 2.35 to 2.49: nobody signs in, nothing is signed by an old key, and the holder stands in the dossier.
#[test]
fn a_first_issue_needs_no_certificate_and_asks_who_the_holder_is() {
    let play = first(treasury());
    assert_eq!(play.world.journal[0].event.name(), "started-first");
    assert!(
        !play.world.log.iter().any(|line| ["sign by old", "Challenge", "Holder"].contains(&line.as_str()))
    );
    let certificate = play.view().certificate.unwrap();
    assert_eq!(certificate.subject().full_name(), "Образец Образец");
    assert_eq!(certificate.identification_kind(), Some(0));
    assert!(play.view().rail.contains(&Step::Form(Section::Holder)));
    // Identity document and authority are always new for somebody nobody knows.
    let scanned: Vec<Slot> = play.view().forms.dossier.scans.iter().map(|scan| scan.slot).collect();
    assert_eq!(scanned, [Slot::Identity, Slot::Authority, Slot::Statement]);
}

/// Item 16, rows 3.14, 3.15: the request goes out as a file and the certificate comes back as one, days later.
#[test]
fn a_portal_of_files_gets_a_request_file_and_gives_a_certificate_file_at_any_time() {
    let mut play = Play::start(by_hand(), World::new(&[]));
    play.until_asked(&Question::CertificateFile);
    let view = play.view();
    assert_eq!(view.request_file, Some("folder/request.req".into()));
    assert_eq!(view.deadline, Some(play.world.now + time::Duration::days(30)));
    assert_eq!(view.step, Step::Wait);
    assert!(play.world.log.contains(&"open page".into()));
    assert!(!play.world.log.contains(&"sign by old".into()));

    play.world.now += time::Duration::days(40);
    let mut play = play.again();
    play.give(crate::renewal::Input::Import("photo.bmp".into()));
    assert_eq!(play.question(), Some(Question::CertificateFile));
    assert_eq!(play.view().fault.unwrap().code, crate::fault::SupportCode::CertUnreadable);
    play.finish();
    assert!(play.has(|event| *event == Event::Finished) && !play.world.log.contains(&"Acknowledge".into()));
}

#[test]
fn from_every_line_of_every_journal_the_same_question_comes_and_the_same_end() {
    let stored = [Answer::Waiting("payment"), Answer::Stored];
    for (name, play) in [
        ("operator", whole(operator(), &DAYS)),
        ("treasury", whole(treasury(), &DAYS)),
        ("e-pasluga", whole(e_pasluga(), &stored)),
        ("file", whole(by_hand(), &[])),
        ("first", first(treasury())),
    ] {
        for lines in 1..play.world.journal.len() {
            let mut resumed = Play::resume(play.profile.clone(), play.world.at_line(lines));
            // Secrets and randomness are gone with the process: those are asked for again, nothing else is.
            resumed.until(|resumed| !is_secret(resumed.stops.last().map(|(_, stop)| stop)));
            let expected = play.stops.iter().find(|(at, stop)| *at >= lines && !is_secret(Some(stop)));
            let found = resumed.stops.last().map(|(_, stop)| stop);
            assert_eq!(found, expected.map(|(_, stop)| stop), "{name}: after line {lines}");
            resumed.finish();
            assert!(resumed.has(|event| *event == Event::Finished), "{name}: after line {lines}");
            assert_eq!(resumed.world.new_keys(), 1, "{name}: after line {lines}");
        }
    }
}

fn is_secret(stop: Option<&Stop>) -> bool {
    matches!(
        stop,
        Some(Stop::Asked(Question::Pin { .. } | Question::NewPassword { .. } | Question::Randomness))
    )
}

/// Rows 0.23, 1.20, 2.22, 2.23, 2.40: one PIN, no question twice, and the same pages in the same order for the key.
#[test]
fn nobody_is_asked_the_same_question_twice() {
    for (name, play, questions) in [
        ("operator", whole(operator(), &DAYS), 7),
        ("treasury", whole(treasury(), &DAYS), 16),
        ("e-pasluga", whole(e_pasluga(), &DAYS), 9),
    ] {
        let mut asked: Vec<&Question> = play
            .stops
            .iter()
            .filter_map(|(_, stop)| match stop {
                Stop::Asked(Question::End) | Stop::Sleeping => None,
                Stop::Asked(question) => Some(question),
            })
            .collect();
        // A file that is attached leaves the question of its section as it was.
        asked.dedup();
        for (place, question) in asked.iter().enumerate() {
            assert!(!asked[..place].contains(question), "{name}: {question:?} twice");
        }
        assert_eq!(asked.len(), questions, "{name}: {asked:?}");
        let place = asked.iter().position(|question| **question == Question::Place).unwrap();
        assert_eq!(*asked[place + 1], Question::Randomness, "{name}");
        assert_eq!(asked.iter().filter(|q| matches!(q, Question::Pin { .. })).count(), 1, "{name}");
    }
}

/// Row 2.26: the code word is masked and never logged; the same for the PIN.
#[test]
fn no_secret_is_in_any_line_of_any_journal() {
    for play in [whole(operator(), &DAYS), whole(treasury(), &DAYS), first(treasury())] {
        let journal = serde_json::to_string(&play.world.journal).unwrap();
        let views = format!("{:?} {:?}", play.view(), play.flow);
        for secret in [PIN, WORD] {
            assert!(!journal.contains(secret) && !views.contains(secret));
        }
    }
}
