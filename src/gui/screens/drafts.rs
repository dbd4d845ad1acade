//! «Черновики»: go on with a request that was begun elsewhere, or begin anew.

use crate::domain::form::Section;
use crate::domain::moment;
use crate::domain::portal::Draft;
use crate::gui::screens::trouble::{day_and_clock, fault_notice};
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{RadioCard, notice, primary, quiet, radio_card};
use crate::i18n;
use crate::renewal::{Input, Question};
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct DraftsScreen {
    /// The user's own choice; until then the latest draft is preselected.
    chosen: Option<Choice>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A draft by its identifier.
    GoOn(String),
    /// «Начать заново».
    Anew,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A card was pressed.
    Choose(Choice),
    /// «Продолжить».
    Next,
    /// «Выйти и продолжить позже».
    Later,
}

impl DraftsScreen {
    /// Nothing chosen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        match message {
            Message::Choose(choice) => {
                self.chosen = Some(choice);
                Action::None
            }
            Message::Next => Action::Ask(Input::TakeDraft(match self.selected(frame) {
                Choice::GoOn(draft) => Some(draft),
                Choice::Anew => None,
            })),
            Message::Later => Action::Leave,
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let selected = self.selected(frame);
        let cards = drafts(frame).iter().map(|draft| card(draft, &selected, frame));
        let anew =
            radio_card(tr!("drafts-anew"), selected == Choice::Anew, Some(Message::Choose(Choice::Anew)))
                .detail(tr!("drafts-anew-detail"));
        let warn = (selected == Choice::Anew)
            .then(|| notice(Tone::Warn, tr!("drafts-anew-note")).max_width(measures::MEASURE));
        let fault = frame.view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault));
        Page::new(tr!("drafts-title"))
            .lead(tr!("drafts-lead"))
            .extend(fault)
            .extend(cards)
            .push(anew)
            .extend(warn)
            .left(quiet(tr!("later"), Some(Message::Later)))
            .right(primary(tr!("app-continue"), frame.unless_busy(Message::Next)))
    }

    /// The chosen one if it is still kept, else the latest that is, else «Начать заново».
    fn selected(&self, frame: &Frame<'_>) -> Choice {
        let kept = |choice: &&Choice| match choice {
            Choice::Anew => true,
            Choice::GoOn(id) => {
                drafts(frame).iter().any(|draft| draft.draft == *id && draft.until > frame.now)
            }
        };
        let latest =
            || drafts(frame).iter().filter(|draft| draft.until > frame.now).max_by_key(|d| d.saved_at);
        self.chosen
            .as_ref()
            .filter(kept)
            .cloned()
            .unwrap_or_else(|| latest().map_or(Choice::Anew, |draft| Choice::GoOn(draft.draft.clone())))
    }
}

fn drafts<'a>(frame: &Frame<'a>) -> &'a [Draft] {
    match &frame.view.question {
        Some(Question::Drafts(drafts)) => drafts,
        _ => &[],
    }
}

fn card<'a>(draft: &'a Draft, selected: &Choice, frame: &Frame<'a>) -> RadioCard<Message> {
    let choice = Choice::GoOn(draft.draft.clone());
    let title = tr!("drafts-go-on", number = draft.number.as_str(), date = i18n::date(draft.saved_at));
    let chosen = *selected == choice;
    if draft.until <= frame.now {
        return radio_card(title, false, None).warning(tr!("drafts-over", date = i18n::date(draft.until)));
    }
    let filled: Vec<String> = Section::ALL
        .iter()
        .filter(|section| draft.dossier.section(**section).is_some())
        .map(|section| i18n::text(&format!("step-{}", section.id()), &[]))
        .collect();
    let days = moment::days_left(frame.now, draft.until);
    let until = tr!("drafts-until", date = i18n::date(draft.until), days = days);
    let saved = tr!("drafts-saved", when = day_and_clock(draft.saved_at, frame.now));
    let what =
        if filled.is_empty() { tr!("drafts-empty") } else { tr!("drafts-filled", what = filled.join(", ")) };
    radio_card(title, chosen, Some(Message::Choose(choice))).detail(format!("{saved} · {until}\n{what}"))
}
