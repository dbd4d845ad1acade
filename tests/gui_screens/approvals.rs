//! «Согласование» as the head meets it.

use std::sync::Arc;

use iced::keyboard::key::Named;
use renewal_master::approval::{
    Candidate, CardView, DocumentState, DocumentView, Input, Outcome, Question, View,
};
use renewal_master::domain::exchange::Person;
use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Dossier, Media, Scan, Section, Slot, Values};
use renewal_master::domain::key::FoundCertificate;
use renewal_master::domain::link::Link;
use renewal_master::domain::portal::{Approval, ApprovalCard};
use renewal_master::domain::profile::Profile;
use renewal_master::domain::subject::Subject;
use renewal_master::fault::SupportCode;
use renewal_master::gui::theme;
use renewal_master::runtime::message::{Command, Notice, WantedRequest};
use time::macros::datetime;

use super::{Window, fixture, picture_of, scroll_down};

fn view(question: Option<Question>) -> View {
    let (from, until) = (datetime!(2026-01-15 0:00), datetime!(2027-04-15 0:00));
    let certificate = fixture::certificate("Генеральный директор", 9, fixture::at(from), fixture::at(until));
    let found = FoundCertificate { certificate, ..fixture::found() };
    View {
        question,
        profile: Arc::new(Profile::default()),
        preselected: Some(found.key.clone()),
        candidates: vec![
            Candidate { found: found.clone(), place: Some(fixture::rutoken()), head: true },
            Candidate {
                found: FoundCertificate { key: fixture::key_on(&fixture::etoken()), ..fixture::found() },
                place: Some(fixture::etoken()),
                head: false,
            },
        ],
        person: None,
        wanted: false,
        list: None,
        card: None,
        outcome: None,
        fault: None,
    }
}

fn approval(request: &str, holder: &str) -> Approval {
    Approval {
        request: request.to_owned(),
        number: "ФЗС-2026-0041127".to_owned(),
        holder: holder.to_owned(),
        submitted_at: fixture::at(datetime!(2026-11-22 9:05)),
    }
}

fn list() -> View {
    View {
        person: Some(Person { name: "Петров Олег Иванович".to_owned(), head: true }),
        list: Some(vec![
            approval("a1", "Иванова Мария Петровна"),
            approval("a2", "Кузнецова Анна Сергеевна"),
        ]),
        ..view(Some(Question::List))
    }
}

fn document(slot: Slot, name: &str, state: DocumentState) -> DocumentView {
    let scan = Scan { slot, name: name.to_owned(), media: Media::Pdf, size: 412_000, digest: String::new() };
    DocumentView { scan, state }
}

fn card() -> View {
    let current = fixture::old().subject().clone();
    let subject = Subject::from_fields(current.iter().map(|(field, value)| match field {
        Field::Title => (field, "Главный бухгалтер".to_owned()),
        _ => (field, value.to_owned()),
    }));
    let mut dossier = Dossier::default();
    let identity =
        Values::default().with("series", "4510").with("issued", "2021-03-08").with("changed", "yes");
    dossier.sections.insert(Section::Identity, identity);
    let rows = current.compare(&subject);
    let approval = approval("a1", "Иванова Мария Петровна");
    let open = CardView {
        card: ApprovalCard { approval, current, subject, dossier },
        rows,
        documents: vec![
            document(Slot::Identity, "паспорт.pdf", DocumentState::Ready),
            document(Slot::Authority, "приказ.pdf", DocumentState::Ready),
        ],
        own: false,
    };
    View { card: Some(open), question: Some(Question::Card), ..list() }
}

fn with_state(state: DocumentState) -> View {
    let mut view = card();
    if let Some(open) = &mut view.card {
        open.documents[0].state = state;
    }
    view
}

/// The section, showing this.
fn window(view: View) -> Window {
    let mut window = Window::new();
    window.click("Согласование");
    assert!(matches!(window.order(), Some(Command::Approvals(None))));
    window.hear(Notice::Approvals(Box::new(view)));
    window
}

fn input(window: &Window) -> Option<Input> {
    match window.order()? {
        Command::Approval(input) => Some(input),
        other => panic!("not an input: {other:?}"),
    }
}

#[test]
fn the_section_waits_for_the_worker_and_says_so() {
    let mut window = Window::new();
    window.click("Согласование");
    assert!(window.shows("Подождите…"));
    window.hear(Notice::Failed(SupportCode::CaTlsRoot.into()));
    window.click("Повторить");
    assert!(matches!(window.order(), Some(Command::Approvals(None))));
    assert!(matches!(window.order(), Some(Command::Approvals(None))));
}

