//! A notice on the desktop, for news that come while the window is closed. Never more than a courtesy: the panel
//! «Уведомления» says the same.

#[cfg(target_os = "linux")]
mod bus;

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

/// What came of a notice with a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The desktop did not take it.
    Nobody,
    /// It was closed, or nobody has answered in time.
    Nothing,
    /// The button was pressed, or the notice itself.
    Pressed,
}

/// Shows a notice with a button and waits for it to be pressed, at most so long.
#[cfg(target_os = "linux")]
pub fn offer(title: &str, text: &str, button: &str, patience: Duration) -> Heard {
    let (title, text, button) = (plain(title), plain(text), plain(button));
    let (tell, told) = channel();
    // As above: what hangs is left behind.
    let asked = thread::Builder::new().name("offer".to_owned()).spawn(move || {
        let shown = tell.clone();
        let pressed = bus::offer(&title, &marked_up(&text), &button, &|| {
            let _ = shown.send(Heard::Nothing);
        });
        let _ = tell.send(match pressed {
            Ok(true) => Heard::Pressed,
            Ok(false) => Heard::Nothing,
            Err(_) => Heard::Nobody,
        });
    });
    let first = asked.ok().and_then(|_| told.recv_timeout(LIMIT).ok()).unwrap_or(Heard::Nobody);
    match first {
        Heard::Nothing => told.recv_timeout(patience).unwrap_or(Heard::Nothing),
        other => other,
    }
}

/// Elsewhere notices have no button yet: the text says what to do.
#[cfg(not(target_os = "linux"))]
pub fn offer(title: &str, text: &str, _button: &str, _patience: Duration) -> Heard {
    if notify(title, text) { Heard::Nothing } else { Heard::Nobody }
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
