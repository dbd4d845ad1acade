//! What the desktop says when something has come of a request, or a certificate runs out, while nobody looks.

use std::env::consts::EXE_SUFFIX;
use std::io::{ErrorKind, Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::compose::Desktop;
use crate::domain::key::FoundCertificate;
use crate::domain::link::Link;
use crate::domain::moment::{self, Moment};
use crate::domain::workplace::Line;
use crate::i18n;
use crate::platform::notify::{self, Heard, notify};
use crate::platform::told::Told;
use crate::ports::Clock;
use crate::runtime::look::Look;
use crate::runtime::standing::{Deadline, Nearness, Standing};
use crate::runtime::system::SystemClock;
use crate::tr;
use crate::watch::{Occasion, Timing};

/// The hidden command of `renewctl` that waits for a button.
pub const WAIT: &str = "wait-for-button";
/// Longest wait for a button: a working day and more. Tomorrow another notice may come.
const PATIENCE: Duration = Duration::from_secs(12 * 3600);
/// Longest offer in bytes.
const LONGEST: u64 = 64 * 1024;

/// A notice on the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub title: String,
    /// What happened, and what to do next.
    pub text: String,
}

/// Shows a notice. False when no desktop took it.
pub fn show(notice: &Notice) -> bool {
    notify(&notice.title, &notice.text)
}

/// A notice with a button, as one process hands it to the one that waits for the button.
#[derive(Debug, Serialize, Deserialize)]
struct Offer {
    title: String,
    text: String,
    button: String,
    /// What the window is started with when the button is pressed.
    window: Vec<String>,
}

/// Shows a notice with the button «Заменить», which opens the window with these arguments. A process of its own waits
/// for the button: a check is over in a moment, and the notice may be read hours later.
pub fn offer(notice: &Notice, window: Vec<String>) {
    let (title, text) = (notice.title.clone(), notice.text.clone());
    let offer = Offer { title, text, button: tr!("notice-renew"), window };
    if waiter(&offer).is_err() {
        let _ = show(notice);
    }
}

/// The offer goes in by a pipe: whoever lists processes must not read who has which certificate.
fn waiter(offer: &Offer) -> std::io::Result<()> {
    let program = std::env::current_exe()?.with_file_name(format!("renewctl{EXE_SUFFIX}"));
    let mut command = Command::new(program);
    command.arg(WAIT).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // What ends the check, as Ctrl-C in a terminal, does not end the notice.
    #[cfg(unix)]
    let _ = std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let mut pipe = child.stdin.take().ok_or(ErrorKind::BrokenPipe)?;
    serde_json::to_writer(&mut pipe, offer)?;
    pipe.flush()
}

/// The other side of [`offer`]: reads it from standard input, shows it, and opens the window when it is pressed.
/// False when no desktop took it.
pub fn wait_for_button() -> bool {
    let Ok(offer) = serde_json::from_reader::<_, Offer>(std::io::stdin().lock().take(LONGEST)) else {
        return false;
    };
    let heard = notify::offer(&offer.title, &offer.text, &offer.button, PATIENCE);
    if heard == Heard::Pressed {
        let program = std::env::current_exe().unwrap_or_default();
        let program = program.with_file_name(format!("renewal-master{EXE_SUFFIX}"));
        let mut window = Command::new(program);
        window.args(&offer.window).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        return window.spawn().is_ok();
    }
    heard != Heard::Nobody
}

/// What has come of a request.
pub fn of_look(look: &Look) -> Notice {
    let title = tr!("notice-title", number = look.number.as_str());
    let near = look.deadline.filter(|deadline| deadline.nearness() > Nearness::Far);
    let mut sentences = vec![happened(&look.standing)];
    if matches!(look.standing, Standing::Waiting { .. }) {
        sentences.extend(near.map(until));
    }
    sentences.push(to_do(&look.standing));
    let text = sentences.join(" ");
    let training = look.profile.training;
    Notice { title: if training { tr!("notice-training", title = title) } else { title }, text }
}

