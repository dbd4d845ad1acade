//! Carries out what the user wants of the notices, and keeps when somebody looked.

use crate::domain::moment::Moment;
use crate::domain::queue::Queue;
use crate::domain::reminder::{Later, Looker, Looks, Reminder, Reminders, Wish};
use crate::fault::Fault;
use crate::ports::Notebook;

/// Carries out a wish.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn heed(notebook: &mut dyn Notebook, wish: &Wish, now: Moment) -> Result<(), Fault> {
    let mut reminders = notebook.reminders();
    let mut of = |certificate: &str, change: &dyn Fn(&mut Reminder)| {
        let reminder = reminders.entry(certificate.to_owned()).or_default();
        change(reminder);
    };
    match wish {
        Wish::Later(certificate, until) => of(certificate, &|reminder| {
            let times = reminder.later.map_or(0, |later| later.times).saturating_add(1);
            reminder.later = Some(Later { until: *until, times });
        }),
        Wish::Hide(certificate) => of(certificate, &|reminder| reminder.hidden = true),
        // How often it was put off is not forgotten: it would be put off for ever.
        Wish::Show(certificate) => of(certificate, &|reminder| {
            reminder.hidden = false;
            reminder.later = reminder.later.map(|later| Later { until: later.until.min(now), ..later });
        }),
        Wish::TrustClock => {
            let looks = notebook.looks();
            let passed = |at: Option<Moment>| at.map(|at| at.min(now));
            let (scheduled, window) = (passed(looks.scheduled), passed(looks.window));
            return notebook.looked(&Looks { seen: Some(now), scheduled, window });
        }
    }
    notebook.remind(&reminders)
}

/// Keeps that somebody looked. A disk that is full does not keep anybody from looking.
pub fn looked(notebook: &mut dyn Notebook, looker: Looker, now: Moment) {
    let looks = notebook.looks().after(looker, now);
    let _ = notebook.looked(&looks);
}

/// For who keeps nothing.
#[derive(Debug, Clone, Copy)]
pub struct Blank;

impl Notebook for Blank {
    fn reminders(&mut self) -> Reminders {
        Reminders::new()
    }

    fn remind(&mut self, _: &Reminders) -> Result<(), Fault> {
        Ok(())
    }

    fn looks(&mut self) -> Looks {
        Looks::default()
    }

    fn looked(&mut self, _: &Looks) -> Result<(), Fault> {
        Ok(())
    }

    fn queue(&mut self) -> Queue {
        Queue::default()
    }

    fn keep_queue(&mut self, _: &Queue) -> Result<(), Fault> {
        Ok(())
    }
}
