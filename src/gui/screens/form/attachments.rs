//! The scans of a section: choose, drop or type a file; what is attached; a smaller picture is offered.

use std::path::PathBuf;

use iced::widget::{Column, column, row};
use iced::{Center, Element, Fill};

use crate::domain::form::{Inspected, Scan, Slot};
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Frame};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{Hint, body, caption, card, field, link, notice, secondary, small};
use crate::i18n;
use crate::renewal::Input;
use crate::tr;

/// Name of the path field.
pub const FIELD: &str = "scan-path";

/// Drafts of the list.
#[derive(Debug, Clone, Default)]
pub struct Attachments {
    path: String,
    /// A file was handed over by this screen, and nothing was typed since.
    handed_over: bool,
    /// A fault of the renewal is about a file, whatever was typed since. Told at the top of the page instead, it would
    /// push away the field that is just being typed into.
    explains_fault: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Обзор…».
    Browse,
    /// The dialog of the desktop was closed, with a file or without.
    Picked(Option<PathBuf>),
    /// The path was typed.
    Path(String),
    /// Enter, or «Прикрепить».
    Attach,
    /// «Удалить»: the digest of the file.
    Remove(String),
    /// «Уменьшить» or «Не прикреплять».
    Shrunk(bool),
}

impl Attachments {
    /// Takes a message. `wrap` leads back from the dialog of the desktop.
    pub fn update<Outer: Send + 'static>(
        &mut self,
        message: Message,
        slot: Slot,
        frame: &Frame<'_>,
        wrap: fn(Message) -> Outer,
    ) -> Action<Outer> {
        match message {
            Message::Browse => {
                let media = frame.view.profile.forms.scan_media.iter().flat_map(|media| endings(media.id()));
                let endings: Vec<&'static str> = media.collect();
                Action::Run(browse(tr!("scan-files"), endings).map(move |path| wrap(Message::Picked(path))))
            }
            Message::Picked(Some(path)) => self.attach(slot, path),
            Message::Picked(None) => Action::None,
            Message::Path(path) => {
                self.path = path;
                self.handed_over = false;
                Action::None
            }
            // Enter in a field does not know that the last answer is still under way.
            Message::Attach if self.path.trim().is_empty() || frame.busy => Action::None,
            Message::Attach => {
                let path = PathBuf::from(self.path.trim());
                self.attach(slot, path)
            }
            Message::Remove(digest) => Action::Ask(Input::Detach { slot, digest }),
            Message::Shrunk(take) => Action::Ask(Input::TakeShrunk(take)),
        }
    }

    /// Hands a file over.
    pub fn attach<Outer>(&mut self, slot: Slot, path: PathBuf) -> Action<Outer> {
        self.path = path.to_string_lossy().into_owned();
        self.handed_over = true;
        self.explains_fault = true;
        Action::Ask(Input::Attach { slot, path })
    }

    /// The renewal moved: a path whose file was taken has done its work.
    pub fn moved(&mut self, frame: &Frame<'_>) {
        if self.handed_over && frame.view.fault.is_none() && frame.view.question.is_some() {
            self.path.clear();
        }
    }

    /// The section is handed in: from now on a fault is about that.
    pub fn handed_in(&mut self) {
        self.explains_fault = false;
    }

    /// A fault of the renewal is about the last file and is told here.
    pub fn explains_fault(&self) -> bool {
        self.explains_fault
    }

    /// Draws list and field. `missing` is what the check of the section says.
    pub fn view<'a>(
        &'a self,
        slot: Slot,
        required: bool,
        missing: Hint,
        frame: &Frame<'a>,
    ) -> Element<'a, Message> {
        let forms = &frame.view.profile.forms;
        let scans: Vec<&Scan> = frame.view.forms.dossier.scans_of(slot).collect();
        let name = i18n::text(&format!("slot-{}", slot.id()), &[]);
        let word = (required && scans.is_empty()).then(|| tr!("form-required"));
        let kinds: Vec<&str> = forms.scan_media.iter().map(|media| media.id()).collect();
        let limits = tr!("scan-limits", kinds = kinds.join(", "), most = i18n::size(forms.scan_bytes));
        let lines = scans.into_iter().map(|scan| line(scan, frame));
        let attach = frame.unless_busy(Message::Attach);
        let hint = match (&frame.view.fault, frame.view.forms.offer.is_some()) {
            (Some(fault), false) if self.handed_over => Hint::Bad(Trouble::new(fault).line()),
            _ => missing,
        };
        let path = field("", &self.path)
            .id(FIELD)
            .placeholder(tr!("scan-path"))
            .hint(hint)
            .on_input(Message::Path)
            .on_submit(attach.clone());
        let typed = !self.path.trim().is_empty();
        let buttons = match typed && !self.handed_over {
            true => secondary(tr!("scan-attach"), attach),
            false => secondary(tr!("scan-browse"), frame.unless_busy(Message::Browse)),
        };
        let choose = row![iced::widget::container(Element::from(path)).width(Fill), buttons];
        let content = column![
            caption(name, required, word),
            small(limits),
            Column::with_children(lines).spacing(measures::GAP_S),
            choose.spacing(measures::GAP_M),
        ]
        .push(frame.view.forms.offer.as_ref().map(|offer| shrink(offer, forms.scan_bytes, frame)))
        .spacing(measures::GAP_S);
        card(content).into()
    }
}

fn line<'a>(scan: &'a Scan, frame: &Frame<'a>) -> Element<'a, Message> {
    let facts = format!("{} · {}", scan.media.id().to_uppercase(), i18n::size(scan.size));
    let remove = link(tr!("scan-remove"), frame.unless_busy(Message::Remove(scan.digest.clone())));
    row![body(scan.name.as_str()).width(Fill), small(facts), remove]
        .spacing(measures::GAP_M)
        .align_y(Center)
        .into()
}

/// The file is too large: a smaller picture, or nothing.
fn shrink<'a>(offer: &'a Inspected, most: u64, frame: &Frame<'a>) -> Element<'a, Message> {
    let Inspected::TooLarge { name, size, shrunk, .. } = offer else { return iced::widget::space().into() };
    let (size, most, name) = (i18n::size(*size), i18n::size(most), name.as_str());
    let no = frame.unless_busy(Message::Shrunk(false));
    let (sentence, buttons) = match shrunk {
        Some(small) => (
            tr!("scan-shrink", name = name, most = most, size = size, small = i18n::size(small.size)),
            row![
                secondary(tr!("scan-shrink-no"), no),
                secondary(tr!("scan-shrink-yes"), frame.unless_busy(Message::Shrunk(true))),
            ],
        ),
        None => (
            tr!("scan-too-large", name = name, most = most, size = size),
            row![secondary(tr!("scan-understood"), no)],
        ),
    };
    column![notice(Tone::Warn, sentence), buttons.spacing(measures::GAP_M)].spacing(measures::GAP_M).into()
}

/// The file dialog of the desktop. Where there is none it reports no file: the path can be typed, or the file dropped.
pub fn browse(title: String, endings: Vec<&'static str>) -> iced::Task<Option<PathBuf>> {
    let dialog = rfd::AsyncFileDialog::new().add_filter(title, &endings);
    iced::Task::perform(dialog.pick_file(), |file| file.map(|file| file.path().to_owned()))
}

/// Names of files of a kind, in the spellings that scanners use.
fn endings(kind: &'static str) -> Vec<&'static str> {
    match kind {
        "jpg" => vec!["jpg", "jpeg", "JPG"],
        "tif" => vec!["tif", "tiff", "TIF"],
        other => vec![other],
    }
}
