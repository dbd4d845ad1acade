//! Scans as people and villains attach them: real files of every kind, and files that are not what they say.
//!
//! Seed rows 1.23 and 2.33: kind by content, exactly one megabyte; and the hostile files of the issue.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::codecs::bmp::BmpEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::tiff::TiffEncoder;
use image::{ImageFormat, ImageReader, RgbImage};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};
use renewal_master::documents::DocumentStore;
use renewal_master::domain::form::{Inspected, Media, Scan, ScanLimits, Slot};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::i18n;
use renewal_master::ports::Documents;

/// One megabyte: the limit of the Treasury's portal (seed 2.33).
const LIMIT: u64 = 1_048_576;

const KEY: [u8; 32] = [7; 32];

// Real files.

#[test]
fn every_kind_is_taken_by_its_content_whatever_its_name_says() {
    let desk = Desk::new("kinds");
    let picture = noise(300, 200);
    for (bytes, media) in [
        (jpeg(&picture, 80), Media::Jpg),
        (bmp(&picture), Media::Bmp),
        (tiff(&picture), Media::Tif),
        (pdf(1, 100), Media::Pdf),
        (zip(&[entry("паспорт.jpg", b"\xff\xd8\xff")]), Media::Zip),
        (rar(), Media::Rar),
    ] {
        let scan = desk.stored("named-wrongly.exe", &bytes);
        assert_eq!((scan.media, scan.size), (media, bytes.len() as u64));
        assert_eq!(scan.name, "named-wrongly.exe");
        assert_eq!(scan.slot, Slot::Identity);
        assert_eq!(desk.store().read(&scan.digest, 0, bytes.len()).unwrap(), bytes);
    }
}

#[test]
fn a_kind_that_the_profile_does_not_name_is_refused_by_its_name() {
    let desk = Desk::new("profile");
    let path = desk.file("scan.pdf", &pdf(1, 100));
    let limits = ScanLimits { bytes: LIMIT, media: vec![Media::Jpg] };
    let fault = desk.store().take(&path, Slot::Authority, &limits).unwrap_err();
    assert_eq!(fault.code, SupportCode::ScanType);
    assert!(i18n::fault(&fault).what.contains("Файлы PDF здесь не принимают. Файл «scan.pdf» не прикреплён"));
}

#[test]
fn exactly_the_limit_is_taken_and_one_byte_more_is_not() {
    let desk = Desk::new("bounds");
    let empty = zip(&[entry("a", b"")]).len();
    let exact = zip(&[entry("a", &vec![b'x'; LIMIT as usize - empty])]);
    assert_eq!(exact.len() as u64, 1_048_576);
    assert_eq!(desk.stored("exact.zip", &exact).size, LIMIT);

    let over = zip(&[entry("a", &vec![b'x'; LIMIT as usize - empty + 1])]);
    assert_eq!(over.len() as u64, 1_048_577);
    let fault = desk.refused("over.zip", &over);
    assert_eq!(fault.code, SupportCode::ScanTooLarge);
    assert!(i18n::fault(&fault).what.starts_with("Файл больше 1 МБ."), "{:?}", i18n::fault(&fault));
}

#[test]
fn a_photograph_of_six_megabytes_is_shrunk_and_can_still_be_read() {
    let desk = Desk::new("photograph");
    let photograph = photograph();
    assert!(photograph.len() > 6_000_000, "{} bytes", photograph.len());
    let Inspected::TooLarge { name, media, size, shrunk } = desk.take("паспорт.jpeg", photograph).unwrap()
    else {
        panic!("a photograph of {} bytes fits", photograph.len())
    };
    assert_eq!((name.as_str(), media, size), ("паспорт.jpeg", Media::Jpg, photograph.len() as u64));
    let shrunk = shrunk.unwrap();
    assert_eq!((shrunk.name.as_str(), shrunk.media), ("паспорт.jpg", Media::Jpg));
    let (bytes, picture) = desk.picture(&shrunk);
    assert_eq!(bytes.len() as u64, shrunk.size);
    assert!(shrunk.size <= LIMIT);
    assert!(picture.width() >= 1000 && picture.width() < 4000, "{} pixels", picture.width());
    assert!((picture.width() * 2600).abs_diff(picture.height() * 4000) <= 4000, "the shape has changed");
    assert!(picture.color().has_color(), "colour goes last");
}

