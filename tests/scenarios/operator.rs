//! Seed 004: a renewal in minutes, refused once.

use crate::support::long::{Long, assert_complete};
use crate::support::world::{LABEL, SNILS, World};

/// Rows 4.04, 4.07 to 4.20, 4.27 in one go, and 1.35 with its repair.
#[test]
fn operator_in_minutes() {
    let Some(mut world) = World::new("operator-in-minutes") else { return };
    world.start_sandbox(&["--delay", "240"]);
    let old = world.put_certificate(30);
    let long = Long { world: &world, ca: "profile" };
    let (sandbox, pdf) = (long.sandbox(), world.path("form.pdf").display().to_string());
    let begun = long.run("renew", &["--token", LABEL, "--snils", SNILS]);
    begun.must("waiting");
    assert_eq!(begun.code, Some(4));
    assert_eq!(begun.outcome()["stage"], "checking");
    let key = begun.one("key-planned")["cka_id"].clone();

    // The CA decides against it; «исправить и подать снова» sends it anew, and the CA decides the same.
    sandbox.set_faults(r#"{"reject":"СНИЛС не найден"}"#);
    long.pass(241);
    let refused = long.run("resume", &[]);
    assert_eq!((&refused.must("refused")["reason"], refused.code), (&"СНИЛС не найден".into(), Some(5)));
    assert_eq!(refused.outcome()["next"], "repair");
    let again = long.run("resume", &["--repair"]);
    again.must("refused");
    assert_eq!(again.one("repair-begun")["new_key"], false);
    assert_eq!(again.all("key-planned").count(), 0, "the key was right");
    let (first, second) = (&begun.one("submitted")["number"], &again.one("submitted")["number"]);
    assert_ne!(first, second, "it is another request");

    // It thinks better of the second one.
    sandbox.set_faults("{}");
    long.pass(241);
    let done = long.run("resume", &["--pdf", &pdf]);
    assert_eq!(done.must("finished")["cka_id"], key);
    let order = ["issued", "stored", "receipt-ready", "acknowledged", "backed-up", "finished"];
    assert_eq!(done.events(), order);
    assert_eq!(long.run("resume", &[]).outcome()["outcome"], "nothing");
    assert_complete(&world.objects(), 2);
    assert!(world.objects().contains(old["cka_id"].as_str().unwrap()), "the old one stays");
    assert!(world.tool("pdftotext", [pdf.as_str(), "-"]).contains("Иванова"));
    let orders = sandbox.orders();
    let acknowledged: Vec<_> = orders.iter().map(|order| order["acknowledged"] == true).collect();
    assert_eq!(acknowledged, [false, true]);
}
