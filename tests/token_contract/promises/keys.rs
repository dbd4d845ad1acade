//! Making keys and signing with them.

use std::io::Write;
use std::process::{Command, Stdio};

use renewal_master::domain::field::Field;
use renewal_master::domain::request::{Draft, Wishes};
use renewal_master::domain::subject::Subject;
use renewal_master::fault::SupportCode;
use renewal_master::ports::Tokens;

use crate::Outcome;
use crate::bench::{Bench, dash, verify};
use crate::outside::{PRIVATE_KEY, PUBLIC_KEY};

pub fn made(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    assert_eq!((pair.point.len(), pair.point[0]), (65, 4), "an uncompressed point");
    let trace = bench.places.trace(&pair.plan.key).unwrap();
    assert_eq!(trace.private_keys, 1);
    assert_eq!(trace.public_point, Some(pair.point));
    let mut classes: Vec<u64> =
        bench.outside.under(&pair.plan.key.id.to_string()).iter().map(|seen| seen.class).collect();
    classes.sort_unstable();
    assert_eq!(classes, [PUBLIC_KEY, PRIVATE_KEY], "another program sees the same pair");
    Ok(())
}

pub fn locked_in(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    let seen = bench.outside.under(&pair.plan.key.id.to_string());
    let key = seen.iter().find(|seen| seen.class == PRIVATE_KEY).expect("a private key");
    let flag = |name: &str| key.flags.contains(name);
    assert_eq!(key.digest, "", "its value was read");
    assert!(!flag("Extractable"), "{key:?}");
    assert!(flag("Sign") && !flag("Decrypt") && !flag("Unwrap") && !flag("Derive"), "{key:?}");
    if flag("Sensitive") {
        Ok(())
    } else {
        dash("the module does not call its keys sensitive; they cannot be read")
    }
}

pub fn once(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    assert_eq!(bench.generate(&pair.plan).unwrap(), pair.point, "the same key");
    assert_eq!(bench.outside.under(&pair.plan.key.id.to_string()).len(), 2, "two halves, no more");
    Ok(())
}

pub fn signature(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    // Longer than any token hashes in one piece.
    for message in [b"".as_slice(), b"message", &[0x5a; 5000]] {
        let signature = bench.places.sign(&pair.plan.key, message).unwrap();
        verify(&pair.point, message, &signature);
    }
    Ok(())
}

pub fn request(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    let subject = Subject::from_fields([
        (Field::CommonName, "Иванова Мария".to_owned()),
        (Field::Organization, "ООО «Ромашка»".to_owned()),
    ]);
    let draft = Draft::first(&subject, &pair.point, &pair.plan, &Wishes::new("test")).unwrap();
    let signature = bench.places.sign(&pair.plan.key, &draft.to_sign()).unwrap();
    let request = draft.finish(&signature).unwrap();
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-inform", "DER", "-verify", "-noout"]);
    let openssl = openssl.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut openssl) = openssl else { return dash("openssl is not installed") };
    openssl.stdin.take().unwrap().write_all(&request).unwrap();
    let output = openssl.wait_with_output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.to_lowercase().contains("verify ok"), "{said}");
    Ok(())
}

pub fn after_logout(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    bench.places.logout();
    assert!(!bench.places.is_open(&pair.plan.key));
    assert!(bench.places.sign(&pair.plan.key, b"message").is_err());
    bench.open()?;
    let signature = bench.places.sign(&pair.plan.key, b"message").unwrap();
    verify(&pair.point, b"message", &signature);
    Ok(())
}

pub fn missing(bench: &mut Bench) -> Outcome {
    bench.open()?;
    let nowhere = bench.new_key();
    let fault = bench.places.sign(&nowhere, b"message").unwrap_err();
    assert_eq!(fault.code, SupportCode::KeyMissing, "{fault:?}");
    assert!(bench.places.is_open(&nowhere), "the token stays open");
    Ok(())
}

pub fn two_pairs(bench: &mut Bench) -> Outcome {
    let first = bench.pair()?;
    // A label that two pairs share must not join them.
    let plan = bench.plan(&first.plan.label);
    let second = bench.generate(&plan).unwrap();
    assert_ne!(first.point, second);
    for (key, point) in [(&plan.key, &second), (&first.plan.key, &first.point)] {
        verify(point, b"whose", &bench.places.sign(key, b"whose").unwrap());
    }
    bench.places.remove(&plan.key).unwrap();
    assert_eq!(bench.places.sign(&plan.key, b"whose").unwrap_err().code, SupportCode::KeyMissing);
    verify(&first.point, b"whose", &bench.places.sign(&first.plan.key, b"whose").unwrap());
    Ok(())
}
