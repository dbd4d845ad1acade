//! Programs that a comparison needs and this computer may not have.

use std::path::Path;

/// True when all are there; otherwise tells which are not and how Debian gets them. A tool with a slash in its
/// name is a file, others are looked for in `PATH`.
pub fn present(row: &str, tools: &[(&str, &str)]) -> bool {
    let missing: Vec<_> = tools.iter().filter(|(tool, _)| !exists(tool)).collect();
    if missing.is_empty() {
        return true;
    }
    let tools: Vec<_> = missing.iter().map(|(tool, _)| *tool).collect();
    let packages: Vec<_> = missing.iter().map(|(_, package)| *package).collect();
    println!(
        "skipped: {row}. Missing: {}. apt-get install --no-install-recommends {}",
        tools.join(", "),
        packages.join(" ")
    );
    false
}

/// Whether a program or file is there.
pub fn exists(tool: &str) -> bool {
    if tool.contains('/') {
        return Path::new(tool).exists();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

/// How often each thing is measured: `BENCH_RUNS`, or this default.
pub fn runs(default: usize) -> usize {
    std::env::var("BENCH_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A processor that is busy with other things makes every number worse, and not all by the same factor.
pub fn tell_load() {
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("load average before: {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));
    }
}
