//! Seed 003: the Belarusian service, with approval by the head, a bill that is paid too late once, and the store.

use std::path::Path;

use serde_json::Value;

use crate::support::long::{Long, Run, assert_complete};
use crate::support::world::{LABEL, SNILS, World};

const HEAD: &str = "Руководитель";
const HEAD_SNILS: &str = "087-654-303 00";
const DAY: i64 = 86_400;

const CONSENTS: &str =
    "[consents]\nconsent-agreement = true\nconsent-contract = true\nconsent-privacy = true\n";
const CONTACTS: &str = "[contacts]\nphone = \"+375 29 123-45-67\"\nnotify = true\n";

#[test]
fn e_pasluga_with_approval_and_payment() {
    let Some(world) = World::new("e-pasluga") else { return };
    world.put_certificate(40);
    world.add_token(HEAD, crate::support::world::PIN);
    world.put_certificate_on(HEAD, 300, &["--role", "head"]);
    let long = Long { world: &world, ca: "e-pasluga" };
    an_organisation_that_is_not_registered_is_sent_elsewhere(&long);

    let mut said = Vec::new();
    let refused_key = order_and_let_the_bill_lapse(&long, &mut said);
    let new_key = order_again_with_a_new_key(&long, &refused_key, &mut said);
    pay(&long);
    let done = long.run("resume", &[]);
    assert_eq!(done.must("finished")["cka_id"], new_key);
    let order = ["waited", "store-known", "issued", "stored", "receipt-ready", "acknowledged", "backed-up"];
    assert_eq!(done.events(), [&order[..], &["finished"]].concat());
    assert_complete(&world.objects(), 2);
    assert_eq!(long.order()["acknowledged"], true);
    the_term_begins_with_the_issue(&long, &done);
    said.push(done);
    the_password_is_in_the_vault_and_nowhere_else(&long, &said);
}

/// Row 3.03: the head orders as an employee and confirms it as the head, with the same token.
#[test]
fn a_head_who_applies_for_himself_confirms_it_himself() {
    let Some(world) = World::new("e-pasluga-head") else { return };
    world.put_certificate_on(LABEL, 40, &["--role", "head"]);
    let long = Long { world: &world, ca: "e-pasluga" };
    let form = long.write("form.toml", CONSENTS.to_owned() + CONTACTS);
    let begun = long.run("renew", &["--token", LABEL, "--snils", HEAD_SNILS, "--form", &form]);
    assert_eq!(begun.must("waiting")["stage"], "approval");
    approve(&long, LABEL);
    pay(&long);
    long.run("resume", &[]).must("finished");
    assert_complete(&world.objects(), 2);
}

