//! What the profiles of the program promise, the user's own folder, and renewals that keep their CA.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use renewal_master::ca::profile::{Library, Origin, Shelved};
use renewal_master::domain::form::{Media, Section, Trouble, Values, check as form};
use renewal_master::domain::profile::{Country, Power, Profile, Protocol};
use renewal_master::fault::SupportCode;
use support::world::{SOFTHSM, World, last_object, objects_of};
use time::macros::date;

fn shipped(name: &str) -> String {
    std::fs::read_to_string(Path::new("assets/profiles").join(name)).unwrap()
}

fn library(folder: &Path) -> Library {
    Library::Shelves(folder.to_owned())
}

fn built_in(id: &str) -> Arc<Profile> {
    library(Path::new("no-such-folder")).find(id).unwrap()
}

#[test]
fn every_profile_of_the_program_can_be_read() {
    let all = library(Path::new("no-such-folder")).all().unwrap();
    let ids: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["operator", "treasury", "treasury-file", "e-pasluga"]);
    for one in all {
        let profile = one.profile.unwrap_or_else(|mistakes| panic!("{}: {mistakes:?}", one.id));
        assert_eq!((profile.id, one.origin), (one.id, Origin::BuiltIn));
    }
}

/// Seed rows 1.10, 1.32, 2.20, 2.33, 2.45, 2.49.
#[test]
fn the_treasury_asks_for_everything_its_portal_asks_for() {
    let profile = built_in("treasury");
    let steps: Vec<&str> = profile.steps.iter().map(|step| step.id()).collect();
    assert_eq!(
        steps.join(" "),
        "workplace sign-in office content holder identity authority statement contacts verify"
    );
    assert!(
        profile.review && profile.first_issue && profile.forms.code_word && profile.second_endpoint.is_some()
    );
    assert_eq!((profile.draft_days, profile.forms.statement_copies), (31, 2));
    // «не более 1 МБ», and the kinds that the portal names.
    assert_eq!((profile.forms.scan_bytes, &*profile.forms.scan_media), (1_048_576, &Media::ALL[..]));
    let stages: Vec<(&str, Option<u16>)> =
        profile.waiting.iter().map(|stage| (stage.stage.as_str(), stage.working_days)).collect();
    assert_eq!(stages, [("checking", Some(5)), ("approval", None), ("operator", None), ("issuing", None)]);
    let kinds: Vec<(&str, bool)> =
        profile.forms.kinds.iter().map(|kind| (kind.title.as_str(), kind.person)).collect();
    assert_eq!(
        kinds,
        [
            ("Сертификат должностного лица", true),
            ("Сертификат юридического лица", true),
            ("Сертификат юридического лица без ФИО", false)
        ]
    );
    let file = built_in("treasury-file");
    assert_eq!((file.protocol, file.page.as_str()), (Protocol::File, "https://lk-fzs.roskazna.ru/"));
}

/// Seed rows 3.13, 3.20, 3.25.
#[test]
fn the_service_of_belarus_keeps_a_request_ten_days_and_wants_a_new_key_after_a_refusal() {
    let profile = built_in("e-pasluga");
    let steps: Vec<&str> = profile.steps.iter().map(|step| step.id()).collect();
    assert_eq!(steps.join(" "), "workplace consents sign-in contacts verify");
    assert!(profile.store && profile.new_key_after_refusal && profile.review);
    assert_eq!((profile.draft_days, profile.forms.country), (10, Country::By));
    let stages: Vec<&str> = profile.waiting.iter().map(|stage| stage.stage.as_str()).collect();
    assert_eq!(stages.join(" "), "checking approval payment issuing");
}

/// Seed rows 0.03, 0.04, 0.10.
#[test]
fn every_region_has_its_offices_and_the_central_office_takes_ks2() {
    let forms = &built_in("treasury").forms;
    // 89 subjects of the Federation and the central office.
    assert_eq!(forms.regions.len(), 90);
    let offices = |region: &str| -> Vec<&str> {
        forms.offices.iter().filter(|o| o.region == region).map(|o| o.title.as_str()).collect()
    };
    assert!(forms.regions.iter().all(|region| !offices(&region.id).is_empty()));
    assert_eq!(
        offices("77"),
        [
            "Управление Федерального казначейства по г. Москве",
            "Межрегиональное операционное управление Федерального казначейства"
        ]
    );
    for (region, office) in [
        ("14", "по Республике Саха (Якутия)"),
        ("21", "по Чувашской Республике"),
        ("23", "по Краснодарскому краю"),
        ("42", "по Кемеровской области – Кузбассу"),
        ("50", "по Московской области"),
        ("78", "по г. Санкт-Петербургу"),
        ("86", "по Ханты-Мансийскому автономному округу – Югре"),
    ] {
        assert!(offices(region)[0].ends_with(office), "{:?}", offices(region));
    }
    assert_eq!(form::forced_class("cafk", forms), Some("ks2"));
    assert_eq!(form::forced_class("ufk-77", forms), None);
    assert_eq!(forms.classes[0].id, "ks1");
    let ks1 = Values::default().with("class", "ks1");
    assert_eq!(form::class_problem("cafk", &ks1, forms).map(|p| p.trouble), Some(Trouble::ClassForced));
}

