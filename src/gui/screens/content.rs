//! «Вид сертификата»: kind, protection class, powers.

use std::path::PathBuf;

use iced::widget::{Column, column, row, space};
use iced::{Center, Element};

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::form::{Problem, Section, check};
use crate::domain::profile::{CertificateKind, Forms, Power};
use crate::fault::Fault;
use crate::gui::screens::form::fields::{Change, Fields};
use crate::gui::screens::form::typing::{Typing, widget};
use crate::gui::screens::form::{attachments, behind};
use crate::gui::screens::trouble::{Trouble, fault_notice, remark};
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{
    badge, card, card_title, label, link, primary, quiet, radio, radio_card, small, toggle,
};
use crate::renewal::{Input, View};
use crate::runtime::message::Command;
use crate::tr;

pub mod powers;

/// Drafts of the screen.
#[derive(Debug, Clone)]
pub struct ContentScreen {
    typing: Typing,
    /// Whose certificate the choices were taken from, once it was read.
    taken_from: Option<String>,
    /// Why the certificate file could not be read.
    unread: Option<Fault>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// Request, kind or class.
    Change(Change),
    /// A kind or a class of the profile.
    Choose(&'static str, String),
    /// A power by its identifier.
    Power(String, bool),
    /// The preset of a system, or none of its powers.
    Preset(String, bool),
    /// «Взять из файла сертификата».
    Browse,
    /// A file was chosen, or none.
    Picked(Option<PathBuf>),
    /// «Далее».
    Next,
    /// «Назад».
    Back,
}

impl ContentScreen {
    /// What was chosen before; else the defaults of the profile and the powers of the current certificate.
    pub fn new(view: &View) -> Self {
        let mut typing = Typing::new(Section::Content, view);
        let forms = &view.profile.forms;
        if typing.values().is_empty() {
            typing.prefill("request", if view.old.is_some() { "change" } else { "additional" });
            if let Some(kind) = forms.kinds.first() {
                typing.prefill("kind", &kind.id);
            }
            let had = view.old.as_ref().map(|old| powers::of_certificate(old, forms)).unwrap_or_default();
            let chosen =
                forms.powers.iter().filter(|power| power.default || had.iter().any(|p| p.id == power.id));
            chosen.for_each(|power| typing.prefill(&powers::flag(power), crate::domain::form::YES));
        }
        let mut screen = Self { typing, taken_from: None, unread: None };
        screen.settle_class(view);
        screen
    }

    /// The section while it is typed.
    pub fn typing(&self) -> &Typing {
        &self.typing
    }

    /// The same, to take what is not saved yet.
    pub fn typing_mut(&mut self) -> &mut Typing {
        &mut self.typing
    }

    /// A certificate file was read: kind, class and powers are taken from it.
    pub fn read(&mut self, certificate: Result<&Certificate, Fault>, view: &View) {
        let certificate = match certificate {
            Ok(certificate) => certificate,
            Err(fault) => {
                self.taken_from = None;
                return self.unread = Some(fault);
            }
        };
        let forms = &view.profile.forms;
        let subject = certificate.subject();
        let (person, organization) =
            (subject.value(Field::Surname).is_some(), subject.value(Field::Organization).is_some());
        let kind = forms.kinds.iter().find(|kind| kind.person == person && kind.organization == organization);
        if let Some(kind) = kind {
            self.typing.set("kind", &kind.id);
        }
        if let Some(class) = powers::class_of(certificate, forms) {
            self.typing.set("class", class);
        }
        let had = powers::of_certificate(certificate, forms);
        for power in &forms.powers {
            self.typing.set_flag(&powers::flag(power), had.iter().any(|p| p.id == power.id));
        }
        self.settle_class(view);
        self.unread = None;
        self.taken_from = Some(subject.full_name());
    }

