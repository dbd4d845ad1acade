### Long renewals: events and answers of renewctl

cli-event-request-written = The request file is written and compared.
cli-carry = Request file: { $file }. Take it to the portal of the certification authority and hand in the certificate with renewctl resume --certificate.
cli-refused = Refused. { $what }.

err-form-wrong = The answers in the file do not fit. What was entered is kept; the key is untouched.
rec-form-wrong = Correct in the file of answers what is named here and run the command again: { $detail }. Sections and fields are described in docs/cli.md.