/// Seed rows 2.19, 2.38.
#[test]
fn the_rules_of_choosing_powers_hold_on_the_data_of_the_program() {
    let forms = &built_in("treasury").forms;
    let wrong = |powers: &[&str]| -> Vec<String> {
        let mut values =
            Values::default().with("request", "change").with("kind", "official").with("class", "ks1");
        powers.iter().for_each(|power| values.set_flag(&format!("power-{power}"), true));
        let problems = form::check(Section::Content, &values, &[], forms, date!(2026 - 11 - 25));
        problems.into_iter().map(|problem| problem.field).collect()
    };
    for powers in [
        &[][..],
        &["client-auth"],
        &["gmu-base", "gmu-admin"],
        &["gmu-base", "gmu-specialist", "client-auth"],
        &["gmu-base", "gmu-admin", "gmu-specialist"],
        &["eis-customer"],
        &["eis-customer", "eis-customer-admin"],
    ] {
        assert!(wrong(powers).is_empty(), "{powers:?}: {:?}", wrong(powers));
    }
    assert_eq!(wrong(&["gmu-admin"]), ["power-gmu-admin"]);
    assert_eq!(wrong(&["gmu-base"]), ["power-gmu-base"]);
    assert_eq!(wrong(&["eis-customer-signer", "client-auth"]), ["power-eis-customer-signer"]);
    let by = |chosen: fn(&&Power) -> bool| -> Vec<&str> {
        forms.powers.iter().filter(chosen).map(|power| power.id.as_str()).collect()
    };
    // What is set from the beginning, and what «все полномочия системы» sets, must be right by itself.
    assert_eq!(by(|power| power.default), ["client-auth"]);
    assert!(wrong(&by(|power| power.default)).is_empty());
    assert!(wrong(&by(|power| power.preset)).is_empty());
    // СУФД: all but testing.
    let sufd = |power: &&Power| power.id.starts_with("sufd");
    assert_eq!(
        forms.powers.iter().filter(sufd).filter(|p| !p.preset).map(|p| p.id.as_str()).collect::<Vec<_>>(),
        ["sufd-testing"]
    );
    assert_eq!(by(|power| power.staff), ["landocs"]);
}

/// A throw-away folder for the user's own profiles.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-profiles-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_own_profile_wins_over_the_built_in_one_and_holds_as_soon_as_it_is_edited() {
    let folder = Folder::new("own");
    let library = library(&folder.0);
    assert_eq!(library.find("treasury").unwrap().draft_days, 31);
    // Copied without its lists and its root, under any name.
    folder.write("наш.toml", &shipped("treasury.toml").replace("draft_days = 31", "draft_days = 20"));
    assert_eq!(library.find("treasury").unwrap().draft_days, 20);
    folder.write("наш.toml", &shipped("treasury.toml").replace("draft_days = 31", "draft_days = 25"));
    let treasury = library.find("treasury").unwrap();
    assert_eq!((treasury.draft_days, treasury.forms.offices.len()), (25, 91));
    let all = library.all().unwrap();
    let treasuries: Vec<&Origin> = all.iter().filter(|one| one.id == "treasury").map(|o| &o.origin).collect();
    assert_eq!(treasuries, [&Origin::Own(folder.0.join("наш.toml"))]);
    std::fs::remove_file(folder.0.join("наш.toml")).unwrap();
    assert_eq!(library.find("treasury").unwrap().draft_days, 31);
}

#[test]
fn a_broken_own_profile_is_told_and_not_passed_over() {
    let folder = Folder::new("broken");
    folder.write("treasury.toml", &shipped("treasury.toml").replace("draft_days = 31", "draft_days = \n"));
    let fault = library(&folder.0).find("treasury").unwrap_err();
    assert_eq!(fault.code, SupportCode::ProfileInvalid);
    let line = shipped("treasury.toml").lines().position(|l| l.starts_with("draft_days")).unwrap() + 1;
    assert_eq!(fault.fact("line"), Some(line.to_string().as_str()));
    let all = library(&folder.0).all().unwrap();
    assert!(all.iter().any(|one| one.id == "operator" && one.profile.is_ok()), "the others stay usable");
}

