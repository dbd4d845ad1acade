### Lines of renewctl

cli-certificate = { $holder } · valid until { $until } · No. { $serial }
cli-nothing-due = Nothing needs replacing yet.
cli-nothing-to-resume = No unfinished renewals.
cli-cancelled = The renewal was cancelled. The old certificate works as before.
cli-finished = Done. New certificate No. { $serial }.
cli-waiting = The CA is still working on the request. Go on later: renewctl resume.

cli-event-started = The renewal has begun.
cli-event-identified = SNILS accepted, data received.
cli-event-confirmed = The data were confirmed.
cli-event-disagreed = The data were not confirmed, the renewal is closed.
cli-event-placed = The place of the key was chosen.
cli-event-gathered = Randomness was collected.
cli-event-key-planned = The key is being made.
cli-event-key-made = The key was made.
cli-event-request-ready = The request was signed by the current certificate.
cli-event-submitted = The request was sent.
cli-event-waited = Waiting for the certificate.
cli-event-issued = The certificate came and was checked.
cli-event-stored = The certificate was written and read back.
cli-event-receipt-ready = The acknowledgement was signed.
cli-event-acknowledged = The acknowledgement was taken.
cli-event-backed-up = The copy was written and compared.
cli-event-backup-skipped = No copy was made.
cli-event-finished = The renewal is complete.
cli-event-undo-begun = Cancelling: removing what was made.
cli-event-cancelled = Cancelled.
cli-event-refused = The CA refused.
