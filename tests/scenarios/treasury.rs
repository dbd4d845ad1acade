//! Seeds 000 to 002: nine working days at the Treasury, the program closed and opened between.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::Value;

use crate::support::long::{Long, Run, WORD, assert_complete, pdf};
use crate::support::world::{LABEL, SNILS, World};

const HEAD: &str = "Руководитель";
const LIMIT: u64 = 1_048_576;

const OFFICE: &str = "[office]\nregion = \"77\"\noffice = \"ufk-77\"\n";
/// The base of a system alone is of no use.
const CONTENT_WRONG: &str = "[content]\nkind = \"official\"\npower-gmu-base = true\n";
const CONTENT: &str =
    "[content]\npower-gmu-base = false\npower-eis-customer = true\npower-eis-customer-signer = true\n";
const HALF_A_PASSPORT: &str = r#"
[identity]
changed = true
document = "passport-ru"
series = "4510"
number = "123456"
issuer = "ОВД района Арбат"
issued = "31.01.2020"
born = "05.05.1980"
"#;
const PASSPORT_AND_PICTURE: &str = r#"
[identity]
code = "770-001"
[scans]
identity = ["passport.jpg"]
"#;
const AUTHORITY: &str = r#"
[authority]
changed = true
name = "Приказ о назначении"
date = "01.02.2025"
number = "17-к"
[scans]
authority = ["order.pdf"]
"#;
const STATEMENT: &str = r#"
[statement]
head-position = "Генеральный директор"
head-name = "А. В. Соколов"
[scans]
statement = ["stamp.jpg", "statement.pdf"]
"#;
const CONTACTS_WRONG: &str = "[contacts]\nphone = \"112\"\nnotify = true\n";
const CONTACTS: &str = "[contacts]\nphone = \"8 (916) 123-45-67\"\n";

/// Powers and class that must be in the request and in the certificate.
const GRANTED: [&str; 3] =
    ["1.2.643.3.61.502710.1.6.3.4.1", "1.2.643.3.61.502710.1.6.3.4.1.3", "Class of Signing Tool KC1"];

#[test]
fn treasury_over_nine_working_days() {
    let Some(mut world) = World::new("nine-days") else { return };
    world.put_certificate(40);
    world.add_token(HEAD, crate::support::world::PIN);
    world.put_certificate_on(HEAD, 300, &["--role", "head"]);
    let long = Long { world: &world, ca: "treasury" };
    let draft = fill_in(&long);
    let (key, number) = submit(&long, &draft);
    politely_wait(&long, &number);
    five_days_of_checks(&mut world);
    let long = Long { world: &world, ca: "treasury" };

    approve(&long);
    long.next_working_day();
    assert_eq!(long.run("resume", &[]).must("waiting")["stage"], "operator");
    let second = refused_and_repaired(&long, &number);

    // Day seven: the operator is quicker than the registers, the head approves at once; day nine: issued.
    long.next_working_day();
    long.press("check", &[]);
    assert_eq!(long.run("resume", &[]).must("waiting")["stage"], "approval");
    approve(&long);
    long.next_working_day();
    assert_eq!(long.run("resume", &[]).must("waiting")["stage"], "operator");
    long.next_working_day();
    long.press("issue", &[]);
    let done = long.run("resume", &[]);
    assert_eq!(done.must("finished")["cka_id"], key);
    let order = ["issued", "stored", "receipt-ready", "acknowledged", "backed-up", "finished"];
    assert_eq!(done.events(), order);
    let order = long.order();
    assert_eq!((&order["number"], &order["acknowledged"]), (&second, &true.into()));

    assert_complete(&world.objects(), 2);
    assert_complete(&world.objects_on(HEAD), 1);
    openssl_accepts(&long, &done);
    one_message_a_change(&long);
    nobody_wrote_the_word_down(&world);
}

