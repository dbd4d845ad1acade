//! What a screen hands to the window: title, sections, buttons, and a dialog over everything.

use iced::Element;

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
    /// A dialog, and the message of Esc.
    pub over: Option<(Element<'a, Message>, Message)>,
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

    /// Puts a dialog over the window; Esc sends `escape`.
    #[must_use]
    pub fn over(mut self, dialog: impl Into<Element<'a, Message>>, escape: Message) -> Self {
        self.over = Some((dialog.into(), escape));
        self
    }

    /// The same with the messages wrapped into those of the owner.
    #[must_use]
    pub fn map<Outer: 'a>(self, wrap: impl Fn(Message) -> Outer + Clone + 'a) -> Page<'a, Outer> {
        let each = |elements: Vec<Element<'a, Message>>| -> Vec<Element<'a, Outer>> {
            elements.into_iter().map(|element| element.map(wrap.clone())).collect()
        };
        Page {
            title: self.title,
            aside: self.aside,
            lead: self.lead,
            sections: each(self.sections),
            centred: self.centred,
            left: self.left.map(|left| left.map(wrap.clone())),
            right: each(self.right),
            over: self.over.map(|(dialog, escape)| (dialog.map(wrap.clone()), wrap(escape))),
        }
    }
}
