//! Every screen as the user meets it: what it says, what it answers, how it looks.
//!
//! Snapshots are compared by their SHA-256 in `tests/snapshots/gui`. To look at them, set `SNAPSHOT_PICTURES` to
//! a folder: every snapshot is written there as PNG too.
#![cfg(feature = "gui")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod approvals;
mod diagnostics;
mod fixture;
mod forms;
mod kept;
mod late;
mod notices;
mod pins;
mod queue;
mod remains;
mod rows;
mod settings;
mod treasury;
mod unfinished;

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use iced::keyboard::key::Named;
use iced_test::{Simulator, selector};
use renewal_master::domain::key::{PinState, Place, PlaceId};
use renewal_master::domain::medium::CopyPlace;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::gui::app::{App, Message};
use renewal_master::gui::theme;
use renewal_master::ports::Medium;
use renewal_master::renewal::{Input, Progress, Question, Stage, Step, Takeover, View};
use renewal_master::runtime::message::{Command, Notice};

/// The window without a display, and the orders it gave.
struct Window {
    app: App,
    orders: Receiver<Command>,
    /// Large enough for the longest page: what is clicked must be in sight. Pictures have the size of the design.
    tall: bool,
}

/// A page of this height needs no scrolling.
const TALL: (f32, f32) = (theme::measures::WINDOW.0, 3400.0);

impl Window {
    /// Showing the panel.
    fn new() -> Self {
        Self::new_in(false)
    }

    fn new_in(training: bool) -> Self {
        let (commands, orders) = channel();
        let mut window = Self { app: App::new(commands, training, fixture::now), orders, tall: false };
        window.hear(Notice::Panel(Box::new(fixture::panel())));
        window
    }

    /// Showing the wizard.
    fn at(view: View) -> Self {
        Self::at_in(view, false)
    }

    fn at_in(view: View, training: bool) -> Self {
        let mut window = Self::new_in(training);
        window.act(|ui| {
            ui.click("Продолжить").unwrap();
        });
        window.hear(Notice::View(Box::new(view)));
        while window.order().is_some() {}
        window
    }

    fn hear(&mut self, notice: Notice) {
        let _ = self.app.update(Message::Notice(notice));
    }

    /// Does something with the mouse or the keyboard and lets the window take the messages.
    fn act(&mut self, act: impl FnOnce(&mut Simulator<'_, Message>)) {
        let mut ui = self.open();
        act(&mut ui);
        let messages: Vec<_> = ui.into_messages().collect();
        for message in messages {
            let _ = self.app.update(message);
        }
    }

    fn click(&mut self, text: &str) {
        self.act(|ui| {
            ui.click(text).unwrap_or_else(|_| panic!("«{text}» is not there"));
        });
    }

    /// Scrolls the page to its end and clicks there.
    fn click_below(&mut self, text: &str) {
        self.act(|ui| {
            scroll_down(ui);
            ui.click(text).unwrap_or_else(|_| panic!("«{text}» is not there"));
        });
    }

    /// Types into the field with this identifier, a key after the other as a person does.
    fn type_into(&mut self, field: &'static str, text: &str) {
        self.act(|ui| {
            ui.click(selector::id(field)).unwrap();
            ui.typewrite(text);
        });
    }

    fn shows(&self, text: &str) -> bool {
        self.open().find(text).is_ok()
    }

    /// The next order given to the worker.
    fn order(&self) -> Option<Command> {
        self.orders.try_recv().ok()
    }

    /// The next input for the renewal.
    fn input(&self) -> Option<Input> {
        match self.order()? {
            Command::Input(input) => Some(input),
            other => panic!("not an input: {other:?}"),
        }
    }

    fn open(&self) -> Simulator<'_, Message> {
        self.open_with(if self.tall { TALL } else { theme::measures::WINDOW })
    }

