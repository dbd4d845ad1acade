//! The side of the program: starts the worker of one module, asks it, and stops it when it is silent for too long.

use std::collections::VecDeque;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use crate::fault::{Fault, SupportCode};
use crate::token::module::{ModuleSpec, name_of};
use crate::token::worker::bitness;
use crate::token::worker::deadlines::Deadlines;
use crate::token::worker::frame::{Frame, Secret};
use crate::token::worker::reply::Reply;
use crate::token::worker::request::Request;
use crate::token::worker::serve::LAST_CALL;
use crate::token::worker::{ARGUMENT, WorkerProgram};

/// How long a poll waits for a module; the answer of a slow one is taken by the next poll.
const POLL: Duration = Duration::from_secs(1);
/// How long a look is spared the wait for a module that hung or did not load: one press of a button looks twice.
const SPARED: Duration = Duration::from_secs(5);
/// Longest pause of the polls for a module that fails again and again.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// How much a caller wants an answer of a module that has just failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    /// Nobody waits: after a failure the module is left alone for a while, longer each time.
    Poll,
    /// The user looks.
    Look,
    /// The user has given an order to this very token: the module is started again whatever it did.
    Order,
}

/// A module and its worker, which is started at the first request.
pub struct Host {
    spec: ModuleSpec,
    program: WorkerProgram,
    deadlines: Deadlines,
    running: Option<Running>,
    trouble: Option<Trouble>,
    /// The last answer to a poll.
    occupied: Vec<u64>,
}

/// What the last failure was, and since when.
struct Trouble {
    fault: Fault,
    since: Instant,
    /// How many failures came one after the other.
    count: u32,
    /// The module hung, or was not even loaded: asking again at once would only mean waiting again.
    lasting: bool,
}

/// A request that was sent, or the reason why it was not.
#[must_use]
pub struct Asked(Result<(), Fault>);

/// A worker process, and the thread that writes to it and reads from it.
struct Running {
    child: Option<Child>,
    frames: Option<Sender<Frame>>,
    heard: Receiver<Heard>,
    /// What is still to be answered, in order.
    expected: VecDeque<Expected>,
    /// When the worker was last heard, or was first asked after a pause.
    since: Instant,
}

enum Heard {
    Pulse,
    Reply(Vec<u8>),
}

struct Expected {
    what: What,
    limit: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Load,
    Poll,
    Call,
}

/// How waiting ended.
enum Waited {
    /// The reply to a call.
    Reply(Vec<u8>),
    /// Nothing is expected any more.
    Idle,
    /// The patience of the caller has ended first.
    Later,
}

impl Host {
    /// Of a module. Nothing is started yet.
    pub fn new(spec: ModuleSpec, program: WorkerProgram, deadlines: Deadlines) -> Self {
        Self { spec, program, deadlines, running: None, trouble: None, occupied: Vec::new() }
    }

    /// A worker runs, and sessions may stand in it.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Sends a request without waiting for the answer. Only one may be under way.
    pub fn ask(&mut self, request: &Request, secrets: Vec<Secret>, haste: Haste) -> Asked {
        Asked(self.send(What::Call, request, secrets, haste))
    }

    /// Waits for the answer.
    ///
    /// # Errors
    /// What the worker answers; `ModuleLoad`, `ModuleBitness`, `ModuleCrashed`, `ModuleHung`, each with the module.
    pub fn answer<T: DeserializeOwned>(&mut self, asked: Asked) -> Result<T, Fault> {
        asked.0?;
        let reply = match self.wait(None)? {
            Waited::Reply(reply) => reply,
            Waited::Idle | Waited::Later => return Err(SupportCode::Internal.into()),
        };
        match serde_json::from_slice::<Reply<T>>(&reply) {
            Ok(reply) => {
                self.trouble = None;
                reply.into_result()
            }
            Err(error) => Err(self.fail(SupportCode::ModuleCrashed, error)),
        }
    }

    /// [`Host::ask`] and [`Host::answer`].
    ///
    /// # Errors
    /// Those of [`Host::answer`].
    pub fn call<T: DeserializeOwned>(
        &mut self,
        request: &Request,
        secrets: Vec<Secret>,
        haste: Haste,
    ) -> Result<T, Fault> {
        let asked = self.ask(request, secrets, haste);
        self.answer(asked)
    }

    /// Asks for the occupied slots, unless that was done and is not answered yet.
    pub fn poll(&mut self) {
        let under_way = self.running.as_ref().is_some_and(|running| !running.expected.is_empty());
        if !under_way {
            let _ = self.send(What::Poll, &Request::Occupied, Vec::new(), Haste::Poll);
        }
    }

