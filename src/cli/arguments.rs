//! What can be typed after `renewctl`. Secrets come from a named environment variable, never as an argument.

mod approvals;
mod settings;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::all;
use crate::cli::diagnose;
use crate::cli::history;
use crate::cli::pin;
use crate::cli::profiles;
use crate::cli::rehearse;
use crate::cli::tidy;
use crate::compose::notices;
use crate::domain::form::Section;

pub use approvals::{Approvals, Approve, Decide, Decline, Signer};
pub use settings::{ChangeSetting, Schedule, ScheduleWhat, SettingsOptions};

/// Renews signing certificates from a terminal or a script.
#[derive(Debug, Parser)]
#[command(name = "renewctl", version, about, long_about = None)]
pub struct Arguments {
    /// Write every call of a token's library to this file, for support: its name, shape, answer and time, never a PIN
    /// or what is on the token.
    #[arg(long, global = true, value_name = "FILE")]
    pub trace_token: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the sandbox CA on 127.0.0.1 until stopped; one JSON line on standard output when ready.
    Sandbox(Sandbox),
    /// Put a key pair and a soon-ending certificate of the sandbox CA on a token.
    Training(Training),
    /// Show the certificates that can be read without a PIN.
    List(Look),
    /// Ask the CAs about requests that wait, without a PIN, and say what needs you: exit code 0 nothing, 10 a
    /// certificate is due, a request has moved on or waits for you, 2 could not look. A CA that cannot be reached
    /// changes nothing of that.
    Check(Check),
    /// Renew a certificate from the first question to the backup.
    Renew(Renew),
    /// Finish what was begun.
    Resume(Resume),
    /// Write or print the paper form of a certificate.
    Print(Print),
    /// Write the copy of a certificate, its chain and its form.
    Backup(Backup),
    /// Make a software container of this computer from a key and a certificate.
    Import(Import),
    /// Change the PIN of a token, or unlock it by the PIN of its administrator.
    Pin(pin::Options),
    /// Show the notice on standard input and wait for its button: `check` starts this beside itself.
    #[command(hide = true, name = notices::WAIT)]
    WaitForButton,
    /// Show the profiles of CAs that are at hand, or check one.
    Profiles(profiles::Options),
    /// Show the settings as they hold, check a file of them, or change one.
    Settings(SettingsOptions),
    /// Register the daily check with the system for this user, take it away, or say how it is registered.
    Schedule(Schedule),
    /// Show the requests that wait for the head of the organisation.
    Approvals(Approvals),
    /// Approve a request as the head; without --yes only show it.
    Approve(Approve),
    /// Decline a request as the head, with a reason; without --yes only show it.
    Decline(Decline),
    /// Compare the journals with what the tokens hold: exit code 0 all is in place, 10 something needs you.
    Recover(tidy::Recover),
    /// Show the ended keys of this program on a token, and remove those that provably nobody needs any more.
    Cleanup(tidy::Cleanup),
    /// Show what became of every renewal, write it as CSV, or look whether anybody has altered it.
    History(history::Options),
    /// Look at everything that a renewal may need, a line each: exit code 0 all is well, 10 something is to be mended.
    Diagnose(diagnose::Options),
    /// Practise a whole renewal with a token in memory and a CA of its own; no library of a token is loaded, no real
    /// CA is asked.
    Rehearse(rehearse::Options),
}

impl Command {
    /// The answer is read by a script.
    pub fn json(&self) -> bool {
        match self {
            Self::Sandbox(_) => true,
            Self::WaitForButton => false,
            Self::Training(options) => options.json,
            Self::List(options) | Self::Check(Check { look: options, .. }) => options.json,
            Self::Renew(options) => options.json,
            Self::Resume(options) => options.json,
            Self::Print(options) => options.json,
            Self::Backup(options) => options.json,
            Self::Import(options) => options.json,
            Self::Pin(options) => options.json(),
            Self::Profiles(options) => options.json,
            Self::Settings(options) => options.json,
            Self::Schedule(options) => options.json,
            Self::Approvals(options) => options.json,
            Self::Approve(options) => options.decide.json,
            Self::Decline(options) => options.decide.json,
            Self::Recover(options) => options.json,
            Self::Cleanup(options) => options.json,
            Self::History(options) => options.json,
            Self::Diagnose(options) => options.json(),
            Self::Rehearse(options) => options.json(),
        }
    }
}

