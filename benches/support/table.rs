//! The printed table. A missed goal is told, never punished: a busy machine must not fail a build.

use super::series::Series;

/// Prints the names of the columns.
pub fn head(ours: &str, theirs: &str) {
    println!("\n{:<34} {ours:<26} {theirs:<26} {:>6}  goal", "", "ratio");
}

/// One comparison. `goal` is the greatest ratio wanted, if one is.
pub fn compare(what: &str, ours: &Series, theirs: &Series, goal: Option<f64>) {
    let ratio = ours.median() / theirs.median();
    let verdict = goal.map_or_else(String::new, |goal| {
        let verdict = if ratio <= goal { "met" } else { "missed" };
        format!("<= {goal:.2} {verdict}")
    });
    println!("{what:<34} {ours:<26} {theirs:<26} {ratio:>6.2}  {verdict}");
}

/// Two measurements of which ours should not be above a limit; a ratio of near nothings would say nothing.
pub fn limit(what: &str, ours: &Series, theirs: &Series, limit: f64) {
    let verdict = if ours.median() <= limit { "met" } else { "missed" };
    println!("{what:<34} {ours:<26} {theirs:<26} {:>6}  <= {limit:.1} {verdict}", "");
}

/// One measurement with nothing beside it.
pub fn note(what: &str, ours: &Series) {
    println!("{what:<34} {ours}");
}