/// Row 3.22: nothing is made, nothing is sent; the answer says where to go.
fn an_organisation_that_is_not_registered_is_sent_elsewhere(long: &Long<'_>) {
    let path = |name: &str| long.world.path(name).display().to_string();
    let (key, request, certificate) = (path("other.key"), path("other.csr"), path("other.pem"));
    let subject = "/CN=ООО «Василёк»/SN=Петров/GN=Пётр Петрович/title=Бухгалтер/SNILS=12345678964\
        /O=ООО «Василёк»/OGRN=1047702026701/C=RU/L=г. Минск/emailAddress=petrov@example.by";
    let new = ["req", "-new", "-utf8", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let what = ["-subj", subject, "-keyout", &key, "-out", &request];
    long.world.tool("openssl", new.into_iter().chain(what));
    let (issuer, issuer_key) = (path("sandbox/issuing.pem"), path("sandbox/issuing.key"));
    let sign = ["x509", "-req", "-in", &request, "-CA", &issuer, "-CAkey", &issuer_key];
    long.world.tool("openssl", sign.into_iter().chain(["-days", "40", "-out", &certificate]));
    let import = ["import", "--key", &key, "--certificate", &certificate, "--pin-env", "TEST_PIN"];
    assert!(long.world.renewctl(import).status.success());

    let form = long.write("other.toml", CONSENTS.to_owned() + CONTACTS);
    let answer = ["--snils", "123-456-789 64", "--computer", "--form", &form];
    let run = long.run("renew", &answer);
    assert_eq!(run.code, Some(5));
    let outcome = run.must("refused");
    assert_eq!((&outcome["source"], &outcome["next"]), (&"egr".into(), &"visit".into()));
    let finding = &outcome["findings"][0];
    assert_eq!((&finding["source"], &finding["blocking"]), (&"egr".into(), &true.into()));
    assert_eq!(finding["field"], "ogrn");
    assert!(outcome["reason"].as_str().unwrap().contains("регистрационный центр"));
    assert!(long.orders().is_empty() && run.all("key-planned").count() == 0);
    long.run("resume", &["--cancel"]).must("cancelled");
}

/// Consents, contacts, the head, the bill; nobody pays for ten days. The key of the request that lapsed.
fn order_and_let_the_bill_lapse(long: &Long<'_>, said: &mut Vec<Run>) -> Value {
    let renew = ["--token", LABEL, "--snils", SNILS];
    let form = long.write("form.toml", "[consents]\nconsent-agreement = true\n");
    let half = long.run("renew", &[&renew[..], &["--form", &form]].concat());
    let told = half.must("failed")["facts"]["detail"].as_str().unwrap();
    assert_eq!(told, "[consents] consent-contract (not-agreed), consent-privacy (not-agreed)");
    let form = long.write("form.toml", CONSENTS.to_owned() + "[contacts]\nphone = \"+7 916 123-45-67\"\n");
    let foreign = long.run("renew", &[&renew[..], &["--form", &form]].concat());
    assert_eq!(foreign.must("failed")["facts"]["detail"], "[contacts] phone (phone)");
    assert_eq!(foreign.filled(), ["consents"]);
    let form = long.write("form.toml", CONTACTS);
    let begun = long.run("resume", &["--form", &form]);
    assert_eq!(begun.must("waiting")["stage"], "approval");
    let dossier = &long.order()["dossier"]["sections"];
    assert_eq!(dossier["contacts"]["phone"], "+375291234567");
    assert_eq!(dossier["contacts"]["email"], "ivanova@example.ru", "known, so not asked for");
    let consents = &dossier["consents"];
    assert_eq!(
        (&consents["consent-privacy"], &consents["consent-privacy-version"]),
        (&"yes".into(), &"1".into())
    );
    let sent = begun.one("submitted")["at"].as_i64().unwrap();
    let deadline = begun.outcome()["deadline"].as_i64().unwrap();
    assert!((deadline - sent - 10 * DAY).abs() < 5, "ten days, not {} s", deadline - sent);

    approve(long, HEAD);
    long.pass(31);
    assert_eq!(long.run("resume", &[]).must("waiting")["stage"], "payment");
    let id = long.order()["id"].as_str().unwrap().to_owned();
    let bill = long.sandbox().operator_page(&format!("/requests/e-pasluga/{id}/bill"));
    let bill = long.world.tool("pdftotext", [long.write("bill.pdf", bill).as_str(), "-"]);
    for told in ["38,52 BYN", "ООО «Ромашка»", long.order()["number"].as_str().unwrap()] {
        assert!(bill.contains(told), "{told}: {bill}");
    }

    long.pass(9 * DAY);
    let last = long.run("resume", &[]);
    assert_eq!(
        (&last.must("waiting")["stage"], &last.outcome()["deadline"]),
        (&"payment".into(), &deadline.into())
    );
    long.pass(DAY);
    let lapsed = long.run("resume", &[]);
    assert_eq!((&lapsed.must("refused")["source"], lapsed.code), (&"payment".into(), Some(5)));
    assert_eq!(lapsed.outcome()["next"], "repair");
    let key = key_of(&begun);
    said.extend([half, foreign, begun, last, lapsed]);
    key
}

/// A refused request needs a new file and so a new key; the old one goes from the token first.
fn order_again_with_a_new_key(long: &Long<'_>, refused: &Value, said: &mut Vec<Run>) -> Value {
    assert!(long.world.objects().contains(refused.as_str().unwrap()));
    let again = long.run("resume", &["--repair"]);
    assert_eq!(again.must("waiting")["stage"], "approval");
    assert_eq!(again.one("repair-begun")["new_key"], true);
    let events = again.events();
    let at = |name: &str| events.iter().position(|event| *event == name).unwrap();
    assert!(at("key-dropped") < at("key-planned"), "{events:?}");
    assert!(again.filled().is_empty(), "nothing of the answers was wrong");
    let key = key_of(&again);
    let objects = long.world.objects();
    assert_ne!(key, *refused);
    assert!(!objects.contains(refused.as_str().unwrap()), "{objects}");
    assert!(objects.contains(key.as_str().unwrap()), "{objects}");
    approve(long, HEAD);
    said.push(again);
    key
}

fn key_of(run: &Run) -> Value {
    run.one("key-planned")["cka_id"].clone()
}

fn approve(long: &Long<'_>, token: &str) {
    let id = long.order()["id"].as_str().unwrap().to_owned();
    long.head("approve", token, &["--request", &id, "--yes"]).must("approved");
    assert_eq!(long.order()["stage"], "payment");
}

/// The bill is paid, and the certificate made at once.
fn pay(long: &Long<'_>) {
    long.press("pay", &[]);
    assert_eq!(long.order()["stage"], "issued");
    long.pass(31);
}

/// Row 3.28: ten days after the order, the first day is that of the issue.
fn the_term_begins_with_the_issue(long: &Long<'_>, done: &Run) {
    let certificate = long.take_out(&long.order(), "certificate", "certificate.der");
    let from = long.world.tool(
        "openssl",
        ["x509", "-inform", "DER", "-in", &certificate, "-noout", "-startdate", "-dateopt", "iso_8601"],
    );
    let issued =
        time::OffsetDateTime::from_unix_timestamp(done.one("issued")["at"].as_i64().unwrap()).unwrap();
    assert!(from.contains(&issued.date().to_string()), "{from} and {issued}");
}

/// Row 3.29.
fn the_password_is_in_the_vault_and_nowhere_else(long: &Long<'_>, said: &[Run]) {
    let access = long.order()["access"].clone();
    let (login, password) = (access[0].as_str().unwrap(), access[1].as_str().unwrap());
    assert!(password.len() >= 16, "{password}");
    for run in said {
        assert!(!format!("{run:?}").contains(password), "{run:#?}");
    }
    let renewal = said.last().unwrap().outcome()["renewal"].as_str().unwrap().to_owned();
    let home = long.world.path("home");
    assert!(home.join(format!("secret-store-{renewal}")).exists(), "the vault has it");
    let beside = |path: &Path| !path.starts_with(long.world.path("sandbox"));
    let forms = [password.as_bytes().to_vec(), hex::decode(password).unwrap()];
    for file in super::files_below(&long.world.path("")).iter().filter(|path| beside(path)) {
        let bytes = std::fs::read(file).unwrap();
        let found = forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == *form));
        assert!(!found, "the password of {login} stands in {}", file.display());
    }
}
