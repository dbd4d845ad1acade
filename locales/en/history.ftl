history-begun = renewal begun
history-submitted = request sent
history-refused = refused
history-stored = certificate received and written
history-finished = renewal complete
history-disagreed = data not confirmed
history-revoked = certificate revoked
history-cancelled = renewal cancelled
history-removed = old key removed
history-whole =
    { $count ->
        [one] { $count } record, nothing was altered
       *[other] { $count } records, nothing was altered
    }
err-history-altered = Record { $record } of the history was altered or is missing. Keys and certificates are untouched.
rec-history-altered = Find out who has edited the file history.jsonl. Earlier records are right; from this one on the history cannot be relied on.
