//! A refusal in words: the same on the screens and on a terminal.

use super::text;
use crate::domain::refusal::Source;

/// What happened, in a few words: the headline over a decision against a request.
pub fn refusal(source: Source) -> String {
    text(&format!("refusal-{}", source.id()), &[])
}

/// Whose word it is: a register, the head, the operator.
pub fn register(source: Source) -> String {
    text(&format!("finding-{}", source.id()), &[])
}

/// What to do, a line for each thing; the same after a refusal as before one that a register foretells.
pub fn ways_out(source: Source) -> Vec<String> {
    text(&format!("refusal-do-{}", source.id()), &[]).lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_source_has_a_headline_of_its_own_and_says_what_to_do() {
        let headlines: BTreeSet<String> = Source::ALL.into_iter().map(refusal).collect();
        assert_eq!(headlines.len(), Source::ALL.len());
        for source in Source::ALL {
            let ways = ways_out(source);
            assert!(ways.iter().all(|way| way.ends_with(['.', ';', ':'])), "{ways:?}");
        }
    }

    /// Rows 2.12, 2.13: the base is named, and where to go with a mistake in it.
    #[test]
    fn a_mistake_in_a_register_leads_to_whoever_keeps_it() {
        assert!(ways_out(Source::Mvd).iter().any(|way| way.contains("отдел МВД")));
        let numbered = ways_out(Source::Fns).into_iter().filter(|way| way.starts_with(['1', '2', '3']));
        assert_eq!(numbered.count(), 3, "the tax service can be reached in three ways");
    }
}
