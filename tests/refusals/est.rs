//! The whole way through an EST server that is not ours, BouncyCastle's, with a key of this computer.

use serde_json::Value;

use crate::bc_server::BcServer;
use crate::pki::Pki;
use crate::support::world::{LABEL, PIN, SNILS, SOFTHSM, World, last_object};

struct Est {
    world: World,
    pki: Pki,
    _server: BcServer,
}

impl Est {
    /// A server with these options and a home with the user's container.
    fn new(name: &str, options: &[&str]) -> Option<Self> {
        let pki = Pki::new("127.0.0.1");
        let server = BcServer::start(&pki, &format!("renewctl-{name}"), options)?;
        let world = World::new(&format!("est-{name}"))?;
        let file = |name: &str, text: String| {
            std::fs::write(world.path(name), text).unwrap();
            world.path(name).to_str().unwrap().to_owned()
        };
        file("root.pem", pki.root.pem());
        let endpoint = &server.endpoint;
        file(
            "est.toml",
            format!(
                "schema = 1\nid = \"est\"\ntitle = \"EST\"\nprotocol = \"est\"\nendpoint = \"{endpoint}\"\n\
                 page = \"https://127.0.0.1/\"\ntls_anchors = [\"root.pem\"]\nanchors = [\"root.pem\"]\n\
                 acknowledgement = false\nsign_tool = \"test\"\n"
            ),
        );
        let key = file("user.key", pki.user.key.serialize_pem());
        let certificate = file("user.pem", pki.user.certificate.pem());
        let import =
            ["import", "--key", &key, "--certificate", &certificate, "--pin-env", "TEST_PIN", "--json"];
        let imported = world.renewctl(import);
        assert_eq!(imported.status.code(), Some(0), "{}", String::from_utf8_lossy(&imported.stdout));
        Some(Self { world, pki, _server: server })
    }

    fn run(&self, command: &str, more: &[&str]) -> (Option<i32>, Value) {
        let file = |name: &str| self.world.path(name).to_str().unwrap().to_owned();
        let (profile, backup) = (file("est.toml"), file("backup"));
        let mut arguments = vec![command, "--profile", &profile, "--module", SOFTHSM, "--snils", SNILS];
        arguments.extend(["--pin-env", "TEST_PIN", "--yes", "--json", "--backup", &backup]);
        arguments.extend(more);
        let output = self.world.renewctl(arguments);
        (output.status.code(), last_object(&output))
    }

    /// The new certificate, verified by openssl from the copy.
    fn verify(&self, outcome: &Value) {
        let files = || outcome["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap());
        let of = |extension: &str| files().find(|file| file.ends_with(extension)).unwrap().to_owned();
        let pem = self.world.path("new.pem");
        self.world
            .tool("openssl", ["x509", "-inform", "DER", "-in", &of(".cer"), "-out", pem.to_str().unwrap()]);
        let (root, chain) = (self.world.path("root.pem"), of(".pem"));
        let verified = self.world.tool(
            "openssl",
            ["verify", "-CAfile", root.to_str().unwrap(), "-untrusted", &chain, pem.to_str().unwrap()],
        );
        assert!(verified.contains(": OK"), "{verified}");
        let list = ["list", "--profile", "est.toml", "--module", SOFTHSM, "--json"]
            .map(|a| if a == "est.toml" { self.world.path(a) } else { a.into() });
        let listed = self.world.renewctl(list);
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        for serial in [outcome["serial"].as_str().unwrap(), &self.pki.user.certificate.serial_hex()] {
            assert!(listed.contains(serial), "{serial} is not in {listed}");
        }
    }
}

#[test]
fn a_renewal_goes_through_a_foreign_est_server() {
    let Some(est) = Est::new("whole", &[]) else { return };
    let (exit, outcome) = est.run("renew", &[]);
    assert_eq!((exit, &outcome["outcome"]), (Some(0), &"finished".into()), "{outcome}");
    est.verify(&outcome);
}

#[test]
fn a_key_on_a_token_signs_in_at_a_foreign_est_server() {
    let Some(est) = Est::new("token", &[]) else { return };
    let (der, key) = (est.world.path("user.cer"), est.world.path("user.key"));
    std::fs::write(&der, est.pki.user.certificate.der()).unwrap();
    let import =
        ["--import", key.to_str().unwrap(), "--id", "aa", "--label", "old", "--token", LABEL, "--pin", PIN];
    est.world.tool("softhsm2-util", import);
    let write = ["--write-object", der.to_str().unwrap(), "--type", "cert", "--id", "aa", "--label", "old"];
    let token = ["--module", SOFTHSM, "--token-label", LABEL, "--login", "--pin", PIN];
    est.world.tool("pkcs11-tool", token.iter().chain(&write));
    let (exit, outcome) = est.run("renew", &["--token", LABEL]);
    assert_eq!((exit, &outcome["outcome"]), (Some(0), &"finished".into()), "{outcome}");
    assert!(est.world.objects().contains(outcome["cka_id"].as_str().unwrap()));
    est.verify(&outcome);
}

#[test]
fn a_certificate_that_takes_its_time_is_fetched_by_a_later_run() {
    let Some(est) = Est::new("waits", &["est202=2", "retryAfter=1"]) else { return };
    let (exit, outcome) = est.run("renew", &["--wait", "0"]);
    assert_eq!((exit, &outcome["outcome"]), (Some(4), &"waiting".into()), "{outcome}");
    let (exit, outcome) = est.run("resume", &[]);
    assert_eq!((exit, &outcome["outcome"]), (Some(0), &"finished".into()), "{outcome}");
    est.verify(&outcome);
}

#[test]
fn a_refusal_of_a_foreign_est_server_is_told_in_its_words() {
    let Some(est) = Est::new("refused", &["reject=Нет оплаты"]) else { return };
    let (exit, outcome) = est.run("renew", &[]);
    assert_eq!((exit, &outcome["code"]), (Some(1), &"CA-REFUSED".into()), "{outcome}");
    assert_eq!(outcome["facts"]["detail"], "Нет оплаты");
    let (exit, outcome) = est.run("resume", &["--cancel"]);
    assert_eq!((exit, &outcome["outcome"]), (Some(0), &"cancelled".into()), "{outcome}");
    let containers = std::fs::read_dir(est.world.path("home/keys")).unwrap().count();
    assert_eq!(containers, 1, "the container of the user, and no other");
}
