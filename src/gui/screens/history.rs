//! «История замен»: what became of every renewal of this computer, and whether anybody has altered the records.

use std::path::{Path, PathBuf};

use iced::Element;
use iced::widget::column;

use crate::domain::history::{Outcome, Record, Verdict};
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::notifications::entry;
use crate::gui::screens::trouble::{Trouble, fault_notice};
use crate::gui::screens::{Action, Page};
use crate::gui::theme::Tone;
use crate::gui::widgets::{badge, card_title, notice, notice_with, secondary, small};
use crate::i18n;
use crate::runtime::message::Command;
use crate::runtime::pages::{PageNews, PageOrder};
use crate::tr;

/// What was read.
#[derive(Debug)]
pub struct HistoryScreen {
    /// Where the table goes.
    folder: PathBuf,
    read: Option<(Vec<Record>, Verdict)>,
    /// Where the table was written.
    saved: Option<PathBuf>,
    fault: Option<Fault>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Сохранить CSV».
    Save,
    /// «Открыть файл».
    Open,
}

impl HistoryScreen {
    /// Nothing read yet. The table goes into `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), read: None, saved: None, fault: None }
    }

    /// News for this page.
    pub fn hear(&mut self, news: PageNews) {
        match news {
            PageNews::History(records, verdict) => self.read = Some((records, verdict)),
            PageNews::HistorySaved(path) => self.saved = Some(path),
            _ => {}
        }
    }

    /// An order failed.
    pub fn failed(&mut self, fault: Fault) {
        self.fault = Some(fault);
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        self.fault = None;
        Action::Tell(match message {
            Message::Save => Command::Page(PageOrder::SaveHistory(self.folder.join(tr!("history-file")))),
            Message::Open => match &self.saved {
                Some(path) => Command::Open(path.to_string_lossy().into_owned()),
                None => return Action::None,
            },
        })
    }

    /// Draws the screen, the newest record first.
    pub fn page(&self) -> Page<'_, Message> {
        let saved = self.saved.as_ref().map(|path| {
            let said = tr!("history-saved", path = path.to_string_lossy());
            notice_with(Tone::Ok, said, tr!("history-show"), Message::Open)
        });
        let records = self.read.as_ref().map(|(records, _)| records.as_slice()).unwrap_or_default();
        let altered = self.read.as_ref().and_then(|(_, verdict)| altered(*verdict));
        let verdict = match (&self.read, altered) {
            (None, _) => tr!("history-reading"),
            (Some(_), Some(record)) => tr!("history-verdict-altered", record = record),
            (Some(_), None) => tr!("history-verdict-whole"),
        };
        let warning = altered.map(|record| {
            let fault = Fault::new(SupportCode::HistoryAltered).with("record", record);
            let trouble = Trouble::new(&fault);
            notice(Tone::Bad, trouble.notice())
        });
        let empty = (self.read.is_some() && records.is_empty()).then(|| small(tr!("history-empty")));
        let save = (!records.is_empty()).then_some(Message::Save);
        Page::new(tr!("history-title"))
            .aside(verdict)
            .lead(tr!("history-lead"))
            .extend(self.fault.as_ref().map(|fault| fault_notice(Tone::Warn, fault)))
            .extend(warning)
            .extend(saved)
            .extend(records.iter().rev().map(draw))
            .extend(empty)
            .right(secondary(tr!("history-save"), save))
    }
}

fn altered(verdict: Verdict) -> Option<u64> {
    match verdict {
        Verdict::Whole => None,
        Verdict::Altered(record) | Verdict::CutOff(record) => Some(record),
    }
}

fn draw<'a>(record: &Record) -> Element<'a, Message> {
    let holder = match record.holder.as_str() {
        "" => tr!("history-unnamed"),
        holder => holder.to_owned(),
    };
    let serials = match (&record.old, &record.new) {
        (Some(old), Some(new)) => tr!("history-both", old = old.as_str(), new = new.as_str()),
        (Some(old), None) => tr!("history-old", old = old.as_str()),
        (None, Some(new)) => tr!("history-new", new = new.as_str()),
        (None, None) => String::new(),
    };
    let outcome = i18n::text(&format!("history-{}", record.outcome.id()), &[]);
    let tone = match record.outcome {
        Outcome::Finished | Outcome::Stored => Tone::Ok,
        Outcome::Refused | Outcome::Revoked => Tone::Bad,
        Outcome::Disagreed | Outcome::Cancelled => Tone::Warn,
        Outcome::Begun | Outcome::Submitted | Outcome::Removed => Tone::Info,
    };
    let when = format!("{} {} · {serials}", i18n::date(record.at), i18n::clock(record.at));
    let when = when.trim_end_matches(" · ").to_owned();
    entry(column![card_title(holder), small(when)], Some(badge(tone, outcome)), None)
}