#[test]
fn a_page_with_text_keeps_its_colours_and_most_of_its_size() {
    let desk = Desk::new("page");
    let Inspected::TooLarge { shrunk, .. } = desk.take("скан.bmp", &bmp(&page(1240, 1754))).unwrap()
    else {
        panic!("six megabytes fit")
    };
    let (_, picture) = desk.picture(&shrunk.unwrap());
    assert!(picture.height() >= 1240, "{} pixels", picture.height());
    assert!(picture.color().has_color());
}

#[test]
fn a_photograph_taken_sideways_is_shrunk_upright() {
    let desk = Desk::new("sideways");
    let lying = with_orientation(&jpeg(&noise(1800, 1200), 90), 6);
    let Inspected::TooLarge { shrunk, .. } = desk.take("паспорт.jpg", &lying).unwrap() else {
        panic!("it fits")
    };
    let (_, picture) = desk.picture(&shrunk.unwrap());
    assert!(picture.height() > picture.width(), "{} × {}", picture.width(), picture.height());
}

#[test]
fn of_a_file_with_several_pages_no_page_is_lost_by_shrinking() {
    let desk = Desk::new("pages");
    let one = tiff(&noise(1000, 800));
    let Inspected::TooLarge { shrunk, .. } = desk.take("one.tif", &one).unwrap() else { panic!("it fits") };
    assert!(shrunk.is_some());
    let Inspected::TooLarge { shrunk, .. } = desk.take("two.tif", &with_second_page(&one)).unwrap() else {
        panic!("it fits")
    };
    assert_eq!(shrunk, None);
}

// Files that are not what they say.

#[test]
fn a_renamed_program_is_refused_with_a_word_for_what_it_is() {
    let desk = Desk::new("program");
    for (name, bytes) in
        [("scan.jpg", b"MZ\x90\0\x03\0\0\0".to_vec()), ("scan.pdf", fs::read("/bin/sh").unwrap())]
    {
        let fault = desk.refused(name, &bytes);
        assert_eq!(fault.code, SupportCode::ScanType);
        assert!(i18n::fault(&fault).what.starts_with("Это программа"), "{:?}", i18n::fault(&fault));
    }
}

#[test]
fn other_pictures_pages_and_empty_files_are_refused_with_a_word() {
    let desk = Desk::new("words");
    for (bytes, word) in [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), "Картинки PNG"),
        (b"<!DOCTYPE html><html></html>", "веб-страница"),
        (b"", "пустой"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "Фотографии HEIC"),
    ] {
        let fault = desk.refused("scan.jpg", bytes);
        assert_eq!(fault.code, SupportCode::ScanType);
        assert!(i18n::fault(&fault).what.contains(word), "{:?}", i18n::fault(&fault));
    }
    let word = zip(&[entry("[Content_Types].xml", b"<Types/>"), entry("word/document.xml", b"<w/>")]);
    assert_eq!(desk.refused("scan.zip", &word).fact("found"), Some("office"));
}

#[test]
fn a_zip_bomb_is_refused_by_what_it_declares() {
    let desk = Desk::new("bomb");
    // Ten thousand bytes that say they are ten million zeros.
    let ratio = Entry { unpacked: 10_000_000, ..entry("zeros", &[0x55; 10_000]) };
    let sum = (0..60).map(|n| Entry { unpacked: 1_000_000, ..entry(&format!("{n}"), &[0x55; 15_000]) });
    let many = (0..1001).map(|n| entry(&format!("{n}"), b"x"));
    let thousand = (0..1000).map(|n| entry(&format!("{n}"), b"x"));
    assert_eq!(desk.refused("ratio.zip", &zip(&[ratio])).code, SupportCode::ScanBomb);
    assert_eq!(desk.refused("sum.zip", &zip(&sum.collect::<Vec<_>>())).code, SupportCode::ScanBomb);
    assert_eq!(desk.refused("many.zip", &zip(&many.collect::<Vec<_>>())).code, SupportCode::ScanBomb);
    assert_eq!(desk.refused("overlap.zip", &overlapping(300)).code, SupportCode::ScanBomb);
    let _ = desk.stored("thousand.zip", &zip(&thousand.collect::<Vec<_>>()));
}

