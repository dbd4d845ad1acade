//! «Подпись и отправка»: every value and every document that will be signed, then one signature over all of it.

use iced::widget::{Column, column, row, space};
use iced::{Center, Element, Fill};

use crate::domain::form::Section;
use crate::gui::screens::receipt::{Copy, Receipt};
use crate::gui::screens::trouble::{day_and_clock, fault_notice};
use crate::gui::screens::{Action, Frame, Page, place, verify};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{
    body, card, card_title, link, primary, progress_with_text, quiet, secondary, small, table, tight_card,
};
use crate::i18n;
use crate::renewal::{Input, Question, ToSign, View};
use crate::tr;

pub mod rows;

/// Signs of a digest that are enough to tell two documents apart at a glance.
const SHORT: usize = 16;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct ReviewScreen {
    /// «Подписать сведения электронной подписью?» is asked.
    asking: bool,
    /// Digests are shown in full.
    whole: bool,
    receipt: Receipt,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Подписать и отправить».
    Ask,
    /// «Да, подписать».
    Sign,
    /// The question was closed.
    Stay,
    /// «Изменить».
    Revise(Section),
    /// «Показать SHA-256 полностью», or shorten it again.
    Whole(bool),
    /// «Скопировать».
    Copy(Copy),
    /// «Назад».
    Back,
}

impl ReviewScreen {
    /// No question open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        self.asking = matches!(message, Message::Ask);
        match message {
            Message::Ask | Message::Stay => Action::None,
            Message::Sign => Action::Ask(Input::Sign),
            Message::Revise(section) => Action::Ask(Input::Revise(section)),
            Message::Whole(whole) => {
                self.whole = whole;
                Action::None
            }
            Message::Copy(copy) => self.receipt.update(copy),
            Message::Back => Action::Ask(Input::Back),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let asked = view.question == Some(Question::Review);
        let open = asked && !frame.busy;
        let fault = view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault));
        let receipt = self.receipt.view(view).map(|receipt| card(receipt.map(Message::Copy)));
        let until =
            view.forms.draft.as_ref().map(|draft| small(tr!("review-kept", date = i18n::date(draft.until))));
        let (title, lead) = match view.question {
            None => (tr!("review-sending"), tr!("review-sending-lead")),
            Some(_) if view.old.is_none() => (tr!("review-title-first"), tr!("review-lead-first")),
            Some(_) => (tr!("review-title"), tr!("review-lead")),
        };
        let send = if view.old.is_some() { tr!("review-sign") } else { tr!("review-send") };
        let page = Page::new(title)
            .lead(lead)
            .extend(fault)
            .extend(upload(view))
            .extend(receipt)
            .extend(until)
            .extend((!view.to_sign.is_empty()).then(|| self.documents(view)))
            .extend((!view.rows.is_empty()).then(|| subject(view)))
            .extend(view.profile.sections().map(|section| self.section(section, view, open)))
            .left(quiet(tr!("app-back"), open.then_some(Message::Back)))
            .right(primary(send, open.then_some(Message::Ask)));
        page.over((self.asking && asked).then(|| question(frame)))
    }

    fn section<'a>(&'a self, section: Section, view: &'a View, open: bool) -> Element<'a, Message> {
        let heading = i18n::text(&format!("step-{}", section.id()), &[]);
        let revise = link(tr!("review-revise"), open.then_some(Message::Revise(section)));
        let lines = rows::lines(section, view);
        let table = lines
            .into_iter()
            .fold(table([34, 66]), |table, line| table.row_if_changed([line.name, line.value], line.changed));
        column![
            row![card_title(heading), space::horizontal(), revise].align_y(Center),
            tight_card(Element::from(table)),
        ]
        .spacing(measures::GAP_S)
        .into()
    }

    fn documents<'a>(&'a self, view: &'a View) -> Element<'a, Message> {
        let documents = &view.to_sign;
        let count = documents.len();
        let title = match view.old.is_some() {
            true => tr!("review-documents", count = count),
            false => tr!("review-documents-first", count = count),
        };
        let label = if self.whole { tr!("review-digest-short") } else { tr!("review-digest-whole") };
        let lines = documents.iter().map(|document| self.document(document));
        column![
            row![card_title(title), space::horizontal(), link(label, Some(Message::Whole(!self.whole))),]
                .align_y(Center),
            card(Column::with_children(lines).spacing(measures::GAP_M)),
        ]
        .spacing(measures::GAP_S)
        .into()
    }

    fn document<'a>(&self, document: &'a ToSign) -> Element<'a, Message> {
        let name = i18n::text(&format!("to-sign-{}", document.id), &[]);
        let name = match document.name.as_str() {
            "" => name,
            file => format!("{name}: {file}"),
        };
        let digest = match (self.whole, document.digest.get(..SHORT)) {
            (false, Some(short)) => format!("SHA-256 {short}…"),
            _ => format!("SHA-256 {}", document.digest),
        };
        row![column![body(name), small(digest)].width(Fill), small(i18n::size(document.size))]
            .spacing(measures::GAP_M)
            .into()
    }
}

/// The new subject beside the current one, changed rows marked.
fn subject<'a>(view: &View) -> Element<'a, Message> {
    let table = verify::comparison(&view.rows);
    column![card_title(tr!("review-subject")), tight_card(Element::from(table))]
        .spacing(measures::GAP_S)
        .into()
}

/// The scan that is on its way.
fn upload<'a>(view: &'a View) -> Option<Element<'a, Message>> {
    let (scan, arrived) = view.uploading.as_ref()?;
    let permille = (arrived.min(&scan.size) * 1000).checked_div(scan.size).unwrap_or(1000);
    let share = f32::from(u16::try_from(permille).unwrap_or(1000)) / 1000.0;
    let name = tr!("review-uploading", name = scan.name.as_str());
    let amount = tr!("review-amount", arrived = i18n::size(*arrived), size = i18n::size(scan.size));
    Some(card(progress_with_text(share, name, amount)).into())
}

/// What is signed, by which certificate, and that it is sent then.
fn question<'a>(frame: &Frame<'a>) -> Dialog<'a, Message> {
    let view = frame.view;
    let documents = view.to_sign.len();
    let (title, ask, yes) = match &view.old {
        Some(_) => (tr!("review-ask-title"), tr!("review-ask", count = documents), tr!("review-yes")),
        None => {
            let ask = tr!("review-ask-first", count = documents);
            (tr!("review-ask-title-first"), ask, tr!("review-yes-first"))
        }
    };
    let mut content: Vec<Element<'a, Message>> = vec![body(ask).into()];
    match &view.old {
        Some(old) => {
            let until = view.old_until.unwrap_or(old.usable_until());
            let until = tr!("review-until", when = day_and_clock(until, frame.now));
            let key = view.old_key.as_ref();
            let place = key.and_then(|key| view.places.iter().find(|place| place.id == key.place));
            let place = place.map(place::name).unwrap_or_default();
            let lines = column![
                card_title(old.subject().full_name()),
                small(tr!("review-serial", serial = old.serial_hex())),
                small(until),
            ]
            .push((!place.is_empty()).then(|| small(place)));
            content.push(tight_card(iced::widget::container(lines).padding(measures::GAP_M)).into());
        }
        None => content.push(small(tr!("review-first")).into()),
    }
    Dialog {
        name: "sign",
        title,
        subject: None,
        body: content,
        buttons: vec![
            secondary(tr!("review-no"), Some(Message::Stay)),
            primary(yes, frame.unless_busy(Message::Sign)),
        ],
        on_escape: Some(Message::Stay),
    }
}
