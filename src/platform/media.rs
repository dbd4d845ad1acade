//! Mounted drives a backup can go to, found without asking the user.

use crate::domain::medium::CopyPlace;
use crate::ports::Medium;

/// Writable removable drives, in the order in which they were mounted. A drive that answers no more is left out.
#[cfg(target_os = "linux")]
pub fn removable() -> Vec<Medium> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    linux::mounted(&mounts)
        .into_iter()
        .filter_map(|path| {
            let free_bytes = Some(linux::free_bytes(&path)?);
            let title = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Some(Medium { title, place: CopyPlace::Folder(path), free_bytes, external: true })
        })
        .collect()
}

/// Writable removable drives by their letters.
#[cfg(windows)]
pub fn removable() -> Vec<Medium> {
    let script = "[Console]::OutputEncoding = [Text.Encoding]::UTF8; \
        Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2 AND Size>0' | \
        ForEach-Object { $_.DeviceID + '|' + $_.FreeSpace + '|' + $_.VolumeName }";
    let mut command = std::process::Command::new("powershell.exe");
    command.args(["-NoProfile", "-NonInteractive", "-Command", script]);
    let Ok(output) = super::process::run(&mut command, std::time::Duration::from_secs(20)) else {
        return Vec::new();
    };
    let drive = |line: &str| {
        let mut parts = line.trim().splitn(3, '|');
        let (letter, free, label) = (parts.next()?, parts.next()?, parts.next()?);
        let title = if label.is_empty() { letter.to_owned() } else { format!("{label} ({letter})") };
        let place = CopyPlace::Folder(format!("{letter}\\").into());
        Some(Medium { title, place, free_bytes: free.parse().ok(), external: true })
    };
    String::from_utf8_lossy(&output.stdout).lines().filter_map(drive).collect()
}

/// Drives under `/Volumes`; the startup volume stands there as a link and is left out.
#[cfg(not(any(target_os = "linux", windows)))]
pub fn removable() -> Vec<Medium> {
    let Ok(volumes) = std::fs::read_dir("/Volumes") else { return Vec::new() };
    volumes
        .flatten()
        .filter(|volume| volume.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|volume| Medium {
            title: volume.file_name().to_string_lossy().into_owned(),
            place: CopyPlace::Folder(volume.path()),
            free_bytes: None,
            external: true,
        })
        .collect()
}

/// Space free for ordinary users in a folder; `None` where the system does not tell it without further ado.
pub fn free_bytes(folder: &std::path::Path) -> Option<u64> {
    #[cfg(target_os = "linux")]
    return linux::free_bytes(folder);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        None
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    use std::path::{Path, PathBuf};

    /// Where desktops and people mount drives.
    const PARENTS: [&str; 3] = ["/media", "/run/media", "/mnt"];

    /// Writable mount points under [`PARENTS`] in a mountinfo file (proc(5)).
    pub(super) fn mounted(mountinfo: &str) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for line in mountinfo.lines() {
            let mut fields = line.split(' ').skip(4);
            let (Some(point), Some(options)) = (fields.next(), fields.next()) else { continue };
            let path = unescape(point);
            let below = PARENTS.iter().any(|parent| path.starts_with(parent) && path != Path::new(parent));
            let writable = options.split(',').any(|option| option == "rw");
            // A device is mounted from a path; what the kernel makes up (tmpfs, overlay, fuse portals) is not.
            let source = line.split_once(" - ").and_then(|(_, rest)| rest.split(' ').nth(1));
            let device = source.is_some_and(|source| source.starts_with("/dev/"));
            if below && writable && device && !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }

    /// Space free for ordinary users.
    pub(super) fn free_bytes(path: &Path) -> Option<u64> {
        let stat = rustix::fs::statvfs(path).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// The kernel writes space, tab, line feed and backslash as three octal digits.
    fn unescape(field: &str) -> PathBuf {
        let mut bytes = Vec::with_capacity(field.len());
        let mut rest = field.as_bytes();
        while let Some((first, tail)) = rest.split_first() {
            let octal = tail.get(..3).filter(|_| *first == b'\\').and_then(|d| std::str::from_utf8(d).ok());
            match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = tail.get(3..).unwrap_or_default();
                }
                None => {
                    bytes.push(*first);
                    rest = tail;
                }
            }
        }
        OsString::from_vec(bytes).into()
    }

    #[cfg(test)]
    mod tests {
        #![allow(clippy::unwrap_used)]

        use super::*;

        const MOUNTINFO: &str = "\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
41 22 0:36 / /media rw shared:9 - tmpfs tmpfs rw
90 22 8:17 / /media/ivanova/МОЯ\\040ФЛЕШКА rw,nosuid,nodev shared:51 - vfat /dev/sdb1 rw,uid=1000
91 22 8:33 / /run/media/ivanova/CDROM ro,nosuid shared:52 - iso9660 /dev/sr0 ro
92 22 0:50 / /mnt/share rw - cifs //server/share rw
93 22 8:49 / /mnt/archive rw - ext4 /dev/sdd1 rw
94 22 8:65 / /home rw - ext4 /dev/sde1 rw
";

        #[test]
        fn only_writable_drives_are_offered_and_their_names_are_readable() {
            let expected = ["/media/ivanova/МОЯ ФЛЕШКА", "/mnt/archive"].map(PathBuf::from);
            assert_eq!(mounted(MOUNTINFO), expected);
        }

        #[test]
        fn a_torn_or_foreign_file_offers_nothing() {
            assert!(mounted("").is_empty());
            assert!(mounted("22 1 8:2\n\\\n").is_empty());
        }

        #[test]
        fn free_space_is_told() {
            assert!(free_bytes(&std::env::temp_dir()).unwrap() > 0);
            assert_eq!(free_bytes(Path::new("/no/such/folder")), None);
        }
    }
}
