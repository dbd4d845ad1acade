//! The stages of a CA in words.

use crate::tr;

/// `Ждёт согласования руководителя` for `approval`. A stage of another CA that has no text here is told as work.
pub fn stage(name: &str) -> String {
    let id = format!("ca-stage-{name}");
    let text = super::text(&id, &[]);
    if text == id { tr!("ca-stage-other") } else { text }
}