#[test]
fn lists_in_the_own_folder_are_no_profiles_and_two_files_with_one_id_are_refused() {
    let folder = Folder::new("lists");
    folder.write("offices-treasury.toml", "[[offices]]\nid = \"cafk\"\nregion = \"00\"\ntitle = \"ЦАФК\"\n");
    folder.write("a.toml", &shipped("operator.toml"));
    folder.write("b.toml", &format!("# Копия.\n{}", shipped("operator.toml")));
    let all = library(&folder.0).all().unwrap();
    let own: Vec<&Shelved> = all.iter().filter(|one| one.origin != Origin::BuiltIn).collect();
    assert_eq!(own.len(), 2);
    assert!(own[0].profile.is_ok());
    let mistakes = own[1].profile.as_ref().unwrap_err();
    let text = std::fs::read_to_string(folder.0.join("b.toml")).unwrap();
    let line = text.lines().position(|line| line.starts_with("id =")).unwrap() + 1;
    assert_eq!(mistakes[0].fact("line"), Some(line.to_string().as_str()));
    assert!(library(&folder.0).find("operator").is_ok(), "the first of them holds");
}

#[test]
fn a_profile_that_is_not_at_hand_is_told_by_its_id() {
    let fault = library(Path::new("no-such-folder")).find("nobody").unwrap_err();
    assert_eq!((fault.code, fault.fact("profile")), (SupportCode::ProfileGone, Some("nobody")));
    let given = Library::Given(vec![built_in("operator")]);
    assert!(given.find("operator").is_ok());
    assert_eq!(given.find("treasury").unwrap_err().code, SupportCode::ProfileGone);
}

/// A profile of the sandbox in the own folder of this world, under an identifier of its own.
fn put_own(world: &World, id: &str, change: fn(String) -> String) -> PathBuf {
    let sandbox = std::fs::read_to_string(world.path("sandbox/profile.toml")).unwrap();
    let root = world.path("sandbox/root.pem");
    let own = |line: &str| match line.split_once(" = ") {
        Some(("id", _)) => format!("id = \"{id}\"\n"),
        Some(("tls_anchors" | "anchors", _)) => line.replace("root.pem", root.to_str().unwrap()) + "\n",
        _ => format!("{line}\n"),
    };
    let folder = world.path("home/profiles");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{id}.toml"));
    std::fs::write(&file, change(sandbox.lines().map(own).collect())).unwrap();
    file
}

#[test]
fn a_renewal_goes_on_with_the_ca_it_was_begun_with_and_waits_when_its_profile_is_gone() {
    let Some(mut world) = World::new("profile-of") else { return };
    world.put_certificate(4);
    world.start_sandbox(&["--delay", "2"]);
    // The same CA under another name, which wants no acknowledgement.
    let own =
        put_own(&world, "quiet", |text| text.replace("acknowledgement = true", "acknowledgement = false"));
    let with = |arguments: Vec<String>, profile: &str, wait: &str| {
        let sandbox = world.path("sandbox/profile.toml").to_str().unwrap().to_owned();
        let mut arguments: Vec<String> =
            arguments.into_iter().map(|a| if a == sandbox { profile.to_owned() } else { a }).collect();
        arguments.extend(["--wait".to_owned(), wait.to_owned()]);
        world.renewctl(arguments)
    };
    let begun = last_object(&with(world.renew_arguments(), "quiet", "0"));
    assert_eq!(begun["outcome"], "waiting", "{begun}");

    // Called with another profile, and its own is gone: told, and nothing is lost.
    let sandbox = world.path("sandbox/profile.toml").to_str().unwrap().to_owned();
    let away = world.path("away.toml");
    std::fs::rename(&own, &away).unwrap();
    let objects = world.objects();
    for arguments in [world.resume_arguments(), world.renew_arguments()] {
        let output = with(arguments, &sandbox, "30");
        let gone = last_object(&output);
        assert_eq!(output.status.code(), Some(2), "{gone}");
        assert_eq!((&gone["code"], &gone["facts"]["profile"]), (&"PROFILE-GONE".into(), &"quiet".into()));
        assert!(gone["what"].as_str().unwrap().contains("quiet"), "{gone}");
    }
    assert_eq!(world.objects(), objects);
    // Nobody is stuck with it: the certificate can be renewed with another CA.
    let check = ["check", "--profile", &sandbox, "--module", SOFTHSM, "--json"];
    assert_eq!(world.renewctl(check).status.code(), Some(10));

    std::fs::rename(&away, &own).unwrap();
    assert_eq!(world.renewctl(check).status.code(), Some(0), "its renewal is under way");
    let output = with(world.resume_arguments(), &sandbox, "30");
    let events: Vec<String> =
        objects_of(&output).iter().filter_map(|o| o["event"].as_str().map(str::to_owned)).collect();
    assert_eq!(last_object(&output)["outcome"], "finished", "{events:?}");
    assert!(!events.contains(&"receipt-ready".to_owned()), "not by the rules of its own CA: {events:?}");
}

