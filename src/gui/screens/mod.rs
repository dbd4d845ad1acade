//! One file per screen, all of one shape: a struct with drafts only, `Message`, `update` → [`Action`], `view`.
//!
//! A screen never speaks to the worker and keeps no copy of the renewal: it is drawn from a [`Frame`] and says
//! by an [`Action`] what should happen.

pub mod accept;
pub mod approval_card;
pub mod approvals;
pub mod backup;
pub mod by_hand;
pub mod certificates;
pub mod cleanup;
pub mod code_word;
pub mod consents;
pub mod content;
pub mod details;
pub mod diagnostics;
pub mod drafts;
pub mod enroll;
pub mod finish;
pub mod form;
pub mod gather;
pub mod history;
pub mod home;
pub mod notifications;
pub mod office;
pub mod page;
pub mod pin;
pub mod place;
pub mod print;
pub mod queue;
pub mod receipt;
pub mod recovery;
pub mod refused;
pub mod review;
pub mod settings;
pub mod sign_in;
pub mod snils;
pub mod stopped;
pub mod tend;
pub mod tokens;
pub mod trouble;
pub mod unlock;
pub mod verify;
pub mod visit;
pub mod waiting;
pub mod wizard;
pub mod workplace;

pub use home::Home;
pub use page::Page;

use iced::Task;

use crate::domain::certificate::Certificate;
use crate::domain::key::{FoundCertificate, Place, PlaceId};
use crate::domain::moment::Moment;
use crate::ports::Medium;
use crate::renewal::{Input, View};
use crate::runtime::message::{Command, Document};

/// What a screen wants to happen.
#[derive(Debug)]
pub enum Action<Message> {
    /// Nothing.
    None,
    /// Something inside the window: focus, caret, clipboard.
    Run(Task<Message>),
    /// An input for the renewal.
    Ask(Input),
    /// An order that belongs to no renewal.
    Tell(Command),
    /// A page over this one, or the dialog of a PIN, until it is closed.
    Show(Sheet),
    /// Back to the panel; the journal keeps everything.
    Leave,
}

impl<Message: Send + 'static> Action<Message> {
    /// The same with the messages of the screen wrapped into those of its owner.
    pub fn map<Outer: Send + 'static>(
        self,
        wrap: impl Fn(Message) -> Outer + Send + Clone + 'static,
    ) -> Action<Outer> {
        match self {
            Self::None => Action::None,
            Self::Run(task) => Action::Run(task.map(wrap)),
            Self::Ask(input) => Action::Ask(input),
            Self::Tell(command) => Action::Tell(command),
            Self::Show(sheet) => Action::Show(sheet),
            Self::Leave => Action::Leave,
        }
    }
}

/// What any screen can ask for over itself.
#[derive(Debug)]
pub enum Sheet {
    /// «Состав сертификата».
    Details(Box<Certificate>),
    /// «Печатная форма».
    Print(Document),
    /// «Сменить PIN-код» or «Разблокировать»: a dialog over the page, until it is closed.
    Pin(pin::Kind, Box<Place>),
    /// «Проверка ключей».
    Recovery,
    /// «Старые ключи» of a place.
    CleanUp(PlaceId),
    /// «История замен».
    History,
}

/// What the screens of the wizard are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The renewal.
    pub view: &'a View,
    /// The time as of the last message or tick.
    pub now: Moment,
    /// An answer was given and the worker has not moved yet: no button may answer again.
    pub busy: bool,
    /// Where a copy can go, once looked for.
    pub media: Option<&'a [Medium]>,
    /// The other certificate of the same holder, if that one is due too.
    pub second: Option<&'a FoundCertificate>,
    /// Its place in the queue of «Заменить все».
    pub queue: Option<&'a queue::Place>,
}

impl Frame<'_> {
    /// The message of a button, unless an answer is under way.
    pub fn unless_busy<Message>(&self, message: Message) -> Option<Message> {
        (!self.busy).then_some(message)
    }
}
