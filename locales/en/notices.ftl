### When to speak of a certificate: “Notifications”, notices on the desktop, `renewctl check`.

## Begin by

notices-begin = Begin by { $date }: the checks take up to { $days }.
notices-begin-unsettled = Begin by { $date }: the checks take up to { $days }. The day may move: the days off of { $year } are not published yet.
notices-begin-missed = It should have been begun by { $date }: the checks take up to { $days }. Begin today, they may still be through in time.
notices-working-days = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}

## Buttons

notices-later = Remind me later
notices-hide = Hide
notices-show = Show again
notices-trust-clock = The clock is right

## Hidden and put off

notices-quiet = Hidden and put off: { $count } · show
notices-quiet-fold = Hidden and put off: { $count } · fold
notices-hidden-line = Hidden: nothing reminds of it.
notices-later-line = Put off: we remind you on { $date }.

## An empty list

notices-found = { $count ->
    [one] { $count } certificate found
   *[other] { $count } certificates found
}
notices-far = { $count ->
    [one] { $count } is too early to replace
   *[other] { $count } are too early to replace
}
notices-replaced = { $count ->
    [one] { $count } has been replaced by a new one
   *[other] { $count } have been replaced by new ones
}
notices-hidden = { $count ->
    [one] { $count } is hidden
   *[other] { $count } are hidden
}
notices-put-off = { $count ->
    [one] { $count } is put off
   *[other] { $count } are put off
}
notices-near-from = We remind you on { $date }.

## When somebody looked

notices-next = Next look { $when }
notices-scheduled = Last scheduled look { $when }
notices-tomorrow = tomorrow at { $time }
