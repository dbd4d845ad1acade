//! One thread per PKCS#11 module. Everything a module does happens there; a call cannot be cancelled.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::fault::{Fault, SupportCode};

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// Longest wait for a call that was begun when the actor is dropped. A PIN pad may never answer.
const LAST_CALL: Duration = Duration::from_secs(10);

/// The thread that owns a `T`.
pub struct Actor<T> {
    /// `None` only while being dropped.
    jobs: Option<Sender<Job<T>>>,
    /// Says nothing; it closes when the `T` is gone.
    ended: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl<T: 'static> Actor<T> {
    /// Starts the thread and makes the `T` on it: a module must be loaded where it is used.
    ///
    /// # Errors
    /// What `make` returns, or `Internal` when no thread can be started.
    pub fn start(
        name: &str,
        make: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<Self, Fault> {
        let (jobs, queue) = channel::<Job<T>>();
        let (told, made) = channel();
        let (alive, ended) = channel::<()>();
        let run = move || {
            let _alive = alive;
            match make() {
                Ok(mut owned) => {
                    let _ = told.send(Ok(()));
                    for job in queue {
                        job(&mut owned);
                    }
                }
                Err(fault) => {
                    let _ = told.send(Err(fault));
                }
            }
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))?;
        let actor = Self { jobs: Some(jobs), ended, thread: Some(thread) };
        made.recv().map_err(|_| gone())??;
        Ok(actor)
    }

    /// Runs a job on the thread and waits for its result.
    ///
    /// # Errors
    /// What the job returns; `TokenFailed` when the thread has died.
    pub fn call<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut T) -> Result<R, Fault> + Send + 'static,
    ) -> Result<R, Fault> {
        let (tell, told) = channel();
        let job = Box::new(move |owned: &mut T| {
            let _ = tell.send(job(owned));
        });
        self.jobs.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        told.recv().map_err(|_| gone())?
    }
}

impl<T> Drop for Actor<T> {
    /// Waits until the module is finalised: a process that ends at the same time would pull the library from
    /// under its own thread, and die of it after the work was done.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if self.ended.recv_timeout(LAST_CALL) != Err(RecvTimeoutError::Timeout)
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

fn gone() -> Fault {
    Fault::new(SupportCode::TokenFailed).with("detail", "the thread of the module has ended")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    struct Slow(Arc<AtomicBool>);

    impl Drop for Slow {
        fn drop(&mut self) {
            std::thread::sleep(Duration::from_millis(50));
            self.0.store(true, Ordering::SeqCst);
        }
    }

    #[test]
    fn what_the_actor_owns_is_gone_when_the_actor_is() {
        let gone = Arc::new(AtomicBool::new(false));
        let owned = Slow(gone.clone());
        let actor = Actor::start("slow", move || Ok(owned)).unwrap();
        assert!(!actor.call(|slow| Ok(slow.0.load(Ordering::SeqCst))).unwrap());
        drop(actor);
        assert!(gone.load(Ordering::SeqCst));
    }
}
