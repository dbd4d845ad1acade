//! How a renewal survives any interruption: events, effects, replies, and how to add a step.
//!
//! # Three kinds of knowledge
//!
//! | Kind | Type | Lives |
//! |---|---|---|
//! | What became true | [`Event`](crate::domain::entry::Event), one line each | in the journal, for ever |
//! | What follows from it | `Facts` (`src/renewal/facts.rs`): the lines, folded | in memory, made anew from the lines |
//! | What is known in this run only | `Run` (`src/renewal/flow.rs`): open places, session, the seed, the last fault | in memory, lost with the process |
//!
//! Nothing that matters may be in `Run` alone. A live renewal and a resumed one fold the same lines by the same
//! function, and what comes next is decided from the facts alone; therefore a resumed renewal takes exactly the
//! way the live one would have taken. There is no second code path for recovery, and none that is tested less.
//!
//! # One turn
//!
//! ```text
//! Input ──▶ Flow::on ──▶ Vec<Effect> ──▶ Engine, in order ──┬─ Record: append, fsync, tell the observer
//!   ▲                                                       ├─ WakeAt, OpenPage, Logout: no reply now
//!   └──────────── Reply(OpId, Result<Reply, Fault>) ◀───────┴─ everything else: exactly one reply
//! ```
//!
//! * [`Flow::on`](crate::renewal::Flow::on) is total. An input that does not fit the present question, or a reply
//!   with another [`OpId`](crate::renewal::OpId) than the awaited one, changes nothing and cannot panic.
//! * The flow waits for one thing at a time: the user, a reply, or a moment. So there are no races to think about.
//! * A failed effect is an ordinary reply. `on_failure` in `src/renewal/failure.rs` says which failures lead to
//!   another question (wrong PIN), to a new sign-in (once), or to «Повторить».
//! * «Отмена» is possible until a certificate was issued. Pressed while an effect runs, it waits for the reply: a
//!   call into a driver cannot be cancelled, and «Отменено» is said only after the undoing is journaled.
//!
//! # One flow for minutes and for days
//!
//! A profile says which steps come before the key, and in which order. `Flow::undone` (`src/renewal/early.rs`) asks
//! of each in turn whether it is done, and takes the first that is not:
//!
//! | Step | is done when |
//! |---|---|
//! | workplace | it was checked, and nothing that failed forbids to go on |
//! | sign-in | the session stands; or a draft is there, the key is planned, a refusal is being repaired: then whoever needs the session asks for it, and resuming needs no PIN |
//! | holder | the CA has told its record; for a first issue it is put together from the dossier |
//! | section | it was filled, and passes [`check`](crate::domain::form::check) under **today's** profile, and nobody has reopened it |
//! | data | they were confirmed, and no section before them has changed since |
//!
//! Nothing stores «where we are». So a profile that changed, «Назад», a refusal and a new version of an agreement all
//! work the same way: something is not done any more. Once the request is signed no step is undone: what was signed
//! stays.
//!
//! What registers object to is told at «Проверка данных», before a key is made, and a blocking objection takes
//! «Верны» away ([`View::can_agree`](crate::renewal::View::can_agree)): to send what will be refused costs days. The
//! user mends the section that is blamed, asks again after a visit to the register, or leaves to the page of the CA.
//!
//! # Refused, and taken up again
//!
//! A refusal is a line, not an end. «Исправить и подать снова» (`repair-begun`) opens the sections it blames, has the
//! record of the holder fetched and confirmed anew, and forgets request, draft and uploads; key, place and every other
//! section stay. The key of idempotency is derived from the old one, in the fold, so that it is another one and
//! the same at every reading. When the key must go it is removed under its journaled identifier (`key-dropped`)
//! before a new one is planned. A resumed renewal asks the CA once whether the refusal still stands.
//!
//! # Journal before act
//!
//! In the list of effects a [`Record`](crate::renewal::Effect::Record) stands before the effect it announces, and
//! the engine goes no further when it cannot be written:
//!
//! | Line | stands on the disk before | so that after a cut |
//! |---|---|---|
//! | `key-planned` | the key pair is made | the identifier is known under which it may lie on the token |
//! | `request-ready` | scans and request are sent | the same bytes can be sent again |
//! | `repair-begun` | the key of a refused request is removed | the removal goes on |
//! | `issued` | the certificate is written | it is not lost if the token is; it can be written again |
//! | `receipt-ready` | the receipt is sent | the same receipt can be sent again |
//! | `undo-begun` | anything is taken back | the undoing goes on, and the renewal does not |
//! | `removal-begun` | an old or needless pair is removed | what is left of it is offered for removal again ([`recovery`](crate::renewal::recovery)) |
//!
//! When an append fails, the flow in memory is ahead of the disk. The engine throws it away, folds the journal
//! again ([`Engine::feed`](crate::runtime::Engine::feed) does it, too, before the next input) and shows the fault
//! with «Повторить».
//!
//! # Finding what was intended
//!
//! After a cut the journal says what was intended, and the world says what happened. Both are matched by names that
//! were chosen at random and journaled first, never by position, label or time:
//!
//! | Intention | Name | Found again by | If it is there | If half of it is there |
//! |---|---|---|---|---|
//! | key pair | `CKA_ID`, 16 bytes of SHA-256 over the seed | [`Tokens::generate`](crate::ports::Tokens::generate): looks under the identifier first | its public point is the answer, no second pair | one private and one public key count as whole; anything else under this identifier is removed and made anew |
//! | scan at the CA | its digest | asking how much has arrived | only the rest is sent | the next piece begins where the last one ended |
//! | request at the CA | idempotency key, 16 bytes | repeating the submission | the CA answers the same request (`docs/portal.yaml`); an EST server gets the same bytes and may issue once more | a request is taken whole or not at all |
//! | certificate on the token | `CKA_ID` and its DER | [`Tokens::store_certificate`](crate::ports::Tokens::store_certificate) | it is not written twice | it reads back differently: `WRITE-MISMATCH` |
//! | receipt at the CA | identifier of the request | repeating it | the CA takes it again | |
//! | copy | the folder appears under its name only when complete | nothing: a copy is simply made again | a new folder with a number | the hidden folder of a dead process stays, unnoticed by the next |
//! | removal | `CKA_ID` | [`Tokens::remove`](crate::ports::Tokens::remove) | it is removed | nothing left is success |
//!
//! Halves are real: `C_GenerateKeyPair` is not atomic. Killed at random moments, SoftHSM2 left a public key without
//! its private one in 4 of 13 interruptions. Only what carries an identifier of this program is ever removed.
//!
//! `tests/crash.rs` kills the process before and after every single line of a whole renewal, resumes it with
//! another process, and counts the objects on the token: always two pairs and two certificates, the old and the new.
//!
//! # Going back
//!
//! «Назад» takes an answer out of the facts in memory and leaves its line in the journal; the next answer writes a
//! new line of the same kind, and the last one counts. Left in between, a resumed renewal stands where the journal
//! stands, one question further. From `key-planned` on the key stays where it is, and only «Отмена» undoes it;
//! sections can be changed ([`Input::Revise`](crate::renewal::Input::Revise)) until the request is signed.
//!
//! # How to add a step
//!
//! Say a CA wants to see a photograph before it makes a key. In this order the compiler finds most of the places:
//!
//! 1. **The fact**: a variant of [`Event`](crate::domain::entry::Event) with its `name()`. Never rename a variant
//!    or a field: old journals are read by new programs.
//! 2. **The fold**: a field in `Facts`, set in `Facts::apply`.
//! 3. **The question**: a variant of [`Question`](crate::renewal::Question) and the answer as a variant of
//!    [`Input`](crate::renewal::Input); secrets travel by value in types of [`secret`](crate::domain::secret).
//! 4. **The place in the order**: before the key an [`EarlyStep`](crate::domain::profile::EarlyStep) and its line in
//!    `src/renewal/early.rs`, behind it one branch in `src/renewal/next.rs`. If the world is touched: an
//!    [`Effect`](crate::renewal::Effect), a [`Reply`](crate::renewal::Reply), a `Work`, its meaning in
//!    `on_success`, its failures in `on_failure`, and one line in `Engine::work`.
//! 5. **Write-ahead**: does the effect leave something behind that must be found again? Then its line comes first,
//!    with the name it will be found by.
//! 6. **The faces**: a screen in `src/gui/screens/` with its kind in `wizard.rs`; an answer from an argument in
//!    `src/cli/script.rs`; if the user sees a new step, a variant of [`Step`](crate::renewal::Step).
//! 7. **The texts**: `cli-event-…`, `step-…` and those of the screen, in every language; the event in `docs/cli.md`.
//! 8. **The tests**: `tests/crash.rs` visits the new line by itself. Add what a user would notice.
//!
//! `tests/architecture.rs` and `tests/documents.rs` fail on a forgotten text, event or option.
