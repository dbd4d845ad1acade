//! One request: everything the operator knows of it, and the buttons of its stage.

use crate::domain::certificate::Certificate;
use crate::domain::form::{Section, YES};
use crate::domain::portal::{Problem, ProblemCode, Stage};
use crate::domain::refusal::Source;
use crate::domain::signed;
use crate::sandbox::desk::{Desk, Order, problem};
use crate::sandbox::html::Html;
use crate::sandbox::operator::Office;
use crate::sandbox::operator::page::{framed, moment_text, stage, token};
use crate::sandbox::portal::open;

/// The page; `word` tells whether a code word that was just tried fits.
pub fn page(office: &Office, scheme: &str, id: &str, word: Option<bool>) -> Result<String, Problem> {
    let absent = || problem(ProblemCode::NotFound, 404, "такой заявки нет");
    let desk = open(office.desk(scheme).ok_or_else(absent)?)?;
    let order = desk.order(id)?;
    let card = Card { office, desk: &desk, order, path: format!("/requests/{scheme}/{id}") };
    let title = format!("№ {}", order.number);
    Ok(framed(office, &title, |page| {
        page.raw("<h1>№ ").text(&order.number).raw("</h1>");
        card.state(page);
        card.actions(page);
        card.subject(page);
        card.dossier(page);
        card.documents(page);
        card.word(page, word);
        card.refuse(page);
        card.history(page);
    }))
}

struct Card<'a> {
    office: &'a Office,
    desk: &'a Desk,
    order: &'a Order,
    path: String,
}