    fn open_with(&self, size: (f32, f32)) -> Simulator<'_, Message> {
        Simulator::with_size(theme::settings(), size, self.app.view())
    }

    /// Compares the look with the stored one.
    fn looks_like(&self, name: &str) {
        let snapshot = self.picture(name);
        let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/gui").join(name);
        assert!(snapshot.matches_hash(stored).unwrap(), "{name} looks different");
    }

    /// The same by day and by night.
    fn looks_like_day_and_night(&self, name: &str) {
        self.looks_like(name);
        let name = format!("{name}-dark");
        let snapshot = self.picture_in(&theme::dark(), &name);
        let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/gui").join(&name);
        assert!(snapshot.matches_hash(stored).unwrap(), "{name} looks different");
    }

    /// Draws the window. Pages with random values (keys, signatures) are drawn and looked at, not compared.
    fn picture(&self, name: &str) -> iced_test::simulator::Snapshot {
        self.picture_in(&theme::light(), name)
    }

    fn picture_in(&self, theme: &iced::Theme, name: &str) -> iced_test::simulator::Snapshot {
        self.drawn(theme::measures::WINDOW, theme, name)
    }

    /// Draws all of a long page, only to be looked at.
    fn whole(&self, name: &str) {
        if std::env::var_os("SNAPSHOT_PICTURES").is_some() {
            let _ = self.drawn((theme::measures::WINDOW.0, 1600.0), &theme::light(), name);
        }
    }

    fn drawn(&self, size: (f32, f32), theme: &iced::Theme, name: &str) -> iced_test::simulator::Snapshot {
        picture_of(&mut self.open_with(size), theme, name)
    }
}

fn picture_of(
    ui: &mut Simulator<'_, Message>,
    theme: &iced::Theme,
    name: &str,
) -> iced_test::simulator::Snapshot {
    let snapshot = ui.snapshot(theme).unwrap();
    if let Some(folder) = std::env::var_os("SNAPSHOT_PICTURES") {
        let picture = Path::new(&folder).join(name);
        let _ = std::fs::remove_file(picture.with_file_name(format!("{name}-tiny-skia.png")));
        assert!(snapshot.matches_image(picture).unwrap());
    }
    snapshot
}

/// Turns the wheel over the page until it ends.
fn scroll_down(ui: &mut Simulator<'_, Message>) {
    ui.point_at((600.0, 400.0));
    let delta = iced::mouse::ScrollDelta::Pixels { x: 0.0, y: -10_000.0 };
    let _ = ui.simulate([iced::Event::Mouse(iced::mouse::Event::WheelScrolled { delta })]);
}

mod panel {
    use super::*;

    #[test]
    fn it_tells_what_is_due_and_starts_the_replacement() {
        let mut window = Window::new();
        assert!(window.shows("Осталось 4 дня"));
        window.looks_like("01-notifications");
        window.click("Заменить");
        assert!(matches!(window.order(), Some(Command::Start(found)) if *found == fixture::found()));
    }

    #[test]
    fn a_second_press_does_not_start_twice() {
        let mut window = Window::new();
        window.click("Заменить");
        window.click("Заменить");
        assert!(window.order().is_some());
        assert!(window.order().is_none());
    }

    #[test]
    fn an_expired_certificate_asks_for_a_visit_instead() {
        assert!(Window::new().shows("Нужен личный визит"));
    }

    #[test]
    fn an_unfinished_replacement_goes_on() {
        let mut window = Window::new();
        assert!(window.shows("Заявка № ФЗС-2026-0041127"));
        window.click("Продолжить");
        assert!(matches!(window.order(), Some(Command::Resume(renewal)) if renewal == "r1"));
    }

    #[test]
    fn an_empty_list_explains_itself() {
        let mut window = Window::new();
        let panel = renewal_master::runtime::message::Panel {
            checked_at: Some(fixture::now()),
            ..Default::default()
        };
        window.hear(Notice::Panel(Box::new(panel)));
        assert!(window.shows("Заменять ничего не нужно"));
        assert!(window.shows("Сертификаты не найдены. Вставьте носитель и нажмите «Проверить сейчас»."));
    }

    #[test]
    fn the_lists_show_every_certificate_and_every_token() {
        let mut window = Window::new();
        window.click("Сертификаты");
        assert!(window.shows("истёк 10.04.2025"));
        window.looks_like("13-certificates");
        window.click("Носители");
        assert!(window.shows("eToken 5110"));
        window.looks_like("14-tokens");
    }

