//! Tokens that are full, locked, write-protected, without P-256, or gone in the middle.

use crate::case::Case;
use crate::module::faulty;
use crate::support::world::{LABEL, PIN, SOFTHSM};

/// Flags of `CK_TOKEN_INFO` (PKCS#11 3.1, chapter 3.3).
const WRITE_PROTECTED: &str = "flags=0x2";
const PIN_LOCKED: &str = "flags=0x40000";

/// One renewal that meets these faults one after the other; in between nothing is lost, and at last it ends.
fn meets(name: &str, faults: &[(&str, &str)]) -> Option<Case> {
    let case = Case::new(name)?;
    for (number, (fault, code)) in faults.iter().enumerate() {
        let arguments = if number == 0 { case.renew() } else { case.resume() };
        case.refused_by(&mut faulty(&case, arguments, fault), 1, code);
    }
    Some(case)
}

#[test]
fn the_interposer_without_a_script_is_a_module_like_any_other() {
    let Some(case) = Case::new("no-fault") else { return };
    let output = faulty(&case, case.renew(), "").output().unwrap();
    assert_eq!(case.note(&output)["outcome"], "finished");
}

#[test]
fn a_full_token_is_told_before_and_after_the_key_is_made() {
    let Some(case) = meets(
        "full",
        &[
            ("free=100", "TOKEN-FULL"),
            ("C_GenerateKeyPair=0x31", "TOKEN-FULL-0x31"),
            ("C_CreateObject=0x31", "TOKEN-FULL-0x31"),
            ("C_CreateObject=0x31", "TOKEN-FULL-0x31"),
        ],
    ) else {
        return;
    };
    case.resumes();
}

#[test]
fn a_locked_pin_is_told_by_flag_and_by_answer_and_is_not_tried() {
    let Some(case) = meets(
        "locked",
        &[
            (PIN_LOCKED, "PIN-LOCKED"),
            ("C_Login=0xa4", "PIN-LOCKED-0xa4"),
            ("C_Login=0xa3", "PIN-EXPIRED-0xa3"),
            ("C_Login=0x102", "PIN-NOT-SET-0x102"),
        ],
    ) else {
        return;
    };
    case.untouched();
    case.resumes();
}

#[test]
fn a_write_protected_token_is_told_by_flag_and_by_answer() {
    let Some(case) = meets(
        "protected",
        &[
            (WRITE_PROTECTED, "TOKEN-READONLY"),
            ("C_GenerateKeyPair=0xe2", "TOKEN-READONLY-0xe2"),
            ("C_CreateObject=0xe2", "TOKEN-READONLY-0xe2"),
        ],
    ) else {
        return;
    };
    case.resumes();
}

#[test]
fn a_token_without_p256_is_told_by_its_list_and_by_its_answer() {
    let Some(case) = meets(
        "no-p256",
        &[
            ("C_GetMechanismInfo=0x70", "TOKEN-NO-P256"),
            ("C_GenerateKeyPair=0x70", "TOKEN-NO-P256-0x70"),
            ("C_GenerateKeyPair=0x140", "TOKEN-NO-P256-0x140"),
        ],
    ) else {
        return;
    };
    case.resumes();
}

#[test]
fn a_token_that_goes_in_the_middle_leaves_no_orphan() {
    let Some(case) = meets(
        "gone",
        &[
            ("C_Sign=0x32", "TOKEN-REMOVED-0x32"),
            ("C_GenerateKeyPair=after:0x30", "TOKEN-REMOVED-0x30"),
            ("C_CreateObject=0x32", "TOKEN-REMOVED-0x32"),
            ("C_CreateObject=after:0x32", "TOKEN-REMOVED-0x32"),
        ],
    ) else {
        return;
    };
    case.resumes();
}

#[test]
fn half_a_key_pair_is_cleared_away_and_made_anew() {
    for half in ["privkey", "pubkey"] {
        let name = format!("half-{half}");
        let Some(case) = meets(&name, &[("C_GenerateKeyPair=after:0x30", "TOKEN-REMOVED-0x30")]) else {
            return;
        };
        let id = case.planned();
        let delete = ["--delete-object", "--type", half, "--id", &id];
        let token = ["--module", SOFTHSM, "--token-label", LABEL, "--login", "--pin", PIN];
        case.world.tool("pkcs11-tool", token.iter().chain(&delete));
        assert!(case.world.objects().contains(&id), "the other half is gone as well");
        case.resumes();
    }
}