/// Where keys and the CA are.
#[derive(Debug, Args)]
pub struct World {
    /// Profile of the CA: a TOML file, or the identifier of one that `profiles` shows. Without it the one of the
    /// settings.
    #[arg(long, value_name = "FILE|ID")]
    pub profile: Option<PathBuf>,
    /// PKCS#11 module; may be repeated. Without it those of the settings; without any there the known places of the
    /// vendors are searched.
    #[arg(long, value_name = "SO")]
    pub module: Vec<PathBuf>,
}

/// Options of `sandbox`.
#[derive(Debug, Args)]
pub struct Sandbox {
    /// Folder of its keys, register and requests; made if it is not there.
    #[arg(long)]
    pub dir: PathBuf,
    /// Port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Seconds between the acceptance of a request and the certificate; for the long CAs, of each stage that waits for
    /// nobody and has no working days.
    #[arg(long, default_value_t = 0)]
    pub delay: u32,
    /// Serial number of a certificate that counts as revoked; may be repeated.
    #[arg(long, value_name = "SERIAL")]
    pub revoked: Vec<String>,
}

/// Options of `training`.
#[derive(Debug, Args)]
pub struct Training {
    /// Folder of the sandbox.
    #[arg(long)]
    pub dir: PathBuf,
    /// PKCS#11 module of the token.
    #[arg(long, value_name = "SO")]
    pub module: PathBuf,
    /// Label of the token.
    #[arg(long)]
    pub token: String,
    /// Environment variable that holds the PIN.
    #[arg(long, value_name = "VAR")]
    pub pin_env: String,
    /// Days until the certificate ends.
    #[arg(long, default_value_t = 4)]
    pub days: u32,
    /// Days until the private key ends, if it shall end before the certificate does.
    #[arg(long, value_name = "DAYS")]
    pub key_days: Option<u32>,
    /// СНИЛС of the holder; without it 112-233-445 95, and 087-654-303 00 for the head.
    #[arg(long)]
    pub snils: Option<String>,
    /// Who the holder is: an employee, or the head who approves the requests of the organisation.
    #[arg(long, value_enum, default_value_t = Role::Holder)]
    pub role: Role,
    /// Position of the holder, instead of the usual one of the role.
    #[arg(long)]
    pub title: Option<String>,
    /// A certificate for the ФСС instead of ФНС, СФР and Росстат.
    #[arg(long)]
    pub fss: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Part of a training holder in the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Asks for certificates.
    Holder,
    /// Approves the requests of the organisation.
    Head,
}

/// Options of `list`, and of `check` among others.
#[derive(Debug, Args)]
pub struct Look {
    /// Where to look.
    #[command(flatten)]
    pub world: World,
    /// One JSON object per certificate.
    #[arg(long)]
    pub json: bool,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Where to look.
    #[command(flatten)]
    pub look: Look,
    /// The clock is right now: forget the later time that was once seen on it.
    #[arg(long)]
    pub trust_clock: bool,
}

/// Answers to the questions of a renewal.
#[derive(Debug, Default, Clone, Args)]
pub struct Answers {
    /// Environment variable that holds the PIN of the token, or the password of a container; without it the PIN that is
    /// kept is used, if there is one.
    #[arg(long, value_name = "VAR")]
    pub pin_env: Option<String>,
    /// Environment variable that holds the password of a new software container; empty is allowed.
    #[arg(long, value_name = "VAR")]
    pub new_password_env: Option<String>,
    /// The data are right, what will be signed was looked through, the certificate was read: go through without
    /// asking.
    #[arg(long)]
    pub yes: bool,
    /// Answers to the forms of the CA (TOML): a table a section, `[scans]` with files. What is not in it stays as it
    /// is known.
    #[arg(long, value_name = "FILE")]
    pub form: Option<PathBuf>,
    /// Fill this section anew although it was filled before; may be repeated. Only before the request is signed.
    #[arg(long, value_name = "SECTION", value_parser = section)]
    pub revise: Vec<Section>,
    /// Go on with the draft of this number that lies at the CA; without it a new one is begun.
    #[arg(long, value_name = "NUMBER")]
    pub draft: Option<String>,
    /// Environment variable that holds the code word.
    #[arg(long, value_name = "VAR")]
    pub code_word_env: Option<String>,
    /// Correct a refused request from the form file and send it again, once.
    #[arg(long)]
    pub repair: bool,
    /// Write the request file into this folder, for a portal that takes files.
    #[arg(long, value_name = "DIR")]
    pub request_file: Option<PathBuf>,
    /// The certificate that such a portal has given (.cer, .crt, .p7b, .pem).
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Write the copy into this folder; without it and `--backup-token` no copy is made.
    #[arg(long, value_name = "DIR")]
    pub backup: Option<PathBuf>,
    /// Write the copy onto another token with this label: certificate, chain, request and form, never the key.
    #[arg(long, value_name = "LABEL", conflicts_with = "backup")]
    pub backup_token: Option<String>,
    /// Environment variable that holds the PIN of that token, if it is another one.
    #[arg(long, value_name = "VAR", requires = "backup_token")]
    pub backup_pin_env: Option<String>,
    /// Environment variable that holds the password of the PKCS#12 file of an exportable key.
    #[arg(long, value_name = "VAR")]
    pub backup_password_env: Option<String>,
    /// Write the paper form of the new certificate into this PDF file.
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// Longest wait for the CA in seconds; afterwards `resume` goes on.
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    pub wait: u64,
}

