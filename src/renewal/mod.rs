//! The renewal itself: a table of inputs and effects, without sockets, files, clock, threads or randomness.

mod answer;
pub mod cleanup;
mod copy;
mod early;
mod facts;
mod failure;
mod flow;
mod forms;
pub mod input;
pub mod look;
pub mod matched;
mod next;
pub mod recovery;
mod reply;
mod show;
pub mod step;
pub mod story;
#[cfg(test)]
mod tests;
mod undo;
pub mod view;
mod wait;

pub use flow::Flow;
pub use input::{BackupOrder, Effect, Input, OpId, Reply};
pub use show::{HANDOVER, takeover};
pub use step::{Stage, Step};
pub use view::{FormsView, Progress, Question, StageView, Takeover, ToSign, View, WaitView};
