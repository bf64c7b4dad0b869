//! One part of a pack being written: JSON lines that are hashed as they go.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{PackError, PartSeal};
use crate::platform::vault::hex;

/// A part that is open for writing.
pub(super) struct Part {
    file: String,
    to: BufWriter<File>,
    lines: u64,
    hasher: Sha256,
}

impl Part {
    /// Begins the part of a name in a folder.
    pub(super) fn begin(folder: &Path, name: &str) -> Result<Self, PackError> {
        let file = format!("{name}.jsonl");
        let to = BufWriter::new(File::create(folder.join(&file))?);
        Ok(Self { file, to, lines: 0, hasher: Sha256::new() })
    }

    /// Adds a line.
    pub(super) fn put(&mut self, line: &Value) -> Result<(), PackError> {
        let text = format!("{line}\n");
        self.hasher.update(text.as_bytes());
        self.to.write_all(text.as_bytes())?;
        self.lines += 1;
        Ok(())
    }

    /// Ends the part, with its bytes on the disk.
    pub(super) fn seal(self) -> Result<PartSeal, PackError> {
        let file = self.to.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let sha256 = hex(&self.hasher.finalize());
        Ok(PartSeal { file: self.file, lines: self.lines, sha256 })
    }
}
