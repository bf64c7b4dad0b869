//! NPWP, the taxpayer's number, and NITKU, the number of a place of business.
//!
//! Old numbers have 15 digits with a check digit; since 2024 a body has "0" and
//! its old number, a resident the NIK. A NITKU is a 16-digit number and six
//! digits for the place.
//!
//! Source: PMK 112/PMK.03/2022 Pasal 2(1) and Pasal 7(1) (16 digits, NIK for
//! residents, "0" in front for others; read in secondary sources); the check
//! digit is published practice; rules R15, R16. The 22 digits of the NITKU are from
//! knowledge, to be verified before release.

use std::fmt;

use chrono::NaiveDate;

use super::is_digits;
use super::nik::Nik;
use crate::kernel::fault::{Code, Fault, Text};

/// An NPWP has neither 15 nor 16 digits.
pub static NPWP_MALFORMED: Code = Code {
    name: "npwp_malformed",
    status: 422,
    title: Text { id: "NPWP salah bentuk", en: "NPWP malformed" },
    detail: Text {
        id: "NPWP terdiri dari 15 angka (99.999.999.9-999.999) atau 16 angka. Salin dari kartu NPWP atau Coretax.",
        en: "An NPWP has 15 digits (99.999.999.9-999.999) or 16 digits. Copy it from the NPWP card or Coretax.",
    },
    basis: "PMK 112/PMK.03/2022 Pasal 2",
};

/// The check digit of an NPWP is wrong.
pub static NPWP_CHECK_DIGIT_WRONG: Code = Code {
    name: "npwp_check_digit_wrong",
    status: 422,
    title: Text { id: "Angka pemeriksa NPWP salah", en: "NPWP check digit wrong" },
    detail: Text {
        id: "Angka pemeriksa NPWP (angka ke-9 dari 15 angka, ke-10 dari 16 angka) tidak cocok. Periksa salah ketik.",
        en: "The check digit of the NPWP (digit 9 of 15, digit 10 of 16) does not match. Check for typing errors.",
    },
    basis: "PMK 112/PMK.03/2022 Pasal 2",
};

/// A NITKU is no 16-digit NPWP and six digits.
pub static NITKU_MALFORMED: Code = Code {
    name: "nitku_malformed",
    status: 422,
    title: Text { id: "NITKU salah bentuk", en: "NITKU malformed" },
    detail: Text {
        id: "NITKU terdiri dari 22 angka: NPWP 16 angka dan 6 angka tempat usaha, misalnya berakhir 000000 untuk kantor pusat.",
        en: "A NITKU has 22 digits: an NPWP of 16 digits and 6 digits for the place of business, such as 000000 for the head office.",
    },
    basis: "PMK 112/PMK.03/2022",
};

/// A well-formed NPWP.
///
/// Source: R15, R16; PMK 112/PMK.03/2022 Pasal 2.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Npwp {
    /// Fifteen digits, of a person or a body.
    Old(String),
    /// Sixteen digits of a body: "0" and the fifteen old ones.
    Body(String),
    /// Sixteen digits of a resident: the NIK.
    Person(Nik),
}

