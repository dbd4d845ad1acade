//! «Заменить все»: which certificates are to be replaced one after the other, as it is kept between two starts.

use serde::{Deserialize, Serialize};

use crate::domain::key::PlaceId;
use crate::domain::moment::Moment;

/// The queue of a home; empty when there is none. What became of each certificate stands in the journals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// In the order in which they are replaced.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// One certificate of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its fingerprint.
    pub certificate: String,
    /// Where its key lives.
    pub place: PlaceId,
    /// Until when it can sign.
    #[serde(with = "time::serde::rfc3339")]
    pub end: Moment,
    /// Since when it is in the queue.
    #[serde(with = "time::serde::rfc3339")]
    pub since: Moment,
    /// «Пропустить»: the support code that says why.
    #[serde(default)]
    pub put_off: Option<String>,
}

impl Queue {
    /// Nothing was chosen, or all of it is done.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// What the user wants of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// «Заменить все»: whatever is due now.
    Begin,
    /// «Дальше», «Следующий сертификат».
    Next,
    /// «Пропустить»: this certificate for now, because of this support code; then the next.
    PutOff(String, String),
    /// «Вернуть в очередь».
    Return(String),
    /// «Закончить очередь»: forgets it, and nothing else.
    End,
}

impl Order {
    /// Another renewal may begin now.
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::Next | Self::PutOff(..))
    }
}
