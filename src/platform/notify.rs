//! A notice on the desktop, for news that come while the window is closed. Never more than a courtesy: the panel
//! «Уведомления» says the same.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Longest wait for the desktop; a hanging bus must not keep a scheduled check alive.
const LIMIT: Duration = Duration::from_secs(3);
/// Longest title and text in characters; desktops cut off more, and what a CA says has no limit.
const LONGEST: usize = 300;

/// Shows a notice. False when the desktop did not take it in time: there is none, or nobody is logged in.
pub fn notify(title: &str, text: &str) -> bool {
    let (title, text) = (plain(title), plain(text));
    let (done, answer) = channel();
    // A thread of its own: a call that hangs is left behind and ends with the program.
    let asked = thread::Builder::new().name("notice".to_owned()).spawn(move || {
        let _ = done.send(show(&title, &text));
    });
    asked.is_ok() && answer.recv_timeout(LIMIT).unwrap_or(false)
}

fn show(title: &str, text: &str) -> bool {
    let mut notice = notify_rust::Notification::new();
    notice.appname("Renewal Master").icon("renewal-master").summary(title).body(&marked_up(text));
    notice.show().is_ok()
}

/// On one line, bounded, without control characters.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

/// Desktops on Linux that announce it read the body as markup: a reason from the CA must not bring links with it.
#[cfg(all(unix, not(target_os = "macos")))]
fn marked_up(text: &str) -> String {
    let reads_markup =
        notify_rust::get_capabilities().is_ok_and(|all| all.iter().any(|c| c == "body-markup"));
    if reads_markup { escaped(text) } else { text.to_owned() }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn marked_up(text: &str) -> String {
    text.to_owned()
}

#[cfg(any(test, all(unix, not(target_os = "macos"))))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_ca_is_bounded_and_brings_no_markup() {
        let text = plain(&format!("<a href=\"x\">ж\u{1b}\n{}", "я".repeat(1000)));
        assert_eq!(text.chars().count(), LONGEST);
        let shown = escaped(&text);
        assert!(shown.starts_with("&lt;a href=\"x\"&gt;ж  я"), "{shown}");
    }
}
