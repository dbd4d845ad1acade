//! Scans at rest: a file a scan, named by its digest, sealed, complete or not there at all.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::documents::trouble::Trouble;
use crate::domain::sealed::{NONCE, OVERHEAD, SealingKey};
use crate::fault::{Fault, SupportCode};

/// Longest scan that is kept, whatever a profile allows: each is decrypted as a whole, in memory.
pub const LONGEST: u64 = 16 * 1024 * 1024;

/// A half written file of this age was left by a run that is no more.
const LEFT_OVER: Duration = Duration::from_secs(600);

/// The folder.
pub struct Store {
    folder: PathBuf,
    key: SealingKey,
    random: SystemRandom,
}

impl Store {
    /// In this folder, made when the first scan comes.
    pub fn new(folder: &Path, key: &[u8; 32]) -> Result<Self, Fault> {
        Ok(Self { folder: folder.to_owned(), key: SealingKey::new(key)?, random: SystemRandom::new() })
    }

    /// Keeps a scan and returns its digest. One that is there already is left as it is.
    ///
    /// It is written under another name, brought to the disk and then renamed: whoever reads meets all of it or
    /// nothing, whenever the power is cut.
    pub fn keep(&self, plain: &[u8]) -> Result<String, Fault> {
        let digest = hex::encode(Sha256::digest(plain));
        if self.load(&digest).is_ok() {
            return Ok(digest);
        }
        let mut nonce = [0; NONCE];
        let drawn = self.random.fill(&mut nonce);
        drawn.map_err(|_| Fault::new(SupportCode::Internal).with("detail", "randomness"))?;
        let sealed = self.key.seal(nonce, &context(&digest), plain)?;
        fs::create_dir_all(&self.folder)?;
        self.sweep();
        let part = self.folder.join(format!("{digest}-{}.part", hex::encode(nonce)));
        let written = write(&part, &sealed).and_then(|()| fs::rename(&part, self.path(&digest)));
        if let Err(error) = written {
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
        self.sync()?;
        Ok(digest)
    }

    /// The whole scan.
    ///
    /// # Errors
    /// `ScanBroken` when it is not there, or not as it was written.
    pub fn load(&self, digest: &str) -> Result<Vec<u8>, Fault> {
        let lost = || Fault::from(Trouble::Broken("lost")).with("name", digest.get(..8).unwrap_or_default());
        if !is_digest(digest) {
            return Err(lost());
        }
        let file = match File::open(self.path(digest)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(lost()),
            file => file?,
        };
        let mut sealed = Vec::new();
        let _ = file.take(LONGEST + OVERHEAD as u64 + 1).read_to_end(&mut sealed)?;
        self.key.open(&context(digest), sealed).ok_or_else(lost)
    }

    /// Forgets a scan. One that is not there is no error.
    pub fn forget(&self, digest: &str) -> Result<(), Fault> {
        if !is_digest(digest) {
            return Ok(());
        }
        match fs::remove_file(self.path(digest)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Removes what earlier runs left half written.
    fn sweep(&self) {
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        for path in files.filter_map(Result::ok).map(|file| file.path()) {
            let age =
                fs::metadata(&path).and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
            if path.extension().is_some_and(|e| e == "part") && age.is_some_and(|age| age > LEFT_OVER) {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// The name of a new file must survive a power cut as well.
    fn sync(&self) -> Result<(), Fault> {
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.scan"))
    }
}

/// Digests come out of journals and from the CA: nothing else may become the name of a file.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What a sealed scan is bound to.
fn context(digest: &str) -> Vec<u8> {
    format!("scan {digest}").into_bytes()
}

/// A new file that only its owner can read, on the disk when this returns.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let _ = options.write(true).create_new(true);
    #[cfg(unix)]
    let _ = std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