#[test]
fn renewctl_lists_the_profiles_and_tells_a_broken_one_by_line_and_column() {
    let Some(world) = World::new("profiles-list") else { return };
    let _ = put_own(&world, "operator", |text| text);
    let broken = put_own(&world, "broken", |text| text.replace("key_months = 15", "key_months = 99"));
    let output = world.renewctl(["profiles", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let all = objects_of(&output);
    let seen: Vec<(&str, &str)> =
        all.iter().map(|one| (one["id"].as_str().unwrap(), one["source"].as_str().unwrap())).collect();
    assert_eq!(
        seen,
        [
            ("broken", "own"),
            ("operator", "own"),
            ("treasury", "built-in"),
            ("treasury-file", "built-in"),
            ("e-pasluga", "built-in")
        ]
    );
    let text = std::fs::read_to_string(&broken).unwrap();
    let line = text.lines().position(|line| line.starts_with("key_months")).unwrap() + 1;
    assert_eq!((&all[0]["line"], &all[0]["column"]), (&line.into(), &14.into()));
    assert_eq!(all[0]["detail"], "key_months must be 1 to 60");
    assert_eq!(all[2]["title"], "Федеральное казначейство (образец)");

    let people = world.renewctl(["profiles"]);
    let people = String::from_utf8_lossy(&people.stdout).into_owned();
    assert!(people.contains("operator · Удостоверяющий центр оператора (образец) · своя папка"), "{people}");
    let place = format!("{}:{line}:14: key_months must be 1 to 60", broken.display());
    assert!(people.contains(&place), "{people}");
    assert!(people.contains("treasury · Федеральное казначейство (образец) · с программой"), "{people}");
}

#[test]
fn renewctl_checks_a_file_and_ends_with_two_on_a_mistake() {
    let Some(world) = World::new("profiles-check") else { return };
    let sound = put_own(&world, "sound", |text| text);
    let check = |file: &Path| world.renewctl(["profiles", "--json", "--check", file.to_str().unwrap()]);
    let output = check(&sound);
    assert_eq!((output.status.code(), &last_object(&output)["outcome"]), (Some(0), &"valid".into()));
    let spoiled = put_own(&world, "spoiled", |text| {
        text.replace("schema = 1", "schema = 2").replace("page = \"https", "page = \"http")
    });
    let output = check(&spoiled);
    assert_eq!(output.status.code(), Some(2));
    let told = objects_of(&output);
    assert_eq!(told.len(), 3, "two mistakes and the outcome: {told:?}");
    let line =
        std::fs::read_to_string(&spoiled).unwrap().lines().position(|l| l == "schema = 2").unwrap() + 1;
    assert_eq!((&told[1]["line"], &told[1]["column"]), (&line.into(), &10.into()));
    assert_eq!((&told[2]["outcome"], &told[2]["mistakes"]), (&"failed".into(), &2.into()));
    let absent = check(&world.path("absent.toml"));
    assert_eq!((absent.status.code(), &last_object(&absent)["code"]), (Some(2), &"PROFILE-INVALID".into()));
}

#[test]
fn a_profile_is_chosen_by_its_identifier() {
    let Some(world) = World::new("profiles-id") else { return };
    world.put_certificate(4);
    let _ = put_own(&world, "treasury", |text| text);
    // A folder of the same name in the working directory is not meant.
    let list = |profile: &str| {
        world
            .renewctl_command(["list", "--profile", profile, "--module", SOFTHSM, "--json"])
            .current_dir(world.path(""))
            .output()
            .unwrap()
    };
    std::fs::create_dir(world.path("treasury")).unwrap();
    for known in ["operator", "treasury", "e-pasluga", "treasury-file"] {
        let output = list(known);
        assert_eq!(output.status.code(), Some(0), "{known}: {}", last_object(&output));
    }
    let output = list("tresury");
    let unknown = last_object(&output);
    assert_eq!((output.status.code(), &unknown["code"]), (Some(2), &"PROFILE-GONE".into()));
}

#[test]
fn the_guide_for_administrators_names_every_key_and_its_example_is_sound() {
    let guide = std::fs::read_to_string("docs/profiles.md").unwrap();
    let keys = std::fs::read_to_string("src/ca/profile/file.rs").unwrap();
    let keys: Vec<&str> = keys
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':').map(|(key, _)| key))
        .filter(|key| !key.contains('('))
        .collect();
    assert!(keys.len() > 40, "{keys:?}");
    for key in keys {
        assert!(guide.contains(&format!("`{key}`")), "docs/profiles.md does not name `{key}`");
    }
    let example = guide.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = Folder::new("guide");
    folder.write("city.toml", example);
    let city = library(&folder.0).find("city").unwrap();
    assert_eq!((city.forms.offices.len(), city.waiting.len(), city.draft_days), (2, 2, 30));
}
