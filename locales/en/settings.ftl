### Settings: page, file, policy of the administrator.

## A narrow window

app-step-of = Step { $number } of { $all }: { $title }

## The page

nav-settings = Settings

settings-title = Settings
settings-save = Save
settings-saved = Saved.
settings-locked = Set by the administrator
settings-as-system = As the system
settings-put-aside = The old settings file had mistakes. It is not lost and lies here: { $file }
settings-mistake = There is a mistake in the settings; the usual value holds. { $file }, line { $line }, column { $column }: { $detail }
settings-not-whole = A whole path is needed: { $path }

settings-profile = Certification authority
settings-profile-none = None yet, open the training mode
settings-to-training = Open the training mode
settings-to-work = Back to work

settings-tokens = Tokens
settings-modules = Token libraries
settings-modules-hint = Empty: the program finds them itself. Separate several paths by semicolons.
settings-remember-pin = Offer to keep PINs in the system's password store
settings-remember-pin-line = Whoever logs in to the system as you will be able to sign without the PIN. Only PINs of tokens where you tick it are kept; switched off, the program forgets all of them.
settings-remember-pin-none = The system has no password store ({ $code }): there is nothing to offer yet.

settings-notices = Reminders
settings-autostart = Check certificates at login and every day
settings-thresholds = How many days ahead to remind
settings-thresholds-hint = Separated by commas, for example: 60, 30, 14, 5
settings-thresholds-wrong = Numbers from 1 to 365 separated by commas are needed, at most { $most }.

settings-look = Look
settings-language = Language
settings-text-size = Text size
settings-percent = { $percent } %
settings-theme = Theme
settings-light = Light
settings-dark = Dark

settings-copies = Backup copies
settings-backup = Folder for copies
settings-backup-hint = Empty: the folder of the program. A drive or another token can be chosen during a renewal.
settings-browse = Choose…

settings-proxy = Connection to the certification authority
settings-proxy-none = Without a proxy
settings-proxy-at = Through a proxy
settings-proxy-address = Address of the proxy
settings-proxy-hint = Address and port, without name and password
settings-proxy-wrong = An address like http://proxy:3128 is needed, without name and password.

## A notice on the desktop

notice-renew = Renew

## The daily check

schedule-timer = The check is on: a timer of the system, every day and at login.
schedule-autostart = The check is on: at every login.
schedule-task = The check is on: Task Scheduler, every day and at login.
schedule-agent = The check is on: every day and at login.
schedule-none = The check is not on.
settings-autostart-later = It begins as soon as a certification authority is chosen.

## renewctl settings

settings-cli-own = File: { $file }
settings-cli-policy = Policy of the administrator: { $file }
settings-cli-valid = No mistakes: { $file }

err-settings-invalid = There is a mistake in a settings file. Keys and certificates are untouched; the usual value holds instead of the wrong one.
rec-settings-invalid = Correct the file at the place that is told, or save the settings in the program anew.
err-settings-locked = The administrator has given this setting. Nothing was changed.
rec-settings-locked = Ask the administrator of the computer: the value stands in the file policy.toml.
err-schedule-failed = The daily check could not be switched on. Keys and certificates are untouched; the window itself still reminds you.
rec-schedule-failed = Try again later, or give the code to the administrator.
