//! Drafts: kept for days, seen by their owner alone, and their scans in pieces.

use renewal_master::domain::form::{Dossier, Section, Values};
use renewal_master::domain::portal::Draft;
use renewal_master::sandbox::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::portal::{Portal, SCAN, digest, dossier, dossier_with_passport};

const PART: usize = 16;

#[test]
fn a_draft_is_found_again_on_another_day_and_becomes_the_request_under_its_number() {
    let mut portal = Portal::new("draft-again");
    let mut holder = portal.holder("/treasury");
    let opened = holder.client.open_draft(&Dossier::default(), false);
    assert_eq!((opened.until - opened.saved_at).whole_days(), 31);
    portal.pass_days(20);
    portal.restart();
    holder.sign_in();
    let path = format!("/v1/drafts/{}", opened.draft);
    assert_eq!(holder.client.send(Method::PUT, &path, &json!({"dossier": dossier()})).status, 204);
    let drafts: Vec<Draft> = holder.client.get("/v1/drafts").read(200);
    let [found] = drafts.as_slice() else { panic!("{drafts:?}") };
    assert_eq!((&found.number, &found.dossier, found.until), (&opened.number, &dossier(), opened.until));
    assert_eq!(holder.client.get(&path).read::<Draft>(200), *found);

    let subject = holder.certificate.subject().clone();
    let request = holder.request(&p256_key(), &subject, &dossier(), Some(found));
    let accepted: Value = holder.client.submit(&found.draft, &request).read(201);
    assert_eq!(accepted["number"], opened.number.as_str());
    assert!(accepted["link"].as_str().unwrap().starts_with(&holder.client.url));
    // From now on it is a request, and no draft any more.
    assert!(holder.client.get("/v1/drafts").read::<Vec<Draft>>(200).is_empty());
    let changed = holder.client.send(Method::PUT, &path, &json!({"dossier": dossier()}));
    assert_eq!(changed.problem(), (409, "conflict".into()));
    assert_eq!(holder.client.refused(Method::DELETE, &path), (409, "conflict".into()));
}

#[test]
fn a_draft_belongs_to_one_certificate_and_does_not_exist_for_others() {
    let portal = Portal::new("draft-owner");
    let holder = portal.holder("/treasury");
    let draft = holder.client.open_draft(&dossier_with_passport(), false);
    let path = format!("/v1/drafts/{}", draft.draft);
    let head = portal.head("/treasury");
    let file = format!("{path}/files/{}", digest(SCAN));
    for (method, path) in [(Method::GET, &path), (Method::DELETE, &path), (Method::GET, &file)] {
        assert_eq!(head.client.refused(method.clone(), path), (404, "not-found".into()), "{method} {path}");
        let stranger = portal.stranger("/treasury");
        assert_eq!(stranger.refused(method.clone(), path), (401, "sign-in".into()), "{method} {path}");
    }
    assert!(head.client.get("/v1/drafts").read::<Vec<Draft>>(200).is_empty());
    // Nor at another CA of the same server.
    let elsewhere = portal.holder("/e-pasluga");
    assert_eq!(elsewhere.client.refused(Method::GET, &path), (404, "not-found".into()));
    assert_eq!(holder.client.call(Method::DELETE, &path, |call| call).status, 204);
    assert_eq!(holder.client.refused(Method::GET, &path), (404, "not-found".into()));
}

#[test]
fn a_draft_is_opened_once_under_its_key_and_nobody_has_more_than_ten() {
    let portal = Portal::new("draft-ten");
    let holder = portal.holder("/treasury");
    let open = |key: &str| {
        let body = json!({"dossier": dossier(), "first": false});
        holder.client.call(Method::POST, "/v1/drafts", |call| call.header("Idempotency-Key", key).json(&body))
    };
    let first: Draft = open(&"0a".repeat(16)).read(201);
    assert_eq!(open(&"0a".repeat(16)).read::<Draft>(201).draft, first.draft);
    assert_eq!(open("short").problem(), (400, "bad-request".into()));
    for number in 1..10 {
        assert_eq!(open(&format!("{number:032x}")).status, 201);
    }
    assert_eq!(open(&"ff".repeat(16)).problem(), (409, "conflict".into()));
}

#[test]
fn a_ca_without_forms_keeps_no_drafts() {
    let portal = Portal::new("draft-none");
    let holder = portal.holder("");
    let body = json!({"dossier": {}, "first": false});
    assert_eq!(holder.client.send(Method::POST, "/v1/drafts", &body).problem(), (409, "conflict".into()));
}