impl Npwp {
    /// Reads an NPWP; points, dashes and spaces are taken off.
    ///
    /// `today` is for the birth date in the NIK of a resident.
    ///
    /// Source: R15, R16.
    ///
    /// # Errors
    /// [`NPWP_MALFORMED`], [`NPWP_CHECK_DIGIT_WRONG`], or what [`Nik::parse`] refuses.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, Fault> {
        let digits = without_punctuation(text);
        if is_digits(&digits, 15) {
            verify_check_digit(&digits)?;
            return Ok(Self::Old(digits));
        }
        if !is_digits(&digits, 16) {
            return Err(Fault::new(&NPWP_MALFORMED));
        }
        // No province has a code that begins with 0, so no NIK does.
        if let Some(old) = digits.strip_prefix('0') {
            verify_check_digit(old)?;
            return Ok(Self::Body(digits));
        }
        Nik::parse(&digits, today).map(Self::Person)
    }

    /// The full digits. Every call on a person's number is a disclosure that the
    /// caller audits (R108).
    #[must_use]
    pub fn reveal(&self) -> &str {
        match self {
            Self::Old(digits) | Self::Body(digits) => digits,
            Self::Person(nik) => nik.reveal(),
        }
    }

    /// For lists: the first two and last three digits, a person's like the NIK.
    ///
    /// Source: R108.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Old(digits) | Self::Body(digits) => mask(digits),
            Self::Person(nik) => nik.masked(),
        }
    }

    /// As printed on the card, `12.345.678.2-123.000`; sixteen digits have no points.
    #[must_use]
    pub fn formatted(&self) -> String {
        match self {
            Self::Old(digits) => format!(
                "{}.{}.{}.{}-{}.{}",
                &digits[..2],
                &digits[2..5],
                &digits[5..8],
                &digits[8..9],
                &digits[9..12],
                &digits[12..]
            ),
            Self::Body(_) | Self::Person(_) => self.reveal().to_owned(),
        }
    }

    /// The number as a body's sixteen digits; `None` for a resident. Only right for
    /// an old number that is known to be a body's: a resident's becomes the NIK.
    ///
    /// Source: R16; PMK 112/PMK.03/2022 Pasal 7(1).
    #[must_use]
    pub fn as_body(&self) -> Option<Self> {
        match self {
            Self::Old(digits) => Some(Self::Body(format!("0{digits}"))),
            Self::Body(_) => Some(self.clone()),
            Self::Person(_) => None,
        }
    }
}

impl fmt::Debug for Npwp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Old(_) => "Npwp::Old(***************)",
            Self::Body(_) => "Npwp::Body(****************)",
            Self::Person(_) => "Npwp::Person(****************)",
        })
    }
}

/// A well-formed NITKU.
///
/// Source: R16; PMK 112/PMK.03/2022.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nitku {
    taxpayer: Npwp,
    place: String,
}

impl Nitku {
    /// Reads a NITKU; points, dashes and spaces are taken off.
    ///
    /// Source: R16.
    ///
    /// # Errors
    /// [`NITKU_MALFORMED`], or what [`Npwp::parse`] refuses in the first sixteen digits.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, Fault> {
        let digits = without_punctuation(text);
        if !is_digits(&digits, 22) {
            return Err(Fault::new(&NITKU_MALFORMED));
        }
        let (taxpayer, place) = digits.split_at(16);
        Ok(Self { taxpayer: Npwp::parse(taxpayer, today)?, place: place.to_owned() })
    }

    /// Whose place it is.
    #[must_use]
    pub const fn taxpayer(&self) -> &Npwp {
        &self.taxpayer
    }

    /// The six digits of the place; the head office has zeros.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The full digits; a person's are disclosed as by [`Npwp::reveal`].
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}{}", self.taxpayer.reveal(), self.place)
    }

    /// For lists.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}{}", self.taxpayer.masked(), self.place)
    }
}

impl fmt::Debug for Nitku {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Nitku({:?})", self.taxpayer)
    }
}

fn without_punctuation(text: &str) -> String {
    let kept = |c: &char| !matches!(c, '.' | '-') && !c.is_whitespace();
    text.chars().filter(kept).collect()
}

fn mask(digits: &str) -> String {
    let hidden = "*".repeat(digits.len() - 5);
    format!("{}{hidden}{}", &digits[..2], &digits[digits.len() - 3..])
}

/// Checks digit 9 of `old` (15 digits): the first eight weigh 1, 2, 1, 2, …; the
/// digits of the products are added up to the next ten.
///
/// Source: R15 (Luhn's method).
fn verify_check_digit(old: &str) -> Result<(), Fault> {
    let values: Vec<u32> = old.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = values[..8]
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let product = if place % 2 == 0 { *value } else { value * 2 };
            product / 10 + product % 10
        })
        .sum();
    if (10 - sum % 10) % 10 == values[8] {
        Ok(())
    } else {
        Err(Fault::new(&NPWP_CHECK_DIGIT_WRONG))
    }
}
