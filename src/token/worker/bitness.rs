//! For which processor a library was built, by the first bytes of its file.
//!
//! What the loader of the system says of a wrong one differs by system and language; the headers do not.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// A kind of processor with its width, as this program tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Machine {
    X86,
    X64,
    Arm32,
    Arm64,
    Other(u32),
}

/// What this program was built for; `None` where no library is refused.
const OWN: Option<Machine> = if cfg!(all(target_arch = "x86_64", target_pointer_width = "64")) {
    Some(Machine::X64)
} else if cfg!(target_arch = "x86") {
    Some(Machine::X86)
} else if cfg!(target_arch = "aarch64") {
    Some(Machine::Arm64)
} else if cfg!(target_arch = "arm") {
    Some(Machine::Arm32)
} else {
    None
};

/// For what a library was built, in words for support, if this program cannot load it for that reason. `None` also
/// for what is no library at all: the loader will say so.
pub fn foreign(library: &Path) -> Option<String> {
    let machines = machines(library)?;
    let own = OWN?;
    (!machines.is_empty() && !machines.contains(&own)).then(|| format!("{machines:?}"))
}

/// All kinds that the file holds code for; macOS puts several into one file.
fn machines(library: &Path) -> Option<Vec<Machine>> {
    let mut file = File::open(library).ok()?;
    let mut head = [0; 512];
    let mut length = 0;
    while let Ok(read @ 1..) = file.read(head.get_mut(length..)?) {
        length += read;
    }
    let head = head.get(..length)?;
    match head {
        [0x7F, b'E', b'L', b'F', ..] => Some(vec![elf(head)?]),
        [b'M', b'Z', ..] => Some(vec![pe(&mut file, head)?]),
        [0xCA, 0xFE, 0xBA, 0xBE, ..] => fat(head),
        [0xCF | 0xCE, 0xFA, 0xED, 0xFE, ..] => Some(vec![mach(u32_le(head, 4)?)]),
        _ => None,
    }
}

/// ELF gABI, chapter 4: class, byte order, `e_machine`.
fn elf(head: &[u8]) -> Option<Machine> {
    let (class, big_endian) = (*head.get(4)?, *head.get(5)? == 2);
    let bytes: [u8; 2] = head.get(18..20)?.try_into().ok()?;
    let machine = if big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
    Some(match (machine, class, big_endian) {
        (3, _, false) => Machine::X86,
        (62, 2, false) => Machine::X64,
        (40, _, false) => Machine::Arm32,
        (183, 2, false) => Machine::Arm64,
        _ => Machine::Other(machine.into()),
    })
}

/// Microsoft PE/COFF, «COFF File Header»: its place stands at 0x3C.
fn pe(file: &mut File, head: &[u8]) -> Option<Machine> {
    let _ = file.seek(SeekFrom::Start(u32_le(head, 0x3C)?.into())).ok()?;
    let mut header = [0; 6];
    file.read_exact(&mut header).ok()?;
    let [b'P', b'E', 0, 0, low, high] = header else { return None };
    Some(match u16::from_le_bytes([low, high]) {
        0x014C => Machine::X86,
        0x8664 => Machine::X64,
        0x01C4 => Machine::Arm32,
        0xAA64 => Machine::Arm64,
        other => Machine::Other(other.into()),
    })
}

/// `fat_arch` of macOS, 20 bytes each, big-endian.
fn fat(head: &[u8]) -> Option<Vec<Machine>> {
    let word = |at| head.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let count = word(4)?.min(16) as usize;
    (0..count).map(|index| word(8 + 20 * index).map(mach)).collect()
}

/// `cputype` of Mach-O.
fn mach(kind: u32) -> Machine {
    match kind {
        7 => Machine::X86,
        0x0100_0007 => Machine::X64,
        12 => Machine::Arm32,
        0x0100_000C => Machine::Arm64,
        other => Machine::Other(other),
    }
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn of(name: &str, bytes: &[u8]) -> Option<Vec<Machine>> {
        let file = std::env::temp_dir().join(format!("renewal-bitness-{name}-{}", std::process::id()));
        std::fs::write(&file, bytes).unwrap();
        let found = machines(&file);
        std::fs::remove_file(file).unwrap();
        found
    }

    fn elf_head(class: u8, order: u8, machine: [u8; 2]) -> Vec<u8> {
        let mut head = vec![0; 64];
        head[..6].copy_from_slice(&[0x7F, b'E', b'L', b'F', class, order]);
        head[18..20].copy_from_slice(&machine);
        head
    }

    #[test]
    fn libraries_of_every_system_tell_their_processor() {
        assert_eq!(of("elf64", &elf_head(2, 1, [62, 0])), Some(vec![Machine::X64]));
        assert_eq!(of("elf32", &elf_head(1, 1, [3, 0])), Some(vec![Machine::X86]));
        assert_eq!(of("x32", &elf_head(1, 1, [62, 0])), Some(vec![Machine::Other(62)]));
        assert_eq!(of("s390", &elf_head(2, 2, [0, 22])), Some(vec![Machine::Other(22)]));
        let mut dll = vec![0; 0x90];
        dll[..2].copy_from_slice(b"MZ");
        dll[0x3C] = 0x80;
        dll[0x80..0x86].copy_from_slice(&[b'P', b'E', 0, 0, 0x4C, 0x01]);
        assert_eq!(of("pe", &dll), Some(vec![Machine::X86]));
        let mut fat = [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2, 1, 0, 0, 7].to_vec();
        fat.extend([0; 16]);
        fat.extend([1, 0, 0, 12]);
        assert_eq!(of("fat", &fat), Some(vec![Machine::X64, Machine::Arm64]));
    }

    #[test]
    fn what_is_no_library_or_half_of_one_is_left_to_the_loader() {
        for (name, bytes) in [("text", &b"INPUT(libreal.so)"[..]), ("short", b"\x7FELF\x02"), ("dos", b"MZ")]
        {
            assert_eq!(of(name, bytes), None, "{name}");
        }
        assert_eq!(foreign(Path::new("no-such-library.so")), None);
    }

    #[test]
    fn this_very_program_is_not_foreign() {
        assert_eq!(foreign(&std::env::current_exe().unwrap()), None);
    }
}
