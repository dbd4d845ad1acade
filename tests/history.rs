//! The history of real renewals: what it tells, that nobody can alter it unseen, and how a spreadsheet gets it.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[allow(dead_code)]
#[path = "support/world.rs"]
mod world;

use world::{World, last_object, objects_of};

fn outcomes(world: &World) -> Vec<String> {
    let output = world.renewctl(["history", "--json"]);
    objects_of(&output).iter().map(|record| record["outcome"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_renewal_leaves_its_way_in_the_history_with_holder_and_both_serial_numbers_and_no_secret() {
    let Some(world) = World::new("history") else { return };
    let old = world.put_certificate(4)["serial"].as_str().unwrap().to_owned();
    let new = last_object(&world.renewctl(world.renew_arguments()));
    assert_eq!(new["outcome"], "finished");

    assert_eq!(outcomes(&world), ["begun", "submitted", "stored", "finished"]);
    let last = last_object(&world.renewctl(["history", "--json"]));
    assert_eq!((last["old"].as_str(), &last["new"]), (Some(old.as_str()), &new["serial"]));
    assert_eq!(last["holder"], "Иванова Мария Петровна");
    let file = std::fs::read_to_string(world.path("home/history.jsonl")).unwrap();
    assert!(!file.contains(world::PIN), "{file}");

    let csv = world.path("history.csv");
    assert!(world.renewctl(["history", "--csv", csv.to_str().unwrap()]).status.success());
    let text = std::fs::read_to_string(csv).unwrap();
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(text.contains("Иванова Мария Петровна") && text.contains(&old), "{text}");
}

#[test]
fn verify_names_the_first_altered_record() {
    let Some(world) = World::new("history-altered") else { return };
    world.put_certificate(4);
    assert_eq!(last_object(&world.renewctl(world.renew_arguments()))["outcome"], "finished");
    let whole = world.renewctl(["history", "--verify", "--json"]);
    assert_eq!((last_object(&whole)["outcome"].as_str(), whole.status.code()), (Some("whole"), Some(0)));

    let path = world.path("home/history.jsonl");
    let text = std::fs::read_to_string(&path).unwrap().replace("\"stored\"", "\"refused\"");
    std::fs::write(&path, text).unwrap();
    let altered = world.renewctl(["history", "--verify", "--json"]);
    let told = last_object(&altered);
    assert_eq!(
        (told["code"].as_str(), told["facts"]["record"].as_str()),
        (Some("HISTORY-ALTERED"), Some("3")),
        "{told}"
    );
    assert_eq!(altered.status.code(), Some(1));
}

#[test]
fn what_a_crash_kept_out_of_the_history_is_added_at_the_next_look() {
    let Some(world) = World::new("history-crash") else { return };
    world.put_certificate(4);
    assert_eq!(last_object(&world.renewctl(world.renew_arguments()))["outcome"], "finished");
    std::fs::remove_file(world.path("home/history.jsonl")).unwrap();
    std::fs::remove_file(world.path("home/history.head")).unwrap();
    assert_eq!(outcomes(&world), ["begun", "submitted", "stored", "finished"]);
}
