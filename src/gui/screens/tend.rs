//! The PIN of the place that is tended: the same dialog for «Проверка ключей» and «Старые ключи».

use crate::domain::key::{Keeping, KeyRef, PlaceId};
use crate::domain::secret::{Keep, Pin};
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::page::map_dialog;
use crate::gui::screens::{Action, unlock};
use crate::gui::widgets::dialog::Dialog;
use crate::renewal::{Input, Question};
use crate::runtime::message::Panel;
use crate::tr;

/// A PIN that is asked for, or that was sent and has not come back.
#[derive(Debug)]
pub struct Tend {
    key: KeyRef,
    unlock: unlock::UnlockScreen,
    fault: Option<Fault>,
    sent: bool,
    /// No PIN is asked for yet: there may be no need of one.
    quiet: bool,
}

/// What follows from a message to the dialog.
#[derive(Debug)]
pub enum Step {
    /// Nothing yet.
    Stay,
    /// The user went back.
    Leave,
    /// The PIN was typed, or none is needed.
    Do(Option<(Pin, Keep)>),
}

impl Tend {
    /// Asks for the PIN of the place of a key. A container of this computer is tended without its password, a token whose
    /// PIN is kept without asking for it, as long as it fits.
    pub fn begin(key: KeyRef, panel: &Panel) -> (Self, Step) {
        let kept =
            |id: &PlaceId| panel.places.iter().any(|place| place.id == *id && place.keeping == Keeping::Kept);
        let quiet = key.place == PlaceId::Computer || kept(&key.place);
        let step = if quiet { Step::Do(None) } else { Step::Stay };
        (Self { key, unlock: unlock::UnlockScreen::new(), fault: None, sent: quiet, quiet }, step)
    }

    /// Takes a message of the dialog.
    pub fn update(&mut self, message: unlock::Message, panel: &Panel) -> Step {
        let Some(question) = self.question(panel).filter(|_| !self.sent) else { return Step::Stay };
        match self.unlock.update(message, &question) {
            Action::Ask(Input::Unlock(pin, keep)) => {
                self.sent = true;
                Step::Do(Some((pin, keep)))
            }
            Action::Leave => Step::Leave,
            _ => Step::Stay,
        }
    }

    /// The work failed. True when the PIN can be typed once more.
    pub fn failed(&mut self, fault: &Fault) -> bool {
        (self.sent, self.quiet) = (false, false);
        // That a PIN is missing is no fault to be told here: it is asked for.
        self.fault = Some(fault.clone()).filter(|fault| fault.code != SupportCode::ArgumentMissing);
        matches!(
            fault.code,
            SupportCode::PinWrong
                | SupportCode::PinLength
                | SupportCode::PinStale
                | SupportCode::ArgumentMissing
        )
    }

    /// Draws the dialog.
    pub fn dialog<'a, Message: Clone + 'a>(
        &'a self,
        panel: &Panel,
        wrap: impl Fn(unlock::Message) -> Message + Clone + 'a,
    ) -> Option<Dialog<'a, Message>> {
        let question = self.question(panel)?;
        let dialog = self.unlock.dialog(&question, self.fault.as_ref(), self.sent, tr!("app-cancel"))?;
        Some(map_dialog(dialog, wrap))
    }

    fn question(&self, panel: &Panel) -> Option<Question> {
        if self.quiet || self.key.place == PlaceId::Computer {
            return None;
        }
        let place = panel.places.iter().find(|place| place.id == self.key.place)?.clone();
        Some(Question::Pin { key: self.key.clone(), place })
    }
}
