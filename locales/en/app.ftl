### Texts of the window common to all screens: frame, common buttons, numbers and dates.

app-name = Certificate Renewal Master
# In the corner of the window, on two lines.
app-logo-1 = Renewal
app-logo-2 = Master
app-training = Training mode
app-training-hint = Nothing is real. SNILS 112-233-445 95, PIN 12345678.

## Common buttons

app-next = Next
app-back = Back
app-cancel = Cancel
app-close = Close
app-repeat = Try again
app-continue = Continue

## Numbers and dates

app-days-left = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
}
app-date-words = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
app-seconds = { $seconds } s
app-size-bytes = { $value } B
app-size-kb = { $value } KB
app-size-mb = { $value } MB
app-size-gb = { $value } GB
app-decimal-mark = .
app-training-token = Training token
app-no-display = The window could not open: there is no display, or one of the libraries libx11-6, libxcursor1, libxi6, libx11-xcb1, libxkbcommon-x11-0 is missing.
