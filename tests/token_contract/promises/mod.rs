//! The contract: a sentence each, in the order in which they are asked.

mod certificates;
mod keys;
mod others;
mod pins;
mod seen;

use crate::Outcome;
use crate::bench::Bench;

pub struct Promise {
    pub sentence: &'static str,
    pub keep: fn(&mut Bench) -> Outcome,
}

const fn promise(sentence: &'static str, keep: fn(&mut Bench) -> Outcome) -> Promise {
    Promise { sentence, keep }
}

pub const PROMISES: &[Promise] = &[
    promise("a token is seen with its serial number and its label", seen::identity),
    promise("the free room is told before anything is written", seen::room),
    promise("certificates are listed without a PIN", seen::listing),
    promise("without a PIN nothing is signed", seen::closed),
    promise("a wrong PIN is told as PIN-WRONG, with the state read again", pins::wrong),
    promise("after a wrong PIN the right one opens the token", pins::right_after_wrong),
    promise("a PIN longer than the token takes is refused, and the right one still opens it", pins::too_long),
    promise("a P-256 pair is made under the planned identifier", keys::made),
    promise("the private key cannot be read out and does nothing but sign", keys::locked_in),
    promise("the same plan makes one pair, also when it is asked twice", keys::once),
    promise("a signature fits the public key", keys::signature),
    promise("a request signed by the key passes openssl req -verify", keys::request),
    promise("after logout and login the key is found again", keys::after_logout),
    promise("a key that is not there is told as KEY-MISSING", keys::missing),
    promise("a certificate is stored beside its key and reads back the same", certificates::stored),
    promise("storing it twice writes it once", certificates::once),
    promise("what lies under an identifier is told", certificates::trace),
    promise(
        "the inventory names each identifier once, private keys after login only",
        certificates::inventory,
    ),
    promise("the stored certificate is listed without a PIN, with its identifier", certificates::listed),
    promise("the end of the key is told without a PIN", certificates::key_end),
    promise("two pairs are kept apart", keys::two_pairs),
    promise("a copy of somebody's certificate is not taken for one that can sign", certificates::copy),
    promise("other programs see the pair and the certificate", others::pkcs11_tool),
    promise("the PIN is changed, the old one is no longer right, and back again", pins::changed),
    promise("a new PIN that is too short is refused and the old one stays", pins::too_short),
    promise("a wrong old PIN changes nothing", pins::wrong_old),
    promise("the administrator's PIN gives a new PIN", pins::unlocked),
    promise("a wrong PIN of the administrator is told as ADMIN-PIN-WRONG", pins::wrong_admin),
    promise("a lost connection is told as TOKEN-REMOVED, and then all goes on", others::lost),
    promise("removal takes what is ours", others::removed),
    promise("what others have put on the token is as it was", others::untouched),
    promise("each wrong login spends one try: few, last, locked, and then unlocked", pins::counted),
];