/// Issue 3, item 7: the draft lies at the CA, and another computer with the same token goes on with it. The scans
/// lie on the first one, so they are attached again.
#[test]
fn a_draft_goes_on_on_another_computer() {
    let Some(world) = World::new("two-computers") else { return };
    world.put_certificate(40);
    let long = Long { world: &world, ca: "treasury" };
    long.write("passport.pdf", pdf("паспорт"));
    long.write("order.pdf", pdf("приказ"));
    long.write("statement.pdf", pdf("заявление"));
    long.write("stamp.jpg", noise(200, 100, 80));
    let renew = ["--token", LABEL, "--snils", SNILS];
    let passport = HALF_A_PASSPORT.replace("series", "code = \"770-001\"\nseries");
    let scan = "[scans]\nidentity = [\"passport.pdf\"]\n";
    let form = long.write("form.toml", OFFICE.to_owned() + CONTENT + &passport + scan);
    let begun = long.run("renew", &[&renew[..], &["--form", &form]].concat());
    assert_eq!(begun.filled(), ["office", "content", "identity", "authority"]);
    let number = begun.one("draft-opened")["number"].as_str().unwrap().to_owned();

    let elsewhere = |arguments: &[&str]| {
        let mut command = long.command("renew", &[&renew[..], arguments].concat());
        Run::of(&command.env("RENEWAL_HOME", world.path("other home")).output().unwrap())
    };
    let rest = [AUTHORITY, STATEMENT, CONTACTS].map(|part| part.replace("[scans]\n", "")).concat();
    let rest = rest.replace("authority = [\"order.pdf\"]\n", "");
    let rest = rest.replace("statement = [\"stamp.jpg\", \"statement.pdf\"]\n", "");
    let scans = "[scans]\nauthority = [\"order.pdf\"]\n";
    let form = long.write("rest.toml", rest + scans);
    let revised = ["--draft", &number, "--revise", "authority", "--form", &form];
    let taken = elsewhere(&revised);
    assert_eq!(taken.one("draft-opened")["number"], number.as_str());
    assert_eq!(taken.all("draft-taken").count(), 1);
    assert_eq!(taken.must("failed")["facts"]["detail"], "[identity] scan-identity (scan-missing)");
    let form =
        long.write("scan.toml", std::fs::read_to_string(&form).unwrap() + "identity = [\"passport.pdf\"]\n");
    let sent = elsewhere(&["--revise", "authority", "--form", &form]);
    assert_eq!(sent.must("waiting")["number"], number.as_str(), "the number of the draft stays");
    let sections = &long.order()["dossier"]["sections"];
    assert_eq!(
        (&sections["office"]["office"], &sections["identity"]["series"]),
        (&"ufk-77".into(), &"4510".into())
    );
    assert_eq!(sections["authority"]["number"], "17-к");
    assert_eq!(long.order()["dossier"]["scans"].as_array().unwrap().len(), 2);
}

