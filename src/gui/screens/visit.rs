//! What to take along to a visit, as lines on a screen: the very lines of the printed list.

use crate::i18n;
use crate::paper::{of_renewal, visit_list};
use crate::renewal::View;

/// The papers for the visit that ends a first issue, or that a refusal asks for.
pub fn papers(view: &View) -> Vec<String> {
    let labels = |id: &str| i18n::text(id, &[]);
    let form = visit_list::build(&of_renewal::visit(view), i18n::language().code(), &labels);
    form.blocks.into_iter().flat_map(|block| block.checks).collect()
}