    #[test]
    fn why_nothing_can_be_done_stays_said_when_the_worker_has_ended() {
        let mut window = Window::new();
        window.hear(Notice::Failed(SupportCode::SecondCopy.into()));
        let _ = window.app.update(Message::WorkerGone);
        let said = "Программа уже запущена. Ключи и заявки не затронуты. Перейдите в открытое окно или закройте его и запустите программу снова. (SECOND-COPY)";
        assert!(window.shows(said));
        window.click("Проверить сейчас");
        assert!(window.order().is_none());
        window.click("Носители");
        window.click("Уведомления");
        assert!(window.shows(said));
    }

    #[test]
    fn news_of_a_renewal_that_was_left_do_not_open_the_wizard() {
        let mut window = Window::new();
        window.hear(Notice::View(Box::new(fixture::view(Step::Identify, Some(Question::Snils)))));
        assert!(window.shows("Осталось 4 дня"));
    }
}

mod snils {
    use super::*;

    fn window() -> Window {
        Window::at(fixture::view(Step::Identify, Some(Question::Snils)))
    }

    #[test]
    fn a_right_number_is_confirmed_and_sent_by_enter() {
        let mut window = window();
        window.type_into("snils", "11223344595");
        assert!(window.shows("Контрольная сумма верна"));
        window.looks_like("02-snils");
        window.act(|ui| {
            ui.click(selector::id("snils")).unwrap();
            ui.tap_key(Named::Enter);
        });
        assert!(matches!(window.input(), Some(Input::Snils(snils)) if snils.to_string() == "112-233-445 95"));
    }

    #[test]
    fn a_mistyped_number_is_refused_at_the_field() {
        let mut window = window();
        window.type_into("snils", "11223344596");
        assert!(window.shows("Контрольная сумма не сходится. Сверьте номер с документом."));
        window.click("Далее");
        assert!(window.input().is_none());
    }

    #[test]
    fn the_number_of_somebody_else_is_told_at_the_field_until_it_is_changed() {
        let mut window = window();
        window.type_into("snils", "11223344595");
        window.click("Далее");
        let fault = Some(SupportCode::SnilsOther.into());
        window.hear(Notice::View(Box::new(View {
            fault,
            ..fixture::view(Step::Identify, Some(Question::Snils))
        })));
        window.looks_like("02-snils-other");
        let refusal = "Это СНИЛС другого человека. С ключом и сертификатом ничего не произошло. Введите СНИЛС того, на кого выдан сертификат, или вернитесь и выберите другой сертификат.";
        assert!(window.shows(refusal));
        window.type_into("snils", "7");
        assert!(!window.shows(refusal));
    }
}

mod verify {
    use super::*;

    fn window() -> Window {
        Window::at(fixture::view(Step::Verify, Some(Question::Data)))
    }

    #[test]
    fn changed_fields_are_counted_and_named() {
        let window = window();
        assert!(window.shows("Изменилось одно поле: должность."));
        window.looks_like("03-verify");
    }

    #[test]
    fn agreeing_goes_on() {
        let mut window = window();
        window.click("Верны");
        assert!(matches!(window.input(), Some(Input::Agree)));
    }

    #[test]
    fn disagreeing_says_what_will_happen_first() {
        let mut window = window();
        window.click("Не согласен");
        assert!(window.input().is_none());
        window.looks_like("03-verify-disagree");
        window.click("Открыть страницу");
        assert!(matches!(window.input(), Some(Input::Disagree)));
    }
}

mod place {
    use super::*;

    fn window() -> Window {
        Window::at(View { placed: None, ..fixture::view(Step::Place, Some(Question::Place)) })
    }

    #[test]
    fn the_token_of_the_old_key_is_preselected() {
        let mut window = window();
        assert!(window.shows("здесь лежит прежний ключ"));
        window.looks_like("04-place");
        window.click("Далее");
        let token = fixture::rutoken().id;
        assert!(matches!(window.input(), Some(Input::Choose { place, exportable: false }) if place == token));
    }

    #[test]
    fn an_exportable_key_needs_two_explicit_choices() {
        let mut window = window();
        assert!(!window.shows("Сделать ключ экспортируемым"));
        window.click("Этот компьютер");
        window.click("Сделать ключ экспортируемым");
        window.looks_like("04-place-computer");
        window.click("Далее");
        let choice = window.input();
        assert!(matches!(choice, Some(Input::Choose { place: PlaceId::Computer, exportable: true })));
    }