#[test]
fn the_preselected_certificate_signs_in_with_one_press() {
    let mut window = window(view(Some(Question::Certificate)));
    window.looks_like("20-approvals-sign-in");
    window.click("Войти");
    assert!(matches!(input(&window), Some(Input::SignIn(key)) if key == fixture::found().key));
    window.click("Войти");
    assert!(window.order().is_none(), "pressed twice");
}

#[test]
fn another_certificate_can_be_chosen_by_the_keyboard() {
    let mut window = window(view(Some(Question::Certificate)));
    window.act(|ui| {
        // Six entries of the navigation, two certificates.
        for _ in 0..8 {
            ui.tap_key(Named::Tab);
        }
        ui.tap_key(Named::Space);
    });
    window.click("Войти");
    let chosen = fixture::key_on(&fixture::etoken());
    assert!(matches!(input(&window), Some(Input::SignIn(key)) if key == chosen));
}

#[test]
fn somebody_who_is_no_head_is_told() {
    let fault = Some(SupportCode::NotHead.into());
    let window = window(View { fault, ..view(Some(Question::Certificate)) });
    assert!(window.shows("Это сертификат не руководителя. Согласовать заявки с ним нельзя; ничего не подписано. Выберите сертификат руководителя организации или попросите его войти. (NOT-HEAD)"));
}

#[test]
fn the_pin_is_asked_as_in_a_renewal() {
    let question = Question::Pin { key: fixture::found().key, place: fixture::rutoken() };
    let mut window = window(view(Some(question)));
    window.type_into("pin", "12345678");
    window.looks_like("21-approvals-pin");
    window.click("Продолжить");
    assert!(matches!(input(&window), Some(Input::Unlock(pin, _)) if pin.reveal() == "12345678"));
}

#[test]
fn the_pin_can_be_refused_by_esc() {
    let question = Question::Pin { key: fixture::found().key, place: fixture::rutoken() };
    let mut window = window(view(Some(question)));
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(matches!(input(&window), Some(Input::Back)));
}

/// Seed row 0.26.
#[test]
fn waiting_requests_are_listed_counted_and_opened() {
    let mut window = window(list());
    assert!(window.shows("Вошёл руководитель: Петров Олег Иванович"));
    assert!(window.shows("Заявка № ФЗС-2026-0041127 · подана сегодня в 09:05"));
    assert!(window.shows("2"), "the count in the navigation");
    window.looks_like("22-approvals-list");
    window.click("Открыть");
    assert!(matches!(input(&window), Some(Input::Open(request)) if request == "a1"));
}

#[test]
fn an_empty_list_says_when_something_will_come() {
    let window = window(View { list: Some(Vec::new()), ..list() });
    assert!(window.shows("Заявок на согласование нет"));
    window.looks_like("22-approvals-empty");
}

/// Seed rows 0.27 and 0.28.
#[test]
fn a_request_is_approved_only_after_the_tick() {
    let mut window = window(card());
    assert!(window.shows("Главный бухгалтер") && window.shows("08.03.2021"));
    window.picture("23-approval-card");
    window.act(|ui| {
        scroll_down(ui);
        picture_of(ui, &theme::light(), "23-approval-card-below");
    });
    window.click("Согласовать и подписать");
    assert!(window.order().is_none());
    window.click_below("Комплект документов проверен");
    window.picture("23-approval-card-ticked");
    window.click("Согласовать и подписать");
    assert!(matches!(input(&window), Some(Input::Decide(verdict)) if verdict.approved()));
}

#[test]
fn a_card_is_decided_by_the_keyboard_alone() {
    let mut window = window(card());
    window.act(|ui| {
        // Six entries of the navigation, two documents, the tick.
        for _ in 0..9 {
            ui.tap_key(Named::Tab);
        }
        ui.tap_key(Named::Space);
    });
    window.act(|ui| {
        // Focus does not outlive a simulator: the main button is the last of all.
        for _ in 0..12 {
            ui.tap_key(Named::Tab);
        }
        ui.tap_key(Named::Enter);
    });
    assert!(matches!(input(&window), Some(Input::Decide(verdict)) if verdict.approved()));
}

#[test]
fn a_document_is_opened_in_its_viewer() {
    let mut window = window(card());
    window.click_below("Открыть");
    assert!(matches!(input(&window), Some(Input::Show(0))));
}

#[test]
fn a_request_with_a_broken_document_can_only_be_declined() {
    let mut window = window(with_state(DocumentState::Failed(SupportCode::DocumentDiffers.into())));
    assert!(window.shows("Не все документы получены, поэтому согласовать заявку нельзя. Нажмите «Обновить» или отклоните её с причиной."));
    window.click_below("Комплект документов проверен");
    window.click("Согласовать и подписать");
    assert!(window.order().is_none());
    window.click("Отклонить…");
    assert!(window.shows("Отклонить заявку?"));
}

