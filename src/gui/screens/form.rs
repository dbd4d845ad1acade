//! A section of the dossier as a form: documents, application, contacts, the holder of a first certificate.

use std::path::PathBuf;

use iced::Element;
use iced::widget::{column, row};

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::form::{Problem, Section, check};
use crate::domain::secret::Pin;
use crate::fault::Fault;
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Frame, Page, Sheet};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{
    Hint, SecretDraft, card, field, link, notice, primary, quiet, radio, secondary, small,
};
use crate::i18n;
use crate::renewal::{Input, View};
use crate::runtime::message::{Command, Document};
use crate::tr;

pub mod attachments;
pub mod fields;
pub mod shape;
pub mod typing;

use attachments::Attachments;
use fields::{Change, Fields};
use typing::{Typing, widget};

/// Name of the field of the code word.
pub const CODE_WORD: &str = "form-code-word";

/// Drafts of the screen.
#[derive(Debug)]
pub struct FormScreen {
    typing: Typing,
    attachments: Attachments,
    /// Kept here until the renewal asks for it; never part of the values.
    code_word: SecretDraft,
    /// «Далее» was pressed without a code word.
    word_missing: bool,
    /// Why the certificate file could not be read.
    unread: Option<Fault>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A field changed.
    Change(Change),
    /// The code word was typed.
    CodeWord(SecretDraft),
    /// Something about the scans.
    Scan(attachments::Message),
    /// «Заполнить из сертификата».
    Browse,
    /// A certificate file was chosen, or none.
    Picked(Option<PathBuf>),
    /// «Посмотреть заявление».
    Preview,
    /// «Далее» or Enter.
    Next,
    /// «Назад».
    Back,
}

impl FormScreen {
    /// What was typed before, else what is known.
    pub fn new(section: Section, view: &View) -> Self {
        Self {
            typing: Typing::new(section, view),
            attachments: Attachments::default(),
            code_word: SecretDraft::default(),
            word_missing: false,
            unread: None,
        }
    }

    /// The section while it is typed.
    pub fn typing(&self) -> &Typing {
        &self.typing
    }

    /// The same, to take what is not saved yet.
    pub fn typing_mut(&mut self) -> &mut Typing {
        &mut self.typing
    }

    /// The code word, if it was typed here: handed over once, when the renewal asks for it.
    pub fn take_code_word(&mut self) -> Option<Pin> {
        (!self.code_word.is_empty()).then(|| self.code_word.take())
    }

    /// The renewal moved.
    pub fn moved(&mut self, frame: &Frame<'_>) {
        self.attachments.moved(frame);
    }

    /// A file was dropped on the window.
    pub fn dropped(&mut self, path: PathBuf) -> Action<Message> {
        match self.typing.section() {
            Section::Holder => Action::Tell(Command::ReadCertificate(path)),
            section => match section.slot() {
                Some((slot, _)) => self.attachments.attach(slot, path),
                None => Action::None,
            },
        }
    }

