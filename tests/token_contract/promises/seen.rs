//! What can be seen without a PIN.

use renewal_master::domain::key::{CkaId, KeyRef, PlaceId};
use renewal_master::fault::SupportCode;
use renewal_master::ports::Tokens;
use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::bench::{Bench, dash};

pub fn identity(bench: &mut Bench) -> Outcome {
    let first = bench.places.places().unwrap();
    assert_eq!(first.last().map(|place| place.id.clone()), Some(PlaceId::Computer), "this computer is last");
    let again = bench.places.places().unwrap();
    assert_eq!(first, again, "the same token looks the same twice");
    let same = first.iter().filter(|place| place.id == bench.place.id).count();
    assert_eq!(same, 1, "each token once");
    let PlaceId::Token { serial, label } = bench.id() else { panic!("no token") };
    assert_eq!((serial.trim(), label.trim()), (serial.as_str(), label.as_str()));
    assert!(!bench.place.title.is_empty() || bench.given.label.is_none());
    if serial.is_empty() { dash("the module tells no serial number") } else { Ok(()) }
}

pub fn room(bench: &mut Bench) -> Outcome {
    match bench.look().free_bytes {
        Some(_) => Ok(()),
        None => dash("the module tells no free room"),
    }
}

pub fn listing(bench: &mut Bench) -> Outcome {
    bench.places.logout();
    let (found, faults) = bench.places.certificates().unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let key = KeyRef { place: bench.id(), id: CkaId::new([1]) };
    assert!(!bench.places.is_open(&key), "listing has logged in");
    let Some(planted) = &bench.planted.certificate else {
        return dash("the token takes no certificate from another program; what it holds is listed");
    };
    let found = found.iter().filter(|found| found.key.place == bench.place.id);
    let same = found.filter(|found| hex::encode(Sha256::digest(found.certificate.der())) == *planted);
    let ids: Vec<String> = same.map(|found| found.key.id.to_string()).collect();
    assert_eq!(ids, [hex::encode("contract-foreign")], "once, with the identifier another program has given");
    Ok(())
}

pub fn closed(bench: &mut Bench) -> Outcome {
    bench.places.logout();
    let key = KeyRef { place: bench.id(), id: CkaId::new(b"contract-foreign".to_vec()) };
    let fault = bench.places.sign(&key, b"message").unwrap_err();
    assert!(matches!(fault.code, SupportCode::TokenRemoved | SupportCode::KeyMissing), "{fault:?}");
    assert!(!bench.places.is_open(&key));
    Ok(())
}
