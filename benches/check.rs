//! `renewctl check` with nothing due against `certbot renew` with nothing due and `openssl x509 -checkend` in a loop,
//! over 1, 100 and 10,000 certificates; time and memory. `docs/speed.md` says what the numbers mean.
//!
//! The certificates lie where each program looks for its own: as containers of «Этот компьютер», as lineages in
//! `/etc/letsencrypt`-like folders, as files of one folder. All end in four hundred days. The three take turns.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: certbot and the memory of a process are measured on Linux");
}

#[cfg(target_os = "linux")]
mod store;

#[cfg(target_os = "linux")]
fn main() {
    use support::tools;
    tools::tell_load();
    let certbot = tools::present("certbot", &[("certbot", "certbot")]);
    let openssl = tools::present("openssl", &[("openssl", "openssl")]);
    let softhsm = tools::present(
        "the cost of a token library",
        &[(store::SOFTHSM, "softhsm2"), ("softhsm2-util", "softhsm2")],
    );
    let _ = tools::present("memory", &[(store::TIME, "time")]);
    println!("certificates of «Этот компьютер»; all end in {} days", store::DAYS);
    let most = std::env::var("BENCH_MOST").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    for count in [1, 100, 10_000].into_iter().filter(|count| *count <= most) {
        store::compare(count, certbot, openssl);
    }
    if softhsm {
        store::beside_a_token();
    }
}
