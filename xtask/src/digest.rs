//! SHA-256 of files, read in pieces.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A file's SHA-256, in hex.
pub fn of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).with_context(|| format!("could not open {}", path.display()))?;
    let mut hasher = Hasher::default();
    io::copy(&mut file, &mut hasher).with_context(|| format!("could not read {}", path.display()))?;
    Ok(hasher.hex())
}

/// A writer that hashes what is written to it.
#[derive(Default)]
struct Hasher(Sha256);

impl Hasher {
    fn hex(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
