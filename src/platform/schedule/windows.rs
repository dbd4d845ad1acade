//! Windows: a task of the Task Scheduler (MS-TSCH, schema 1.2).

use crate::platform::schedule::{Job, xml};

/// The task: at login of this user and every day at ten, made up when the computer was off, also on batteries.
///
/// `user` is the account as `DOMAIN\name`: without it the trigger would hold for every login, which needs an
/// administrator. Variables cannot be given to a task.
pub fn task(job: &Job, user: &str) -> String {
    let arguments: Vec<_> = job.arguments.iter().map(|word| word_of(word)).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Renewal Master: check of certificates</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
      <Delay>PT2M</Delay>
    </LogonTrigger>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T10:00:00</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>PT1H</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT15M</ExecutionTimeLimit>
    <Hidden>true</Hidden>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#,
        user = xml(user),
        command = xml(&job.program.to_string_lossy()),
        arguments = xml(&arguments.join(" ")),
    )
}

/// The bytes that `schtasks /create /xml` reads: UTF-16 with its mark.
pub fn bytes(text: &str) -> Vec<u8> {
    let lines = text.replace('\n', "\r\n");
    std::iter::once(0xFEFF).chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// A word of a command line as `CommandLineToArgvW` takes it apart: backslashes count only before a quote.
fn word_of(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => quoted.push_str(&"\\".repeat(backslashes + 1)),
            _ => {}
        }
        if c != '\\' {
            backslashes = 0;
        }
        quoted.push(c);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

#[cfg(windows)]
pub(super) use adapter::{install, registered, remove};

#[cfg(windows)]
mod adapter {
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::{bytes, task};
    use crate::domain::schedule::Mechanism;
    use crate::fault::Fault;
    use crate::platform::schedule::{CHECK, Job, NAME, QUICK, ask, failed, has_run, put, take_away};

    /// What the scheduler tells of a task that runs (`SCHED_S_TASK_RUNNING`) or has not run yet.
    const RUNNING: [i64; 2] = [0x0004_1301, 0x0004_1303];
    const PAUSE: Duration = Duration::from_millis(500);

    pub fn install(job: &Job) -> Result<Mechanism, Fault> {
        let file = std::env::temp_dir().join(format!("{NAME}-{}.xml", std::process::id()));
        put(&file, &bytes(&task(job, &user())))?;
        let path = file.to_string_lossy().into_owned();
        let created = schtasks(&["/create", "/f", "/tn", NAME, "/xml", &path]);
        take_away(&file)?;
        let _ = created?;
        let _ = schtasks(&["/run", "/tn", NAME])?;
        let begun = Instant::now();
        loop {
            std::thread::sleep(PAUSE);
            match last_result() {
                Some(code) if RUNNING.contains(&code) && begun.elapsed() < CHECK => {}
                Some(code) if i32::try_from(code).is_ok_and(has_run) => return Ok(Mechanism::Task),
                code => return Err(failed(&format!("the check ended with {code:?}"))),
            }
        }
    }

    pub fn remove() -> Result<(), Fault> {
        match schtasks(&["/delete", "/f", "/tn", NAME]) {
            // Its words for a task that is not there are in the language of the system.
            Err(fault) if registered().is_some() => Err(fault),
            _ => Ok(()),
        }
    }

    pub fn registered() -> Option<Mechanism> {
        schtasks(&["/query", "/tn", NAME]).is_ok().then_some(Mechanism::Task)
    }

    /// The seventh column of the long form, whatever its title is in the language of the system.
    fn last_result() -> Option<i64> {
        let said = schtasks(&["/query", "/tn", NAME, "/v", "/fo", "csv", "/nh"]).ok()?;
        let row = said.lines().find(|line| line.contains(NAME))?;
        row.split("\",\"").nth(6)?.trim_matches('"').parse().ok()
    }

    fn user() -> String {
        let of = |name| std::env::var(name).unwrap_or_default();
        match (of("USERDOMAIN"), of("USERNAME")) {
            (domain, name) if domain.is_empty() => name,
            (domain, name) => format!("{domain}\\{name}"),
        }
    }

    fn schtasks(arguments: &[&str]) -> Result<String, Fault> {
        ask(Command::new("schtasks").args(arguments), QUICK)
    }
}
