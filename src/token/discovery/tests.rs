//! Discovery on systems that are folders.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use super::*;

/// A system below a folder.
struct System(PathBuf);

impl System {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let root = std::env::temp_dir().join(format!("renewal-discovery-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        let system = Self(root);
        for (path, content) in files {
            let path = system.0.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        system
    }

    /// Paths of the modules below the root, in order.
    fn modules(&self) -> Vec<String> {
        let found = installed(&self.0, Some(&self.0.join("home/user/.config")));
        let below = |path: &Path| path.strip_prefix(&self.0).unwrap().to_str().unwrap().to_owned();
        found.iter().map(|spec| below(&spec.path)).collect()
    }
}

impl Drop for System {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const NOTHING: &[u8] = b"";
const PACKAGE: &str = "usr/share/p11-kit/modules";
const ADMIN: &str = "etc/pkcs11/modules";
const USER: &str = "home/user/.config/pkcs11/modules";

#[test]
fn a_bare_system_has_no_modules() {
    assert_eq!(System::new("bare", &[]).modules(), Vec::<String>::new());
}

#[test]
fn libraries_of_vendors_come_before_those_for_all_tokens() {
    let system = System::new(
        "vendors",
        &[
            ("usr/lib/softhsm/libsofthsm2.so", NOTHING),
            ("usr/lib64/opensc-pkcs11.so", NOTHING),
            ("usr/lib/libjcPKCS11-2.so", NOTHING),
            ("opt/aktivco/rutokenecp/amd64/librtpkcs11ecp.so", NOTHING),
        ],
    );
    assert_eq!(
        system.modules(),
        [
            "usr/lib/libjcPKCS11-2.so",
            "opt/aktivco/rutokenecp/amd64/librtpkcs11ecp.so",
            "usr/lib64/opensc-pkcs11.so",
            "usr/lib/softhsm/libsofthsm2.so",
        ]
    );
}

#[test]
fn a_library_under_two_names_counts_once() {
    let system = System::new("twice", &[("opt/aktivco/rutokenecp/amd64/librtpkcs11ecp.so", NOTHING)]);
    std::fs::create_dir_all(system.0.join("usr/lib")).unwrap();
    std::os::unix::fs::symlink(
        system.0.join("opt/aktivco/rutokenecp/amd64/librtpkcs11ecp.so"),
        system.0.join("usr/lib/librtpkcs11ecp.so"),
    )
    .unwrap();
    assert_eq!(system.modules(), ["usr/lib/librtpkcs11ecp.so"]);
}

#[test]
fn a_library_of_another_width_is_told_only_when_it_is_alone() {
    let mut narrow = vec![0; 64];
    narrow[..6].copy_from_slice(&[0x7F, b'E', b'L', b'F', 1, 1]);
    narrow[18] = 3;
    let alone = System::new("narrow", &[("usr/lib/libeTPkcs11.so", &narrow)]);
    assert_eq!(alone.modules(), ["usr/lib/libeTPkcs11.so"]);
    let both =
        System::new("both", &[("usr/lib/libeTPkcs11.so", &narrow), ("usr/lib64/libeTPkcs11.so", NOTHING)]);
    assert_eq!(both.modules(), ["usr/lib64/libeTPkcs11.so"]);
}

/// Name, files and their content, modules that are found.
type Case<'a> = (&'a str, &'a [(&'a str, &'a [u8])], &'a [&'a str]);

#[test]
fn the_configuration_of_p11_kit_is_followed() {
    let module = |text: &'static str| text.as_bytes();
    let table: [Case<'_>; 12] = [
        ("absolute", &[("vendor.module", module("# Vendor\nmodule: /opt/v/v.so\n"))], &["opt/v/v.so"]),
        (
            "relative",
            &[("vendor.module", module("module:v.so\ncritical: yes"))],
            &["usr/lib/x86_64-linux-gnu/pkcs11/v.so"],
        ),
        ("elsewhere", &[("vendor.module", module("module: not-there.so"))], &[]),
        ("empty", &[("vendor.module", module("module:\n"))], &[]),
        ("other-file", &[("vendor.conf", module("module: v.so"))], &[]),
        ("garbage", &[("vendor.module", b"\xFF\xFE\x00: ::\n")], &[]),
        ("for-others", &[("v.module", module("module: v.so\nenable-in: firefox, p11-kit-proxy"))], &[]),
        (
            "for-us",
            &[("v.module", module("module: /opt/v/v.so\nenable-in: firefox, renewctl"))],
            &["opt/v/v.so"],
        ),
        ("not-for-us", &[("v.module", module("module: v.so\ndisable-in: renewal-master"))], &[]),
        (
            "trust",
            &[
                ("t.module", module("module: p11-kit-trust.so")),
                ("x.module", module("module: v.so\ntrust-policy: yes")),
            ],
            &[],
        ),
        ("proxy", &[("p.module", module("module: /usr/lib/p11-kit-proxy.so"))], &[]),
        (
            "priority",
            &[
                ("a.module", module("module: /opt/a.so")),
                ("b.module", module("module: /opt/b.so\npriority: 10")),
            ],
            &["opt/b.so", "opt/a.so"],
        ),
    ];
    for (name, files, expected) in table {
        let mut all: Vec<(String, &[u8])> =
            files.iter().map(|(file, text)| (format!("{PACKAGE}/{file}"), *text)).collect();
        all.push(("usr/lib/x86_64-linux-gnu/pkcs11/v.so".into(), NOTHING));
        let all: Vec<_> = all.iter().map(|(file, text)| (file.as_str(), *text)).collect();
        if cfg!(target_arch = "x86_64") {
            assert_eq!(System::new(name, &all).modules(), expected, "{name}");
        }
    }
}

#[test]
fn the_administrator_and_the_user_change_what_a_package_has_put() {
    let package = (format!("{PACKAGE}/v.module"), "module: /opt/v.so");
    let admin = (format!("{ADMIN}/v.module"), "priority: 5\ndisable-in: renewctl");
    let user = (format!("{USER}/own.module"), "module: /opt/own.so\nx-init-reserved: configdir='sql:db'");
    let found = |name, mode: &str| {
        let config = ("etc/pkcs11/pkcs11.conf".to_owned(), mode);
        let files = [&package, &user, &config];
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
        System::new(name, &files).modules()
    };
    assert_eq!(found("merge", "user-config: merge"), ["opt/own.so", "opt/v.so"]);
    assert_eq!(found("none", "user-config: none"), ["opt/v.so"]);
    assert_eq!(found("only", "user-config: only"), ["opt/own.so"]);
    let files = [&package, &admin, &user].map(|(path, text)| (path.as_str(), text.as_bytes()));
    let system = System::new("admin", &files);
    assert_eq!(system.modules(), ["opt/own.so"]);
    let spec = installed(&system.0, Some(&system.0.join("home/user/.config"))).remove(0);
    assert_eq!(spec.init_args.as_deref(), Some("configdir='sql:db'"));
}

#[test]
fn the_proxy_of_p11_kit_stands_alone_or_not_at_all() {
    let paths = |names: &[&str]| -> Vec<PathBuf> {
        let specs = explicit(&names.iter().map(PathBuf::from).collect::<Vec<_>>());
        specs.into_iter().map(|spec| spec.path).collect()
    };
    assert_eq!(paths(&["p11-kit-proxy.so"]), [PathBuf::from("p11-kit-proxy.so")]);
    assert_eq!(paths(&["p11-kit-proxy.so", "v.so"]), [PathBuf::from("v.so")]);
}
