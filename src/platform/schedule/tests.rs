//! What is registered on every system, as text.

use super::*;

fn job() -> Job {
    Job {
        program: PathBuf::from("/opt/Renewal Master/renewctl"),
        arguments: vec!["check".to_owned(), "50% \"$a\" \\b".to_owned()],
        environment: vec![("RENEWAL_HOME".to_owned(), "/home/user/мой дом".to_owned())],
    }
}

#[test]
fn the_service_quotes_what_systemd_would_read_otherwise() {
    let service = linux::service(&job());
    assert!(
        service.contains("ExecStart=\"/opt/Renewal Master/renewctl\" \"check\" \"50%% \\\"$$a\\\" \\\\b\"\n")
    );
    assert!(service.contains("Environment=\"RENEWAL_HOME=/home/user/мой дом\"\n"), "{service}");
    assert!(service.contains("SuccessExitStatus=0 10\n") && service.contains("KillMode=process\n"));
}

#[test]
fn the_timer_runs_daily_and_after_login_and_makes_up_what_was_missed() {
    let timer = linux::timer();
    for line in ["OnCalendar=daily", "OnStartupSec=2min", "Persistent=true", "WantedBy=timers.target"] {
        assert!(timer.lines().any(|one| one == line), "{line}");
    }
}

#[test]
fn the_entry_of_the_desktop_quotes_twice() {
    let entry = linux::autostart(&job());
    let exec = entry.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap();
    assert_eq!(
        exec,
        "env \"RENEWAL_HOME=/home/user/мой дом\" \"/opt/Renewal Master/renewctl\" check \"50%% \\\\\"\\\\$a\\\\\" \\\\\\\\b\""
    );
    let plain =
        Job { program: "/usr/bin/renewctl".into(), arguments: vec!["check".into()], environment: vec![] };
    assert!(linux::autostart(&plain).contains("\nExec=/usr/bin/renewctl check\n"));
}

#[test]
fn the_task_of_windows_makes_up_what_was_missed_and_needs_no_administrator() {
    let job = Job { program: r"C:\Program Files\R&D\renewctl.exe".into(), ..job() };
    let task = windows::task(&job, r"DOMAIN\Иванова");
    for part in [
        r"<Command>C:\Program Files\R&amp;D\renewctl.exe</Command>",
        r"<Arguments>check &quot;50% \&quot;$a\&quot; \b&quot;</Arguments>",
        r"<UserId>DOMAIN\Иванова</UserId>",
        "<StartWhenAvailable>true</StartWhenAvailable>",
        "<RunLevel>LeastPrivilege</RunLevel>",
        "<LogonTrigger>",
        "<DaysInterval>1</DaysInterval>",
    ] {
        assert!(task.contains(part), "{part}\n{task}");
    }
    assert_eq!(windows::bytes("<a>\n").get(..6), Some(&[0xFF, 0xFE, b'<', 0, b'a', 0][..]));
}

#[test]
fn the_agent_of_macos_names_program_and_environment() {
    let agent = macos::agent(&job());
    for part in [
        "    <string>/opt/Renewal Master/renewctl</string>\n    <string>check</string>\n",
        "    <string>50% &quot;$a&quot; \\b</string>\n",
        "    <key>RENEWAL_HOME</key>\n    <string>/home/user/мой дом</string>\n",
        "<key>RunAtLoad</key>\n  <true/>",
    ] {
        assert!(agent.contains(part), "{part}\n{agent}");
    }
}
