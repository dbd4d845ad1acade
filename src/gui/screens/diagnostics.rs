//! «Диагностика»: everything that a renewal may need, a line each with cause and fix, and «Репетиция» beside it.

use std::path::{Path, PathBuf};

use iced::widget::{column, row};
use iced::{Center, Element, Fill};

use crate::domain::moment::Moment;
use crate::domain::workplace::Line;
use crate::fault::Fault;
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{self, Stage, StageMark, card, card_title, notice_with, primary, secondary, small};
use crate::i18n;
use crate::runtime::message::Command;
use crate::runtime::pages::{PageNews, PageOrder};
use crate::tr;

/// What was seen last.
#[derive(Debug, Default)]
pub struct DiagnosticsScreen {
    lines: Vec<Line>,
    /// A look is under way.
    looking: bool,
    /// Where the report was written.
    report: Option<PathBuf>,
    /// The window of the training is opening.
    rehearsing: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Проверить снова».
    Again,
    /// «Сохранить отчёт».
    Save,
    /// «Открыть отчёт».
    Open,
    /// «Начать репетицию».
    Rehearse,
}

impl DiagnosticsScreen {
    /// The page was opened: the first time it looks by itself.
    pub fn opened(&mut self) -> Option<Command> {
        (self.lines.is_empty() && !self.looking).then(|| self.look())
    }

    fn look(&mut self) -> Command {
        self.looking = true;
        self.report = None;
        Command::Page(PageOrder::Diagnose)
    }

    /// News for this page.
    pub fn hear(&mut self, news: PageNews) {
        match news {
            PageNews::Diagnosis(lines) => {
                self.looking = false;
                self.lines = lines;
            }
            PageNews::DiagnosisSaved(path) => self.report = Some(path),
            PageNews::Rehearsing => self.rehearsing = true,
            _ => {}
        }
    }

    /// An order failed.
    pub fn failed(&mut self) {
        self.looking = false;
        self.rehearsing = false;
    }

    /// Takes a message. The report goes into `folder`.
    pub fn update(&mut self, message: Message, now: Moment, folder: &Path) -> Action<Message> {
        Action::Tell(match message {
            Message::Again => self.look(),
            Message::Save => {
                let path = folder.join(tr!("diagnostics-file", date = i18n::date(now)));
                Command::Page(PageOrder::SaveDiagnosis(self.lines.clone(), path))
            }
            Message::Open => match &self.report {
                Some(path) => Command::Open(path.to_string_lossy().into_owned()),
                None => return Action::None,
            },
            Message::Rehearse => Command::Page(PageOrder::Rehearse),
        })
    }

    /// Draws the screen. In the training mode nothing has to be rehearsed.
    pub fn page<'a>(&'a self, training: bool, fault: Option<&Fault>) -> Page<'a, Message> {
        let ready = !self.looking && !self.lines.is_empty();
        let saved = self.report.as_ref().map(|path| {
            let said = tr!("diagnostics-saved", path = path.to_string_lossy());
            notice_with(Tone::Ok, said, tr!("diagnostics-open"), Message::Open)
        });
        let lines =
            (!self.lines.is_empty()).then(|| card(widgets::stages(self.lines.iter().map(|l| self.line(l)))));
        Page::new(tr!("diagnostics-title"))
            .aside(self.verdict())
            .extend(fault.map(|fault| fault_notice(Tone::Warn, fault)))
            .extend(saved)
            .extend(lines)
            .extend((!training).then(|| self.rehearsal()))
            .push(small(tr!("diagnostics-trace")))
            .left(small(tr!("diagnostics-privacy")))
            .right(secondary(tr!("diagnostics-save"), ready.then_some(Message::Save)))
            .right(primary(tr!("diagnostics-again"), (!self.looking).then_some(Message::Again)))
    }

    fn verdict(&self) -> String {
        let faults = self.lines.iter().filter(|line| line.check.fault.is_some()).count();
        match self.lines.iter().any(|line| line.check.blocks()) {
            _ if self.looking => tr!("diagnostics-running"),
            _ if self.lines.is_empty() => String::new(),
            true => tr!("diagnostics-blocked"),
            false if faults > 0 => tr!("diagnostics-warned", count = faults),
            false => tr!("diagnostics-ok"),
        }
    }

    fn line(&self, line: &Line) -> Stage {
        let said = i18n::diagnosis(line);
        let mark = match (&line.check.fault, line.check.blocking) {
            // A new look is under way: the old answers say nothing.
            _ if self.looking => StageMark::Running,
            (None, _) => StageMark::Done,
            (Some(_), true) => StageMark::Failed,
            (Some(_), false) => StageMark::Warned,
        };
        match (said.remedy, said.code) {
            (Some(remedy), Some(code)) => {
                Stage::new(mark, said.title).detail(format!("{} {remedy}", said.what)).time(code)
            }
            _ => Stage::new(mark, said.title).detail(said.what),
        }
    }

    fn rehearsal(&self) -> Element<'_, Message> {
        let words = if self.rehearsing { tr!("rehearsal-opening") } else { tr!("rehearsal-text") };
        let text =
            column![card_title(tr!("rehearsal-title")), small(words)].spacing(measures::GAP_XS).width(Fill);
        let button = secondary(tr!("rehearsal-start"), Some(Message::Rehearse));
        card(row![text, button].spacing(measures::GAP_L).align_y(Center)).into()
    }
}

/// The card of «Уведомления» that says what will hinder the next renewal.
pub fn teaser<'a, Outer: Clone + 'a>(hindering: &[Line], open: Outer) -> Option<Element<'a, Outer>> {
    let first = i18n::diagnosis(hindering.first()?);
    let said = format!("{}: {}", tr!("preflight-title"), first.what);
    Some(notice_with(Tone::Warn, said, tr!("preflight-look"), open).into())
}