#[test]
fn a_draft_that_nobody_finished_is_forgotten_with_its_scans() {
    for (base, days) in [("/treasury", 31), ("/e-pasluga", 10)] {
        let portal = Portal::new(&format!("draft-days{}", base.replace('/', "-")));
        let mut holder = portal.holder(base);
        let draft = holder.client.open_draft(&dossier_with_passport(), false);
        holder.client.upload(&draft.draft, SCAN);
        let kept = portal.path(&format!("{}/files/{}", base.trim_start_matches('/'), draft.draft));
        assert!(kept.exists());
        portal.pass_days(days - 1);
        holder.sign_in();
        assert_eq!(holder.client.get("/v1/drafts").read::<Vec<Draft>>(200).len(), 1, "{base}");
        portal.pass_days(1);
        holder.sign_in();
        assert!(holder.client.get("/v1/drafts").read::<Vec<Draft>>(200).is_empty(), "{base}");
        assert!(!kept.exists(), "{base}");
    }
}

#[test]
fn the_code_word_is_compared_on_the_operators_page_and_stands_in_no_file() {
    let portal = Portal::new("draft-word");
    let holder = portal.holder("/treasury");
    let draft = holder.client.open_draft(&dossier(), false);
    let path = format!("/v1/drafts/{}/code-word", draft.draft);
    let tell = |word: &str| holder.client.send(Method::PUT, &path, &json!({"word": word}));
    assert_eq!(tell("Ромашка").status, 204);
    for wrong in ["", "   ", &"я".repeat(65)] {
        assert_eq!(tell(wrong).problem(), (422, "bad-request".into()), "{wrong:?}");
    }
    let subject = holder.certificate.subject().clone();
    let request = holder.request(&p256_key(), &subject, &dossier(), Some(&draft));
    let accepted: Value = holder.client.submit(&draft.draft, &request).read(201);
    let request = accepted["request"].as_str().unwrap();
    let operator = crate::portal::Operator::of(&portal);
    let compare = |word: &str| {
        let path = format!("requests/treasury/{request}/word");
        operator.send(&path, &[("word", word)])
    };
    assert!(compare("ромашка").contains("operator-word-fits"));
    assert!(compare("фиалка").contains("operator-word-wrong"));
    for name in ["drafts.json", "requests.json"] {
        let text = std::fs::read_to_string(portal.path(&format!("treasury/{name}"))).unwrap();
        assert!(!text.to_lowercase().contains("ромашка\""), "{name}");
        assert!(!text.contains(&hex::encode("Ромашка")), "{name}");
    }
}

#[test]
fn a_scan_arrives_in_pieces_and_goes_on_after_a_broken_line() {
    let mut portal = Portal::new("scan-pieces");
    let mut holder = portal.holder("/treasury");
    let draft = holder.client.open_draft(&dossier_with_passport(), false).draft;
    let name = digest(SCAN);
    let path = format!("/v1/drafts/{draft}/files/{name}");
    let received = |client: &crate::portal::Client| client.get(&path).read::<Value>(200)["received"].clone();
    assert_eq!(received(&holder.client), 0);
    assert_eq!(holder.client.piece(&draft, &name, 0, &SCAN[..PART]).read::<Value>(200)["received"], PART);
    portal.restart();
    holder.sign_in();
    assert_eq!(received(&holder.client), PART);
    // The same piece again, and one that overlaps: nothing is doubled.
    assert_eq!(holder.client.piece(&draft, &name, 0, &SCAN[..PART]).read::<Value>(200)["received"], PART);
    let overlap = holder.client.piece(&draft, &name, PART - 4, &SCAN[PART - 4..PART + 4]);
    assert_eq!(overlap.read::<Value>(200)["received"], PART + 4);
    // A gap, and other bytes in the place of those that are here.
    assert_eq!(holder.client.piece(&draft, &name, PART + 5, b"x").problem(), (409, "conflict".into()));
    assert_eq!(holder.client.piece(&draft, &name, 0, b"other").problem(), (409, "conflict".into()));
    let rest = holder.client.piece(&draft, &name, PART + 4, &SCAN[PART + 4..]);
    assert_eq!(rest.read::<Value>(200)["received"], SCAN.len());
    assert_eq!(received(&holder.client), SCAN.len());
    assert_eq!(std::fs::read(portal.path(&format!("treasury/files/{draft}/{name}"))).unwrap(), SCAN);
    let nowhere = holder.client.call(Method::PATCH, &path, |call| call.body("x"));
    assert_eq!(nowhere.problem(), (400, "bad-request".into()), "no Upload-Offset");
}

