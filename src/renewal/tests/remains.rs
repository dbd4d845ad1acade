//! What renewals have left on the places, as tables: journals that end anywhere against places that hold anything.

use rcgen::{CertificateParams, DnType, KeyPair, SerialNumber};
use time::Duration;
use time::macros::datetime;

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::exchange::{Accepted, Submission};
use crate::domain::form::{Section, Values};
use crate::domain::key::{CkaId, Held, KeyPlan, KeyRef, KeyTrace, Place, PlaceId};
use crate::domain::moment::Moment;
use crate::domain::refusal::{Refusal, Source};
use crate::renewal::cleanup::{OldPair, QUIET, Reason, Verdict, old_pairs};
use crate::renewal::recovery::{Finding, Kind, Repair, Seen, findings};
use crate::renewal::story::{Asked, Story};
use crate::renewal::tests::world::{safe, token};

const NOW: Moment = datetime!(2026-11-25 9:00 UTC);
const POINT: [u8; 3] = [4, 1, 2];

fn certificate(serial: u8, from: Moment, until: Moment) -> Certificate {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Иванова");
    params.serial_number = Some(SerialNumber::from_slice(&[serial]));
    (params.not_before, params.not_after) = (from, until);
    Certificate::from_der(params.self_signed(&KeyPair::generate().unwrap()).unwrap().der()).unwrap()
}

/// A certificate that is valid now.
fn valid(serial: u8) -> Certificate {
    certificate(serial, NOW - Duration::days(100), NOW + Duration::days(300))
}

/// One that ended so many days ago.
fn ended(serial: u8, days: i64) -> Certificate {
    certificate(serial, NOW - Duration::days(days + 400), NOW - Duration::days(days))
}

fn key(number: u8) -> KeyRef {
    KeyRef { place: token().id, id: CkaId::marked([number; 12]) }
}

/// A journal that is written line by line.
struct Journal(Vec<Entry>);

impl Journal {
    /// A renewal of a certificate under a key.
    fn of(old: &Certificate, key: KeyRef) -> Self {
        let certificate = old.der().to_vec();
        Self(Vec::new()).line(Event::Started { key, certificate, profile: "test".into(), key_end: None })
    }

    fn line(mut self, event: Event) -> Self {
        self.0.push(Entry { at: NOW, event });
        self
    }

    fn planned(self, key: &KeyRef) -> Self {
        let label = "Иванова М. П., до 02.2028".into();
        let plan = KeyPlan { key: key.clone(), label, exportable: false, start: NOW, end: NOW };
        self.line(Event::KeyPlanned { plan, idempotency: "00".into() })
    }

    fn made(self, key: &KeyRef) -> Self {
        self.planned(key).line(Event::KeyMade { point: POINT.to_vec(), seeded: true })
    }

    fn sent(self, key: &KeyRef) -> Self {
        let submission = Submission {
            idempotency: "00".into(),
            request: vec![1],
            package: vec![1],
            dossier: None,
            draft: None,
        };
        self.made(key).line(Event::RequestReady { submission })
    }

    fn accepted(self, key: &KeyRef) -> Self {
        let accepted = Accepted { request: "1".into(), number: "1".into(), link: None, until: None };
        self.sent(key).line(Event::Submitted { accepted })
    }

    fn issued(self, key: &KeyRef, new: &Certificate) -> Self {
        self.accepted(key).line(Event::Issued { certificate: new.der().to_vec(), chain: Vec::new() })
    }

    fn finished(self, key: &KeyRef, new: &Certificate) -> Self {
        let rest = [Event::Stored, Event::Acknowledged, Event::BackupSkipped, Event::Finished];
        rest.into_iter().fold(self.issued(key, new), Self::line)
    }

    fn story(self, name: &str) -> Story {
        Story::of(name, &self.0).unwrap().unwrap()
    }
}