    /// The answer to the last poll that was answered. Waits for the last one until a moment after `begun`.
    pub fn polled(&mut self, begun: Instant) -> &[u64] {
        if self.running.is_some() {
            let _ = self.wait(Some(begun + POLL));
        }
        &self.occupied
    }

    /// Lets the worker end by itself as soon as its last call is done.
    pub fn close(&mut self) {
        if let Some(running) = &mut self.running {
            drop(running.frames.take());
        }
    }

    fn send(
        &mut self,
        what: What,
        request: &Request,
        secrets: Vec<Secret>,
        haste: Haste,
    ) -> Result<(), Fault> {
        self.start(haste)?;
        let header = serde_json::to_vec(request).map_err(internal)?;
        let expected = Expected { what, limit: self.deadlines.of(request) };
        let sent = self.running.as_mut().map(|running| running.send(Frame { header, secrets }, expected));
        // One that has died is found out by whoever waits for it.
        sent.ok_or_else(|| SupportCode::Internal.into())
    }

    /// Starts the worker unless it runs, or has failed too short a time ago.
    fn start(&mut self, haste: Haste) -> Result<(), Fault> {
        if self.running.is_some() {
            return Ok(());
        }
        if let Some(trouble) = self.trouble.as_ref().filter(|trouble| trouble.keeps_off(haste)) {
            return Err(trouble.fault.clone());
        }
        // A name alone is searched for by the loader.
        if self.spec.path.is_absolute() && !self.spec.path.exists() {
            let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
            let path = self.spec.path.display().to_string();
            let fault = Fault::new(SupportCode::ModuleLoad).with("module", path).with("detail", missing);
            return Err(self.troubled(fault, true));
        }
        if let Some(foreign) = bitness::foreign(&self.spec.path) {
            let fault = self.fault(SupportCode::ModuleBitness).with("detail", foreign);
            return Err(self.troubled(fault, true));
        }
        let running = Running::start(&self.program, &self.spec);
        let running = running.map_err(|error| {
            let fault = self.fault(SupportCode::ModuleLoad).with("detail", error);
            self.troubled(fault, true)
        })?;
        let load = Request::Load { init_args: self.spec.init_args.clone(), trace: self.spec.trace.clone() };
        let header = serde_json::to_vec(&load).map_err(internal)?;
        let expected = Expected { what: What::Load, limit: self.deadlines.of(&load) };
        let running = self.running.insert(running);
        running.send(Frame { header, secrets: Vec::new() }, expected);
        Ok(())
    }

    /// Takes what the worker answers until a call is answered, nothing is expected any more or patience ends.
    fn wait(&mut self, patience: Option<Instant>) -> Result<Waited, Fault> {
        loop {
            let Some(running) = &mut self.running else { return Ok(Waited::Idle) };
            let Some(front) = running.expected.front() else { return Ok(Waited::Idle) };
            let (what, limit) = (front.what, front.limit);
            let deadline = running.since + limit;
            let until = patience.map_or(deadline, |patience| patience.min(deadline));
            match running.heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Heard::Pulse) => running.since = Instant::now(),
                Ok(Heard::Reply(reply)) => {
                    running.since = Instant::now();
                    let _ = running.expected.pop_front();
                    match what {
                        What::Call => return Ok(Waited::Reply(reply)),
                        What::Load => self.loaded(&reply)?,
                        What::Poll => self.take_poll(&reply),
                    }
                }
                Err(RecvTimeoutError::Timeout) if until < deadline => return Ok(Waited::Later),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(self.fail(SupportCode::ModuleHung, format!("{} s", limit.as_secs())));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.fail(SupportCode::ModuleCrashed, ""));
                }
            }
        }
    }

    fn loaded(&mut self, reply: &[u8]) -> Result<(), Fault> {
        match serde_json::from_slice::<Reply<()>>(reply).map(Reply::into_result) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(fault)) => {
                drop(self.running.take());
                Err(self.troubled(fault, true))
            }
            Err(error) => Err(self.fail(SupportCode::ModuleCrashed, error)),
        }
    }

    fn take_poll(&mut self, reply: &[u8]) {
        if let Ok(Reply::Done(occupied)) = serde_json::from_slice(reply) {
            self.occupied = occupied;
            self.trouble = None;
        }
    }

    /// Stops the worker. `detail` is replaced by how it ended, if it ended by itself.
    fn fail(&mut self, code: SupportCode, detail: impl std::fmt::Display) -> Fault {
        let mut detail = detail.to_string();
        let mut loading = false;
        if let Some(mut running) = self.running.take() {
            loading = running.expected.front().is_some_and(|front| front.what == What::Load);
            if let (Some(status), true) = (running.kill(), detail.is_empty()) {
                detail = status.to_string();
            }
        }
        let fault = self.fault(code).with("detail", detail);
        self.troubled(fault, loading || code == SupportCode::ModuleHung)
    }

    fn troubled(&mut self, fault: Fault, lasting: bool) -> Fault {
        let count = self.trouble.as_ref().map_or(0, |trouble| trouble.count) + 1;
        self.trouble = Some(Trouble { fault: fault.clone(), since: Instant::now(), count, lasting });
        fault
    }

    fn fault(&self, code: SupportCode) -> Fault {
        let name = self.spec.path.file_name().unwrap_or(self.spec.path.as_os_str());
        Fault::new(code).with("module", name.to_string_lossy())
    }
}

