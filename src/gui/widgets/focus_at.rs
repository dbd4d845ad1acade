//! Focuses an element by its name and scrolls it into view: where something is missing, there the user should be.

use super::focus_scope::Reveal;
use iced::advanced::widget::{Id, Operation, operation};
use iced::{Rectangle, Task, Vector};

/// Focuses the element of this name; one that is not there takes the focus from all others.
pub fn focus_at<M: Send + 'static>(id: impl Into<Id>) -> Task<M> {
    let focus = FocusById { id: id.into(), found: None, scrollables: 0, entering: None, around: Vec::new() };
    iced::advanced::widget::operate(focus).discard()
}

/// Notes where the element is and which of all scrollables it lies in.
struct FocusById {
    id: Id,
    found: Option<(Rectangle, Vec<usize>)>,
    scrollables: usize,
    /// The children of this one come next.
    entering: Option<usize>,
    around: Vec<usize>,
}

impl Operation for FocusById {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let depth = self.around.len();
        self.around.extend(self.entering.take());
        operate(self);
        self.around.truncate(depth);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        _: Rectangle,
        _: Rectangle,
        _: Vector,
        _: &mut dyn operation::Scrollable,
    ) {
        self.entering = Some(self.scrollables);
        self.scrollables += 1;
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn operation::Focusable) {
        if id == Some(&self.id) && self.found.is_none() {
            state.focus();
            self.found = Some((bounds, self.around.clone()));
        } else {
            state.unfocus();
        }
    }

    fn finish(&self) -> operation::Outcome<()> {
        match &self.found {
            Some((bounds, around)) => operation::Outcome::Chain(Box::new(Reveal {
                bounds: *bounds,
                around: around.clone(),
                seen: 0,
            })),
            None => operation::Outcome::None,
        }
    }
}
