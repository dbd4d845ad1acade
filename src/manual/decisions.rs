//! Decisions with their dates: what, why, what was rejected, what it costs.
//!
//! A date is that of the commit that brought the decision. Figures were measured on Debian 12 with two cores.
//!
//! # The window: iced 0.14 with tiny-skia only (2026-11-23)
//!
//! **What.** Stock iced, software renderer, fonts in the binary, no GPU code.
//! **Why.** A bookkeeper's computer may be a virtual machine or a remote desktop. A build with wgpu took llvmpipe
//! where Mesa was installed: 119 MB of memory instead of 19 MB. The tiny-skia window is on the screen in about
//! 100 ms, takes 16 MB, and no CPU while nothing happens. Building needs Rust and gcc, nothing else. Pictures are
//! equal to the byte on every machine, so the screens are tested by hash.
//! **Rejected.** GTK and Qt bindings (system packages, larger), a web view (a browser engine around a PIN field), a
//! fork of iced with AccessKit (one maintainer, before 1.0).
//! **Costs.** No screen reader: iced 0.14 has no accessibility tree. Tab, Enter, Esc and a focus trap had to be
//! written (`src/gui/widgets/focusable.rs`, `focus_scope.rs`), and the input mask (`mask.rs`). Libraries of X11
//! are loaded at run time; when one is missing iced panics, and `main.rs` turns that into a sentence.
//!
//! # A flow of events instead of a struct per step (2026-11-23)
//!
//! **What.** One [`Flow`](crate::renewal::Flow) whose state is folded from the journal; see
//! [`flow`](crate::manual::flow).
//! **Why.** With a struct per step, consumed by the next, the compiler proves the order, but a resumed renewal
//! needs a second way into every step, and that is the one nobody tests. Here there is one way.
//! **Rejected.** Type-state steps; a state field that is saved as it is (a snapshot says where it stood, not what
//! may have been begun). Of the proofs one stayed:
//! [`MatchedCertificate`](crate::renewal::matched::MatchedCertificate) can only be made by its check.
//! **Costs.** «There is a plan here» is checked at run time (`contradiction` in `next.rs` answers `INTERNAL` and
//! does nothing).
//!
//! # CKA_ID first (2026-11-23)
//!
//! **What.** The identifier of the new key is derived from the seed and journaled before the key is made.
//! **Why.** The answer of `C_GenerateKeyPair` can be lost with the key on the token. With the journal line after the
//! call the pair would be an orphan; with the line before it, 18 of 18 injected failures were recovered.
//! **Rejected.** Labels (users rename them), the newest key on the token (two programs may work), handles and slot
//! numbers (they change with every insertion).
//! **Costs.** After a crash at this point the seed is gone, and the key is made with the system's source alone.
//!
//! # No async in the core (2026-11-23)
//!
//! **What.** Ports block; one worker thread carries effects out in order. iced and the sandbox have a runtime of
//! their own.
//! **Why.** A renewal does one thing at a time, and calls into drivers block anyway and cannot be cancelled. The
//! order «record, then act» is plain in a loop and easy to lose among futures.
//! **Rejected.** Async traits for the ports; a worker process (would survive a crash of a driver, at the price of
//! a protocol and of secrets crossing it).
//! **Costs.** While a driver hangs, the worker hangs; the window stays alive and says what it waits for.
//!
//! # PKCS#11 by cryptoki, one actor thread a module (2026-11-23)
//!
//! **What.** [`Places`](crate::token::Places) starts a thread per module at its first use; sessions live there.
//! Since 2026-11-24 the thread is waited for when it is dropped.
//! **Why.** Login state belongs to the whole process: a logout in one thread made another see invalid handles. Eight
//! threads signed no faster than one (97 against 72 ms for 800 signatures). Loading can take 3.9 s (OpenSC), so it
//! must be off the window. An unwaited thread finalised SoftHSM2 while the process ended: one run of ten crashed
//! after a complete renewal, none of thirty does now.
//! **Rejected.** Own bindings to all of PKCS#11; `C_WaitForSlotEvent` (SoftHSM2 has none, OpenSC hangs in
//! `C_Finalize` while a thread waits in it).
//! **Costs.** Unsafe code in two files: `src/token/raw.rs` calls `C_GetTokenInfo` directly, since cryptoki refuses the
//! whole answer when a module writes its clock in its own way; `module.rs` hands a string to modules that want one.
//!
//! **Sessions are disposable.** A pulled token answers with DeviceRemoved, DeviceError, GeneralError or an invalid
//! handle, by vendor. After any error that is no clear word about a PIN or a template the session is dropped, and
//! the next call finds the token by its serial number. Costs: the PIN is asked for again.
//!
//! **Hashing here.** `CKM_ECDSA` over a SHA-256 made here; SoftHSM 2.6.1 has no `CKM_ECDSA_SHA256`.
//!
//! # P-256 only (2026-11-23)
//!
//! **What.** ECDSA P-256 with SHA-256 for keys, requests and packages; GOST certificates are read and printed.
//! **Why.** It can be tested end to end with free tokens, tools and CAs, and TLS with a key on a token works
//! (rustls). For GOST there is no free token with the 512-bit parameters, and no TLS in rustls.
//! **Rejected.** Software GOST in this program: a qualified signature needs a certified tool.
//! **Costs.** What is made here is no qualified signature under Russian law.
//!
//! # Requests and packages by x509-cert and cms, not rcgen (2026-11-23)
//!
//! **Why.** rcgen writes no NumericString, and SNILS, INN and OGRN must be one (RFC 9215 5.1); it allows an
//! attribute type once only; and a failed token shows as «Remote key error». With x509-cert a
//! [`Draft`](crate::domain::request::Draft) gives the bytes to sign and takes the signature, so the token's own error
//! stays what it is. The subject is taken over from the old certificate as DER: servers compare string types.
//! **Costs.** Versions pinned with `=`: cms is a release candidate, and the pre-releases of this family break each
//! other. rcgen is left in the tests and in the sandbox's authority.
//!
//! # HTTPS by reqwest, blocking, rustls with ring (2026-11-23)
//!
//! **What.** `rustls-no-provider` and ring, only the roots of the profile, no redirects, bounded time and size.
//! **Why.** A custom signer for TLS with the token's key goes in by `tls_backend_preconfigured`. The default
//! provider, aws-lc-rs, wants NASM on Windows.
//! **Rejected.** The platform's trust store: a CA that issues to a million people has one root, and an inspecting
//! proxy is not it. ureq: not tried.
//! **Costs.** Proxies that inspect TLS are refused (`CA-TLS-ROOT` says so). EST with a bound proof of possession
//! (RFC 7030 3.5) is not supported: rustls shows no `tls-unique`.
//!
//! # Anonymous to an EST server until it must know (2026-11-24)
//!
//! **What.** `cacerts` is asked for without the user's certificate; from the first enrolment on the client shows it
//! with the chain it has learnt from `cacerts`. No connection and no TLS session is used twice.
//! **Why.** The first look happens before a PIN was typed; a server that asks every client for a certificate made
//! the handshake sign with a closed key, and no renewal could begin. RFC 7030 4.1.2 wants no authentication there.
//! A kept connection would stay anonymous. Servers that trust only their root need the chain.
//! **Costs.** A handshake, and a signature of the token, with every exchange.
//!
//! # Own BER reader for certs-only messages (2026-11-23)
//!
//! **Why.** CAs in Java send indefinite lengths; the RustCrypto decoders take DER only. **Costs.** `src/ca/ber.rs`,
//! 200 lines over hostile bytes, tested by every cut and every flipped byte.
//!
//! # The journal: one sealed line an event (2026-11-23)
//!
//! **What.** ChaCha20-Poly1305 a line, bound to renewal and line number; append and fsync. See
//! [`formats`](crate::manual::formats).
//! **Why.** Personal data must not lie in the open. A torn last line is dropped, damage anywhere else is told and
//! never skipped. The key is in the keyring of the desktop, or in a file of the owner alone.
//! **Rejected.** SQLite (a library for fifteen lines a renewal); a file rewritten by rename (loses the history).
//! **Costs.** Without its key a journal is lost; hence [`SystemVault`](crate::platform::vault::SystemVault) makes a
//! key only where none can have been made before.
//!
//! # Polite polling (2026-11-23)
//!
//! **What.** Never earlier than the server asked, never later than a day; without a hint every 5 s while the user
//! looks on, then doubling up to an hour (`next_poll` in `next.rs`). Repetitions of a failed call wait a random time.
//! **Why.** A simulation of a million clients: polling on the clock peaks at 704 380 requests a second, 60 s
//! doubling to an hour at 1 156. **Costs.** Half the certificates are noticed half an hour late, unless somebody
//! presses «Проверить сейчас». The simulated rule scatters each pause by half; ours does not, since nothing here
//! aligns one client with another.
//!
//! # PKCS#12 by p12-keystore 0.2.1 (2026-11-23)
//!
//! **Why.** The newest version that resolves beside cms 0.3.0-rc.0. Its files (AES-256, 600 000 rounds) were read by
//! OpenSSL, NSS and GnuTLS. Passwords are printable ASCII: Java cannot open the file with a Cyrillic one.
//! **Costs.** It does not wipe its copies of the key ([`threats`](crate::manual::threats)).
//!
//! # Paper by printpdf (2026-11-23)
//!
//! **What.** printpdf with `text_layout`, else it silently embeds whole fonts (319 kB against 46 kB); layout by hand.
//! A missing glyph is a fault, not a box. **Rejected.** krilla, which would do PDF/A; nobody asks for it yet.
//!
//! # Texts in Fluent, compiled in (2026-11-23)
//!
//! **Why.** Russian counts («1 день, 2 дня, 5 дней») belong to the text, not to the code. **Rejected.** i18n-embed:
//! it checks identifiers against one language at compile time; `tests/architecture.rs` checks all of them.
//! **Costs.** A forgotten text is noticed by a test, not by the compiler.
//!
//! # User events are mixed in, never relied on (2026-11-23)
//!
//! **What.** Movements are hashed together with the system's source; one bit an event, two at most.
//! **Why.** The result is at least as good as the better of the two. **Costs.** Up to a minute of the user's time,
//! for a promise about a broken system source that no test can show.
//!
//! # File dialogs by rfd, never the only way (2026-11-25)
//!
//! **What.** «Обзор…» opens the dialog of the desktop; beside it a path can be typed and a file dropped on the window.
//! **Why.** People look for a scan in the folder they know, with its thumbnails. On Linux rfd speaks to the portal over
//! the D-Bus client that the keyring brings along: two small crates more. **Rejected.** A list of files of our own (no
//! thumbnails, no bookmarks). **Costs.** Without a portal nothing opens, hence the other two ways.
//!
//! # The code word waits in the window (2026-11-25)
//!
//! **What.** It is typed into the application and handed over when the renewal asks for it, screens later. **Why.** One
//! place for one paper. **Rejected.** The values of the section: they are journaled and signed. **Costs.** Whoever
//! closes the window in between is asked again.
