//! «Заменить все»: the page of the queue, how it goes on, and what the wizard says of it.

use super::*;
use renewal_master::domain::certificate::{Certificate, Purpose};
use renewal_master::domain::queue::Order;
use renewal_master::runtime::message::{Card, Panel};
use renewal_master::runtime::queue::{Line, QueueView};
use renewal_master::watch::Urgency;
use renewal_master::watch::queue::{Turn, next};

/// The panel with three certificates in the queue: that of the wizard, and two more.
fn queue(turns: [Turn; 3]) -> Panel {
    let other = |name: &str| (name.to_owned(), Purpose::Fss);
    let lines = [
        (fixture::old().fingerprint(), Some(other("Иванова Мария Петровна")), fixture::rutoken()),
        ("b2".to_owned(), Some(other("Соколов Андрей Викторович")), fixture::rutoken()),
        ("c3".to_owned(), None, fixture::etoken()),
    ];
    let queue = QueueView {
        next: next(&turns),
        lines: lines
            .into_iter()
            .zip(turns)
            .map(|((certificate, holder, place), turn)| {
                let until = fixture::old().usable_until();
                Line { certificate, holder, place: place.id, until, turn }
            })
            .collect(),
    };
    Panel { queue: Some(queue), ..fixture::panel() }
}

fn plug() -> Turn {
    Turn::Plug("eToken".to_owned())
}

fn hear(window: &mut Window, panel: Panel) {
    window.hear(Notice::Panel(Box::new(panel)));
}

/// At the page of the queue.
fn at_the_queue(turns: [Turn; 3]) -> Window {
    let mut window = Window::new();
    hear(&mut window, queue(turns.clone()));
    window.click("Продолжить очередь");
    assert_eq!(order(&window), Some(Order::Begin));
    hear(&mut window, queue(turns));
    window.hear(Notice::QueueRests);
    window
}

/// In the wizard, at the first certificate of the queue.
fn in_the_wizard(turns: [Turn; 3], view: View) -> Window {
    let mut window = at_the_queue([Turn::Ready, Turn::Ready, Turn::Ready]);
    window.click("Дальше");
    assert_eq!(order(&window), Some(Order::Next));
    hear(&mut window, queue(turns));
    window.hear(Notice::View(Box::new(view)));
    while window.order().is_some() {}
    window
}

fn order(window: &Window) -> Option<Order> {
    match window.order()? {
        Command::Queue(order) => Some(order),
        other => panic!("not for the queue: {other:?}"),
    }
}

#[test]
fn all_is_offered_when_more_than_one_is_due() {
    assert!(!Window::new().shows("Заменить все (1)"));
    let mut window = Window::new();
    let mut panel = fixture::panel();
    let second = Card::Due {
        found: Box::new(fixture::found()),
        days_left: 20,
        urgency: Urgency::Remind,
        place: String::new(),
        timing: Default::default(),
    };
    panel.cards.insert(1, second);
    hear(&mut window, panel);
    window.click("Заменить все (2)");
    assert_eq!(order(&window), Some(Order::Begin));
    assert!(window.order().is_none(), "nothing begins before «Дальше»");
}

#[test]
fn the_page_says_of_each_certificate_where_it_stands() {
    let mut window = at_the_queue([Turn::Done, Turn::Ready, plug()]);
    for words in ["Готово", "Следующий", "Ждёт носитель «eToken»", "Сертификат на другом носителе"]
    {
        assert!(window.shows(words), "{words}");
    }
    window.looks_like("72-queue");
    window.click("Дальше");
    assert_eq!(order(&window), Some(Order::Next));
    let mut window =
        at_the_queue([Turn::Waits, Turn::Begun("r2".to_owned()), Turn::PutOff("PIN-LOCKED".to_owned())]);
    for words in ["Ждёт центр", "Идёт", "Отложено"] {
        assert!(window.shows(words), "{words}");
    }
    window.looks_like("72-queue-put-off");
    window.click("Вернуть в очередь");
    assert_eq!(order(&window), Some(Order::Return("c3".to_owned())));
}

