//! Whole renewals through `renewctl` on SoftHSM2 against the sandbox over HTTPS, looked at with other programs.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod support;

use support::world::{LABEL, PIN, SNILS, SOFTHSM, World, last_object, objects_of};

#[test]
fn a_renewal_ends_with_a_new_key_and_certificate_under_one_identifier() {
    let Some(world) = World::new("whole") else { return };
    world.put_certificate(4);

    let output = world.renewctl(world.renew_arguments());
    let outcome = last_object(&output);
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    assert_eq!(output.status.code(), Some(0));

    let objects = world.objects();
    let id = outcome["cka_id"].as_str().unwrap();
    let classes = ["Private Key Object", "Public Key Object", "Certificate Object"];
    for class in classes {
        let found = blocks(&objects).any(|block| block.starts_with(class) && block.contains(id));
        assert!(found, "no {class} under {id}:\n{objects}");
    }
    assert_eq!(blocks(&objects).filter(|b| b.starts_with("Private Key Object")).count(), 2, "{objects}");
    let private = blocks(&objects).find(|b| b.starts_with("Private") && b.contains(id)).unwrap();
    assert!(private.contains("sensitive") && private.contains("never extractable"), "{private}");
}

#[test]
fn openssl_accepts_request_package_certificate_and_form() {
    let Some(world) = World::new("openssl") else { return };
    world.put_certificate(4);
    let outcome = last_object(&world.renewctl(world.renew_arguments()));
    assert_eq!(outcome["outcome"], "finished", "{outcome}");

    let file = |extension: &str| {
        let files = outcome["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap());
        files.filter(|f| f.ends_with(extension)).find(|f| f.contains("backup")).unwrap().to_owned()
    };
    let root = world.path("sandbox/root.pem");
    let (certificate, chain, request) = (file(".cer"), file(".pem"), file(".p10"));
    let pem = world.path("new.pem");
    world.tool("openssl", ["x509", "-inform", "DER", "-in", &certificate, "-out", pem.to_str().unwrap()]);
    let verified = world.tool(
        "openssl",
        ["verify", "-CAfile", root.to_str().unwrap(), "-untrusted", &chain, pem.to_str().unwrap()],
    );
    assert!(verified.contains(": OK"), "{verified}");
    let checked = world.tool("openssl", ["req", "-inform", "DER", "-in", &request, "-verify", "-noout"]);
    assert!(checked.contains("OK"), "{checked}");
    let shown = world.tool("openssl", ["asn1parse", "-inform", "DER", "-in", &request]);
    assert!(shown.contains("NUMERICSTRING     :11223344595"), "{shown}");

    let pages = world.tool("pdftotext", [world.path("form.pdf").to_str().unwrap(), "-"]);
    assert!(pages.contains("Иванова"), "{pages}");
}

#[test]
fn check_says_due_before_and_nothing_due_after() {
    let Some(world) = World::new("check") else { return };
    let profile = world.path("sandbox/profile.toml");
    let check = ["check", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    assert_eq!(world.renewctl(check).status.code(), Some(0));
    world.put_certificate(4);
    let output = world.renewctl(check);
    assert_eq!(output.status.code(), Some(10));
    assert_eq!(objects_of(&output)[0]["days_left"], 4);
    assert_eq!(last_object(&world.renewctl(world.renew_arguments()))["outcome"], "finished");
    assert_eq!(world.renewctl(check).status.code(), Some(0));
    let nowhere = ["check", "--profile", "no-such-profile.toml", "--module", SOFTHSM];
    let output = world.renewctl(nowhere);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("PROFILE-INVALID"), "{said}");
}

#[test]
fn a_wrong_pin_is_tried_once_and_leaves_nothing_behind() {
    let Some(world) = World::new("pin") else { return };
    world.put_certificate(4);
    let before = world.objects();
    let output =
        world.renewctl_command(world.renew_arguments()).env("TEST_PIN", "00000000").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let outcome = last_object(&output);
    assert!(outcome["code"].as_str().unwrap().starts_with("PIN-WRONG"), "{outcome}");
    assert!(outcome["what"].as_str().unwrap().contains("PIN-код"), "{outcome}");
    assert_eq!(world.objects(), before);
    let resumed = last_object(&world.renewctl(world.resume_arguments()));
    assert_eq!(resumed["outcome"], "finished", "{resumed}");
}

#[test]
fn a_trace_for_support_has_the_calls_of_a_renewal_and_no_pin() {
    let Some(world) = World::new("trace") else { return };
    world.put_certificate(4);
    let trace = world.path("trace.txt");
    let mut arguments = world.renew_arguments();
    arguments.extend(["--trace-token".to_owned(), trace.to_str().unwrap().to_owned()]);
    let outcome = last_object(&world.renewctl(arguments));
    assert_eq!(outcome["outcome"], "finished", "{outcome}");

    let trace = std::fs::read_to_string(trace).unwrap();
    for call in ["C_Login(", "C_GenerateKeyPair(", "C_Sign(", "C_CreateObject(", "C_Finalize("] {
        assert!(trace.contains(call), "no {call} in {trace}");
    }
    assert!(trace.contains("CKU_USER, PIN given) = CKR_OK 0x0"), "{trace}");
    let id = outcome["cka_id"].as_str().unwrap();
    for secret in [PIN, id, "Иванова", "Ivanova"] {
        assert!(!trace.contains(secret), "{secret} in {trace}");
    }
    let calls = trace.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count();
    eprintln!("a renewal by renewctl: {calls} calls of the module");
}

#[test]
fn bad_answers_are_refused_before_anything_is_made() {
    let Some(world) = World::new("answers") else { return };
    world.put_certificate(4);
    let before = world.objects();
    for (snils, code) in [("112-233-445 96", "SNILS-CHECK"), ("123-456-789 64", "SNILS-OTHER")] {
        let arguments =
            world.renew_arguments().into_iter().map(|a| if a == SNILS { snils.into() } else { a });
        let outcome = last_object(&world.renewctl(arguments));
        assert_eq!(outcome["code"], code, "{outcome}");
    }
    let arguments =
        world.renew_arguments().into_iter().map(|a| if a == LABEL { "Другой".into() } else { a });
    assert_eq!(last_object(&world.renewctl(arguments))["code"], "TOKEN-ABSENT");
    assert_eq!(world.objects(), before);
}

#[test]
fn a_ca_that_is_down_loses_nothing_and_resume_goes_on() {
    let Some(mut world) = World::new("down") else { return };
    world.put_certificate(4);
    let before = world.objects();
    world.stop_sandbox();
    let outcome = last_object(&world.renewctl(world.renew_arguments()));
    assert_eq!(outcome["code"], "CA-UNREACHABLE", "{outcome}");
    assert_eq!(world.objects(), before);
    world.start_sandbox(&[]);
    let mut arguments = world.resume_arguments();
    arguments.extend(["--snils", SNILS].map(str::to_owned));
    assert_eq!(last_object(&world.renewctl(arguments))["outcome"], "finished");
}

#[test]
fn a_cancelled_renewal_leaves_the_token_as_it_was() {
    let Some(mut world) = World::new("cancel") else { return };
    world.start_sandbox(&["--delay", "3600"]);
    world.put_certificate(4);
    let before = world.objects();
    let mut arguments = world.renew_arguments();
    arguments.extend(["--wait", "0"].map(str::to_owned));
    let output = world.renewctl(arguments);
    assert_eq!(output.status.code(), Some(4), "{}", last_object(&output));
    assert_ne!(world.objects(), before, "the key should be there while the CA works");
    let mut arguments = world.resume_arguments();
    arguments.push("--cancel".into());
    assert_eq!(last_object(&world.renewctl(arguments))["outcome"], "cancelled");
    assert_eq!(world.objects(), before);
}

/// Journey 1: the answer of the CA stays known, and the panel, from which `check` reads, asks for a visit.
#[test]
fn a_revoked_certificate_is_told_and_stays_known() {
    let Some(mut world) = World::new("revoked") else { return };
    let serial = world.put_certificate(4)["serial"].as_str().unwrap().to_lowercase();
    world.start_sandbox(&["--revoked", &serial]);
    let before = world.objects();
    let output = world.renewctl(world.renew_arguments());
    assert_eq!((output.status.code(), &last_object(&output)["code"]), (Some(1), &"CERT-REVOKED".into()));
    assert_eq!(world.objects(), before, "nothing is made");
    let profile = world.path("sandbox/profile.toml");
    let check = ["check", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    let checked = objects_of(&world.renewctl(check));
    assert_eq!((checked.len(), &checked[0]["urgency"]), (2, &"revoked".into()), "{checked:?}");
    assert_eq!(last_object(&world.renewctl(world.resume_arguments()))["outcome"], "nothing");
    // It was only suspended: a script may ask again, and the newer certificate covers the old one.
    world.start_sandbox(&[]);
    assert_eq!(last_object(&world.renewctl(world.renew_arguments()))["outcome"], "finished");
    assert_eq!(world.renewctl(check).status.code(), Some(0));
}

#[test]
fn a_key_that_ends_before_its_certificate_is_due_by_its_own_end() {
    let Some(world) = World::new("key-end") else { return };
    let profile = world.path("sandbox/profile.toml");
    let look = |command| [command, "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    world.put_certificate_and(200, &["--key-days", "3"]);
    let listed = last_object(&world.renewctl(look("list")));
    let moment = |name: &str| listed[name].as_i64().unwrap();
    assert!(moment("usable_until") < moment("not_after") - 190 * 86_400, "{listed}");
    let output = world.renewctl(look("check"));
    let due = &objects_of(&output)[0];
    assert_eq!(
        (output.status.code(), &due["urgency"], &due["days_left"]),
        (Some(10), &"critical".into(), &4.into())
    );
    assert_eq!(last_object(&world.renewctl(world.renew_arguments()))["outcome"], "finished");
    assert_eq!(world.renewctl(look("check")).status.code(), Some(0));
}

#[test]
fn a_clock_that_is_behind_is_told_beside_what_is_due() {
    let Some(world) = World::new("behind") else { return };
    world.put_certificate(4);
    let profile = world.path("sandbox/profile.toml");
    let check = ["check", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    let told = |seconds: i64| {
        let clock = world.path("clock");
        std::fs::write(&clock, seconds.to_string()).unwrap();
        let output = world.renewctl_command(check).env("RENEWAL_CLOCK", clock).output().unwrap();
        objects_of(&output).iter().any(|object| object["code"] == "CLOCK-WRONG")
    };
    assert!(!told(0));
    assert!(told(-2 * 366 * 86_400));
}

/// Label and PIN of the token that takes the copy.
const SAFE: (&str, &str) = ("Сейф", "87654321");

/// Arguments of a whole renewal, or of what is left of it, with a copy onto the other token.
fn with_copy(world: &World, arguments: Vec<String>) -> Vec<String> {
    let folder = world.path("backup").to_str().unwrap().to_owned();
    let kept = arguments.into_iter().filter(|argument| argument != "--backup" && *argument != folder);
    kept.chain(["--backup-token", SAFE.0, "--backup-pin-env", "SAFE_PIN"].map(str::to_owned)).collect()
}

/// What lies on the other token: certificates, data objects, keys.
fn safe(world: &World) -> (usize, usize, usize, String) {
    let objects = world.on_token(SAFE.0, SAFE.1, &["--list-objects"]);
    let count = |class: &str| blocks(&objects).filter(|block| block.starts_with(class)).count();
    let keys = count("Private Key Object") + count("Public Key Object") + count("Secret Key Object");
    (count("Certificate Object"), count("Data object"), keys, objects)
}

#[test]
fn a_copy_on_another_token_has_certificate_and_chain_and_no_key() {
    let Some(world) = World::new("safe") else { return };
    world.add_token(SAFE.0, SAFE.1);
    world.put_certificate(4);
    let mut renew = world.renewctl_command(with_copy(&world, world.renew_arguments()));
    let outcome = last_object(&renew.env("SAFE_PIN", SAFE.1).output().unwrap());
    assert_eq!((&outcome["outcome"], &outcome["backup_token"]), (&"finished".into(), &SAFE.0.into()));

    let id = outcome["cka_id"].as_str().unwrap();
    let (certificates, files, keys, objects) = safe(&world);
    assert_eq!((certificates, files, keys), (2, 2, 0), "{objects}");
    for block in blocks(&objects).filter(|block| block.starts_with("Certificate Object")) {
        assert!(block.contains(id) && block.contains("Копия"), "{block}");
    }
    // The very certificate, under the identifier of its key.
    let serial = outcome["serial"].as_str().unwrap();
    let holder = blocks(&objects).find(|block| block.contains("Иванова")).unwrap();
    assert!(holder.to_uppercase().replace(' ', "").contains(serial), "{serial}: {holder}");

    // A copy is no certificate that could be replaced: every certificate is listed once.
    let profile = world.path("sandbox/profile.toml");
    let list = ["list", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    let listed = objects_of(&world.renewctl(list));
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed.iter().all(|found| found["token"] == LABEL), "{listed:?}");
}

#[test]
fn a_copy_on_a_token_that_was_cut_is_complete_after_resume() {
    let Some(world) = World::new("safe-cut") else { return };
    world.add_token(SAFE.0, SAFE.1);
    world.put_certificate(4);
    let lines = {
        let mut renew = world.renewctl_command(with_copy(&world, world.renew_arguments()));
        // Everything was written, but nobody noted it: the line behind `copy-begun` is the one that is missing.
        renew.env("SAFE_PIN", SAFE.1).env("RENEWAL_CRASH_AT", format!("before:{}", line_of("backed-up")));
        objects_of(&renew.output().unwrap())
    };
    assert_eq!(lines.last().unwrap()["event"], "copy-begun", "{lines:?}");
    // A part of it is lost, as if the cut had come earlier.
    world.on_token(
        SAFE.0,
        SAFE.1,
        &["--delete-object", "--type", "data", "--label", "Запрос на сертификат.p10"],
    );
    world.on_token(SAFE.0, SAFE.1, &["--delete-object", "--type", "cert", "--id", &id_of(&lines)]);
    assert_eq!(safe(&world).0, 1, "the other certificate is still there");

    // Nobody has to say again where the copy goes; only the PIN is asked for.
    let mut arguments = world.resume_arguments();
    arguments.retain(|argument| argument != "--backup" && !argument.ends_with("/backup"));
    arguments.extend(["--backup-token", SAFE.0, "--backup-pin-env", "SAFE_PIN"].map(str::to_owned));
    let outcome = last_object(&world.renewctl_command(arguments).env("SAFE_PIN", SAFE.1).output().unwrap());
    assert_eq!((&outcome["outcome"], &outcome["backup_token"]), (&"finished".into(), &SAFE.0.into()));
    let (certificates, files, keys, objects) = safe(&world);
    assert_eq!((certificates, files, keys), (2, 2, 0), "{objects}");
}

#[test]
fn a_copy_goes_onto_no_token_that_is_missing_or_has_the_key_itself() {
    let Some(world) = World::new("safe-none") else { return };
    world.put_certificate(4);
    let mut renew = world.renewctl_command(with_copy(&world, world.renew_arguments()));
    let outcome = last_object(&renew.env("SAFE_PIN", SAFE.1).output().unwrap());
    assert_eq!((&outcome["code"], &outcome["facts"]["token"]), (&"TOKEN-ABSENT".into(), &SAFE.0.into()));
    let own = with_copy(&world, world.resume_arguments()).into_iter();
    let own = own.map(|argument| if argument == SAFE.0 { LABEL.into() } else { argument });
    let outcome = last_object(&world.renewctl_command(own).env("SAFE_PIN", PIN).output().unwrap());
    assert_eq!(outcome["code"], "TOKEN-ABSENT", "{outcome}");
    // It can still go into a folder.
    assert_eq!(last_object(&world.renewctl(world.resume_arguments()))["outcome"], "finished");
    assert!(world.path("backup").read_dir().unwrap().next().is_some());
}

/// Which line of the journal has this event, in a renewal with a copy onto the other token.
fn line_of(event: &str) -> usize {
    let world = World::new(&format!("safe-lines-{event}")).unwrap();
    world.add_token(SAFE.0, SAFE.1);
    world.put_certificate(4);
    let mut renew = world.renewctl_command(with_copy(&world, world.renew_arguments()));
    let objects = objects_of(&renew.env("SAFE_PIN", SAFE.1).output().unwrap());
    let events: Vec<_> = objects.iter().filter_map(|object| object.get("event")).collect();
    events.iter().position(|found| *found == event).unwrap() + 1
}

/// The identifier of the new key, by its line.
fn id_of(lines: &[serde_json::Value]) -> String {
    lines.iter().find_map(|line| line["cka_id"].as_str()).unwrap().to_owned()
}

/// The objects in the listing of `pkcs11-tool`.
fn blocks(listing: &str) -> impl Iterator<Item = String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in listing.lines() {
        match blocks.last_mut() {
            Some(block) if line.starts_with(' ') => block.push_str(&format!("\n{line}")),
            _ => blocks.push(line.to_owned()),
        }
    }
    blocks.into_iter()
}
