//! What a screen hands to the window: title, sections, buttons, and a dialog over everything.

use iced::Element;

use crate::gui::shell;
use crate::gui::theme::measures;
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{body, marks, muted, primary, secondary, small, title};

/// The tick of the last page.
const DONE_MARK: f32 = 72.0;

/// A screen ready to be put into the frame of the window.
pub struct Page<'a, Message> {
    /// Title of the page.
    pub title: String,
    /// Small text at the right of the title.
    pub aside: Option<String>,
    /// One or two sentences under the title.
    pub lead: Option<String>,
    /// From top to bottom.
    pub sections: Vec<Element<'a, Message>>,
    /// Everything in the middle, under a large tick: the last page of the wizard.
    pub centred: bool,
    /// Bottom left: «Назад» or «Отмена».
    pub left: Option<Element<'a, Message>>,
    /// Bottom right, the main button last.
    pub right: Vec<Element<'a, Message>>,
    /// A dialog over the window.
    pub over: Option<Dialog<'a, Message>>,
}

impl<'a, Message: 'a> Page<'a, Message> {
    /// A page with a title and nothing else.
    pub fn new(title: String) -> Self {
        Self {
            title,
            aside: None,
            lead: None,
            sections: Vec::new(),
            centred: false,
            left: None,
            right: Vec::new(),
            over: None,
        }
    }

    /// Sets the small text at the right of the title.
    #[must_use]
    pub fn aside(mut self, text: String) -> Self {
        self.aside = Some(text);
        self
    }

    /// Sets the sentences under the title.
    #[must_use]
    pub fn lead(mut self, text: String) -> Self {
        self.lead = Some(text);
        self
    }

    /// Adds a section.
    #[must_use]
    pub fn push(mut self, section: impl Into<Element<'a, Message>>) -> Self {
        self.sections.push(section.into());
        self
    }

    /// Adds sections; an `Option` is none or one.
    #[must_use]
    pub fn extend<Section: Into<Element<'a, Message>>>(
        mut self,
        sections: impl IntoIterator<Item = Section>,
    ) -> Self {
        self.sections.extend(sections.into_iter().map(Into::into));
        self
    }

    /// Puts everything in the middle.
    #[must_use]
    pub fn centred(mut self) -> Self {
        self.centred = true;
        self
    }

    /// Sets what stands at the bottom left.
    #[must_use]
    pub fn left(mut self, button: impl Into<Element<'a, Message>>) -> Self {
        self.left = Some(button.into());
        self
    }

    /// Adds a button at the bottom right; the main one comes last.
    #[must_use]
    pub fn right(mut self, button: impl Into<Element<'a, Message>>) -> Self {
        self.right.push(button.into());
        self
    }

    /// Adds a button at the bottom right, if there is one.
    #[must_use]
    pub fn extend_right(mut self, button: Option<Element<'a, Message>>) -> Self {
        self.right.extend(button);
        self
    }

    /// Puts a dialog over the window.
    #[must_use]
    pub fn over(mut self, dialog: Option<Dialog<'a, Message>>) -> Self {
        self.over = dialog;
        self
    }

    /// The same with the messages wrapped into those of the owner.
    #[must_use]
    pub fn map<Outer: 'a>(self, wrap: impl Fn(Message) -> Outer + Clone + 'a) -> Page<'a, Outer> {
        Page {
            title: self.title,
            aside: self.aside,
            lead: self.lead,
            sections: map_all(self.sections, &wrap),
            centred: self.centred,
            left: self.left.map(|left| left.map(wrap.clone())),
            right: map_all(self.right, &wrap),
            over: self.over.map(|dialog| map_dialog(dialog, wrap.clone())),
        }
    }
    /// The page in the frame of the window, and the dialog over it.
    pub fn into_parts(self) -> (shell::Page<'a, Message>, Option<Dialog<'a, Message>>)
    where
        Message: Clone,
    {
        let mut page = if self.centred {
            let mut page = shell::centred_page().push(marks::mark(marks::Mark::Done, DONE_MARK));
            page = page.push(title(self.title));
            page.push_maybe(self.lead.map(|lead| muted(lead).center().width(measures::MEASURE)))
        } else {
            let mut page = shell::page(self.title);
            if let Some(lead) = self.lead {
                page = page.subtitle(lead);
            }
            page
        };
        if let Some(aside) = self.aside {
            page = page.aside(small(aside));
        }
        if let Some(left) = self.left {
            page = page.left(left);
        }
        page = self.sections.into_iter().fold(page, shell::Page::push);
        (self.right.into_iter().fold(page, shell::Page::right), self.over)
    }
}

/// A question with two answers. The safe one comes first: it has the focus, and Esc means it.
pub fn question<'a, Message: Clone + 'a>(
    name: &'static str,
    heading: String,
    text: String,
    (yes, on_yes): (String, Option<Message>),
    (no, on_no): (String, Message),
) -> Dialog<'a, Message> {
    Dialog {
        name,
        title: heading,
        subject: None,
        body: vec![body(text).into()],
        buttons: vec![secondary(no, Some(on_no.clone())), primary(yes, on_yes)],
        on_escape: Some(on_no),
    }
}

/// A dialog with its messages wrapped into those of the owner.
pub fn map_dialog<'a, Message: 'a, Outer: 'a>(
    dialog: Dialog<'a, Message>,
    wrap: impl Fn(Message) -> Outer + Clone + 'a,
) -> Dialog<'a, Outer> {
    Dialog {
        name: dialog.name,
        title: dialog.title,
        subject: dialog.subject,
        body: map_all(dialog.body, &wrap),
        buttons: map_all(dialog.buttons, &wrap),
        on_escape: dialog.on_escape.map(wrap),
    }
}

fn map_all<'a, Message: 'a, Outer: 'a>(
    elements: Vec<Element<'a, Message>>,
    wrap: &(impl Fn(Message) -> Outer + Clone + 'a),
) -> Vec<Element<'a, Outer>> {
    elements.into_iter().map(|element| element.map(wrap.clone())).collect()
}
