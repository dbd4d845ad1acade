//! Seed 002: a first certificate at the Treasury, with papers to sign and a visit at the end.

use std::sync::Arc;

use renewal_master::ca::profile::{self, Library};
use renewal_master::compose::Desktop;
use renewal_master::domain::moment::Moment;
use renewal_master::platform::directories::Directories;
use renewal_master::renewal::{Flow, View};
use renewal_master::runtime::workshop::Workshop;
use renewal_master::token::Places;
use serde_json::Value;

use crate::support::long::{Long, assert_complete, pdf};
use crate::support::world::{LABEL, World};

const MONTH: i64 = 31 * 86_400;

const NUMBERS_WRONG: &str = r#"
[office]
region = "77"
office = "ufk-77"
ogrn = "1027700132196"
inn = "7707083894"
representative = true
"#;
const FORM: &str = r#"
[office]
ogrn = "1027700132195"
inn = "7707083893"
[content]
kind = "official"
power-eis-customer = true
[holder]
surname = "Кузнецова"
given-name = "Ольга Ивановна"
title = "Экономист"
snils = "123-456-789 64"
personal-inn = "164400537302"
organization = "ООО «Ромашка»"
locality = "г. Москва"
street = "ул. Ленина, д. 1"
[identity]
document = "passport-ru"
series = "4510"
number = "123456"
issuer = "ОВД района Арбат"
code = "770-001"
issued = "31.01.2020"
born = "05.05.1990"
[authority]
name = "Приказ о назначении"
date = "01.02.2025"
number = "17-к"
[statement]
head-position = "Генеральный директор"
head-name = "А. В. Соколов"
[contacts]
phone = "8 916 123-45-67"
email = "kuznetsova@example.ru"
notify = true
[scans]
identity = ["passport.pdf"]
authority = ["order.pdf"]
"#;

/// Rows 2.35 to 2.50.
#[test]
fn first_issue_at_the_treasury() {
    let Some(world) = World::new("first-issue") else { return };
    let long = Long { world: &world, ca: "treasury" };
    long.write("passport.pdf", pdf("паспорт"));
    long.write("order.pdf", pdf("приказ"));
    let wrong = long.write("wrong.toml", NUMBERS_WRONG);
    let form = long.write("form.toml", FORM);
    let first = ["--first", "--token", LABEL];
    let begun = long.run("renew", &[&first[..], &["--form", &wrong]].concat());
    assert_eq!(begun.must("failed")["facts"]["detail"], "[office] ogrn (number), inn (number)");
    let draft = begun.one("draft-opened").clone();
    assert_eq!(draft["until"].as_i64().unwrap() - draft["at"].as_i64().unwrap(), MONTH);

    // The application is printed before anything is sent, and comes back signed.
    let filled =
        long.command("renew", &[&first[..], &["--form", &form]].concat()).env_remove("TEST_WORD").output();
    let filled = crate::support::long::Run::of(&filled.unwrap());
    assert_eq!(filled.must("failed")["facts"]["argument"], "--code-word-env");
    let sections = ["office", "content", "holder", "identity", "authority", "statement", "contacts"];
    assert_eq!(filled.filled(), sections);
    let key = filled.one("key-planned")["cka_id"].clone();
    two_copies(&long);

    let sent = long.run("resume", &["--token", LABEL]);
    let outcome = sent.must("waiting").clone();
    assert_eq!(sent.one("submitted")["number"], draft["number"]);
    assert_eq!((&outcome["number"], &outcome["stage"]), (&draft["number"], &"checking".into()));
    // Number and link are told again by every later run, from the journal alone.
    let later = long.run("resume", &[]);
    for kept in ["number", "link", "deadline"] {
        assert_eq!(later.must("waiting")[kept], outcome[kept], "{kept}");
    }
    let order = long.order();
    assert_eq!(order["old"], "", "nobody had a certificate to sign with");
    assert_eq!(order["dossier"]["sections"]["office"]["representative"], "yes");
    assert_eq!(order["dossier"]["sections"]["holder"]["snils"], "12345678964");

    for action in ["check", "approve", "issue"] {
        long.press(action, &[]);
    }
    long.pass(31);
    let done = long.run("resume", &[]);
    assert_eq!(done.must("finished")["cka_id"], key);
    assert_complete(&world.objects(), 1);
    let certificate = long.take_out(&long.order(), "certificate", "certificate.der");
    let shown = world.tool(
        "openssl",
        ["x509", "-inform", "DER", "-in", &certificate, "-noout", "-subject", "-nameopt", "utf8"],
    );
    for told in ["Кузнецова", "12345678964", "1027700132195", "Экономист"] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    what_to_bring(&long, &draft["number"]);
}

fn two_copies(long: &Long<'_>) {
    let (desktop, view) = present(long);
    assert_eq!(view.profile.forms.statement_copies, 2, "the profile wants two copies");
    let pdf = desktop.statement(&view, view.profile.forms.statement_copies).unwrap();
    let text = long.world.tool("pdftotext", ["-layout", &long.write("statement.pdf", pdf), "-"]);
    for told in ["Экземпляр 1 из 2", "Экземпляр 2 из 2"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    for told in ["Кузнецова", "ООО «Ромашка»", "Экономист", "А. В. Соколов", "17-к"]
    {
        assert!(text.matches(told).count() >= 2, "{told}: {text}");
    }
}

fn what_to_bring(long: &Long<'_>, number: &Value) {
    let (desktop, view) = present(long);
    let list = long
        .world
        .tool("pdftotext", [long.write("visit.pdf", desktop.visit_list(&view).unwrap()).as_str(), "-"]);
    assert!(list.contains(number.as_str().unwrap()), "{list}");
    assert!(list.contains("аявлени") && list.contains("оверенност"), "{list}");
}

/// The renewal as the window would show it, from the journal of this home.
fn present(long: &Long<'_>) -> (Desktop, View) {
    let home = long.world.path("home");
    let profile = Arc::new(profile::load(&long.world.path("sandbox/treasury.toml")).unwrap());
    let directories = Directories::at(&home).unwrap();
    let places = Places::new(Vec::new(), directories.keys(), |_, _| Ok(()), None);
    let desktop = Desktop::new(directories, profile.clone(), Library::Given(vec![profile.clone()]), places);
    let mut journals = desktop.journals().unwrap();
    let renewal = journals.list().unwrap().pop().unwrap();
    let lines = journals.read(&renewal).unwrap();
    let now = Moment::now_utc();
    let (flow, _) = Flow::resume(renewal, profile, &lines, now).unwrap();
    (desktop, flow.view(now))
}
