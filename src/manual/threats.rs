//! What is protected against whom, where in the code, which test shows it, and what is not defended.
//!
//! # Assets
//!
//! | Asset | Lost if |
//! |---|---|
//! | the old key and its right to sign a renewal | the PIN is locked, or the key is removed |
//! | the new key | it is made and not found again, or copied by somebody |
//! | the new certificate and the request at the CA | nobody knows any more that they exist |
//! | PIN, passwords | somebody reads them |
//! | personal data: names, SNILS, INN, addresses | somebody reads the journal or a copy |
//! | the name of the user under a request | a certificate for another key or holder is taken for ours |
//!
//! # Adversaries and accidents
//!
//! 1. **Accident**: power cut, pulled token, full disk, killed process, a CA that is down for days. The most likely
//!    one; most of the code is against it.
//! 2. **Network**: reads, changes, delays, redirects; a server with a foreign certificate.
//! 3. **Hostile or broken CA**: wrong certificates, endless answers, nonsense.
//! 4. **Another user of the computer**, who can read what file rights allow.
//! 5. **A thief** of the computer that is switched off, or of a backup drive.
//! 6. **A program with the rights of the user**: out of reach, see below.
//!
//! # Threats met
//!
//! | Threat | Met by | Shown by |
//! |---|---|---|
//! | a crash leaves a key nobody finds | `key-planned` before the key; [`Tokens::generate`](crate::ports::Tokens::generate) looks first | `killed_at_any_line_of_the_journal_a_renewal_resumes_to_the_same_end` |
//! | a lost answer makes a second request | bytes and idempotency key journaled, sent again as they are | `a_submission_whose_answer_was_lost_is_repeated_under_the_same_key` |
//! | a torn journal line hides the ones before it | length of whole lines kept; a torn end is cut off | `a_torn_last_line_is_dropped_and_overwritten` |
//! | a changed, swapped or foreign journal line | each line is bound to its renewal and number | `a_changed_or_moved_line_is_damage_and_not_silently_skipped` |
//! | two copies of the program undo each other's work | [`Instance`](crate::platform::instance::Instance): a lock on an open file | `a_second_copy_is_refused_until_the_first_ends` |
//! | the program spends PIN tries | one login per press; state read again; the last try needs a tick | `a_wrong_pin_is_tried_once_and_leaves_nothing_behind`, `the_last_try_is_not_spent_without_a_tick` |
//! | tries of the administrator are spent, and the keys are lost with the last | a warning, and a tick for each try; of two tokens of one name none is touched | `a_pin_of_the_administrator_is_spent_only_after_the_warning_was_read`, `of_two_tokens_with_one_label_none_is_touched_without_a_number` |
//! | a trace for support tells a PIN or what is on the token | lines are made of shapes: types, lengths, numbers of objects | `a_trace_of_everything_tells_shapes_and_no_value` |
//! | «cancelled» is said of what is not | `undo-begun`, withdraw, remove, and only then `cancelled` | `a_cancelled_renewal_leaves_the_token_as_it_was` |
//! | foreign objects on the token are removed | only identifiers chosen by this program, 16 random bytes | `killed_at_any_line_of_the_journal_a_renewal_resumes_to_the_same_end` |
//! | a forged server | only the roots of the profile, TLS 1.2 or 1.3, no redirect | `a_server_under_another_root_is_not_spoken_to`, `a_redirect_is_not_followed` |
//! | an answer without end, or drop by drop | 1 MiB, 30 s for the head, 60 s in all | `a_dripping_server_does_not_hold_us_for_ever` |
//! | hostile bytes crash a parser | DER by RustCrypto; own BER reader with bounded nesting | `every_cut_and_every_flipped_byte_ends_without_a_panic`, `bottomless_nesting_is_refused_and_does_not_overflow_the_stack` |
//! | the challenge is a document to be signed | a challenge must be 32 bytes | `a_document_does_not_pass_for_a_challenge` |
//! | a certificate for another key, holder, time, use or chain | [`MatchedCertificate::check`](crate::renewal::matched::MatchedCertificate::check) before anything is written | `every_wrong_certificate_is_wrong_in_the_way_that_was_asked_for` |
//! | text of a CA imitates the program | one line, 500 characters, no control characters | `text_of_the_server_comes_as_one_short_line` |
//! | an address of a CA starts a program | `https:` and `http:` only, no quotes or blanks | `other_schemes_and_missing_files_are_refused` |
//! | an identifier or a digest of a CA leads to another path or file | checked before it stands in a URL or a name | `an_identifier_cannot_lead_to_another_path`, `only_sixty_four_small_hex_digits_are_a_digest` |
//! | the head is shown another scan than he signs for | the bytes must have the digest that stands in the card | `a_scan_that_was_changed_on_the_way_to_the_head_is_not_shown` |
//! | a page of a hotel network passes for consent | exact media type, or 204 where nothing is to be said | `a_login_page_in_between_is_an_answer_to_nothing` |
//! | two strangers with empty dossiers get one draft | the key of repetition holds what only this client knows | `a_draft_whose_answer_was_lost_is_opened_once` |
//! | a lost answer takes a request to the second address too | the second address only where no connection stood | `a_server_that_hangs_up_may_have_heard_so_nobody_else_is_told` |
//! | code word and password of the store are seen | own secret types, wiped with call and answer, never in a fault | `no_failure_repeats_a_secret`, `the_code_word_travels_alone_and_shows_in_no_failure` |
//! | a secret between two runs is read or put elsewhere | keyring, or a sealed file bound to its name | `without_a_keyring_a_secret_lies_sealed_in_a_file_of_the_owner_alone` |
//! | a request file replaces another one | a name is taken before it is written | `a_request_never_replaces_another_one_and_is_found_when_it_is_written_again` |
//! | an attached file is a program, a bomb or a trap for a parser | kind by content; no more than the limit is read; lists of archives only; decoders with limits | `a_zip_bomb_is_refused_by_what_it_declares`, `bombs_are_refused_in_bounded_memory`, `no_damage_to_a_file_makes_the_program_stumble` |
//! | an attached path is a pipe, a device or a link | ordinary files only, looked at before and after opening | `nothing_but_an_ordinary_file_is_opened` |
//! | a digest out of a journal or from the CA names another file | 64 hexadecimal digits or nothing | `a_digest_never_leads_out_of_the_folder` |
//! | the code word is read from a journal, a draft or a paper | sent alone, kept nowhere, asked for again after a cut | `no_secret_is_in_any_line_of_any_journal`, `the_code_word_is_compared_on_the_operators_page_and_stands_in_no_file` |
//! | the head signs another card than he has read | the decision holds the digest of the card; the CA compares | `an_approval_is_bound_to_the_card_signed_by_the_head_and_sent_once`, `a_decision_is_signed_by_whoever_is_signed_in_on_the_card_that_was_shown` |
//! | a lost answer decides twice | the list is asked, never the decision sent again | `after_a_lost_answer_the_list_tells_and_nothing_is_sent_twice` |
//! | a draft or a request of somebody else is read | bound to its certificate; for a first issue the identifier is the only key | `a_draft_belongs_to_one_certificate_and_does_not_exist_for_others`, `a_first_issue_has_a_draft_without_a_session_and_nobody_else_gets_it` |
//! | a profile that was changed lets wrong data through | every section is checked again under the profile of the day | `a_profile_that_changed_meanwhile_reopens_only_what_no_longer_fits` |
//! | names of holders leave the backup folder | every name made plain for Windows, FAT and Linux | `names_cannot_leave_the_medium_and_suit_windows` |
//! | a copy that was never on the medium | cache dropped (Linux), every byte read back, then renamed | `a_medium_that_forgets_is_never_reported_as_a_copy` |
//! | secrets in logs, errors, journal, arguments | [`secret`](crate::domain::secret): no `Clone`, empty `Debug`, wiped; `renewctl` takes names of variables | `a_draft_shows_nothing_and_is_empty_after_it_was_handed_over` |
//! | a PIN that was used stays in memory, journal, settings or trace | wiped where it was; handed to the worker of the module once | `while_renewctl_waits_for_the_ca_the_pin_is_in_the_locked_memory_of_the_open_session_only`, `after_a_renewal_in_the_window_the_pin_that_was_typed_is_gone` |
//! | personal data in the open | journal sealed, folders 0700, files 0600 | `nothing_readable_stands_in_the_file`, `folders_are_made_for_their_owner_alone` |
//! | the journal's key is replaced and all journals are lost | made only where none can have been; read back from the keyring | `a_key_in_the_keyring_leaves_no_file_and_is_never_made_twice`, `a_damaged_key_file_is_told_and_kept` |
//! | a driver crashes, hangs or prints | a process of its own, deadlines, own streams | `a_crash_is_told_with_the_name_of_the_library_and_the_next_call_works`, `a_hang_is_told_after_its_time_and_hides_no_other_token` |
//! | a PIN on its way to a driver is read by others | pipes, no arguments, no environment; no core dump, not dumpable (Linux) | `a_worker_keeps_its_memory_and_the_pin_to_itself`, `a_worker_of_a_user_is_not_dumpable` |
//! | a kept PIN that is wrong by now locks the token | one try, then it is forgotten | `a_kept_pin_opens_the_token_again_once_and_is_forgotten_when_it_is_refused` |
//! | a PIN in the keyring that is wrong by now spends tries | tried once, only while none is missed; then out of use before it is even removed | `a_kept_pin_that_does_not_fit_any_more_costs_one_try_and_is_told_and_gone`, `no_kept_pin_is_tried_once_a_try_is_missed` |
//! | a PIN is kept that nobody wanted kept, or in a file | off by default; a tick for each token; written after the login; no keyring, no tick | `a_pin_is_kept_after_it_has_opened_the_token_and_opens_it_for_the_next_process`, `without_a_keyring_nothing_is_kept_anywhere` |
//! | a PIN outlives the wish to keep it | out of use at once, removed when the keyring opens, told until then | `switched_off_it_forgets_every_pin_and_lets_nobody_in`, `a_pin_to_be_forgotten_is_out_of_use_at_once_and_removed_when_the_keyring_opens` |
//! | a script spends the last try | refused unless it says that it means it | `the_last_try_of_the_owner_or_of_the_administrator_is_spent_only_by_who_asks_for_it` |
//! | the key leaves the token | sensitive and not extractable in the template, every usage bit named | `a_renewal_ends_with_a_new_key_and_certificate_under_one_identifier` |
//! | weak randomness | system source and user events hashed together; health tests withhold credit | `seed_fresh_bytes_and_purpose_each_change_the_output`, `a_stuck_source_fails_at_the_cut_off_and_not_before` |
//! | a sandbox holder makes himself a CA | extensions of a request are taken over by a list; powers only from the arcs of Russia and Belarus | `a_holder_decides_on_his_sign_tool_but_cannot_make_himself_a_ca` |
//! | another site presses the buttons of the sandbox's operator | a token in every form; no other name of this computer is answered | `a_form_counts_only_with_the_token_of_the_page`, `the_page_answers_to_no_other_name_of_this_computer` |
//! | what a holder typed or sent runs in the operator's browser | every text escaped, no scripts, files are saved and never shown | `what_a_holder_typed_is_shown_as_text_and_what_he_sent_is_saved_never_shown` |
//!
//! # Not defended
//!
//! Each line is known and accepted for now; none is shown by a test.
//!
//! **Secrets in memory**
//! * iced's text field keeps the typed PIN, sign by sign, while it is on the screen and frees it without wiping. Our
//!   drafts and messages are wiped, these copies are not; as a word it is found nowhere after a renewal
//!   (`after_a_renewal_in_the_window_the_pin_that_was_typed_is_gone`).
//! * A PIN given by `--pin-env` stays in the environment that the process was started with.
//! * p12-keystore copies the private key of an exportable container and wipes none of it.
//! * A PIN that the user lets the program keep until it is closed signs for whoever sits at the open window. Off unless
//!   asked for, and forgotten at the first refusal.
//! * A PIN that the user lets the keyring keep signs for whoever logs in to the system as him, and every program of his
//!   can read it while the keyring is open. Off unless he switches it on and ticks it at the token.
//! * What the client of the keyring copies while it encrypts is wiped from its stack only; a keyring that never answers
//!   holds such a thread, unwiped, until the program ends.
//! * The PKCS#11 module gets the PIN as bytes; what it does with them is its own affair. Modules that log calls
//!   (OpenSC's spy, p11-kit's `log-calls`) write it into their log in clear.
//! * Code word, password of the store and token of the session are wiped here, but the HTTP and TLS libraries copy
//!   what they send into buffers of their own.
//! * While a token is logged in, or its PIN is kept until the program is closed, the PIN lies in a locked page that is
//!   wiped afterwards; no other memory is locked, core dumps of the window and hibernation are left to the system.
//! * `renewctl` reads secrets from environment variables: the same user and root can read them while it runs.
//!
//! **The computer**
//! * A program with the rights of the user can read what is typed and use an open session. A token protects the key
//!   against copying, not against use; only a PIN pad would.
//! * A vendor's module runs in a process of its own, but with the rights of the user: it can do what any program can.
//!   A call that never returns is ended with its process; what the token made of it, only the token knows.
//! * Not exportable, for a container of this computer, is a promise of this program. Whoever has the file and the
//!   password has the key; with an empty password, which is allowed after a warning, the file is enough.
//! * With `RENEWAL_HOME` and without a keyring the key of the journals lies beside them: file rights are all there
//!   is. Whoever copies the home can read the journals.
//! * The end of a journal can be cut off at a line, or the file replaced by an older one of the same renewal, and
//!   that is not noticed: lines are bound to their place, not to the ones after them.
//! * Printing writes the form into the system's folder for temporary files under the serial number, with the rights
//!   the system gives, and removes it afterwards.
//! * Backups hold certificate, request and form in the open; only the key is encrypted.
//!
//! **The network and the CA**
//! * Neither the old nor the new certificate is looked up in revocation lists or by OCSP. `CERT-REVOKED` is what a CA
//!   or its TLS server says.
//! * A portal answers `holder` to whoever shows the certificate and knows the SNILS; signing in comes later. The
//!   program sends both only to the server of the profile.
//! * A profile is believed: whoever can change the file chooses the CA and its roots. It is not signed.
//! * EST: the server sees the user's certificate in the handshake; a bound proof of possession is not supported.
//! * The distance to the server's clock ([`ClockSkew`](crate::ca::ClockSkew)) is told by the workplace check only.
//!
//! * Whoever learns the identifier of a draft or request of a first issue can read and change it: there is no
//!   certificate to sign in with. It has 128 random bits and travels over TLS only; the link holds it.
//! * What registers say is believed, as is the amount on a bill; bills are shown, not paid.
//!
//! **The token**
//! * Its claims are believed: that the key was made inside, that it cannot leave, that the PIN has so many tries.
//!   Attributes are set, not read back.
//! * SoftHSM2 rewrites its files at every login; killed at a bad moment it loses the whole token. That is a test
//!   token, and the reason why `tests/crash.rs` takes a fresh one each time.
//!
//! **The training mode**
//! * Its PIN is known, its token is an unencrypted file, the keys of its CA lie in a folder. Nothing in it is worth
//!   anything; the window says «Учебный режим» all the time. Its server listens on 127.0.0.1 and believes every
//!   holder it has issued a certificate to.
//!
//! **The law**
//! * ECDSA P-256 makes no qualified signature in Russia, whatever the certificate says.
