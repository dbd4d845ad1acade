//! Every mistake with its line and column. What comes with the program is tested in `tests/profiles.rs`.

use super::*;
use crate::domain::profile::EarlyStep;
use std::path::PathBuf;

/// The profile with everything in it: every list in place, so that its mistakes stand in one text.
fn long() -> String {
    let text = shipped("treasury.toml");
    let powers = r#"powers = [
    { id = "client-auth", system = "ЕИС", title = "Аутентификация клиента", oid = "1.3.6.1.5.5.7.3.2" },
    { id = "gmu-base", system = "ГМУ", title = "Базовый", base = true, needs_another = true },
    { id = "gmu-admin", system = "ГМУ", title = "Администратор" },
]"#;
    let text = text.replace(
        "regions = \"regions-ru.toml\"",
        "regions = [{ id = \"77\", title = \"77 г. Москва\" },\n{ id = \"00\", title = \"Центр\" }]",
    );
    let text = text.replace(
        "offices = \"offices-treasury.toml\"",
        "offices = [{ id = \"ufk-77\", region = \"77\", title = \"УФК\" },\n\
         { id = \"cafk\", region = \"00\", title = \"ЦАФК\" }]",
    );
    let text = text.replace("powers = \"powers-treasury.toml\"", powers);
    let consents = "\n[[forms.consents]]\nid = \"contract\"\ntitle = \"Договор\"\nversion = \"1\"\n\
                    page = \"https://ca.example/contract\"\n";
    text + consents
}

fn shipped(name: &str) -> String {
    std::fs::read_to_string(Path::new("assets/profiles").join(name)).unwrap()
}

fn read(text: &str) -> Result<Profile, Vec<Fault>> {
    read::profile(Source::new("x.toml", text), &Shelf::Folder(PathBuf::from("assets/profiles")))
}

/// Line, column and sentence of all mistakes.
fn mistakes(text: &str) -> Vec<(usize, usize, String)> {
    let place = |fault: &Fault, name| fault.fact(name).unwrap().parse().unwrap();
    let all = read(text).err().unwrap_or_default();
    assert!(all.iter().all(|fault| fault.code == SupportCode::ProfileInvalid));
    all.iter()
        .map(|fault| (place(fault, "line"), place(fault, "column"), fault.fact("detail").unwrap().to_owned()))
        .collect()
}

/// Replaces `from` by `to` and says where the mark `‸` in it has come to stand.
fn spoil(from: &str, to: &str) -> (String, usize, usize) {
    let sound = long();
    assert_eq!(sound.matches(from).count(), 1, "{from} must stand once");
    let text = sound.replacen(from, to, 1);
    let before = text.split('‸').next().unwrap().to_owned();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (text.replace('‸', ""), line, column)
}

#[test]
fn the_long_example_is_sound() {
    assert_eq!(mistakes(&long()), []);
}