    /// A file was dropped on the window.
    pub fn dropped(&mut self, path: PathBuf) -> Action<Message> {
        Action::Tell(Command::ReadCertificate(path))
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        let forms = &frame.view.profile.forms;
        match message {
            Message::Change(change) => change.apply(&mut self.typing, forms),
            Message::Choose(field, id) => self.typing.set(field, &id),
            Message::Power(id, on) => {
                if let Some(power) = forms.powers.iter().find(|power| power.id == id) {
                    self.set_all(powers::toggled(self.typing.values(), power, on, forms));
                }
            }
            Message::Preset(system, true) => {
                let flags = powers::preset(&system, forms).map(|power| (powers::flag(power), true));
                self.set_all(flags.collect());
            }
            Message::Preset(system, false) => {
                let all = forms.powers.iter().filter(|power| power.system == system);
                self.set_all(all.map(|power| (powers::flag(power), false)).collect());
            }
            Message::Browse => {
                let files = attachments::browse(tr!("certificate-files"), vec!["cer", "crt", "pem", "der"]);
                return Action::Run(files.map(Message::Picked));
            }
            Message::Picked(Some(path)) => return Action::Tell(Command::ReadCertificate(path)),
            Message::Picked(None) => {}
            Message::Next if frame.busy => {}
            Message::Next => return self.typing.next(frame),
            Message::Back => return Action::Ask(Input::Back),
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let forms = &view.profile.forms;
        let problems = self.typing.problems(view, frame.now);
        let staff = forced(view).is_some();
        let fault = view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault));
        let systems = powers::systems(forms, staff);
        let hidden = systems_hint(forms, staff);
        Page::new(tr!("form-content-heading"))
            .lead(if view.old.is_some() { tr!("form-content-lead") } else { tr!("form-content-lead-first") })
            .extend(fault)
            .push(self.source(frame))
            .extend(view.old.is_some().then(|| self.request(&problems, forms)))
            .extend((forms.kinds.len() > 1).then(|| self.kinds(forms)))
            .extend((!forms.classes.is_empty()).then(|| self.classes(view)))
            .extend((!systems.is_empty()).then(|| label(tr!("content-powers"))))
            .extend(systems.into_iter().map(|(system, powers)| self.system(system, &powers, &problems, view)))
            .extend(hidden.map(small))
            .extend(behind(frame))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .right(primary(tr!("app-next"), frame.unless_busy(Message::Next)))
    }

    /// Where the choices come from, and the way to take them from a file.
    fn source<'a>(&'a self, frame: &Frame<'a>) -> Element<'a, Message> {
        let link = link(tr!("content-from-certificate"), frame.unless_busy(Message::Browse));
        let told = match (&self.unread, &self.taken_from) {
            (Some(fault), _) => Some(remark(Tone::Bad, Trouble::new(fault).notice())),
            (None, Some(holder)) => Some(remark(Tone::Ok, tr!("content-taken", holder = holder.as_str()))),
            (None, None) => None,
        };
        let source = small(tr!("content-source"));
        column![row![source, link].spacing(measures::GAP_S).align_y(Center)]
            .push(told)
            .spacing(measures::GAP_XS)
            .into()
    }

    fn request<'a>(&'a self, problems: &[Problem], forms: &'a Forms) -> Element<'a, Message> {
        let fields =
            Fields { typing: &self.typing, forms, problems, on_change: Message::Change, on_enter: None };
        card(Column::new().extend(spec("request").map(|spec| fields.one(spec)))).into()
    }

    fn kinds<'a>(&'a self, forms: &'a Forms) -> Element<'a, Message> {
        let chosen = self.typing.values().text("kind");
        let cards = forms.kinds.iter().map(|kind| {
            let choose = Message::Choose("kind", kind.id.clone());
            radio_card(kind.title.as_str(), chosen == kind.id, Some(choose)).detail(kind_detail(kind)).into()
        });
        let cards = Column::with_children(cards).spacing(measures::GAP_S);
        column![label(tr!("form-content-kind")), cards].spacing(measures::GAP_S).into()
    }

    fn classes<'a>(&'a self, view: &'a View) -> Element<'a, Message> {
        let chosen = self.typing.values().text("class");
        let forced = forced(view);
        let lines = view.profile.forms.classes.iter().map(|class| {
            let choose = forced.is_none().then(|| Message::Choose("class", class.id.clone()));
            radio(class.title.as_str(), chosen == class.id, choose).into()
        });
        let why = forced.map(|_| small(tr!("content-class-forced")));
        card(
            column![label(tr!("form-content-class")), Column::with_children(lines).spacing(measures::GAP_S)]
                .push(why)
                .spacing(measures::GAP_S),
        )
        .into()
    }