/// A certificate that needs replacing, or is over.
pub fn of_due(found: &FoundCertificate, due: Option<&Timing>, now: Moment) -> Notice {
    let (holder, end) = (found.certificate.subject().full_name(), found.usable_until());
    let left = tr!("app-days-left", days = moment::days_left(now, end));
    let begin = due.and_then(|timing| timing.begin).map(|begin| i18n::begin_by(&begin));
    let (title, text) = match due {
        None => (tr!("notice-expired-title"), tr!("notice-expired", holder = holder)),
        Some(_) => (tr!("notice-due-title"), tr!("notice-due", holder = holder, left = left)),
    };
    let text = [Some(text), begin].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Notice { title, text }
}

/// What will hinder a renewal, while there is time to mend it.
pub fn of_hindrance(found: &FoundCertificate, line: &Line, now: Moment) -> Notice {
    let days = moment::days_left(now, found.usable_until());
    let text = tr!("preflight-notice", what = i18n::diagnosis(line).what, days = days);
    Notice { title: tr!("preflight-notice-title"), text }
}

impl Desktop {
    /// The look at the workplace so many days before the end of a certificate was not made yet; from now on it was.
    pub fn preflight_is_new(&self, found: &FoundCertificate, days: i64) -> bool {
        let name = format!("{} preflight-{days}", found.certificate.fingerprint());
        Told::in_home(self.directories.home()).is_new(&name)
    }

    /// Tells on the desktop what will hinder the renewal of a certificate.
    pub fn announce_hindrance(&self, found: &FoundCertificate, line: &Line) {
        let _ = show(&of_hindrance(found, line, SystemClock.now()));
    }

    /// Tells on the desktop that a certificate needs replacing, once for each occasion; without a timing, that it is
    /// over.
    pub fn announce_due(&self, found: &FoundCertificate, due: Option<&Timing>) {
        let occasion = due.map_or(Occasion::Expired, |timing| timing.occasion);
        let name = format!("{} {}", found.certificate.fingerprint(), occasion.id());
        if Told::in_home(self.directories.home()).is_new(&name) {
            let notice = of_due(found, due, SystemClock.now());
            let mut window = self.window.clone();
            window.push(Link::to_certificate(&found.certificate).to_string());
            // What has expired is no more renewed from here.
            match due {
                Some(_) => offer(&notice, window),
                None => {
                    let _ = show(&notice);
                }
            }
        }
    }
}

fn happened(standing: &Standing) -> String {
    match standing {
        Standing::Refused(refusal) if refusal.reason.is_empty() => tr!("notice-refused-silently"),
        Standing::Refused(refusal) => tr!("notice-refused", reason = refusal.reason.trim_end_matches('.')),
        Standing::Waiting { .. } => match standing.unpaid() {
            Some(payment) => {
                tr!("notice-unpaid", amount = payment.amount.as_str(), payer = payment.payer.as_str())
            }
            None => tr!("notice-stage", stage = i18n::stage(standing.id())),
        },
        _ => tr!("notice-stage", stage = i18n::stage(standing.id())),
    }
}

fn to_do(standing: &Standing) -> String {
    match standing {
        Standing::Refused(refusal) if refusal.source.is_final() => tr!("notice-do-visit"),
        Standing::Refused(_) => tr!("notice-do-repair"),
        Standing::Made => tr!("notice-do-get"),
        Standing::Waiting { stage, .. } => match stage.as_deref() {
            Some("approval") => tr!("notice-do-approval"),
            Some("payment") if standing.unpaid().is_some() => tr!("notice-do-pay"),
            _ => tr!("notice-do-nothing"),
        },
        Standing::Step(_) | Standing::Carried | Standing::Lapsed(_) => tr!("notice-do-open"),
    }
}

fn until(deadline: Deadline) -> String {
    let left = tr!("app-days-left", days = deadline.days_left);
    tr!("notice-deadline", date = i18n::date(deadline.at), left = left)
}
