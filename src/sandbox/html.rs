//! HTML by hand: texts are escaped where they enter, and nothing else is put together from strings.

use std::fmt::{Display, Write};

/// A text as it may stand in an element or between the quotes of an attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // No browser shows them, and some are no characters of HTML at all.
            character if character.is_control() && character != '\n' => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

/// A page that grows.
#[derive(Debug, Clone, Default)]
pub struct Html(String);

impl Html {
    /// Adds markup written in this program.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text from anywhere.
    pub fn text(&mut self, text: impl Display) -> &mut Self {
        // Writing into a string does not fail.
        let mut plain = String::new();
        let _ = write!(plain, "{text}");
        self.0.push_str(&escape(&plain));
        self
    }

    /// Adds a part that was made in the same way.
    pub fn nest(&mut self, part: &Self) -> &mut Self {
        self.0.push_str(&part.0);
        self
    }

    /// The page.
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_markup() {
        let mut page = Html::default();
        page.raw("<td title=\"").text("\" onclick='x'").raw("\">").text("<script>&").raw("</td>");
        assert_eq!(page.finish(), "<td title=\"&quot; onclick=&#39;x&#39;\">&lt;script&gt;&amp;</td>");
    }
}