#[test]
fn every_mistake_is_told_with_its_line_and_column() {
    let power = "oid = \"1.3.6.1.5.5.7.3.2\"";
    for (from, to, expected) in [
        // The profile.
        ("schema = 1", "schema = ‸2", "schema must be 1"),
        ("id = \"treasury\"", "id = ‸\"Казна\"", "id must"),
        ("\"Федеральное казначейство (образец)\"", "‸\" \"", "title is empty"),
        ("\nendpoint = \"https:", "\nendpoint = ‸\"http:", "endpoint must"),
        ("\"https://ca2.example/treasury\"", "‸\"https://ca2.example/\"", "second_endpoint must"),
        ("\"https://ca2.example/treasury\"", "‸\"https://ca.example/treasury\"", "the same as endpoint"),
        ("page = \"https://lk", "page = ‸\"file://lk", "page must"),
        ("shown_wait = 300", "shown_wait = ‸0", "shown_wait must"),
        ("key_months = 15", "key_months = ‸61", "key_months must"),
        ("draft_days = 31", "draft_days = ‸0", "draft_days must"),
        ("draft_days = 31", "draft_days = ‸367", "draft_days must"),
        ("draft_days = 31", "draft_days = ‸70000", "u16"),
        ("\ntls_anchors = [", "\ntls_anchors = ‸[] # ", "at least one root"),
        ("\nreview = true", "\n‸rewiew = true", "unknown field"),
        ("\nreview = true", "\nreview = ‸\"да\"", "expected a boolean"),
        // Its steps.
        ("\"sign-in\",", "‸\"signin\",", "no such step"),
        ("\"office\",", "\"office\", ‸\"office\",", "the step stands twice"),
        ("\"verify\",", "‸\"verify\", \"identify\",", "verify must stand behind identify"),
        ("    \"sign-in\",\n", "", "draft_days needs the step sign-in"),
        ("first_issue = true", "first_issue = false", "set first_issue"),
        ("    \"holder\",\n", "", "first_issue needs the step holder"),
        // The waiting.
        ("stage = \"checking\"", "stage = ‸\"cheking\"", "no such stage"),
        ("stage = \"checking\"", "stage = ‸\"issued\"", "no such stage"),
        ("stage = \"operator\"", "stage = ‸\"approval\"", "the stage stands twice"),
        ("actor = \"registers\"", "actor = ‸\"register\"", "no such actor"),
        ("working_days = 5", "working_days = ‸0", "working_days must"),
        ("working_days = 5", "‸working_day = 5", "unknown field"),
        // Regions and offices.
        ("region = \"77\"", "region = ‸\"78\"", "no region has the id 78"),
        (
            "{ id = \"00\", title = \"Центр\" }",
            "{ id = \"00\", title = \"Центр\" }, { id = ‸\"01\", title = \"А\" }",
            "no office lies in this region",
        ),
        ("id = \"ufk-77\"", "id = ‸\"УФК\"", "id must"),
        ("id = \"cafk\"", "id = ‸\"ufk-77\"", "stands twice in this list"),
        ("title = \"УФК\"", "title = ‸\" \"", "title is empty"),
        ("title = \"УФК\"", "‸titel = \"УФК\"", "unknown field"),
        // Powers: contradictions stand at the identifier.
        (power, "oid = ‸\"1.3.6.1.5.5.7.3.\"", "oid must be numbers"),
        ("system = \"ЕИС\"", "system = ‸\"\"", "system is empty"),
        (
            "\"client-auth\", system",
            "‸\"client-auth\", base = true, system",
            "base, but the system has no other",
        ),
        ("\"client-auth\", system", "‸\"client-auth\", needs_another = true, system", "needs_another, but"),
        (
            "\"client-auth\", system",
            "‸\"client-auth\", staff = true, default = true, system",
            "do not see it",
        ),
        ("\"gmu-base\", system", "‸\"gmu-base\", staff = true, system", "yet the other powers"),
        ("\"gmu-base\", system", "‸\"gmu-base\", default = true, system", "no other power of the system is"),
        ("\"gmu-admin\", system", "‸\"gmu-admin\", default = true, system", "default, but the base"),
        ("\"gmu-admin\", system", "‸\"gmu-admin\", preset = true, system", "preset, but the base"),
        // Kinds, classes, consents.
        ("person = false, organization = true", "person = false, organization = false", "neither a person"),
        ("\"1.2.643.100.113.1\"", "‸\"1.2.643.100.113.7\"", "no such class"),
        ("\"1.2.643.100.113.1\"", "‸\"1.2.643.100,113\"", "oid must be numbers"),
        ("\"1.2.643.100.113.1\"", "\"1.2.643.100.113.1\", forced_by_office = \"cafk\"", "the same office"),
        ("forced_by_office = \"cafk\"", "forced_by_office = ‸\"mou\"", "no office has the id mou"),
        ("\"https://ca.example/contract\"", "‸\"http://ca.example/contract\"", "page must be https"),
        ("version = \"1\"", "version = ‸\"\"", "version is empty"),
        // Switches and limits.
        ("country = \"ru\"", "country = ‸\"kz\"", "unknown variant"),
        ("statement_copies = 2", "statement_copies = ‸0", "statement_copies must"),
        ("statement_copies = 2", "statement_copies = ‸10", "statement_copies must"),
        ("scan_bytes = 1048576", "scan_bytes = ‸0", "scan_bytes must"),
        ("scan_bytes = 1048576", "scan_bytes = ‸20971521", "scan_bytes must"),
        ("\"bmp\"", "‸\"exe\"", "no such kind of file"),
        ("\"bmp\"", "‸\"jpg\"", "the kind of file stands twice"),
    ] {
        let (text, line, column) = spoil(from, to);
        let found = mistakes(&text);
        let told = found.iter().find(|(_, _, detail)| detail.contains(expected));
        let (at_line, at_column, detail) = told.unwrap_or_else(|| panic!("{to}: {found:?}"));
        if to.contains('‸') {
            assert_eq!((*at_line, *at_column), (line, column), "{to}: {detail}");
        }
    }
}

