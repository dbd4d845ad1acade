### Long renewals up to the submission: workplace, sign-in, drafts, data, signature and sending.

## Common

copy = Copy
copy-link = Copy the link
draft-behind = The latest changes are kept on this computer only. They go to the CA together with the request.
certificate-files = Certificates

## Workplace

workplace-title = Workplace check
workplace-checking = Checking that everything is ready. This takes a few seconds.
workplace-fine = Everything is ready: you can begin.
workplace-warned = You can go on. What had better be mended is marked yellow.
workplace-blocked = Mend what is marked red first, or the renewal cannot be completed.
workplace-again = Check again
workplace-report = Save a report for the administrator
workplace-saved = The report is saved: { $path }. It holds no personal data.
workplace-open = Open the report
workplace-no-visit = No visit is needed as long as the passport is the same and the current key can sign. Should a visit be needed after all, the program will say so.
workplace-first-visit = There is no certificate yet, so one visit is needed at the end. The program will say which papers to take.
check-driver = Token driver
check-token = Token
check-clock = Clock of the computer
check-ca = Connection to the CA
check-disk = Room on the disk
check-keyring = Keyring
report-title = Workplace check
report-file = workplace-check-{ $date }.txt
report-fine = { $name }: in order
report-warning = { $name }: a remark, { $code }
report-blocking = { $name }: prevents the work, { $code }

## Sign-in and drafts

sign-in-title = Signing in with the certificate
sign-in-lead = The program signs in at { $ca } with the current certificate. No password is needed.
drafts-title = Go on with a request begun earlier?
drafts-lead = The CA keeps requests that you have begun before.
drafts-go-on = Draft No. { $number } of { $date }
drafts-saved = saved { $when }
drafts-until =
    { $days ->
        [one] kept until { $date }, { $days } more day
       *[other] kept until { $date }, { $days } more days
    }
drafts-filled = Filled in: { $what }
drafts-empty = Nothing is filled in yet
drafts-over = Kept until { $date }, no longer there
drafts-anew = Begin anew
drafts-anew-detail = A new request with empty fields
drafts-anew-note = The earlier draft stays at the CA until its term ends, but this renewal has nothing to do with it any more.

## Data: fields and errors

form-required = required
form-yes = Yes
form-no = No
form-changed = Changed
form-unchanged = The same
form-advice-phone = You are called only if something is unclear.
form-advice-email = News of the request come here.
form-wrong-missing = Fill in this field.
form-wrong-too-long =
    { $most ->
        [one] Too long: { $most } character at most.
       *[other] Too long: { $most } characters at most.
    }
form-wrong-date = There is no such day. Write the date as 05.03.2019.
form-wrong-date-impossible = This date cannot stand here. Compare it with the document.
form-wrong-phone = The number is incomplete or of another country.
form-wrong-email = This does not look like an e-mail address. Example: ivanova@romashka.example
form-wrong-number = The check digits do not fit. Compare the number with the document.
form-wrong-number-length =
    { $expected ->
        [one] The number has { $expected } digit.
       *[other] The number has { $expected } digits.
    }
form-wrong-department-code = The code of a department has six digits: 770-001.
form-wrong-not-listed = Choose from the list.
form-wrong-needs-another = This power needs another one of the same system.
form-wrong-class-forced = Staff of this office need another protection class.
form-wrong-not-agreed = The request is not taken without it.
form-wrong-scan-missing = Attach a file.
form-wrong-scan-unfit = The file no longer fits the rules of the CA. Take it off and attach another one.

## Where

form-office-heading = Where the request goes
form-office-lead = Choose the region, then the office that serves your organisation.
form-office-region = Region
form-office-office = Office that takes the request
form-office-ogrn = OGRN
form-office-inn = INN of the organisation
form-office-representative = The data are submitted by a representative
office-search = Type the name
office-nothing = Nothing found. Check the spelling.
office-region-first = Appears once the region is chosen.
office-from-certificate = From the current certificate

## What

form-content-heading = Which certificate you need
form-content-lead = Usually nothing needs to be changed here: what the current certificate has is ticked.
form-content-lead-first = Tick the systems you will work in. The rest can stay as it is.
form-content-request = What to do
form-content-kind = Kind of certificate
form-content-class = Class of protection
option-request-change = Replace the current certificate
option-request-additional = Get an additional one: the current one stays
content-source = Kind and powers can be taken from another certificate.
content-from-certificate = Choose a file (Browse…)
content-taken = Taken from the certificate: { $holder }
content-kind-both = The certificate names a person and an organisation
content-kind-person = The certificate names a person only
content-kind-organization = The certificate names an organisation only
content-class-forced = Staff of the chosen office need this class; it cannot be changed.
content-powers = Powers in information systems
content-base = The other powers of this system need it
content-new = new
content-gone = in the current one
content-all = Choose all
content-all-but = All but “{ $one }”
content-main = Choose the main ones
content-none = Clear all
content-staff = Powers for the staff of the CA are not shown: { $titles }. Clients do not need them.

## Holder

form-holder-heading = Whose certificate it is
form-holder-lead = Write everything as it stands in the documents: the registers will check it.
form-holder-surname = Surname
form-holder-given-name = Given name and patronymic
form-holder-title = Position
form-holder-snils = SNILS
form-holder-personal-inn = INN of the person
form-holder-organization = Organisation
form-holder-locality = Locality
form-holder-street = Street, house
holder-from-certificate = If there is an old certificate, the fields can be filled from it.

