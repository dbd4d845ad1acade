//! The renewal itself: a table of inputs and effects, without sockets, files, clock, threads or randomness.

pub mod input;
pub mod step;
pub mod view;

pub use input::{BackupOrder, Effect, Input, OpId, Reply};
pub use step::{Stage, Step};
pub use view::{Progress, Question, StageView, Takeover, View, WaitView};
