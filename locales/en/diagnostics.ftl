### «Diagnostics», «Rehearsal» and the page of the history.

nav-diagnostics = Diagnostics
diagnostics-title = Diagnostics of the workplace
diagnostics-running = Checking…
diagnostics-ok = All is well
diagnostics-warned =
    { $count ->
        [one] One remark
       *[other] Remarks: { $count }
    }
diagnostics-blocked = Needs mending
diagnostics-save = Save report
diagnostics-again = Check again
diagnostics-privacy = The report holds no PINs, keys or personal data
diagnostics-saved = Report saved: { $path }
diagnostics-open = Open report
diagnostics-file = diagnostics-{ $date }.txt
diagnostics-trace = Does the support want a trace of the token? Start the program with --trace-token and the name of a file. There are no PINs and keys in it.
diagnostics-about = { $name }: { $about }
diagnostics-fine = in order
diagnostics-not-needed = not needed here
diagnostics-answered = answered in { $millis } ms
diagnostics-apart = { $seconds } s apart
diagnostics-free = { $size } free
diagnostics-library =
    { $path } · { $count ->
        [0] shows no token
        [one] { $count } token
       *[other] { $count } tokens
    }
check-reader = Smart-card service
check-pin = PIN
check-memory = Memory of the token
check-tls = Identity of the server
check-autostart = Daily check

preflight-title = This will hinder the renewal
preflight-look = Have a look
preflight-notice-title = A renewal is near, and the workplace is not ready
preflight-notice = { $what } Open «Diagnostics» while there is time: the certificate ends in { $days ->
        [one] { $days } day
       *[other] { $days } days
    }.

rehearsal-title = Rehearsal
rehearsal-text = The whole renewal from beginning to end in training mode, in a window of its own. Your token is not used, the real CA gets nothing.
rehearsal-start = Begin the rehearsal
rehearsal-opening = A window marked «Training» is opening. Your token is not used.
rehearsal-begun = Training mode: your token is not used, the real CA gets nothing.
rehearsal-done = The rehearsal came to its end: the training certificate { $old } was replaced by { $new }. Nothing real was touched.
rehearsal-failed = The rehearsal did not come to its end. Nothing real was touched.

history-open = History of renewals
history-title = History of renewals
history-lead = What became of every renewal on this computer. There are no PINs and keys here.
history-empty = There were no renewals on this computer yet.
history-reading = Reading the records…
history-save = Save CSV
history-saved = History saved: { $path }
history-show = Open file
history-file = history.csv
history-old = old { $old }
history-both = { $old } → { $new }
history-new = new { $new }
history-unnamed = First certificate
history-verdict-whole = Records unaltered
history-verdict-altered = Record { $record } was altered

err-reader-service =
    { $state ->
        [silent] The smart-card service does not answer
        [disabled] The smart-card service is disabled
       *[absent] The smart-card service is not running
    }. The keys on tokens are untouched, but the program will not see them.
rec-reader-service = For the administrator: { $state ->
    [disabled] let the service Smart Card start on demand again: sc config SCardSvr start= demand.
   *[absent] install the package pcscd and enable it by systemctl enable --now pcscd.socket.
}
err-pin-few = Few tries for the PIN are left. The key on the token is whole.
rec-pin-few = Type the right PIN without haste: the tries come back after it. If you do not remember it, do not guess, ask who issued the token.
err-ca-not-chosen = No certificate authority has been chosen yet. Certificate and key are untouched.
rec-ca-not-chosen = Choose it in Settings: it is the one that issued your certificate.
err-ca-name-unknown = The address of the CA was not found. Neither the key nor the request is lost.
rec-ca-name-unknown = See whether other sites open. If they do, tell the administrator: DNS does not know the name { $host }.
err-ca-port-closed = The connection to the CA was refused. Neither the key nor the request is lost.
rec-ca-port-closed = Tell the administrator: a firewall lets nobody through to { $host }. If it does, the CA itself is down: come back later.
err-ca-proxy = The proxy lets nobody through to the CA. Neither the key nor the request is lost.
rec-ca-proxy = { $named_by ->
    [settings] The proxy { $proxy } is named in “Settings”: check its address, or choose “As the system” there. If the address is right, tell the administrator: the proxy must let this computer through to { $host }.
   *[other] Tell the administrator: the proxy { $proxy } of the system must let this computer through to { $host }.
}
err-ca-tls-foreign = The connection to the CA is opened by «{ $issuer }». Nothing was sent, the key is untouched.
rec-ca-tls-foreign = An antivirus or a proxy of the company does that. Tell the administrator: «{ $issuer }» issued the certificate of the server; the address of the CA must be excluded from HTTPS inspection.
err-autostart-off = The daily check is not enabled. The program speaks of ending certificates only when it is opened.
rec-autostart-off = Enable the daily check in the settings of the program, or install it again.
