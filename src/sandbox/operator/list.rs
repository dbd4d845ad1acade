//! The front page: all requests of all CAs.

use crate::domain::portal::Problem;
use crate::sandbox::html::Html;
use crate::sandbox::operator::Office;
use crate::sandbox::operator::page::{framed, moment_text, stage};
use crate::sandbox::portal::open;

/// The page.
pub fn page(office: &Office) -> Result<String, Problem> {
    let mut tables = Vec::new();
    for desk in office.house.iter() {
        let desk = open(desk)?;
        let mut table = Html::default();
        let id = desk.scheme().id;
        table.raw("<section class=\"card\" id=\"").text(id).raw("\"><h2>");
        table.text(office.text(&format!("operator-scheme-{id}"))).raw("</h2>");
        if desk.orders().next().is_none() {
            table.raw("<p class=\"muted\">").text(office.text("operator-none")).raw("</p></section>");
            tables.push(table);
            continue;
        }
        table.raw("<table><thead><tr>");
        for column in ["operator-number", "operator-holder", "operator-stage", "operator-since"] {
            table.raw("<th>").text(office.text(column)).raw("</th>");
        }
        table.raw("</tr></thead><tbody>");
        for order in desk.orders() {
            table.raw("<tr><td><a href=\"/requests/").text(id).raw("/").text(&order.id).raw("\">");
            table.text(&order.number).raw("</a></td><td>").text(order.subject().full_name()).raw("</td><td>");
            stage(&mut table, office, order.stage);
            table.raw("</td><td>").text(moment_text(order.since)).raw("</td></tr>");
        }
        table.raw("</tbody></table></section>");
        tables.push(table);
    }
    Ok(framed(office, &office.text("operator-title"), |page| {
        page.raw("<h1>").text(office.text("operator-requests")).raw("</h1>");
        for table in &tables {
            page.nest(table);
        }
    }))
}