    #[test]
    fn a_place_that_cannot_work_says_why_and_cannot_be_chosen() {
        let broken = [
            (
                Place { pin: PinState::Locked, ..fixture::etoken() },
                "PIN-код заблокирован, нужен администратор",
            ),
            (Place { p256: false, model: String::new(), ..fixture::etoken() }, "не умеет делать такие ключи"),
            (Place { writable: false, ..fixture::etoken() }, "защищён от записи"),
            (Place { free_bytes: Some(100), ..fixture::etoken() }, "мало места: нужно 4 КБ"),
        ];
        for (place, reason) in broken {
            let places = vec![fixture::rutoken(), place];
            let view = View { places, placed: None, ..fixture::view(Step::Place, Some(Question::Place)) };
            let mut window = Window::at(view);
            assert!(window.shows(reason), "{reason}");
            window.click("eToken 5110");
            window.click("Далее");
            let token = fixture::rutoken().id;
            assert!(matches!(window.input(), Some(Input::Choose { place, .. }) if place == token));
        }
    }
}

mod gather {
    use super::*;
    use iced::{Event, Point, mouse};

    fn window() -> Window {
        Window::at(fixture::view(Step::Gather, Some(Question::Randomness)))
    }

    #[test]
    fn movements_fill_the_bar() {
        let mut window = window();
        assert!(window.shows("Собрано 0 %"));
        window.act(|ui| {
            let mut place = 7_u32;
            ui.simulate((0..200).map(|_| {
                place = place.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = Point::new(320.0 + (place >> 23) as f32, 160.0 + (place >> 8 & 0xFF) as f32);
                Event::Mouse(mouse::Event::CursorMoved { position: at })
            }));
        });
        assert!(!window.shows("Собрано 0 %"));
        // How many bits a second of a test is worth depends on the machine: drawn, not compared.
        window.picture("05-gather-trail");
    }

    #[test]
    fn typing_alone_fills_the_bar_too() {
        let mut window = window();
        window.act(|ui| {
            ui.typewrite("съешь ещё этих мягких французских булок, да выпей же чаю");
        });
        assert!(!window.shows("Собрано 0 %"));
    }

    #[test]
    fn escape_asks_and_nothing_stops_by_itself() {
        let mut window = window();
        window.looks_like("05-gather");
        window.act(|ui| {
            ui.tap_key(Named::Escape);
        });
        assert!(window.shows("Прервать замену?"));
        assert!(window.input().is_none());
        window.act(|ui| {
            ui.tap_key(Named::Escape);
        });
        assert!(!window.shows("Прервать замену?"));
    }
}

mod unlock {
    use super::*;

    fn window(place: Place, fault: Option<Fault>) -> Window {
        let question = Question::Pin { key: fixture::key_on(&place), place };
        Window::at(View {
            fault,
            stages: fixture::stages(Stage::Check, Progress::Running(fixture::now())),
            ..fixture::view(Step::Unlock, Some(question))
        })
    }

    #[test]
    fn a_pin_is_sent_once() {
        let mut window = window(fixture::rutoken(), None);
        window.type_into("pin", "12345678");
        window.click("Продолжить");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Unlock(pin, _)) if pin.reveal() == "12345678"));
        assert!(window.input().is_none());
    }

    #[test]
    fn a_wrong_pin_is_told_at_the_field_in_words() {
        let low = Place { pin: PinState::CountLow, ..fixture::rutoken() };
        let window = window(low, Some(SupportCode::PinWrong.into()));
        assert!(window.shows("PIN-код не подошёл. Осталось мало попыток."));
        window.looks_like("06-pin");
    }

    #[test]
    fn the_last_try_is_not_spent_without_a_tick() {
        let mut window = window(fixture::etoken(), None);
        window.type_into("pin", "12345678");
        window.click("Продолжить");
        assert!(window.input().is_none());
        window.click("Понимаю, PIN-код введён верно");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Unlock(..))));
    }

    #[test]
    fn a_russian_layout_is_noticed() {
        let mut window = window(fixture::rutoken(), None);
        window.type_into("pin", "йцукен");
        assert!(window.shows("Вы набирали в русской раскладке: переключите и наберите заново."));
    }

    #[test]
    fn a_new_password_is_typed_twice() {
        let question = Question::NewPassword { key: fixture::key_on(&fixture::computer()) };
        let mut window = Window::at(fixture::view(Step::Unlock, Some(question)));
        assert!(window.shows("Без пароля подписать сможет любой, кто сядет за этот компьютер."));
        window.type_into("pin", "один");
        window.click("Продолжить");
        assert!(window.input().is_none());
        window.type_into("pin-repeat", "один");
        window.looks_like("06-password");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Unlock(pin, _)) if pin.reveal() == "один"));
    }

    #[test]
    fn leaving_keeps_everything() {
        let mut window = window(fixture::rutoken(), None);
        window.click("Продолжить позже");
        assert!(matches!(window.order(), Some(Command::Leave)));
        assert!(window.shows("Осталось 4 дня"));
    }
}

