//! The renewal itself: a table of inputs and effects, without sockets, files, clock, threads or randomness.

mod facts;
pub mod input;
pub mod matched;
pub mod step;
pub mod view;

pub use input::{BackupOrder, Effect, Input, OpId, Reply};
pub use step::{Stage, Step};
pub use view::{Progress, Question, StageView, Takeover, View, WaitView};
