### Texts of the screens of the wizard.

## General

refresh = Refresh
later = Leave and continue later
when-today = today at { $time }
when-other = { $date } at { $time }
copy-details = Copy the details
copied-details = Copied
support-code = Code for support: { $code }
support-safe = the details hold no PINs and no keys
fault-reason = Reason: { $reason }
draft-saved = Draft saved at { $time }. You can close the window: work goes on from here.
working = Please wait…

## Steps

step-workplace = Workplace
step-sign-in = Sign in with the certificate
step-identify = SNILS
step-office = Where it goes
step-content = Kind of certificate
step-holder = Holder
step-identity = Identity document
step-authority = Authority
step-statement = Application
step-contacts = Contacts
step-consents = Consents
step-verify = Check the data
step-place = Key token
step-gather = Random movements
step-unlock = PIN
step-enroll = Getting it
step-review = Sign and send
step-wait = Waiting
step-accept = Confirmation
step-backup = Backup copy
step-finish = Done

## Fields of the certificate

field-common-name = Common name
field-surname = Family name
field-given-name = Name and patronymic
field-title = Position
field-snils = SNILS
field-inn = INN
field-organization = Organisation
field-organizational-unit = Department
field-ogrn = OGRN
field-ogrnip = OGRNIP
field-inn-le = INN of the organisation
field-kpp = KPP
field-fss-number = FSS number
field-country = Country
field-region = Region
field-locality = Town
field-street = Address
field-email = E-mail

## Menu

nav-notifications = Notifications
nav-certificates = Certificates
nav-tokens = Tokens

## Notifications

notifications-title = Notifications
notifications-checked = Checked { $when } · { $certificates } { $tokens }
notifications-certificates =
    { $count ->
        [one] { $count } certificate
       *[other] { $count } certificates
    }
notifications-tokens =
    { $count ->
        [one] on { $count } token
       *[other] on { $count } tokens
    }
notifications-checking = Reading the certificates on the tokens…
notifications-check-now = Check now
notifications-empty = Nothing needs replacing
notifications-empty-none = No certificates were found. Insert a token and press “Check now”.
notifications-replace = Replace
notifications-first = No certificate yet? Get the first one
notifications-visit = A visit is needed
notifications-unfinished = Replacement not finished
notifications-unfinished-number = Request No. { $number }
notifications-received = New certificate received
notifications-received-line = It takes over on { $date }. Until then the old one is used.
purpose-reporting = Reports to FNS, SFR, Rosstat
purpose-fss = Separate certificate for FSS
inn-line = INN { $inn }

## SNILS

snils-title = Type the SNILS of the certificate holder
snils-lead = The number must belong to the person the certificate was issued to: { $holder }.
snils-label = SNILS
snils-valid = The check digits fit
snils-rest =
    { $count ->
        [one] { $count } digit to go
       *[other] { $count } digits to go
    }
snils-wrong = The check digits do not fit. Compare the number with the document.
snils-zeros = There is no such number. Compare it with the document.
snils-note = Reports to FNS, SFR and Rosstat and reports to FSS need two separate certificates. Replace the second one afterwards.

## Check the data

verify-title = Check the data of the new certificate
verify-lead = On the left what stands in the current certificate, on the right what goes into the new one.
verify-lead-first = This is how it will stand in the certificate.
verify-first = In the certificate
verify-field = Field
verify-current = Now
verify-new = In the new one
verify-absent = none
verify-full-name = Full name
verify-validity = Valid
verify-until = until { $date }
verify-period = from { $from } until { $until }
verify-same = The data have not changed.
verify-changed =
    { $count ->
        [1] One field has changed: { $fields }.
       *[other] { $count } fields have changed: { $fields }.
    }
verify-agree = Correct
verify-disagree = I disagree
verify-disagree-title = Are the data wrong?
verify-disagree-text = Only the certification authority can correct them: its page will open. The replacement ends here and the old certificate stays valid. Start again once the data are corrected.
verify-disagree-confirm = Open the page

## Key token

place-title = Where to write the new key
place-lead = The key is made right on the token and never leaves it.
place-lead-computer = The key is made and kept on this computer.
place-computer = This computer
place-computer-line = The key cannot be moved to a token. Signing will be possible here only.
place-computer-exportable = Signing will be possible here and wherever you take a copy of the key to.
place-number = No. { $serial }
place-free = { $amount } free
place-old = the old key is here
place-pin-low = few PIN tries are left
place-pin-final = the last PIN try is left
place-pin-locked = the PIN is locked, an administrator is needed
place-pin-change = change the factory PIN first
place-pin-none = no PIN is set
place-no-p256 = cannot make such keys
place-read-only = write-protected
place-exportable = Make the key exportable
place-only-here = I understand: signing will be possible on this computer only
place-computer-note = If this computer fails, the key is lost and an unplanned replacement is needed. A key on a token is safer.
place-exportable-note = Such a key can be copied together with its password. So can a stranger who learns the password.
place-insert = Is a token missing? Insert it: it will show up in the list by itself.
place-none = No suitable token. Insert one: it will show up in the list by itself.

## Random movements

gather-title = Move the mouse inside the field
gather-lead = Or press any keys except Esc. Your movements make the key unpredictable.
gather-full-title = That is enough
gather-full-lead = These movements suffice to make the key unpredictable. Press “Next”.
gather-percent = { $percent } % collected
gather-bits = { $bits } of { $target } bits · quality check: { $health }
gather-health-fine = normal
gather-health-poor = the movements are too uniform
gather-stop-title = Stop the replacement?
gather-stop-text = The new key does not exist yet. The old certificate stays valid.
gather-stop-confirm = Stop
gather-stop-stay = Go on collecting

