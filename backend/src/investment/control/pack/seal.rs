//! The seal of a pack: the SHA-256 of its manifest, which has those of all
//! parts. Whoever has kept it notices any change, also of what no transaction
//! depends on, such as terms.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{MANIFEST, PackError, differs};
use crate::platform::vault::hex;

/// The seal of a pack, hexadecimal.
///
/// # Errors
/// Where the manifest is not readable.
pub fn seal_of(folder: &Path) -> Result<String, PackError> {
    Ok(hex(&Sha256::digest(fs::read(folder.join(MANIFEST))?)))
}

/// Refuses a pack of another seal.
///
/// # Errors
/// Where it is another, or the manifest is not readable.
pub fn require(folder: &Path, seal: &str) -> Result<(), PackError> {
    let found = seal_of(folder)?;
    if found.eq_ignore_ascii_case(seal.trim()) {
        return Ok(());
    }
    Err(differs(format!("manifest.json: the seal is {found}, not the one that was kept")))
}
