//! What can be wrong with the embedded data.

/// A fault in the data that this crate carries.
///
/// The data is fixed when the program is built and the tests read all of it,
/// so a caller meets this only in a broken build.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The compressed bytes could not be read.
    #[error("the embedded file {file} cannot be unpacked: {source}")]
    Unreadable {
        /// Name of the file in `seed/data`.
        file: &'static str,
        /// What the decompressor said.
        source: std::io::Error,
    },
    /// The text does not have the layout its reader expects.
    #[error("the embedded file {file} is malformed at {place}: {reason}")]
    Malformed {
        /// Name of the file in `seed/data`.
        file: &'static str,
        /// Line or field, for a person to look at.
        place: String,
        /// What was expected there.
        reason: String,
    },
}

impl SeedError {
    /// A malformed place of `file`.
    pub(crate) fn malformed(
        file: &'static str,
        place: impl ToString,
        reason: impl ToString,
    ) -> Self {
        Self::Malformed { file, place: place.to_string(), reason: reason.to_string() }
    }
}
