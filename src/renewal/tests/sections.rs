//! The forms: what stands in them beforehand, what survives, what is asked for with the request.

use crate::domain::certificate::Certificate;
use crate::domain::entry::Event;
use crate::domain::field::Field;
use crate::domain::form::{Section, Slot, Trouble, Values};
use crate::domain::profile::{EarlyStep, Named, Profile};
use crate::domain::refusal::{Finding, Source};
use crate::domain::request::CertificationRequest;
use crate::domain::workplace::Check;
use crate::fault::{Fault, SupportCode};
use crate::renewal::tests::driver::{Play, attach, e_pasluga, operator, treasury};
use crate::renewal::tests::world::{World, holder};
use crate::renewal::{Input, Question, Step};

fn passport() -> Values {
    let typed = [
        ("changed", "yes"),
        ("document", "passport-ru"),
        ("series", "4510"),
        ("number", "123456"),
        ("issuer", "ОВД"),
        ("code", "770-001"),
        ("issued", "2020-01-31"),
        ("born", "1980-05-05"),
    ];
    typed.into_iter().fold(Values::default(), |values, (field, text)| values.with(field, text))
}

fn at(profile: Profile, section: Section) -> Play {
    let mut play = Play::start(profile, World::new(&[]));
    play.until_asked(&Question::Form(section));
    play
}

/// Rows 0.07, 2.16, 2.18: what is known already need not be typed.
#[test]
fn sections_are_filled_beforehand_from_the_certificate_the_register_and_each_other() {
    let play = at(treasury(), Section::Contacts);
    let values = play.view().forms.values;
    for (section, field, value) in [
        (Section::Office, "region", "77"),
        (Section::Office, "ogrn", "1027700132195"),
        (Section::Office, "inn", "7707083893"),
        (Section::Content, "request", "change"),
        (Section::Content, "kind", "official"),
        (Section::Content, "class", "kc1"),
        (Section::Content, "power-client", "yes"),
        (Section::Content, "power-base", "yes"),
        (Section::Content, "power-signer", ""),
        (Section::Identity, "changed", ""),
        (Section::Statement, "holder-position", "Бухгалтер"),
        (Section::Statement, "holder-name", "М. П. Иванова"),
        (Section::Contacts, "email", "ivanova@example.test"),
    ] {
        assert_eq!(values[&section].text(field), value, "{section:?} {field}");
    }
    // The document of authority is the ground of the statement.
    let mut play = at(treasury(), Section::Authority);
    play.give(attach(Slot::Authority, "warrant"));
    let typed = [("changed", "yes"), ("name", "Приказ"), ("date", "2026-01-15"), ("number", "7")];
    let warrant = typed.into_iter().fold(Values::default(), |values, (field, text)| values.with(field, text));
    play.give(Input::Fill(Section::Authority, warrant));
    let statement = &play.view().forms.values[&Section::Statement];
    assert_eq!((statement.text("ground"), statement.text("ground-number")), ("Приказ", "7"));
}

/// Row 0.10: who works in the central office must take КС2, and КС2 lists КС1.
#[test]
fn the_office_forces_the_class_and_another_one_is_refused() {
    let mut play = at(treasury(), Section::Office);
    let office = play.answers(Section::Office).with("office", "0100");
    play.give(Input::Fill(Section::Office, office));
    let content = play.answers(Section::Content);
    assert_eq!(content.text("class"), "kc2");
    play.give(Input::Fill(Section::Content, content.with("class", "kc1")));
    assert_eq!(play.view().forms.problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["class"]);
    play.give(Input::Fill(Section::Content, play.answers(Section::Content).with("class", "kc2")));
    play.finish();
    let policies = play.view().certificate.unwrap().policies();
    let policies: Vec<String> = policies.iter().map(ToString::to_string).collect();
    assert_eq!(policies, ["1.2.643.100.113.1", "1.2.643.100.113.2"]);
}

/// Rows 0.06, 1.10, 1.14: kind and powers stand in the request.
#[test]
fn kind_and_powers_decide_what_is_asked_for() {
    for (kind, person) in [("official", true), ("machine", false)] {
        let mut play = at(treasury(), Section::Content);
        let content = play.answers(Section::Content).with("kind", kind).with("power-signer", "yes");
        play.give(Input::Fill(Section::Content, content));
        play.until_asked(&Question::Data);
        let shown = |field: Field| play.view().rows.into_iter().find(|row| row.field == field).unwrap().new;
        assert_eq!(shown(Field::Surname).is_empty(), !person);
        play.finish();
        let request = request_of(&play);
        let subject = request.subject();
        for field in [Field::Surname, Field::GivenName, Field::Title, Field::Snils, Field::Inn] {
            assert_eq!(subject.value(field).is_some(), person, "{kind} {field:?}");
        }
        assert_eq!(subject.value(Field::CommonName), holder().value(Field::Organization));
        let powers: Vec<String> =
            play.view().certificate.unwrap().extended_key_usages().iter().map(ToString::to_string).collect();
        let expected = ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.2.643.3.61.1", "1.2.643.3.61.2"];
        assert_eq!(powers, expected, "each once, and only those whose identifier is public");
        assert!(request.renewal_certificate().is_some());
    }
}

