//! The head of the organisation decides on requests: a machine like the renewal, without a journal.
//!
//! Nothing here must survive a cut. What was not decided still waits at the CA; what was sent and not answered is
//! told by the list. A decision is therefore sent once and never again by itself.
//!
//! ```text
//! certificate → PIN → sign in → list → card with every value and document → decision, signed → list
//! ```

mod card;
mod flow;
pub mod input;
mod own;
mod reply;
mod verdict;
pub mod view;

pub use flow::Flow;
pub use input::{Effect, Input, OpId, Reply};
pub use verdict::{LONGEST_REASON, ReasonTrouble, Verdict, reason};
pub use view::{Candidate, CardView, DocumentState, DocumentView, Outcome, Question, View};