mod enroll {
    use super::*;

    #[test]
    fn the_wait_is_shown_stage_by_stage() {
        let window = Window::at(fixture::waiting());
        assert!(window.shows("На рассмотрении оператора · Следующая проверка через 12 с"));
        window.looks_like("07-enroll");
    }

    #[test]
    fn a_request_is_taken_back_only_after_a_question() {
        let mut window = Window::at(fixture::waiting());
        window.click("Отозвать заявку");
        assert!(window.input().is_none());
        window.click("Отозвать");
        assert!(matches!(window.input(), Some(Input::Stop)));
    }

    #[test]
    fn a_fault_stands_at_its_stage_with_a_way_on() {
        let fault = Fault::new(SupportCode::TokenRemoved).with("rv", "0x32");
        let mut window = Window::at(View {
            fault: Some(fault),
            stages: fixture::stages(Stage::Store, Progress::Failed),
            can_stop: false,
            ..fixture::view(Step::Enroll, Some(Question::Retry))
        });
        assert!(window.shows("Носитель отключён"));
        window.looks_like("08-stopped");
        window.click("Повторить");
        assert!(matches!(window.input(), Some(Input::Retry)));
    }
}

mod accept {
    use super::*;

    fn window() -> Window {
        let certificate = Some(fixture::new());
        Window::at(View { certificate, ..fixture::view(Step::Accept, Some(Question::Acknowledgement)) })
    }

    #[test]
    fn nothing_is_signed_before_the_certificate_was_read() {
        let mut window = window();
        window.click("Подписать и продолжить");
        assert!(window.input().is_none());
        window.click("С информацией в сертификате ознакомлен(а)");
        window.looks_like("09-accept");
        window.click("Подписать и продолжить");
        assert!(matches!(window.input(), Some(Input::Acknowledge)));
    }

    #[test]
    fn every_field_can_be_read() {
        let mut window = window();
        window.click("Посмотреть полностью");
        assert!(window.shows("Состав сертификата"));
        assert!(window.shows("112-233-445 95"));
        window.picture("09-details");
        window.click("Назад");
        assert!(window.shows("Ознакомьтесь с новым сертификатом"));
    }

    #[test]
    fn the_form_is_previewed_and_printed() {
        let mut window = window();
        window.click("Печать");
        assert!(matches!(window.order(), Some(Command::Printers)));
        window.hear(Notice::Printers(vec!["Kyocera".to_owned(), "PDF".to_owned()]));
        window.click("Больше");
        window.click("Напечатать");
        let order = window.order();
        assert!(
            matches!(&order, Some(Command::PrintForm { printer, copies: 2, .. }) if printer == "Kyocera"),
            "{order:?}"
        );
        window.hear(Notice::FormPrinted);
        window.picture("09-print");
        assert!(window.shows("Отправлено на принтер."));
    }
}

mod backup {
    use super::*;

    fn window(with_key: bool) -> Window {
        let placed = if with_key { PlaceId::Computer } else { fixture::rutoken().id };
        let question = Some(Question::Backup { with_key });
        let placed = Some((placed, with_key));
        let mut window = Window::at(View { placed, ..fixture::view(Step::Backup, question) });
        window.hear(Notice::Media(fixture::media()));
        window
    }

    #[test]
    fn a_copy_without_the_key_needs_no_password() {
        let mut window = window(false);
        window.looks_like("10-backup");
        window.click("Создать копию");
        let input = window.input();
        let drive = CopyPlace::Folder("/media/backup".into());
        assert!(matches!(input, Some(Input::Backup { password: None, place }) if place == drive));
    }

