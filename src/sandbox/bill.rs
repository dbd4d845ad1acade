//! The bill of a request. The composition draws it with the printed forms of the program; the sandbox alone, plainly.

use std::sync::Arc;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};

use crate::domain::moment::Moment;

/// What a bill says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// Number of the request.
    pub number: String,
    /// Date of the bill.
    pub date: Moment,
    /// Who has to pay.
    pub payer: String,
    /// Whose certificate.
    pub holder: String,
    /// Amount with its currency.
    pub amount: String,
    /// Last day for paying.
    pub until: Option<Moment>,
}

/// Draws a bill as PDF.
pub type BillMaker = Arc<dyn Fn(&Bill) -> Vec<u8> + Send + Sync>;

/// A page with number and amount, in the one font every viewer has; what it has no letters for is left out.
pub fn plain(bill: &Bill) -> Vec<u8> {
    let text = |line: String| -> Vec<u8> { line.chars().filter(char::is_ascii).map(|c| c as u8).collect() };
    let lines = [format!("BILL {}", bill.number), bill.amount.clone(), bill.date.date().to_string()];
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 14.into()]),
        Operation::new("TL", vec![20.into()]),
        Operation::new("Td", vec![60.into(), 760.into()]),
    ];
    for line in lines {
        operations.push(Operation::new("Tj", vec![Object::string_literal(text(line))]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));

    let mut document = Document::with_version("1.5");
    let content = Content { operations }.encode().unwrap_or_default();
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    let _ = document.objects.insert(pages, Object::Dictionary(kids));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let _ = document.save_to(&mut bytes);
    bytes
}
