//! «Проверка рабочего места»: a line per check with cause and fix, before anything is begun.

use std::path::{Path, PathBuf};

use crate::domain::workplace::{Check, Checked};
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::Tone;
use crate::gui::widgets::{
    self, Stage, StageMark, card, link, notice, notice_with, primary, quiet, secondary,
};
use crate::i18n;
use crate::renewal::{Input, Question};
use crate::runtime::message::Command;
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct WorkplaceScreen {
    /// Where the report was written.
    report: Option<PathBuf>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Продолжить».
    Proceed,
    /// «Проверить снова».
    Again,
    /// «Сохранить отчёт для администратора».
    Save,
    /// «Открыть отчёт».
    Open,
    /// «Отмена».
    Cancel,
}

impl WorkplaceScreen {
    /// No report written.
    pub fn new() -> Self {
        Self::default()
    }

    /// The report was written.
    pub fn saved(&mut self, path: PathBuf) {
        self.report = Some(path);
    }

    /// Takes a message. The report goes into `folder`.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>, folder: &Path) -> Action<Message> {
        match message {
            Message::Proceed => Action::Ask(Input::Proceed),
            Message::Again => {
                self.report = None;
                Action::Ask(Input::Recheck)
            }
            Message::Save => {
                let path = folder.join(tr!("report-file", date = i18n::date(frame.now)));
                Action::Tell(Command::SaveReport(frame.view.checks.clone(), path))
            }
            Message::Open => match &self.report {
                Some(path) => Action::Tell(Command::Open(path.to_string_lossy().into_owned())),
                None => Action::None,
            },
            Message::Cancel => Action::Ask(Input::Stop),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let checks = &frame.view.checks;
        let asked = frame.view.question == Some(Question::Workplace);
        let blocked = checks.iter().any(|check| check.fault.is_some() && check.blocking);
        let troubled = checks.iter().any(|check| check.fault.is_some());
        let lead = match (asked, blocked, troubled) {
            (false, ..) => tr!("workplace-checking"),
            (true, true, _) => tr!("workplace-blocked"),
            (true, false, true) => tr!("workplace-warned"),
            (true, false, false) => tr!("workplace-fine"),
        };
        let lines = Checked::RENEWAL.into_iter().map(|subject| line(subject, checks, asked));
        let report = (asked && troubled).then(|| link(tr!("workplace-report"), Some(Message::Save)));
        let saved = self.report.as_ref().map(|path| {
            let said = tr!("workplace-saved", path = path.to_string_lossy());
            notice_with(Tone::Ok, said, tr!("workplace-open"), Message::Open)
        });
        let visit = (asked && !blocked).then(|| match frame.view.old.is_some() {
            true => notice(Tone::Info, tr!("workplace-no-visit")),
            false => notice(Tone::Info, tr!("workplace-first-visit")),
        });
        let note = &frame.view.profile.note;
        let note = (!note.is_empty()).then(|| notice(Tone::Info, note.clone()));
        let again = frame.unless_busy(Message::Again).filter(|_| asked);
        let proceed = frame.unless_busy(Message::Proceed).filter(|_| asked && !blocked);
        Page::new(tr!("workplace-title"))
            .lead(lead)
            .push(card(widgets::stages(lines)))
            .extend(report)
            .extend(saved)
            .extend(visit)
            .extend(note)
            .left(quiet(tr!("app-cancel"), frame.unless_busy(Message::Cancel)))
            .right(secondary(tr!("workplace-again"), again))
            .right(primary(tr!("app-continue"), proceed))
    }
}

/// A check: done, a warning, a stop; running or still to come while the answers are awaited.
fn line(subject: Checked, checks: &[Check], asked: bool) -> Stage {
    let name = i18n::text(&format!("check-{}", subject.id()), &[]);
    let found = checks.iter().find(|check| check.subject == subject);
    match found {
        // A new check is under way: the old answers say nothing.
        _ if !asked => Stage::new(StageMark::Running, name),
        None => Stage::new(StageMark::Pending, name),
        Some(Check { fault: None, .. }) => Stage::new(StageMark::Done, name),
        Some(Check { fault: Some(fault), blocking, .. }) => {
            let trouble = Trouble::new(fault);
            let mark = if *blocking { StageMark::Failed } else { StageMark::Warned };
            Stage::new(mark, name).detail(trouble.cause_and_fix()).time(trouble.code)
        }
    }
}