    fn system<'a>(
        &'a self,
        system: &'a str,
        listed: &[&'a Power],
        problems: &[Problem],
        view: &'a View,
    ) -> Element<'a, Message> {
        let forms = &view.profile.forms;
        let had = view.old.as_ref().map(|old| powers::of_certificate(old, forms));
        let any = listed.iter().any(|power| self.typing.values().flag(&powers::flag(power)));
        let preset = preset_title(system, listed).filter(|_| listed.len() > 1);
        let head = row![card_title(system), space::horizontal()]
            .push(preset.map(|title| link(title, Some(Message::Preset(system.to_owned(), true)))))
            .push(
                (any && listed.len() > 1)
                    .then(|| link(tr!("content-none"), Some(Message::Preset(system.to_owned(), false)))),
            )
            .spacing(measures::GAP_L)
            .align_y(Center);
        let lines = listed.iter().map(|power| self.power(power, had.as_deref(), problems, forms));
        let lines = Column::with_children(lines).spacing(measures::GAP_M);
        card(column![head, lines].spacing(measures::GAP_M)).into()
    }

    fn power<'a>(
        &'a self,
        power: &'a Power,
        had: Option<&[&Power]>,
        problems: &[Problem],
        forms: &Forms,
    ) -> Element<'a, Message> {
        let values = self.typing.values();
        let on = values.flag(&powers::flag(power));
        let needed = on && powers::is_needed(values, power, forms);
        let message = (!needed).then(|| Message::Power(power.id.clone(), !on));
        let had_it = had.is_some_and(|had| had.iter().any(|p| p.id == power.id));
        // A certificate that names no power of this CA tells nothing about changes.
        let known = had.is_some_and(|had| !had.is_empty());
        let mark = match (known, had_it, on) {
            (true, false, true) => Some(badge(Tone::Info, tr!("content-new"))),
            (true, true, false) => Some(badge(Tone::Warn, tr!("content-gone"))),
            _ => None,
        };
        let line = toggle(power.title.as_str(), on, message).id(widget(&powers::flag(power)));
        let hint = match self.typing.hint_at(&powers::flag(power), problems) {
            crate::gui::widgets::Hint::None if needed => Some(small(tr!("content-base")).into()),
            hint => hint.draw(),
        };
        column![row![line, mark].spacing(measures::GAP_M).align_y(Center)]
            .push(hint)
            .spacing(measures::GAP_XS)
            .into()
    }

    fn set_all(&mut self, flags: Vec<(String, bool)>) {
        for (flag, on) in flags {
            self.typing.set_flag(&flag, on);
        }
    }

    /// The forced class, or the first of the profile where none was chosen.
    fn settle_class(&mut self, view: &View) {
        let forms = &view.profile.forms;
        match (forced(view), forms.classes.first()) {
            (Some(class), _) => self.typing.set("class", class),
            (None, Some(class)) => self.typing.prefill("class", &class.id),
            (None, None) => {}
        }
    }
}

/// The class that the chosen office wants for its own staff.
fn forced(view: &View) -> Option<&str> {
    check::forced_class(view.forms.dossier.text(Section::Office, "office"), &view.profile.forms)
}

fn kind_detail(kind: &CertificateKind) -> String {
    match (kind.person, kind.organization) {
        (true, true) => tr!("content-kind-both"),
        (true, false) => tr!("content-kind-person"),
        (false, _) => tr!("content-kind-organization"),
    }
}

/// «Все, кроме тестирования»: what the preset leaves out is named as long as it is one thing.
fn preset_title(system: &str, listed: &[&Power]) -> Option<String> {
    let out: Vec<&&Power> = listed.iter().filter(|power| !power.preset && !power.base).collect();
    match (out.as_slice(), listed.iter().any(|power| power.preset)) {
        (_, false) => None,
        ([], true) => Some(tr!("content-all", system = system)),
        ([one], true) => Some(tr!("content-all-but", one = one.title.as_str())),
        (_, true) => Some(tr!("content-main")),
    }
}

/// Powers of the CA's own staff are not shown to clients, but it is said that there are some.
fn systems_hint(forms: &Forms, staff: bool) -> Option<String> {
    let hidden: Vec<&str> =
        forms.powers.iter().filter(|power| power.staff && !staff).map(|power| power.title.as_str()).collect();
    (!hidden.is_empty()).then(|| tr!("content-staff", titles = hidden.join(", ")))
}

fn spec(id: &str) -> Option<&'static crate::domain::form::FieldSpec> {
    Section::Content.fields().iter().find(|field| field.id == id)
}