/// Every section in a process of its own, and something wrong first in most of them. The draft.
fn fill_in(long: &Long<'_>) -> Value {
    let (picture, stamp) = (noise(2000, 1600, 92), noise(200, 100, 80));
    assert!(picture.len() > 3_000_000, "{}", picture.len());
    long.write("passport.jpg", picture);
    long.write("stamp.jpg", stamp);
    long.write("order.pdf", pdf("приказ"));
    long.write("statement.pdf", pdf("заявление"));
    let wrong = |run: &Run, detail: &str| {
        run.must("failed");
        assert_eq!((run.code, &run.outcome()["code"]), (Some(1), &"FORM-WRONG".into()));
        let told = run.outcome()["facts"]["detail"].as_str().unwrap();
        assert!(told.starts_with(detail), "{told} instead of {detail}");
    };
    let step = |form: &str| {
        let form = long.write("form.toml", form);
        long.run("resume", &["--form", &form])
    };

    let begun = long.run("renew", &["--token", LABEL, "--snils", SNILS]);
    wrong(&begun, "[office] office (missing)");
    assert_eq!(begun.events(), ["started", "workplace-checked", "draft-opened", "identified"]);
    let draft = begun.one("draft-opened").clone();

    let office = step(&(OFFICE.to_owned() + CONTENT_WRONG));
    wrong(&office, "[content] power-gmu-base (needs-another)");
    assert_eq!(office.filled(), ["office"]);
    let content = step(&(CONTENT.to_owned() + HALF_A_PASSPORT));
    wrong(&content, "[identity] code (missing), scan-identity (scan-missing)");
    assert_eq!(content.events(), ["filled", "drafted"]);
    wrong(&step(PASSPORT_AND_PICTURE), "[scans] passport.jpg (");
    let shrunk = step(&(format!("take_shrunk = true\n{PASSPORT_AND_PICTURE}[authority]\nchanged = true\n")));
    wrong(&shrunk, "[authority] name (missing), date (missing), number (missing), scan-authority");
    assert_eq!(shrunk.events(), ["attached", "filled", "drafted"]);
    let authority = step(AUTHORITY);
    wrong(&authority, "[statement] head-position (missing), head-name (missing)");
    let statement = step(&(STATEMENT.to_owned() + CONTACTS_WRONG));
    wrong(&statement, "[contacts] phone (phone)");
    assert_eq!(statement.filled(), ["statement"]);
    assert_eq!(statement.all("attached").count(), 2);

    // The half-typed number is there, the rest of the section as well: the file says the telephone alone.
    let form = long.write("form.toml", CONTACTS);
    let contacts = long.command("resume", &["--form", &form]).env_remove("TEST_WORD").output().unwrap();
    let contacts = Run::of(&contacts);
    assert_eq!(contacts.must("failed")["facts"]["argument"], "--code-word-env");
    let made = ["filled", "confirmed", "placed", "gathered", "key-planned", "key-made"];
    assert_eq!(contacts.events(), made);
    draft
}

/// The code word, a look at everything, the signatures, the scans, the request. Identifier of the key, number.
fn submit(long: &Long<'_>, draft: &Value) -> (Value, Value) {
    let sent = long.run("resume", &[]);
    sent.must("waiting");
    let uploads = ["uploaded"; 4];
    let order = [&["code-word-sent", "request-ready"], &uploads[..], &["submitted", "waited"]].concat();
    assert_eq!(sent.events(), order);
    assert_eq!(sent.one("submitted")["number"], draft["number"], "the number of the draft stays");
    assert_eq!(sent.outcome()["number"], draft["number"]);
    assert!(sent.outcome()["link"].as_str().unwrap().contains("/treasury/page/"));
    assert_eq!(sent.outcome()["stage"], "checking");
    let order = long.order();
    let dossier = &order["dossier"];
    assert_eq!(dossier["sections"]["contacts"]["phone"], "+79161234567");
    assert_eq!(dossier["sections"]["identity"]["series"], "4510", "what was typed half stayed");
    assert_eq!(dossier["sections"]["content"]["class"], "ks1");
    let scans = dossier["scans"].as_array().unwrap();
    assert_eq!(scans.len(), 4);
    assert!(scans.iter().all(|scan| scan["size"].as_u64().unwrap() <= LIMIT));
    let picture = scans.iter().find(|scan| scan["slot"] == "identity").unwrap();
    assert!(picture["size"].as_u64().unwrap() > LIMIT / 10, "shrunk, not thrown away: {picture}");
    let objects = crate::support::long::objects(&long.world.objects());
    let old: Vec<_> = objects.iter().filter(|(class, _)| class == "Certificate").map(|(_, id)| id).collect();
    let new = objects.iter().find(|(class, id)| class == "Private Key" && !old.contains(&id)).unwrap();
    (new.1.clone().into(), draft["number"].clone())
}

/// Before the time the CA told, it is not asked: it need not even be there. Afterwards it is asked once.
fn politely_wait(long: &Long<'_>, number: &Value) {
    let early = long.run("resume", &[]);
    assert_eq!(early.must("waiting")["number"], *number);
    assert!(early.events().is_empty(), "asked too early: {early:#?}");
    let next = early.outcome()["next"].as_i64().unwrap();
    long.pass(31);
    let late = long.run("resume", &[]);
    assert_eq!(late.events(), ["waited"]);
    assert!(late.one("waited")["next"].as_i64().unwrap() > next);
}

