### Faults. The first sentence of err-… is the headline; what follows says what it means for the key. rec-… says what to do.

## SNILS

err-snils-check = The check digits of the SNILS do not fit. Nothing happened to the key or the certificate.
rec-snils-check = Compare the number with the document and type it again.
err-snils-other = This SNILS belongs to somebody else. Nothing happened to the key or the certificate.
rec-snils-other = Type the SNILS of the certificate holder, or go back and choose another certificate.

## Certificate

err-cert-expired = The certificate has expired. It can no longer sign a request for a new one.
rec-cert-expired = To get a new certificate the holder has to visit the certification authority with a passport.
err-cert-revoked = The certificate was revoked. It cannot sign a request for a new one.
rec-cert-revoked = To get a new certificate the holder has to visit the certification authority with a passport.
err-cert-unreadable = The certificate cannot be read. Its content does not look like a certificate; the program did not change it.
rec-cert-unreadable = Try again. If that does not help, tell support the code.
err-cert-not-found = No suitable certificate was found. Keys and certificates on the tokens are unchanged.
rec-cert-not-found = Insert the token with the valid certificate and try again.

## Token

err-module-absent = This computer has no token library (driver). Keys on the token are untouched, but the program cannot see them.
rec-module-absent = Install the driver from the token vendor's site and check again. Looked for: { $module }.
err-module-load = The token library did not load. Keys on the token are untouched, but the program cannot see them.
rec-module-load = Install or update the token driver from the vendor's site and check again.
err-module-bitness = The token library { $module } was built for another kind of computer than this program. The keys are untouched.
rec-module-bitness = Install the 64-bit library from the site of the token's vendor and press “Try again”.
err-module-crashed = The token library { $module } crashed. The program goes on, the keys are untouched.
rec-module-crashed = Take the token out, put it in again and press “Try again”. If it happens again, update the library from the vendor's site.
err-module-hung = The token library { $module } does not answer, the program has stopped it. The keys on the token are whole.
rec-module-hung = Take the token out, put it in again and press “Try again”.
err-token-absent = The token is not inserted. The keys on it are untouched.
rec-token-absent = Insert the token and press “Try again”.
err-token-removed = The token was disconnected. The old key is in place and nothing begun is lost.
rec-token-removed = Insert the same token and press “Try again”: the wizard goes on from this step.
err-token-full = There is no room on the token. The old key and certificate are untouched.
rec-token-full = Choose another token, or remove from this one what is no longer needed. Do not remove keys used for signing.
err-token-readonly = The token is write-protected. The old key and certificate are untouched.
rec-token-readonly = Remove the write protection or choose another token.
err-token-no-p256 = The token cannot make such keys. The old key and certificate are untouched.
rec-token-no-p256 = Choose another token, or ask the administrator which one fits.
err-token-failed = The token answered with an error. The old key is unchanged and what was begun is saved.
rec-token-failed = Take the token out, insert it again and press “Try again”. If that does not help, tell support the code.
err-key-missing = The key was not found on the token. The program removed nothing.
rec-key-missing = Check that this is the right token and press “Try again”. If it is, tell support the code.
err-pair-needed = This key must not be removed. It is in place: nothing proves that nobody needs it.
rec-pair-needed = Insert the token with the new key and open the list of old keys again: it says why the key stays.
err-write-mismatch = The certificate was written with an error. The new key is intact and the certificate is kept on this computer.
rec-write-mismatch = Press “Try again”. If the error comes back, tell support the code: the token may be faulty.

## PIN and password