/// Seed rows 0.31, 0.32 and 0.33.
#[test]
fn a_request_is_declined_only_with_a_reason_and_a_tick() {
    let mut window = window(card());
    window.click("Отклонить…");
    window.click("Отклонить и подписать");
    assert!(window.order().is_none());
    window.type_into("approval-reason", "Нет печати на приказе");
    window.click("Отклонить и подписать");
    assert!(window.order().is_none());
    window.click("Запрос на изготовление сертификата отклоняю");
    window.picture("24-approval-decline");
    window.click("Отклонить и подписать");
    let decided = input(&window);
    assert!(
        matches!(&decided, Some(Input::Decide(v)) if !v.approved() && v.reason() == "Нет печати на приказе"),
        "{decided:?}"
    );
}

#[test]
fn a_reason_that_is_too_long_is_told_at_its_field() {
    let mut window = window(card());
    window.click("Отклонить…");
    let _ = window.app.update(renewal_master::gui::app::Message::Approvals(
        renewal_master::gui::screens::approvals::Message::Card(
            renewal_master::gui::screens::approval_card::Message::Reason("я".repeat(1002)),
        ),
    ));
    assert!(window.shows("Лишних 2 знака"));
}

#[test]
fn esc_closes_the_refusal_without_deciding_anything() {
    let mut window = window(card());
    window.click("Отклонить…");
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(!window.shows("Отклонить заявку?") && window.order().is_none());
}

/// Seed row 3.03.
#[test]
fn the_own_request_of_the_head_is_called_so() {
    let mut view = card();
    if let Some(open) = &mut view.card {
        open.own = true;
    }
    assert!(
        window(view).shows("Это ваша собственная заявка. Её вы согласуете как руководитель организации.")
    );
}

#[test]
fn a_tick_does_not_pass_to_the_next_request() {
    let mut window = window(card());
    window.click_below("Комплект документов проверен");
    let mut next = card();
    if let Some(open) = &mut next.card {
        open.card.approval.request = "a2".to_owned();
    }
    window.hear(Notice::Approvals(Box::new(next)));
    window.click("Согласовать и подписать");
    assert!(window.order().is_none());
}

#[test]
fn the_outcome_is_shown_and_leads_back_to_the_list() {
    let outcome = |approved, confirmed| View {
        outcome: Some(Outcome {
            approval: approval("a1", "Иванова Мария Петровна"), approved, confirmed
        }),
        list: Some(vec![approval("a2", "Кузнецова Анна Сергеевна")]),
        ..View { question: Some(Question::Decided), ..list() }
    };
    let mut approved = window(outcome(true, true));
    assert!(approved.shows("Заявка согласована") && approved.shows("Ждёт ещё 1 заявка."));
    approved.looks_like("25-approval-approved");
    approved.click("К списку");
    assert!(matches!(input(&approved), Some(Input::Back)));
    assert!(window(outcome(false, true)).shows("Заявка отклонена"));
    let unsure = window(outcome(true, false));
    assert!(unsure.shows("Заявка больше не ждёт решения"));
    unsure.looks_like("25-approval-unconfirmed");
}

#[test]
fn a_link_opens_the_section_and_asks_for_its_card() {
    let mut window = Window::at(fixture::waiting());
    let link = Link::parse("renewal-master://approve/treasury/a1").unwrap();
    window.hear(Notice::Link(link));
    // The wizard is left; its journal keeps everything.
    assert!(matches!(window.order(), Some(Command::Leave)));
    let wanted = WantedRequest { profile: "treasury".to_owned(), request: "a1".to_owned() };
    assert!(matches!(window.order(), Some(Command::Approvals(Some(w))) if w == wanted));
    window.hear(Notice::Approvals(Box::new(View { wanted: true, ..view(Some(Question::Certificate)) })));
    assert!(window.shows("По ссылке откроется заявка, как только вы войдёте."));
    window.hear(Notice::Approvals(Box::new(card())));
    assert!(window.shows("Заявка № ФЗС-2026-0041127"));
}

#[test]
fn a_link_to_a_renewal_resumes_it_once() {
    let mut window = Window::new();
    let link = || Link::parse("renewal-master://open/r1").unwrap();
    window.hear(Notice::Link(link()));
    assert!(matches!(window.order(), Some(Command::Resume(renewal)) if renewal == "r1"));
    window.hear(Notice::View(Box::new(fixture::waiting())));
    window.hear(Notice::Link(link()));
    assert!(window.order().is_none(), "it is open already");
}

#[test]
fn a_renewal_ends_the_work_of_the_head() {
    let mut window = window(list());
    window.click("Уведомления");
    window.click("Заменить");
    assert!(matches!(window.order(), Some(Command::Start(_))));
    window.hear(Notice::Failed(SupportCode::CertExpired.into()));
    window.click("Согласование");
    assert!(matches!(window.order(), Some(Command::Approvals(None))), "signed in anew");
}
