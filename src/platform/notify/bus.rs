//! A notice with a button on the message bus (Desktop Notifications Specification 1.2).
//!
//! The signals are subscribed to before the notice is shown: however quickly the button is pressed, it is heard.

use std::collections::HashMap;

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::Value;

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// What a press on the notice itself does: some desktops show no buttons.
const DEFAULT: &str = "default";
const BUTTON: &str = "open";
/// Until the user closes it.
const NEVER: i32 = 0;

/// Shows the notice, says so, and waits. True when it was pressed, false when it was closed.
pub(super) fn offer(title: &str, text: &str, button: &str, shown: &dyn Fn()) -> zbus::Result<bool> {
    let connection = Connection::session()?;
    let desktop = Proxy::new(&connection, SERVICE, PATH, SERVICE)?;
    let signals = desktop.receive_all_signals()?;
    let actions = [DEFAULT, button, BUTTON, button];
    let hints = HashMap::from([("desktop-entry", Value::from("renewal-master"))]);
    let notice = ("Renewal Master", 0_u32, "renewal-master", title, text, &actions[..], hints, NEVER);
    let id: u32 = desktop.call("Notify", &notice)?;
    shown();
    for signal in signals {
        let header = signal.header();
        match header.member().map(|member| member.as_str()) {
            Some("ActionInvoked") => {
                let (of, action): (u32, String) = signal.body().deserialize()?;
                if of == id && [DEFAULT, BUTTON].contains(&action.as_str()) {
                    // Not every desktop takes away what was answered.
                    let _: zbus::Result<()> = desktop.call("CloseNotification", &(id,));
                    return Ok(true);
                }
            }
            Some("NotificationClosed") => {
                let (of, _reason): (u32, u32) = signal.body().deserialize()?;
                if of == id {
                    return Ok(false);
                }
            }
            _ => {}
        }
    }
    // The bus is gone, and with it the desktop.
    Ok(false)
}
