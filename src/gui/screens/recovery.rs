//! «Проверка ключей»: what happened to keys and certificates, and one button each that repairs it.

use iced::Element;
use iced::widget::column;

use crate::domain::key::{KeyRef, PlaceId};
use crate::fault::Fault;
use crate::gui::screens::notifications::entry;
use crate::gui::screens::page::question;
use crate::gui::screens::tend::{Step, Tend};
use crate::gui::screens::trouble::{Trouble, fault_notice, remark};
use crate::gui::screens::{Action, Home, Page, Sheet, place, unlock};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{card, card_title, notice, secondary, small};
use crate::i18n;
use crate::renewal::recovery::{Finding, Kind, Repair};
use crate::runtime::message::{Command, Panel};
use crate::tr;

/// What the user is doing here.
#[derive(Debug, Default)]
pub struct RecoveryScreen {
    /// «Удалить этот ключ?» is asked.
    asked: Option<Box<Finding>>,
    /// The PIN is asked for, for this.
    tend: Option<(Box<Finding>, Tend)>,
    /// What came of the last repair: whether it was done.
    told: Option<Result<bool, Fault>>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// The button of a finding.
    Repair(Box<Finding>),
    /// «Удалить ключ» in the question.
    Sure,
    /// «Оставить».
    Keep,
    /// The dialog of the PIN.
    Unlock(unlock::Message),
    /// «Проверить сейчас».
    Check,
}

impl RecoveryScreen {
    /// Nothing begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, panel: &Panel) -> Action<Message> {
        match message {
            Message::Repair(finding) => return self.repair(finding, panel),
            Message::Sure => {
                if let Some(finding) = self.asked.take() {
                    return self.tend(finding, panel);
                }
            }
            Message::Keep => self.asked = None,
            Message::Unlock(message) => {
                let Some((finding, tend)) = &mut self.tend else { return Action::None };
                match tend.update(message, panel) {
                    Step::Stay => {}
                    Step::Leave => self.tend = None,
                    Step::Do(pin) => return Action::Tell(Command::Repair(finding.clone(), pin)),
                }
            }
            Message::Check => {
                self.told = None;
                return Action::Tell(Command::Scan);
            }
        }
        Action::None
    }

    fn repair(&mut self, finding: Box<Finding>, panel: &Panel) -> Action<Message> {
        self.told = None;
        match (finding.repair, &finding.renewal) {
            (Repair::Resume, Some(renewal)) => Action::Tell(Command::Resume(renewal.clone())),
            (Repair::Rewrite, _) => self.tend(finding, panel),
            (Repair::Remove, _) => {
                self.asked = Some(finding);
                Action::None
            }
            (Repair::Insert, _) => Action::Tell(Command::Scan),
            _ => Action::None,
        }
    }

    fn tend(&mut self, finding: Box<Finding>, panel: &Panel) -> Action<Message> {
        let (tend, step) = Tend::begin(finding.key.clone(), panel);
        self.tend = Some((finding.clone(), tend));
        match step {
            Step::Do(pin) => Action::Tell(Command::Repair(finding, pin)),
            _ => Action::None,
        }
    }

    /// What came of a repair.
    pub fn tended(&mut self, result: Result<usize, Fault>) {
        let again = |(_, tend): &mut (_, Tend)| result.as_ref().is_err_and(|fault| tend.failed(fault));
        if !self.tend.as_mut().is_some_and(again) {
            self.tend = None;
            self.told = Some(result.map(|count| count > 0));
        }
    }

    /// Draws the screen.
    pub fn page<'a>(&'a self, home: &Home<'a>) -> Page<'a, Message> {
        let findings = &home.remains.findings;
        let has_token = home.panel.places.iter().any(|place| place.id != PlaceId::Computer);
        let unseen = has_token || findings.iter().any(|finding| finding.unseen);
        let nothing = || {
            let text = column![card_title(tr!("recovery-empty")), small(tr!("recovery-empty-line"))];
            card(text.spacing(measures::GAP_XS))
        };
        Page::new(tr!("recovery-title"))
            .aside(home.checked())
            .lead(tr!("recovery-lead"))
            .extend(self.told.as_ref().map(told))
            .extend(home.fault.map(|fault| fault_notice(Tone::Warn, fault)))
            .extend(findings.iter().map(|finding| draw(finding, home)))
            .extend((findings.is_empty() && !home.busy).then(nothing))
            .extend(unseen.then(|| small(tr!("recovery-pin-note"))))
            .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
            .over(self.dialog(home.panel))
    }

    fn dialog<'a>(&'a self, panel: &Panel) -> Option<Dialog<'a, Message>> {
        if let Some((_, tend)) = &self.tend {
            return tend.dialog(panel, Message::Unlock);
        }
        let finding = self.asked.as_ref()?;
        let label = if finding.label.is_empty() { tr!("recovery-key") } else { finding.label.clone() };
        let text = if finding.kind == Kind::OtherComputer {
            tr!("recovery-ask-other", label = label)
        } else {
            tr!("recovery-ask", label = label)
        };
        let (yes, no) = ((tr!("cleanup-remove"), Some(Message::Sure)), (tr!("recovery-keep"), Message::Keep));
        Some(question("recovery-remove", tr!("recovery-ask-title"), text, yes, no))
    }
}

/// What came of the last work here, in a sentence.
fn told<'a>(result: &Result<bool, Fault>) -> Element<'a, Message> {
    match result {
        Ok(true) => notice(Tone::Ok, tr!("recovery-done")).into(),
        Ok(false) => notice(Tone::Warn, tr!("recovery-changed")).into(),
        Err(fault) => {
            let trouble = Trouble::new(fault);
            notice(Tone::Bad, trouble.notice()).into()
        }
    }
}

fn draw<'a>(finding: &Finding, home: &Home<'a>) -> Element<'a, Message> {
    let said = i18n::finding(finding);
    let holder = if finding.holder.is_empty() { &finding.label } else { &finding.holder };
    let place = place_of(&finding.key, home.panel);
    let text = column![
        card_title(said.what),
        small(said.means),
        small(tr!("recovery-where", holder = holder.as_str(), place = place)),
    ]
    .push(finding.unseen.then(|| remark(Tone::Warn, tr!("recovery-unsure"))));
    let press = home.unless_busy(Message::Repair(Box::new(finding.clone())));
    entry(text, None, said.button.map(|words| secondary(words, press)))
}

/// Title of the place of a key, also of one that is not connected.
fn place_of(key: &KeyRef, panel: &Panel) -> String {
    let seen = panel.places.iter().find(|place| place.id == key.place);
    match (seen, &key.place) {
        (Some(seen), _) => place::name(seen),
        (None, PlaceId::Token { label, .. }) => label.clone(),
        (None, PlaceId::Computer) => tr!("place-computer"),
    }
}

/// The card of the panel that leads here, when there is more to say than the cards of the renewals do.
pub fn teaser<'a, Outer: Clone + 'a>(home: &Home<'a>, open: Outer) -> Option<Element<'a, Outer>> {
    let news = home.remains.findings.iter().filter(|finding| finding.is_news()).count();
    let text = || {
        column![card_title(tr!("recovery-card", count = news)), remark(Tone::Warn, tr!("recovery-card-line")),]
    };
    (news > 0).then(|| entry(text(), None, Some(secondary(tr!("recovery-look"), Some(open)))))
}

/// Where [`teaser`] leads to.
pub fn sheet<Outer>() -> Action<Outer> {
    Action::Show(Sheet::Recovery)
}