#[test]
fn a_path_in_a_file_name_is_refused_in_an_archive_and_in_the_choice() {
    let desk = Desk::new("path");
    for name in ["../x.jpg", "a/../../x.jpg", "/etc/x.jpg", "C:\\x.jpg", "..\\x.jpg", "x\ny.jpg"] {
        let fault = desk.refused("scan.zip", &zip(&[entry(name, b"x")]));
        assert_eq!((fault.code, fault.fact("flaw")), (SupportCode::ScanBroken, Some("path")), "{name}");
    }
    let fault = desk.store().take(Path::new("../../x"), Slot::Identity, &limits()).unwrap_err();
    assert_eq!((fault.code, fault.fact("flaw")), (SupportCode::ScanBroken, Some("path")));
    assert!(i18n::fault(&fault).what.starts_with("В имени файла указана чужая папка. Файл «x»"));
    // A name of this system that is a path under another one is only cleaned.
    assert_eq!(desk.stored("..\\..\\скан.zip", &zip(&[entry("a", b"x")])).name, "скан.zip");
}

#[test]
fn nothing_but_an_ordinary_file_is_opened() {
    let desk = Desk::new("ordinary");
    let pipe = desk.folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = desk.folder.join("link.pdf");
    std::os::unix::fs::symlink(desk.file("target.pdf", &pdf(1, 100)), &link).unwrap();
    for (path, found) in [
        (desk.folder.clone(), "folder"),
        (PathBuf::from("/dev/zero"), "device"),
        (pipe, "device"),
        (link, "link"),
        (desk.folder.join("nowhere"), "absent"),
    ] {
        let fault = desk.store().take(&path, Slot::Identity, &limits()).unwrap_err();
        assert_eq!((fault.code, fault.fact("found")), (SupportCode::ScanType, Some(found)));
    }
}

#[test]
fn a_pdf_that_does_not_open_has_no_pages_or_a_password_is_refused() {
    let desk = Desk::new("pdf");
    let whole = pdf(2, 5000);
    let _ = desk.stored("whole.pdf", &whole);
    for (bytes, reason) in [
        (whole[..whole.len() / 2].to_vec(), "pdf"),
        (b"%PDF-1.7\nnothing else\n%%EOF".to_vec(), "pdf"),
        (pdf(0, 0), "pages"),
        (locked_pdf(), "password"),
    ] {
        let fault = desk.refused("scan.pdf", &bytes);
        assert_eq!((fault.code, fault.fact("flaw")), (SupportCode::ScanBroken, Some(reason)));
    }
    // Brackets in brackets, half a million of them, must not exhaust the stack.
    let _ = desk.take("nested.pdf", &nested_pdf(500_000));
}

#[test]
fn a_locked_an_empty_and_a_cut_archive_are_refused() {
    let desk = Desk::new("archives");
    let whole = zip(&[entry("a.jpg", b"contents")]);
    for (bytes, reason) in [
        (zip(&[Entry { locked: true, ..entry("a.jpg", b"x") }]), "password"),
        (zip(&[]), "empty-archive"),
        (whole[..whole.len() - 8].to_vec(), "archive"),
        (zip(&[entry("a", b"x"), entry("a", b"y")]), "archive"),
        (rar()[..12].to_vec(), "archive"),
    ] {
        let fault = desk.refused("scan.zip", &bytes);
        assert_eq!((fault.code, fault.fact("flaw")), (SupportCode::ScanBroken, Some(reason)));
    }
}

#[test]
fn a_picture_without_its_end_or_with_impossible_sizes_is_refused() {
    let desk = Desk::new("pictures");
    let whole = jpeg(&noise(300, 200), 80);
    assert_eq!(desk.refused("cut.jpg", &whole[..whole.len() / 2]).fact("flaw"), Some("cut"));
    assert_eq!(desk.refused("head.jpg", &whole[..40]).fact("flaw"), Some("picture"));
    let mut huge = whole;
    let frame = huge.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(desk.refused("huge.jpg", &huge).code, SupportCode::ScanBomb);
    let mut flat = bmp(&noise(30, 20));
    flat[18..22].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(desk.refused("flat.bmp", &flat).fact("flaw"), Some("picture"));
}

#[test]
fn no_damage_to_a_file_makes_the_program_stumble() {
    let desk = Desk::new("damage");
    let picture = noise(40, 30);
    let files = [
        jpeg(&picture, 60),
        bmp(&picture),
        tiff(&picture),
        pdf(2, 200),
        packed_pdf(200),
        zip(&[entry("a", b"x"), entry("b", b"y")]),
        rar(),
    ];
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for file in files {
        for _ in 0..150 {
            let mut bytes = file.clone();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = [0, 0xff, 0x7f, b'9', random(256) as u8][random(5)];
            }
            bytes.truncate(bytes.len() - if random(3) == 0 { random(bytes.len()) } else { 0 });
            let taken = desk.take("scan", &bytes);
            assert!(!matches!(taken, Err(Fault { code: SupportCode::Internal, .. })));
        }
    }
}

