//! What the user said of the notices about a certificate, and when somebody looked last.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;

/// What was said of each certificate, by its fingerprint. A renewed certificate has another one, and begins afresh.
pub type Reminders = BTreeMap<String, Reminder>;

/// What the user said of the notices about one certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// «Скрыть»: it will never be renewed.
    #[serde(default)]
    pub hidden: bool,
    /// «Напомнить позже».
    #[serde(default)]
    pub later: Option<Later>,
}

/// «Напомнить позже».
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// Quiet until then.
    #[serde(with = "time::serde::rfc3339")]
    pub until: Moment,
    /// How often it was put off.
    pub times: u8,
}

/// When somebody looked at the certificates of this home.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks {
    /// The latest time that was ever seen on the clock.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub seen: Option<Moment>,
    /// The last scheduled check.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub scheduled: Option<Moment>,
    /// The last look of a window.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub window: Option<Moment>,
}

/// Who looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looker {
    /// `renewctl check`.
    Schedule,
    /// The window.
    Window,
}

impl Looks {
    /// After a look at this time. A clock that was set back does not make what was seen unseen.
    #[must_use]
    pub fn after(mut self, looker: Looker, now: Moment) -> Self {
        match looker {
            Looker::Schedule => self.scheduled = Some(now),
            Looker::Window => self.window = Some(now),
        }
        self.seen = self.seen.max(Some(now));
        self
    }
}

/// What the user wants of the notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// «Напомнить позже»: of this certificate, not before this moment.
    Later(String, Moment),
    /// «Скрыть».
    Hide(String),
    /// «Показывать снова», whatever made it quiet.
    Show(String),
    /// «Часы идут верно»: what was seen later on the clock was the mistake.
    TrustClock,
}