/// Options of `renew`.
#[derive(Debug, Args)]
pub struct Renew {
    /// Where keys and the CA are.
    #[command(flatten)]
    pub world: World,
    /// Label of the token with the certificate; without it this computer.
    #[arg(long)]
    pub token: Option<String>,
    /// СНИЛС of the holder.
    #[arg(long, required_unless_present_any = ["first", "all"])]
    pub snils: Option<String>,
    /// First issue: there is no certificate yet. `--token` says where the key goes.
    #[arg(long, conflicts_with_all = ["snils", "serial"])]
    pub first: bool,
    /// Several at once.
    #[command(flatten)]
    pub several: all::Options,
    /// Serial number of the certificate, if the holder has several.
    #[arg(long)]
    pub serial: Option<String>,
    /// Put the new key on this computer instead of the token.
    #[arg(long)]
    pub computer: bool,
    /// The new key of this computer may be exported.
    #[arg(long, requires = "computer")]
    pub exportable: bool,
    /// Answers.
    #[command(flatten)]
    pub answers: Answers,
    /// One JSON object per event, and the outcome last.
    #[arg(long)]
    pub json: bool,
}

/// Options of `resume`.
#[derive(Debug, Args)]
pub struct Resume {
    /// Where keys and the CA are.
    #[command(flatten)]
    pub world: World,
    /// Name of the renewal, if several are unfinished.
    #[arg(long)]
    pub renewal: Option<String>,
    /// Label of the token for the new key, if it was not chosen yet.
    #[arg(long)]
    pub token: Option<String>,
    /// СНИЛС of the holder, if it was not given yet.
    #[arg(long)]
    pub snils: Option<String>,
    /// Give the renewal up: undo what was made.
    #[arg(long)]
    pub cancel: bool,
    /// Answers.
    #[command(flatten)]
    pub answers: Answers,
    /// One JSON object per event, and the outcome last.
    #[arg(long)]
    pub json: bool,
}

/// Options of `print`.
#[derive(Debug, Args)]
pub struct Print {
    /// Where to look.
    #[command(flatten)]
    pub world: World,
    /// Serial number of the certificate.
    #[arg(long)]
    pub serial: String,
    /// Write a PDF file.
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// Send to this printer.
    #[arg(long)]
    pub printer: Option<String>,
    /// Number of copies.
    #[arg(long, default_value_t = 1)]
    pub copies: u8,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where to look.
    #[command(flatten)]
    pub world: World,
    /// Serial number of the certificate.
    #[arg(long)]
    pub serial: String,
    /// Folder of the medium.
    #[arg(long)]
    pub dir: PathBuf,
    /// Environment variable that holds the password of the container, for an exportable key.
    #[arg(long, value_name = "VAR")]
    pub pin_env: Option<String>,
    /// Environment variable that holds the password of the PKCS#12 file.
    #[arg(long, value_name = "VAR")]
    pub password_env: Option<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Private key, PKCS#8 PEM without password.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Certificate, PEM.
    #[arg(long, value_name = "FILE")]
    pub certificate: PathBuf,
    /// Environment variable that holds the password of the container.
    #[arg(long, value_name = "VAR")]
    pub pin_env: String,
    /// The key may be exported later.
    #[arg(long)]
    pub exportable: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

fn section(text: &str) -> Result<Section, String> {
    let known = Section::ALL.into_iter().find(|section| section.id() == text);
    known.ok_or_else(|| Section::ALL.map(Section::id).join(", "))
}
