//! Linux: a timer of the user's systemd; where there is none, an entry for the start of the desktop.

use crate::platform::schedule::{Job, LOOKED};

/// The service: one check, as an ordinary program of the user that is in nobody's way.
pub fn service(job: &Job) -> String {
    let words = std::iter::once(job.program.to_string_lossy().into_owned()).chain(job.arguments.clone());
    let command: Vec<_> = words.map(|word| systemd_word(&word)).collect();
    let variables = job
        .environment
        .iter()
        .map(|(name, value)| format!("Environment={}\n", systemd_word(&format!("{name}={value}"))));
    let variables: String = variables.collect();
    let fine: Vec<_> = LOOKED.iter().map(i32::to_string).collect();
    format!(
        "[Unit]\n\
         Description=Renewal Master: check of certificates\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         ExecStart={command}\n\
         {variables}\
         # Something is due: no failure of the check.\n\
         SuccessExitStatus={fine}\n\
         # A notice waits for its button after the check is over.\n\
         KillMode=process\n\
         Nice=10\n\
         TimeoutStartSec=15min\n",
        command = command.join(" "),
        fine = fine.join(" "),
    )
}

/// The timer: once a day, made up after a night when the computer was off, and a little after login.
pub fn timer() -> String {
    "[Unit]\n\
     Description=Renewal Master: daily check of certificates\n\
     \n\
     [Timer]\n\
     OnStartupSec=2min\n\
     OnCalendar=daily\n\
     # Not everybody asks the CA at midnight.\n\
     RandomizedDelaySec=1h\n\
     Persistent=true\n\
     \n\
     [Install]\n\
     WantedBy=timers.target\n"
        .to_owned()
}

/// The entry for the start of the desktop (Desktop Entry Specification, Desktop Application Autostart Specification).
pub fn autostart(job: &Job) -> String {
    let variables = job.environment.iter().map(|(name, value)| format!("{name}={value}"));
    let variables: Vec<_> = variables.collect();
    let env = (!variables.is_empty()).then(|| "env".to_owned());
    let words = env.into_iter().chain(variables);
    let words = words.chain([job.program.to_string_lossy().into_owned()]).chain(job.arguments.clone());
    let command: Vec<_> = words.map(|word| desktop_word(&word)).collect();
    format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Renewal Master: check of certificates\n\
         Name[ru]=Мастер перевыпуска: проверка сертификатов\n\
         Icon=renewal-master\n\
         Exec={}\n\
         NoDisplay=true\n\
         X-GNOME-Autostart-Delay=120\n",
        command.join(" ")
    )
}

/// The user's word against an entry of the same name that a package has brought for everybody.
pub fn no_autostart() -> String {
    "[Desktop Entry]\n\
     Type=Application\n\
     Name=Renewal Master: check of certificates\n\
     Exec=renewctl check\n\
     Hidden=true\n"
        .to_owned()
}

/// A word of a command line of systemd (systemd.service(5), «Command lines»): quoted, and neither a specifier nor a
/// variable.
fn systemd_word(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{escaped}\"")
}

/// A word of the key `Exec`: quoted if need be; the backslashes of the quoting are escaped once more, since the value
/// of the key is a string.
fn desktop_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '=' | ':' | ',');
    let word = word.replace('%', "%%");
    if !word.is_empty() && word.chars().all(|c| plain(c) || c == '%') {
        return word;
    }
    let quoted: String = word
        .chars()
        .flat_map(|c| matches!(c, '"' | '`' | '$' | '\\').then_some('\\').into_iter().chain([c]))
        .collect();
    format!("\"{}\"", quoted.replace('\\', "\\\\"))
}

#[cfg(target_os = "linux")]
pub(super) use adapter::{install, registered, remove};

#[cfg(target_os = "linux")]
mod adapter {
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::Duration;

    use directories::BaseDirs;

    use super::{autostart, no_autostart, service, timer};
    use crate::domain::schedule::Mechanism;
    use crate::fault::Fault;
    use crate::platform::schedule::{
        CHECK, Job, NAME, QUICK, ask, failed, has_run, put, run_once, take_away,
    };