impl Trouble {
    fn keeps_off(&self, haste: Haste) -> bool {
        let pause = match haste {
            Haste::Order => return false,
            Haste::Look if self.lasting || self.count > 1 => SPARED,
            Haste::Look => return false,
            Haste::Poll => Duration::from_secs(1 << self.count.min(9)).min(LONGEST_PAUSE),
        };
        self.since.elapsed() < pause
    }
}

impl Running {
    fn start(program: &WorkerProgram, spec: &ModuleSpec) -> std::io::Result<Self> {
        let mut command = Command::new(&program.0);
        command.arg(ARGUMENT).arg(&spec.path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // In its own group: Ctrl-C stops the program, and the worker ends when its call has come to its end.
            command.arg0(env!("CARGO_PKG_NAME")).process_group(0);
        }
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            command.creation_flags(CREATE_NO_WINDOW);
        }
        let mut child = command.spawn()?;
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        let (frames, to_send) = channel::<Frame>();
        let (tell, heard) = channel();
        let talk = move || {
            for frame in to_send {
                if frame.write(&mut input).is_err() {
                    return;
                }
                // Wiped before the answer is waited for, which may be long.
                drop(frame);
                loop {
                    let Ok(Some(answer)) = Frame::read(&mut output) else { return };
                    let pulse = answer.header.is_empty();
                    let heard = if pulse { Heard::Pulse } else { Heard::Reply(answer.header) };
                    if tell.send(heard).is_err() || !pulse {
                        break;
                    }
                }
            }
            // The worker sees that nothing more comes, and ends.
            drop(input);
            while let Ok(Some(_)) = Frame::read(&mut output) {}
        };
        // A name with a zero byte in it is no name for a thread; a path cannot have one.
        match std::thread::Builder::new().name(name_of(&spec.path)).spawn(talk) {
            Ok(_) => {}
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(error);
            }
        }
        let (expected, since) = (VecDeque::new(), Instant::now());
        Ok(Self { child: Some(child), frames: Some(frames), heard, expected, since })
    }

    fn send(&mut self, frame: Frame, expected: Expected) {
        if self.expected.is_empty() {
            self.since = Instant::now();
        }
        self.expected.push_back(expected);
        if let Some(frames) = &self.frames {
            // If the thread has ended, so has the worker: that is found out by waiting.
            let _ = frames.send(frame);
        }
    }

    /// Kills the worker and tells how it ended, if it did. One that hangs in the kernel cannot be waited for.
    fn kill(&mut self) -> Option<ExitStatus> {
        let mut child = self.child.take()?;
        let _ = child.kill();
        let (tell, ended) = channel();
        let reaper = std::thread::Builder::new().name("reaper".into());
        let _ = reaper.spawn(move || tell.send(child.wait().ok()));
        ended.recv_timeout(Duration::from_secs(1)).ok().flatten()
    }
}

impl Drop for Running {
    /// Waits until the worker has finalised its module: a call that was begun comes to its end.
    fn drop(&mut self) {
        drop(self.frames.take());
        if self.child.is_none() {
            return;
        }
        let until = Instant::now() + LAST_CALL + Duration::from_secs(1);
        let left = || until.saturating_duration_since(Instant::now());
        // What it still says interests nobody; then it ends, or its time does.
        while self.heard.recv_timeout(left()).is_ok() {}
        let _ = self.kill();
    }
}

fn internal(error: serde_json::Error) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}
