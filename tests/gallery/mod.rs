//! Pages that show every widget once, with texts of the design; used by the tests and for looking at.

use iced::widget::{column, row, space};
use iced::{Center, Element};
use renewal_master::gui::shell::{self, Rail, centred_page, page};
use renewal_master::gui::theme::{Tone, measures};
use renewal_master::gui::widgets::dialog::{self, Dialog};
use renewal_master::gui::widgets::marks::{self, Mark};
use renewal_master::gui::widgets::*;

/// What the pages send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Number(String),
    Pin(String),
    Remember(bool),
    Chose(usize),
    Opened(usize),
    Next,
    Back,
    Escaped,
}

const SNILS: Mask = Mask::new("000-000-000 00");

/// Every page by name.
pub fn pages() -> Vec<(&'static str, Element<'static, Said>)> {
    vec![
        ("notifications", notifications()),
        ("number", dialog::layer(number("112-233-445 95"), None)),
        ("table", table_page()),
        ("choice", choice(Some(0))),
        (
            "dialog",
            dialog::layer(
                shell::frame(
                    steps_at(3, false),
                    page("Двигайте мышью внутри поля")
                        .left(quiet("Отмена", Some(Said::Back)))
                        .right(primary("Далее", None)),
                    false,
                ),
                Some(pin("12345678")),
            ),
        ),
        ("running", running()),
        ("failed", failed()),
        ("acknowledge", acknowledge()),
        ("done", done()),
    ]
}

/// The first step: one number in a shape.
pub fn number(value: &str) -> Element<'static, Said> {
    let field = field("СНИЛС", value)
        .id("snils")
        .mask(SNILS)
        .large()
        .on_input(Said::Number)
        .on_submit(Some(Said::Next))
        .hint(if SNILS.is_complete(value) {
            Hint::Ok("Контрольная сумма верна".into())
        } else {
            Hint::None
        });
    let content = page("Введите СНИЛС владельца сертификата")
        .subtitle("Номер должен принадлежать человеку, на которого выдан сертификат. По нему программа найдёт действующий сертификат.")
        .push(field)
        .push(notice(Tone::Info, "Для отчётности в ФНС, СФР и Росстат и для ФСС нужны два отдельных сертификата. После этого замените и второй.").max_width(measures::MEASURE))
        .left(quiet("Отмена", Some(Said::Back)))
        .right(primary("Далее", SNILS.is_complete(value).then_some(Said::Next)));
    shell::frame(steps_at(0, false), content, false)
}

/// Cards of which one is chosen.
pub fn choice(chosen: Option<usize>) -> Element<'static, Said> {
    let card = |n: usize, title: &str| radio_card(title, chosen == Some(n), Some(Said::Chose(n)));
    let content = page("Куда записать новый ключ")
        .subtitle("Ключ создаётся прямо на носителе и не покидает его.")
        .push(
            card(0, "Рутокен ЭЦП 3.0")
                .badge(Tone::Info, "здесь лежит прежний ключ")
                .detail("№ 1047386621 · свободно 41 КБ · осталось попыток ввода PIN: 10"),
        )
        .push(
            card(1, "eToken 5110")
                .detail("№ 02a41f77 · свободно 18 КБ ·")
                .warning("осталась 1 попытка ввода PIN"),
        )
        .push(
            radio_card("Этот компьютер", false, None)
                .detail("Ключ нельзя будет перенести на носитель. Подписывать можно будет только здесь."),
        )
        .push(small("Вставьте носитель, и он появится в списке."))
        .left(quiet("Назад", Some(Said::Back)))
        .right(primary("Далее", chosen.map(|_| Said::Next)));
    dialog::layer(shell::frame(steps_at(2, false), content, true), None)
}

/// A field with a list under it, and a switch.
pub fn search(open: bool) -> Element<'static, Said> {
    let input = field("Субъект РФ", "моск").id("region").on_input(Said::Number).on_submit(Some(Said::Next));
    let list =
        picker(input, "regions", |by| if by > 0 { Said::Opened(1) } else { Said::Opened(0) }, Said::Chose);
    let entries = vec!["Московская область".to_owned(), "г. Москва".to_owned()];
    let list: Element<'static, Said> =
        if open { list.open(entries, 0, String::new()).into() } else { list.into() };
    let agreed = switch("Публичный договор", true, Some(Said::Remember(false)));
    let content =
        page("Куда подаём заявку").push(list).push(agreed).right(primary("Далее", Some(Said::Next)));
    dialog::layer(shell::frame(steps_at(2, false), content, false), None)
}

