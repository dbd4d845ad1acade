//! Whole renewals through `renewctl` on SoftHSM2 against the sandbox over HTTPS, looked at with other programs.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod support;

use support::world::{LABEL, SNILS, SOFTHSM, World, last_object, objects_of};

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
