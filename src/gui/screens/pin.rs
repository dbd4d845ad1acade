//! «Сменить PIN-код» and «Разблокировать»: a dialog over whatever page asked for it.

use iced::Element;
use iced::widget::{column, row};

use crate::domain::key::{Keeping, PinState, Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::pin::typing::CapsLock;
use crate::gui::screens::trouble::{Trouble, remark};
use crate::gui::screens::{Action, place};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{
    Field, Hint, SecretDraft, body, check_box, field, notice, primary, secondary, small,
};
use crate::runtime::message::Command;
use crate::runtime::pins::{PinAnswer, PinOrder};
use crate::tr;

mod hints;
pub mod typing;

use hints::{belongs_to, of_one_pin};

/// Names of the fields, for focus: the PIN that opens, the new one, its repetition.
pub const FIELDS: [&str; 3] = ["pin-old", "pin-new", "pin-new-repeat"];

/// What is done with the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A new PIN by the old one.
    Change,
    /// A new PIN by that of the administrator: for a locked one, or where none was ever set.
    Unlock,
}

/// A field of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The PIN that opens: the old one, or that of the administrator.
    First,
    /// The new one.
    New,
    /// The new one again.
    Repeat,
}

/// Where the dialog stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Typing,
    /// The token is at it; it cannot be called back.
    Working,
    Done,
}

/// The dialog with its drafts; wiped when they go out of scope.
#[derive(Debug)]
pub struct PinScreen {
    kind: Kind,
    place: Place,
    training: bool,
    drafts: [SecretDraft; 3],
    stage: Stage,
    /// The last answer, and the field it belongs to. Gone when that field is typed into.
    fault: Option<(Option<At>, Fault)>,
    /// What went wrong beside a change that was made.
    remark: Option<Fault>,
    /// The warning was read.
    certain: bool,
    /// «Сменить» was pressed too early: what is missing is told.
    pressed: bool,
    caps: CapsLock,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A field was typed into.
    Typed(At, SecretDraft),
    /// «Понимаю».
    Certain(bool),
    /// The main button or Enter.
    Submit,
    /// «Разблокировать», when the PIN was locked meanwhile.
    Unlock,
    /// «Отмена», «Готово» or Esc.
    Close,
}

/// What helps against a fault, where this program can: the dialog, and the only place that is meant.
pub fn remedy<'a>(fault: &Fault, places: &'a [Place]) -> Option<(Kind, &'a Place)> {
    let kind = match fault.code {
        SupportCode::PinExpired => Kind::Change,
        SupportCode::PinLocked | SupportCode::PinNotSet => Kind::Unlock,
        _ => return None,
    };
    let named = fault.fact("token")?;
    let mut meant = places.iter().filter(|place| match &place.id {
        PlaceId::Token { label, .. } => label == named || place.title == named,
        PlaceId::Computer => false,
    });
    // Of two tokens with one name the wrong one must not be touched.
    let place = meant.next()?;
    meant.next().is_none().then_some((kind, place))
}

/// What is offered for a place; nothing for one that takes no new PIN.
pub fn offer(place: &Place) -> Option<Kind> {
    let by_admin = place.id != PlaceId::Computer && matches!(place.pin, PinState::Locked | PinState::NotSet);
    place.writable.then_some(if by_admin { Kind::Unlock } else { Kind::Change })
}

/// How the button of an offer is called.
pub fn name(kind: Kind, place: &Place) -> String {
    match (kind, place.pin) {
        _ if place.id == PlaceId::Computer => tr!("pin-change-password"),
        (Kind::Change, _) => tr!("pin-change"),
        (Kind::Unlock, PinState::NotSet) => tr!("pin-set"),
        (Kind::Unlock, _) => tr!("pin-unlock"),
    }
}

impl PinScreen {
    /// Empty fields. In a training the PIN of the administrator is told.
    pub fn new(kind: Kind, place: Place, training: bool) -> Self {
        Self {
            kind,
            place,
            training,
            drafts: Default::default(),
            stage: Stage::Typing,
            fault: None,
            remark: None,
            certain: false,
            pressed: false,
            caps: None,
        }
    }

