### The long wait, refusal, request file, visit in person.

## Waiting

waiting-title = Request No. { $number } is being considered
waiting-lead = The window can be closed: the program keeps asking about the request and tells when something changes.
waiting-first = Asking the certification authority about the request…
waiting-made-title = The certificate was made
waiting-made = It is being fetched, checked and written beside its key.
waiting-other-stage = The request is with the certification authority
waiting-wish-failed = The request was not touched, the wait goes on. Try again a little later.
waiting-looked = Looked { $last }, next time { $next }.
waiting-kept-at = The new key lies on “{ $place }”, documents and request are kept at the certification authority.
waiting-kept-here = The new key lies on this computer, documents and request are kept at the certification authority.
waiting-kept = The new key was made, documents and request are kept at the certification authority.
waiting-refresh = Refresh the status
waiting-ahead-checking = Check of the data
waiting-ahead-approval = Approval by the head
waiting-ahead-payment = Payment
waiting-ahead-operator = Consideration by the operator
waiting-ahead-issuing = Making of the certificate
waiting-done-checking = The data were checked
waiting-done-approval = The head approved
waiting-done-payment = The payment was received
waiting-done-operator = The operator has considered it
waiting-done-issuing = The certificate was made
waiting-withdraw-first = Request No. { $number } will be taken back, the new key removed.
waiting-until = until { $date }
waiting-working-days =
    { $count ->
        [one] up to { $count } working day
       *[other] up to { $count } working days
    }
waiting-deadline =
    { $count ->
        [one] The request is kept until { $date }: { $count } day left.
       *[other] The request is kept until { $date }: { $count } days left.
    }
waiting-over = The request was kept until { $date }. Refresh the status to learn what became of it.
actor-registers = Automatic check against the state registers
actor-head = The head of the organisation
actor-payer = Whoever pays the bill
actor-operator = The operator of the certification authority
actor-ca = The certification authority

## Head

waiting-head-title = The head must agree
waiting-head = Send the link to the head: it opens the request in this program on the head's computer.
waiting-head-number = Tell the head the number of the request: it stands there under “Approvals”.
waiting-copy-message = Copy a whole message
waiting-head-message = Please approve request No. { $number } for a certificate ({ $holder }): { $link }
waiting-head-message-number = Please approve request No. { $number } for a certificate ({ $holder }).

## Payment

waiting-unpaid = Awaiting payment
waiting-paid = Paid
waiting-payer = { $payer } pays, the amount is { $amount }.
waiting-term-begins = The term of the new certificate begins on the day of issue, after the payment.
waiting-bill = Show the bill
waiting-bill-file = Bill

## Contacts

waiting-contacts = Change the contacts
waiting-contacts-title = Contacts for notices
waiting-notified = News about the request come here
waiting-not-notified = Contacts (news about the request are off)
waiting-contacts-text = The certification authority sends news about the request here.
waiting-save = Save

## Visit

waiting-visit-title = The last step is a visit. Take along:
waiting-visit-print = Print the list

## Refusal

refused-lead = The keys are safe, the old certificate was not touched. What you typed is saved.
refused-lead-first = The new key is safe, what you typed is saved.
refused-do = What to do
refused-correct = To be corrected: { $sections }. Everything else stays as it is.
refused-nothing-named = What you typed stays as it is; any section can be changed before sending.
refused-same-key = The key stays the same.
refused-new-key = A new key is needed: the key of the refused request will be removed.
refused-final = This request cannot be made by the program. If you cancel the renewal, the new key is removed.
refused-old-works = The old certificate works until its end.
refused-repair = Correct and send again
refused-page = Open the page of the CA
refused-papers = What to take along
refused-stop-title = Cancel the renewal?
refused-stop-text = The new key will be removed, what you typed stays in the journal.
refused-stop-confirm = Cancel the renewal
refusal-mvd = The passport data were not confirmed
refusal-do-mvd =
    Compare series, number and date with the passport.
    If all is right, go to the police office of your place of residence: the mistake is in its records.
    If the passport has changed, a visit to the certification authority is needed.
refusal-fns = The tax service did not confirm the data
refusal-do-fns =
    Compare INN, surname and the name of the organisation.
    If all is right, have the data corrected by the tax service in one of three ways:
    1. at any tax office;
    2. by the on-line enquiry on the site of the service;
    3. in the personal cabinet, under the change of personal data.
refusal-sfr = The SNILS was not confirmed
refusal-do-sfr =
    Compare SNILS and surname.
    If all is right, go to the Social Fund: the mistake is in its records.
refusal-egr = The organisation is not in the state register
refusal-do-egr =
    A remote renewal is impossible for this organisation.
    Go to a registration centre of the certification authority with the papers of the organisation.
refusal-certificate = The data differ from the current certificate
refusal-do-certificate =
    In a remote renewal the data must be the same as in the current certificate.
    If the data have really changed, go to a registration centre in person.
refusal-head = The head declined the request
refusal-do-head = Ask the head what to correct, and send the request again.
refusal-operator = The operator declined the request
refusal-do-operator = Correct what the reason names, and send the request again.
refusal-payment = The bill was not paid in time
refusal-do-payment = Send the request again and hand the new bill to whoever pays.
refusal-request = The request file was not accepted
refusal-do-request = The request must be made anew. The program makes a new key and a new request by itself.
refusal-visit = A visit is needed
refusal-do-visit =
    The certification authority asks you to come in person.
    Call there first and ask which papers are needed.
refusal-other = The request was declined
refusal-do-other = Read the reason. If it is unclear, call the certification authority and tell the number of the request.

## Request file

by-hand-save-title = Where to write the request file
by-hand-save-lead = This portal opens in a browser only: you upload the request file there, and a certificate file comes back.
by-hand-save = Write the request file
by-hand-this-computer = A folder of this computer
by-hand-title = Upload the request and bring the certificate
by-hand-lead = The window can be closed: the program remembers what it waits for and goes on from here.
by-hand-request = Request file
by-hand-carry = Beside it lies a sheet with the checksum: compare it if the portal shows one.
by-hand-page = Open the page of the portal
by-hand-folder = Open the folder
by-hand-days =
    { $count ->
        [one] The portal keeps the request until { $date }: { $count } day left.
       *[other] The portal keeps the request until { $date }: { $count } days left.
    }
by-hand-certificate = The certificate
by-hand-file = Certificate file
by-hand-placeholder = .cer, .crt, .p7b or .pem
by-hand-file-hint = Drop the file on the window, choose it, or type its path.
by-hand-browse = Browse…
by-hand-take = Take the certificate

## Certificate store

store-login = The certificate lies in the store of the certification authority, too. Login: { $login }
store-show = Show the password
store-password = Password of the certificate store
store-kept = It is kept in the keyring of this computer, there is no need to write it down.