impl Card<'_> {
    fn state(&self, page: &mut Html) {
        let (order, office) = (self.order, self.office);
        page.raw("<section class=\"card\"><dl><dt>")
            .text(office.text("operator-stage"))
            .raw("</dt><dd id=\"stage\">");
        stage(page, office, order.stage);
        page.raw("</dd>");
        let status = self.desk.status(&order.id).ok().map(|(status, _)| status);
        let mut row = |id: &str, value: String| {
            if !value.is_empty() {
                page.raw("<dt>").text(office.text(id)).raw("</dt><dd>").text(value).raw("</dd>");
            }
        };
        row("operator-holder", order.subject().full_name());
        row("operator-submitted", moment_text(order.submitted_at));
        row("operator-since", moment_text(order.since));
        row("operator-until", status.as_ref().and_then(|s| s.until).map(moment_text).unwrap_or_default());
        if let Some(contacts) = &order.contacts {
            row("operator-contacts", format!("{} · {}", contacts.phone, contacts.email));
        }
        if let Some(payment) = status.and_then(|status| status.payment) {
            let paid = office.text(if payment.paid { "operator-paid" } else { "operator-unpaid" });
            row("operator-payment", format!("{} · {} · {paid}", payment.amount, payment.payer));
        }
        if let Some(refusal) = &order.refusal {
            let source = office.text(&format!("operator-source-{}", refusal.source.id()));
            row("operator-refusal", format!("{source}: {}", refusal.reason));
        }
        if let Ok(verified) = signed::verify(&order.decision, None) {
            row("operator-decided-by", verified.signer.subject().full_name());
        }
        let serial = Certificate::from_der(&order.certificate).map(|certificate| certificate.serial_hex());
        row("operator-serial", serial.unwrap_or_default());
        if order.acknowledged {
            row("operator-receipt", office.text("operator-yes"));
        }
        page.raw("</dl></section>");
    }

    /// The one button of the stage.
    fn actions(&self, page: &mut Html) {
        let (action, label) = match self.order.stage {
            Stage::Checking => ("check", "operator-check"),
            Stage::Approval => ("approve", "operator-approve"),
            Stage::Payment => ("pay", "operator-pay"),
            Stage::Operator | Stage::Issuing => ("issue", "operator-issue"),
            Stage::Issued | Stage::Rejected | Stage::Withdrawn => return,
        };
        page.raw("<section class=\"actions\">");
        if self.order.stage == Stage::Payment {
            page.raw("<a href=\"")
                .text(&self.path)
                .raw("/bill\">")
                .text(self.office.text("operator-bill"))
                .raw("</a>");
        }
        self.form(page, action);
        page.raw("<button id=\"").text(action).raw("\" class=\"primary\">").text(self.office.text(label));
        page.raw("</button></form></section>");
    }

    /// Present and future, difference marked.
    fn subject(&self, page: &mut Html) {
        let current = self.order.current().map(|current| current.subject().clone()).unwrap_or_default();
        self.heading(page, "operator-subject");
        page.raw("<table><thead><tr><th></th><th>").text(self.office.text("operator-now")).raw("</th><th>");
        page.text(self.office.text("operator-new")).raw("</th></tr></thead><tbody>");
        for row in current.compare(&self.order.subject()) {
            page.raw(if row.changed() { "<tr class=\"changed\"><th>" } else { "<tr><th>" });
            page.text(self.office.text(&format!("field-{}", row.field.id()))).raw("</th><td>");
            page.text(row.current).raw("</td><td>").text(row.new).raw("</td></tr>");
        }
        page.raw("</tbody></table></section>");
    }

    fn dossier(&self, page: &mut Html) {
        for (section, values) in &self.order.dossier.sections {
            let id = section.id();
            page.raw("<section class=\"card\"><h2>")
                .text(self.office.text(&format!("operator-section-{id}")))
                .raw("</h2><table><tbody>");
            for (field, value) in values.iter() {
                page.raw("<tr><th>").text(self.office.text(&format!("form-{id}-{field}"))).raw("</th><td>");
                let value = if value == YES { self.office.text("operator-yes") } else { value.to_owned() };
                page.text(value).raw("</td></tr>");
            }
            page.raw("</tbody></table></section>");
        }
    }

    fn documents(&self, page: &mut Html) {
        if self.order.dossier.scans.is_empty() {
            return;
        }
        self.heading(page, "operator-documents");
        page.raw("<ul id=\"documents\">");
        for scan in &self.order.dossier.scans {
            page.raw("<li><a href=\"").text(&self.path).raw("/files/").text(&scan.digest).raw("\">");
            page.text(&scan.name).raw("</a> <span class=\"muted\">").text(scan.media.id()).raw(" · ");
            page.text(scan.size.div_ceil(1024))
                .raw(" ")
                .text(self.office.text("operator-kb"))
                .raw("</span></li>");
        }
        page.raw("</ul></section>");
    }

    /// As on the telephone: the caller says the word, the operator types it.
    fn word(&self, page: &mut Html, tried: Option<bool>) {
        if !self.desk.has_word(self.order) {
            return;
        }
        self.heading(page, "operator-word");
        self.form(page, "word");
        page.raw("<input name=\"word\" autocomplete=\"off\" required aria-label=\"");
        page.text(self.office.text("operator-word")).raw("\"><button id=\"word\">");
        page.text(self.office.text("operator-compare")).raw("</button></form>");
        if let Some(fits) = tried {
            let (class, id) =
                if fits { ("badge ok", "operator-word-fits") } else { ("badge bad", "operator-word-wrong") };
            page.raw("<p id=\"compared\"><span class=\"").text(class).raw("\">").text(self.office.text(id));
            page.raw("</span></p>");
        }
        page.raw("</section>");
    }

    fn refuse(&self, page: &mut Html) {
        if self.order.is_final() {
            return;
        }
        let text = |id: &str| self.office.text(id);
        self.heading(page, "operator-refuse");
        self.form(page, "refuse");
        page.raw("<label>").text(text("operator-source")).raw("<select name=\"source\" id=\"source\">");
        for source in Source::ALL {
            page.raw("<option value=\"").text(source.id()).raw("\">");
            page.text(text(&format!("operator-source-{}", source.id()))).raw("</option>");
        }
        page.raw("</select></label><label>").text(text("operator-reason"));
        page.raw("<textarea name=\"reason\" id=\"reason\" required maxlength=\"1000\" rows=\"2\"></textarea></label>");
        page.raw("<fieldset><legend>").text(text("operator-sections")).raw("</legend>");
        for section in Section::ALL {
            page.raw("<label class=\"tick\"><input type=\"checkbox\" name=\"section\" value=\"")
                .text(section.id());
            page.raw("\">").text(text(&format!("operator-section-{}", section.id()))).raw("</label>");
        }
        page.raw("</fieldset><label class=\"tick\"><input type=\"checkbox\" name=\"new-key\" value=\"yes\">");
        page.text(text("operator-new-key")).raw("</label><button id=\"refuse\" class=\"bad\">");
        page.text(text("operator-refuse")).raw("</button></form></section>");
    }

    fn history(&self, page: &mut Html) {
        self.heading(page, "operator-history");
        page.raw("<table id=\"history\"><tbody>");
        for change in &self.order.history {
            page.raw("<tr><th>").text(moment_text(change.at)).raw("</th><td>");
            stage(page, self.office, change.stage);
            page.raw("</td><td>").text(&change.note).raw("</td></tr>");
        }
        page.raw("</tbody></table></section>");
    }

    fn heading(&self, page: &mut Html, id: &str) {
        page.raw("<section class=\"card\"><h2>").text(self.office.text(id)).raw("</h2>");
    }

    fn form(&self, page: &mut Html, action: &str) {
        page.raw("<form method=\"post\" action=\"").text(&self.path).raw("/").text(action).raw("\">");
        token(page, self.office);
    }
}
