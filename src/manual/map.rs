//! Where is what, and the way of one renewal from the click to the backup.
//!
//! # The idea in one paragraph
//!
//! [`Flow`](crate::renewal::Flow) is a machine without I/O: an [`Input`](crate::renewal::Input) goes in,
//! [`Effect`](crate::renewal::Effect) values come out. [`Engine`](crate::runtime::Engine) carries the effects out
//! through the traits of [`ports`](crate::ports) and feeds the replies back. Every fact that must survive is an
//! [`Event`](crate::domain::entry::Event) in the journal, written before anything is done that relies on it. The
//! window and `renewctl` are two faces of that engine; neither decides anything about the renewal.
//!
//! # Where is what
//!
//! | Question | Place |
//! |---|---|
//! | What comes next in a renewal? | `src/renewal/next.rs`, to be read from top to bottom |
//! | What does a reply mean? Which failures can be got over? | `src/renewal/reply.rs`, `src/renewal/failure.rs` |
//! | What can be asked of the user? | [`Question`](crate::renewal::Question) |
//! | What must survive a cut? | [`Event`](crate::domain::entry::Event); folded in `src/renewal/facts.rs` |
//! | Is the issued certificate ours? | [`MatchedCertificate::check`](crate::renewal::matched::MatchedCertificate::check) |
//! | Which step comes before the key, and when is it done? | `src/renewal/early.rs` |
//! | What stands in a form before anything is typed? | `src/renewal/forms.rs` |
//! | What goes into the request? | [`request::Draft::renewal`](crate::domain::request::Draft::renewal) |
//! | What is signed by the old key? | [`signed::Draft`](crate::domain::signed::Draft) |
//! | When is a certificate due, and when is it spoken of? | [`watch`](crate::watch): [`states`](crate::watch::states), [`Thresholds`](crate::watch::Thresholds), [`Timing`](crate::watch::Timing), [`Urgency`](crate::watch::Urgency) |
//! | Which time counts when the clock is wrong? | [`watch::settle`](crate::watch::settle) |
//! | Where does an unfinished renewal stand? | [`Standing`](crate::runtime::standing::Standing) |
//! | What is asked of a CA while nobody looks? | [`look`](crate::runtime::look), texts in `src/compose/notices.rs` |
//! | When is a PIN of the keyring tried, replaced, forgotten? | `src/token/remembered.rs`; where it lies: `src/platform/pins.rs` |
//! | What does a token's error mean? | `src/token/rv.rs` |
//! | What is called of a token's library, and what stands in a trace? | `src/token/calls/functions.rs`, `src/token/calls/trace.rs` |
//! | What is said to a portal? | `src/ca/portal/`: one file a part of the journey |
//! | What may stand in an answer of a portal? | `src/ca/portal/message.rs` |
//! | How does a certificate come out of a file? | `src/ca/bundle.rs` |
//! | Is this computer ready? | `src/compose/workplace.rs` |
//! | What does an HTTP or TLS error mean? | `src/ca/http.rs`, `src/ca/https.rs`, `src/ca/tls.rs` |
//! | What does a fault say to the user? | `locales/*/faults.ftl`, found by [`i18n::fault`](crate::i18n::fault()) |
//! | Who builds the adapters? | [`compose`](crate::compose), the only module that knows them all |
//! | Where do tests get a world from? | `tests/support/world.rs`: token, CA and home in one folder |
//!
//! # The way of one renewal
//!
//! Names in brackets are the lines that have come into the journal when the paragraph ends.
//!
//! **1. Looking.** [`worker::run`](crate::runtime::worker::run) begins with a scan:
//! [`panel::read`](crate::runtime::panel::read) asks [`Tokens::certificates`](crate::ports::Tokens::certificates)
//! (no PIN is needed for certificates) and [`watch::due`](crate::watch::due) which of them end soon. The window
//! shows the cards in `src/gui/screens/notifications.rs`; `renewctl check` prints the same cards.
//!
//! **2. The click.** «Заменить» sends [`Command::Start`](crate::runtime::message::Command::Start). The worker has
//! the ports built for this certificate ([`Workshop::ports`](crate::runtime::workshop::Workshop::ports)) and calls
//! [`Engine::start`](crate::runtime::Engine::start). A renewal whose first line cannot be written does not begin.
//! (`started`)
//!
//! **3. Who.** [`Flow`](crate::renewal::Flow) asks [`Question::Snils`](crate::renewal::Question::Snils). A number
//! that is not that of the certificate is refused without asking anybody. The CA answers
//! [`CaAsk::Holder`](crate::domain::exchange::CaAsk::Holder) with what a new certificate would say. (`identified`)
//!
//! **4. What.** The screen compares old and new by
//! [`Subject::compare`](crate::domain::subject::Subject::compare). «Верны» goes on; «Не согласен» opens the page of
//! the CA and ends the renewal, since only the CA can correct its records. (`confirmed`)
//!
//! **5. Where.** [`Tokens::places`](crate::ports::Tokens::places) lists tokens and this computer. A place that
//! cannot make a P-256 key, is write-protected, locked or full cannot be chosen. (`placed`)
//!
//! **6. Randomness.** `src/gui/screens/gather.rs` feeds movements into an [`entropy::Pool`](crate::entropy::Pool)
//! until [`REQUIRED_BITS`](crate::entropy::REQUIRED_BITS) are credited; the seed is hashed with the system's source.
//! A script has no hands: it uses [`entropy::from_system`](crate::entropy::from_system). (`gathered`)
//!
//! **7. PIN.** Asked for now and not earlier, so that it is not held while the user moves the mouse. One login per
//! press; the flags of the token are read again after a refusal. Each stage asks only for the keys it needs
//! (`keys_for_enrolment` in `next.rs`): a wait of days needs no PIN.
//!
//! **8. Signing in.** At a portal the old key signs a challenge of 32 bytes. At an EST server the TLS handshake
//! does it, through [`ClientIdentity`](crate::ca::ClientIdentity), and there is nothing to sign here.
//!
//! **9. The key.** The plan is journaled first, identifier included. Then
//! [`Tokens::generate`](crate::ports::Tokens::generate) makes the pair on the token, or
//! [`software::key`](crate::token::software::key) for a container of this computer. (`key-planned`, `key-made`)
//!
//! **10. The request.** PKCS#10 signed by the new key, wrapped in CMS SignedData by the old one, and journaled as
//! bytes before it is sent, so that a repetition sends the same bytes under the same idempotency key.
//! (`request-ready`, `submitted`)
//!
//! **11. Waiting.** [`Effect::WakeAt`](crate::renewal::Effect::WakeAt) is the same for five seconds and for five
//! days. The worker sleeps, or the program ends and the next start takes up at the same moment. (`waited`, repeated)
//!
//! **12. The certificate.** [`MatchedCertificate::check`](crate::renewal::matched::MatchedCertificate::check) is the
//! only way to a certificate that may be written: key, holder, dates, usage, chain. Its bytes are journaled before
//! the token gets them, then written and read back. (`issued`, `stored`)
//!
//! **13. The receipt.** The user reads the certificate; the **old** key signs the acknowledgement, since only that
//! one is known to the CA. A CA that wants none gets none. (`receipt-ready`, `acknowledged`)
//!
//! **14. The copy.** [`backup::copy::save`](crate::backup::copy::save) writes into a hidden folder, forces it to
//! the medium, reads every byte back and renames. A copy on another token cannot be renamed into place: it is noted
//! before it is written, taken back when it fails, and gone on with after a cut. (`copy-begun` for a token;
//! `backed-up` or `backup-skipped`, then `finished`)
//!
//! The old key and certificate stay where they are: they sign until their last day.
//!
//! # Threads
//!
//! | Thread | Owns | Waits for |
//! |---|---|---|
//! | main | the window (iced) or `renewctl` | the user |
//! | `worker` | the ports, the engine, the journal | commands, or the moment of the next poll |
//! | one per PKCS#11 module | the pipe to the process of the module | requests from the worker, then answers |
//! | main, in the process of a module | the module and its sessions | requests from the pipe |
//! | of the HTTP client | connections | the network |
//! | of the sandbox | its sockets, in the training mode and under `renewctl sandbox` | requests |
//!
//! In `renewctl` the main thread is its own worker. Secrets cross from the window to the worker inside an
//! [`Input`](crate::renewal::Input), which is moved and never cloned.
//!
//! # Reading order for a newcomer
//!
//! `src/lib.rs`, then `src/renewal/step.rs`, `input.rs`, `next.rs`, `reply.rs`, `src/runtime/engine.rs`,
//! `src/compose/mod.rs`, and `tests/crash.rs` for what all of it is worth. That is some 1500 lines.
