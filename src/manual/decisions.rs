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
//! # A mark inside the identifier (2026-11-26)
//!
//! **What.** The last four of the sixteen bytes of a new `CKA_ID` are a digest of the first twelve
//! ([`CkaId::marked`](crate::domain::key::CkaId::marked)).
//! **Why.** A pair that was begun on another computer has no journal here. It has to be told from the keys of other
//! programs before anybody offers to remove it, and many tokens let only the label be changed later, which users do.
//! Twelve random bytes are still more than any token will ever hold.
//! **Rejected.** A label such as «renewal pending» (other programs show it for years when a token refuses the new one);
//! a data object beside the key (more objects, more halves to be left).
//! **Costs.** Pairs of earlier versions are known by their journals only.
//!
//! # Labels for people (2026-11-26)
//!
//! **What.** «Иванова М. П., до 02.2028» for keys and certificate, at most 64 bytes; the surname first, since lists of
//! other programs are cut off at the right. `CKA_LABEL` has no limit in PKCS#11 (32 bytes is that of the token itself).
//! **Rejected.** The day of the renewal (nobody looks for it), the full name (two keys of a holder look the same where
//! the list ends).
//!
//! # An old pair goes only with its proof (2026-11-26)
//!
//! **What.** [`cleanup`](crate::renewal::cleanup): made by this program, ended for thirty days, replaced by a valid pair
//! on the same place, needed by no renewal that goes on; looked at again after the PIN, journaled before and after.
//! **Why.** A key that is gone is gone. What was encrypted to it cannot be read any more, and the window says so.
//! **Rejected.** Removal by age alone; removal when the new key lies on another token (nobody can see whether it is
//! there without its PIN as well); removal as a step of the renewal.
//! **Costs.** Whoever changed the token keeps the old pair on the old one, and journals of a lost computer prove
//! nothing.
//!
//! # No async in the core (2026-11-23)
//!
//! **What.** Ports block; one worker thread carries effects out in order. iced and the sandbox have a runtime of
//! their own.
//! **Why.** A renewal does one thing at a time, and calls into drivers block anyway and cannot be cancelled. The
//! order «record, then act» is plain in a loop and easy to lose among futures.
//! **Rejected.** Async traits for the ports.
//! **Costs.** While a driver is silent, the worker waits; the window stays alive and says what it waits for.
//!
//! # A process for each module (2026-11-26)
//!
//! **What.** A module of a vendor is loaded by this program started once more, with a hidden first argument
//! ([`token::worker`](crate::token::worker)). Requests and answers are frames over its standard streams; secrets
//! stand beside the JSON, in buffers that are wiped. The worker has no core dump and is not dumpable. All modules are
//! asked at once.
//! **Why.** A crash of a driver took the window with it, a call that hangs could not be cancelled, and the threads of
//! three vendors lived in one process. Now each of these is a message with the name of the library, the other tokens
//! stay in view, and the next call starts the worker anew.
//! **How long.** A worker tells at most once a second that calls of the module come back; only silence counts
//! ([`Deadlines`](crate::token::worker::deadlines::Deadlines)). So half a second in every call, as over a remote
//! desktop, is slow and no hang. Polls leave a module that fails alone for 2 s, 4 s … 5 minutes; an order of the user
//! starts it at once.
//! **Rejected.** Sockets (a name for others to connect to); `fork` without `exec` (locks of other threads, and the
//! secrets of the window in the worker); a variable of the environment that names the program (whoever sets it has
//! the PIN); restarting in the middle of an order (a key pair may have been made: the journal decides).
//! **Costs.** One process for each module; a message more to change with every operation. On Windows what
//! a library prints to standard output would break the frames: its worker then counts as crashed.
//!
//! # One thread a module (2026-11-23)
//!
//! **What.** [`Places`](crate::token::Places) uses a module from one thread, and since 2026-11-26 from the main one of
//! its worker; sessions live there. Its end is waited for.
//! **Why.** Login state belongs to the whole process: a logout in one thread made another see invalid handles. Eight
//! threads signed no faster than one (97 against 72 ms for 800 signatures). Loading can take 3.9 s (OpenSC), so it
//! must be off the window. An unwaited thread finalised SoftHSM2 while the process ended: one run of ten crashed
//! after a complete renewal, none of thirty does now.
//! **Rejected.** Waiting in `C_WaitForSlotEvent` (SoftHSM2 has none, OpenSC hangs in `C_Finalize` while a thread waits
//! in it): it is asked without waiting, so that a token that was pulled and put back between two looks is noticed.
//!
//! **Sessions are disposable.** A pulled token answers with DeviceRemoved, DeviceError, GeneralError or an invalid
//! handle, by vendor. After any error that is no clear word about a PIN or a template the session is dropped, and
//! the next call finds the token by its serial number. Costs: the PIN is asked for again.
//!
//! # Own calls of PKCS#11 instead of cryptoki (2026-11-26)
//!
//! **What.** `src/token/calls` calls the function list of a module by the types of cryptoki-sys: some 25 functions, one
//! macro with the only call in it, one function that counts and traces. Nothing is cached there and nothing decided.
//! **Why.** One place for the trace that support reads, which cannot tell a value since it only ever gets shapes. Fewer
//! calls: attributes are read into buffers that are ready (one call an object instead of two), objects come in batches of
//! 512, `C_Sign` is called once: a round trip costs half a second over a remote desktop. And modules as they are: cryptoki
//! gave up a whole token for an odd clock, dropped mechanisms it had no name for, had no `C_Sign` for keys that want the
//! PIN every time and no way out of a signature that was begun. A missing function is an answer, not a crash.
//! **Rejected.** cryptoki with raw calls beside it, as before: two doors, and a trace would have had to watch both. It
//! stays in the tests, where a second opinion is wanted.
//! **Costs.** Unsafe code of our own: `functions.rs` (calls), `library.rs` (loading), `vendor.rs` (a function of Rutoken).
//!
//! **The PIN lives as long as the session.** It lies in a locked page of memory and is wiped with the session. Keys with
//! `CKA_ALWAYS_AUTHENTICATE` need it for every signature, and OpenSC 0.23 must be initialised anew before it can use a key
//! that it has made; without it both would ask the user in the middle of a step. Rejected: keeping it only where such a
//! key was seen (three calls more at each login, and a new key is not there yet). Costs: a PIN in memory for some minutes,
//! as in the vendor's library itself.
//!
//! **Numbers of tries** are told by Rutoken's `C_EX_GetTokenInfoExtended` only; everybody else has flags. The structure
//! has grown over the years and begins with its own size, so it is asked for in its first form.
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
//! # A second address only where no connection stood (2026-11-25)
//!
//! **What.** `src/ca/endpoints.rs` goes to the second address of a profile after a failure to connect, stays there for
//! the life of the client, and comes back when neither can be reached.
//! **Why.** Before a connection stands the server has heard nothing: then even a submission may go elsewhere. After a
//! lost answer it may not. A stranger's certificate is no reason either: it would let him choose the address.
//! **Rejected.** Trying both at once (two sessions, two drafts); remembering the choice between runs.
//! **Costs.** A first address that swallows packets costs ten seconds once a run.
//!
//! # Bodies as `Bytes` of a wiped owner (2026-11-25)
//!
//! **What.** `bytes`, which reqwest brings along, is named as a dependency: bodies and `Authorization` are handed over
//! with `Bytes::from_owner`. **Why.** A `Vec` handed over is freed without wiping; code word and store password pass
//! here. **Costs.** The buffers below are still not wiped ([`threats`](crate::manual::threats)).
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
//! # Profiles: the user's own first, and never in silence (2026-11-25)
//!
//! **What.** A profile is found by its identifier: in the folder `profiles` of the user's home, then among those
//! compiled in. A broken own profile is an error, not a reason to take the built-in one. Lists and roots that do not
//! lie beside a profile are taken from the program. Files are read anew each time. All mistakes are told, with file,
//! line and column, and what contradicts itself is one.
//! **Why.** Administrators edit these files, and the addresses, offices and identifiers of a CA change without us.
//! What they changed must hold or be told. A renewal keeps the CA of its journal; without its profile it waits
//! (`PROFILE-GONE`), since guessing another CA could send a request to a stranger.
//! **Rejected.** A schema language beside the code: it cannot say «office of an unknown region», and would be a
//! second truth. Untagged enums of serde for «list or file name»: they forget the place of a mistake.
//! **Costs.** Messages are English, explained in `docs/profiles.md`; a list of ninety offices is parsed at each look.
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
//! # Three CAs in one sandbox, told apart by a table (2026-11-25)
//!
//! **What.** Each CA is a desk of its own below its own path; stages, limits and strictness stand in
//! `src/sandbox/scheme.rs`. Time is the computer's and so many seconds more as stand in a file that client and sandbox
//! both read at every look. **Why.** Weeks must be played in a second, by a test and by a person; nothing waits.
//! **Rejected.** A simulated clock in the client alone: certificates would begin in its future.
//! **Costs.** Outside of the training mode only debug builds follow the file: a clock that a file can put forward is no
//! clock to renew by.
//!
//! # The operator's page is HTML and nothing else (2026-11-25)
//!
//! **What.** Forms, a token against foreign sites, redirect after each press; form_urlencoded reads them (reqwest brings
//! it along). A browser test drives it by WebDriver. **Why.** What runs in no browser cannot be attacked there, and the
//! page is read by engineers in ten minutes. **Costs.** One reloads the list by hand.
//!
//! # User events are mixed in, never relied on (2026-11-23)
//!
//! **What.** Movements are hashed together with the system's source; one bit an event, two at most.
//! **Why.** The result is at least as good as the better of the two. **Costs.** Up to a minute of the user's time,
//! for a promise about a broken system source that no test can show.
//!
//! # Scans are looked at, never trusted (2026-11-25)
//!
//! **What.** The kind is told by the content; of a file no more than the limit is read; archives are known by their
//! lists, PDF files by their pages, pictures by their headers. A path with `..`, a link, a pipe or a device is not
//! opened. Scans lie sealed in a file each, decrypted as a whole: a CA takes a megabyte.
//! **Why.** A wrong file found at the field costs a second, found by an operator it costs days.
//! **With.** `image` (JPEG, BMP, TIFF only; CCITT fax is in it, and scanners still use it), `zip` without any
//! decompressor (it finds overlapping entries), `lopdf` with its limit for one stream and a filter that keeps nothing
//! but the tree of pages: the limit alone lets many small bombs add up. weezl stands twice in the tree, 0.1 for TIFF
//! and 0.2 for lopdf, 70 kB.
//! **Rejected.** A ratio for each entry of an archive: an empty page as bitmap beats 100 honestly; the ratio of the
//! whole archive counts. Decoding every picture in full; instead a JPEG must have its end. Unpacking RAR: its
//! decompressor is not free, so only its first header is read, and what is inside stays unknown.
//! **Costs.** A picture of 100 megapixels takes some 460 MB for a moment while it is shrunk. A PDF that only a viewer
//! with a repair shop can open is refused. `renewctl` must be given paths without `..`.
//!
//! # A picture that is too large loses size, then quality, then colour (2026-11-25)
//!
//! **Why.** Small print and stamps must stay readable: never below 1000 pixels on the long side. Colour tells a blue
//! stamp from a black copy, so it goes last. **Rejected.** Shrinking a TIFF with several pages: all but the first
//! would be lost silently, so the user is asked instead. **Costs.** Exif is dropped, with place and time of the
//! photograph; its note which way is up is carried out first.
//!
//! # The code word is written onto paper by hand (2026-11-25)
//!
//! **What.** The application has an empty ruled line for it. **Why.** The word proves a caller to the CA. It is sent
//! once, alone, and kept nowhere; a PDF file, a spooler and the printer's memory are places where it would be kept.
//! **Costs.** Whoever wants it on paper has to write it.
//!
//! # Applications and bills are Russian in every window (2026-11-25)
//!
//! **Why.** They are signed and filed by a CA that reads Russian. The sheet to a request and the list for a visit are
//! for the user, and speak his language. **What.** All copies of an application are in one file, each marked and
//! numbered for itself: the file is printed once.
//! # A decision of the head is sent once (2026-11-25)
//!
//! **What.** No journal: what was not decided still waits at the CA. A decision whose answer was lost is never sent
//! again by itself; the list of waiting requests tells what became of it, and «больше не ждёт» is all that is then
//! claimed. The signature covers [`ApprovalCard::digest`](crate::domain::portal::ApprovalCard::digest).
//! **Why.** A second «согласовано» after somebody else's «отклонено» would be wrong, and the CA cannot be asked
//! whose decision it has. **Costs.** All documents are fetched before anything can be approved.
//!
//! # Links by a socket beside the lock, on Windows by a pipe (2026-11-25)
//!
//! **What.** `renewal-master://…` is parsed by [`Link`](crate::domain::link::Link), letter for letter, and handed to
//! the open window by a Unix socket in the home: one line, one second. On Windows by a named pipe, whose name is drawn
//! at random and lies in the home. **Rejected.** D-Bus activation: not on every desktop, and names are first come, first
//! served; so would be a pipe with a name that anybody can work out. A TCP port: any user of the computer could speak
//! to it.
//!
//! # Notices by notify-rust 4.18 (2026-11-25)
//!
//! **Why.** It speaks to all three systems, and 4.18 shares zbus 5 with the keyring; 4.19 would bring zbus 6 beside
//! it. **Costs.** Pinned with `~` until the keyring moves on.
//! # Steps are done by what is true, not by having been visited (2026-11-25)
//!
//! **What.** A section of a long renewal is done when its values pass the checks of the profile in force; see
//! [`flow`](crate::manual::flow).
//! **Why.** Between two looks at a renewal lie days: profiles change, agreements get new versions, passports expire.
//! A pointer to the current step would walk past all of it. **Rejected.** A migration for changed profiles.
//! **Costs.** A section can come up again that the user thought done; its values are still there.
//!
//! # A blocking finding takes «Верны» away (2026-11-25)
//!
//! **Why.** The registers are asked before the key is made exactly so that nobody waits five working days for a
//! refusal that was known on the first. **Rejected.** A warning that can be clicked away; ending the renewal (the
//! trouble may be a typo). **Costs.** A register that is wrong stops the renewal until it is right; the CA's page
//! stays open as a way round.
//!
//! # The draft at the CA is a copy, never the truth (2026-11-25)
//!
//! **What.** The journal here decides. The draft is opened after the sign-in and saved after each section; a failure
//! is shown and holds nobody up. Resuming overwrites nothing. After a refusal a new draft is opened without a question.
//! **Why.** A CA that is down must not stop a user from typing. **Costs.** Edited on two machines at once, the one that
//! submits wins.
//!
//! # Scans stay where they were attached (2026-11-25)
//!
//! **What.** A draft of another computer names scans whose bytes are not here: their sections are asked again. The same
//! when a copy is lost after signing: the request is signed anew for the same key, in the same draft, which keeps what
//! has arrived. **Why.** Anything else ends where nothing can be attached and nothing be sent. **Rejected.** Sending
//! scans with every saved section: personal data would leave the machine before the holder has signed. **Costs.** A
//! scan is attached twice by whoever changes the computer.
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
//!
//! # The scheduled look is the renewal itself, stopped at the first question (2026-11-25)
//!
//! **What.** `renewctl check` and a window at its panel resume each waiting renewal, but only when the first thing it
//! would do is to ask the CA; what the answer leads to is journaled, and the first question ends the look. What has
//! changed is what the journal says before and after: nothing else remembers what was told. **Why.** No second
//! client that polls, no second rule of politeness, and no PIN by construction. **Rejected.** A status request of its
//! own beside the flow; a file of states that were told. **Costs.** A notice is lost when the program is killed
//! between the journal and the desktop; the panel still says it.
//!
//! # A scheduled check is waited for, a window is not (2026-11-25)
//!
//! **What.** The check locks a second file beside the lock of the only instance; who finds both locked waits up to a
//! minute. **Why.** It holds the right only while it asks, unseen: «Программа уже запущена» would send the user looking
//! for a window that is not there. **Rejected.** No lock: two processes would write one journal. **Costs.** A window
//! started in that very moment opens late when a CA is silent.
//!
//! # Notices: time never runs backwards (2026-11-26)
//!
//! **What.** The latest time ever seen on the clock is kept in the home, and [`settle`](crate::watch::settle) counts
//! with it when the clock shows an earlier one. Each occasion ([`Occasion`](crate::watch::Occasion)) is told once.
//! «Напомнить позже» puts off by a week, three times at most, never past five days before the end nor past the last
//! day on which the working days of the CA's checks fit. Days off are data with the years whose transfers are
//! published; in other years the day to begin by says that it may move.
//! **Why.** A battery that is empty must not silence the only notice. Whoever is told too often stops reading, and
//! whoever can put off for ever will.
//! **Rejected.** Asking a server for the time at every check (a check asks nobody without need); believing a clock
//! again after some days (it may be as wrong then); no limit of times.
//! **Costs.** A clock that was once a year ahead makes everything look later until the user says «Часы идут верно».
//!
//! # A policy gives values, not a list of locked names (2026-11-26)
//!
//! **What.** What stands at the top of a policy holds and is locked; what stands under `[defaults]` holds until the user
//! chooses. **Why.** A name in a list can be mistyped, or be there without a value; a table cannot. **Rejected.** `locked
//! = [..]` beside the values. **Costs.** A user's own word for a locked setting waits in the file, unseen.
//!
//! # The text size scales the window's content, and a narrow page has no rail (2026-11-26)
//!
//! **What.** Sizes, gaps and text grow together; below a width the rail lies above the page and is scrolled away with
//! it. **Why.** At 200 % a window of 1000×700 has room for 500×350: a larger text alone would burst every row.
//! **Rejected.** A larger window (no screen of an office has room for it). **Costs.** More scrolling.
//!
//! # A process of its own waits for the button of a notice (2026-11-26)
//!
//! **What.** The check starts `renewctl` once more, hands it the notice by a pipe, and ends; the button starts the window
//! with a link, which the window that is open takes over. **Why.** The desktop tells only who has shown the notice, and
//! a check is over in a moment. **Rejected.** D-Bus activation by the entry in the menu: it needs an installed file,
//! and daemons without it ignore the button. **Costs.** A few megabytes for at most twelve hours.
//!
//! # A PIN in the keyring: opt-in, tried once, never in a file (2026-11-26)
//!
//! **What.** With the setting `remember_pin` the dialog offers to keep the PIN of a token in the keyring of the system.
//! [`Remembered`](crate::token::Remembered) stands around all places: it writes after a login that succeeded, tries by
//! itself only while no try is missed, takes a refused PIN out of use before it removes it, replaces it after a change
//! and forgets it after an unlocking. `renewctl` uses it when no `--pin-env` is given.
//! **Why.** A PIN protects a token against who sits at the computer, and a kept one no longer does: only its owner can
//! want that, for each token, and only an administrator can forbid it. A stale PIN that is tried again and again is how
//! programs lock tokens: one try is what it may cost. Named by a hash, since lists of keyrings are shown and synchronised.
//! The files that say which entries there are hold nothing: a keyring cannot be searched, and what must be forgotten
//! must be found.
//! **Rejected.** The sealed file of [`SystemVault`](crate::platform::vault::SystemVault) where there is no keyring: its key
//! lies beside it, so the PIN would lie in the open for who copies the home, and the token would add nothing to the
//! disk. Keeping it in locked memory as well: two copies are two tries. Using it although `--pin-env` is given: a
//! guess which of two is meant. Asking the keyring longer than ten seconds: the user types faster.
//! **Costs.** Whoever logs in as the user signs. A keyring that is unlocked late is found by the next question only.
//!
//! # A script does not spend a last try unasked (2026-11-26)
//!
//! **What.** `renewctl pin change` and `unlock` stop with a code of their own when the token shows that the next mistake
//! locks it, unless `--last-try` is given. **Why.** The window asks for a tick there; a script has nobody to tick.
//! **Rejected.** A question on the terminal: scripts hang. **Costs.** Many tokens do not tell the administrator's counter.
