//! What a printed form says, before anything is known of paper.

/// A form: a head, blocks of rows, signatures. All texts are given by the caller, in the user's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Language of the texts (BCP 47, for example `ru`), so that readers pronounce the file rightly.
    pub language: String,
    /// Who receives it, in lines at the top right of the first page; empty for nobody.
    pub addressee: String,
    /// Small mark at the top of every page, for example «Экземпляр 1 из 2»; empty for none.
    pub mark: String,
    /// Large line at the top of the first page; small line at the top of the others.
    pub title: String,
    /// Line under the title, for example the number of the certificate; empty for none.
    pub subtitle: String,
    /// The tables.
    pub blocks: Vec<Block>,
    /// Lines for signing by hand. They never stand alone on a page.
    pub signatures: Vec<Signature>,
    /// Small print at the bottom of every page; empty for none.
    pub footer: String,
    /// Page number at the bottom of every page, with `%page%` and `%pages%` in place of the numbers.
    pub page_number: String,
}

/// A part of a form: heading, texts, things to tick off, a table of two columns, signatures, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Heading above the rows.
    pub heading: Option<String>,
    /// Paragraphs over the whole width.
    pub text: Vec<String>,
    /// Paragraphs with an empty box before them, to be ticked by hand.
    pub checks: Vec<String>,
    /// What it is, and its value.
    pub rows: Vec<(String, String)>,
    /// Lines for signing what stands above.
    pub signatures: Vec<Signature>,
}

/// A place to sign by hand: `Role ________ / Name /   Date ________`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// Who signs, for example «Владелец сертификата».
    pub role: String,
    /// Printed name of the signer.
    pub name: String,
    /// Small text under the line for the signature.
    pub signature_caption: String,
    /// Small text under the printed name.
    pub name_caption: String,
    /// Small text under the line for the date.
    pub date_caption: String,
    /// Small text at the place of a seal; empty for none.
    pub seal: String,
}

impl Block {
    /// A block with a heading and no rows yet.
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: Some(heading.into()), ..Self::default() }
    }

    /// Adds a row, unless the value is empty: a form has no rows without a value.
    pub fn push(&mut self, label: impl Into<String>, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.rows.push((label.into(), value));
        }
    }
}

/// Puts values in place of `%name%` in a text of the locales.
///
/// Labels reach the forms as plain texts, since the language layer stands to the right of this one.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("%{name}%"), value))
}