fn five_days_of_checks(world: &mut World) {
    for day in 1..=5 {
        Long { world, ca: "treasury" }.next_working_day();
        let stage = if day < 5 { "checking" } else { "approval" };
        let asked = Long { world, ca: "treasury" }.run("resume", &[]);
        assert_eq!(asked.must("waiting")["stage"], stage, "day {day}");
        assert_eq!(asked.events(), ["waited"], "day {day}");
        // Nobody answers, and nobody is asked.
        world.stop_sandbox();
        let quiet = Long { world, ca: "treasury" }.run("resume", &[]);
        assert_eq!((quiet.must("waiting")["stage"].as_str(), quiet.events().len()), (Some(stage), 0));
        world.start_sandbox(&[]);
    }
}

/// The head signs in with a token of his own, reads the list and the card, and approves.
fn approve(long: &Long<'_>) {
    let listed = long.head("approvals", HEAD, &[]);
    assert_eq!(listed.must("listed")["count"], 1);
    let id = long.order()["id"].as_str().unwrap().to_owned();
    let shown = long.head("approve", HEAD, &["--request", &id]);
    assert_eq!((shown.code, &shown.outcome()["code"]), (Some(1), &"ARGUMENT-MISSING".into()));
    assert_eq!(long.order()["stage"], "approval", "nothing is decided by looking");
    long.head("approve", HEAD, &["--request", &id, "--yes"]).must("approved");
    assert_eq!(long.order()["stage"], "operator");
    let decision = long.take_out(&long.order(), "decision", "decision.der");
    let said = verify_cms(long, &decision, "decision.json");
    let said: Value = serde_json::from_slice(&said).unwrap();
    assert_eq!((&said["request"], &said["approved"]), (&id.into(), &true.into()));
}

/// «МВД: паспорт». The key stays, one section is asked again and no other. The number of the new request.
fn refused_and_repaired(long: &Long<'_>, number: &Value) -> Value {
    let reason = "Паспорт не найден в базе МВД";
    let before = (long.order()["dossier"].clone(), long.world.objects());
    long.press("refuse", &[("source", "mvd"), ("reason", reason), ("section", "identity")]);
    long.pass(31);
    let refused = long.run("resume", &[]);
    assert_eq!(refused.code, Some(5));
    let outcome = refused.must("refused");
    assert_eq!(
        (outcome["source"].as_str(), outcome["reason"].as_str(), outcome["next"].as_str()),
        (Some("mvd"), Some(reason), Some("repair"))
    );
    assert_eq!((&outcome["sections"], &outcome["number"]), (&serde_json::json!(["identity"]), number));
    assert!(outcome["what"].as_str().unwrap().contains("Прежний сертификат продолжает действовать"));

    let form = long.write("form.toml", "[identity]\nnumber = \"654321\"\n");
    let repaired = long.run("resume", &["--repair", "--form", &form]);
    repaired.must("waiting");
    assert_eq!(repaired.one("repair-begun")["new_key"], false);
    assert_eq!(repaired.filled(), ["identity"], "what was right is not asked again");
    assert_eq!(repaired.all("key-planned").count(), 0);
    assert_eq!(long.world.objects(), before.1, "the token is as it was");
    let after = long.order()["dossier"].clone();
    assert_eq!(after["sections"]["identity"]["number"], "654321");
    let mut expected = before.0;
    expected["sections"]["identity"]["number"] = "654321".into();
    assert_eq!(after, expected, "and nothing else has changed");
    let (draft, sent) = (repaired.one("draft-opened"), repaired.one("submitted"));
    assert_eq!(draft["number"], sent["number"]);
    assert_ne!(sent["number"], *number);
    sent["number"].clone()
}

