//! A long renewal is killed at every line of its journal, before and after it, and must always come to the same end:
//! one new key with its certificate, the same answers at the CA, half-typed ones included. And a renewal that was
//! killed and finds another profile when it comes back loses nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use support::long::{Long, Run, assert_complete, pdf};
use support::world::{LABEL, SNILS, World};

/// Killed renewals that are under way at the same time: they wait for the disk more than they compute.
const AT_ONCE: usize = 4;

/// One process of a journey.
struct Leg {
    /// What the other side does before it.
    before: fn(&Long<'_>),
    /// Arguments beside the common ones.
    arguments: &'static [&'static str],
    /// Its outcome.
    ends: &'static str,
}

/// A journey through a CA, as a table of processes.
struct Journey {
    ca: &'static str,
    papers: fn(&Long<'_>),
    legs: &'static [Leg],
}

const HALF: &str = r#"
[office]
region = "77"
office = "ufk-77"
[content]
power-eis-customer = true
[identity]
changed = true
document = "passport-ru"
series = "4510"
number = "123456"
issuer = "ОВД района Арбат"
issued = "31.01.2020"
born = "05.05.1980"
[scans]
identity = ["passport.pdf"]
"#;
/// What the first file has said is not said again.
const REST: &str = r#"
[identity]
code = "770-001"
[authority]
changed = true
name = "Приказ"
date = "01.02.2025"
number = "17-к"
[statement]
head-position = "Генеральный директор"
head-name = "А. В. Соколов"
[contacts]
phone = "+7 916 123-45-67"
notify = true
[scans]
authority = ["order.pdf"]
"#;

/// Half of it, the rest, and three decisions of others later the end.
static TREASURY: Journey = Journey {
    ca: "treasury",
    papers: |long| {
        long.write("passport.pdf", pdf("паспорт"));
        long.write("order.pdf", pdf("приказ"));
        long.write("1.toml", HALF);
        long.write("2.toml", REST);
    },
    legs: &[
        Leg { before: |_| {}, arguments: &["--form", "1.toml"], ends: "failed" },
        Leg { before: |_| {}, arguments: &["--form", "2.toml"], ends: "waiting" },
        Leg {
            before: |long| {
                ["check", "approve", "issue"].iter().for_each(|action| long.press(action, &[]));
                long.pass(60);
            },
            arguments: &[],
            ends: "finished",
        },
    ],
};

/// A telephone of another country first; refused once, so that the first key goes and a second one comes.
static E_PASLUGA: Journey = Journey {
    ca: "e-pasluga",
    papers: |long| {
        let consents =
            "[consents]\nconsent-agreement = true\nconsent-contract = true\nconsent-privacy = true\n";
        long.write("1.toml", consents.to_owned() + "[contacts]\nphone = \"112\"\nemail = \"m@example.by\"\n");
        long.write("2.toml", "[contacts]\nphone = \"+375 29 123-45-67\"\n");
    },
    legs: &[
        Leg { before: |_| {}, arguments: &["--form", "1.toml"], ends: "failed" },
        Leg { before: |_| {}, arguments: &["--form", "2.toml"], ends: "waiting" },
        Leg {
            before: |long| {
                long.press("refuse", &[("source", "request"), ("reason", "Файл запроса не подходит")]);
                long.pass(60);
            },
            arguments: &["--repair"],
            ends: "waiting",
        },
        Leg {
            before: |long| {
                ["approve", "pay"].iter().for_each(|action| long.press(action, &[]));
                long.pass(60);
            },
            arguments: &[],
            ends: "finished",
        },
    ],
};

#[test]
fn killed_at_any_line_a_renewal_at_the_treasury_comes_to_the_same_end() {
    visit_all_boundaries(&TREASURY, 30);
}

#[test]
fn killed_at_any_line_a_belarusian_renewal_with_a_new_key_comes_to_the_same_end() {
    visit_all_boundaries(&E_PASLUGA, 30);
}

/// Between the kill and the return the profile has changed: an agreement has a new version, a power is gone, scans
/// must be shorter. What no longer fits is asked again with what was there, and everything else stays.
#[test]
fn a_profile_that_changed_meanwhile_asks_again_for_what_no_longer_fits_and_for_nothing_else() {
    let Some(world) = World::new("crash-profile") else { return };
    world.put_certificate(30);
    change_profile(&world, &[("\"statement\",", "\"statement\",\n    \"consents\",")]);
    let profile = world.path("sandbox/treasury.toml");
    let rules = "\n[[forms.consents]]\nid = \"rules\"\ntitle = \"Правила\"\nversion = \"1\"\npage = \"https://ca.example/\"\n";
    std::fs::write(&profile, std::fs::read_to_string(&profile).unwrap() + rules).unwrap();
    let powers = std::fs::read_to_string("assets/profiles/powers-treasury.toml").unwrap();
    world_write(&world, "sandbox/powers-treasury.toml", &powers);
    let long = Long { world: &world, ca: "treasury" };
    (TREASURY.papers)(&long);
    long.write("passport.pdf", pdf(&"паспорт ".repeat(300)));
    let all = HALF.replace("[scans]", "code = \"770-001\"\n[scans]") + &rest_without_identity();
    let all = all + "[consents]\nconsent-rules = true\n";
    let all = all
        .replace("power-eis-customer = true", "power-eis-customer = true\npower-eis-customer-sender = true");
    let all = long.write("all.toml", merge_scans(&all));

    // Killed when everything was filled in and confirmed, and the key made.
    let arguments = ["--token", LABEL, "--snils", SNILS, "--form", &all];
    let killed = long.command("renew", &arguments).env("RENEWAL_CRASH_AT", "after:18").output().unwrap();
    assert_eq!(killed.status.code(), None);
    let killed = Run::of(&killed);
    assert_eq!(killed.filled().len(), 7, "{killed:#?}");
    let key = killed.one("key-planned")["cka_id"].clone();

    change_profile(&world, &[("version = \"1\"", "version = \"2\""), ("1048576", "2000")]);
    let power = powers.split("\n[[powers]]").find(|power| power.contains("\"eis-customer-sender\"")).unwrap();
    world_write(&world, "sandbox/powers-treasury.toml", &powers.replace(&format!("\n[[powers]]{power}"), ""));
    let empty = long.write("empty.toml", "");
    let asked = long.run("resume", &["--form", &empty]);
    let told = asked.must("failed")["facts"]["detail"].as_str().unwrap().to_owned();
    assert_eq!(told, "[identity] scan-identity (scan-unfit)");
    assert_eq!(asked.filled(), ["content"], "without the power that is gone, and with all others");
    let form = long.write("short.toml", "[scans]\nidentity = [\"order.pdf\"]\n");
    let asked = long.run("resume", &["--form", &form]);
    let told = asked.must("failed")["facts"]["detail"].as_str().unwrap().to_owned();
    assert_eq!(told, "[consents] consent-rules (not-agreed)", "nobody has agreed to the new version");
    assert_eq!(asked.filled(), ["identity"]);
    let form = long.write("rules.toml", "[consents]\nconsent-rules = true\n");
    let sent = long.run("resume", &["--form", &form]);
    sent.must("waiting");
    assert_eq!(sent.filled(), ["consents"]);

    let sections = &long.order()["dossier"]["sections"];
    assert_eq!(sections["content"]["power-eis-customer"], "yes");
    assert_eq!(sections["content"]["power-eis-customer-sender"], Value::Null);
    assert_eq!(
        (&sections["identity"]["series"], &sections["identity"]["code"]),
        (&"4510".into(), &"770-001".into())
    );
    assert_eq!(sections["consents"]["consent-rules-version"], "2");
    assert_eq!(sections["authority"]["number"], "17-к");
    let scans = long.order()["dossier"]["scans"].clone();
    assert!(scans.as_array().unwrap().iter().all(|scan| scan["size"].as_u64().unwrap() <= 2000), "{scans}");
    (TREASURY.legs[2].before)(&long);
    assert_eq!(long.run("resume", &[]).must("finished")["cka_id"], key, "the key that was made then");
    assert_complete(&world.objects(), 2);
}

/// The copies of the scans on this machine are gone when the signed request is about to be sent: they are attached
/// again, and the request is signed again, for the same key.
#[test]
fn scans_that_were_lost_after_signing_are_attached_again() {
    let Some(world) = World::new("crash-scans") else { return };
    world.put_certificate(30);
    let long = Long { world: &world, ca: "treasury" };
    (TREASURY.papers)(&long);
    play(&long, &TREASURY.legs[0], 0).must("failed");
    let mut killed = command(&long, &TREASURY.legs[1], 1);
    let killed = Run::of(&killed.env("RENEWAL_CRASH_AT", "after:12").output().unwrap());
    assert_eq!(killed.events().last(), Some(&"code-word-sent"), "{killed:#?}");
    let key = killed.one("key-planned")["cka_id"].clone();
    std::fs::remove_dir_all(world.path("home/documents")).unwrap();

    // One after the other, as the loss of each is noticed.
    assert_eq!(long.run("resume", &[]).must("failed")["code"], "SCAN-BROKEN");
    for (section, file, ends) in
        [("identity", "passport.pdf", "SCAN-BROKEN"), ("authority", "order.pdf", "OK")]
    {
        let asked = long.run("resume", &[]);
        let told = asked.must("failed")["facts"]["detail"].as_str().unwrap().to_owned();
        assert_eq!(told, format!("[{section}] scan-{section} (scan-missing)"));
        let form = long.write("scan.toml", format!("[scans]\n{section} = [\"{file}\"]\n"));
        let mended = long.run("resume", &["--form", &form]);
        assert_eq!((mended.filled(), &mended.outcome()["code"]), (vec![section], &ends.into()));
    }
    let order = long.order();
    assert_eq!(long.orders().len(), 1);
    assert!(order["number"].as_str().unwrap().ends_with("-00001"), "the number of the draft stays: {order}");
    assert_eq!(order["dossier"]["sections"]["identity"]["series"], "4510");
    assert_eq!(order["dossier"]["scans"].as_array().unwrap().len(), 2);
    (TREASURY.legs[2].before)(&long);
    assert_eq!(long.run("resume", &[]).must("finished")["cka_id"], key);
    assert_complete(&world.objects(), 2);
}

/// Plays the journey once, then once more for every line of every process, killed there.
fn visit_all_boundaries(journey: &Journey, at_least: usize) {
    let Some(mut world) = World::new(&format!("crash-{}", journey.ca)) else { return };
    world.put_certificate(30);
    (journey.papers)(&Long { world: &world, ca: journey.ca });
    // As the world stands before each process, and how many lines each writes.
    let mut stages = Vec::new();
    for (number, leg) in journey.legs.iter().enumerate() {
        (leg.before)(&Long { world: &world, ca: journey.ca });
        world.stop_sandbox();
        let stage = world.copy(&format!("crash-{}-{number}", journey.ca));
        world.start_sandbox(&[]);
        let run = play(&Long { world: &world, ca: journey.ca }, leg, number);
        run.must(leg.ends);
        stages.push((stage, run.events().len()));
    }
    let whole = Long { world: &world, ca: journey.ca };
    let expected = (whole.order()["dossier"].clone(), whole.orders().len());

    let lines: usize = stages.iter().map(|(_, lines)| lines).sum();
    let boundaries = stages.iter().enumerate().flat_map(|(leg, (_, lines))| {
        (1..=*lines).flat_map(move |line| ["before", "after"].map(|when| (leg, when, line)))
    });
    let boundaries = Mutex::new(boundaries.collect::<Vec<_>>().into_iter());
    let visited = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = boundaries.lock().unwrap().next();
                    let Some((leg, when, line)) = next else { break };
                    kill_and_return(journey, &stages[leg].0, leg, &format!("{when}:{line}"), &expected);
                    let _ = visited.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let visited = visited.into_inner();
    println!("{}: {visited} boundaries visited, {lines} lines of the journal", journey.ca);
    assert_eq!(visited, 2 * lines);
    assert!(lines >= at_least, "{lines} lines");
}

fn kill_and_return(journey: &Journey, stage: &World, at: usize, point: &str, expected: &(Value, usize)) {
    let name = format!("crash-{}-{at}-{}", journey.ca, point.replace(':', "-"));
    let mut world = stage.copy(&name);
    world.start_sandbox(&[]);
    let long = Long { world: &world, ca: journey.ca };
    let killed = command(&long, &journey.legs[at], at).env("RENEWAL_CRASH_AT", point).output().unwrap();
    assert_eq!(killed.status.code(), None, "{name}: the process was not killed");
    // The same again, and then everything that comes behind it.
    for (number, leg) in journey.legs.iter().enumerate().skip(at) {
        if number > at {
            (leg.before)(&long);
        }
        let run = play(&long, leg, number);
        let over = leg.ends == "finished" && run.outcome()["outcome"] == "nothing";
        assert!(over || run.outcome()["outcome"] == leg.ends, "{name}, process {number}: {run:#?}");
    }
    assert_complete(&world.objects(), 2);
    let order = long.order();
    assert_eq!(order["acknowledged"], true, "{name}");
    assert_eq!(order["dossier"], expected.0, "{name}: the answers at the CA");
    assert_eq!(long.orders().len(), expected.1, "{name}: no request twice");
}

/// One process to its end: the first begins the renewal, or goes on with what it had begun when it was killed.
fn play(long: &Long<'_>, leg: &Leg, number: usize) -> Run {
    Run::of(&command(long, leg, number).output().unwrap())
}

fn command(long: &Long<'_>, leg: &Leg, number: usize) -> std::process::Command {
    let arguments = leg.arguments.iter().map(|argument| match argument.ends_with(".toml") {
        true => long.world.path(argument).display().to_string(),
        false => (*argument).to_owned(),
    });
    let mut arguments: Vec<String> = arguments.collect();
    let begun = journal_of(long).is_some_and(|length| length > 0);
    if number == 0 && !begun {
        arguments.extend(["--token", LABEL, "--snils", SNILS].map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        return long.command("renew", &arguments);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    long.command("resume", &arguments)
}

/// The length of the journal, if there is one.
fn journal_of(long: &Long<'_>) -> Option<u64> {
    let files = std::fs::read_dir(long.world.path("home/journal")).ok()?;
    files.map(|file| file.unwrap().metadata().unwrap().len()).max()
}

fn change_profile(world: &World, changes: &[(&str, &str)]) {
    let path = world.path("sandbox/treasury.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}: {text}");
        text = text.replace(from, to);
    }
    std::fs::write(path, text).unwrap();
}

fn world_write(world: &World, name: &str, text: &str) {
    std::fs::write(world.path(name), text).unwrap();
}

/// [`REST`] without the table that [`HALF`] has already.
fn rest_without_identity() -> String {
    REST.replace("[identity]\ncode = \"770-001\"\n", "")
}

/// One table of scans instead of two.
fn merge_scans(text: &str) -> String {
    let text = text.replacen("[scans]\nidentity = [\"passport.pdf\"]\n", "", 1);
    text.replace("[scans]\n", "[scans]\nidentity = [\"passport.pdf\"]\n")
}
