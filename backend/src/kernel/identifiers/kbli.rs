//! KBLI, the classification of business activities, with its edition.
//!
//! A code means nothing without its edition: one code of 2020 may be several
//! of 2025. Nothing is converted that has more than one way to go.
//!
//! Source: Peraturan BPS 7/2025 (KBLI 2025, December 2025, to be adopted within
//! six months); rule R19.

use chrono::NaiveDate;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use super::is_digits;
use crate::kernel::fault::{Code, Fault, Text};

/// A KBLI code has not five digits.
pub static KBLI_MALFORMED: Code = Code {
    name: "kbli_malformed",
    status: 422,
    title: Text { id: "Kode KBLI salah bentuk", en: "KBLI code malformed" },
    detail: Text {
        id: "Kode KBLI terdiri dari tepat 5 angka, misalnya 03213. Periksa angka nol di depan yang hilang.",
        en: "A KBLI code has exactly 5 digits, such as 03213. Check for a lost leading zero.",
    },
    basis: "Peraturan BPS 7/2025",
};

/// A KBLI edition is not known.
pub static KBLI_VERSION_UNKNOWN: Code = Code {
    name: "kbli_version_unknown",
    status: 422,
    title: Text { id: "Edisi KBLI tidak dikenal", en: "KBLI edition unknown" },
    detail: Text {
        id: "Edisi KBLI harus 2020 atau 2025.",
        en: "The KBLI edition is 2020 or 2025.",
    },
    basis: "Peraturan BPS 7/2025",
};

/// A new enterprise has a code of the edition before (a warning).
pub static KBLI_EDITION_SUPERSEDED: Code = Code {
    name: "kbli_edition_superseded",
    status: 200,
    title: Text { id: "Edisi KBLI sudah diganti", en: "KBLI edition superseded" },
    detail: Text {
        id: "Usaha baru setelah {until} memakai KBLI 2025. Cari kode 2025 yang sesuai; satu kode 2020 dapat menjadi beberapa kode 2025.",
        en: "Enterprises new after {until} use KBLI 2025. Look up the code of 2025; one code of 2020 may have become several.",
    },
    basis: "Peraturan BPS 7/2025",
};

/// A code of 2020 has none or several of 2025.
pub static KBLI_SUCCESSOR_UNCLEAR: Code = Code {
    name: "kbli_successor_unclear",
    status: 422,
    title: Text { id: "Padanan KBLI tidak tunggal", en: "No single KBLI successor" },
    detail: Text {
        id: "Kode ini punya {count} padanan di KBLI 2025, jadi tidak diubah otomatis. Pilih kodenya sendiri.",
        en: "This code has {count} successors in KBLI 2025, so it is not converted. Choose the code yourself.",
    },
    basis: "Peraturan BPS 7/2025",
};

/// An edition of KBLI.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum KbliVersion {
    /// Edition 2020.
    #[sea_orm(string_value = "2020")]
    #[serde(rename = "2020")]
    V2020,
    /// Edition 2025.
    #[sea_orm(string_value = "2025")]
    #[serde(rename = "2025")]
    V2025,
}

impl KbliVersion {
    /// Reads an edition from a file: `2020` or `2025`.
    ///
    /// # Errors
    /// [`KBLI_VERSION_UNKNOWN`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        match text.trim() {
            "2020" => Ok(Self::V2020),
            "2025" => Ok(Self::V2025),
            _ => Err(Fault::new(&KBLI_VERSION_UNKNOWN)),
        }
    }

    /// Whether an enterprise founded on `established_on` should have a newer
    /// edition. `last_day_of_2020` is a legal parameter (30 June 2026 at the time of
    /// writing), inclusive.
    ///
    /// Source: R19; Peraturan BPS 7/2025.
    #[must_use]
    pub fn warnings(self, established_on: NaiveDate, transition: &KbliTransition) -> Vec<Fault> {
        let until = transition.last_day_of_2020;
        if self == Self::V2020 && established_on > until {
            vec![Fault::new(&KBLI_EDITION_SUPERSEDED).with("until", until)]
        } else {
            Vec::new()
        }
    }
}

/// When the editions changed over; read from the legal parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KbliTransition {
    /// The last day on which a new enterprise may have a code of 2020.
    pub last_day_of_2020: NaiveDate,
}

/// A five-digit code of one edition.
///
/// Source: R19.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kbli {
    version: KbliVersion,
    code: String,
}

impl Kbli {
    /// Reads a code of `version`. Whether the edition has the code is for the
    /// register to say.
    ///
    /// Source: R19.
    ///
    /// # Errors
    /// [`KBLI_MALFORMED`].
    pub fn parse(code: &str, version: KbliVersion) -> Result<Self, Fault> {
        let code = code.trim();
        if is_digits(code, 5) {
            Ok(Self { version, code: code.to_owned() })
        } else {
            Err(Fault::new(&KBLI_MALFORMED))
        }
    }

    /// The five digits.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The edition.
    #[must_use]
    pub const fn version(&self) -> KbliVersion {
        self.version
    }

    /// The one code that follows this one, out of the `successors` that the
    /// correspondence table has.
    ///
    /// Source: R19: never converted when the count is not 1.
    ///
    /// # Errors
    /// [`KBLI_SUCCESSOR_UNCLEAR`] for none or several.
    pub fn only_successor(successors: &[Self]) -> Result<&Self, Fault> {
        match successors {
            [only] => Ok(only),
            _ => Err(Fault::new(&KBLI_SUCCESSOR_UNCLEAR).with("count", successors.len())),
        }
    }
}