/// More cards than the window can show.
pub fn many_choices() -> Element<'static, Said> {
    let cards = (0..12).map(|n| radio_card(format!("Носитель {n}"), false, Some(Said::Chose(n))).into());
    let content = page("Куда записать новый ключ")
        .push(column(cards).spacing(measures::CARD_GAP))
        .right(primary("Далее", Some(Said::Next)));
    dialog::layer(shell::frame(steps_at(2, false), content, false), None)
}

/// The dialog that asks for a PIN.
pub fn pin(value: &str) -> Dialog<'static, Said> {
    Dialog {
        name: "pin",
        title: "PIN-код носителя".into(),
        subject: Some("Рутокен ЭЦП 3.0 № 1047386621".into()),
        body: vec![
            field("PIN-код", value)
                .id("pin")
                .secret()
                .on_input(Said::Pin)
                .on_submit(Some(Said::Next))
                .hint(Hint::Bad("PIN-код не подошёл. Осталось попыток: 9.".into()))
                .into(),
            check_box("Запомнить до закрытия программы", false, Some(Said::Remember)),
        ],
        buttons: vec![secondary("Отмена", Some(Said::Back)), primary("Продолжить", Some(Said::Next))],
        on_escape: Some(Said::Escaped),
    }
}

fn notifications() -> Element<'static, Said> {
    let titles =
        ["Уведомления", "Сертификаты", "Носители", "Заявки", "Согласование", "Диагностика", "Настройки"];
    let items = titles.into_iter().enumerate().map(|(n, title)| NavItem {
        title: title.into(),
        waiting: if n == 0 { 2 } else { 0 },
        selected: n == 0,
        on_press: Said::Opened(n),
    });
    let expiring = |name: &'static str, what: &'static str, tone, left: &'static str| {
        card(
            row![
                column![card_title(name), small(what)].width(iced::Fill),
                column![badge(tone, left), primary("Заменить", Some(Said::Next))]
                    .spacing(measures::GAP_S)
                    .align_x(iced::Right),
            ]
            .align_y(Center),
        )
    };
    let content = page("Уведомления")
        .aside(small("Проверено сегодня в 09:00 · 5 сертификатов на 2 носителях"))
        .push(expiring(
            "Иванова Мария Петровна",
            "Главный бухгалтер · ООО «Ромашка» · ИНН 7707083893",
            Tone::Bad,
            "Осталось 4 дня",
        ))
        .push(expiring(
            "Иванова Мария Петровна",
            "Отдельный сертификат для ФСС · ООО «Ромашка»",
            Tone::Warn,
            "Осталось 23 дня",
        ))
        .push(card(column![
            row![card_title("Петров Олег Иванович"), badge(Tone::Ok, "Новый сертификат получен")]
                .spacing(measures::GAP_M)
                .align_y(Center),
            small("Заработает 27.11.2026. До этого дня действует прежний."),
        ]))
        .left(small("Следующая проверка завтра в 09:00"))
        .right(secondary("Проверить сейчас", Some(Said::Next)));
    shell::frame(Rail::Nav(items.collect()), content, false)
}

fn table_page() -> Element<'static, Said> {
    let rows = table([26, 37, 37])
        .header(["Поле", "Сейчас", "В новом"])
        .row(["Фамилия, имя, отчество", "Иванова Мария Петровна", "Иванова Мария Петровна"])
        .row_if_changed(["Должность", "Бухгалтер", "Главный бухгалтер"], true)
        .row(["СНИЛС", "112-233-445 95", "112-233-445 95"])
        .row(["ИНН", "500100732259", "500100732259"])
        .row(["Организация", "ООО «Ромашка»", "ООО «Ромашка»"])
        .row(["ОГРН", "1027700132195", "1027700132195"])
        .row(["Действует", "до 26.11.2026", "с 22.11.2026 по 22.02.2028"]);
    let content = page("Проверьте данные нового сертификата")
        .subtitle("Слева то, что записано в действующем сертификате, справа то, что войдёт в новый.")
        .push(tight_card(rows))
        .push(notice(Tone::Warn, "Изменилось одно поле: должность."))
        .left(quiet("Назад", Some(Said::Back)))
        .right(secondary("Не согласен", Some(Said::Back)))
        .right(primary("Верны", Some(Said::Next)));
    shell::frame(steps_at(1, false), content, false)
}

