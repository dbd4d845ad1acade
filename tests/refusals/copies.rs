//! Two copies of the program, and one that is killed while its request is on the way.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::case::Case;
use crate::gate::{Gate, Hold};
use crate::support::world::SOFTHSM;

/// A running `renewctl` whose request stands still at the gate; killed at the latest when it is dropped.
struct Held {
    child: Child,
    _gate: Gate,
}

impl Held {
    fn at(case: &Case, hold: Hold) -> Self {
        let gate = Gate::open(&case.ca, hold);
        let arguments = case.with_profile(case.renew(), |profile| gate.instead(&profile));
        let mut child = case.world.renewctl_command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines {
            let object: Value = serde_json::from_str(&line.unwrap()).unwrap();
            case.remember(&object);
            if object["event"] == "request-ready" {
                break;
            }
        }
        gate.wait();
        Self { child, _gate: gate }
    }

    fn kill(mut self, case: &Case) {
        assert_eq!(self.child.try_wait().unwrap(), None, "it ended before it was killed");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        case.nothing_is_lost();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn killed_in_the_middle_of_the_upload_the_same_request_is_sent_again() {
    let Some(case) = Case::new("killed-upload") else { return };
    let held = Held::at(&case, Hold::Upload);
    held.kill(&case);
    assert_eq!(case.ca.orders().len(), 0, "half a request was taken");
    case.resumes();
    assert_eq!(case.ca.orders().len(), 1);
}

#[test]
fn killed_before_the_answer_came_the_request_is_not_made_twice() {
    let Some(case) = Case::new("killed-answer") else { return };
    let held = Held::at(&case, Hold::Answer);
    held.kill(&case);
    assert_eq!(case.ca.orders().len(), 1);
    case.resumes();
    assert_eq!(case.ca.orders().len(), 1, "a second request");
}

#[test]
fn a_second_copy_may_look_but_not_touch() {
    let Some(case) = Case::new("second") else { return };
    let first = Held::at(&case, Hold::Answer);
    let before = case.world.objects();
    case.refused(case.renew(), 2, "SECOND-COPY");
    case.refused(case.resume(), 2, "SECOND-COPY");
    let profile = case.world.path("sandbox/profile.toml");
    let list = ["list", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    assert_eq!(case.world.renewctl(list).status.code(), Some(0));
    assert_eq!(case.world.objects(), before);
    first.kill(&case);
    case.resumes();
}
