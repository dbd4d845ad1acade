//! The window. Without arguments it opens in the training mode; with `--profile` it works on real tokens.

// No console behind the window.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use clap::Parser;

use renewal_master::compose;
use renewal_master::compose::training::CAS;
use renewal_master::domain::link::Link;
use renewal_master::gui::app::{self, WorkerLink};
use renewal_master::i18n;
use renewal_master::runtime::message::Notice;
use renewal_master::runtime::worker::{self, Workshop};
use renewal_master::token::discovery;
use renewal_master::token::worker::serve_if_asked;

/// Longest wait for the worker after the window was closed; a CA or a PIN pad may be silent much longer.
const LAST_STEP: Duration = Duration::from_secs(10);

/// Мастер перевыпуска сертификатов.
#[derive(Debug, Parser)]
#[command(name = "renewal-master", version, about)]
struct Arguments {
    /// Profile of the CA: a TOML file, or the identifier of one that `renewctl profiles` shows. Without it the
    /// training mode opens.
    #[arg(long, value_name = "FILE|ID")]
    profile: Option<PathBuf>,
    /// The CA of the training mode.
    #[arg(long, value_name = "CA", default_value = CAS[0].0, value_parser = CAS.map(|(ca, _)| ca),
          conflicts_with = "profile")]
    training: String,
    /// PKCS#11 module; may be repeated. Without it the known places of the vendors are searched.
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

fn main() -> ExitCode {
    // A worker of this window, or of another one, has nothing to do with windows.
    if let Some(code) = serve_if_asked(std::env::args_os()) {
        return code;
    }
    explain_a_missing_display();
    let arguments = Arguments::parse();
    i18n::set_language(i18n::Language::of_environment());
    if let Some(file) = &arguments.trace_token {
        discovery::trace_to(file);
    }
    let training = arguments.profile.is_none();
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
        None => {}
    }
    // The worker makes the adapters itself: the first window does not wait for tokens, keyring or sandbox.
    let (alive, ended) = mpsc::channel::<()>();
    let working = std::thread::Builder::new().name("worker".into()).spawn(move || {
        let _alive = alive;
        let workshop: Result<Box<dyn Workshop>, _> = match &arguments.profile {
            Some(profile) => compose::window(profile, &arguments.module),
            None => compose::training(&arguments.training),
        };
        match workshop {
            Ok(workshop) => {
                let links = news.clone();
                let on_link = Box::new(move |link| {
                    let _ = links.send(Notice::Link(link));
                });
                // Without it a second start only says that the program is open.
                let _listener = compose::listen_for_links(training, on_link);
                worker::run(workshop, &orders, &mut |notice| {
                    // The window is gone: the journal has everything.
                    let _ = news.send(notice);
                });
            }
            Err(fault) => {
                let _ = news.send(Notice::Failed(fault));
            }
        }
    });
    if working.is_err() {
        return ExitCode::FAILURE;
    }
    let ran = app::run(WorkerLink { commands, notices }, training);
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
