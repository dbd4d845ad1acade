//! «Печатная форма»: the pages as they will be printed, a printer or a file to send them to.

use std::path::{Path, PathBuf};

use iced::widget::{canvas, column, row, space};
use iced::{Center, Element, Fill};

use crate::fault::Fault;
use crate::gui::screens::details;
use crate::gui::screens::trouble::{fault_notice, remark};
use crate::gui::screens::{Action, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{card_title, field, label, link, primary, secondary, small};
use crate::i18n::{self, Language};
use crate::paper::form::Form;
use crate::paper::statement::CopyMark;
use crate::paper::{layout, of_renewal, page, statement, visit_list};
use crate::runtime::message::{Command, Document};
use crate::tr;

mod sheet;

use sheet::SheetOfPaper;

/// Most copies of one form; the worker thread takes a byte.
const MOST_COPIES: u8 = 9;

/// Drafts of the screen.
#[derive(Debug)]
pub struct PrintScreen {
    document: Document,
    pages: Result<Vec<page::Page>, Fault>,
    shown: usize,
    /// `None` until the printing system has answered.
    printers: Option<Vec<String>>,
    printer: usize,
    copies: u8,
    path: String,
    outcome: Option<Outcome>,
    busy: bool,
}

/// What came of the last order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Saved(PathBuf),
    Sent,
    Failed(Fault),
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// Next or previous page.
    Turn(isize),
    /// The next printer of the list.
    NextPrinter,
    /// More or fewer copies.
    Copies(i8),
    /// The name of the file was edited.
    Path(String),
    /// «Сохранить PDF».
    Save,
    /// «Открыть файл».
    Open,
    /// «Напечатать».
    Print,
}

impl PrintScreen {
    /// Lays the form out. The file goes into `folder` unless the user says otherwise.
    pub fn new(document: Document, folder: &Path) -> Self {
        let (name, copies) = match &document {
            Document::Certificate(certificate) => {
                (tr!("print-file", holder = certificate.subject().full_name()), 1)
            }
            Document::Statement(view) => {
                let name = tr!("print-statement-file", holder = of_renewal::subject(view).full_name());
                (name, view.profile.forms.statement_copies.clamp(1, MOST_COPIES))
            }
            Document::VisitList(_) => (tr!("print-visit-file"), 1),
        };
        let pages = layout::pages(&form(&document));
        let path = folder.join(file_name(&name)).to_string_lossy().into_owned();
        Self {
            document,
            pages,
            shown: 0,
            printers: None,
            printer: 0,
            copies,
            path,
            outcome: None,
            busy: false,
        }
    }

    /// The printing system has answered.
    pub fn found_printers(&mut self, printers: Vec<String>) {
        self.printers = Some(printers);
    }

    /// The form was written.
    pub fn saved(&mut self, path: PathBuf) {
        self.end(Outcome::Saved(path));
    }

    /// The form was sent.
    pub fn sent(&mut self) {
        self.end(Outcome::Sent);
    }

    /// The order failed; if it was only the question for printers, there are none.
    pub fn failed(&mut self, fault: Fault) {
        if self.printers.is_none() && !self.busy {
            self.printers = Some(Vec::new());
        } else {
            self.end(Outcome::Failed(fault));
        }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        let pages = self.pages.as_ref().map_or(0, Vec::len);
        match message {
            Message::Turn(by) => {
                self.shown = self.shown.saturating_add_signed(by).min(pages.saturating_sub(1));
            }
            Message::NextPrinter => {
                let count = self.printers.as_ref().map_or(1, Vec::len).max(1);
                self.printer = (self.printer + 1) % count;
            }
            Message::Copies(by) => self.copies = self.copies.saturating_add_signed(by).clamp(1, MOST_COPIES),
            Message::Path(path) => self.path = path,
            Message::Save if !self.path.trim().is_empty() => {
                let target = PathBuf::from(self.path.trim());
                return self.order(Command::SaveForm(self.document.clone(), target));
            }
            Message::Open => {
                if let Some(Outcome::Saved(path)) = &self.outcome {
                    return Action::Tell(Command::Open(path.to_string_lossy().into_owned()));
                }
            }
            Message::Print => {
                if let Some(printer) = self.chosen_printer().map(str::to_owned) {
                    let document = self.document.clone();
                    return self.order(Command::PrintForm { document, printer, copies: self.copies });
                }
            }
            Message::Save => {}
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view(&self) -> Page<'_, Message> {
        let print = (!self.busy && self.chosen_printer().is_some()).then_some(Message::Print);
        let save = (!self.busy).then_some(Message::Save);
        let preview: Element<'_, Message> = match &self.pages {
            Ok(pages) => self.preview(pages),
            Err(fault) => fault_notice(Tone::Bad, fault).into(),
        };
        let controls = column![self.printing(), self.saving(save.clone())]
            .push(self.outcome.as_ref().map(Outcome::draw))
            .spacing(measures::GAP_XL)
            .width(Fill);
        Page::new(tr!("print-title"))
            .push(row![preview, controls].spacing(measures::GAP_XL))
            .right(secondary(tr!("print-save"), save))
            .right(primary(tr!("print-do"), print))
    }

