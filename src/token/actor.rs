//! One thread per PKCS#11 module. Everything a module does happens there; a call cannot be cancelled.

use std::sync::mpsc::{Sender, channel};

use crate::fault::{Fault, SupportCode};

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// The thread that owns a `T`.
pub struct Actor<T> {
    jobs: Sender<Job<T>>,
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
        let _ = thread.map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))?;
        made.recv().map_err(|_| gone())??;
        Ok(Self { jobs })
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
        self.jobs.send(job).map_err(|_| gone())?;
        told.recv().map_err(|_| gone())?
    }
}

fn gone() -> Fault {
    Fault::new(SupportCode::TokenFailed).with("detail", "the thread of the module has ended")
}