fn running() -> Element<'static, Said> {
    let list = [
        Stage::new(StageMark::Done, "Проверка носителя и связи с удостоверяющим центром").time("1 с"),
        Stage::new(StageMark::Done, "Создание ключа на носителе")
            .detail("Рутокен ЭЦП 3.0 № 1047386621")
            .time("3 с"),
        Stage::new(StageMark::Warned, "Запрос отправлен").detail("Заявка № ФЗС-2026-0041127").time("2 с"),
        Stage::new(StageMark::Running, "Ждём выпуска сертификата")
            .detail("Следующая проверка через 12 с")
            .time("0:48"),
        Stage::new(StageMark::Pending, "Проверка полученного сертификата"),
    ];
    let content = page("Получаем новый сертификат")
        .subtitle("Обычно это занимает до 5 минут. Окно можно закрыть: заявка не потеряется.")
        .push(card(stages(list)))
        .push(progress_with_text(0.67, "Собрано 67 %", "172 из 256 бит · проверка качества: норма"))
        .left(quiet("Отозвать заявку", Some(Said::Back)))
        .right(secondary("Свернуть", Some(Said::Next)));
    shell::frame(steps_at(3, false), content, false)
}

fn failed() -> Element<'static, Said> {
    let list = [
        Stage::new(StageMark::Done, "Проверка носителя и связи с удостоверяющим центром").time("1 с"),
        Stage::new(StageMark::Done, "Создание ключа на носителе")
            .detail("Рутокен ЭЦП 3.0 № 1047386621")
            .time("3 с"),
        Stage::new(StageMark::Done, "Запрос отправлен").detail("Заявка № ФЗС-2026-0041127").time("2 с"),
        Stage::new(StageMark::Done, "Сертификат выпущен").time("4:10"),
        Stage::new(StageMark::Failed, "Запись сертификата на носитель")
            .detail("Носитель не найден в разъёме"),
    ];
    let content = page("Носитель отключён")
        .subtitle("Ключ уже создан и не потерян. Вставьте тот же носитель, и мастер продолжит с этого шага.")
        .push(card(stages(list)))
        .push(notice_with(
            Tone::Bad,
            "Код для службы поддержки: TOKEN-REMOVED-0x32",
            "Скопировать сведения",
            Said::Back,
        ))
        .left(quiet("Выйти и продолжить позже", Some(Said::Back)))
        .right(primary("Повторить", Some(Said::Next)));
    shell::frame(steps_at(3, true), content, false)
}

fn acknowledge() -> Element<'static, Said> {
    let rows = table([34, 66])
        .main_row(["Владелец", "Иванова Мария Петровна"])
        .row(["Организация", "ООО «Ромашка»"])
        .row(["Действует", "22.11.2026 – 22.02.2028"])
        .row(["Серийный номер", "01 D7 C4 0A 11 B2 4F 90 00 00 3A 11"]);
    let buttons =
        row![secondary("Посмотреть полностью", Some(Said::Next)), secondary("Печать", Some(Said::Next))];
    let content = page("Ознакомьтесь с новым сертификатом")
        .subtitle("Закон требует подтвердить, что вы знакомы с содержанием сертификата.")
        .push(card(column![Element::from(rows), buttons.spacing(measures::GAP_M)].spacing(measures::GAP_L)))
        .push(check_box("С информацией в сертификате ознакомлена", true, Some(Said::Remember)))
        .right(primary("Подписать и продолжить", Some(Said::Next)));
    shell::frame(steps_at(4, false), content, false)
}

fn done() -> Element<'static, Said> {
    let content = centred_page()
        .push(marks::mark(Mark::Done, measures::DONE_MARK))
        .push(title("Сертификат заменён"))
        .push(muted("Новый сертификат появится в настройках 27.11.2026. До этого дня подписывайте прежним: он действует до 26.11.2026 включительно.").center())
        .push(row![secondary("Печатная форма", Some(Said::Next)), secondary("Открыть копию", Some(Said::Next)), space()].spacing(measures::GAP_M))
        .right(primary("Закрыть", Some(Said::Next)));
    shell::frame(steps_at(7, false), content, false)
}

fn steps_at(at: usize, failed: bool) -> Rail<'static, Said> {
    let titles = [
        "СНИЛС",
        "Проверка данных",
        "Носитель ключа",
        "Получение",
        "Подтверждение",
        "Резервная копия",
        "Готово",
    ];
    let mark = |n: usize| match n.cmp(&at) {
        std::cmp::Ordering::Less => StepMark::Done,
        std::cmp::Ordering::Equal if failed => StepMark::Failed,
        std::cmp::Ordering::Equal => StepMark::Current,
        std::cmp::Ordering::Greater => StepMark::Ahead,
    };
    let steps = titles.into_iter().enumerate().map(|(n, title)| Step { title: title.into(), mark: mark(n) });
    Rail::Steps(
        steps.collect(),
        Some("Черновик сохранён 14:32. Окно можно закрыть: работа продолжится с этого места."),
    )
}