#[test]
fn a_first_request_names_no_certificate_and_writes_the_holder_from_the_sections() {
    // Lists of regions are written with the number and without it.
    for region in ["г. Москва", "77 г. Москва"] {
        let mut profile = treasury();
        profile.forms.regions[0].title = region.into();
        let mut play = Play::start_first(profile, World::new(&[]));
        play.finish();
        let request = request_of(&play);
        assert!(request.renewal_certificate().is_none());
        for (field, value) in [
            (Field::Snils, "11223344595"),
            (Field::Ogrn, "1027700132195"),
            (Field::InnLe, "7707083893"),
            (Field::Inn, "500100732259"),
            (Field::Region, "77 г. Москва"),
            (Field::Country, "RU"),
            (Field::CommonName, "Образец"),
        ] {
            assert_eq!(request.subject().value(field), Some(value), "{field:?}");
        }
    }
}

#[test]
fn a_half_typed_form_survives_a_cut_and_a_wrong_one_stays_as_it_was_typed() {
    let mut play = at(treasury(), Section::Contacts);
    let half = Values::default().with("phone", "8 495 12").with("email", "me");
    play.give(Input::Draft(Section::Contacts, half.clone()));
    play.give(Input::Draft(Section::Contacts, half.clone()));
    assert_eq!(play.events("drafted"), 1, "nothing changed in between");
    assert_eq!(play.question(), Some(Question::Form(Section::Contacts)));
    let mut play = play.again();
    assert_eq!(play.view().forms.values[&Section::Contacts], half);
    let wrong = half.with("email", "me@");
    play.give(Input::Fill(Section::Contacts, wrong.clone()));
    let fields: Vec<_> = play.view().forms.problems.into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["phone", "email"]);
    let play = play.again();
    assert_eq!(play.view().forms.values[&Section::Contacts], wrong);
    assert_eq!(play.question(), Some(Question::Form(Section::Contacts)));
}

#[test]
fn a_profile_that_changed_meanwhile_reopens_only_what_no_longer_fits() {
    let mut play = at(treasury(), Section::Statement);
    play.until_asked(&Question::Place);
    let mut profile = treasury();
    profile.forms.offices.retain(|office| office.id != "9500");
    profile.forms.regions.push(Named { id: "78".into(), title: "г. Санкт-Петербург".into() });
    let mut play = Play::resume(profile.into(), play.world);
    assert_eq!(play.question(), Some(Question::Form(Section::Office)));
    assert_eq!(play.view().forms.values[&Section::Office].text("ogrn"), "1027700132195");
    let office = play.answers(Section::Office).with("office", "0100");
    play.give(Input::Fill(Section::Office, office));
    // The office forces another class; everything else still fits, and is confirmed once more.
    assert_eq!(play.question(), Some(Question::Form(Section::Content)));
    play.give(Input::Fill(Section::Content, play.answers(Section::Content).with("class", "kc2")));
    assert_eq!(play.question(), Some(Question::Data));
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}

/// Row 3.10: agreements are kept with their version; a new version is agreed to anew.
#[test]
fn a_new_version_of_an_agreement_is_asked_for_again() {
    let mut play = at(e_pasluga(), Section::Contacts);
    assert_eq!(play.view().forms.dossier.text(Section::Consents, "consent-rules-version"), "1");
    let mut profile = e_pasluga();
    profile.forms.consents[0].version = "2".into();
    play = Play::resume(profile.into(), play.world);
    assert_eq!(play.question(), Some(Question::Form(Section::Consents)));
    let shown = &play.view().forms.values[&Section::Consents];
    assert!(!shown.flag("consent-rules"), "nobody has agreed to the new version");
    assert!(shown.flag("consent-offer"), "the other agreement holds");
}

