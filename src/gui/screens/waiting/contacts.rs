//! «Контакты для уведомлений»: telephone and e-mail of a request that was sent, and the dialog that changes them.

use crate::domain::form::{Kind, Section, Values, check};
use crate::domain::profile::Country;
use crate::gui::screens::form::shape;
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{Hint, check_box, field, primary, secondary};
use crate::i18n;
use crate::renewal::View;
use crate::tr;

/// Identifier of the telephone field, for focus and tests.
pub const PHONE: &str = "waiting-phone";
/// Identifier of the e-mail field, for tests.
pub const EMAIL: &str = "waiting-email";

/// The dialog while it is open.
#[derive(Debug, Clone)]
pub struct Contacts {
    /// The telephone as it is shown, in its shape.
    phone: String,
    email: String,
    notify: bool,
}

/// What the user did in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// The telephone was typed.
    Phone(String),
    /// The e-mail address was typed.
    Email(String),
    /// The box.
    Notify(bool),
    /// «Сохранить».
    Save,
    /// «Отмена».
    Cancel,
}

impl Contacts {
    /// As they were sent, or changed since.
    pub fn new(view: &View) -> Self {
        let dossier = &view.forms.dossier;
        let text = |id| dossier.text(Section::Contacts, id);
        Self {
            phone: shape::shown(Kind::Phone, text("phone"), view.profile.forms.country),
            email: text("email").to_owned(),
            notify: dossier.section(Section::Contacts).is_some_and(|contacts| contacts.flag("notify")),
        }
    }

    /// Takes what was typed; «Сохранить» and «Отмена» are for the owner.
    pub fn update(&mut self, message: Message) {
        match message {
            Message::Phone(phone) => self.phone = phone,
            Message::Email(email) => self.email = email,
            Message::Notify(notify) => self.notify = notify,
            Message::Save | Message::Cancel => {}
        }
    }

    /// The section as it is kept, if both are right.
    pub fn kept(&self, country: Country) -> Option<Values> {
        let phone = check::phone(&self.phone, country)?;
        let email = self.email.trim();
        check::is_email(email).then(|| {
            let mut values = Values::default().with("phone", phone).with("email", email);
            values.set_flag("notify", self.notify);
            values
        })
    }

    /// For the page: whether news of the request come here, and where that is, a line for each contact.
    pub fn lines(&self) -> (String, String) {
        let title = if self.notify { tr!("waiting-notified") } else { tr!("waiting-not-notified") };
        let known = [self.email.as_str(), self.phone.as_str()].into_iter().filter(|text| !text.is_empty());
        (title, known.collect::<Vec<_>>().join("\n"))
    }

    /// Draws the dialog.
    pub fn view<'a>(&'a self, country: Country, busy: bool) -> Dialog<'a, Message> {
        let (phone, email) = (self.phone.as_str(), self.email.as_str());
        let phone_hint = bad(phone, check::phone(phone, country).is_some(), "phone");
        let email_hint = bad(email, check::is_email(email.trim()), "email");
        let mut number = field(tr!("form-contacts-phone"), phone)
            .id(PHONE)
            .required(Some(tr!("form-required")))
            .hint(phone_hint)
            .on_input(Message::Phone)
            .on_submit(Some(Message::Save));
        if let Some(mask) = shape::mask(Kind::Phone, country) {
            number = number.mask(mask);
        }
        let address = field(tr!("form-contacts-email"), email)
            .id(EMAIL)
            .required(Some(tr!("form-required")))
            .hint(email_hint)
            .on_input(Message::Email)
            .on_submit(Some(Message::Save));
        let notify = Some(Message::Notify as fn(bool) -> Message);
        let save = self.kept(country).filter(|_| !busy).map(|_| Message::Save);
        Dialog {
            name: "contacts",
            title: tr!("waiting-contacts-title"),
            subject: Some(tr!("waiting-contacts-text")),
            body: vec![
                number.into(),
                address.into(),
                check_box(tr!("form-contacts-notify"), self.notify, notify),
            ],
            buttons: vec![
                secondary(tr!("app-cancel"), Some(Message::Cancel)),
                primary(tr!("waiting-save"), save),
            ],
            on_escape: Some(Message::Cancel),
        }
    }
}

/// An empty field says by its star that it must be filled.
fn bad(text: &str, right: bool, id: &str) -> Hint {
    match right || text.is_empty() {
        true => Hint::None,
        false => Hint::Bad(i18n::text(&format!("form-wrong-{id}"), &[])),
    }
}