#[test]
fn a_token_that_is_awaited_lets_the_queue_go_on_by_itself_while_its_page_is_in_sight() {
    let plugged = [Turn::Done, Turn::Done, Turn::Ready];
    let mut window = at_the_queue([Turn::Done, Turn::Done, plug()]);
    assert!(window.shows("Вставьте носитель «eToken»: очередь продолжится сама."));
    window.click("Дальше");
    assert!(window.order().is_none(), "there is nothing to begin");
    hear(&mut window, queue([Turn::Done, Turn::Done, plug()]));
    assert!(window.order().is_none());
    hear(&mut window, queue(plugged.clone()));
    assert_eq!(order(&window), Some(Order::Next));

    let mut window = at_the_queue([Turn::Done, Turn::Done, plug()]);
    window.click("Носители");
    hear(&mut window, queue(plugged));
    assert!(window.order().is_none(), "nobody looks at the queue");
}

#[test]
fn what_is_left_aside_can_be_ended_and_the_panel_is_back() {
    let mut window = at_the_queue([Turn::Done, Turn::Done, Turn::PutOff(String::new())]);
    assert!(window.shows("Замена отменена") && !window.shows("Дальше"));
    window.click("Закончить очередь");
    assert_eq!(order(&window), Some(Order::End));
    hear(&mut window, fixture::panel());
    window.hear(Notice::QueueRests);
    assert!(window.shows("Осталось 4 дня"));
}

#[test]
fn the_wizard_says_which_of_how_many_and_goes_to_the_next_instead_of_home() {
    let view = View {
        certificate: Some(fixture::new()),
        takeover: Some(Takeover::Now),
        ..fixture::view(Step::Finish, Some(Question::End))
    };
    let turns = [Turn::Ready, Turn::Ready, plug()];
    let mut window = in_the_wizard(turns, view.clone());
    assert!(window.shows("Следующий сертификат"));
    window.looks_like("72-queue-done");
    window.click("Следующий сертификат");
    assert_eq!(order(&window), Some(Order::Next));
    assert!(window.order().is_none(), "the worker itself leaves the renewal");

    let last = in_the_wizard([Turn::Ready, Turn::Done, Turn::Waits], view);
    assert!(last.shows("Закрыть") && !last.shows("Следующий сертификат"));
}

#[test]
fn what_stops_is_skipped_with_its_reason() {
    let view = View {
        fault: Some(Fault::new(SupportCode::PinLocked).with("token", "Рутокен")),
        ..fixture::view(Step::Enroll, Some(Question::Retry))
    };
    let mut window = in_the_wizard([Turn::Ready, Turn::Ready, plug()], view);
    assert!(window.shows("Сертификат 1 из 3"));
    window.looks_like("72-queue-stopped");
    window.click("Пропустить");
    let fingerprint = fixture::old().fingerprint();
    assert_eq!(order(&window), Some(Order::PutOff(fingerprint, "PIN-LOCKED".to_owned())));
}

#[test]
fn a_number_typed_for_the_same_holder_is_offered_again_and_never_sent_by_itself() {
    let ask = || fixture::view(Step::Identify, Some(Question::Snils));
    let turns = || [Turn::Ready, Turn::Ready, plug()];
    let mut window = in_the_wizard(turns(), ask());
    window.type_into("snils", "11223344595");
    window.click("Далее");
    assert!(matches!(window.input(), Some(Input::Snils(_))));
    window.hear(Notice::View(Box::new(View {
        takeover: Some(Takeover::Now),
        certificate: Some(fixture::new()),
        ..fixture::view(Step::Finish, Some(Question::End))
    })));
    window.click("Следующий сертификат");
    hear(&mut window, queue(turns()));
    window.hear(Notice::View(Box::new(ask())));
    while let Some(order) = window.order() {
        assert!(!matches!(order, Command::Input(_)), "{order:?}");
    }
    assert!(window.shows("Контрольная сумма верна"));
    window.click("Далее");
    assert!(matches!(window.input(), Some(Input::Snils(snils)) if snils.to_string() == "112-233-445 95"));
}

/// The certificates of the fixture are what the queue knows by their fingerprints.
#[test]
fn a_renewal_outside_the_queue_says_nothing_of_it() {
    let mut window = Window::new();
    let mut panel = queue([Turn::Ready, Turn::Ready, plug()]);
    let other: Certificate = fixture::new();
    if let Some(line) = panel.queue.as_mut().and_then(|queue| queue.lines.first_mut()) {
        line.certificate = other.fingerprint();
    }
    hear(&mut window, panel);
    window.click("Продолжить");
    window.hear(Notice::View(Box::new(fixture::view(Step::Identify, Some(Question::Snils)))));
    assert!(!window.shows("Сертификат 1 из 3"));
}