    /// What the package brings for everybody.
    const PACKAGED_TIMER: &str = "/usr/lib/systemd/user/renewal-master-check.timer";
    const PACKAGED_AUTOSTART: &str = "/etc/xdg/autostart/renewal-master-check.desktop";

    /// Where the user's own files for systemd and for the start of the desktop lie.
    struct Files {
        service: PathBuf,
        timer: PathBuf,
        autostart: PathBuf,
    }

    impl Files {
        fn of_user() -> Result<Self, Fault> {
            let folders = BaseDirs::new().ok_or_else(|| failed("no home directory"))?;
            let units = folders.config_dir().join("systemd/user");
            Ok(Self {
                service: units.join(format!("{NAME}.service")),
                timer: units.join(format!("{NAME}.timer")),
                autostart: folders.config_dir().join(format!("autostart/{NAME}.desktop")),
            })
        }

        /// No check when the desktop starts, whatever a package says.
        fn no_autostart(&self) -> Result<(), Fault> {
            match Path::new(PACKAGED_AUTOSTART).exists() {
                true => put(&self.autostart, no_autostart().as_bytes()),
                false => take_away(&self.autostart),
            }
        }
    }

    pub fn install(job: &Job) -> Result<Mechanism, Fault> {
        let files = Files::of_user()?;
        // Units that the system has refused must not be in the way of the other mechanism.
        if is_systemd_there() {
            files.no_autostart()?;
            // It may be masked: what is written to it would go nowhere.
            take_away(&files.timer)?;
            put(&files.service, service(job).as_bytes())?;
            put(&files.timer, timer().as_bytes())?;
            systemctl(&["daemon-reload"], QUICK)?;
            systemctl(&["enable", "--now", &format!("{NAME}.timer")], QUICK)?;
            // By systemd itself, as it will be every day. A check that could not look ends with an error here.
            let _ = systemctl(&["start", &format!("{NAME}.service")], CHECK);
            let code =
                systemctl(&["show", "--value", "-p", "ExecMainStatus", &format!("{NAME}.service")], QUICK)?;
            return match code.trim().parse() {
                Ok(code) if has_run(code) => Ok(Mechanism::Timer),
                _ => Err(failed(&format!("the check ended with {}", code.trim()))),
            };
        }
        put(&files.autostart, autostart(job).as_bytes())?;
        run_once(job)?;
        Ok(Mechanism::Autostart)
    }

    pub fn remove() -> Result<(), Fault> {
        let files = Files::of_user()?;
        files.no_autostart()?;
        if files.timer.exists() && is_systemd_there() {
            systemctl(&["disable", "--now", &format!("{NAME}.timer")], QUICK)?;
        }
        take_away(&files.timer)?;
        take_away(&files.service)?;
        if is_systemd_there() {
            systemctl(&["daemon-reload"], QUICK)?;
            if Path::new(PACKAGED_TIMER).exists() {
                systemctl(&["mask", "--now", &format!("{NAME}.timer")], QUICK)?;
            }
        }
        Ok(())
    }

    pub fn registered() -> Option<Mechanism> {
        let files = Files::of_user().ok()?;
        // Also a timer that came with the package, which has no file here.
        let enabled = || systemctl(&["is-enabled", &format!("{NAME}.timer")], QUICK);
        if is_systemd_there() && enabled().is_ok_and(|state| state.trim() == "enabled") {
            return Some(Mechanism::Timer);
        }
        let entry = std::fs::read_to_string(&files.autostart).ok();
        let wanted = match entry {
            Some(own) => own != no_autostart(),
            None => Path::new(PACKAGED_AUTOSTART).exists(),
        };
        wanted.then_some(Mechanism::Autostart)
    }

    /// A systemd that has no session of this user answers nothing.
    fn is_systemd_there() -> bool {
        systemctl(&["show", "--value", "-p", "Version"], QUICK)
            .is_ok_and(|version| !version.trim().is_empty())
    }

    fn systemctl(arguments: &[&str], limit: Duration) -> Result<String, Fault> {
        ask(Command::new("systemctl").arg("--user").args(arguments), limit)
    }
}
