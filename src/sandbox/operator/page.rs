//! The frame of every page, and the parts they share.

use time::macros::format_description;

use crate::domain::moment::{self, Moment};
use crate::domain::portal::Stage;
use crate::sandbox::html::Html;
use crate::sandbox::operator::Office;

/// A page with the head of the site; `body` fills it.
pub fn framed(office: &Office, title: &str, body: impl FnOnce(&mut Html)) -> String {
    let mut page = Html::default();
    page.raw("<!doctype html><html lang=\"").text(language(office)).raw("\"><head><meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width\"><title>").text(title).raw("</title>");
    page.raw("<link rel=\"stylesheet\" href=\"/style.css\"></head><body><header><div><a class=\"home\" href=\"/\">");
    page.text(office.text("operator-title")).raw("</a><span class=\"badge warn\">");
    page.text(office.text("operator-training")).raw("</span></div>");
    page.raw("<form method=\"post\" action=\"/clock/next-day\"><span>").text(office.text("operator-today"));
    page.raw(" <time id=\"today\">").text(moment_text(office.clock.now())).raw("</time></span>");
    token(&mut page, office);
    page.raw("<button id=\"next-day\">")
        .text(office.text("operator-next-day"))
        .raw("</button></form></header><main>");
    body(&mut page);
    page.raw("</main></body></html>");
    page.finish()
}

/// What went wrong, with the way back.
pub fn trouble(detail: &str) -> String {
    let mut page = Html::default();
    page.raw(
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"stylesheet\" href=\"/style.css\"><main><h1>",
    );
    page.text(detail).raw("</h1><p><a href=\"/\">←</a></p></main>");
    page.finish()
}

/// The hidden field that makes a form count.
pub fn token(page: &mut Html, office: &Office) {
    page.raw("<input type=\"hidden\" name=\"token\" value=\"").text(&office.token).raw("\">");
}

/// Where a request stands, in its colour.
pub fn stage(page: &mut Html, office: &Office, stage: Stage) {
    let class = match stage {
        Stage::Issued => "badge ok",
        Stage::Rejected | Stage::Withdrawn => "badge bad",
        Stage::Checking | Stage::Issuing => "badge soft",
        Stage::Approval | Stage::Payment | Stage::Operator => "badge warn",
    };
    page.raw("<span data-stage=\"").text(stage.id()).raw("\" class=\"").text(class).raw("\">");
    page.text(office.text(&format!("ca-stage-{}", stage.id()))).raw("</span>");
}

/// Day and hour on the wall of this computer.
pub fn moment_text(moment: Moment) -> String {
    let format = format_description!("[day].[month].[year] [hour]:[minute]");
    moment::local(moment).format(format).unwrap_or_default()
}

fn language(office: &Office) -> String {
    let told = office.text("operator-language");
    if told.len() == 2 { told } else { "ru".to_owned() }
}