/// What the CA no longer gives or takes is asked for again: a power, and a scan that has become too large.
#[test]
fn a_power_that_is_gone_and_a_scan_that_no_longer_fits_reopen_their_sections() {
    let mut play = at(treasury(), Section::Identity);
    play.give(attach(Slot::Identity, "passport"));
    play.give(Input::Fill(Section::Identity, passport()));
    play.until_asked(&Question::Place);
    let mut profile = treasury();
    profile.forms.powers.retain(|power| power.id != "client");
    profile.forms.scan_bytes = 1;
    let mut play = Play::resume(profile.into(), play.world);
    assert_eq!(play.question(), Some(Question::Form(Section::Content)));
    play.give(Input::Fill(Section::Content, play.answers(Section::Content)));
    assert_eq!(play.view().forms.dossier.text(Section::Content, "power-client"), "");
    assert_eq!(play.question(), Some(Question::Form(Section::Identity)));
    play.give(Input::Fill(Section::Identity, passport()));
    assert_eq!(play.view().forms.problems[0].trouble, Trouble::ScanUnfit);
    // Another scan mends it, but it is the user who goes on.
    let digest = play.view().forms.dossier.scans[0].digest.clone();
    play.give(Input::Detach { slot: Slot::Identity, digest });
    assert_eq!(play.question(), Some(Question::Form(Section::Identity)));
}

/// Whoever was typing over a filled section when the power went comes back to it.
#[test]
fn a_filled_section_that_was_being_typed_over_is_open_again_after_a_cut() {
    let mut play = at(treasury(), Section::Contacts);
    play.give(Input::Revise(Section::Statement));
    let half = play.answers(Section::Statement).with("head-name", "А. В. Со");
    play.give(Input::Draft(Section::Statement, half.clone()));
    let play = play.again();
    assert_eq!(play.question(), Some(Question::Form(Section::Statement)));
    assert_eq!(play.view().forms.values[&Section::Statement], half);
}

/// Row 3.13: «Далее» goes on only with both switches on.
#[test]
fn without_every_agreement_it_does_not_go_on() {
    let mut play = at(e_pasluga(), Section::Consents);
    play.give(Input::Fill(Section::Consents, Values::default().with("consent-rules", "yes")));
    assert_eq!(play.view().forms.problems[0].field, "consent-offer");
    assert_eq!(play.events("filled"), 0);
}

/// Row 1.03: a failed check that blocks names its cause, and «Продолжить» waits for it to be mended.
#[test]
fn a_blocking_check_of_the_workplace_must_be_mended_first() {
    let mut world = World::new(&[]);
    let fault = Fault::new(SupportCode::ModuleLoad);
    world.checks = vec![Check { fault: Some(fault), ..world.checks[0].clone() }];
    let mut play = Play::start(treasury(), world);
    play.give(Input::Proceed);
    assert_eq!((play.question(), play.view().can_proceed()), (Some(Question::Workplace), false));
    play.world.checks[0].blocking = false;
    play.give(Input::Recheck);
    assert!(play.view().can_proceed() && play.view().checks[0].fault.is_some());
    play.give(Input::Proceed);
    assert_eq!(play.events("workplace-checked"), 1);
}

/// Rows 2.11, 3.20 to 3.22: what a register objects to is told before a key is made.
#[test]
fn a_blocking_finding_forbids_to_agree_until_it_is_mended() {
    let mut world = World::new(&[]);
    world.findings = vec![Finding {
        source: Source::Fns,
        field: "contacts/email".into(),
        detail: "ИНН не найден".into(),
        blocking: true,
    }];
    let mut play = Play::start(treasury(), world);
    play.until_asked(&Question::Data);
    play.give(Input::Agree);
    assert_eq!((play.question(), play.view().can_agree()), (Some(Question::Data), false));
    assert_eq!(play.view().sections_to_correct(), [Section::Contacts]);
    play.give(Input::Revise(Section::Contacts));
    assert_eq!(play.question(), Some(Question::Form(Section::Contacts)));
    play.world.findings[0].blocking = false;
    play.give(Input::Fill(Section::Contacts, play.answers(Section::Contacts)));
    assert!(play.view().can_agree() && play.view().findings.len() == 1);
    play.give(Input::Agree);
    assert_eq!((play.question(), play.world.new_keys()), (Some(Question::Place), 0));
}

/// Row 0.01: the person is shown once signed in; the PIN is asked where the sign-in stands.
#[test]
fn signing_in_is_a_step_of_its_own_and_shows_the_person() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until(|play| matches!(play.question(), Some(Question::Pin { .. })));
    let view = play.view();
    assert_eq!((view.step, view.person), (Step::SignIn, None));
    assert_eq!(Step::SignIn.rail_index(&view.rail), 1, "the step behind it");
    play.until_asked(&Question::Form(Section::Office));
    assert_eq!(play.view().person.unwrap().name, "Иванова Мария Петровна");
    let pins = |play: &Play| play.world.log.iter().filter(|line| *line == "SignIn").count();
    play.finish();
    assert_eq!(pins(&play), 1, "and once is enough");
}

