//! Certificates: written, read back, joined to their keys, told apart.

use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::key::KeyRef;
use renewal_master::ports::{TokenCopy, Tokens};

use crate::Outcome;
use crate::bench::{Bench, dash, some_point};
use crate::outside::CERTIFICATE;
use crate::report::Dash;

pub fn stored(bench: &mut Bench) -> Outcome {
    let (key, certificate) = put(bench)?;
    let trace = bench.places.trace(&key).unwrap();
    assert_eq!(trace.certificates, [certificate.der()]);
    let seen = bench.outside.under(&key.id.to_string());
    assert_eq!(
        seen.iter().filter(|seen| seen.class == CERTIFICATE).count(),
        1,
        "another program sees it too"
    );
    Ok(())
}

pub fn once(bench: &mut Bench) -> Outcome {
    let (key, certificate) = put(bench)?;
    bench.store(&key, &certificate)?;
    let seen = bench.outside.under(&key.id.to_string());
    assert_eq!(seen.iter().filter(|seen| seen.class == CERTIFICATE).count(), 1);
    Ok(())
}

pub fn trace(bench: &mut Bench) -> Outcome {
    let nowhere = bench.new_key();
    bench.open()?;
    assert_eq!(bench.places.trace(&nowhere).unwrap(), Default::default(), "nothing, where nothing is");
    let pair = bench.pair()?;
    let certificate = bench.certificate("Contract holder", &pair.point);
    let before = bench.places.trace(&pair.plan.key).unwrap();
    assert_eq!((before.private_keys, before.public_point.as_ref()), (1, Some(&pair.point)));
    // Another certificate of the same key, as after a renewal of the certificate alone.
    bench.store(&pair.plan.key, &certificate)?;
    let after = bench.places.trace(&pair.plan.key).unwrap();
    assert!(after.certificates.iter().any(|der| der == certificate.der()));
    assert_eq!(after.private_keys, 1);
    Ok(())
}

pub fn inventory(bench: &mut Bench) -> Outcome {
    let (key, _) = put(bench)?;
    let keys = bench.places.trace(&key).unwrap().private_keys;
    let held = bench.places.inventory(&bench.id()).unwrap();
    let mut ids: Vec<_> = held.iter().map(|held| held.key.id.clone()).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "each identifier once");
    let ours = held.iter().find(|held| held.key == key).expect("ours is there");
    assert!(ours.private_seen);
    assert_eq!(ours.trace.private_keys, keys);
    assert!(!ours.trace.certificates.is_empty());
    assert!(!ours.label.is_empty());
    if bench.planted.certificates {
        let foreign = hex::encode("contract-foreign");
        assert!(
            held.iter().any(|held| held.key.id.to_string() == foreign),
            "what others have put there, too"
        );
    }
    bench.places.logout();
    let held = bench.places.inventory(&bench.id()).unwrap();
    let ours = held.iter().find(|held| held.key == key).expect("ours is there without a PIN");
    assert!(!ours.private_seen);
    bench.open()
}

pub fn listed(bench: &mut Bench) -> Outcome {
    let (key, certificate) = put(bench)?;
    bench.places.logout();
    let (found, faults) = bench.places.certificates().unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let same: Vec<_> = found.iter().filter(|found| found.certificate == certificate).collect();
    assert_eq!(same.len(), 1, "once");
    assert_eq!(same[0].key, key);
    bench.open()
}

pub fn key_end(bench: &mut Bench) -> Outcome {
    let pair = bench.pair()?;
    let certificate = bench.certificate("Contract", &pair.point);
    bench.store(&pair.plan.key, &certificate)?;
    bench.places.logout();
    let (found, _) = bench.places.certificates().unwrap();
    bench.open()?;
    let ours = found.iter().find(|found| found.key == pair.plan.key).expect("ours is there");
    let Some(end) = ours.key_end else {
        return dash("the module keeps no dates of keys, or shows them after login only");
    };
    let last_day = pair.plan.end.date();
    assert_eq!(end.date(), last_day.next_day().unwrap(), "the last day still counts");
    Ok(())
}

pub fn copy(bench: &mut Bench) -> Outcome {
    bench.open()?;
    let key = bench.new_key();
    let theirs = bench.certificate("Somebody else", &some_point());
    let copy = TokenCopy {
        certificates: vec![("copy: Somebody else".into(), theirs.clone())],
        files: vec![("request.req".into(), b"a request".to_vec())],
    };
    if let Err(fault) = bench.places.save_copy(&key, &copy) {
        assert!(!bench.place.writable || !bench.planted.certificates, "{fault:?}");
        return dash(&format!("the token takes no certificate; told as {}", fault.support_code()));
    }
    let trace = bench.places.trace(&key).unwrap();
    assert_eq!((trace.certificates, trace.private_keys), (vec![theirs.der().to_vec()], 0));
    bench.places.logout();
    let (found, _) = bench.places.certificates().unwrap();
    bench.open()?;
    if found.iter().any(|found| found.certificate == theirs) {
        return dash("the module keeps no category of certificates; the label says «copy»");
    }
    Ok(())
}

/// A certificate where one can lie, the same at every call.
pub fn put(bench: &mut Bench) -> Result<(KeyRef, Certificate), Dash> {
    if let Some((key, certificate)) = bench.stored.clone() {
        bench.open()?;
        return Ok((key, certificate));
    }
    let (key, point) = bench.beside()?;
    let certificate = bench.certificate("Contract", &point);
    bench.store(&key, &certificate)?;
    bench.stored = Some((key.clone(), certificate.clone()));
    Ok((key, certificate))
}
