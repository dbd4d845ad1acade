### Long renewals: events and answers of renewctl

cli-event-request-written = The request file is written and compared.
