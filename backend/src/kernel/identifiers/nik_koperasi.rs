//! NIK of a cooperative (nomor induk koperasi), which is no NIK of a person.
//!
//! The two share a name and nothing else, hence `nik_koperasi` everywhere.
//!
//! Source: rule R18; its usual thirteen digits are from knowledge and so only warn.

use super::is_digits;
use crate::kernel::fault::{Code, Fault, Text};

/// A cooperative's number is no short text.
pub static NIK_KOPERASI_MALFORMED: Code = Code {
    name: "nik_koperasi_malformed",
    status: 422,
    title: Text { id: "Nomor induk koperasi salah bentuk", en: "Cooperative number malformed" },
    detail: Text {
        id: "Nomor induk koperasi berisi 1 sampai 30 huruf, angka, titik, garis miring atau tanda hubung. Kosongkan bila belum ada.",
        en: "A cooperative number has 1 to 30 letters, digits, points, slashes or dashes. Leave it out if there is none yet.",
    },
    basis: "",
};

/// A cooperative's number has not thirteen digits (a warning).
pub static NIK_KOPERASI_UNUSUAL: Code = Code {
    name: "nik_koperasi_unusual",
    status: 200,
    title: Text { id: "Nomor induk koperasi tidak lazim", en: "Unusual cooperative number" },
    detail: Text {
        id: "Nomor induk koperasi biasanya 13 angka. Periksa sertifikat NIK koperasi; jangan isi NIK orang di sini.",
        en: "A cooperative number usually has 13 digits. Check the certificate; do not enter a person's NIK here.",
    },
    basis: "",
};

/// The longest cooperative number that is kept, in characters.
const LENGTH_MAX: usize = 30;

/// The number of a cooperative.
///
/// Source: R18.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NikKoperasi(String);

impl NikKoperasi {
    /// Reads a cooperative's number; the second value holds the warnings.
    ///
    /// Source: R18.
    ///
    /// # Errors
    /// [`NIK_KOPERASI_MALFORMED`] if it is empty, long, or has other characters.
    pub fn parse(text: &str) -> Result<(Self, Vec<Fault>), Fault> {
        let text = text.trim();
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | ' ');
        if text.is_empty() || text.len() > LENGTH_MAX || !text.chars().all(allowed) {
            return Err(Fault::new(&NIK_KOPERASI_MALFORMED));
        }
        let warnings =
            if is_digits(text, 13) { Vec::new() } else { vec![Fault::new(&NIK_KOPERASI_UNUSUAL)] };
        Ok((Self(text.to_owned()), warnings))
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
