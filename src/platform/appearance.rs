//! Whether the desktop is dark, on Linux: by the portal for settings (`org.freedesktop.appearance`, `color-scheme`).
//! Elsewhere the window itself knows.

#[cfg(target_os = "linux")]
use zbus::{
    blocking::{Connection, Proxy},
    zvariant::OwnedValue,
};

/// True for a desktop that prefers dark windows; `None` when nobody says. May wait for the bus: not for the thread of
/// the window.
#[cfg(target_os = "linux")]
pub fn prefers_dark() -> Option<bool> {
    /// 0 means no preference, 2 light.
    const DARK: u32 = 1;
    let connection = Connection::session().ok()?;
    let portal = Proxy::new(
        &connection,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    );
    let asked = ("org.freedesktop.appearance", "color-scheme");
    let answer: OwnedValue = portal.ok()?.call("Read", &asked).ok()?;
    // `Read` wraps the value once more than it should; `ReadOne` of newer portals does not.
    let answer = match &*answer {
        zbus::zvariant::Value::Value(inner) => u32::try_from(&**inner),
        plain => u32::try_from(plain),
    };
    answer.ok().map(|scheme| scheme == DARK)
}

/// Nobody is asked: the window knows.
#[cfg(not(target_os = "linux"))]
pub fn prefers_dark() -> Option<bool> {
    None
}
