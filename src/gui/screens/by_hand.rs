//! A portal that is reached by browser only: the request goes there as a file, the certificate comes back as one.

use std::path::{Path, PathBuf};

use iced::widget::text::Wrapping;
use iced::widget::{column, row};
use iced::{Center, Element};

use crate::domain::moment;
use crate::gui::screens::form::attachments::browse;
use crate::gui::screens::refused::give_up;
use crate::gui::screens::trouble::{Trouble, fault_notice};
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{
    Hint, RadioCard, body, card, card_title, field, link, primary, quiet, radio_card, secondary, small,
};
use crate::i18n;
use crate::ports::Medium;
use crate::renewal::{Input, Question, View};
use crate::runtime::message::Command;
use crate::tr;

/// Identifier of the field for the certificate file.
pub const FIELD: &str = "certificate-file";

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct ByHandScreen {
    chosen: Option<PathBuf>,
    file: String,
    /// Typed since the last answer, so that an old refusal is no longer shown.
    touched: bool,
    /// «Отменить замену?» is asked.
    stopping: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A folder was chosen.
    Choose(PathBuf),
    /// «Обновить»: look for drives again.
    Refresh,
    /// «Записать файл запроса».
    Save,
    /// «Открыть папку».
    OpenFolder,
    /// «Открыть страницу портала».
    OpenPage,
    /// The path of the certificate file.
    Typed(String),
    /// A file was chosen, or none.
    Chosen(Option<PathBuf>),
    /// «Обзор…».
    Browse,
    /// «Принять сертификат».
    Take,
    /// «Закрыть»: days may pass.
    Leave,
    /// «Отменить замену».
    AskStop,
    /// The question was answered by no.
    Stay,
    /// The question was answered by yes.
    Stop,
}

impl ByHandScreen {
    /// Nothing chosen.
    pub fn new() -> Self {
        Self::default()
    }

    /// A file was dropped on the window.
    pub fn dropped(&mut self, path: PathBuf, view: &View) -> Action<Message> {
        match view.question {
            Some(Question::CertificateFile) => {
                self.file = path.to_string_lossy().into_owned();
                self.import(path)
            }
            _ => Action::None,
        }
    }

    fn import(&mut self, path: PathBuf) -> Action<Message> {
        self.touched = false;
        Action::Ask(Input::Import(path))
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        let (view, media) = (frame.view, frame.media.unwrap_or_default());
        self.stopping = matches!(message, Message::AskStop);
        match message {
            Message::Choose(path) => self.chosen = Some(path),
            Message::Refresh => return Action::Tell(Command::Media),
            Message::Save => {
                if let Some(folder) = self.selected(media) {
                    return Action::Ask(Input::SaveRequest(folder.to_owned()));
                }
            }
            Message::OpenFolder => {
                if let Some(folder) = view.request_file.as_ref().and_then(|file| file.parent()) {
                    return Action::Tell(Command::Open(folder.to_string_lossy().into_owned()));
                }
            }
            Message::OpenPage => return Action::Tell(Command::Open(view.profile.page.clone())),
            Message::Typed(text) => {
                self.file = text;
                self.touched = true;
            }
            Message::Chosen(Some(path)) => return self.dropped(path, view),
            Message::Browse => {
                let endings = vec!["cer", "crt", "p7b", "pem", "der"];
                return Action::Run(browse(tr!("certificate-files"), endings).map(Message::Chosen));
            }
            Message::Take if !frame.busy => {
                if let Some(path) = self.path() {
                    return self.import(path);
                }
            }
            Message::Leave => return Action::Leave,
            Message::Stop => return Action::Ask(Input::Stop),
            Message::Take | Message::Chosen(None) | Message::AskStop | Message::Stay => {}
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let page = match view.question {
            Some(Question::SaveRequest) => self.saving(frame),
            _ => self.awaiting(frame),
        };
        page.left(quiet(
            tr!("stopped-give-up"),
            frame.unless_busy(Message::AskStop).filter(|_| view.can_stop),
        ))
        .over((self.stopping && view.can_stop).then(|| give_up(view, Message::Stop, Message::Stay)))
    }

    fn saving<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let media = frame.media.unwrap_or_default();
        let selected = self.selected(media);
        let save = frame.unless_busy(Message::Save).filter(|_| selected.is_some());
        let cards = media.iter().filter_map(|medium| Some(place(medium, medium.folder()?, selected)));
        let fault = frame.view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault));
        Page::new(tr!("by-hand-save-title"))
            .lead(tr!("by-hand-save-lead"))
            .extend(cards)
            .push(
                row![small(tr!("backup-other")), link(tr!("refresh"), Some(Message::Refresh))]
                    .spacing(measures::GAP_S)
                    .align_y(Center),
            )
            .extend(fault)
            .right(primary(tr!("by-hand-save"), save))
    }

    fn awaiting<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let hint = match &view.fault {
            Some(fault) if !self.touched => {
                let trouble = Trouble::new(fault);
                Hint::Bad(trouble.notice())
            }
            _ => Hint::Plain(tr!("by-hand-file-hint")),
        };
        let take = frame.unless_busy(Message::Take).filter(|_| self.path().is_some());
        let file = view.request_file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        let days = view.deadline.map(|end| {
            let date = i18n::date(end);
            small(match moment::days_left(frame.now, end) {
                0 => tr!("drafts-over", date = date),
                count => tr!("by-hand-days", date = date, count = count),
            })
        });
        let what_to_do = column![
            card_title(tr!("by-hand-request")),
            // A path has no spaces to break it at.
            body(file).wrapping(Wrapping::WordOrGlyph),
            small(tr!("by-hand-carry")),
            row![
                link(tr!("by-hand-page"), Some(Message::OpenPage)),
                link(tr!("by-hand-folder"), Some(Message::OpenFolder)),
            ]
            .spacing(measures::GAP_XL),
            days,
        ];
        let input = field(tr!("by-hand-file"), self.file.as_str())
            .id(FIELD)
            .placeholder(tr!("by-hand-placeholder"))
            .hint(hint)
            .on_input(Message::Typed)
            .on_submit(Some(Message::Take));
        let certificate = column![
            card_title(tr!("by-hand-certificate")),
            Element::from(input),
            link(tr!("by-hand-browse"), Some(Message::Browse)),
        ];
        Page::new(tr!("by-hand-title"))
            .lead(tr!("by-hand-lead"))
            .push(card(what_to_do.spacing(measures::GAP_S)))
            .push(card(certificate.spacing(measures::GAP_M)))
            .right(secondary(tr!("app-close"), Some(Message::Leave)))
            .right(primary(tr!("by-hand-take"), take))
    }

    fn path(&self) -> Option<PathBuf> {
        let text = self.file.trim().trim_matches('"');
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    fn selected<'m>(&self, media: &'m [Medium]) -> Option<&'m Path> {
        let mut folders = media.iter().filter_map(Medium::folder);
        let chosen = folders.clone().find(|folder| Some(*folder) == self.chosen.as_deref());
        chosen.or_else(|| folders.next())
    }
}

fn place(medium: &Medium, folder: &Path, selected: Option<&Path>) -> RadioCard<Message> {
    let title = match medium.external {
        true => tr!("backup-drive", title = medium.title.as_str()),
        false => tr!("by-hand-this-computer"),
    };
    radio_card(title, selected == Some(folder), Some(Message::Choose(folder.to_owned())))
        .detail(folder.display().to_string())
}
