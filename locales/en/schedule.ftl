### Unfinished renewals: cards in “Notifications” and notices on the desktop.

## Card

unfinished-first = First issue not finished
unfinished-first-holder = Holder not named yet
unfinished-line = { $holder } · saved { $when }
unfinished-step = Stopped at “{ $step }”
unfinished-carried = Upload the request file to the portal and bring the certificate
unfinished-unpaid = Waits for payment: { $amount }, to be paid by { $payer }
unfinished-refused = Declined: { $reason }
unfinished-refused-silently = Declined, no reason given
unfinished-lapsed = The CA kept the draft until { $date }; it is no longer there.
unfinished-lapsed-do = Open it to submit again. If you cancel, the new key is removed from the token.
unfinished-promised = answer by { $date }
unfinished-kept = { $state ->
    [draft] Draft kept until { $date }
   *[request] Request kept until { $date }
}
unfinished-over = Time is over
unfinished-get = Get
unfinished-repair = Correct
unfinished-open = Open
ca-stage-submitted = Request sent
ca-stage-other = The CA is working on the request

## Training mode

notifications-operator-page = Page of the training CA's operator

## Notice

notice-title = Request No. { $number }
notice-training = Training mode: { $title }
notice-stage = { $stage }.
notice-unpaid = Waits for payment: { $amount }, to be paid by { $payer }.
notice-refused = Declined: { $reason }.
notice-refused-silently = Declined, no reason given.
notice-deadline = Kept until { $date }. { $left }.
notice-do-nothing = There is nothing to do.
notice-do-approval = Open the program and send the head the link of the request.
notice-do-pay = Open the program and pass the bill to whoever pays.
notice-do-get = Open the program and press “Get”.
notice-do-repair = Open the program and press “Correct”.
notice-do-visit = Open the program: it says where to go.
notice-do-open = Open the program.
notice-due-title = Time to replace a certificate
notice-due = { $holder }. { $left }. Open the program and press “Replace”.
notice-expired-title = A certificate has expired
notice-expired = { $holder }. It can no longer be replaced with the program, a visit to the CA is needed.

## renewctl check

cli-looked = Request No. { $number }: { $text }
cli-look-failed = Request No. { $number }: could not be asked. { $text }
cli-unfinished = Not finished: { $holder } · { $state }
