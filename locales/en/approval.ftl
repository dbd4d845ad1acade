### Approval of requests by the head, links renewal-master://…

nav-approvals = Approvals

## Signing in

approvals-title = Approval of requests
approvals-sign-in-lead = Requests are approved by the head of the organisation. Sign in with the head's certificate: the head's token and PIN are needed.
approvals-no-certificate = There is no suitable certificate. Insert the head's token and press Refresh.
approvals-until = valid until { $date }
approvals-position-head = head
approvals-sign-in = Sign in
approvals-cancel = Cancel
approvals-wanted = The request of the link opens as soon as you have signed in.

## List

approvals-person = Signed in as head: { $name }
approvals-empty = No requests wait for approval
approvals-empty-line = New ones appear here after employees have submitted them.
approvals-line = Request no. { $number } · submitted { $when }
approvals-open = Open
approvals-sign-out = Sign out
approvals-loading = Loading…

## Card

approval-title = Request no. { $number }
approval-submitted = submitted { $when }
approval-own = This is your own request. You approve it as the head of the organisation.
approval-subject = Certificate
approval-subject-lead = On the left what stands in the current certificate, on the right what goes into the new one.
approval-subject-first = There is no current certificate: this is the first one.
approval-documents = Documents
approval-no-documents = No documents are attached.
approval-document-loading = loading…
approval-document-ready = { $size } · same as attached
approval-yes = yes
approval-checked = The set of documents was checked
approval-broken = Not all documents were received, so the request cannot be approved. Press Refresh, or decline it with a reason.
approval-approve = Approve and sign
approval-decline = Decline…
approval-decline-title = Decline the request?
approval-decline-text = The applicant sees the reason and can correct the request and submit it again.
approval-reason = Reason
approval-reason-placeholder = What must be corrected
approval-reason-left =
    { $count ->
        [one] { $count } character left
       *[other] { $count } characters left
    }
approval-reason-long =
    { $count ->
        [one] { $count } character too many
       *[other] { $count } characters too many
    }
approval-declined-tick = I decline the request for a certificate
approval-decline-confirm = Decline and sign

## Outcome

approval-approved-title = The request is approved
approval-approved = Request no. { $number } ({ $holder }) bears your electronic signature and was passed on.
approval-declined-title = The request is declined
approval-declined = Request no. { $number } ({ $holder }) was declined. The applicant sees the reason.
approval-unconfirmed-title = The request waits no longer
approval-unconfirmed = The answer of the CA was lost, but request no. { $number } ({ $holder }) is no longer in the list. Most likely your decision was taken; ask the applicant.
approval-left =
    { $count ->
        [0] No other requests wait.
        [one] { $count } more request waits.
       *[other] { $count } more requests wait.
    }
approval-back-to-list = To the list

## Lines of renewctl

cli-approval = no. { $number } · { $holder } · submitted { $when } · { $request }
cli-approvals-none = No requests wait for approval.
cli-approval-value = { $name }: { $value }
cli-approval-changed = { $name }: { $current } → { $new }
cli-approved = Request no. { $number } is approved.
cli-declined = Request no. { $number } is declined.
cli-unconfirmed = The answer was lost, but request no. { $number } waits no longer.

## Faults

err-not-head = This is not a head's certificate. It cannot approve requests; nothing was signed.
rec-not-head = Choose the certificate of the head of the organisation, or ask the head to sign in.
err-approval-gone = The request does not wait for approval. It was decided, withdrawn or has run out of time.
rec-approval-gone = See the list: all requests that wait for you are in it. The applicant knows what became of this one.
err-document-differs = The document is not the attached one. It came damaged or replaced, so it cannot be opened.
rec-document-differs = Press Refresh. If that does not help, decline the request and ask for the document again.
err-link-invalid = The link does not fit. Nothing was opened or changed.
rec-link-invalid = Copy the whole link from the message. It begins with renewal-master.
err-link-elsewhere = The link leads to another CA. Nothing was opened or changed.
rec-link-elsewhere = Close the program, open it with the profile of that CA and follow the link again.
