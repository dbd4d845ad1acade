//! Where the crash tests end the process.

/// Ends the process at an exact line of the journal, for the crash tests. Debug builds only.
///
/// `RENEWAL_CRASH_AT=before:3` aborts when the third line is about to be written, `after:3` when it is on the
/// disk and nothing that follows from it was done.
pub struct CrashPoint {
    at: Option<(String, u32)>,
    written: u32,
}

impl CrashPoint {
    /// As the variable says; nowhere without it.
    pub fn from_environment() -> Self {
        let at = if cfg!(debug_assertions) { std::env::var("RENEWAL_CRASH_AT").ok() } else { None };
        let at = at
            .as_deref()
            .and_then(|text| text.split_once(':'))
            .and_then(|(when, number)| Some((when.to_owned(), number.parse().ok()?)));
        Self { at, written: 0 }
    }

    /// A line more was written.
    pub fn count(&mut self, when: &str) {
        self.written += 1;
        self.check(when, self.written);
    }

    /// A line is about to be written.
    pub fn pass(&self, when: &str) {
        self.check(when, self.written + 1);
    }

    fn check(&self, when: &str, number: u32) {
        if self.at.as_ref().is_some_and(|(w, n)| w == when && *n == number) {
            std::process::abort();
        }
    }
}