    fn preview<'a>(&'a self, pages: &'a [page::Page]) -> Element<'a, Message> {
        let sheet = pages.get(self.shown).map(|page| {
            canvas(SheetOfPaper { page }).width(sheet::WIDTH).height(sheet::WIDTH * page::A4.1 / page::A4.0)
        });
        let (count, last) = (pages.len(), pages.len().saturating_sub(1));
        let back = (self.shown > 0).then_some(Message::Turn(-1));
        let on = (self.shown < last).then_some(Message::Turn(1));
        let turn = row![
            link(tr!("print-previous"), back),
            space::horizontal(),
            small(tr!("print-page", page = self.shown + 1, pages = count)),
            space::horizontal(),
            link(tr!("print-following"), on),
        ];
        let turn = (count > 1).then(|| turn.align_y(Center).width(sheet::WIDTH));
        column![sheet, turn].spacing(measures::GAP_S).into()
    }

    fn printing(&self) -> Element<'_, Message> {
        let Some(printer) = self.chosen_printer() else {
            let text = if self.printers.is_some() { tr!("print-no-printer") } else { tr!("working") };
            return column![label(tr!("print-printer")), small(text)].spacing(measures::GAP_S).into();
        };
        let several = self.printers.as_ref().is_some_and(|printers| printers.len() > 1);
        let other = several.then(|| link(tr!("print-other"), Some(Message::NextPrinter)));
        let fewer = (self.copies > 1).then_some(Message::Copies(-1));
        let more = (self.copies < MOST_COPIES).then_some(Message::Copies(1));
        column![
            label(tr!("print-printer")),
            row![card_title(printer), other].spacing(measures::GAP_M).align_y(Center),
            row![
                small(tr!("print-copies", copies = self.copies)),
                link(tr!("print-fewer"), fewer),
                link(tr!("print-more"), more),
            ]
            .spacing(measures::GAP_M)
            .align_y(Center),
        ]
        .spacing(measures::GAP_S)
        .into()
    }

    fn saving(&self, save: Option<Message>) -> Element<'_, Message> {
        field(tr!("print-path"), &self.path).id("print-path").on_input(Message::Path).on_submit(save).into()
    }

    fn chosen_printer(&self) -> Option<&str> {
        self.printers.as_ref()?.get(self.printer).map(String::as_str)
    }

    fn order(&mut self, command: Command) -> Action<Message> {
        self.busy = true;
        self.outcome = None;
        Action::Tell(command)
    }

    fn end(&mut self, outcome: Outcome) {
        self.busy = false;
        self.outcome = Some(outcome);
    }
}

/// What is shown and printed. Of an application it is the first copy: the others differ in their number alone.
pub fn form(document: &Document) -> Form {
    let spoken = |id: &str| i18n::text(id, &[]);
    match document {
        Document::Certificate(certificate) => details::form(certificate),
        Document::Statement(view) => {
            let subject = of_renewal::subject(view);
            let copy = CopyMark { number: 1, of: view.profile.forms.statement_copies.max(1) };
            // A paper of a Russian-speaking CA, whatever the window speaks.
            let russian = |id: &str| i18n::text_in(Language::Russian, id, &[]);
            statement::build(&of_renewal::statement(view, &subject), copy, Language::Russian.code(), &russian)
        }
        Document::VisitList(view) => {
            visit_list::build(&of_renewal::visit(view), i18n::language().code(), &spoken)
        }
    }
}

/// Letters and digits are safe in the name of a file everywhere; quotes and slashes of organisations are not.
fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.') { c } else { '_' };
    format!("{}.pdf", name.chars().map(safe).collect::<String>())
}

impl Outcome {
    fn draw<'a>(&self) -> Element<'a, Message> {
        match self {
            Self::Saved(path) => column![
                remark(Tone::Ok, tr!("print-saved", path = path.to_string_lossy())),
                link(tr!("print-open"), Some(Message::Open)),
            ]
            .spacing(measures::GAP_S)
            .into(),
            Self::Sent => remark(Tone::Ok, tr!("print-sent")).into(),
            Self::Failed(fault) => fault_notice(Tone::Bad, fault).into(),
        }
    }
}
