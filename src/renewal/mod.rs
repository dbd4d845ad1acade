//! The renewal itself: a table of inputs and effects, without sockets, files, clock, threads or randomness.

mod facts;
mod flow;
pub mod input;
pub mod matched;
mod next;
mod reply;
mod show;
pub mod step;
pub mod view;

pub use flow::Flow;
pub use input::{BackupOrder, Effect, Input, OpId, Reply};
pub use show::{HANDOVER, takeover};
pub use step::{Stage, Step};
pub use view::{FormsView, Progress, Question, StageView, Takeover, ToSign, View, WaitView};