## Identity document

form-identity-heading = Identity document
form-identity-lead = The authorities check the holder by it.
form-identity-changed = Document
form-identity-as-before = The document is the same, nothing has changed
form-identity-is-new = The document has changed
form-identity-document = Kind of document
form-identity-series = Series
form-identity-number = Number
form-identity-issuer = Issued by
form-identity-code = Code of the department
form-identity-issued = Date of issue
form-identity-born = Date of birth
form-identity-expires = Valid until
form-passport-visit = When the document changes, the CA usually asks for a visit. The request can be sent now all the same: should a visit be needed, the program will say so.
option-document-passport-ru = Passport of a citizen of Russia
option-document-passport-foreign = Passport of a foreigner
option-document-residence-permit = Residence permit
option-document-passport-by = Passport of a citizen of Belarus

## Document of authority

form-authority-heading = Document of authority
form-authority-lead = The power of attorney or order by which the holder acts for the organisation.
form-authority-changed = Document
form-authority-as-before = The document is the same and still valid
form-authority-is-new = The document is a new one
form-authority-name = Name of the document
form-authority-date = Date
form-authority-number = Number

## Application

form-statement-heading = Application for the certificate
form-statement-lead = The application is made of these data. It can be seen and printed before it is sent.
form-statement-ground = Acts by virtue of
form-statement-ground-date = Date of the document
form-statement-ground-number = Number of the document
form-statement-holder-position = Position of the holder
form-statement-holder-name = Holder: surname and initials
form-statement-head-position = Position of the head
form-statement-head-name = Head: surname and initials
statement-preview = See and print
code-word-label = Code word
code-word-hint = You are recognised by it on the telephone. The program does not keep it: remember it or write it down.
code-word-title = Code word
code-word-text = Type the code word once more: the program does not keep it, and it has not reached the CA yet.
print-statement-file = Application for a certificate { $holder }
print-visit-file = What to take along

## Contacts and consents

form-contacts-heading = How to reach you
form-contacts-lead = Telephone and e-mail can be changed after sending too.
form-contacts-phone = Telephone
form-contacts-email = E-mail
form-contacts-notify = Send me news of the request
form-consents-heading = Agreements
form-consents-lead = Read and accept the terms. The request is not taken without them.
consent-version = Version { $version }
consent-open = Open the text

## Files

slot-identity = Scan of the document
slot-authority = Scan of the document of authority
slot-statement = Signed application (scan)
scan-files = Scans
scan-limits = { $kinds }, at most { $most }. A file can be dropped on the window.
scan-path = Path of the file
scan-browse = Browse…
scan-attach = Attach
scan-remove = Remove
scan-shrink = The file “{ $name }” is larger than { $most }: { $size }. Shrink it to { $small }?
scan-shrink-yes = Shrink
scan-shrink-no = Do not attach
scan-too-large = The file “{ $name }” is larger than { $most }: { $size }. It cannot be shrunk without losing text. Scan it again with a lower resolution.
scan-understood = I see

## What the registers say

finding-mvd = Register of the Interior Ministry
finding-fns = Register of the tax service
finding-sfr = Social fund
finding-egr = Register of organisations
finding-certificate = Current certificate
finding-head = Head of the organisation
finding-operator = Operator of the CA
finding-payment = Payment
finding-request = Request file
finding-visit = A visit is needed
finding-other = Check of the data

## Signature and sending

review-title = Check and sign
review-lead = Here is everything that will be signed and sent. What differs from the current certificate is marked.
review-title-first = Check and send
review-lead-first = Here is everything that will be sent.
review-send = Send the request
review-documents-first =
    { $count ->
        [one] { $count } document will be sent
       *[other] { $count } documents will be sent
    }
review-ask-title-first = Send the request?
review-ask-first =
    { $count ->
        [one] { $count } document will be sent.
       *[other] { $count } documents will be sent.
    }
review-yes-first = Yes, send it
review-sending = Sending the request
review-sending-lead = The window can be closed: sending goes on where it stopped.
review-uploading = Sending the file “{ $name }”
review-amount = { $arrived } of { $size }
review-kept = The draft is kept until { $date }.
review-subject = Data of the certificate
review-revise = Change
review-agreed = Accepted, version { $version }
review-no-powers = None
review-documents =
    { $count ->
        [one] { $count } document will be signed
       *[other] { $count } documents will be signed
    }
review-digest-whole = Show SHA-256 in full
review-digest-short = Show SHA-256 in short
to-sign-request = Certificate request
to-sign-dossier = Data of the request
to-sign-identity = Scan of the document
to-sign-authority = Scan of the document of authority
to-sign-statement = Signed application
review-sign = Sign and send
review-ask-title = Sign the data electronically?
review-ask =
    { $count ->
        [one] { $count } document will be signed and sent.
       *[other] { $count } documents will be signed and sent.
    }
review-serial = Certificate No. { $serial }
review-until = can sign until: { $when }
review-first = There is no certificate yet: the request is sent without an electronic signature, you sign on paper.
review-yes = Yes, sign
review-no = No
receipt-number = Number of the request
receipt-link = Link of the request
