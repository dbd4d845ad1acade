//! What lies in the memory and in the files of a running program.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::token_kit::children;

/// A process and everything it has begun.
pub fn family(process: u32) -> Vec<u32> {
    let mut family = vec![process];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(children(parent));
        next += 1;
    }
    family
}

/// Where a text lies in the writable memory of a process, one line for each time: the encoding, whether the
/// memory is locked against swapping, the mapping and the command. The
/// environment that the process was started with does not count: whoever started it has put it there.
///
/// # Errors
/// The memory cannot be read, for people.
pub fn memory(process: u32, text: &str) -> Result<Vec<String>, String> {
    let denied = |error: std::io::Error| format!("the memory of the program cannot be read: {error}");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let characters: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let forms = [("UTF-8", text.as_bytes().to_vec()), ("UTF-16", wide), ("UTF-32", characters)];
    let given = environment(process).map_err(denied)?;
    let maps = std::fs::read_to_string(format!("/proc/{process}/smaps")).map_err(denied)?;
    let memory = File::open(format!("/proc/{process}/mem")).map_err(denied)?;
    let command = std::fs::read(format!("/proc/{process}/cmdline")).map_err(denied)?;
    let command = String::from_utf8_lossy(&command).split('\0').take(2).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    // A line with the addresses, then lines of facts, the flags last.
    let mut mapping = "";
    for line in maps.lines() {
        let Some(flags) = line.strip_prefix("VmFlags:") else {
            if line.split(' ').next().is_some_and(|word| word.contains('-')) {
                mapping = line;
            }
            continue;
        };
        let mut words = mapping.split_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else { continue };
        let Some((from, to)) = range.split_once('-') else { continue };
        if !rights.starts_with("rw") {
            continue;
        }
        let locked = if flags.split(' ').any(|flag| flag == "lo") { "locked " } else { "" };
        let address = |digits: &str| u64::from_str_radix(digits, 16).unwrap();
        let (from, to) = (address(from), address(to));
        let mut content = vec![0; usize::try_from(to - from).unwrap()];
        // Some mappings, of devices above all, cannot be read at all.
        if memory.read_exact_at(&mut content, from).is_err() {
            continue;
        }
        let name = words.nth(3).unwrap_or("anonymous");
        for (form, bytes) in &forms {
            for at in positions(&content, bytes) {
                if !given.contains(&(from + u64::try_from(at).unwrap())) {
                    found.push(format!("{form} in {locked}{name} of {command}"));
                }
            }
        }
    }
    Ok(found)
}

/// The files below a folder that have a text in them.
pub fn files(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, text));
        } else if std::fs::read(&path).is_ok_and(|content| !positions(&content, text.as_bytes()).is_empty()) {
            found.push(path);
        }
    }
    found
}

fn positions(content: &[u8], bytes: &[u8]) -> Vec<usize> {
    let starts = content.iter().enumerate().filter(|(_, byte)| **byte == bytes[0]);
    starts.map(|(at, _)| at).filter(|at| content[*at..].starts_with(bytes)).collect()
}

/// `env_start` and `env_end` of `/proc/PID/stat`, the 50th and 51st word.
fn environment(process: u32) -> std::io::Result<std::ops::Range<u64>> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let words: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // After the name in brackets the third word is the first one here.
    let word = |number: usize| words.get(number - 3).and_then(|word| word.parse().ok()).unwrap_or(0);
    Ok(word(50)..word(51))
}
