//! A request that was refused: by whom, why, where to go, and what is kept when it is sent again.

use iced::widget::{Column, column};

use crate::domain::form::Section;
use crate::domain::refusal::{Refusal, Source};
use crate::gui::screens::page::question;
use crate::gui::screens::{Action, Frame, Page, Sheet};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{body, card, card_title, notice, primary, quiet, secondary, small};
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
    /// «Открыть страницу».
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
        let other =
            Refusal { source: Source::Other, reason: String::new(), sections: Vec::new(), new_key: false };
        let refusal = view.refusal.as_ref().unwrap_or(&other);
        let source = refusal.source.id();
        let ways = i18n::text(&format!("refusal-do-{source}"), &[]);
        let ways = Column::with_children(ways.lines().map(|way| body(way.to_owned()).into()));
        let reason =
            (!refusal.reason.is_empty()).then(|| tr!("fault-reason", reason = refusal.reason.as_str()));
        let mut page = Page::new(i18n::text(&format!("refusal-{source}"), &[]))
            .lead(tr!("refused-lead"))
            .extend(reason.map(|reason| notice(Tone::Bad, reason)))
            .push(card(
                column![card_title(tr!("refused-do")), ways.spacing(measures::GAP_XS)]
                    .spacing(measures::GAP_S),
            ))
            .push(notice(Tone::Info, kept(refusal, view)))
            .left(quiet(tr!("later"), Some(Message::Later)));
        if needs_visit(refusal.source) {
            page = page.right(secondary(tr!("refused-papers"), Some(Message::Papers)));
        }
        page = page.right(secondary(tr!("stopped-give-up"), frame.unless_busy(Message::AskStop)));
        let main = match refusal.source.is_final() {
            true => primary(tr!("refused-page"), Some(Message::OpenPage)),
            false => primary(tr!("refused-repair"), frame.unless_busy(Message::Repair)),
        };
        page.push(small(tr!("refused-old-works"))).right(main).over(self.stopping.then(|| {
            question(
                "stop",
                tr!("refused-stop-title"),
                tr!("refused-stop-text"),
                (tr!("refused-stop-confirm"), Some(Message::Stop)),
                (tr!("enroll-stay"), Message::Stay),
            )
        }))
    }
}

/// Somebody has to go somewhere with papers.
fn needs_visit(source: Source) -> bool {
    matches!(source, Source::Egr | Source::Visit | Source::Mvd | Source::Certificate)
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