/// Rows 0.21, 1.28, 1.29: before «Подписать и отправить» nothing is signed by the old key, and everything is listed.
#[test]
fn everything_that_will_be_signed_is_listed_with_size_and_digest() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::Review);
    let view = play.view();
    let ids: Vec<_> = view.to_sign.iter().map(|paper| paper.id).collect();
    assert_eq!((view.step, ids), (Step::Review, vec!["request", "dossier", "statement"]));
    assert!(view.to_sign.iter().all(|paper| paper.size > 0 && paper.digest.len() == 64));
    // Once to sign in, and no more.
    let by_old = |play: &Play| play.world.log.iter().filter(|line| *line == "sign by old").count();
    assert_eq!(by_old(&play), 1);
    // A section can still be changed: then the request is another one.
    play.give(Input::Revise(Section::Contacts));
    play.until_asked(&Question::Review);
    assert_ne!(play.view().to_sign[0].digest, view.to_sign[0].digest);
    play.give(Input::Sign);
    assert_eq!(by_old(&play), 3);
}

/// Rows 1.23, 2.33: a smaller picture is offered, and taken only when the user says so.
#[test]
fn a_picture_that_is_too_large_is_offered_smaller() {
    let mut play = at(treasury(), Section::Statement);
    play.world.too_large = true;
    play.give(attach(Slot::Statement, "photo"));
    assert!(play.view().forms.offer.is_some());
    play.give(Input::TakeShrunk(false));
    assert_eq!((play.view().forms.offer, play.events("attached")), (None, 0));
    assert_eq!(play.world.log.last().map(String::as_str), Some("drop 1 scans"));
    play.give(attach(Slot::Statement, "photo"));
    play.give(Input::TakeShrunk(true));
    assert_eq!(play.events("attached"), 1);
    let scan = play.view().forms.dossier.scans[0].clone();
    play.give(Input::Detach { slot: Slot::Statement, digest: scan.digest });
    assert!(play.view().forms.dossier.scans.is_empty());
}

#[test]
fn back_leads_through_every_section_to_the_number() {
    let mut play = at(treasury(), Section::Identity);
    for section in [Section::Content, Section::Office] {
        play.give(Input::Back);
        assert_eq!(play.question(), Some(Question::Form(section)));
    }
    play.give(Input::Back);
    assert_eq!(play.question(), Some(Question::Snils));
    play.until_asked(&Question::Form(Section::Identity));
    let mut play = Play::start(operator(), World::new(&[]));
    play.until_asked(&Question::Place);
    play.give(Input::Back);
    assert_eq!(play.question(), Some(Question::Data));
    play.give(Input::Back);
    assert_eq!(play.question(), Some(Question::Snils));
}

#[test]
fn a_code_word_that_is_none_is_asked_for_again() {
    let mut play = Play::start(treasury(), World::new(&[]));
    play.until_asked(&Question::CodeWord);
    for word in ["  ".to_owned(), "я".repeat(65)] {
        play.give(Input::CodeWord(crate::domain::secret::Pin::new(word)));
        assert_eq!(play.question(), Some(Question::CodeWord));
        assert_eq!(play.view().forms.problems[0].field, "code-word");
    }
    // Not sent yet: asked again after a cut.
    let mut play = play.again();
    play.until_asked(&Question::CodeWord);
}

#[test]
fn a_first_issue_is_begun_only_where_the_ca_has_one() {
    let refused = crate::renewal::Flow::start_first("r".into(), operator().into(), World::new(&[]).now);
    assert_eq!(refused.unwrap_err().code, SupportCode::CaUnsupported);
    let steps = crate::renewal::step::Step::rail_of(&treasury(), true);
    assert!(!steps.contains(&Step::Identify) && steps.contains(&Step::Form(Section::Holder)));
    let mut bare = treasury();
    bare.steps.retain(|step| *step != EarlyStep::Form(Section::Holder));
    assert!(Step::rail_of(&bare, true).contains(&Step::Form(Section::Holder)), "somebody must be named");
    assert!(!Step::rail(&treasury()).contains(&Step::Form(Section::Holder)));
}

fn request_of(play: &Play) -> CertificationRequest {
    let request = play.world.journal.iter().find_map(|entry| match &entry.event {
        Event::RequestReady { submission } => Some(submission.request.clone()),
        _ => None,
    });
    let request = CertificationRequest::parse(&request.unwrap()).unwrap();
    let certificate: &Certificate = &play.view().certificate.unwrap();
    assert_eq!(request.spki_der(), certificate.spki_der());
    request
}
