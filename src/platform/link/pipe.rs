//! Windows: a named pipe of this session of the program.
//!
//! All users of a computer share the names of pipes. So each copy draws a new one, which lies in a file of its home:
//! nobody who cannot read the home can have a pipe of that name there first, and two homes never meet.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::{LIMIT, OnLink, TAKEN, is_taken, understood};
use crate::domain::link::Link;
use crate::fault::Fault;

/// Another caller is just being heard (`ERROR_PIPE_BUSY`).
const BUSY: i32 = 231;
/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// The file with the number in the pipe's name.
pub(super) fn file(home: &Path) -> PathBuf {
    home.join("instance.pipe")
}

/// The pipe with this number. A number and nothing else comes out of the file: no path to something else.
fn name(number: u128) -> String {
    format!(r"\\.\pipe\renewal-master-{number:032x}")
}

/// The pipe of the copy that works in this home.
pub(super) fn of_home(home: &Path) -> io::Result<String> {
    let number = fs::read_to_string(file(home))?;
    u128::from_str_radix(&number, 16).map(name).map_err(|_not_a_number| ErrorKind::InvalidData.into())
}

#[derive(Debug)]
pub(super) struct Listener {
    file: PathBuf,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub(super) fn open(home: &Path, on_link: OnLink) -> Result<Self, Fault> {
        let runtime = runtime()?;
        let number = rand::random();
        let name = name(number);
        let first = {
            let _inside = runtime.enter();
            ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(&name)?
        };
        let file = file(home);
        // In place of the one that a copy left behind when it was killed.
        fs::write(&file, format!("{number:x}"))?;
        let (end, ended) = oneshot::channel();
        let thread = std::thread::Builder::new().name("links".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = serve(first, &name, &on_link) => {}
                    _ = ended => {}
                }
            });
        })?;
        Ok(Self { file, end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Both ends wait with a limit, which a pipe that is opened as a file does not know.
fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Hears one caller after the other. Ends when the system gives no more pipes.
async fn serve(mut pipe: NamedPipeServer, name: &str, on_link: &OnLink) -> io::Result<()> {
    loop {
        let connected = pipe.connect().await;
        // For the next caller, and before this one is gone: the name stays with this copy.
        let next = ServerOptions::new().reject_remote_clients(true).create(name)?;
        let mut caller = std::mem::replace(&mut pipe, next);
        // A caller that is gone, slow or talks nonsense has no link.
        if connected.is_ok()
            && let Ok(Some(link)) = take(&mut caller).await
        {
            on_link(link);
        }
    }
}

async fn take(caller: &mut NamedPipeServer) -> io::Result<Option<Link>> {
    let link = timeout(LIMIT, read_line(caller, Link::LONGEST)).await??;
    let link = understood(link);
    if link.is_some() {
        timeout(LIMIT, caller.write_all(TAKEN)).await??;
        // Until the caller hangs up: an answer that nobody has read yet would go with the pipe.
        let _ = timeout(LIMIT, caller.read(&mut [0])).await;
    }
    Ok(link)
}

/// One line without its end, of at most so many bytes.
async fn read_line(pipe: &mut (impl AsyncRead + Unpin), longest: usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() <= longest {
        match pipe.read(&mut byte).await? {
            0 => break,
            _ if byte == *b"\n" => return Ok(line),
            _ => line.extend(byte),
        }
    }
    Err(ErrorKind::InvalidData.into())
}

pub(super) fn hand_over(home: &Path, link: &Link) -> io::Result<bool> {
    let name = of_home(home)?;
    // One second until somebody listens, one for the answer, as with a socket.
    runtime()?.block_on(async {
        let mut pipe = timeout(LIMIT, connect(&name)).await??;
        timeout(LIMIT, async {
            pipe.write_all(format!("{link}\n").as_bytes()).await?;
            Ok(is_taken(&read_line(&mut pipe, TAKEN.len()).await?))
        })
        .await?
    })
}

/// The other end may learn who calls, which is what `ClientOptions` allows, and may not act in his name.
async fn connect(name: &str) -> io::Result<NamedPipeClient> {
    loop {
        match ClientOptions::new().open(name) {
            Err(error) if error.raw_os_error() == Some(BUSY) => sleep(PAUSE).await,
            opened => return opened,
        }
    }
}
