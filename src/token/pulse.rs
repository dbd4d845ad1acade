//! The pulse of a worker: a call of the module came back. Whoever waits for the worker hears that it is not hung.

use std::sync::OnceLock;

type Hook = Box<dyn Fn() + Send + Sync>;

static HOOK: OnceLock<Hook> = OnceLock::new();

/// Who hears it in this process. The first one stays.
pub fn listen(hook: impl Fn() + Send + Sync + 'static) {
    let _ = HOOK.set(Box::new(hook));
}

/// A call of the module has come back.
pub fn beat() {
    if let Some(hook) = HOOK.get() {
        hook();
    }
}