#[test]
fn a_scan_of_exactly_one_mebibyte_is_taken_and_one_byte_more_is_not() {
    let portal = Portal::new("scan-limit");
    let holder = portal.holder("/treasury");
    let draft = holder.client.open_draft(&dossier(), false).draft;
    let mut scan = SCAN.to_vec();
    scan.resize(1 << 20, 7);
    let name = digest(&scan);
    let middle = scan.len() / 2;
    assert_eq!(holder.client.piece(&draft, &name, 0, &scan[..middle]).status, 200);
    let whole: Value = holder.client.piece(&draft, &name, middle, &scan[middle..]).read(200);
    assert_eq!(whole["received"], 1 << 20);

    scan.push(7);
    let name = digest(&scan);
    assert_eq!(holder.client.piece(&draft, &name, 0, &scan[..middle]).status, 200);
    let refused = holder.client.piece(&draft, &name, middle, &scan[middle..]);
    assert_eq!(refused.problem(), (413, "bad-request".into()));
    let path = format!("/v1/drafts/{draft}/files/{name}");
    assert_eq!(holder.client.get(&path).read::<Value>(200)["received"], 0, "nothing of it is kept");
    // A piece that is too large by itself, and a description that is.
    assert_eq!(holder.client.piece(&draft, &name, 0, &scan).status, 413);
    let mut described = dossier_with_passport();
    described.scans[0].size = (1 << 20) + 1;
    let body = json!({"dossier": described, "first": false});
    assert_eq!(holder.client.send(Method::POST, "/v1/drafts", &body).problem(), (422, "bad-request".into()));
}

#[test]
fn a_scan_is_told_by_its_content_and_its_digest_never_by_its_name() {
    let portal = Portal::new("scan-content");
    let holder = portal.holder("/treasury");
    let draft = holder.client.open_draft(&dossier_with_passport(), false).draft;
    let program = b"MZ\x90\0 this program cannot be run in DOS mode";
    let renamed = holder.client.piece(&draft, &digest(program), 0, program);
    assert_eq!(renamed.problem(), (422, "bad-request".into()));
    // As long as the scan that was described, and another one.
    let broken = vec![b'%'; SCAN.len()];
    let path = format!("/v1/drafts/{draft}/files/{}", digest(SCAN));
    assert_eq!(holder.client.piece(&draft, &digest(SCAN), 0, &broken).problem(), (422, "bad-request".into()));
    assert_eq!(holder.client.get(&path).read::<Value>(200)["received"], 0);
    // Described as a PDF, and a picture.
    let picture = b"BM picture";
    let mut lying = dossier_with_passport();
    (lying.scans[0].size, lying.scans[0].digest) = (picture.len() as u64, digest(picture));
    let put = holder.client.send(Method::PUT, &format!("/v1/drafts/{draft}"), &json!({"dossier": lying}));
    assert_eq!(put.status, 204);
    let refused = holder.client.piece(&draft, &digest(picture), 0, picture);
    assert_eq!(refused.problem(), (422, "bad-request".into()));
}

#[test]
fn a_path_in_the_name_of_a_file_leads_nowhere() {
    let portal = Portal::new("scan-name");
    let holder = portal.person("/treasury", Role::Holder, None);
    let mut named = dossier_with_passport();
    named.scans[0].name = "../../../etc/passwd\r\n.pdf".into();
    let draft = holder.client.open_draft(&named, false);
    assert_eq!(draft.dossier.scans[0].name, "passwd.pdf");
    named.scans[0].digest = "../../../etc/passwd".into();
    let body = json!({"dossier": named, "first": false});
    assert_eq!(holder.client.send(Method::POST, "/v1/drafts", &body).problem(), (422, "bad-request".into()));
    let path = format!("/v1/drafts/{}/files/..%2F..%2Fdrafts.json", draft.draft);
    assert_eq!(holder.client.refused(Method::GET, &path), (404, "not-found".into()));
}

#[test]
fn a_section_nobody_knows_is_refused_and_an_unknown_field_is_kept() {
    let portal = Portal::new("draft-section");
    let holder = portal.holder("/treasury");
    let body = json!({"dossier": {"sections": {"horoscope": {}}, "scans": []}, "first": false});
    assert_eq!(holder.client.send(Method::POST, "/v1/drafts", &body).problem(), (400, "bad-request".into()));
    let mut dossier = Dossier::default();
    let _ = dossier.sections.insert(Section::Office, Values::default().with("later", "да"));
    assert_eq!(holder.client.open_draft(&dossier, false).dossier, dossier);
}

fn p256_key() -> p256::ecdsa::SigningKey {
    p256::elliptic_curve::Generate::generate()
}