err-pin-wrong = The PIN was not accepted. The key is untouched.
rec-pin-wrong = Check the keyboard layout and Caps Lock and type the PIN again.
err-pin-locked = The PIN is locked. The key on the token is intact but cannot be used for now.
rec-pin-locked = The administrator's PIN helps: the button “Unlock” here or under “Tokens”. What was begun is saved.
err-pin-length = The PIN has the wrong length. No try was spent.
rec-pin-length = Type the whole PIN.
err-pin-stale = The stored PIN was not accepted, one try was spent. The program does not use it any more; the key is untouched.
rec-pin-stale = Type the PIN that holds now.
err-pin-not-kept = The PIN was not kept: the password store did not take it. The token and its keys are untouched.
rec-pin-not-kept = Unlock the system's password store and tick it once more when the program asks for the PIN.
err-pin-not-forgotten = The password store did not remove the token's PIN. The program does not use it any more; the keys are untouched.
rec-pin-not-forgotten = Unlock the system's password store: at its next start the program removes it by itself.
err-pin-last-try = One try is left, so the PIN was not tried. A mistake would lock the token; the key is intact.
rec-pin-last-try = Check the PIN and repeat the command with --last-try.
err-admin-pin-last-try = The administrator has one try left, and it was not spent. After a mistake the token can only be erased together with its keys.
rec-admin-pin-last-try = Ask who gave you the token for the administrator's PIN and repeat the command with --last-try.
err-pin-expired = The PIN must be changed. The key on the token is intact.
rec-pin-expired = Change it: the button “Change the PIN” here or under “Tokens”.
err-pin-not-set = The token has no PIN yet. The keys on it are untouched.
rec-pin-not-set = The administrator of the token sets it: the button “Set a PIN” here or under “Tokens”.
err-pin-weak = The new PIN is too simple for this token. The old PIN still holds, the keys are untouched.
rec-pin-weak = Think of a longer PIN with letters and digits, without repetitions and runs such as 12345678.
err-pin-reused = This token has had such a PIN before. The old PIN still holds, the keys are untouched.
rec-pin-reused = Think of a PIN that this token has never had.
err-admin-pin-wrong = The administrator's PIN was not accepted. The keys on the token are untouched.
rec-admin-pin-wrong = Do not guess it: when its tries are spent the token must be erased together with its keys. Ask who gave you the token.
err-admin-pin-locked = The administrator's PIN is locked. The keys on the token are whole, but this program cannot open them.
rec-admin-pin-locked = Turn to who gave you the token or to the vendor's support. Do not format the token: the keys would be lost.
err-password-wrong = The password was not accepted. The key is untouched.
rec-password-wrong = Check the keyboard layout and Caps Lock and type the password again.
err-password-characters = Not every program accepts all characters of this password. No copy was made and the key is untouched.
rec-password-characters = Use Latin letters, digits and ordinary punctuation.

## Certification authority

err-ca-unreachable = The certification authority cannot be reached. Key and request are not lost.
rec-ca-unreachable = Check in this order: do other sites open, does a VPN, proxy or antivirus stand in the way. If not, the authority itself is down: press “Try again” or come back later.
err-ca-slow = The certification authority does not answer. Key and request are not lost.
rec-ca-slow = Press “Try again” or come back later: the wizard goes on from here.
err-ca-tls-name = The server goes by another name. Nothing was sent to it and the key is untouched.
rec-ca-tls-name = Check the date of the computer and the network settings. If that does not help, tell the administrator the code.
err-ca-tls-root = The server cannot be trusted. Nothing was sent to it and the key is untouched.
rec-ca-tls-root = An antivirus or a proxy may inspect the connection. Tell the administrator the code.
err-ca-refused = The certification authority did not take the request. The old certificate stays valid.
rec-ca-refused = Press “Try again”. If the answer is the same, ask the certification authority and name the code.
err-ca-failed = The certification authority has a failure. Key and request are not lost.
rec-ca-failed = Press “Try again” or come back later.
err-ca-busy = The certification authority is busy. Key and request are not lost.
rec-ca-busy = Wait a few minutes and press “Try again”.
err-ca-garbage = The answer of the certification authority makes no sense. The key is untouched and nothing was written.
rec-ca-garbage = Press “Try again”. If that does not help, tell support the code.
err-ca-holder-unknown = The certification authority does not know this holder. Nothing happened to the key or the certificate.
rec-ca-holder-unknown = Check the SNILS. If it is right, ask the certification authority that issued the certificate.
err-ca-sign-in = Signing in to the certification authority failed. Key and request are not lost.
rec-ca-sign-in = Press “Try again”: the wizard signs in anew.
err-ca-rejected = The certification authority refused. The old certificate stays valid.
rec-ca-rejected = Remove the cause and send the request again, or ask the certification authority.
err-ca-unsupported = This certification authority cannot do what was needed. Nothing has happened to the key and the certificate.
rec-ca-unsupported = Tell support the code: the profile of the certification authority must be corrected.
err-profile-invalid = The settings of the certification authority cannot be read. Keys and certificates are untouched.
rec-profile-invalid = Check that the settings file is in its place. If it is damaged, install the program anew or tell the administrator the code.

## Received certificate

err-issued-other-key = The certificate is for another key. It was not written to the token; the old one stays valid.
rec-issued-other-key = Ask the certification authority and name the code.
err-issued-other-holder = The certificate holds other data. It was not written to the token; the old one stays valid.
rec-issued-other-holder = Ask the certification authority and name the code.
err-issued-chain = The certificate could not be proved genuine. It was not written to the token; the old one stays valid.
rec-issued-chain = Press “Try again”. If that does not help, ask the certification authority and name the code.
err-issued-dates = The certificate has wrong dates. It was not written to the token; the old one stays valid.
rec-issued-dates = Check the date of the computer. If it is right, ask the certification authority and name the code.
err-issued-usage = The certificate cannot be used for signing. It was not written to the token; the old one stays valid.
rec-issued-usage = Ask the certification authority and name the code.

