//! «Состав сертификата»: every field in Russian, the same rows as on the printed form.

use iced::widget::column;

use crate::domain::certificate::Certificate;
use crate::gui::screens::Page;
use crate::gui::theme::measures;
use crate::gui::widgets::{card_title, small, table, tight_card};
use crate::i18n;
use crate::paper::certificate_form;
use crate::paper::form::{Block, Form};
use crate::tr;

/// The form of a certificate in the language of the window.
pub fn form(certificate: &Certificate) -> Form {
    certificate_form::build(certificate, i18n::language().code(), &|id| i18n::text(id, &[]))
}

/// Draws the form as tables.
pub fn page<'a, Message: Clone + 'a>(form: &Form) -> Page<'a, Message> {
    Page::new(tr!("details-title"))
        .lead(form.subtitle.clone())
        .extend(form.blocks.iter().map(block))
        .push(small(form.footer.clone()))
}

fn block<'a, Message: Clone + 'a>(block: &Block) -> iced::Element<'a, Message> {
    let rows = block.rows.iter().fold(table([34, 66]), |table, (name, value)| table.row([name, value]));
    let heading = block.heading.clone().map(card_title);
    column![heading, tight_card(iced::Element::from(rows))].spacing(measures::GAP_S).into()
}
