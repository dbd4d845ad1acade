//! One point: a fresh copy of the token, one call of the renewal that fails, and what must hold at the end.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::person::{FOLDER, MODULE, PROFILE, WAY, Way};
use crate::support::modules::{Interposed, interposer};
use crate::support::world::{LABEL, PIN, SOFTHSM, World, blocks, copy_folder};

/// The longest that a renewal may take on a busy machine.
const LONGEST: Duration = Duration::from_secs(120);
/// How long a person waits in front of a window that says nothing, before it is closed by force.
const GRACE: Duration = Duration::from_secs(20);
/// How often a process is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// The world that is copied for each point.
pub struct Ground<'a> {
    world: &'a World,
    /// The objects on the token.
    before: Vec<String>,
}

/// The folder of one point; gone when dropped.
struct Point(Interposed);

impl<'a> Ground<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, before: blocks(&world.objects()) }
    }

    /// The calls of a renewal that nothing disturbs.
    pub fn undisturbed(&self) -> Vec<String> {
        let point = self.point("none", "");
        let _ = self.run(&point, Way::Again);
        let outcome = point.outcome().unwrap();
        assert_eq!(outcome["outcome"], "finished", "{outcome}");
        self.check_objects(&point, true).unwrap();
        point.calls()
    }

    /// Fails this call; how the renewal ended, if it ended well.
    ///
    /// # Errors
    /// What went wrong.
    pub fn fail(&self, number: usize, fault: &str, way: Way) -> Result<String, String> {
        let name = format!("{number}-{}", fault.replace(':', "-"));
        let point = self.point(&name, &format!("*#{number}={fault}"));
        let (mut said, killed) = self.run(&point, way);
        if killed && point.outcome().is_none() {
            // Closed by force; what follows is the next start.
            said = self.run(&point, way).0;
        }
        let outcome = point.outcome().ok_or_else(|| said.clone())?;
        let wrong = |what: String| format!("{what}; {outcome}; {said}");
        let finished = outcome["outcome"] == "finished";
        if !finished && way != Way::GiveUp {
            return Err(wrong("given up".to_owned()));
        }
        self.check_objects(&point, finished).map_err(wrong)?;
        check_answers(&outcome["answers"], killed || way == Way::Restart).map_err(wrong)?;
        let told = outcome["faults"].as_array().is_some_and(|faults| !faults.is_empty());
        let told = if killed {
            "closed by force"
        } else if told {
            "told"
        } else {
            "not noticed"
        };
        Ok(format!("{told}, {}", outcome["outcome"].as_str().unwrap_or_default()))
    }

    fn point(&self, name: &str, script: &str) -> Point {
        let folder = self.world.path("points").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        copy_folder(&self.world.path("tokens"), &folder.join("tokens"));
        std::fs::create_dir_all(folder.join("home")).unwrap();
        let configuration = std::fs::read_to_string(self.world.path("softhsm2.conf")).unwrap();
        let (there, here) = (self.world.path("tokens"), folder.join("tokens"));
        let configuration = configuration.replace(there.to_str().unwrap(), here.to_str().unwrap());
        std::fs::write(folder.join("softhsm2.conf"), configuration).unwrap();
        let point = Point(Interposed::in_folder(folder));
        point.0.script(script);
        point
    }

    /// Lets a person renew until the end, or until a call hangs that nobody ends. What was said on the way, and whether
    /// the program was closed by force.
    fn run(&self, point: &Point, way: Way) -> (String, bool) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "a_person_renews", "--nocapture", "--test-threads=1"]);
        self.world.environment(&mut command);
        point.0.environment(&mut command, SOFTHSM);
        let said = std::fs::File::create(point.folder().join("said")).unwrap();
        let mut person = command
            .env("SOFTHSM2_CONF", point.folder().join("softhsm2.conf"))
            .env("RENEWAL_HOME", point.folder().join("home"))
            .env(MODULE, interposer())
            .env(PROFILE, self.world.path("sandbox/profile.toml"))
            .env(FOLDER, point.folder())
            .env(WAY, format!("{way:?}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .unwrap();
        let killed = point.wait(&mut person);
        (std::fs::read_to_string(point.folder().join("said")).unwrap_or_default(), killed)
    }

    /// The old objects as they were, and besides them nothing, or one pair with its certificate.
    fn check_objects(&self, point: &Point, finished: bool) -> Result<(), String> {
        let token = ["--module", SOFTHSM, "--token-label", LABEL, "--login", "--pin", PIN, "--list-objects"];
        let listed = Command::new("pkcs11-tool")
            .args(token)
            .env("SOFTHSM2_CONF", point.folder().join("softhsm2.conf"))
            .output()
            .map_err(|error| format!("pkcs11-tool: {error}"))?;
        let now = blocks(&String::from_utf8_lossy(&listed.stdout));
        if let Some(lost) = self.before.iter().find(|old| !now.contains(old)) {
            return Err(format!("lost or changed: {lost}"));
        }
        let new: Vec<&String> = now.iter().filter(|block| !self.before.contains(block)).collect();
        let kinds: Vec<&str> = new.iter().filter_map(|block| block.split(';').next()).collect();
        let wanted: &[&str] =
            if finished { &["Certificate Object", "Private Key Object", "Public Key Object"] } else { &[] };
        let id = |block: &&String| {
            block.lines().find(|line| line.contains("ID:")).map(str::trim).map(str::to_owned)
        };
        let same = new.iter().all(|block| id(block) == new.first().and_then(&id));
        if kinds == wanted && same { Ok(()) } else { Err(format!("on the token: {new:#?}")) }
    }
}

impl Point {
    /// True when it had to be closed by force.
    fn wait(&self, person: &mut Child) -> bool {
        let begun = Instant::now();
        let mut hanging: Option<(Instant, usize)> = None;
        while person.try_wait().unwrap().is_none() {
            std::thread::sleep(GLANCE);
            let calls = self.0.log().lines().count();
            hanging = match hanging {
                // It goes on by itself.
                Some((_, then)) if then != calls => Some((Instant::now(), calls)),
                None if self.hangs() => Some((Instant::now(), calls)),
                same => same,
            };
            let given_up = hanging.is_some_and(|(since, _)| since.elapsed() > GRACE);
            if given_up || begun.elapsed() > LONGEST {
                let _ = person.kill();
                let _ = person.wait();
                return true;
            }
        }
        false
    }

    fn folder(&self) -> &Path {
        &self.0.0
    }

    fn calls(&self) -> Vec<String> {
        let log = self.0.log();
        log.lines().filter_map(|line| line.split(' ').nth(1)).map(str::to_owned).collect()
    }

    fn hangs(&self) -> bool {
        self.0.log().lines().any(|line| line.split(' ').nth(2) == Some("hang"))
    }

    fn outcome(&self) -> Option<Value> {
        serde_json::from_str(&std::fs::read_to_string(self.folder().join("outcome")).ok()?).ok()
    }
}

impl Drop for Point {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.folder());
    }
}

/// Nobody decides anything twice. After a new start only that is asked again which is nowhere written down before the
/// token has done its part: the random movements, and the word that becomes a signature.
fn check_answers(answers: &Value, started_again: bool) -> Result<(), String> {
    for (question, count) in answers.as_object().into_iter().flatten() {
        let often = match question.as_str() {
            "Pin" | "Retry" => continue,
            "Randomness" | "Acknowledgement" if started_again => 2,
            _ => 1,
        };
        if count.as_u64() > Some(often) {
            return Err(format!("{question} was asked {count} times"));
        }
    }
    Ok(())
}
