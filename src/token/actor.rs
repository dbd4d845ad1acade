//! One thread per PKCS#11 module. Everything a module does happens there; a call cannot be cancelled.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use crate::fault::{Fault, SupportCode};

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// The thread that owns a `T`.
pub struct Actor<T> {
    /// `None` only while the actor is being dropped.
    jobs: Option<Sender<Job<T>>>,
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
        let run = move || match make() {
            Ok(mut owned) => {
                let _ = told.send(Ok(()));
                for job in queue {
                    job(&mut owned);
                }
            }
            Err(fault) => {
                let _ = told.send(Err(fault));
            }
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))?;
        made.recv().map_err(|_| gone())??;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
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
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or_else(gone)?;
        told.recv().map_err(|_| gone())?
    }
}

impl<T> Drop for Actor<T> {
    /// Waits until the `T` is gone: a module that is finalised while the process ends crashes it (measured:
    /// SoftHSM2, one run in ten, after a renewal that was complete).
    fn drop(&mut self) {
        drop(self.jobs.take());
        let _ = self.thread.take().map(JoinHandle::join);
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

    struct Owned(Arc<AtomicBool>);

    impl Drop for Owned {
        fn drop(&mut self) {
            std::thread::sleep(std::time::Duration::from_millis(50));
            self.0.store(true, Ordering::SeqCst);
        }
    }

    #[test]
    fn a_module_is_gone_before_the_process_can_end() {
        let gone = Arc::new(AtomicBool::new(false));
        let owned = Owned(gone.clone());
        let actor = Actor::start("test", move || Ok(owned)).unwrap();
        assert!(!actor.call(|owned| Ok(owned.0.load(Ordering::SeqCst))).unwrap());
        drop(actor);
        assert!(gone.load(Ordering::SeqCst));
    }
}