#[test]
fn a_mistyped_name_is_told_once_and_not_by_all_that_depends_on_it() {
    for (from, to) in [
        ("\"sign-in\",", "\"signin\","),
        ("region = \"77\"", "region = \"78\""),
        ("\"holder\",", "\"holders\","),
    ] {
        let (text, ..) = spoil(from, to);
        assert_eq!(mistakes(&text).len(), 1, "{to}: {:?}", mistakes(&text));
    }
}

#[test]
fn a_step_without_its_lists_is_refused_at_the_step() {
    let regions = "regions = [{ id = \"77\", title = \"Москва\" }]\n";
    for (step, forms, expected) in [
        ("office", "", "office needs regions"),
        ("office", regions, "office needs offices"),
        ("content", "", "content needs kinds"),
        ("consents", "", "consents needs consents"),
        ("identity", "scan_media = [\"pdf\"]\n", "identity needs scan_bytes and scan_media"),
        ("authority", "scan_bytes = 1024\n", "authority needs scan_bytes and scan_media"),
    ] {
        let short = shipped("operator.toml");
        let line = short.lines().count() + 1;
        let found = mistakes(&format!("{short}steps = [\"{step}\"]\n[forms]\n{forms}"));
        let told = found.iter().find(|(_, _, detail)| detail.contains(expected));
        let (at_line, column, _) = told.unwrap_or_else(|| panic!("{expected}: {found:?}"));
        assert_eq!((*at_line, *column), (line, 10), "{expected}");
    }
}

#[test]
fn steps_that_the_protocol_cannot_carry_are_refused() {
    let of = |text: &str| mistakes(text).into_iter().map(|(_, _, detail)| detail).collect::<Vec<_>>();
    let tells = |text: &str, expected: &str| {
        let found = of(text);
        assert!(found.iter().any(|detail| detail.contains(expected)), "{expected}: {found:?}");
    };
    let file = long().replace("protocol = \"portal\"", "protocol = \"file\"");
    tells(&file, "sign-in needs the protocol portal");
    tells(&file, "first_issue needs the protocol portal");
    tells(&file, "second_endpoint is never used with the protocol file");
    let est = long().replace("protocol = \"portal\"", "protocol = \"est\"");
    tells(&est, "sign-in needs the protocol portal");
    tells(&est, "EST carries no forms");
    tells(&est, "EST tells no stages");
    tells(&est, "EST keeps no drafts");
    let short = |more: &str| shipped("operator.toml") + more;
    tells(&short("review = true\n"), "review needs a step with a form");
    tells(&short("draft_days = 10\n"), "draft_days needs a step with a form");
    tells(&short("store = true\n"), "store needs the step sign-in");
    tells(&short("[forms]\ncode_word = true\n"), "code_word needs the step statement");
    tells(&short("[forms]\nsigned_statement = true\n"), "signed_statement needs the step statement");
}