// Memory.

/// What a child process needed at most, in kilobytes, and what it answered.
fn in_a_child(what: &str, path: &Path) -> (u64, String) {
    let lines = start(what, path).wait_with_output().unwrap().stdout;
    let lines = String::from_utf8(lines).unwrap();
    let said = |start: &str| {
        let line = lines.lines().find_map(|line| line.split_once(start));
        line.unwrap_or_else(|| panic!("no {start} in {lines}")).1.to_owned()
    };
    (said("peak: ").parse().unwrap(), said("answer: "))
}

fn start(what: &str, path: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env("SCANS_CHILD", what)
        .env("SCANS_PATH", path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test of its own: what the others start as another process.
#[test]
#[ignore = "started by other tests"]
fn child() {
    let (Ok(what), Ok(path)) = (std::env::var("SCANS_CHILD"), std::env::var("SCANS_PATH")) else { return };
    let path = PathBuf::from(path);
    let mut store = DocumentStore::new(&path.with_extension("store"), &KEY).unwrap();
    if what == "forever" {
        for number in 0.. {
            let file = path.with_extension(format!("{number}.zip"));
            fs::write(&file, zip(&[entry("a", &vec![(number % 251) as u8; 300_000 + number])])).unwrap();
            println!("begun");
            let _ = store.take(&file, Slot::Identity, &limits()).unwrap();
            println!("taken");
            fs::remove_file(&file).unwrap();
        }
    }
    let answer = match store.take(&path, Slot::Identity, &limits()) {
        Ok(Inspected::TooLarge { shrunk, .. }) => format!("shrunk {}", shrunk.is_some()),
        Ok(Inspected::Stored(_)) => "stored".to_owned(),
        Err(fault) => fault.code.as_str().to_owned(),
    };
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("\npeak: {}", peak.split_whitespace().next().unwrap());
    println!("answer: {answer}");
}

#[test]
fn a_scan_of_twenty_megabytes_or_without_end_is_refused_without_being_read() {
    let desk = Desk::new("twenty");
    let small = desk.file("small.pdf", &pdf(1, 100));
    let (base, _) = in_a_child("take", &small);
    for (name, length) in [("twenty.pdf", 20 << 20), ("endless.pdf", 1_u64 << 40)] {
        let path = desk.file(name, b"%PDF-1.7\n");
        File::options().write(true).open(&path).unwrap().set_len(length).unwrap();
        let (peak, answer) = in_a_child("take", &path);
        assert_eq!(answer, "SCAN-TOO-LARGE");
        assert!(peak < base + 4 * 1024, "{name}: {peak} kB, with a small file {base} kB");
    }
}

#[test]
fn bombs_are_refused_in_bounded_memory() {
    let desk = Desk::new("memory");
    let (base, _) = in_a_child("take", &desk.file("small.pdf", &pdf(1, 100)));
    let zip_bomb = zip(&[Entry { unpacked: 10_000_000, ..entry("zeros", &[0x55; 10_000]) }]);
    let mut picture = jpeg(&noise(300, 200), 80);
    let frame = picture.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    picture[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    for (name, bytes, code) in [
        ("bomb.zip", zip_bomb, "SCAN-BOMB"),
        ("bomb.jpg", picture, "SCAN-BOMB"),
        ("bomb.pdf", packed_pdf(200_000_000), "SCAN-BOMB"),
        ("many.pdf", bundles_pdf(200), "stored"),
    ] {
        let (peak, answer) = in_a_child("take", &desk.file(name, &bytes));
        assert_eq!(answer, code, "{name}, {} bytes", bytes.len());
        assert!(peak < base + 40 * 1024, "{name}: {peak} kB, with a small file {base} kB");
    }
}

#[test]
fn a_picture_is_shrunk_in_bounded_memory() {
    let desk = Desk::new("picture-memory");
    let (base, _) = in_a_child("take", &desk.file("small.pdf", &pdf(1, 100)));
    // Ten megapixels: 31 MB decoded, the file twice, the smaller picture in floating point while it is made.
    let (peak, answer) = in_a_child("take", &desk.file("photo.jpg", photograph()));
    assert_eq!(answer, "shrunk true");
    assert!(peak < base + 300 * 1024, "{peak} kB, with a small file {base} kB");
    let path = desk.file("large.bmp", &bmp(&noise(60, 50)));
    File::options().write(true).open(&path).unwrap().set_len(3 << 30).unwrap();
    let (peak, answer) = in_a_child("take", &path);
    assert_eq!(answer, "shrunk false");
    assert!(peak < base + 100 * 1024, "{peak} kB, with a small file {base} kB");
}

// The store.

#[test]
fn a_scan_is_read_in_pieces_and_taking_it_again_changes_nothing() {
    let desk = Desk::new("pieces");
    let bytes = zip(&[entry("a", &noise(300, 300))]);
    let scan = desk.stored("a.zip", &bytes);
    assert_eq!(desk.stored("b.zip", &bytes).digest, scan.digest);
    assert_eq!(desk.files().len(), 1);
    let mut store = desk.store();
    let mut read = Vec::new();
    while let piece = store.read(&scan.digest, read.len() as u64, 65_536).unwrap()
        && !piece.is_empty()
    {
        read.extend(piece);
    }
    assert_eq!(read, bytes);
    assert_eq!(store.read(&scan.digest, u64::MAX, 10).unwrap(), b"");
    store.drop_scans(std::slice::from_ref(&scan.digest)).unwrap();
    store.drop_scans(&[scan.digest.clone(), "../../x".into()]).unwrap();
    assert_eq!(store.read(&scan.digest, 0, 10).unwrap_err().fact("flaw"), Some("lost"));
    assert_eq!(desk.files(), Vec::<PathBuf>::new());
}

#[test]
fn nothing_readable_stands_on_the_disk_and_another_key_reads_nothing() {
    let desk = Desk::new("sealed");
    let scan = desk.stored("a.zip", &zip(&[entry("a", "Иванова Мария Петровна".as_bytes())]));
    let raw = fs::read(&desk.files()[0]).unwrap();
    let needle = "Иванова".as_bytes();
    assert!(!raw.windows(needle.len()).any(|window| window == needle));
    let mut other = DocumentStore::new(&desk.folder.join("store"), &[8; 32]).unwrap();
    let fault = other.read(&scan.digest, 0, 10).unwrap_err();
    assert_eq!((fault.code, fault.fact("flaw")), (SupportCode::ScanBroken, Some("lost")));
}

#[test]
fn a_damaged_copy_is_noticed_and_mended_by_attaching_it_again() {
    let desk = Desk::new("damaged");
    let bytes = zip(&[entry("a", b"contents")]);
    let scan = desk.stored("a.zip", &bytes);
    let path = desk.files().remove(0);
    let mut raw = fs::read(&path).unwrap();
    raw[40] ^= 1;
    fs::write(&path, &raw).unwrap();
    assert_eq!(desk.store().read(&scan.digest, 0, 10).unwrap_err().code, SupportCode::ScanBroken);
    assert_eq!(desk.stored("a.zip", &bytes).digest, scan.digest);
    assert_eq!(desk.store().read(&scan.digest, 0, bytes.len()).unwrap(), bytes);
}

#[test]
fn a_digest_never_leads_out_of_the_folder() {
    let desk = Desk::new("digest");
    let _ = desk.file("secret.scan", b"secret");
    for digest in ["../secret", "", "/etc/passwd", &"A".repeat(64), &"../".repeat(30)] {
        let fault = desk.store().read(digest, 0, 10).unwrap_err();
        assert_eq!(fault.fact("flaw"), Some("lost"), "{digest}");
    }
    desk.store().drop_scans(&["../secret".into()]).unwrap();
    assert!(desk.folder.join("secret.scan").exists());
}

#[test]
fn a_program_killed_while_it_writes_leaves_whole_scans_only() {
    let desk = Desk::new("killed");
    let path = desk.folder.join("run");
    for round in 1..=12 {
        let mut process = start("forever", &path);
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // Killed at a begun scan: before, in the middle of or after the writing, as chance has it.
        let begun = lines.map_while(Result::ok).filter(|line| line.ends_with("begun"));
        assert_eq!(begun.take(round).count(), round);
        process.kill().unwrap();
        let _ = process.wait().unwrap();
        let store = path.with_extension("store");
        let files = fs::read_dir(&store).into_iter().flatten().map(|file| file.unwrap().path());
        let scans = files.filter(|file| file.extension().unwrap() == "scan");
        for scan in scans {
            let digest = scan.file_stem().unwrap().to_str().unwrap().to_owned();
            let read = DocumentStore::new(&store, &KEY).unwrap().read(&digest, 0, usize::MAX);
            assert!(read.unwrap().len() > 300_000);
        }
    }
}

// The desk.

/// A folder with files to choose from and a store.
struct Desk {
    folder: PathBuf,
}

impl Desk {
    fn new(name: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("scans-{name}-{number}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn store(&self) -> DocumentStore {
        DocumentStore::new(&self.folder.join("store"), &KEY).unwrap()
    }

    fn files(&self) -> Vec<PathBuf> {
        fs::read_dir(self.folder.join("store")).unwrap().map(|file| file.unwrap().path()).collect()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn take(&self, name: &str, bytes: &[u8]) -> Result<Inspected, Fault> {
        self.store().take(&self.file(name, bytes), Slot::Identity, &limits())
    }

    fn stored(&self, name: &str, bytes: &[u8]) -> Scan {
        match self.take(name, bytes) {
            Ok(Inspected::Stored(scan)) => scan,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn refused(&self, name: &str, bytes: &[u8]) -> Fault {
        let fault = self.take(name, bytes).unwrap_err();
        assert_eq!(fault.fact("name"), Some(name));
        for text in [i18n::fault(&fault).what, i18n::fault(&fault).remedy] {
            assert!(!text.contains(['{', '$']), "{text}");
        }
        fault
    }

    fn picture(&self, scan: &Scan) -> (Vec<u8>, image::DynamicImage) {
        let bytes = self.store().read(&scan.digest, 0, usize::MAX).unwrap();
        let picture = ImageReader::with_format(Cursor::new(&bytes), ImageFormat::Jpeg).decode().unwrap();
        (bytes, picture)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn limits() -> ScanLimits {
    ScanLimits { bytes: LIMIT, media: Media::ALL.to_vec() }
}

// Pictures.

/// Nothing compresses it well: the worst that a camera can deliver.
fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 7_u32;
    RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
    })
}

/// More than six megabytes, ten megapixels.
fn photograph() -> &'static [u8] {
    static PHOTOGRAPH: OnceLock<Vec<u8>> = OnceLock::new();
    PHOTOGRAPH.get_or_init(|| jpeg(&noise(4000, 2600), 70))
}

/// White paper with lines of dark blocks.
fn page(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let ink = y % 50 < 30 && (x * 7 + y / 50 * 13) % 23 < 11 && (200..width - 200).contains(&x);
        image::Rgb(if ink { [20, 20, 90] } else { [252, 250, 245] })
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).unwrap();
    bytes
}

fn bmp(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(BmpEncoder::new(&mut bytes)).unwrap();
    bytes
}

fn tiff(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_with_encoder(TiffEncoder::new(&mut bytes)).unwrap();
    bytes.into_inner()
}

/// The Exif note of a camera that was held sideways (Exif 2.3, tag 0x0112).
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff =
        [b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(), &[orientation, 0, 0, 0], &[0; 4]];
    let exif = [b"Exif\0\0".as_slice(), &tiff.concat()].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// The same directory once more at the end, as a second page.
fn with_second_page(tiff: &[u8]) -> Vec<u8> {
    let number = |at: usize| u32::from_le_bytes(tiff[at..at + 4].try_into().unwrap()) as usize;
    let first = number(4);
    let entries = usize::from(u16::from_le_bytes(tiff[first..first + 2].try_into().unwrap()));
    let next = first + 2 + 12 * entries;
    let mut both = tiff.to_vec();
    let second = u32::try_from(both.len()).unwrap();
    both[next..next + 4].copy_from_slice(&second.to_le_bytes());
    both.extend_from_slice(&tiff[first..next]);
    both.extend_from_slice(&[0; 4]);
    both
}

// PDF.

fn pdf(pages: usize, content: usize) -> Vec<u8> {
    save(document(pages, content))
}

fn document(pages: usize, content: usize) -> Document {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            let content = document.add_object(Stream::new(Dictionary::new(), vec![b' '; content]));
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(pages).unwrap();
    let _ = document
        .objects
        .insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.trailer.set("ID", vec![Object::string_literal("0123456789abcdef"); 2]);
    document
}

fn save(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A page, and an object of so many opening brackets.
fn nested_pdf(depth: usize) -> Vec<u8> {
    let mut document = document(1, 100);
    let _ = document.add_object(Object::string_literal(vec![b'x'; depth - 2]));
    let mut bytes = save(document);
    let start = bytes.windows(4).position(|window| window == b"(xxx").unwrap();
    bytes[start..start + depth].fill(b'[');
    bytes
}

fn locked_pdf() -> Vec<u8> {
    let mut document = document(1, 100);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    save(document)
}

/// A table of references that unpacks to so many zeros.
fn packed_pdf(zeros: usize) -> Vec<u8> {
    let mut table = Stream::new(
        dictionary! {
            "Type" => "XRef", "Size" => 3, "W" => vec![1.into(), 2.into(), 1.into()],
            "Root" => Object::Reference((1, 0)),
        },
        vec![0; zeros],
    );
    table.compress().unwrap();
    let head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    let start = head.len();
    let object = format!(
        "3 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {}>>\nstream\n",
        table.content.len()
    );
    let tail = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF");
    [head, object.into_bytes(), table.content, tail.into_bytes()].concat()
}

/// A page, and many bundles of objects, each of which unpacks to four megabytes of text.
fn bundles_pdf(count: usize) -> Vec<u8> {
    let mut document = document(1, 100);
    let text = [b"1000 0 (".as_slice(), &vec![b'a'; 3_900_000], b")"].concat();
    let mut bundle = Stream::new(dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 7 }, text);
    bundle.compress().unwrap();
    for _ in 0..count {
        let _ = document.add_object(bundle.clone());
    }
    save(document)
}

// Archives.

struct Entry {
    name: Vec<u8>,
    data: Vec<u8>,
    unpacked: u32,
    locked: bool,
}

fn entry(name: &str, data: &[u8]) -> Entry {
    let unpacked = u32::try_from(data.len()).unwrap();
    Entry { name: name.as_bytes().to_vec(), data: data.to_vec(), unpacked, locked: false }
}

/// The fields that local and central headers share (APPNOTE 4.3.7), from the version on.
fn shared(entry: &Entry) -> Vec<u8> {
    let method: u16 = if entry.unpacked as usize == entry.data.len() { 0 } else { 8 };
    let mut bytes = Vec::new();
    for half in [20, 0x800 | u16::from(entry.locked), method, 0, 0x21] {
        bytes.extend(half.to_le_bytes());
    }
    bytes.extend(crc32fast::hash(&entry.data).to_le_bytes());
    bytes.extend(u32::try_from(entry.data.len()).unwrap().to_le_bytes());
    bytes.extend(entry.unpacked.to_le_bytes());
    bytes.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn central(entry: &Entry, offset: usize) -> Vec<u8> {
    let offset = u32::try_from(offset).unwrap().to_le_bytes();
    [b"PK\x01\x02\x14\x03".as_slice(), &shared(entry), &[0; 10], &offset, &entry.name].concat()
}

fn finish(mut bytes: Vec<u8>, list: &[Vec<u8>]) -> Vec<u8> {
    let start = u32::try_from(bytes.len()).unwrap();
    let list_bytes = list.concat();
    bytes.extend(&list_bytes);
    let count = u16::try_from(list.len()).unwrap().to_le_bytes();
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend(u32::try_from(list_bytes.len()).unwrap().to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut list = Vec::new();
    for entry in entries {
        list.push(central(entry, bytes.len()));
        bytes.extend([b"PK\x03\x04".as_slice(), &shared(entry), &entry.name, &entry.data].concat());
    }
    finish(bytes, &list)
}

/// Many names for the same bytes.
fn overlapping(count: usize) -> Vec<u8> {
    let one = entry("0000", &[0x55; 3000]);
    let bytes = [b"PK\x03\x04".as_slice(), &shared(&one), &one.name, &one.data].concat();
    let list: Vec<_> = (0..count).map(|n| central(&entry(&format!("{n:04}"), &one.data), 0)).collect();
    finish(bytes, &list)
}

/// An archive of RAR 5 with its main header only: all that is looked at.
fn rar() -> Vec<u8> {
    let header = [3, 1, 0, 0];
    [b"Rar!\x1a\x07\x01\x00".as_slice(), &crc32fast::hash(&header).to_le_bytes(), &header].concat()
}
