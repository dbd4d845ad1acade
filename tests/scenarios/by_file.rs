//! Issue 3, item 16: a portal without an interface. The request goes there as a file, the certificate comes back as
//! one; OpenSSL plays the authority.

use crate::support::long::{Long, Run, assert_complete};
use crate::support::world::{LABEL, SNILS, World};

const FORM: &str = r#"
[office]
region = "77"
office = "ufk-77"
[content]
kind = "official"
power-eis-customer = true
power-eis-customer-signer = true
"#;

/// Rows 3.14, 3.30, 0.36, 2.04, and 15 and 16 of the issue.
#[test]
fn by_file() {
    for (name, pem) in [("by-file-der", false), ("by-file-pem", true)] {
        let Some(world) = World::new(name) else { return };
        world.put_certificate(40);
        let long = Long { world: &world, ca: "treasury-file" };
        write_profile(&long, pem);
        let form = long.write("form.toml", FORM);
        let folder = world.path("to the portal").display().to_string();
        let renew = ["--token", LABEL, "--snils", SNILS, "--form", &form, "--request-file", &folder];
        let begun = long.run("renew", &renew);
        let file = begun.must("waiting")["request_file"].as_str().unwrap().to_owned();
        assert_eq!(begun.code, Some(4));
        let days =
            begun.outcome()["deadline"].as_i64().unwrap() - begun.one("submitted")["at"].as_i64().unwrap();
        assert_eq!(days, 31 * 86_400);
        let key = begun.one("key-planned")["cka_id"].clone();
        the_request_is_what_openssl_takes(&long, &file, pem);
        // Later, in another process: still waiting, and nobody is asked.
        let later = long.run("resume", &[]);
        assert_eq!(
            (later.must("waiting")["request_file"].as_str(), later.events().len()),
            (Some(file.as_str()), 0)
        );

        let before = world.objects();
        refuses_what_is_not_ours(&long, &file, pem);
        assert_eq!(world.objects(), before, "not a byte was written");
        let certificate = certify(&long, &file, pem, "sandbox/issuing", "new");
        let done = long.run("resume", &["--certificate", &bring(&long, &certificate, pem)]);
        assert_eq!(done.must("finished")["cka_id"], key);
        assert_eq!(done.events(), ["issued", "stored", "acknowledged", "backed-up", "finished"]);
        assert_complete(&world.objects(), 2);
        let serial = world.tool("openssl", ["x509", "-in", &certificate, "-noout", "-serial"]);
        assert!(serial.contains(done.outcome()["serial"].as_str().unwrap()), "{serial}");
        // The chain came along, though the file of the second one did not hold it.
        let files = done.outcome()["files"].to_string();
        assert!(files.contains(".cer"), "{files}");
    }
}

/// The built-in profile with the root of the sandbox.
fn write_profile(long: &Long<'_>, pem: bool) {
    let text = std::fs::read_to_string("assets/profiles/treasury-file.toml").unwrap();
    let mut text = text.replace("example-root.pem", "root.pem");
    if pem {
        text = text.replace("pem = false", "pem = true");
        // A portal that gives the certificate alone is known with the CA between.
        text =
            text.replace("anchors = [\"root.pem\"]\nack", "anchors = [\"root.pem\", \"issuing.pem\"]\nack");
    }
    long.write("sandbox/treasury-file.toml", text);
}

fn the_request_is_what_openssl_takes(long: &Long<'_>, file: &str, pem: bool) {
    let bytes = std::fs::read(file).unwrap();
    assert_eq!(bytes.starts_with(b"-----BEGIN CERTIFICATE REQUEST-----"), pem);
    let shown =
        long.world.tool("openssl", ["req", "-inform", form(pem), "-in", file, "-verify", "-noout", "-text"]);
    for told in ["verify OK", "1.2.643.3.61.502710.1.6.3.4.1.3", "Class of Signing Tool KC1"] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    // The sheet that is signed on paper lies beside it.
    let sheet = std::path::Path::new(file).with_extension("pdf").display().to_string();
    assert!(long.world.tool("pdftotext", [sheet.as_str(), "-"]).contains("Иванова"));
}

fn refuses_what_is_not_ours(long: &Long<'_>, file: &str, pem: bool) {
    let path = |name: &str| long.world.path(name).display().to_string();
    let refused = |certificate: &str, code: &str| {
        let run: Run = long.run("resume", &["--certificate", certificate]);
        assert_eq!(run.must("failed")["code"], code, "{run:#?}");
        assert!(run.events().is_empty());
    };
    // The certificate of somebody else, one of ours by a CA nobody knows, and no certificate at all.
    refused(&path("sandbox/issuing.pem"), "ISSUED-OTHER-KEY");
    let (stranger, key) = (path("stranger.pem"), path("stranger.key"));
    let new = ["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let what = ["-subj", "/CN=Stranger", "-days", "30", "-keyout", &key, "-out", &stranger];
    long.world.tool("openssl", new.into_iter().chain(what));
    let foreign = certify(long, file, pem, "stranger", "foreign");
    refused(&foreign, "ISSUED-CHAIN");
    refused(&long.write("nothing.cer", "nothing"), "CERT-UNREADABLE");
}

/// What the authority makes of the request, PEM.
fn certify(long: &Long<'_>, request: &str, pem: bool, ca: &str, name: &str) -> String {
    let path = |name: String| long.world.path(&name).display().to_string();
    let extensions = long.write("extensions", "authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n");
    let (issuer, key, to) =
        (path(format!("{ca}.pem")), path(format!("{ca}.key")), path(format!("{name}.pem")));
    let what = ["x509", "-req", "-inform", form(pem), "-in", request, "-CA", &issuer, "-CAkey", &key];
    let how = ["-days", "456", "-copy_extensions", "copyall", "-extfile", &extensions, "-out", &to];
    long.world.tool("openssl", what.into_iter().chain(how));
    to
}

/// As a portal hands it out: with its chain in a `.p7b`, or alone in a `.cer`.
fn bring(long: &Long<'_>, certificate: &str, alone: bool) -> String {
    let path = |name: &str| long.world.path(name).display().to_string();
    let (cer, p7b, issuer) = (path("new.cer"), path("new.p7b"), path("sandbox/issuing.pem"));
    if alone {
        long.world.tool("openssl", ["x509", "-in", certificate, "-outform", "DER", "-out", &cer]);
        return cer;
    }
    let both = [
        "crl2pkcs7",
        "-nocrl",
        "-certfile",
        certificate,
        "-certfile",
        &issuer,
        "-outform",
        "DER",
        "-out",
        &p7b,
    ];
    long.world.tool("openssl", both);
    p7b
}

fn form(pem: bool) -> &'static str {
    if pem { "PEM" } else { "DER" }
}
