//! macOS: a LaunchAgent (launchd.plist(5)).

use crate::platform::schedule::{Job, xml};

/// Name of the agent, in the reversed spelling of a domain.
pub const LABEL: &str = "ru.renewal-master.check";

/// The agent: at login and every day at ten; launchd makes up a run that was slept through.
pub fn agent(job: &Job) -> String {
    let words = std::iter::once(job.program.to_string_lossy().into_owned()).chain(job.arguments.clone());
    let words: String = words.map(|word| format!("    <string>{}</string>\n", xml(&word))).collect();
    let variables = job
        .environment
        .iter()
        .map(|(name, value)| format!("    <key>{}</key>\n    <string>{}</string>\n", xml(name), xml(value)));
    let variables: String = variables.collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{LABEL}</string>
  <key>ProgramArguments</key>
  <array>
{words}  </array>
  <key>EnvironmentVariables</key>
  <dict>
{variables}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>10</integer>
    <key>Minute</key>
    <integer>0</integer>
  </dict>
  <key>ProcessType</key>
  <string>Background</string>
  <key>AbandonProcessGroup</key>
  <true/>
</dict>
</plist>
"#
    )
}

#[cfg(target_os = "macos")]
pub(super) use adapter::{install, registered, remove};

#[cfg(target_os = "macos")]
mod adapter {
    use std::path::PathBuf;
    use std::process::Command;

    use super::{LABEL, agent};
    use crate::domain::schedule::Mechanism;
    use crate::fault::Fault;
    use crate::platform::schedule::{Job, QUICK, ask, failed, put, run_once, take_away};

    pub fn install(job: &Job) -> Result<Mechanism, Fault> {
        let file = file()?;
        let path = file.to_string_lossy().into_owned();
        if file.exists() {
            let _ = launchctl(&["unload", &path]);
        }
        put(&file, agent(job).as_bytes())?;
        run_once(job)?;
        let _ = launchctl(&["load", "-w", &path])?;
        Ok(Mechanism::Agent)
    }

    pub fn remove() -> Result<(), Fault> {
        let file = file()?;
        if file.exists() {
            let _ = launchctl(&["unload", "-w", &file.to_string_lossy()]);
        }
        take_away(&file)
    }

    pub fn registered() -> Option<Mechanism> {
        file().ok()?.exists().then_some(Mechanism::Agent)
    }

    fn file() -> Result<PathBuf, Fault> {
        let folders = directories::BaseDirs::new().ok_or_else(|| failed("no home directory"))?;
        Ok(folders.home_dir().join(format!("Library/LaunchAgents/{LABEL}.plist")))
    }

    fn launchctl(arguments: &[&str]) -> Result<String, Fault> {
        ask(Command::new("launchctl").args(arguments), QUICK)
    }
}
