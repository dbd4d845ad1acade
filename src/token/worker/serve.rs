//! The worker itself: one thread reads requests, the main one owns the module and answers them.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::fault::{Fault, SupportCode};
use crate::token::module::{Module, ModuleSpec};
use crate::token::pulse;
use crate::token::worker::frame::{Frame, Secret, pin};
use crate::token::worker::harden;
use crate::token::worker::reply::Reply;
use crate::token::worker::request::Request;

/// How long a running call may go on when the program is gone: a key that is being made shall come to its end.
pub const LAST_CALL: Duration = Duration::from_secs(10);
/// How often the pulse is told at most.
const PULSE: Duration = Duration::from_secs(1);

/// Serves a module until the other side is gone.
pub fn serve(module: &Path) -> ExitCode {
    harden::close_memory();
    let Ok((input, output)) = harden::take_streams() else { return ExitCode::FAILURE };
    let output = Arc::new(Mutex::new(output));
    tell_pulse(output.clone());
    let (sender, requests) = channel();
    let reader = std::thread::Builder::new().name("requests".into());
    if reader.spawn(move || read(input, sender)).is_err() {
        return ExitCode::FAILURE;
    }
    let mut worker = Worker { path: module, module: None };
    for frame in requests {
        let answer = Frame { header: worker.answer(frame), secrets: Vec::new() };
        if answer.write(&mut *lock(&output)).is_err() {
            break;
        }
    }
    // The module is finalised here, by the thread that has used it.
    drop(worker);
    ExitCode::SUCCESS
}

/// Reads until the other side is gone or talks nonsense. Then the main thread ends by itself, unless it hangs.
fn read(mut input: File, requests: Sender<Frame>) {
    while let Ok(Some(frame)) = Frame::read(&mut input) {
        if requests.send(frame).is_err() {
            break;
        }
    }
    drop(requests);
    std::thread::sleep(LAST_CALL);
    harden::end_now()
}

/// An empty message every now and then while calls come back.
fn tell_pulse(output: Arc<Mutex<File>>) {
    let told = Mutex::new(Instant::now());
    pulse::listen(move || {
        let mut told = lock(&told);
        if told.elapsed() >= PULSE {
            *told = Instant::now();
            // Who cannot be told is gone, which the reader will find.
            let _ = Frame::default().write(&mut *lock(&output));
        }
    });
}

struct Worker<'a> {
    path: &'a Path,
    module: Option<Module>,
}

impl Worker<'_> {
    fn answer(&mut self, frame: Frame) -> Vec<u8> {
        match serde_json::from_slice(&frame.header) {
            Ok(Request::Load { init_args, trace }) => {
                let path = self.path.to_owned();
                reply(self.load(&ModuleSpec { path, init_args, trace }))
            }
            Ok(request) => match &mut self.module {
                Some(module) => carry_out(module, request, frame.secrets),
                None => reply::<()>(Err(nonsense("no module is loaded"))),
            },
            Err(error) => reply::<()>(Err(nonsense(error))),
        }
    }

    fn load(&mut self, spec: &ModuleSpec) -> Result<(), Fault> {
        self.module = Some(Module::load(spec)?);
        Ok(())
    }
}

fn carry_out(module: &mut Module, request: Request, secrets: Vec<Secret>) -> Vec<u8> {
    let mut secrets = secrets.into_iter();
    let mut next = || secrets.next().ok_or_else(|| nonsense("a secret is missing"));
    let mut next_pin = || pin(next()?).map_err(nonsense);
    match request {
        Request::Load { .. } => reply::<()>(Err(nonsense("loaded twice"))),
        Request::Places => reply(module.places()),
        Request::Occupied => reply(Ok(module.occupied())),
        Request::Certificates => reply(module.certificates()),
        Request::Login { place } => reply(next_pin().and_then(|pin| module.login(&place, &pin))),
        Request::IsOpen { place } => reply(Ok(module.is_open(&place))),
        Request::Logout => {
            module.logout();
            reply(Ok(()))
        }
        Request::ChangePin { place } => {
            let pins = next_pin().and_then(|old| Ok((old, next_pin()?)));
            reply(pins.and_then(|(old, new)| module.change_pin(&place, &old, &new)))
        }
        Request::UnlockPin { place } => {
            let pins = next_pin().and_then(|admin| Ok((admin, next_pin()?)));
            reply(pins.and_then(|(admin, new)| module.unlock_pin(&place, &admin, &new)))
        }
        Request::Inventory { place } => reply(module.inventory(&place)),
        Request::Generate { plan } => reply(next().and_then(|offered| module.generate(&plan, &offered))),
        Request::Trace { key } => reply(module.trace(&key)),
        Request::Sign { key, message } => reply(module.sign(&key, &message)),
        Request::Store { key, certificate, label } => reply(module.store(&key, &certificate, &label)),
        Request::SaveCopy { key, copy } => reply(module.save_copy(&key, &copy)),
        Request::Remove { key } => reply(module.remove(&key)),
    }
}

fn reply<T: Serialize>(result: Result<T, Fault>) -> Vec<u8> {
    // Nothing that is answered can fail to be written; an empty message would be a pulse.
    serde_json::to_vec(&Reply::from(result)).unwrap_or_else(|_| b"null".to_vec())
}

fn nonsense(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", detail)
}

/// A poisoned lock means that a call panicked; the stream is still there.
fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
