### What renewals have left on the tokens, and the removal of old keys.

## Models that do not make the keys that are needed

storage-nothing = only stores keys of other programs
storage-gost = makes GOST keys only
storage-rsa = makes RSA keys only
storage-nothing-do = { $place } has no cryptography: it stores containers of CryptoPro and makes no keys itself. Containers and certificates stay in place. The new key needs a Rutoken ECP 3.0 or another token with P-256 keys.
storage-gost-do = { $place } makes GOST keys, but this CA issues certificates for P-256 keys. The keys on the token stay in place. The new key needs a Rutoken ECP 3.0 or another token with P-256 keys.
storage-rsa-do = { $place } makes RSA keys, but this CA issues certificates for P-256 keys. The keys on the token stay in place. The new key needs a Rutoken ECP 3.0 or another token with P-256 keys.
place-full-numbers = too little room: { $needed } needed
place-full-do = { $place } has too little room for the key and its certificate. Insert another token or make room: “Tokens” → “Remove old keys”. Remove keys of other programs only with those programs.

## What is left on the tokens

recovery-title = Check of the keys
recovery-lead = The records of this computer were compared with what can be seen on the tokens. Nothing is removed without your word.
recovery-empty = Everything is in place
recovery-empty-line = Keys and certificates of this program lie where the records say. There is nothing to do.
recovery-pin-note = Without a PIN only certificates and public keys can be seen. Private keys are checked when you type the PIN.
recovery-unsure = To be certain, the PIN is needed.
recovery-where = { $holder } · { $place }
recovery-card =
    { $count ->
        [one] { $count } unfinished matter on the tokens
       *[other] { $count } unfinished matters on the tokens
    }
recovery-card-line = A key or a certificate does not lie as recorded. Nothing is lost: see what happened.
recovery-look = Have a look
recovery-open = Check keys and certificates
recovery-rewrite = Write it again
recovery-remove = Remove the key
recovery-done = Done. Everything you asked for was done and checked.
recovery-changed = Things on the token have changed, so nothing was done. Below is how they stand now.

recovery-key-only = There is a key and no certificate yet
recovery-key-never = The key was made, the request was not sent: the CA does not know of it. The renewal can go on with this key or be cancelled.
recovery-key-perhaps = The request may have been sent, but no answer came. The renewal can go on: there will be no second request.
recovery-key-waiting = The request is with the CA. There is nothing to do: the certificate will be written beside this key.
recovery-key-refused = The request was refused. The key is intact: correct the request or cancel the renewal.
recovery-unseen = The new key cannot be seen yet
recovery-unseen-means = The key was made, but this token shows keys after the PIN only. Go on with the renewal: the program will ask for it and check.
recovery-half = The key was made by half
recovery-half-means = The making of the key was cut off. Go on with the renewal: the program removes the rest and makes the key anew. The old key is untouched.
recovery-doubled = Two keys under one number
recovery-doubled-means = Nobody can tell which one is in the request. Open the renewal and cancel it: both will be removed, the old key stays.
recovery-lost = The key is not on the token
recovery-lost-means = It was removed, or the token was erased. The new certificate is worth nothing without it. Open the renewal, cancel it and begin anew: the old key is untouched.
recovery-lost-finished-means = It was removed, or the token was erased. A certificate without its key signs nothing, and the key cannot be brought back. Get a new certificate with another valid key or in person.
recovery-certificate = There is no certificate beside the key
recovery-certificate-means = The certificate was removed, or writing it failed. It is kept on this computer: the program will write it beside the key again.
recovery-unwritten = The certificate was issued and not written
recovery-unwritten-means = It is kept on this computer. Go on with the renewal: it will be written beside the key.
recovery-second = A needless key of this renewal is left
recovery-second-means = After a refusal another key was made, and this one did not go. There is no certificate for it and there will be none.
recovery-leftover = The key of a cancelled renewal is left
recovery-leftover-means = The renewal was cancelled, but the key did not go. There is no certificate for it and there will be none.
recovery-half-removed = An old key was removed by half
recovery-half-removed-means = The removal was cut off. What is left signs nothing: the removal can be finished.
recovery-undo = The cancellation is not finished
recovery-undo-means = Go on: the program takes the request back and removes the new key. The old key stays.
recovery-other = An unfinished key of another computer
recovery-other-means = This program made it, but not on this computer: there are no records of the renewal here. It can go on only where it was begun.
recovery-absent = The token with the new key is not inserted
recovery-absent-means = It holds the key of an unfinished renewal. Insert it, and the renewal can go on.

recovery-ask-title = Remove this key?
recovery-ask = { $label }. The key will be removed from the token for ever. Other keys and certificates are untouched.
recovery-ask-other = { $label }. If the renewal is being finished on another computer, its certificate is worth nothing without this key. Remove it only if that renewal was given up.
recovery-keep = Keep it
recovery-key = A key without a name

## Removal of old keys

cleanup-title = Old keys
cleanup-button = Remove old keys
cleanup-lead = { $place }. Only keys of this program whose time is over are shown. Containers of CryptoPro and keys of other programs are not touched.
cleanup-empty = There are no old keys
cleanup-empty-line = This token has no keys of this program whose time is over.
cleanup-ended = ended { $date }, No. { $serial }
cleanup-replaced = replaced by one that is valid until { $date }
cleanup-kept-badge = stays
cleanup-kept-young = Can be removed from { $date } on: until then what it signed may still be verified.
cleanup-kept-last = This computer has no record of a replacement for this key.
cleanup-kept-over = The certificate that replaced it is not valid now.
cleanup-kept-elsewhere = The key that replaced it is not on this token.
cleanup-kept-needed = A renewal goes on that needs this key.
cleanup-kept-other = Another certificate, not of this program, lies beside the key.
cleanup-next = Next
cleanup-check-title = Check what will be removed
cleanup-what = Key and certificate No. { $serial }, { $holder }, will be removed.
cleanup-why = Its time ended on { $date }. Certificate No. { $by } has replaced it, is valid until { $until }, and has its key on this same token. No unfinished request needs this key.
cleanup-why-unseen = The program will look for the new private key after the PIN, and remove the old one only then.
cleanup-warning = Nobody will be able to read documents and letters that were encrypted to the old key. What it signed stays valid. If you still need what is encrypted, decrypt it first.
cleanup-understood = I understand: what was encrypted to this key cannot be read any more
cleanup-remove = Remove
cleanup-done = The old keys are gone. The keys in use are in place.

## renewctl recover and cleanup

cli-finding = { $what } ({ $place }): { $means }
cli-recover-nothing = Everything is in place: keys and certificates lie where the records say.
cli-old-pair = { $holder }, No. { $serial }, ended { $date }: { $verdict }
cli-old-pair-safe = can be removed, replaced by certificate No. { $by }
cli-cleanup-nothing = There are no old keys of this program here.
cli-cleaned = Keys removed: { $count }.