    /// Takes a message. [`Action::Leave`] closes the dialog.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Typed(at, draft) => {
                self.drafts[at as usize] = draft;
                let its_own = |told: &Option<At>| told.is_none_or(|told| of_one_pin(told, at));
                self.fault.take_if(|(told, _)| its_own(told));
                Action::None
            }
            Message::Certain(certain) => {
                self.certain = certain;
                Action::None
            }
            Message::Submit if self.stage != Stage::Typing => Action::None,
            Message::Submit if self.is_ready() => {
                (self.stage, self.pressed, self.fault) = (Stage::Working, false, None);
                Action::Tell(Command::Pin(self.order()))
            }
            Message::Submit => {
                self.pressed = true;
                self.missing().map_or(Action::None, focus)
            }
            Message::Unlock => {
                *self = Self::new(Kind::Unlock, self.place.clone(), self.training);
                self.focus()
            }
            Message::Close if self.stage == Stage::Working => Action::None,
            Message::Close => Action::Leave,
        }
    }

    /// Takes what has come of the order. Only what was refused has to be typed again.
    pub fn answered(&mut self, answer: PinAnswer) -> Action<Message> {
        if answer.place != self.place.id || self.stage != Stage::Working {
            return Action::None;
        }
        if let Some(seen) = answer.seen {
            self.place = seen;
        }
        self.remark = answer.remark;
        let Err(fault) = answer.done else {
            self.drafts = Default::default();
            self.stage = Stage::Done;
            return Action::None;
        };
        (self.stage, self.certain) = (Stage::Typing, false);
        let at = belongs_to(&fault);
        match at {
            Some(At::First) => self.drafts[0] = SecretDraft::default(),
            Some(_) => self.drafts[1..].fill(SecretDraft::default()),
            None => {}
        }
        self.fault = Some((at, fault));
        focus(at.unwrap_or(At::First))
    }

    /// A key has told how Caps Lock stands.
    pub fn caps_lock(&mut self, on: bool) {
        self.caps = Some(on);
    }

    /// The focus in the first field that waits.
    pub fn focus(&self) -> Action<Message> {
        match self.stage {
            Stage::Typing => focus(self.missing().unwrap_or(At::First)),
            Stage::Working | Stage::Done => {
                Action::Run(iced::widget::operation::focus(crate::gui::widgets::MAIN))
            }
        }
    }

    /// Draws the dialog.
    pub fn view(&self) -> Dialog<'_, Message> {
        let subject = Some(place::name(&self.place));
        let close = |title| secondary(title, Some(Message::Close));
        if self.stage == Stage::Done {
            return Dialog {
                name: "pin-done",
                title: if self.is_computer() { tr!("pin-done-password") } else { tr!("pin-done") },
                subject,
                body: std::iter::once(
                    body(if self.place.keeping == Keeping::Kept {
                        tr!("pin-done-kept")
                    } else {
                        tr!("pin-done-text")
                    })
                    .into(),
                )
                .chain(self.remark.as_ref().map(|fault| told(fault, Tone::Warn)))
                .collect(),
                buttons: vec![primary(tr!("pin-ready"), Some(Message::Close))],
                on_escape: Some(Message::Close),
            };
        }
        if let Some((sentence, next)) = self.dead_end() {
            let next = next.map(|title| primary(title, Some(Message::Unlock)));
            return Dialog {
                name: "pin-locked",
                title: self.title(),
                subject,
                body: vec![notice(Tone::Bad, sentence).into()],
                buttons: std::iter::once(close(tr!("app-close"))).chain(next).collect(),
                on_escape: Some(Message::Close),
            };
        }
        let waits = self.stage == Stage::Typing;
        let submit = (waits && self.is_ready()).then_some(Message::Submit);
        let main = match (self.kind, self.place.pin) {
            _ if !waits => tr!("working"),
            (Kind::Change, _) => tr!("pin-change-now"),
            (Kind::Unlock, PinState::NotSet) => tr!("pin-set-now"),
            (Kind::Unlock, _) => tr!("pin-unlock"),
        };
        Dialog {
            name: if self.kind == Kind::Change { "pin-change" } else { "pin-unlock" },
            title: self.title(),
            subject,
            body: self.body(),
            buttons: vec![
                secondary(tr!("app-cancel"), waits.then_some(Message::Close)),
                primary(main, submit),
            ],
            on_escape: waits.then_some(Message::Close),
        }
    }

    fn body(&self) -> Vec<Element<'_, Message>> {
        let mut parts: Vec<Element<'_, Message>> = Vec::new();
        let certain = match self.kind {
            Kind::Change => tr!("unlock-final-confirm"),
            Kind::Unlock => tr!("pin-admin-confirm"),
        };
        match self.kind {
            Kind::Unlock => parts.push(notice(Tone::Warn, tr!("pin-admin-warning")).into()),
            Kind::Change if self.is_computer() => parts.push(small(tr!("pin-password-lead")).into()),
            Kind::Change => {}
        }
        if self.place.protected_path {
            let text =
                if self.kind == Kind::Change { tr!("pin-reader-change") } else { tr!("pin-reader-unlock") };
            parts.push(body(text).into());
        } else {
            parts.push(self.field(At::First).hint(self.hint(At::First)).into());
            parts.push(self.new_twice());
        }
        match (self.kind, self.place.pin) {
            (Kind::Change, PinState::CountLow) if self.fault.is_none() => {
                parts.push(remark(Tone::Warn, typing::tries_left(&self.place)).into());
            }
            (Kind::Change, PinState::FinalTry) => parts.push(remark(Tone::Bad, tr!("unlock-final")).into()),
            _ => {}
        }
        if let Some((None, fault)) = &self.fault {
            parts.push(told(fault, Tone::Bad));
        }
        if self.needs_tick() {
            parts.push(check_box(certain, self.certain, Some(Message::Certain as fn(bool) -> _)));
        }
        parts
    }

    /// Both fields of the new PIN, and one line for what is told of either: the dialog fits the smallest window.
    fn new_twice(&self) -> Element<'_, Message> {
        let (new, repeat) = (self.hint(At::New), self.hint(At::Repeat));
        let is_bad = |hint: &Hint| matches!(hint, Hint::Bad(_));
        let fields = row![
            self.field(At::New).bad(is_bad(&new)),
            self.field(At::Repeat).bad(is_bad(&repeat) && !is_bad(&new)),
        ];
        let told = if is_bad(&repeat) && !is_bad(&new) { repeat } else { new };
        column![fields.spacing(measures::GAP_L)].push(told.draw()).spacing(measures::GAP_S).into()
    }

    fn field(&self, at: At) -> Field<'_, Message> {
        let label = match (at, self.kind) {
            _ if self.is_computer() => match at {
                At::First => tr!("pin-old-password"),
                At::New => tr!("pin-new-password"),
                At::Repeat => tr!("pin-new-password-repeat"),
            },
            (At::First, Kind::Change) => tr!("pin-old"),
            (At::First, Kind::Unlock) => tr!("pin-admin"),
            (At::New, _) => tr!("pin-new"),
            (At::Repeat, _) => tr!("pin-new-repeat"),
        };
        let field = field(label, self.drafts[at as usize].reveal())
            .id(FIELDS[at as usize])
            .secret()
            .on_submit((self.stage == Stage::Typing).then_some(Message::Submit));
        match self.stage {
            Stage::Typing => field.on_input(move |text| Message::Typed(at, SecretDraft::new(text))),
            _ => field,
        }
    }

    fn title(&self) -> String {
        match (self.kind, self.place.pin) {
            (Kind::Unlock, pin) if pin != PinState::NotSet => tr!("pin-unlock-title"),
            (kind, _) => name(kind, &self.place),
        }
    }

    fn order(&self) -> PinOrder {
        // Copies: what was not refused stays in its field.
        let copy = |at: At| Pin::new(self.drafts[at as usize].reveal().to_owned());
        let (place, new) = (self.place.id.clone(), copy(At::New));
        match self.kind {
            Kind::Change => PinOrder::Change { place, old: copy(At::First), new },
            Kind::Unlock => PinOrder::Unlock { place, admin: copy(At::First), new },
        }
    }

    fn is_ready(&self) -> bool {
        (self.place.protected_path || self.missing().is_none()) && (self.certain || !self.needs_tick())
    }

    /// The first field that cannot be right as it is.
    fn missing(&self) -> Option<At> {
        let (shortest, longest) = self.place.pin_length;
        let [first, new, repeat] = self.drafts.each_ref().map(SecretDraft::reveal);
        let fits =
            |secret: &str, least: usize| secret.len() >= least && (longest == 0 || secret.len() <= longest);
        // The rules may have become stricter since the old one was set.
        let least = usize::from(!self.may_be_empty());
        if !fits(first, least) {
            Some(At::First)
        } else if !fits(new, shortest.max(least)) || self.is_same() {
            Some(At::New)
        } else if new != repeat {
            Some(At::Repeat)
        } else {
            None
        }
    }

    fn is_same(&self) -> bool {
        self.kind == Kind::Change && !self.drafts[1].is_empty() && self.drafts[0] == self.drafts[1]
    }

    /// The last try of the user, and every try of the administrator.
    fn needs_tick(&self) -> bool {
        self.kind == Kind::Unlock || self.place.pin == PinState::FinalTry
    }

    /// A container may have no password.
    fn may_be_empty(&self) -> bool {
        self.is_computer()
    }

    fn is_computer(&self) -> bool {
        self.place.id == PlaceId::Computer
    }
}

fn told<'a>(fault: &Fault, tone: Tone) -> Element<'a, Message> {
    let trouble = Trouble::new(fault);
    notice(tone, trouble.notice()).into()
}

fn focus(at: At) -> Action<Message> {
    Action::Run(iced::widget::operation::focus(FIELDS[at as usize]))
}
