### Papers of a long replacement: application, sheet to the request, bill, what to bring.
### %name% is the place of a value: the texts reach the form without Fluent's substitution.

papers-request-number = Request No. %number%
papers-copy = Copy %number% of %of%

## Application

papers-to = To:
papers-statement-title = Application for a qualified certificate of a signature verification key
papers-statement-title-by = Application for a public key certificate
papers-ask-employee = The organisation named below, represented by its head, asks for a certificate to be made and issued to the authorised person described in this application.
papers-ask-organisation = The organisation named below, represented by its head, asks for a certificate to be made and issued in the name of the organisation, without a person.
papers-ask-person = Please make and issue me a certificate with the data given in this application.
papers-kind = Kind of certificate
papers-reason = Reason
papers-reason-change = Replacement of the valid certificate
papers-reason-additional = An additional certificate, the valid one stays
papers-class = Protection class
papers-organisation = Organisation
papers-head-position = Position of the head
papers-head-name = Head
papers-ground = Acting by
papers-holder = Certificate holder
papers-holder-name = Full name
papers-identity = Identity document
papers-unchanged = As before, nothing has changed
papers-passport-ru = passport of a citizen of the Russian Federation
papers-passport-by = passport of a citizen of the Republic of Belarus
papers-passport-foreign = passport of a foreign citizen
papers-residence-permit = residence permit
papers-issued-by = issued by: %value%
papers-issued-on = issued on: %value%
papers-department = department code %value%
papers-valid-until = valid until %value%
papers-born = Date of birth
papers-phone = Telephone
papers-email = E-mail for notices
papers-authority = Document of authority
papers-dated = of %value%
papers-numbered = No. %value%
papers-attributes = Data of the certificate
papers-key-identifier = Key identifier
papers-key = Value of the verification key
papers-powers = Powers in information systems
papers-code-word = Code word
papers-code-word-line = ______________________________ (written by hand)
papers-rules = Accepting the rules of the certification authority
papers-rules-text = In accordance with article 428 of the Civil Code of the Russian Federation the applicant accepts the rules of the certification authority as published on its page. The applicant has read the rules, agrees with all of them and will follow them. The applicant confirms that the data in this application are right.
papers-rules-text-by = The applicant accepts the rules of service of the certification authority as published on its page. The applicant has read the rules, agrees with all of them and will follow them. The applicant confirms that the data in this application are right.
papers-consent = Consent to the processing of personal data
papers-consent-text = In accordance with Federal Law 152-FZ of 27 July 2006 “On Personal Data” the certificate holder allows the certification authority to process the personal data in this application and in the documents attached to it: to collect, record, sort, store, correct, use, pass on, block and destroy them, by machine and by hand. The purpose is making and issuing the certificate and keeping the register of certificates. The consent holds as long as the register is kept and can be withdrawn in writing.
papers-consent-text-by = The certificate holder allows the certification authority to process the personal data in this application and in the documents attached to it, for issuing the certificate and keeping the register of certificates. The data of the certificate may be seen by all who use it. The rights of the holder and the consequences of giving and refusing the consent have been explained. The consent can be withdrawn in writing.
papers-signatures = Signatures under the application
papers-sign-head = Head of the organisation
papers-name-caption = initials, surname
papers-seal = Seal
papers-seal-if-any = Seal (if any)

## Data of a certificate that have no row of their own on its printed form

paper-field-common-name = Common name
paper-field-country = Country
paper-field-region = Region
paper-field-locality = Town
paper-field-street = Address

## Sheet to a request file

papers-sheet-title = Certificate request
papers-sheet-file = Request file
papers-sheet-name = File name
papers-sheet-made = Made
papers-sheet-digest = SHA-256 of the file
papers-sheet-key = SHA-256 of the verification key
papers-sheet-ca = Certification authority
papers-sheet-page = Page for the upload
papers-sheet-until = The request is kept
papers-sheet-until-value = until %date% inclusive (days: %days%)
papers-sheet-next = What to do next
papers-sheet-warning = The key is already on the token and waits for its certificate. Do not delete it and do not format the token: the certificate fits this key only.
papers-sheet-step-upload = Open the page of the certification authority and attach the request file. Compare the SHA-256 fingerprint if the page shows it.
papers-sheet-step-wait = Wait until the certificate is ready: the certification authority will tell you.
papers-sheet-step-import = Download the certificate and choose its file in the wizard: the replacement goes on from the same place.
papers-sheet-subject = Data of the request

## Bill

papers-bill-title = Bill No. %number% of %date%
papers-bill-training = Training document
papers-bill-training-text = This bill comes from the training certification authority. It must not be paid.
papers-bill-sides = Parties
papers-bill-payee = Payee
papers-bill-payer = Payer
papers-bill-sum = To be paid
papers-bill-purpose = Purpose
papers-bill-amount = Amount
papers-bill-note = Name the number of the request in the purpose: without it the payment cannot be found.
papers-bill-purpose-value = Issuing of a certificate by request No. %number%
papers-bill-payee-training = Training certification authority

## What to bring

papers-visit-title = What to bring
papers-visit-where = Where to go
papers-visit-place = Place
papers-visit-reason = Reason
papers-visit-mvd = The migration office of the Interior Ministry: there the passport data are checked and corrected
papers-visit-fns = Any tax office. It can be done without a visit: in the taxpayer’s personal cabinet or by the on-line service of the tax service
papers-visit-sfr = The client service of the Social Fund: there the SNILS data are checked and corrected
papers-visit-egr = The registration centre: the organisation is not in the state register
papers-visit-papers = Papers
papers-visit-after = After the visit
papers-visit-after-repair = When the data are corrected, open the wizard and press “Correct and submit again”. Everything that was filled in rightly is kept.
papers-visit-after-register = A certificate cannot be issued remotely in this case: the registration centre makes the request. The wizard will offer to remove the new key from the token.
papers-visit-after-first = When the certificate is ready, open the wizard on this computer: it finds the request by its number and writes the certificate to the token.
papers-visit-after-issue = If you receive the certificate as a file, open the wizard and choose the file: it is checked and written to the token.
papers-bring-passport = Passport of the certificate holder, the original
papers-bring-snils = SNILS of the holder
papers-bring-inn = INN of the holder
papers-bring-statement = The application, copies: %copies%, each signed by the holder and the head and sealed
papers-bring-statement-person = The application, copies: %copies%, each signed by the holder
papers-bring-authority = The document of authority: order of appointment or power of attorney
papers-bring-proxy = A power of attorney for whoever brings the papers, and his passport
papers-bring-change = Documents that prove the change of data
papers-bring-charter = Founding documents and the registration certificate of the organisation
papers-bring-refusal = The number of the request and the text of the refusal
papers-bring-carrier = The token with the new key (tell nobody the PIN)
papers-bring-number = The number of the request and its link
