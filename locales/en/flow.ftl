### Long renewals: events and answers of renewctl

cli-event-request-written = The request file is written and compared.
cli-carry = Request file: { $file }. Take it to the portal of the certification authority and hand in the certificate with renewctl resume --certificate.
cli-refused = Refused. Reason: { $reason }

err-form-wrong = The answers to the questions of the certification authority do not fit: { $detail }. What was entered is kept; the key is untouched.
rec-form-wrong = Correct what is named in the file of answers and run the command again. Sections and fields are described in docs/cli.md.