    #[test]
    fn while_the_copy_is_made_the_page_stays_true() {
        let mut window = window(true);
        let placed = Some((PlaceId::Computer, true));
        window.hear(Notice::View(Box::new(View { placed, ..fixture::view(Step::Backup, None) })));
        assert!(window.shows("В копию войдёт и сам ключ, защищённый паролем."));
    }

    #[test]
    fn a_copy_with_the_key_needs_the_same_long_password_twice() {
        let mut window = window(true);
        window.type_into("backup-password", "secret");
        window.type_into("backup-repeat", "secret");
        window.click("Создать копию");
        assert!(window.input().is_none());
        window.type_into("backup-password", "42");
        window.type_into("backup-repeat", "42");
        window.looks_like("10-backup-key");
        window.click("Создать копию");
        let input = window.input();
        assert!(matches!(input, Some(Input::Backup { password: Some(p), .. }) if p.reveal() == "secret42"));
    }

    #[test]
    fn it_can_be_skipped() {
        let mut window = window(false);
        window.click("Пропустить");
        assert!(window.input().is_none() && window.shows("Продолжить без копии?"));
        window.click("Вернуться");
        assert!(!window.shows("Продолжить без копии?"));
        window.click("Пропустить");
        window.click("Без копии");
        assert!(matches!(window.input(), Some(Input::SkipBackup)));
    }

    fn default_folder() -> CopyPlace {
        CopyPlace::Folder("/home/user/copies".into())
    }

    /// Rows 4.22 and 4.23.
    #[test]
    fn for_a_key_of_this_computer_something_outside_is_asked_for_and_cancelling_uses_the_default_folder() {
        let question = Some(Question::Backup { with_key: false });
        let placed = Some((PlaceId::Computer, false));
        let mut window = Window::at(View { placed, ..fixture::view(Step::Backup, question) });
        window.hear(Notice::Media(fixture::media().split_off(1)));
        window.looks_like("10-backup-missing");
        window.click("Повторить");
        assert!(matches!(window.order(), Some(Command::Media)));
        assert!(window.shows("«Отмена» — копия будет записана на этот компьютер, в папку /home/user/copies"));
        window.click("Отмена");
        assert!(matches!(window.input(), Some(Input::Backup { place, .. }) if place == default_folder()));
    }

    #[test]
    fn what_was_inserted_meanwhile_is_noticed_and_preselected() {
        let question = Some(Question::Backup { with_key: true });
        let placed = Some((PlaceId::Computer, true));
        let mut window = Window::at(View { placed, ..fixture::view(Step::Backup, question) });
        window.hear(Notice::Media(fixture::media().split_off(1)));
        assert!(window.shows("Вставьте носитель для копии"));
        let _ = window.app.update(Message::Tick);
        assert!(matches!(window.order(), Some(Command::Media)));
        let _ = window.app.update(Message::Tick);
        assert!(window.order().is_none(), "the last look has not answered yet");
        window.hear(Notice::Media(fixture::media()));
        assert!(!window.shows("Вставьте носитель для копии") && window.shows("Накопитель BACKUP (E:)"));
        let _ = window.app.update(Message::Tick);
        assert!(window.order().is_none(), "nothing is awaited any more");
    }

    #[test]
    fn a_drive_that_was_pulled_out_is_asked_for_and_the_password_is_not_typed_again() {
        let mut window = window(true);
        window.type_into("backup-password", "secret42");
        window.type_into("backup-repeat", "secret42");
        window.click("Создать копию");
        assert!(matches!(window.input(), Some(Input::Backup { .. })));
        let placed = Some((PlaceId::Computer, true));
        let question = Some(Question::Backup { with_key: true });
        let fault = Some(SupportCode::BackupMedium.into());
        let refused = View { placed, fault, ..fixture::view(Step::Backup, question) };
        window.hear(Notice::View(Box::new(refused)));
        assert!(window.shows("Вставьте носитель BACKUP (E:)"));
        while window.order().is_some() {}
        window.click("Повторить");
        let drive = CopyPlace::Folder("/media/backup".into());
        let input = window.input();
        assert!(
            matches!(&input, Some(Input::Backup { password: Some(p), place }) if p.reveal() == "secret42" && *place == drive),
            "{input:?}"
        );
    }