/// What lies under a key: private halves, a public half, certificates.
fn held(key: &KeyRef, private_keys: usize, public: bool, certificates: &[&Certificate]) -> Held {
    let trace = KeyTrace {
        private_keys,
        public_point: public.then(|| POINT.to_vec()),
        certificates: certificates.iter().map(|certificate| certificate.der().to_vec()).collect(),
    };
    Held { key: key.clone(), label: "Чужой".into(), trace, private_seen: true, key_end: None }
}

/// The same before login.
fn shut(held: Held) -> Held {
    let trace = KeyTrace { private_keys: 0, ..held.trace };
    Held { trace, private_seen: false, ..held }
}

fn seen(place: Place, held: Vec<Held>) -> Seen {
    Seen { place, held: Some(held) }
}

fn look(stories: &[Story], held: Vec<Held>) -> Vec<Finding> {
    findings(stories, &[seen(token(), held)], NOW)
}

fn only(found: Vec<Finding>) -> Option<(Kind, Repair, Asked, bool)> {
    assert!(found.len() <= 1, "{found:?}");
    found.first().map(|finding| (finding.kind, finding.repair, finding.asked, finding.unseen))
}

#[test]
fn a_renewal_that_goes_on_is_told_by_what_its_key_looks_like_and_how_far_the_ca_is() {
    use Asked::{Issued, Never, Perhaps, Refused, Waiting};
    use Kind::{CertificateMissing, Doubled, Half, KeyLost, KeyUnseen, KeyWithoutCertificate};
    use Repair::{Resume, Rewrite};
    let (k, new) = (key(1), valid(2));
    let begun = || Journal::of(&valid(1), key(9));
    let refusal = Refusal { source: Source::Other, reason: String::new(), sections: vec![], new_key: false };
    let whole = || held(&k, 1, true, &[]);
    // A place that is open and empty shows so by another key on it.
    let nothing = || held(&key(8), 1, true, &[&valid(8)]);
    for (number, (journal, there, expected)) in [
        (begun(), nothing(), None),
        (begun().planned(&k), nothing(), None),
        (begun().planned(&k), shut(nothing()), None),
        (begun().planned(&k), held(&k, 0, true, &[]), Some((Half, Resume, Never, false))),
        (begun().planned(&k), held(&k, 1, false, &[]), Some((Half, Resume, Never, false))),
        // Cut off between the making and its line in the journal.
        (begun().planned(&k), whole(), Some((KeyWithoutCertificate, Resume, Never, false))),
        (begun().made(&k), whole(), Some((KeyWithoutCertificate, Resume, Never, false))),
        (begun().made(&k), shut(whole()), Some((KeyWithoutCertificate, Resume, Never, true))),
        (begun().made(&k), shut(nothing()), Some((KeyUnseen, Resume, Never, true))),
        (begun().made(&k), nothing(), Some((KeyLost, Resume, Never, false))),
        (begun().made(&k), held(&k, 0, true, &[]), Some((KeyLost, Resume, Never, false))),
        (begun().made(&k), held(&k, 2, true, &[]), Some((Doubled, Resume, Never, false))),
        (begun().sent(&k), whole(), Some((KeyWithoutCertificate, Resume, Perhaps, false))),
        (begun().accepted(&k), whole(), Some((KeyWithoutCertificate, Resume, Waiting, false))),
        (
            begun().accepted(&k).line(Event::Refused { refusal }),
            whole(),
            Some((KeyWithoutCertificate, Resume, Refused, false)),
        ),
        (begun().issued(&k, &new), whole(), Some((CertificateMissing, Resume, Issued, false))),
        (begun().issued(&k, &new), nothing(), Some((KeyLost, Resume, Issued, false))),
        // Cut off between the writing and its line: the flow finds it there.
        (begun().issued(&k, &new), held(&k, 1, true, &[&new]), None),
        (
            begun().issued(&k, &new).line(Event::Stored),
            whole(),
            Some((CertificateMissing, Rewrite, Issued, false)),
        ),
        (
            begun().made(&k).line(Event::UndoBegun),
            whole(),
            Some((Kind::UndoUnfinished, Resume, Never, false)),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(only(look(&[journal.story("r1")], vec![there])), expected, "row {number}");
    }
}

#[test]
fn a_finished_renewal_is_silent_as_long_as_its_pair_and_certificate_lie_there() {
    use Asked::Issued;
    use Kind::{CertificateMissing, KeyLost};
    use Repair::{Nothing, Rewrite};
    let (k, new) = (key(1), valid(2));
    for (number, (there, expected)) in [
        (held(&k, 1, true, &[&new]), None),
        (shut(held(&k, 1, false, &[&new])), None),
        (held(&k, 1, true, &[]), Some((CertificateMissing, Rewrite, Issued, false))),
        // Another certificate is not this one.
        (held(&k, 1, true, &[&valid(3)]), Some((CertificateMissing, Rewrite, Issued, false))),
        (shut(held(&k, 1, true, &[])), Some((CertificateMissing, Rewrite, Issued, true))),
        (held(&k, 0, true, &[&new]), Some((KeyLost, Nothing, Issued, false))),
        (held(&key(8), 1, true, &[&valid(8)]), Some((KeyLost, Nothing, Issued, false))),
    ]
    .into_iter()
    .enumerate()
    {
        let story = Journal::of(&valid(1), key(9)).finished(&k, &new).story("r1");
        assert_eq!(only(look(&[story], vec![there])), expected, "row {number}");
    }
    // What has ended, and what was replaced, may be gone.
    let over = Journal::of(&ended(1, 500), key(9)).finished(&k, &ended(2, 1)).story("r1");
    assert_eq!(look(&[over], vec![]), []);
    let next = Journal::of(&new, k.clone()).finished(&key(2), &valid(3)).story("r2");
    let story = Journal::of(&valid(1), key(9)).finished(&k, &new).story("r1");
    assert_eq!(look(&[story, next], vec![held(&key(2), 1, true, &[&valid(3)])]).len(), 1, "only the new one");
}

#[test]
fn what_should_be_gone_is_offered_for_removal_and_nothing_else_ever() {
    let (first, second) = (key(1), key(2));
    let begun = || Journal::of(&valid(1), key(9));
    let again = |journal: Journal| journal.line(Event::RepairBegun { new_key: true }).line(Event::KeyDropped);
    let there = || vec![held(&first, 1, true, &[]), held(&second, 1, true, &[])];

    // A second key: the first one was dropped and is still there.
    let story = again(begun().made(&first)).made(&second).story("r1");
    let found = look(&[story], there());
    assert_eq!(
        found.iter().map(|f| (f.kind, f.repair, &f.key)).collect::<Vec<_>>(),
        [(Kind::SecondKey, Repair::Remove, &first), (Kind::KeyWithoutCertificate, Repair::Resume, &second),]
    );

    // Cancelled, but there.
    let story = begun().made(&first).line(Event::UndoBegun).line(Event::Cancelled).story("r1");
    let found = look(&[story], vec![held(&first, 0, true, &[])]);
    assert_eq!(only(found), Some((Kind::Leftover, Repair::Remove, Asked::Never, false)));

    // A removal that was cut off: half of it is still there, or nothing is.
    let old = ended(2, 100);
    let removal = Event::RemovalBegun { key: first.clone(), certificate: None, replaced_by: None };
    let story = |journal: Journal| journal.finished(&first, &old).line(removal.clone()).story("r1");
    let found = look(&[story(begun())], vec![held(&first, 1, true, &[])]);
    assert_eq!(only(found), Some((Kind::Leftover, Repair::Remove, Asked::Issued, false)));
    assert_eq!(look(&[story(begun())], vec![]), []);

    // A key that the renewal does not name is not its business, whatever lies beside it.
    let foreign = KeyRef { id: CkaId::new([1; 16]), ..first.clone() };
    let story = begun().made(&first).line(Event::Cancelled).story("r1");
    assert_eq!(look(&[story], vec![held(&foreign, 1, true, &[])]), []);
    // Nor is the same identifier on another token.
    let elsewhere = KeyRef { place: safe().id, ..first.clone() };
    let story = begun().made(&first).line(Event::Cancelled).story("r1");
    let places = [seen(token(), vec![]), seen(safe(), vec![held(&elsewhere, 1, true, &[])])];
    assert_eq!(findings(&[story], &places, NOW), []);
}

#[test]
fn of_another_computer_only_marked_pairs_without_a_certificate_are_shown() {
    let foreign = KeyRef { id: CkaId::new([3; 16]), ..key(1) };
    let none: [(Held, bool); 5] = [
        (held(&key(1), 1, true, &[]), true),
        (shut(held(&key(1), 1, true, &[])), true),
        (held(&key(1), 1, true, &[&valid(1)]), false),
        (held(&foreign, 1, true, &[]), false),
        // Of a token whose private keys are hidden, and that has no public ones, nothing is seen.
        (shut(held(&key(1), 1, false, &[])), false),
    ];
    for (number, (there, shown)) in none.into_iter().enumerate() {
        let unseen = !there.private_seen;
        let expected = shown.then_some((Kind::OtherComputer, Repair::Remove, Asked::Never, unseen));
        assert_eq!(only(look(&[], vec![there])), expected, "row {number}");
    }
}

#[test]
fn a_token_that_is_not_connected_is_asked_for_only_by_a_renewal_that_wants_it() {
    let (k, new) = (key(1), valid(2));
    let begun = || Journal::of(&valid(1), key(9));
    let absent = |journal: Journal| only(findings(&[journal.story("r1")], &[], NOW));
    assert_eq!(absent(begun()), None);
    assert_eq!(absent(begun().made(&k)), Some((Kind::PlaceAbsent, Repair::Insert, Asked::Never, true)));
    assert_eq!(absent(begun().finished(&k, &new)), None);
    assert_eq!(absent(begun().made(&k).line(Event::Cancelled)), None);
    // One that could not be read says nothing.
    let unread = Seen { place: token(), held: None };
    assert_eq!(findings(&[begun().made(&k).story("r1")], &[unread], NOW), []);
}

#[test]
fn a_key_that_waits_for_its_certificate_needs_nobody() {
    let needs =
        |journal: Journal| look(&[journal.story("r1")], vec![held(&key(1), 1, true, &[])])[0].needs_you();
    let begun = || Journal::of(&valid(1), key(9));
    assert!(!needs(begun().accepted(&key(1))));
    assert!(needs(begun().made(&key(1))));
    assert!(needs(begun().finished(&key(1), &valid(2))));
}

/// A line of two pairs of this program: the older one has ended, the newer one stands for it.
fn line_of(old: &Certificate, new: &Certificate) -> [Story; 2] {
    let first = Journal::of(&ended(1, 900), key(9)).finished(&key(1), old).story("r1");
    let second = Journal::of(old, key(1)).finished(&key(2), new).story("r2");
    [first, second]
}

fn verdict(stories: &[Story], there: &[Held]) -> Option<Verdict> {
    let pairs: Vec<OldPair> = old_pairs(stories, there, NOW);
    pairs.into_iter().find(|pair| pair.key == key(1)).map(|pair| pair.verdict)
}

fn reason(stories: &[Story], there: &[Held]) -> Option<Reason> {
    match verdict(stories, there)? {
        Verdict::Safe(_) => None,
        Verdict::Kept(reason) => Some(reason),
    }
}

#[test]
fn an_old_pair_may_go_when_a_valid_one_stands_for_it_here() {
    let (old, new) = (ended(2, 31), valid(3));
    let stories = line_of(&old, &new);
    let there = [held(&key(1), 1, true, &[&old]), held(&key(2), 1, true, &[&new])];
    let Some(Verdict::Safe(proof)) = verdict(&stories, &there) else { panic!("not safe") };
    assert_eq!((proof.by, proof.renewal, proof.seen), (new.clone(), "r2".into(), true));
    // Before the PIN it is not known whether the new key is there.
    let Some(Verdict::Safe(proof)) = verdict(&stories, &there.clone().map(shut)) else { panic!("not safe") };
    assert!(!proof.seen);
    // Through a link that has ended as well.
    let between = ended(3, 1);
    let mut stories = line_of(&old, &between).to_vec();
    stories.push(Journal::of(&between, key(2)).finished(&key(3), &new).story("r3"));
    let there = [held(&key(1), 1, true, &[&old]), held(&key(3), 1, true, &[&new])];
    assert!(matches!(verdict(&stories, &there), Some(Verdict::Safe(_))));
}

#[test]
fn every_gap_in_the_proof_keeps_the_pair() {
    let (old, new) = (ended(2, 31), valid(3));
    let stories = line_of(&old, &new).to_vec();
    let (pair, newer) = (held(&key(1), 1, true, &[&old]), held(&key(2), 1, true, &[&new]));
    let whole = [pair.clone(), newer.clone()];

    // The very last day of silence.
    let young = ended(2, 29);
    let end = young.not_after();
    let there = [held(&key(1), 1, true, &[&young]), newer.clone()];
    assert_eq!(reason(&line_of(&young, &new), &there), Some(Reason::TooYoung(end + QUIET)));

    assert_eq!(reason(&stories[..1], &whole), Some(Reason::NotReplaced));
    let over = ended(3, 1);
    let there = [pair.clone(), held(&key(2), 1, true, &[&over])];
    assert_eq!(reason(&line_of(&old, &over), &there), Some(Reason::ReplacementOver));
    let early = certificate(3, NOW + Duration::DAY, NOW + Duration::days(300));
    let there = [pair.clone(), held(&key(2), 1, true, &[&early])];
    assert_eq!(reason(&line_of(&old, &early), &there), Some(Reason::ReplacementOver));

    for there in [
        vec![pair.clone()],
        vec![pair.clone(), held(&key(2), 1, true, &[])],
        vec![pair.clone(), held(&key(2), 0, true, &[&new])],
    ] {
        assert_eq!(reason(&stories, &there), Some(Reason::ReplacementNotHere), "{there:?}");
    }
    // Its key ended before its certificate does.
    let dead = Held { key_end: Some(NOW - Duration::DAY), ..newer.clone() };
    assert_eq!(reason(&stories, &[pair.clone(), dead]), Some(Reason::ReplacementOver));

    let going_on = Journal::of(&old, key(1)).accepted(&key(4)).story("r4");
    let more = [stories.clone(), vec![going_on]].concat();
    assert_eq!(reason(&more, &whole), Some(Reason::Needed));
    let there = [held(&key(1), 1, true, &[&old, &valid(7)]), newer.clone()];
    assert_eq!(reason(&stories, &there), Some(Reason::OtherCertificate));

    // A certificate asked for beside the old one stands for nothing.
    let wish = Values::default().with("request", "additional");
    let beside = Journal::of(&old, key(1)).line(Event::Filled { section: Section::Content, values: wish });
    let beside = beside.finished(&key(2), &new).story("r2");
    assert_eq!(reason(&[stories[0].clone(), beside], &whole), Some(Reason::NotReplaced));
}

#[test]
fn only_what_this_program_made_and_what_has_ended_is_listed() {
    let (old, new) = (ended(2, 31), valid(3));
    let stories = line_of(&old, &new);
    let listed = |there: &[Held]| old_pairs(&stories, there, NOW).len();
    assert_eq!(listed(&[held(&key(1), 1, true, &[&old])]), 1);
    // The valid one, one of another program, one of another token, one without its certificate.
    assert_eq!(listed(&[held(&key(2), 1, true, &[&new])]), 0);
    assert_eq!(listed(&[held(&key(9), 1, true, &[&ended(1, 900)])]), 0);
    let elsewhere = KeyRef { place: PlaceId::Computer, ..key(1) };
    assert_eq!(listed(&[held(&elsewhere, 1, true, &[&old])]), 0);
    assert_eq!(listed(&[held(&key(1), 1, true, &[])]), 0);
}
