//! «Подтверждение»: the holder reads the new certificate and acknowledges it, as the law asks.

use iced::Element;
use iced::widget::{column, row};

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::secret::Pin;
use crate::gui::screens::{Action, Frame, Page, Sheet};
use crate::gui::theme::measures;
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{body, card, check_box, heading, link, primary, secondary, table};
use crate::i18n;
use crate::paper::certificate_form;
use crate::renewal::{Input, View};
use crate::runtime::message::{Command, Document};
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Default)]
pub struct AcceptScreen {
    /// The box is ticked.
    read: bool,
    /// The password of the certificate store, while it is shown.
    password: Option<Pin>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Посмотреть полностью».
    Details,
    /// «Печать».
    Print,
    /// The box.
    Read(bool),
    /// «Показать пароль» of the certificate store.
    Reveal,
    /// The password was read.
    Hide,
    /// «Подписать и продолжить».
    Sign,
}

impl AcceptScreen {
    /// Not read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The password came; it is shown until the dialog is closed.
    pub fn revealed(&mut self, password: Option<Pin>) {
        self.password = password;
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, view: &View) -> Action<Message> {
        match (message, &view.certificate) {
            (Message::Details, Some(certificate)) => {
                Action::Show(Sheet::Details(Box::new(certificate.clone())))
            }
            (Message::Print, Some(certificate)) => {
                Action::Show(Sheet::Print(Document::Certificate(Box::new(certificate.clone()))))
            }
            (Message::Read(read), _) => {
                self.read = read;
                Action::None
            }
            (Message::Reveal, _) => Action::Tell(Command::RevealStore(view.renewal.clone())),
            (Message::Hide, _) => {
                self.password = None;
                Action::None
            }
            (Message::Sign, _) if self.read => Action::Ask(Input::Acknowledge),
            _ => Action::None,
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let rows = frame.view.certificate.as_ref().map(summary).unwrap_or_default();
        let table = rows.into_iter().enumerate().fold(table([34, 66]), |table, (index, row)| match index {
            0 => table.main_row(row),
            _ => table.row(row),
        });
        let buttons = row![
            secondary(tr!("certificate-full"), Some(Message::Details)),
            secondary(tr!("certificate-print"), Some(Message::Print)),
        ];
        let content = column![Element::from(table), buttons.spacing(measures::GAP_M)];
        let sign = frame.unless_busy(Message::Sign).filter(|_| self.read);
        let store = frame.view.store_login.as_ref().map(|login| {
            let show = link(tr!("store-show"), Some(Message::Reveal));
            card(column![body(tr!("store-login", login = login.as_str())), show].spacing(measures::GAP_S))
        });
        Page::new(tr!("certificate-title"))
            .lead(tr!("certificate-lead"))
            .push(card(content.spacing(measures::GAP_L)))
            .extend(store)
            .push(check_box(tr!("certificate-read"), self.read, Some(Message::Read as fn(bool) -> _)))
            .right(primary(tr!("certificate-sign"), sign))
            .over(self.password.as_ref().map(secret))
    }
}

/// The password of the certificate store. It lies in the keyring; on the screen it stands only as long as it is read.
fn secret<'a>(password: &Pin) -> Dialog<'a, Message> {
    Dialog {
        name: "store-password",
        title: tr!("store-password"),
        subject: Some(tr!("store-kept")),
        body: vec![heading(password.reveal().to_owned()).into()],
        buttons: vec![primary(tr!("app-close"), Some(Message::Hide))],
        on_escape: Some(Message::Hide),
    }
}

/// What matters of a certificate, in six lines.
fn summary(certificate: &Certificate) -> Vec<[String; 2]> {
    let subject = certificate.subject();
    let (from, until) = (i18n::date(certificate.not_before()), i18n::date(certificate.not_after()));
    let issuer = certificate.issuer();
    let issuer = issuer.value(Field::CommonName).or(issuer.value(Field::Organization)).unwrap_or_default();
    // The name alone: the object identifier stands on the full list.
    let algorithm = certificate_form::key_algorithm(certificate, &|id| i18n::text(id, &[]));
    [
        [tr!("certificate-holder"), subject.full_name()],
        [tr!("certificate-organization"), subject.value(Field::Organization).unwrap_or_default().to_owned()],
        [tr!("certificate-issuer"), issuer.to_owned()],
        [tr!("certificate-validity"), tr!("certificate-period", from = from, until = until)],
        [tr!("certificate-serial"), certificate_form::spaced(&certificate.serial_hex())],
        [tr!("certificate-algorithm"), algorithm.split(" (").next().unwrap_or_default().to_owned()],
    ]
    .into_iter()
    .filter(|[_, value]| !value.is_empty())
    .collect()
}