/// Package, request and certificate as OpenSSL sees them: signatures, powers, class, chain.
fn openssl_accepts(long: &Long<'_>, done: &Run) {
    let world = long.world;
    let order = long.order();
    let package = long.take_out(&order, "request", "package.der");
    let request = verify_cms(long, &package, "request.der");
    assert_eq!(request, std::fs::read(long.take_out(&order, "pkcs10", "pkcs10.der")).unwrap());
    let shown = world.tool(
        "openssl",
        [
            "req",
            "-inform",
            "DER",
            "-in",
            &world.path("request.der").display().to_string(),
            "-verify",
            "-noout",
            "-text",
        ],
    );
    assert!(shown.contains("verify OK"), "{shown}");
    let certificate = long.take_out(&order, "certificate", "certificate.der");
    let issued = world.tool("openssl", ["x509", "-inform", "DER", "-in", &certificate, "-noout", "-text"]);
    for granted in GRANTED {
        assert!(shown.contains(granted), "{granted}: {shown}");
        assert!(issued.contains(granted), "{granted}: {issued}");
    }
    assert!(!shown.contains("KC2") && !issued.contains("KC2"));
    assert!(shown.contains("NotBefore") || shown.contains("Private Key Usage Period"), "{shown}");

    let copied = done.outcome()["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap());
    let copied: Vec<_> = copied.collect();
    let file = |ending: &str| copied.iter().find(|file| file.ends_with(ending)).unwrap().to_string();
    assert_eq!(std::fs::read(file(".cer")).unwrap(), std::fs::read(&certificate).unwrap());
    let pem = world.path("new.pem").display().to_string();
    world.tool("openssl", ["x509", "-inform", "DER", "-in", &certificate, "-out", &pem]);
    let (root, chain) = (world.path("sandbox/root.pem").display().to_string(), file(".pem"));
    let at = (done.one("issued")["at"].as_i64().unwrap() + 60).to_string();
    let verified =
        world.tool("openssl", ["verify", "-attime", &at, "-CAfile", &root, "-untrusted", &chain, &pem]);
    assert!(verified.contains(": OK"), "{verified}");
}

/// The content of a package whose signature and signer OpenSSL accepts.
fn verify_cms(long: &Long<'_>, package: &str, to: &str) -> Vec<u8> {
    let path = |name: &str| long.world.path(name).display().to_string();
    // The package carries the certificate of the signer alone.
    let chain = ["root", "issuing"].map(|ca| long.sandbox().file(&format!("{ca}.pem"))).concat();
    let (chain, to) = (long.write("chain.pem", chain), path(to));
    let known = ["-CAfile", &chain, "-purpose", "any"];
    let what = ["cms", "-verify", "-binary", "-inform", "DER", "-in", package, "-out", &to];
    let verified = long.world.tool("openssl", what.into_iter().chain(known));
    assert!(verified.contains("Verification successful"), "{verified}");
    std::fs::read(to).unwrap()
}

/// The owner wanted to be told: of each change once, and of nothing else.
fn one_message_a_change(long: &Long<'_>) {
    let told = long.sandbox().file("outbox.jsonl");
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for order in long.orders() {
        let changes =
            order["history"].as_array().unwrap().iter().skip(1).map(|change| change["stage"].clone());
        let told = told.iter().filter(|line| line["number"] == order["number"]);
        assert!(told.clone().all(|line| line["to"] == "ivanova@example.ru"));
        let told: Vec<_> = told.map(|line| line["stage"].clone()).collect();
        assert_eq!(told, changes.collect::<Vec<_>>());
    }
    let refused: Vec<_> = told.iter().filter(|line| line["stage"] == "rejected").collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0]["reason"].as_str().unwrap().contains("МВД"));
    assert_eq!(told.iter().filter(|line| line["stage"] == "issued").count(), 1);
}

fn nobody_wrote_the_word_down(world: &World) {
    for folder in ["home", "backup", "sandbox"] {
        for file in super::files_below(&world.path(folder)) {
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes.windows(WORD.len()).any(|window| window == WORD.as_bytes());
            assert!(!found, "the code word stands in {}", file.display());
        }
    }
}

/// A photograph that nothing compresses well.
fn noise(width: u32, height: u32, quality: u8) -> Vec<u8> {
    let mut state = 7_u32;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
    });
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).unwrap();
    bytes
}
