//! The window. Without arguments it opens in the training mode; with `--profile` it works on real tokens.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use clap::Parser;

use renewal_master::compose;
use renewal_master::gui::app::{self, WorkerLink};
use renewal_master::i18n;
use renewal_master::runtime::worker::{self, Workshop};

/// Longest wait for the worker after the window was closed; a CA or a PIN pad may be silent much longer.
const LAST_STEP: Duration = Duration::from_secs(10);

/// Мастер перевыпуска сертификатов.
#[derive(Debug, Parser)]
#[command(name = "renewal-master", version, about)]
struct Arguments {
    /// Profile of the CA (TOML); without it the training mode opens.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// PKCS#11 module; may be repeated. Without it the known places of the vendors are searched.
    #[arg(long, value_name = "SO")]
    module: Vec<PathBuf>,
}

fn main() -> ExitCode {
    explain_a_missing_display();
    let arguments = Arguments::parse();
    i18n::set_language(i18n::Language::of_environment());
    let training = arguments.profile.is_none();
    let (commands, orders) = mpsc::channel();
    let (news, notices) = mpsc::channel();
    // The worker makes the adapters itself: the first window does not wait for tokens, keyring or sandbox.
    let (alive, ended) = mpsc::channel::<()>();
    let working = std::thread::Builder::new().name("worker".into()).spawn(move || {
        let _alive = alive;
        let workshop: Result<Box<dyn Workshop>, _> = match &arguments.profile {
            Some(profile) => compose::window(profile, &arguments.module),
            None => compose::training(),
        };
        match workshop {
            Ok(workshop) => worker::run(workshop, &orders, &mut |notice| {
                // The window is gone: the journal has everything.
                let _ = news.send(notice);
            }),
            Err(fault) => {
                let _ = news.send(renewal_master::runtime::message::Notice::Failed(fault));
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