## This computer

err-disk-full = The disk is full. The key is untouched; the next step was not begun so that nothing is lost.
rec-disk-full = Free some space and press “Try again”.
err-disk-denied = The folder cannot be used. The key is untouched; the next step was not begun so that nothing is lost.
rec-disk-denied = Check the rights of the folder or choose another one and try again.
err-journal-damaged = The record of the replacement is damaged. Keys and certificates on the token are untouched.
rec-journal-damaged = Do not start the replacement anew. Tell support the code: they help to find the new key.
err-vault-failed = The password store of the system did not open. The records are intact but cannot be read for now.
rec-vault-failed = Unlock the password store and start the program again.
err-second-copy = The program is already running. Keys and requests are untouched.
rec-second-copy = Go to the open window, or close it and start the program again.

## Scans

err-scan-type =
    { $found ->
        [absent] There is no such file
        [empty] The file is empty
        [program] This is a program, not a scan
        [link] This is a shortcut, not the file itself
        [folder] This is a folder, not a file
        [device] This is a device, not a file
        [html] This is a web page, not a scan
        [text] This is text, not a scan
        [office] This is a document of an office program, not a scan
        [archive] This is an archive that is not taken here
        [video] This is a video, not a scan
        [png] PNG pictures are not taken here
        [gif] GIF pictures are not taken here
        [webp] WebP pictures are not taken here
        [heic] HEIC photographs are not taken here
        [jpg] JPEG pictures are not taken here
        [bmp] BMP pictures are not taken here
        [tif] TIFF pictures are not taken here
        [pdf] PDF files are not taken here
        [rar] RAR archives are not taken here
        [zip] ZIP archives are not taken here
       *[unknown] By its content this is no scan
    }. The file “{ $name }” was not attached; the request and the key are unchanged.
rec-scan-type =
    { $found ->
        [absent] Check the path, or choose the file with “Browse…”.
        [empty] Scan the document again and choose the new file.
        [link] Choose the file itself.
        [folder] Open the folder and choose a file.
       *[other] Choose a scan of a kind that the certification authority takes: the kinds stand beside the field.
    }
err-scan-too-large = The file is larger than { $limit }. The file “{ $name }” was not attached; the request and the key are unchanged.
rec-scan-too-large = Scan the document in a lower quality, or save it as a JPEG picture: the wizard makes pictures smaller by itself.
err-scan-broken =
    { $flaw ->
        [picture] The picture is damaged
        [cut] The picture is cut off
        [pdf] The PDF file does not open
        [pages] The PDF file has no pages
        [archive] The archive is damaged
        [empty-archive] The archive is empty
        [password] The file is locked with a password
        [path] A file name points to a foreign folder
        [lost] The stored copy is missing or damaged
       *[other] The file is damaged
    }. The file “{ $name }” was not attached; the request and the key are unchanged.
rec-scan-broken =
    { $flaw ->
        [password] Save the file without a password and choose it again.
        [path] Choose the file with “Browse”; if it is an archive, make it anew.
        [lost] Attach the document again.
       *[other] Open the file yourself: if it does not open, scan the document again.
    }
err-scan-bomb = Inside, the file is many times larger than a scan. The file “{ $name }” was not attached; the request and the key are unchanged.
rec-scan-bomb = Attach an ordinary scan. If somebody sent you the file, do not open it and ask the sender.

## Printing and copy

err-print-none = No printer was found. The certificate is not affected.
rec-print-none = Connect a printer or save the form as PDF.
err-print-failed = The form was not printed. The certificate is not affected.
rec-print-failed = Check the printer and try again, or save the form as PDF.
err-pdf-failed = The printed form could not be made. The certificate is not affected.
rec-pdf-failed = Try again. If that does not help, tell support the code.
err-backup-medium = The place for the copy is not available. The new certificate is already written and works.
rec-backup-medium = Insert the drive or choose another place.
err-backup-differs = The copy was written with an error. The new certificate is already written and works.
rec-backup-differs = Try again or choose another place: the drive may be faulty.

err-open-failed = The page or file did not open. Your key is not affected.
rec-open-failed = Open the address in the browser, or the file in its folder, yourself.

## Program

err-internal = An error in the program. Nothing was written and the key is untouched.
rec-internal = Close the program, start it again and press “Continue”. If that does not help, tell support the code.
err-argument-missing = An argument is missing on the command line. Nothing was begun and the key is untouched.
rec-argument-missing = Add the argument and run the command again. For a list see renewctl --help.
