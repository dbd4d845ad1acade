//! How the scheduled check is registered with the system.

/// Who starts the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// A timer of the user's systemd.
    Timer,
    /// The desktop, when the user logs in: without a systemd of the user.
    Autostart,
    /// The Task Scheduler of Windows.
    Task,
    /// A LaunchAgent of macOS.
    Agent,
}

impl Mechanism {
    /// Name for scripts and for the texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Timer => "systemd",
            Self::Autostart => "autostart",
            Self::Task => "task",
            Self::Agent => "agent",
        }
    }
}
