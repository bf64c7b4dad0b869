//! A pack as one file: an uncompressed tar of its parts in their order, the
//! manifest first, without times and owners, so that equal packs are equal files.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{MANIFEST, PARTS, PackError, differs};

/// Whether a path names a pack in one file.
#[must_use]
pub fn is_bundle(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "tar")
}

/// The files of a pack in their order.
fn names() -> impl Iterator<Item = String> {
    std::iter::once(MANIFEST.to_owned()).chain(PARTS.iter().map(|part| format!("{part}.jsonl")))
}

/// Writes the pack of a folder as one file, which must not be there.
///
/// # Errors
/// Where a file fails.
pub fn bundle(folder: &Path, file: &Path) -> Result<(), PackError> {
    let mut tar = tar::Builder::new(File::create_new(file)?);
    for name in names() {
        let part = File::open(folder.join(&name))?;
        let mut header = tar::Header::new_gnu();
        header.set_path(&name)?;
        header.set_size(part.metadata()?.len());
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_cksum();
        tar.append(&header, part)?;
    }
    tar.into_inner()?.sync_all()?;
    Ok(())
}

/// A pack that is read: a folder, or a file unpacked into one for the time being.
#[derive(Debug)]
pub struct Pack {
    folder: PathBuf,
    _unpacked: Option<TempDir>,
}

impl Pack {
    /// Opens a pack of either shape.
    ///
    /// # Errors
    /// Where the file holds anything but the parts of a pack, each once.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        if path.is_dir() {
            return Ok(Self { folder: path.to_owned(), _unpacked: None });
        }
        let unpacked = TempDir::new()?;
        let mut waiting: Vec<String> = names().collect();
        let unreadable = |error: io::Error| differs(format!("the file is not a tar: {error}"));
        let mut tar = tar::Archive::new(File::open(path)?);
        for entry in tar.entries().map_err(unreadable)? {
            let mut entry = entry.map_err(unreadable)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            // Only names that are expected are ever written to.
            let place = waiting.iter().position(|known| *known == name);
            let place = place.filter(|_| entry.header().entry_type().is_file());
            let place = place.ok_or_else(|| differs(format!("{name} does not belong here")))?;
            let mut file = File::create(unpacked.path().join(waiting.remove(place)))?;
            io::copy(&mut entry, &mut file).map_err(unreadable)?;
        }
        if let Some(missing) = waiting.first() {
            return Err(differs(format!("{missing} is missing")));
        }
        let folder = fs::canonicalize(unpacked.path())?;
        Ok(Self { folder, _unpacked: Some(unpacked) })
    }

    /// Where its parts are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