    #[test]
    fn a_chosen_drive_that_is_gone_is_asked_for_by_its_name() {
        let mut window = window(false);
        window.click("Накопитель BACKUP (E:)");
        window.hear(Notice::Media(fixture::media().split_off(1)));
        window.click("Создать копию");
        assert!(matches!(window.order(), Some(Command::Media)));
        assert!(window.shows("Вставьте носитель BACKUP (E:)"));
        window.click("Отмена");
        assert!(matches!(window.input(), Some(Input::Backup { place, .. }) if place == default_folder()));
    }

    #[test]
    fn another_token_takes_no_key_and_the_page_says_so() {
        let mut window = window(true);
        let mut media = fixture::media();
        let place = CopyPlace::on(&fixture::etoken().id).unwrap();
        let title = "JaCarta".to_owned();
        media.insert(1, Medium { title, place: place.clone(), free_bytes: None, external: true });
        // It may be somebody else's: without a drive it is the folder that is preselected.
        window.hear(Notice::Media(media.split_off(1)));
        assert!(
            !window.shows("Вставьте носитель для копии")
                && window.shows("В копию войдёт и сам ключ, защищённый паролем.")
        );
        media = fixture::media();
        media.insert(
            1,
            Medium { title: "JaCarta".to_owned(), place: place.clone(), free_bytes: None, external: true },
        );
        window.hear(Notice::Media(media));
        window.click("Носитель JaCarta");
        assert!(window.shows("На носитель попадут сертификат, цепочка и, если есть место, запрос и печатная форма. Закрытого ключа в копии не будет: он остаётся там, где создан."));
        window.looks_like("10-backup-token");
        window.click("Создать копию");
        let input = window.input();
        assert!(matches!(input, Some(Input::Backup { password: None, place: to }) if to == place));
        // Its PIN is asked for, and whoever does not know it goes back.
        let key = fixture::key_on(&fixture::etoken());
        let question = Some(Question::Pin { key, place: fixture::etoken() });
        let placed = Some((PlaceId::Computer, true));
        window.hear(Notice::View(Box::new(View { placed, ..fixture::view(Step::Backup, question) })));
        window.click("Выбрать другое место");
        assert!(matches!(window.input(), Some(Input::Back)));
    }
}

mod finish {
    use super::*;

    fn end() -> View {
        View {
            certificate: Some(fixture::new()),
            backup: Some((CopyPlace::Folder("/media/backup/copy".into()), false)),
            takeover: Some(Takeover::On(fixture::at(time::macros::datetime!(2026-11-27 0:00)))),
            ..fixture::view(Step::Finish, Some(Question::End))
        }
    }

    #[test]
    fn it_tells_from_when_the_new_certificate_is_used() {
        let mut window = Window::at(end());
        assert!(window.shows("Сертификат заменён"));
        window.looks_like("11-finish");
        window.click("Открыть копию");
        assert!(matches!(window.order(), Some(Command::Open(folder)) if folder == "/media/backup/copy"));
        window.click("Закрыть");
        assert!(matches!(window.order(), Some(Command::Leave)));
    }

    #[test]
    fn a_disagreement_names_the_page_of_the_ca_and_opens_it_again() {
        let mut window = Window::at(fixture::view(Step::Verify, Some(Question::End)));
        assert!(window.shows("Открыта страница удостоверяющего центра: https://ca.example/page. Прежний сертификат действует до 26.11.2026. Когда данные исправят, начните замену ещё раз."));
        window.click("Открыть страницу");
        assert!(matches!(window.order(), Some(Command::Open(page)) if page == "https://ca.example/page"));
    }

    #[test]
    fn a_revoked_certificate_is_told_with_what_to_do() {
        let fault = Some(SupportCode::CertRevoked.into());
        let window = Window::at(View { fault, ..fixture::view(Step::Identify, Some(Question::End)) });
        assert!(window.shows("Сертификат отозван") && !window.shows("Замена отменена"));
        assert!(window.shows("Подписать им запрос на новый сертификат нельзя. Чтобы получить новый сертификат, владельцу нужно лично прийти в удостоверяющий центр с паспортом."));
    }

    #[test]
    fn a_cancelled_replacement_is_called_so() {
        let window = Window::at(View { takeover: None, ..fixture::view(Step::Enroll, Some(Question::End)) });
        assert!(window.shows("Замена отменена"));
        assert!(!window.shows("Сертификат заменён"));
    }
}
