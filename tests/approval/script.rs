//! `renewctl` as the head: the same token and CA, answers from arguments.

use std::sync::mpsc::channel;

use renewal_master::approval::Verdict;
use renewal_master::cli::approve::{Said, Script};
use renewal_master::cli::arguments::Signer;
use renewal_master::domain::secret::Pin;
use renewal_master::fault::{Fault, SupportCode};

use crate::fixture::{self, OTHER, REQUEST};
use crate::runtime::{Ca, Office, PIN, Viewer, world};

fn signer() -> Signer {
    Signer { token: Some("Рутокен".to_owned()), serial: None, pin_env: None }
}

/// Plays a script at a CA that was prepared, and says what came of it and what the CA got.
fn play(
    name: &str,
    prepare: fn(&Ca),
    (signer, pin): (&Signer, &str),
    (request, verdict): (Option<&str>, Option<Verdict>),
) -> Outcome {
    let (folder, ca, tokens) = world(name);
    prepare(&ca);
    let office = Office { tokens: tokens.clone(), ca: ca.clone(), viewer: Viewer(channel().0) };
    let said = Script { signer, request, verdict }.play(&office, Some(Pin::new(pin.to_owned())));
    let open = {
        let mut tokens = tokens.lock().unwrap();
        let keys: Vec<_> = tokens.certificates().unwrap().0.into_iter().map(|found| found.key).collect();
        keys.iter().any(|key| tokens.is_open(key))
    };
    std::fs::remove_dir_all(folder).unwrap();
    let decisions = ca.0.lock().unwrap().decisions.len();
    Outcome { said, decisions, open }
}

struct Outcome {
    said: Result<Said, Fault>,
    decisions: usize,
    open: bool,
}

fn code(outcome: &Outcome) -> SupportCode {
    match &outcome.said {
        Ok(Said::Failed(fault)) | Err(fault) => fault.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_list_the_card_and_both_decisions_need_one_call_each() {
    let list = play("cli-list", |_| {}, (&signer(), PIN), (None, None));
    assert_eq!(list.said, Ok(Said::List([REQUEST, OTHER].map(fixture::approval).to_vec())));
    assert!(!list.open, "the token stays open");

    let card = play("cli-card", |_| {}, (&signer(), PIN), (Some(REQUEST), None));
    assert_eq!((card.said, card.decisions), (Ok(Said::Undecided(fixture::card())), 0));

    for verdict in [Verdict::approve(true), Verdict::decline(true, "нет печати")] {
        let approved = verdict.as_ref().is_some_and(Verdict::approved);
        let decided = play(&format!("cli-{approved}"), |_| {}, (&signer(), PIN), (Some(REQUEST), verdict));
        let Ok(Said::Decided(outcome)) = &decided.said else { panic!("{:?}", decided.said) };
        assert_eq!((outcome.approved, outcome.confirmed, decided.decisions), (approved, true, 1));
    }
}

#[test]
fn a_script_stops_before_it_signs_anything_that_cannot_be() {
    let approve = || (Some(REQUEST), Verdict::approve(true));
    let other_token = Signer { token: Some("Другой".to_owned()), ..signer() };
    assert_eq!(code(&play("cli-token", |_| {}, (&other_token, PIN), approve())), SupportCode::CertNotFound);

    let wrong = play("cli-wrong", |_| {}, (&signer(), "00000000"), approve());
    assert_eq!((code(&wrong), wrong.decisions), (SupportCode::PinWrong, 0));

    let clerk = play("cli-clerk", |ca| ca.0.lock().unwrap().head = false, (&signer(), PIN), approve());
    assert_eq!((code(&clerk), clerk.decisions), (SupportCode::NotHead, 0));

    let gone = play("cli-gone", |ca| ca.0.lock().unwrap().waiting.clear(), (&signer(), PIN), approve());
    assert_eq!((code(&gone), gone.decisions), (SupportCode::ApprovalGone, 0));
}

#[test]
fn a_lost_answer_is_told_as_such_and_not_sent_again() {
    let lose = |ca: &Ca| ca.0.lock().unwrap().faults.push_back((true, SupportCode::CaSlow));
    let lost = play("cli-lost", lose, (&signer(), PIN), (Some(REQUEST), Verdict::approve(true)));
    let Ok(Said::Decided(outcome)) = &lost.said else { panic!("{:?}", lost.said) };
    assert_eq!((outcome.confirmed, lost.decisions), (false, 1));
}