#[test]
fn all_mistakes_are_told_from_top_to_bottom() {
    let text = long()
        .replace("scan_bytes = 1048576", "scan_bytes = 0")
        .replace("schema = 1", "schema = 3")
        .replace("\"statement\",", "\"statment\",");
    let found = mistakes(&text);
    let lines: Vec<usize> = found.iter().map(|(line, _, _)| *line).collect();
    assert!(lines.len() >= 3 && lines.is_sorted(), "{found:?}");
}

#[test]
fn a_mistake_in_a_list_of_its_own_is_told_in_that_file() {
    let folder = std::env::temp_dir().join(format!("renewal-lists-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let profile = folder.join("own.toml");
    std::fs::write(&profile, shipped("treasury.toml")).unwrap();
    // The lists come with the program as long as there are none beside the profile.
    assert_eq!(load(&profile).unwrap().forms.regions.len(), 90);
    for (text, line, column, expected) in [
        ("offices = [\n    { id = \"a\", region = \"78\", titel = \"А\" },\n]", 2, 32, "unknown field"),
        (
            "offices = [\n  { id = \"cafk\", region = \"177\", title = \"А\" },\n]",
            2,
            27,
            "no region has the id 177",
        ),
    ] {
        std::fs::write(folder.join("offices-treasury.toml"), text).unwrap();
        let mut all = check(&profile).unwrap_err();
        assert_eq!(all.len(), 1, "{all:?}");
        let fault = all.remove(0);
        assert_eq!(fault.fact("file"), folder.join("offices-treasury.toml").to_str());
        assert_eq!(fault.fact("line"), Some(line.to_string().as_str()));
        assert_eq!(fault.fact("column"), Some(column.to_string().as_str()), "{:?}", fault.facts);
        assert!(fault.fact("detail").unwrap().contains(expected), "{:?}", fault.facts);
    }
    std::fs::write(folder.join("offices-treasury.toml"), "regions = []").unwrap();
    let fault = load(&profile).unwrap_err();
    assert!(fault.fact("file").unwrap().ends_with("own.toml"));
    assert_eq!(fault.fact("detail"), Some("offices-treasury.toml has no list offices"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_missing_root_is_told_by_its_path() {
    let text = shipped("operator.toml").replacen("example-root.pem", "absent.pem", 1);
    let (_, _, detail) = mistakes(&text).remove(0);
    assert!(detail.contains("absent.pem"), "{detail}");
}

#[test]
fn roots_may_stand_in_the_profile_itself() {
    let pem = shipped("example-root.pem");
    let text = shipped("operator.toml").replace("\"example-root.pem\"", &format!("'''\n{pem}{pem}'''"));
    assert_eq!(read(&text).unwrap().anchors.len(), 2);
}

#[test]
fn a_profile_of_the_first_version_means_the_short_journey() {
    let profile = read(&shipped("operator.toml")).unwrap();
    let short = Profile::default();
    assert_eq!(profile.steps, short.steps);
    assert_eq!((&profile.forms, profile.draft_days), (&short.forms, 0));
    assert_eq!((profile.shown_wait, profile.key_months, profile.training), (300, 15, false));
    assert!(!profile.review && !profile.store && !profile.first_issue && profile.waiting.is_empty());
    assert_eq!(profile.anchors, profile.tls_anchors);
}

#[test]
fn every_step_has_a_name_that_can_be_written() {
    let names: Vec<String> = EarlyStep::all().map(|step| format!("\"{}\"", step.id())).collect();
    assert_eq!(names.len(), 12);
    let list = format!("steps = [{}]", names.join(", "));
    let start = long().find("steps = [").unwrap();
    let end = long()[start..].find("\n]\n").unwrap() + start + 3;
    let text = format!("{}{list}\n{}", &long()[..start], &long()[end..]);
    assert_eq!(read(&text).unwrap().steps, EarlyStep::all().collect::<Vec<_>>());
}
