//! «Старые ключи»: choose, see what goes and why it is safe, confirm. Two steps, the PIN, and nothing by itself.

use iced::Element;
use iced::widget::{column, row};

use crate::domain::certificate::Certificate;
use crate::domain::key::{KeyRef, PlaceId};
use crate::fault::Fault;
use crate::gui::screens::notifications::entry;
use crate::gui::screens::tend::{Step, Tend};
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Home, Page, place, unlock};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{badge, body, card, card_title, check_box, notice, primary, quiet, small, toggle};
use crate::i18n;
use crate::renewal::cleanup::{OldPair, Proof, Verdict};
use crate::runtime::message::{Command, Panel};
use crate::runtime::recovery::Remains;
use crate::tr;

/// Drafts of the screen.
#[derive(Debug)]
pub struct CleanUpScreen {
    place: PlaceId,
    chosen: Vec<KeyRef>,
    /// The second step: what goes and why.
    checking: bool,
    /// The warning was read.
    understood: bool,
    tend: Option<Tend>,
    told: Option<Result<usize, Fault>>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// The box of a pair.
    Choose(KeyRef),
    /// «Далее».
    Next,
    /// «Назад» of the second step.
    Back,
    /// «Понимаю».
    Understood(bool),
    /// «Удалить».
    Remove,
    /// The dialog of the PIN.
    Unlock(unlock::Message),
}

impl CleanUpScreen {
    /// Of a place, nothing chosen.
    pub fn new(place: PlaceId) -> Self {
        Self { place, chosen: Vec::new(), checking: false, understood: false, tend: None, told: None }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, panel: &Panel, remains: &Remains) -> Action<Message> {
        match message {
            Message::Choose(key) => match self.chosen.iter().position(|chosen| *chosen == key) {
                Some(at) => drop(self.chosen.remove(at)),
                None => self.chosen.push(key),
            },
            Message::Next => {
                self.told = None;
                self.checking = !self.going(remains).is_empty();
            }
            Message::Back => (self.checking, self.understood) = (false, false),
            Message::Understood(understood) => self.understood = understood,
            Message::Remove => {
                let keys: Vec<KeyRef> =
                    self.going(remains).iter().map(|(pair, _)| pair.key.clone()).collect();
                let Some(first) = keys.first().filter(|_| self.understood) else { return Action::None };
                let (tend, step) = Tend::begin(first.clone(), panel);
                self.tend = Some(tend);
                if let Step::Do(pin) = step {
                    return Action::Tell(Command::CleanUp(keys, pin));
                }
            }
            Message::Unlock(message) => {
                let keys = self.going(remains).iter().map(|(pair, _)| pair.key.clone()).collect();
                let Some(tend) = &mut self.tend else { return Action::None };
                match tend.update(message, panel) {
                    Step::Stay => {}
                    Step::Leave => self.tend = None,
                    Step::Do(pin) => return Action::Tell(Command::CleanUp(keys, pin)),
                }
            }
        }
        Action::None
    }

    /// What came of the removal.
    pub fn tended(&mut self, result: Result<usize, Fault>) {
        let again = |tend: &mut Tend| result.as_ref().is_err_and(|fault| tend.failed(fault));
        if !self.tend.as_mut().is_some_and(again) {
            *self = Self { told: Some(result), ..Self::new(self.place.clone()) };
        }
    }

    /// The second step has a way back of its own.
    pub fn has_way_back(&self) -> bool {
        self.checking
    }

