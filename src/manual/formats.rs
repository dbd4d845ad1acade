//! The files of the program: what stands in them, and how they may change.
//!
//! # The home
//!
//! `RENEWAL_HOME`, else the local data folder of the user
//! ([`Directories::open`](crate::platform::directories::Directories::open)). Made with rights 0700.
//!
//! ```text
//! journal/<renewal>.journal     one renewal each, kept after its end: `renewctl backup` takes chain and request from it
//! keys/<CKA_ID>/                containers of this computer
//! backup/                       copies that were put on no other medium
//! documents/<digest>.scan       attached scans, sealed like the journals
//! vault.key                     key of the journals, 32 bytes, rights 0600; or
//! vault.keyring                 a note that the key is in the keyring (service renewal-master, entry journal-key)
//! kept-pins/<hash>              empty: the keyring holds the PIN of a token, entry pin-<hash>, SHA-256 of number and
//!                               label; with the ending .gone it must not be used any more and is yet to be removed
//! secret-<name>                 another secret where there is no keyring (else an entry of that name), sealed as below
//! instance.lock                 empty; locked while a copy of the program works
//! training/                     a whole home for the training mode, with sandbox/ and training-token.json
//! ```
//!
//! # The journal, format 1
//!
//! Name: `<seconds since 1970>-<8 hex digits>`; sorts by time. Lines of base64, each ended by LF:
//!
//! ```text
//! line   = base64( nonce[12] ‖ ChaCha20-Poly1305(key, nonce, aad, json) ‖ tag[16] )
//! aad    = name of the renewal in UTF-8 ‖ number of the line from 0 as 8 bytes, big-endian
//! nonce  = random
//! ```
//!
//! A line without LF was torn and does not count. Any other line that cannot be opened or read makes the journal
//! `JOURNAL-DAMAGED`. The JSON is an [`Entry`](crate::domain::entry::Entry): `at` (RFC 3339, UTC), `event`, and the
//! fields of the event. The first line is `started` or `started-first`.
//!
//! | `event` | Fields |
//! |---|---|
//! | `started` | `key` ([`KeyRef`](crate::domain::key::KeyRef)), `certificate` (base64 of DER), `profile` (its `id`), `key_end` (RFC 3339; absent where the place does not tell it) |
//! | `started-first` | `profile`: a first issue, there is no certificate |
//! | `workplace-checked` | |
//! | `draft-opened` | `draft`: `id`, `number`, `link`, `until` |
//! | `draft-taken` | `dossier`: what lay at the CA and holds now |
//! | `drafted`, `filled` | `section`, `values` (texts by field name): as typed; checked |
//! | `attached` | `scan`: `slot`, `name`, `media`, `size`, `digest` (SHA-256 in hex) |
//! | `detached` | `slot`, `digest` |
//! | `identified` | `snils` (11 digits, or none), `holder`: `subject` (object by field name, in order), `not_before`, `not_after` |
//! | `confirmed`, `disagreed` | |
//! | `placed` | `place`, `exportable` |
//! | `gathered` | `bits`: credited to the user's events, 0 to 256 |
//! | `key-planned` | `plan` ([`KeyPlan`](crate::domain::key::KeyPlan): `key`, `label`, `exportable`, `start`, `end`), `idempotency` (32 hex digits) |
//! | `key-made` | `point` (base64, 65 bytes, SEC1), `seeded` |
//! | `code-word-sent` | the word itself is in no line |
//! | `request-ready` | `submission`: `idempotency`; `request` (PKCS#10), `package` and `dossier` (CMS), base64 of DER; `draft` |
//! | `request-written` | `file`, to be carried to a portal by hand |
//! | `uploaded` | `digest` of a scan that is at the CA |
//! | `submitted` | `accepted`: `request`, `number`, `link`, `until` |
//! | `waited` | `stage`, `news` (`since`, `until`, `payment`, `store`), `next` (RFC 3339) |
//! | `contacts-changed` | `values` |
//! | `refused` | `refusal`: `source`, `reason`, `sections`, `new_key` |
//! | `repair-begun` | `new_key` |
//! | `key-dropped` | |
//! | `store-known` | `login`; the password is in the vault |
//! | `removal-begun` | `key`, `certificate` and `replaced_by`: serial numbers, or none; may follow the end |
//! | `removed` | `key`; may follow the end |
//! | `rewritten` | nothing; the certificate lies on its place again; may follow the end |
//! | `issued` | `certificate`, `chain`: base64 of DER, issuing CA first |
//! | `stored`, `acknowledged` | |
//! | `receipt-ready` | `receipt`: CMS, base64 of DER |
//! | `copy-begun` | `place`: the token that a copy is being written onto |
//! | `backed-up` | `place`: a path or `{"serial":…,"label":…}` of a token (older: `folder`), `with_key` |
//! | `backup-skipped` | |
//! | `undo-begun` | |
//! | `finished`, `cancelled`, `revoked` | |
//!
//! A place is `{"token":{"serial":…,"label":…}}` or `"computer"`; a key is `{"place":…,"id":"<CKA_ID in hex>"}`.
//!
//! **Change.** There is no version in the file: an event never loses its name or a field, and gets new ones only with
//! a default. A program that does not know an event calls the journal damaged and touches nothing.
//!
//! # A secret without a keyring, format 1
//!
//! One file a secret, rights 0600: nonce ‖ ChaCha20-Poly1305 under the key of the journals ‖ tag; the name of the file
//! is authenticated with it. Names: `store-<renewal>` for the password of a certificate store.
//!
//! # Request files
//!
//! `request.req`, `request-2.req` and so on: PKCS#10 in DER, or in PEM with the label `CERTIFICATE REQUEST`, by the
//! profile; beside it `….pdf`, the sheet to print. Read are both, also with the label `NEW CERTIFICATE REQUEST` and as
//! base64 without a frame. Certificates are read from DER, PEM and PKCS#7 in BER, whatever the file is called.
//!
//! # A scan, format 1
//!
//! ```text
//! documents/<digest>.scan = nonce[12] ‖ ChaCha20-Poly1305(key, nonce, aad, content) ‖ tag[16]
//! digest = SHA-256 of the content, hexadecimal          aad = "scan " ‖ digest          key = that of the journals
//! ```
//!
//! Written as `<digest>-<nonce>.part`, brought to the disk, renamed. A `.part` older than ten minutes is removed when
//! the next scan is kept.
//!
//! # A container of this computer, format 1
//!
//! | File in `keys/<CKA_ID in hex>/` | Content |
//! |---|---|
//! | `container.toml` | `label` (text), `exportable` (boolean) |
//! | `key.p8` | EncryptedPrivateKeyInfo (RFC 5958), PBES2: PBKDF2-HMAC-SHA256, 600 000 rounds, salt 16 bytes; AES-256-CBC |
//! | `certificate.cer` | DER; there once the certificate was stored |
//!
//! Each file is written as `.new`, forced to the disk and renamed; the key comes last, and a container without it
//! does not count. `openssl pkcs8 -inform DER -in key.p8` opens it with the password of the container.
//!
//! # The profile of a CA, schema 1
//!
//! TOML; unknown keys are refused with line and column. Every key, limit and default stands in `docs/profiles.md` for
//! administrators and in [`ca::profile`](crate::ca::profile) for readers of the code; samples in `assets/profiles`. The
//! `id` stands in journals and never changes; a change of meaning gets another `schema`.
//!
//! # The portal protocol, version 1
//!
//! `docs/portal.yaml` (OpenAPI 3.1) is the contract; [`domain::portal`](crate::domain::portal) spells it for client and
//! sandbox. The version is in the path (`/v1/`); within it members are only added.
//!
//! # Request, package, receipt
//!
//! | What | Format | Signed by |
//! |---|---|---|
//! | request | PKCS#10 (RFC 2986), subject as in the old certificate with the confirmed changes; attribute 1.3.6.1.4.1.311.13.1 holds the old certificate | new key |
//! | package | CMS SignedData (RFC 5652) with CAdES-BES attributes, content: the request | old key |
//! | dossier | the same, content: [`Dossier::canonical`](crate::domain::form::Dossier::canonical), JSON with sorted members, scans by digest | old key |
//! | decision | the same, content: JSON with request, verdict, reason and digest of the card | key of the head |
//! | proof | the same, content: the challenge of 32 bytes | old key |
//! | receipt | the same, detached, over the DER of the new certificate | old key |
//!
//! All signatures are ECDSA P-256 with SHA-256, without parameters (RFC 5758 3.2). Extensions asked for: key usage,
//! extended key usage, policy КС1 (1.2.643.100.113.1), private key usage period, subjectSignTool,
//! identificationKind 1. An EST server gets the request alone. A first issue has no old key: request and dossier are sent
//! as they are, the application is signed on paper, and the new key signs the receipt.
//!
//! # The key pair on a token
//!
//! Private key, public key and certificate share `CKA_ID` (16 bytes) and `CKA_LABEL` («holder date»). `CKA_START_DATE`
//! and `CKA_END_DATE` are left out where the token refuses them. The certificate object is public and has subject,
//! issuer, serial number and value.
//!
//! # The copy
//!
//! A folder `<copy-folder with holder and date>`, `… (2)` when there is one; names from the locale
//! ([`backup::Names`](crate::backup::Names)), here the Russian ones:
//!
//! | File | Content |
//! |---|---|
//! | `Сертификат.cer` | DER |
//! | `Цепочка сертификатов.pem` | PEM, issuing CA first; absent when unknown |
//! | `Запрос на сертификат.p10` | DER; absent when unknown |
//! | `Печатная форма.pdf` | PDF 1.7 |
//! | `Ключ и сертификат.p12` | only for an exportable key: PKCS#12 (RFC 7292), PBES2 with AES-256-CBC and HMAC-SHA256, 600 000 rounds, MAC HMAC-SHA256 with as many |
//!
//! While it is being written the folder is called `.<name>.part`; one of that name is left over from a cut and can be
//! removed.
//!
//! # The folder of the sandbox
//!
//! `root.pem`, `issuing.pem`, `issuing.key`, `tls.pem`, `tls.key` (PEM, keys PKCS#8 in the open, 0600), `port`,
//! `operator-port`, `clock` (seconds to add), `outbox.jsonl` (what would be e-mail), the profiles `profile.toml`,
//! `treasury.toml`, `e-pasluga.toml`; and, for the first CA here and for the others in a folder of their name,
//! `requests.json`, `drafts.json`, `files/<draft>/<digest>`. No promise is made about them.
