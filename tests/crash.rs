//! The process is killed at every line of the journal, before and after it, and must always come to the same end.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use support::world::{World, last_object, objects_of};

/// Private keys, public keys and certificates on the token: the old ones and the new ones, nothing else.
const AT_THE_END: [(&str, usize); 3] =
    [("Private Key Object", 2), ("Public Key Object", 2), ("Certificate Object", 2)];

#[test]
fn killed_at_any_line_of_the_journal_a_renewal_resumes_to_the_same_end() {
    let Some(lines) = lines_of_a_whole_renewal() else { return };
    let mut visited = 0;
    for number in 1..=lines {
        for when in ["before", "after"] {
            let point = format!("{when}:{number}");
            // A fresh token a run: SoftHSM2 itself does not survive being killed again and again.
            let world = World::new(&format!("crash-{when}-{number}")).unwrap();
            world.put_certificate(4);
            let mut renew = world.renewctl_command(world.renew_arguments());
            let killed = renew.env("RENEWAL_CRASH_AT", &point).output().unwrap();
            assert_eq!(killed.status.code(), None, "{point}: the process was not killed");

            let mut arguments = world.resume_arguments();
            arguments.extend(["--snils", support::world::SNILS].map(str::to_owned));
            let mut outcome = last_object(&world.renewctl(arguments));
            if outcome["outcome"] == "nothing" && number == 1 {
                // Killed before it began: there is nothing to resume, and nothing was made.
                outcome = last_object(&world.renewctl(world.renew_arguments()));
            }
            let ended_already = outcome["outcome"] == "nothing" && number == lines && when == "after";
            assert!(outcome["outcome"] == "finished" || ended_already, "{point}: {outcome}");
            let objects = world.objects();
            for (class, count) in AT_THE_END {
                let found = objects.lines().filter(|line| line.starts_with(class)).count();
                assert_eq!(found, count, "{point}: {class}\n{objects}");
            }
            visited += 1;
        }
    }
    println!("{visited} boundaries visited, {lines} lines of the journal");
    assert!(lines >= 12, "a renewal writes at least a dozen lines, not {lines}");
}

fn lines_of_a_whole_renewal() -> Option<usize> {
    let world = World::new("crash-none")?;
    world.put_certificate(4);
    let output = world.renewctl(world.renew_arguments());
    assert_eq!(last_object(&output)["outcome"], "finished");
    Some(objects_of(&output).iter().filter(|object| object.get("event").is_some()).count())
}