    /// The chosen pairs that may go, as last looked at.
    fn going<'a>(&self, remains: &'a Remains) -> Vec<(&'a OldPair, &'a Proof)> {
        let chosen = remains.old_pairs.iter().filter(|pair| self.chosen.contains(&pair.key));
        chosen.filter_map(|pair| Some((pair, pair.proof()?))).collect()
    }

    /// Draws the screen.
    pub fn page<'a>(&'a self, home: &Home<'a>) -> Page<'a, Message> {
        let page = if self.checking { self.check(home) } else { self.choose(home) };
        page.over(self.tend.as_ref().and_then(|tend| tend.dialog(home.panel, Message::Unlock)))
    }

    fn choose<'a>(&'a self, home: &Home<'a>) -> Page<'a, Message> {
        let pairs = || home.remains.old_pairs.iter().filter(|pair| pair.key.place == self.place);
        let here = home.panel.places.iter().find(|place| place.id == self.place);
        let title = here.map(place::name).unwrap_or_default();
        let nothing = || {
            let text = column![card_title(tr!("cleanup-empty")), small(tr!("cleanup-empty-line"))];
            card(text.spacing(measures::GAP_XS))
        };
        let next = home.unless_busy(Message::Next).filter(|_| !self.going(home.remains).is_empty());
        Page::new(tr!("cleanup-title"))
            .lead(tr!("cleanup-lead", place = title))
            .extend(self.told.as_ref().map(told))
            .extend(pairs().map(|pair| self.draw(pair)))
            .extend((pairs().count() == 0 && !home.busy).then(nothing))
            .right(primary(tr!("cleanup-next"), next))
    }

    fn draw<'a>(&self, pair: &OldPair) -> Element<'a, Message> {
        let holder = pair.certificate.subject().full_name();
        let ended = tr!("cleanup-ended", date = i18n::date(pair.ended), serial = short(&pair.certificate));
        match &pair.verdict {
            Verdict::Safe(proof) => {
                let chosen = self.chosen.contains(&pair.key);
                let by = tr!("cleanup-replaced", date = i18n::date(proof.by.usable_until()));
                let title = toggle(holder, chosen, Some(Message::Choose(pair.key.clone())));
                let text = column![Element::from(title), small(format!("{ended} · {by}"))];
                card(text.spacing(measures::GAP_XS)).into()
            }
            Verdict::Kept(reason) => {
                let text = column![card_title(holder), small(ended), small(i18n::kept(reason))];
                entry(text, Some(badge(Tone::Info, tr!("cleanup-kept-badge"))), None)
            }
        }
    }

    fn check<'a>(&'a self, home: &Home<'a>) -> Page<'a, Message> {
        let going = self.going(home.remains);
        let unseen = going.iter().any(|(_, proof)| !proof.seen);
        let understood =
            check_box(tr!("cleanup-understood"), self.understood, Some(Message::Understood as fn(bool) -> _));
        let ready = self.understood && !going.is_empty();
        let remove = home.unless_busy(Message::Remove).filter(|_| ready);
        Page::new(tr!("cleanup-check-title"))
            .extend(going.into_iter().map(|(pair, proof)| reasons(pair, proof)))
            .extend(unseen.then(|| small(tr!("cleanup-why-unseen"))))
            .push(notice(Tone::Warn, tr!("cleanup-warning")))
            .push(row![understood])
            .left(quiet(tr!("app-back"), home.unless_busy(Message::Back)))
            .right(primary(tr!("cleanup-remove"), remove))
    }
}

/// What goes, and why it is safe.
fn reasons<'a>(pair: &OldPair, proof: &Proof) -> Element<'a, Message> {
    let holder = pair.certificate.subject().full_name();
    let what = tr!("cleanup-what", serial = short(&pair.certificate), holder = holder);
    let why = tr!(
        "cleanup-why",
        date = i18n::date(pair.ended),
        by = short(&proof.by),
        until = i18n::date(proof.by.usable_until())
    );
    card(column![body(what), small(why)].spacing(measures::GAP_XS)).into()
}

/// The end of a long serial number: people compare that.
fn short(certificate: &Certificate) -> String {
    let serial = certificate.serial_hex();
    match serial.char_indices().rev().nth(7) {
        Some((at, _)) if at > 0 => format!("…{}", &serial[at..]),
        _ => serial,
    }
}

fn told<'a>(result: &Result<usize, Fault>) -> Element<'a, Message> {
    match result {
        Ok(_) => notice(Tone::Ok, tr!("cleanup-done")).into(),
        Err(fault) => {
            let trouble = Trouble::new(fault);
            notice(Tone::Bad, trouble.notice()).into()
        }
    }
}

/// Places that have something to show here.
pub fn has_old(place: &PlaceId, remains: &Remains) -> bool {
    remains.old_pairs.iter().any(|pair| pair.key.place == *place)
}
