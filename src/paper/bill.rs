//! «Счёт»: what a certificate costs and who pays.

use time::Date;

use crate::paper::certificate_form::Labels;
use crate::paper::form::{Block, Form, fill};

/// What a bill says.
#[derive(Debug, Clone, Copy)]
pub struct Bill<'a> {
    /// Its number.
    pub number: &'a str,
    /// Its day.
    pub date: Date,
    /// Who pays.
    pub payer: &'a str,
    /// Who is paid.
    pub payee: &'a str,
    /// Amount with its currency.
    pub amount: &'a str,
    /// For what.
    pub purpose: &'a str,
    /// The bill of the sandbox: nobody must pay it.
    pub training: bool,
}

/// Builds the form. `language` is that of the labels (BCP 47).
pub fn build(bill: &Bill<'_>, language: &str, labels: Labels<'_>) -> Form {
    let date = format!("{:02}.{:02}.{}", bill.date.day(), u8::from(bill.date.month()), bill.date.year());
    let mut form = Form {
        language: language.to_owned(),
        title: fill(&labels("papers-bill-title"), &[("date", &date), ("number", bill.number)]),
        page_number: labels("paper-page"),
        ..Form::default()
    };
    if bill.training {
        form.mark = labels("papers-bill-training");
        form.blocks.push(Block { text: vec![labels("papers-bill-training-text")], ..Block::default() });
    }
    let mut sides = Block::new(labels("papers-bill-sides"));
    sides.push(labels("papers-bill-payee"), bill.payee);
    sides.push(labels("papers-bill-payer"), bill.payer);
    form.blocks.push(sides);
    let mut sum = Block::new(labels("papers-bill-sum"));
    sum.push(labels("papers-bill-purpose"), bill.purpose);
    sum.push(labels("papers-bill-amount"), bill.amount);
    sum.text.push(labels("papers-bill-note"));
    form.blocks.push(sum);
    form
}
