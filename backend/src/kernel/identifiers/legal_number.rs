//! The number of the decree that made an organization a legal body.
//!
//! Source: rule R21; the form of the ministry's numbers is taken from published
//! decrees (DOMAIN 7), AH.01.33 for BUM Desa is from knowledge, to be verified.

use std::sync::LazyLock;

use regex::Regex;

use crate::kernel::fault::{Code, Fault, Text};

/// A legal number is no short text.
pub static LEGAL_NUMBER_MALFORMED: Code = Code {
    name: "legal_number_malformed",
    status: 422,
    title: Text { id: "Nomor badan hukum salah bentuk", en: "Legal number malformed" },
    detail: Text {
        id: "Nomor badan hukum harus memuat angka dan paling panjang 100 huruf, misalnya AHU-00380286.AH.01.29 Tahun 2025. Kosongkan bila belum ada.",
        en: "A legal number contains digits and has at most 100 characters, such as AHU-00380286.AH.01.29 Tahun 2025. Leave it out if there is none yet.",
    },
    basis: "",
};

/// A legal number looks like one of the ministry's, but is none (a warning).
pub static LEGAL_NUMBER_UNUSUAL: Code = Code {
    name: "legal_number_unusual",
    status: 200,
    title: Text { id: "Nomor badan hukum tidak lazim", en: "Unusual legal number" },
    detail: Text {
        id: "Nomor ini mulai dengan AHU tetapi bentuknya bukan {expected}. Disimpan sebagai nomor lama; periksa salah ketik.",
        en: "This number begins with AHU but has not the form {expected}. It is kept as an old number; check for typing errors.",
    },
    basis: "",
};

/// The longest legal number that is kept, in characters.
const LENGTH_MAX: usize = 100;

/// Whose legal number it is: each legal form has its own series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalNumberSeries {
    /// Cooperatives, AH.01.29.
    Cooperative,
    /// BUM Desa and BUM Desa bersama, AH.01.33.
    VillageEnterprise,
}

impl LegalNumberSeries {
    const fn example(self) -> &'static str {
        match self {
            Self::Cooperative => "AHU-00380286.AH.01.29 Tahun 2025",
            Self::VillageEnterprise => "AHU-00380286.AH.01.33 Tahun 2025",
        }
    }

    fn pattern(self) -> &'static Regex {
        static COOPERATIVE: LazyLock<Regex> = LazyLock::new(|| series("29"));
        static VILLAGE_ENTERPRISE: LazyLock<Regex> = LazyLock::new(|| series("33"));
        match self {
            Self::Cooperative => &COOPERATIVE,
            Self::VillageEnterprise => &VILLAGE_ENTERPRISE,
        }
    }
}

fn series(service: &str) -> Regex {
    let pattern = format!(r"(?i)^AHU-[0-9]{{7,8}}\.AH\.01\.{service}\.?\s*TAHUN\s*[0-9]{{4}}$");
    Regex::new(&pattern).expect("the pattern is fixed but for two digits")
}

/// A legal number as it was given, with blanks collapsed.
///
/// Source: R21.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegalNumber {
    text: String,
    legacy: bool,
}

impl LegalNumber {
    /// Reads a legal number. What is not of today's series is kept as an old one,
    /// `legacy`; the second value warns of numbers that only look like today's.
    ///
    /// Source: R21.
    ///
    /// # Errors
    /// [`LEGAL_NUMBER_MALFORMED`] if it is empty, has no digit, or is too long.
    pub fn parse(text: &str, series: LegalNumberSeries) -> Result<(Self, Vec<Fault>), Fault> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let has_digit = text.chars().any(|c| c.is_ascii_digit());
        let printable = !text.chars().any(char::is_control);
        if !has_digit || !printable || text.chars().count() > LENGTH_MAX {
            return Err(Fault::new(&LEGAL_NUMBER_MALFORMED));
        }
        let legacy = !series.pattern().is_match(&text);
        let looks_current = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("AHU"));
        let mut warnings = Vec::new();
        if legacy && looks_current {
            let expected = series.example();
            warnings.push(Fault::new(&LEGAL_NUMBER_UNUSUAL).with("expected", expected));
        }
        Ok((Self { text, legacy }, warnings))
    }

    /// The number as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Is it of an older form than today's series?
    #[must_use]
    pub const fn is_legacy(&self) -> bool {
        self.legacy
    }
}