    /// A certificate file was read: its subject fills the form of the holder.
    pub fn read(&mut self, certificate: Result<&Certificate, Fault>) {
        let certificate = match certificate {
            Ok(certificate) => certificate,
            Err(fault) => return self.unread = Some(fault),
        };
        self.unread = None;
        let subject = certificate.subject();
        for (name, source) in [
            ("surname", Field::Surname),
            ("given-name", Field::GivenName),
            ("title", Field::Title),
            ("snils", Field::Snils),
            ("personal-inn", Field::Inn),
            ("organization", Field::Organization),
            ("locality", Field::Locality),
            ("street", Field::Street),
        ] {
            if let Some(value) = subject.value(source) {
                self.typing.set(name, value);
            }
        }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        let forms = &frame.view.profile.forms;
        match message {
            Message::Change(change) => change.apply(&mut self.typing, forms),
            Message::CodeWord(word) => {
                self.word_missing = false;
                self.code_word = word;
            }
            Message::Scan(message) => {
                let Some((slot, _)) = self.typing.section().slot() else { return Action::None };
                self.typing.leave();
                return self.attachments.update(message, slot, frame, Message::Scan);
            }
            Message::Browse => {
                return Action::Run(
                    attachments::browse(tr!("certificate-files"), vec!["cer", "crt", "pem", "der"])
                        .map(Message::Picked),
                );
            }
            Message::Picked(Some(path)) => return Action::Tell(Command::ReadCertificate(path)),
            Message::Picked(None) => {}
            Message::Preview => {
                // What is seen is what was typed, whether or not it was handed in.
                let mut view = frame.view.clone();
                let typed = self.typing.values().clone();
                let _ = view.forms.dossier.sections.insert(Section::Statement, typed);
                return Action::Show(Sheet::Print(Document::Statement(Box::new(view))));
            }
            Message::Next if frame.busy => {}
            Message::Next => {
                self.attachments.handed_in();
                self.word_missing = self.wants_code_word(frame.view) && self.code_word.is_empty();
                let action = if self.word_missing {
                    self.typing.insist();
                    match self.typing.problems(frame.view, frame.now).first() {
                        Some(first) => Action::Run(crate::gui::widgets::focus_at(widget(&first.field))),
                        None => Action::Run(crate::gui::widgets::focus_at(CODE_WORD)),
                    }
                } else {
                    self.typing.next(frame)
                };
                return action;
            }
            Message::Back => return Action::Ask(Input::Back),
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let section = self.typing.section();
        let problems = self.typing.problems(frame.view, frame.now);
        let (title, lead) = heading(section);
        let mut page = Page::new(title).lead(lead);
        let here = frame.view.fault.as_ref().filter(|_| !self.attachments.explains_fault());
        page = page.extend(here.map(|fault| fault_notice(Tone::Bad, fault)));
        if has_changed_flag(section) && frame.view.old.is_some() {
            page = page.push(card(self.changed_or_not(section)));
        }
        let visit =
            section == Section::Identity && self.typing.values().flag("changed") && frame.view.old.is_some();
        page = page.extend(visit.then(|| notice(Tone::Warn, tr!("form-passport-visit"))));
        if section == Section::Holder {
            page = page.push(from_certificate(self.unread.as_ref(), frame));
        }
        page = page.push(self.fields(section, &problems, frame));
        if self.asks_for_code_word(frame.view) {
            page = page.push(self.code_word(frame));
        }
        page.extend(self.scans(section, &problems, frame))
            .extend(behind(frame))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .extend_right(
                (section == Section::Statement)
                    .then(|| secondary(tr!("statement-preview"), frame.unless_busy(Message::Preview))),
            )
            .right(primary(tr!("app-next"), frame.unless_busy(Message::Next)))
    }

    fn fields<'a>(
        &'a self,
        section: Section,
        problems: &[Problem],
        frame: &Frame<'a>,
    ) -> Element<'a, Message> {
        let fields = Fields {
            typing: &self.typing,
            forms: &frame.view.profile.forms,
            problems,
            on_change: Message::Change,
            on_enter: frame.unless_busy(Message::Next),
        };
        fields.draw(if has_changed_flag(section) { &["changed"] } else { &[] })
    }

    /// «Не изменился» is one click, or none: it is what stands there from the beginning.
    fn changed_or_not(&self, section: Section) -> Element<'_, Message> {
        let changed = self.typing.values().flag("changed");
        let line = |words: &str, on: bool| {
            let words = i18n::text(&format!("form-{}-{words}", section.id()), &[]);
            radio(words, changed == on, Some(Message::Change(Change::Flag("changed", on))))
        };
        column![line("as-before", false).id("form-changed"), line("is-new", true)]
            .spacing(measures::GAP_M)
            .into()
    }

    fn scans<'a>(
        &'a self,
        section: Section,
        problems: &[Problem],
        frame: &Frame<'a>,
    ) -> Option<Element<'a, Message>> {
        let (slot, required) = section.slot()?;
        let values = self.typing.values();
        // The place of a document that did not change stays closed.
        if has_changed_flag(section) && !values.flag("changed") {
            return None;
        }
        let forms = &frame.view.profile.forms;
        if section == Section::Statement && !forms.signed_statement {
            return None;
        }
        let required = check::is_required(required, values, forms);
        let missing = self.typing.hint_at(&format!("scan-{}", slot.id()), problems);
        Some(self.attachments.view(slot, required, missing, frame).map(Message::Scan))
    }

    /// The word is asked for in the application; once the application was filled, only who wants another one types.
    fn asks_for_code_word(&self, view: &View) -> bool {
        self.typing.section() == Section::Statement && view.profile.forms.code_word
    }

    fn wants_code_word(&self, view: &View) -> bool {
        self.asks_for_code_word(view) && view.forms.dossier.section(Section::Statement).is_none()
    }

    fn code_word<'a>(&'a self, frame: &Frame<'a>) -> Element<'a, Message> {
        let hint = match self.word_missing {
            true => Hint::Bad(tr!("form-wrong-missing")),
            false => Hint::Plain(tr!("code-word-hint")),
        };
        let required = self.wants_code_word(frame.view).then(|| tr!("form-required"));
        let word = field(tr!("code-word-label"), self.code_word.reveal())
            .id(CODE_WORD)
            .secret()
            .required(required)
            .hint(hint)
            .on_input(|text| Message::CodeWord(SecretDraft::new(text)))
            .on_submit(frame.unless_busy(Message::Next));
        fields::pair(word.into(), None)
    }
}

/// «Заполнить из сертификата»: a link, and what became of the last file.
fn from_certificate<'a>(unread: Option<&Fault>, frame: &Frame<'a>) -> Element<'a, Message> {
    let browse = link(tr!("content-from-certificate"), frame.unless_busy(Message::Browse));
    let unread = unread.map(|fault| fault_notice(Tone::Bad, fault));
    column![row![small(tr!("holder-from-certificate")), browse].spacing(measures::GAP_S)]
        .push(unread)
        .spacing(measures::GAP_S)
        .into()
}

/// The draft at the CA is older than the one here: nothing is lost, but it should be known.
pub fn behind<'a, M: 'a>(frame: &Frame<'a>) -> Option<Element<'a, M>> {
    frame.view.forms.draft_behind.then(|| small(tr!("draft-behind")).into())
}

fn has_changed_flag(section: Section) -> bool {
    matches!(section, Section::Identity | Section::Authority)
}

/// Title and lead of a section.
fn heading(section: Section) -> (String, String) {
    let text = |part: &str| i18n::text(&format!("form-{}-{part}", section.id()), &[]);
    (text("heading"), text("lead"))
}
