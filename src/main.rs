//! The window. It works on real tokens with the profile of the settings or of `--profile`; without any it opens in the
//! training mode.

// No console behind the window.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use clap::Parser;

use renewal_master::compose;
use renewal_master::compose::training::CAS;
use renewal_master::domain::link::Link;
use renewal_master::domain::settings::Settings;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::gui::app::{self, WorkerLink};
use renewal_master::i18n;
use renewal_master::runtime::message::{Command, Notice};
use renewal_master::runtime::settings::Mode;
use renewal_master::runtime::worker;
use renewal_master::runtime::workshop::Workshop;
use renewal_master::token::discovery;
use renewal_master::token::worker::serve_if_asked;

/// Longest wait for the worker after the window was closed; a CA or a PIN pad may be silent much longer.
const LAST_STEP: Duration = Duration::from_secs(10);

/// Мастер перевыпуска сертификатов.
#[derive(Debug, Parser)]
#[command(name = "renewal-master", version, about)]
struct Arguments {
    /// Profile of the CA: a TOML file, or the identifier of one that `renewctl profiles` shows. Without it the one of
    /// the settings; without any there the training mode opens.
    #[arg(long, value_name = "FILE|ID")]
    profile: Option<PathBuf>,
    /// Open in the training mode, with this CA.
    #[arg(long, value_name = "CA", num_args = 0..=1, default_missing_value = CAS[0].0,
          value_parser = CAS.map(|(ca, _)| ca), conflicts_with = "profile")]
    training: Option<String>,
    /// PKCS#11 module; may be repeated. Without it those of the settings, or else the known places of the vendors.
    #[arg(long, value_name = "SO")]
    module: Vec<PathBuf>,
    /// Write every call of a token's library to this file, for support: its name, shape, answer and time, never a PIN
    /// or what is on the token.
    #[arg(long, value_name = "FILE")]
    trace_token: Option<PathBuf>,
    /// Link renewal-master://… to a request or a renewal. A window that is open already shows it.
    #[arg(value_name = "LINK")]
    link: Option<String>,
}

impl Arguments {
    fn mode(&self, settings: &Settings) -> Mode {
        match (&self.training, &self.profile) {
            (Some(_), _) => Mode::Training,
            (None, Some(_)) => Mode::Work,
            (None, None) => Mode::of(settings),
        }
    }

    /// The adapters; settings are read anew each time.
    fn workshop(&self, mode: Mode) -> Result<Box<dyn Workshop>, Fault> {
        match mode {
            Mode::Work => compose::window(self.profile.as_deref(), &self.module),
            Mode::Training => compose::training(self.training.as_deref().unwrap_or(CAS[0].0)),
        }
    }
}

fn main() -> ExitCode {
    // A worker of this window, or of another one, has nothing to do with windows.
    if let Some(code) = serve_if_asked(std::env::args_os()) {
        return code;
    }
    explain_a_missing_display();
    let arguments = Arguments::parse();
    let held = compose::settings::in_force();
    i18n::speak(held.settings.language);
    if let Some(file) = &arguments.trace_token {
        discovery::trace_to(file);
    }
    let mode = arguments.mode(&held.settings);
    let (commands, orders) = mpsc::channel();
    let (news, notices) = mpsc::channel();
    match arguments.link.as_deref().map(Link::parse) {
        Some(Ok(link)) if compose::hand_link_over(&link) => return ExitCode::SUCCESS,
        Some(Ok(link)) => {
            let _ = news.send(Notice::Link(link));
        }
        Some(Err(fault)) => {
            let _ = news.send(Notice::Failed(fault));
        }
        None if compose::raise(mode == Mode::Training) => return ExitCode::SUCCESS,
        None => {}
    }
    // The worker makes the adapters itself: the first window does not wait for tokens, keyring or sandbox.
    let (alive, ended) = mpsc::channel::<()>();
    let working = std::thread::Builder::new().name("worker".into()).spawn(move || {
        let _alive = alive;
        if let Err(fault) = work(&arguments, mode, &orders, &news) {
            let _ = news.send(Notice::Failed(fault));
        }
    });
    if working.is_err() {
        return ExitCode::FAILURE;
    }
    let ran = app::run(WorkerLink { commands, notices }, mode == Mode::Training, held);
    // A step that is under way, a key that is being made, comes to its end; then the tokens are closed.
    let _ = ended.recv_timeout(LAST_STEP);
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Works until the window is closed, and opens everything anew when the settings want it.
fn work(
    arguments: &Arguments,
    mut mode: Mode,
    orders: &Receiver<Command>,
    news: &Sender<Notice>,
) -> Result<(), Fault> {
    loop {
        let opened = arguments.workshop(mode);
        let workshop = match opened {
            // A profile of the settings that is gone or broken: from the training the settings can be put right.
            Err(fault) if mode == Mode::Work && arguments.profile.is_none() && is_of_profile(&fault) => {
                mode = Mode::Training;
                let workshop = arguments.workshop(mode)?;
                let _ = news.send(Notice::Opened(mode));
                let _ = news.send(Notice::Failed(fault));
                workshop
            }
            opened => opened?,
        };
        let _ = news.send(Notice::Opened(mode));
        if mode == Mode::Work {
            register_the_check();
        }
        let links = news.clone();
        let on_link = Box::new(move |link| {
            let _ = links.send(Notice::Link(link));
        });
        // Without it a second start only says that the program is open.
        let _listener = compose::listen_for_links(mode == Mode::Training, on_link);
        let next = worker::run(workshop, orders, &mut |notice| {
            // The window is gone: the journal has everything.
            let _ = news.send(notice);
        });
        match next {
            Some(next) => mode = next,
            None => return Ok(()),
        }
    }
}

/// The settings, or the administrator, may want a check that is not registered yet. The window does not wait for it.
fn register_the_check() {
    let register = || {
        let settings = compose::settings::in_force().settings;
        // What fails is told in «Настройки», and tried again at the next start.
        let _ = settings.autostart.then(|| compose::schedule::apply(&settings));
    };
    let _ = std::thread::Builder::new().name("schedule".into()).spawn(register);
}

fn is_of_profile(fault: &Fault) -> bool {
    matches!(fault.code, SupportCode::ProfileGone | SupportCode::ProfileInvalid)
}

/// iced panics when there is no display or a library of it is missing; the user gets a sentence instead.
fn explain_a_missing_display() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.to_string();
        if text.contains("event loop") || text.contains("lib") {
            // What the panic itself says is for programmers.
            tell(&i18n::text("app-no-display", &[]));
        } else {
            default(panic);
        }
    }));
}

#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn tell(text: &str) {
    eprintln!("{text}");
}
