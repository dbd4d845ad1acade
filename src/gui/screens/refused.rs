//! A request that was refused: by whom, why, where to go, and what is kept when it is sent again.

use iced::widget::{Column, column, row};

use crate::domain::form::Section;
use crate::domain::refusal::{Refusal, Source};
use crate::gui::screens::page::question;
use crate::gui::screens::{Action, Frame, Page, Sheet};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{body, card, card_title, link, notice, primary, quiet, secondary, small};
use crate::i18n;
use crate::renewal::{Input, View};
use crate::runtime::message::{Command, Document};
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct RefusedScreen {
    /// «Отменить замену?» is asked.
    stopping: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Исправить и подать снова».
    Repair,
    /// «Открыть страницу центра».
    OpenPage,
    /// «Что взять с собой».
    Papers,
    /// «Выйти и продолжить позже».
    Later,
    /// «Отменить замену».
    AskStop,
    /// The question was answered by no.
    Stay,
    /// The question was answered by yes.
    Stop,
}

impl RefusedScreen {
    /// No question open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, view: &View) -> Action<Message> {
        self.stopping = matches!(message, Message::AskStop);
        match message {
            Message::Repair => Action::Ask(Input::Repair),
            Message::OpenPage => Action::Tell(Command::Open(view.profile.page.clone())),
            Message::Papers => Action::Show(Sheet::Print(Document::VisitList(Box::new(view.clone())))),
            Message::Later => Action::Leave,
            Message::Stop => Action::Ask(Input::Stop),
            Message::AskStop | Message::Stay => Action::None,
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let unknown =
            Refusal { source: Source::Other, reason: String::new(), sections: Vec::new(), new_key: false };
        let refusal = view.refusal.as_ref().unwrap_or(&unknown);
        let is_final = refusal.source.is_final();
        let lead = if view.old.is_some() { tr!("refused-lead") } else { tr!("refused-lead-first") };
        let reason =
            (!refusal.reason.is_empty()).then(|| tr!("fault-reason", reason = refusal.reason.as_str()));
        let main = match is_final {
            true => primary(tr!("refused-page"), Some(Message::OpenPage)),
            false => primary(tr!("refused-repair"), frame.unless_busy(Message::Repair)),
        };
        Page::new(i18n::refusal(refusal.source))
            .lead(lead)
            .extend(reason.map(|reason| notice(Tone::Bad, reason)))
            .push(card(what_to_do(refusal.source)))
            .push(notice(Tone::Info, kept(refusal, view)))
            .push(small(facts(view)))
            .left(quiet(tr!("later"), Some(Message::Later)))
            .right(secondary(
                tr!("stopped-give-up"),
                frame.unless_busy(Message::AskStop).filter(|_| view.can_stop),
            ))
            .right(main)
            .over((self.stopping && view.can_stop).then(|| give_up(view, Message::Stop, Message::Stay)))
    }
}

/// The number, for which whoever is called asks first, and that nothing is urgent.
fn facts(view: &View) -> String {
    let number = view.accepted.as_ref();
    let number =
        number.map(|accepted| format!("{}.", tr!("enroll-request", number = accepted.number.as_str())));
    let works = view.old.as_ref().map(|_| tr!("refused-old-works"));
    number.into_iter().chain(works).collect::<Vec<_>>().join(" ")
}

/// «Отменить замену?»: what is lost and what stays.
pub fn give_up<'a, Message: Clone + 'a>(view: &View, stop: Message, stay: Message) -> Dialog<'a, Message> {
    let works = view.old.as_ref().map(|_| tr!("refused-old-works"));
    let text = std::iter::once(tr!("refused-stop-text")).chain(works).collect::<Vec<_>>().join(" ");
    question(
        "stop",
        tr!("refused-stop-title"),
        text,
        (tr!("refused-stop-confirm"), Some(stop)),
        (tr!("enroll-stay"), stay),
    )
}

/// The ways out, and what helps on the way.
fn what_to_do<'a>(source: Source) -> Column<'a, Message> {
    let ways = i18n::ways_out(source).into_iter().map(|way| body(way).into());
    let papers = needs_papers(source).then(|| link(tr!("refused-papers"), Some(Message::Papers)));
    // For a final refusal the page is the main button.
    let page = (needs_papers(source) && !source.is_final())
        .then(|| link(tr!("refused-page"), Some(Message::OpenPage)));
    let help = papers.map(|papers| row![papers, page].spacing(measures::GAP_XL));
    column![card_title(tr!("refused-do")), Column::with_children(ways).spacing(measures::GAP_XS), help,]
        .spacing(measures::GAP_M)
}

/// Somebody may have to go somewhere with papers.
fn needs_papers(source: Source) -> bool {
    matches!(
        source,
        Source::Mvd | Source::Fns | Source::Sfr | Source::Egr | Source::Certificate | Source::Visit
    )
}

/// What must be corrected and what stays as it is: sections, and the key.
fn kept(refusal: &Refusal, view: &View) -> String {
    if refusal.source.is_final() {
        return tr!("refused-final");
    }
    let name = |section: &Section| i18n::text(&format!("step-{}", section.id()), &[]);
    let correct = match refusal.sections.as_slice() {
        [] => tr!("refused-nothing-named"),
        sections => {
            let names = sections.iter().map(name).collect::<Vec<_>>().join(", ");
            tr!("refused-correct", sections = names)
        }
    };
    let new_key = refusal.new_key || view.profile.new_key_after_refusal;
    let key = if new_key { tr!("refused-new-key") } else { tr!("refused-same-key") };
    format!("{correct} {key}")
}
