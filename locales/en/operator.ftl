### The operator's page of the training CA, and its bill

operator-language = en
operator-title = Operator's desk
operator-training = Training
operator-today = Now:
operator-next-day = Next working day
operator-requests = Requests
operator-none = No requests yet.
operator-scheme-operator = CA of the operator
operator-scheme-treasury = Treasury portal
operator-scheme-e-pasluga = E-service 6.0.01
operator-number = Number
operator-holder = Holder
operator-stage = Stage
operator-since = Since
operator-until = Until
operator-submitted = Submitted
operator-contacts = Contacts
operator-payment = Payment
operator-paid = paid
operator-unpaid = not paid
operator-bill = Bill
operator-refusal = Refusal
operator-decided-by = Decision signed by
operator-serial = Certificate no.
operator-receipt = Receipt confirmed
operator-yes = yes

## Buttons

operator-check = Check passed
operator-approve = Approve for the head
operator-pay = Payment received
operator-issue = Issue the certificate
operator-refuse = Refuse
operator-compare = Compare

## Card

operator-subject = Certificate data
operator-now = Now
operator-new = In the new one
operator-documents = Documents
operator-kb = KB
operator-word = Code word
operator-word-fits = The word is right
operator-word-wrong = The word is wrong
operator-source = Who found the obstacle
operator-reason = Reason
operator-sections = What to correct
operator-new-key = A new key is needed
operator-history = History

operator-source-mvd = Interior Ministry
operator-source-fns = Tax service
operator-source-sfr = Social fund
operator-source-egr = State register of organisations
operator-source-certificate = Current certificate
operator-source-head = Head of the organisation
operator-source-operator = Operator
operator-source-payment = Payment
operator-source-request = Request file
operator-source-visit = A visit is needed
operator-source-other = Something else

operator-section-office = Where it goes
operator-section-content = Contents of the certificate
operator-section-holder = Holder
operator-section-identity = Identity document
operator-section-authority = Document of authority
operator-section-statement = Application
operator-section-contacts = Contacts
operator-section-consents = Agreements

## Bill

bill-title = Bill
bill-subtitle = for request no. { $number } of { $date }
bill-payer = Payer
bill-holder = Holder of the certificate
bill-amount = Amount
bill-until = Pay by
bill-footer = A training document. It need not be paid.
