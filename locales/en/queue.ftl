# “Renew all”: several certificates one after the other.

queue-all = Renew all ({ $count })
queue-continue = Continue the queue
queue-title = Queue
queue-lead = Certificates are renewed one by one. You check and sign each of them yourself, and you can stop at any time.
queue-done-of = { $done } of { $of } done
queue-until = Valid until { $date }
queue-unread = Certificate on another token
queue-computer = This computer
queue-next = Next
queue-following = Next certificate
queue-end = End the queue
queue-skip = Skip
queue-return = Put back into the queue
queue-place = Certificate { $at } of { $of }

queue-plug = Plug in the token “{ $token }”: the queue goes on by itself.
queue-waits-all = All that can be done now is done. The other requests are being examined; we will tell you the answer.
queue-rest = Only certificates that were put off are left. Put them back or end the queue: nothing you began is lost.
queue-others-go-on = The other certificates can be renewed without waiting for this one. What was begun is kept.
queue-others-meanwhile = While the answer is awaited, the next certificate can be renewed.

queue-state-done = Done
queue-state-begun = Under way
queue-state-next = Next
queue-state-ready = In the queue
queue-state-plug = Waits for the token “{ $token }”
queue-state-waits = Waits for the authority
queue-state-put-off = Put off
queue-given-up = The renewal was cancelled
queue-stopped = Stopped with the code { $code }

cli-all-next = Certificate { $at } of { $of }: { $holder }
cli-all-done = { $done } of { $of } renewed
