//! The screens behind the submission: the long wait, refusals, request files, the certificate store, the papers.

mod by_hand;
mod contacts;
mod findings;
mod first_issue;
mod papers;
mod refusals;
mod store;
mod wait;

use super::*;
use std::path::PathBuf;
use std::sync::Arc;

use renewal_master::domain::exchange::{Accepted, WaitNews};
use renewal_master::domain::form::{Dossier, Section, Values};
use renewal_master::domain::portal::Payment;
use renewal_master::domain::profile::{EarlyStep, Profile, Protocol, WaitingStage};
use renewal_master::domain::refusal::{Finding, Refusal, Source};
use renewal_master::domain::secret::{Pin, Sealed};
use renewal_master::gui::screens::print;
use renewal_master::i18n;
use renewal_master::renewal::{FormsView, WaitView};
use renewal_master::runtime::message::{Document, Panel};
use time::Duration;
use time::macros::datetime;

/// As long as the name of an organisation may be.
const LONG_NAME: &str = "ГОСУДАРСТВЕННОЕ БЮДЖЕТНОЕ ПРОФЕССИОНАЛЬНОЕ ОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ ВЫСШЕГО И ДОПОЛНИТЕЛЬНОГО \
     ОБРАЗОВАНИЯ «СЕВЕРО-ЗАПАДНЫЙ МЕЖОТРАСЛЕВОЙ НАУЧНО-МЕТОДИЧЕСКИЙ ЦЕНТР ПОДГОТОВКИ, ПЕРЕПОДГОТОВКИ И ПОВЫШЕНИЯ \
     КВАЛИФИКАЦИИ РАБОТНИКОВ БЮДЖЕТНОЙ СФЕРЫ», Г. МОСКВЫ";

/// The window at a step, tall enough for its page.
fn at(view: View) -> Window {
    Window { tall: true, ..Window::at(view) }
}

/// What each press of the keyboard alone leads to: Tab so many times, then Enter, each time in a new window.
fn by_keyboard(view: &View) -> Vec<String> {
    let pressed = (1..=16).filter_map(|tabs| {
        let mut window = at(view.clone());
        window.act(|ui| {
            for _ in 0..tabs {
                ui.tap_key(Named::Tab);
            }
            ui.tap_key(Named::Enter);
        });
        window.order().map(|order| format!("{order:?}"))
    });
    pressed.collect()
}

/// What a press sends inside the window.
fn messages_of(window: &Window, text: &str) -> String {
    let mut ui = window.open();
    ui.click(text).unwrap_or_else(|_| panic!("«{text}» is not there"));
    format!("{:?}", ui.into_messages().collect::<Vec<_>>())
}

/// The Treasury's CA with every stage there is.
fn profile() -> Profile {
    let stage = |stage: &str, working_days, actor: &str| WaitingStage {
        stage: stage.to_owned(),
        working_days,
        actor: actor.to_owned(),
    };
    Profile {
        waiting: vec![
            stage("checking", Some(5), "registers"),
            stage("approval", None, "head"),
            stage("payment", None, "payer"),
            stage("operator", Some(1), "operator"),
            stage("issuing", None, "ca"),
        ],
        page: "https://ca.example/page".to_owned(),
        ..(*treasury::profile()).clone()
    }
}

/// What was filled in, with who is told of news.
fn forms() -> FormsView {
    FormsView { dossier: treasury::dossier(), draft: Some(treasury::draft()), ..FormsView::default() }
}

fn waiting(stage: &str) -> View {
    let wait = WaitView {
        stage: stage.to_owned(),
        news: WaitNews { since: Some(fixture::at(datetime!(2026-11-20 9:05))), ..WaitNews::default() },
        asked_at: fixture::at(datetime!(2026-11-22 14:30)),
        next: fixture::at(datetime!(2026-11-22 15:00)),
        since: fixture::at(datetime!(2026-11-20 9:00)),
        may_close: true,
    };
    let profile = Arc::new(profile());
    View {
        waiting: Some(wait),
        rail: Step::rail(&profile),
        profile,
        forms: forms(),
        accepted: Some(accepted()),
        placed: Some((fixture::rutoken().id, false)),
        deadline: Some(fixture::at(datetime!(2026-12-20 9:00))),
        ..treasury::view(Step::Wait, None)
    }
}

fn accepted() -> Accepted {
    Accepted {
        request: "id".to_owned(),
        number: "К-2026-000418".to_owned(),
        link: Some("https://ca.example/treasury/r/d1".to_owned()),
        until: Some(fixture::at(datetime!(2026-12-20 9:00))),
    }
}

fn payment(paid: bool) -> Payment {
    Payment { amount: "24,90 BYN".to_owned(), payer: "ООО «Ромашка»".to_owned(), paid }
}

fn with_news(stage: &str, news: impl FnOnce(&mut WaitNews)) -> View {
    let mut view = waiting(stage);
    news(&mut view.waiting.as_mut().unwrap().news);
    view
}

fn refusal(source: Source) -> Refusal {
    Refusal {
        source, reason: "Данные не совпали".to_owned(), sections: Vec::new(), new_key: false
    }
}

fn refused(refusal: Refusal) -> View {
    View { refusal: Some(refusal), question: Some(Question::Refused), waiting: None, ..waiting("checking") }
}

/// Everything a form says, for what is drawn and printed of it.
fn words(document: &Document) -> String {
    let form = print::form(document);
    assert!(renewal_master::paper::layout::pages(&form).is_ok_and(|pages| !pages.is_empty()));
    format!("{form:?}")
}
