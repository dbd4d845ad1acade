//! Number and link of a request, each with «Скопировать»: nothing of the work may be lost.

use iced::widget::{column, row};
use iced::{Center, Element, Fill, Task};

use crate::gui::screens::Action;
use crate::gui::theme::measures;
use crate::gui::widgets::{body, card_title, link, small};
use crate::renewal::View;
use crate::tr;

/// What was copied last, so that the press is confirmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receipt {
    copied: Option<What>,
}

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The number.
    Number,
    /// The link.
    Link,
}

/// «Скопировать»: what, and its text.
#[derive(Debug, Clone)]
pub struct Copy(What, String);

impl Receipt {
    /// Takes a message.
    pub fn update<Message: Send + 'static>(&mut self, Copy(what, text): Copy) -> Action<Message> {
        self.copied = Some(what);
        let copied: Task<Message> = iced::clipboard::write(text);
        Action::Run(copied)
    }

    /// The lines, once there is a number: that of the request, else that of its draft, which the request keeps.
    pub fn view<'a>(&self, view: &'a View) -> Option<Element<'a, Copy>> {
        let draft = view.forms.draft.as_ref();
        let (number, address) = match (&view.accepted, draft) {
            (Some(accepted), _) => {
                (&accepted.number, accepted.link.as_ref().or(draft.map(|draft| &draft.link)))
            }
            (None, Some(draft)) => (&draft.number, Some(&draft.link)),
            (None, None) => return None,
        };
        let number = self.line(What::Number, tr!("receipt-number"), number);
        let address = address.filter(|address| !address.is_empty());
        let address = address.map(|address| self.line(What::Link, tr!("receipt-link"), address));
        Some(column![number].push(address).spacing(measures::GAP_M).into())
    }

    fn line<'a>(&self, what: What, name: String, text: &'a str) -> Element<'a, Copy> {
        let (label, value) = match what {
            What::Number => (tr!("copy"), card_title(text)),
            What::Link => (tr!("copy-link"), body(text)),
        };
        let label = if self.copied == Some(what) { tr!("copied-details") } else { label };
        let copy = link(label, Some(Copy(what, text.to_owned())));
        row![column![small(name), value].width(Fill), copy].spacing(measures::GAP_M).align_y(Center).into()
    }
}