## PIN and password

unlock-pin-title = PIN of the token
unlock-pin-label = PIN
unlock-password-title = Password of the key on this computer
unlock-password-label = Password
unlock-new-title = Choose a password for the new key
unlock-new-lead = It is asked at every signature. A forgotten password cannot be recovered: an unplanned replacement would be needed.
unlock-repeat-label = Password again
unlock-differs = The passwords differ.
unlock-empty = Without a password anybody at this computer can sign.
unlock-cyrillic = The Russian keyboard layout seems to be on.
unlock-low = Few tries are left.
unlock-final = The last try: after one more error the token locks itself.
unlock-final-confirm = I understand, the PIN is right
unlock-reader = Press “Continue” and type the PIN on the keys of the reader.
unlock-later = Continue later

## Stopped

stopped-give-up = Cancel the replacement

## Getting it

enroll-title = Getting the new certificate
enroll-lead = Usually this takes up to 5 minutes. You can close the window: the request is not lost.
enroll-long-title = The request is with the certification authority
enroll-long-lead = The check may take several working days. You can close the window: nothing is lost, the program will ask again.
enroll-request = Request No. { $number }
enroll-next-in = Next check in { $seconds } s
enroll-next-at = Next check { $when }
enroll-since = since { $when }
enroll-minimize = Minimise
enroll-ask-now = Check now
enroll-withdraw = Withdraw the request
enroll-stop = Cancel
enroll-withdraw-title = Withdraw the request?
enroll-withdraw-text = Request No. { $number } is withdrawn and the new key removed. The old certificate stays valid.
enroll-stop-title = Stop the replacement?
enroll-stop-text = The new key is removed. The old certificate stays valid.
enroll-stop-confirm = Stop
enroll-withdraw-confirm = Withdraw
enroll-stay = Do not cancel

stage-check = Checking the token and the certification authority
stage-check-done = Token and certification authority checked
stage-key = Making the key
stage-key-done = Key made
stage-request = Signing the request with the current certificate
stage-request-done = Request signed with the current certificate
stage-submit = Sending the request
stage-submit-done = Request sent
stage-wait = Waiting for the certificate
stage-wait-done = Certificate issued
stage-match = Checking the received certificate
stage-match-done = Received certificate checked
stage-store = Writing the certificate beside its key
stage-store-done = Certificate written beside its key

ca-stage-checking = The data are being checked
ca-stage-approval = Waiting for the approval of the head
ca-stage-payment = Waiting for the payment
ca-stage-operator = An operator is looking at it
ca-stage-issuing = The certificate is being made
ca-stage-issued = The certificate is made
ca-stage-rejected = Refused
ca-stage-withdrawn = Withdrawn

## Confirmation

certificate-title = Read the new certificate
certificate-lead = The law asks you to confirm that you know what the certificate says.
certificate-holder = Holder
certificate-organization = Organisation
certificate-issuer = Issued by
certificate-validity = Valid
certificate-period = { $from } – { $until }
certificate-serial = Serial number
certificate-algorithm = Algorithm
certificate-full = Show everything
certificate-print = Print
certificate-read = I have read the certificate
certificate-sign = Sign and continue

## Contents of the certificate

details-title = Contents of the certificate

## Printing

print-title = Printed form
print-page = Sheet { $page } of { $pages }
print-previous = Previous
print-following = Next
print-printer = Printer
print-other = Another printer
print-no-printer = No printer was found. The form can be saved as PDF.
print-copies = Copies: { $copies }
print-fewer = Fewer
print-more = More
print-do = Print
print-path = PDF file
print-save = Save as PDF
print-open = Open the file
print-saved = Saved: { $path }
print-sent = Sent to the printer.
print-file = Certificate { $holder }

## Backup copy

backup-title = Make a backup copy
backup-lead = If the token breaks, the copy helps to restore the certificate and the papers.
backup-lead-key = If the computer breaks, the copy saves you a visit to the certification authority.
backup-folder = Folder on this computer
backup-default = Default place: { $path }
backup-free = { $amount } free
backup-insert = Insert a drive and press “Refresh” to keep the copy apart from the computer.
backup-other = Is a drive missing? Insert it and press “Refresh”.
backup-drive = Drive { $title }
backup-without-key = The key cannot leave its token, so the copy holds the certificate, its chain and the printed form, but not the key.
backup-with-key = The copy holds the key too, protected by a password.
backup-password = Password of the copy
backup-repeat = Password again
backup-short = At least { $length } characters are needed.
backup-skip = Skip
backup-create = Make the copy

## Done

done-title = Certificate replaced
done-now = The new certificate is already valid. The old one can be used until { $until }.
done-later = The new certificate takes over on { $from }. Until then sign with the old one: it is valid until { $until }.
done-form = Printed form
done-copy = Open the copy
done-second = The holder has a second certificate that ends soon.
done-second-replace = Replace the second
done-cancelled-title = Replacement cancelled
done-cancelled = The old certificate is valid until { $until }. You can start again on any day before.
done-disagreed-title = The certification authority will correct the data
done-disagreed = The page of the certification authority was opened: { $page }. The old certificate is valid until { $until }. Start again once the data are corrected.
done-page = Open the page

## Certificates and tokens

certificates-title = Certificates
certificates-empty = No certificates were found. Insert a token and press “Check now”.
certificates-valid = valid until { $date }
certificates-line = No. { $serial } · { $from } to { $to }
certificates-details = Details
certificates-expired = expired on { $date }
tokens-title = Tokens
tokens-empty = No tokens were found. Insert a token and press “Check now”.
tokens-pin-fine = PIN in order
tokens-computer = Keys made on this computer
