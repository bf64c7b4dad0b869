//! NIK, the number of a resident (nomor induk kependudukan).
//!
//! Sixteen digits: six for the district where the person was first registered,
//! day, month and year of birth (women: day plus 40), a serial number. It stays
//! for life, also when the person moves or the birth date in it is wrong.
//!
//! Source: UU 23/2006 Pasal 13 (one NIK for life); PP 37/2007 Pasal 37 for the
//! make-up, which PP 40/2019 follows (read in secondary sources, to be verified
//! against the official text before release); rules R10 to R13, R108.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use super::is_digits;
use crate::kernel::fault::{Code, Fault, Text};
use crate::kernel::region_code::RegionCode;

const BASIS: &str = "UU 23/2006 Pasal 13; PP 37/2007 Pasal 37";

/// A NIK has not sixteen digits.
pub static NIK_MALFORMED: Code = Code {
    name: "nik_malformed",
    status: 422,
    title: Text { id: "NIK salah bentuk", en: "NIK malformed" },
    detail: Text {
        id: "NIK terdiri dari tepat 16 angka, tanpa huruf dan spasi. Salin dari KTP-el atau kartu keluarga.",
        en: "A NIK has exactly 16 digits, without letters and spaces. Copy it from the identity card or family card.",
    },
    basis: BASIS,
};

/// The birth date in a NIK does not exist.
pub static NIK_BIRTH_DATE_IMPOSSIBLE: Code = Code {
    name: "nik_birth_date_impossible",
    status: 422,
    title: Text { id: "Tanggal lahir dalam NIK mustahil", en: "Impossible birth date in NIK" },
    detail: Text {
        id: "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang ada (untuk perempuan tanggal ditambah 40). Periksa salah ketik terhadap KTP-el.",
        en: "Digits 7 to 12 of the NIK are no existing birth date (for women, day plus 40). Check for typing errors against the identity card.",
    },
    basis: BASIS,
};

/// The serial number in a NIK is 0000.
pub static NIK_SERIAL_ZERO: Code = Code {
    name: "nik_serial_zero",
    status: 422,
    title: Text { id: "Nomor urut NIK nol", en: "NIK serial is zero" },
    detail: Text {
        id: "Empat angka terakhir NIK tidak boleh 0000. Periksa terhadap KTP-el.",
        en: "The last four digits of a NIK are never 0000. Check it against the identity card.",
    },
    basis: BASIS,
};

/// The stated birth date is another than that in the NIK (a warning).
pub static NIK_BIRTH_DATE_DIFFERS: Code = Code {
    name: "nik_birth_date_differs",
    status: 200,
    title: Text { id: "Tanggal lahir berbeda dari NIK", en: "Birth date differs from NIK" },
    detail: Text {
        id: "Tanggal lahir yang diisi tidak sama dengan yang ada di NIK. NIK tetap berlaku walau keliru; periksa tanggal pada KTP-el.",
        en: "The stated birth date is not that in the NIK. A NIK stays valid even when wrong; check the date on the identity card.",
    },
    basis: BASIS,
};

/// The stated sex is another than that in the NIK (a warning).
pub static NIK_SEX_DIFFERS: Code = Code {
    name: "nik_sex_differs",
    status: 200,
    title: Text { id: "Jenis kelamin berbeda dari NIK", en: "Sex differs from NIK" },
    detail: Text {
        id: "Jenis kelamin yang diisi tidak sama dengan yang ada di NIK. NIK tetap berlaku walau keliru; periksa pada KTP-el.",
        en: "The stated sex is not that in the NIK. A NIK stays valid even when wrong; check it on the identity card.",
    },
    basis: BASIS,
};

/// The sex on the identity card.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Perempuan.
    Female,
    /// Laki-laki.
    Male,
}

/// A well-formed NIK, with what it says about the person.
///
/// Source: R10, R11; UU 23/2006 Pasal 13, PP 37/2007 Pasal 37.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nik {
    digits: [u8; 16],
    sex: Sex,
    birth_date: NaiveDate,
}

impl Nik {
    /// Reads a NIK: sixteen digits, a real birth date, a serial other than 0000.
    ///
    /// The year has two digits. `today` decides between 19YY and 20YY: the later
    /// one that has the date and is not in the future. A person over a hundred
    /// thus comes out a hundred years too young; [`Nik::compare`] knows that.
    ///
    /// Source: R10, R12.
    ///
    /// # Errors
    /// [`NIK_MALFORMED`], [`NIK_BIRTH_DATE_IMPOSSIBLE`], [`NIK_SERIAL_ZERO`].
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, Fault> {
        let text = text.trim();
        if !is_digits(text, 16) {
            return Err(Fault::new(&NIK_MALFORMED));
        }
        let mut digits = [0; 16];
        digits.copy_from_slice(text.as_bytes());

        let pair = |place: usize| {
            u32::from(digits[place] - b'0') * 10 + u32::from(digits[place + 1] - b'0')
        };
        let (day, sex) = match pair(6) {
            day @ 41.. => (day - 40, Sex::Female),
            day => (day, Sex::Male),
        };
        let (month, year) = (pair(8), pair(10));
        let birth_date = [2000, 1900]
            .into_iter()
            .filter_map(|century| {
                let year = century + i32::try_from(year).ok()?;
                NaiveDate::from_ymd_opt(year, month, day)
            })
            .find(|date| *date <= today)
            .ok_or_else(|| Fault::new(&NIK_BIRTH_DATE_IMPOSSIBLE))?;

        if digits[12..] == *b"0000" {
            return Err(Fault::new(&NIK_SERIAL_ZERO));
        }
        Ok(Self { digits, sex, birth_date })
    }

    /// The sex in the number.
    ///
    /// Source: R11.
    #[must_use]
    pub const fn sex(&self) -> Sex {
        self.sex
    }

    /// The birth date in the number; the century as [`Nik::parse`] says.
    ///
    /// Source: R11.
    #[must_use]
    pub const fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// The six digits of the place of first registration, `810201`. The district may
    /// have another code by now, and the person may live elsewhere (R13).
    #[must_use]
    pub fn region_digits(&self) -> &str {
        self.digits_at(0, 6)
    }

    /// The district of first registration in its dotted form; `None` where the
    /// digits have not the form of a code. It may be closed by now (R13).
    ///
    /// Source: R11.
    #[must_use]
    pub fn district(&self) -> Option<RegionCode> {
        let [province, regency, district] = [0, 2, 4].map(|from| self.digits_at(from, from + 2));
        RegionCode::parse(&format!("{province}.{regency}.{district}")).ok()
    }

    /// What differs from the number in what the person states; warnings only.
    /// The century is not compared, for the number has none.
    ///
    /// Source: R13, UU 23/2006 Pasal 13: the number stays even when wrong.
    #[must_use]
    pub fn compare(&self, birth_date: Option<NaiveDate>, sex: Option<Sex>) -> Vec<Fault> {
        let written = |date: NaiveDate| (date.day(), date.month(), date.year().rem_euclid(100));
        let mut warnings = Vec::new();
        if birth_date.is_some_and(|stated| written(stated) != written(self.birth_date)) {
            warnings.push(Fault::at(&NIK_BIRTH_DATE_DIFFERS, "/birth_date"));
        }
        if sex.is_some_and(|stated| stated != self.sex) {
            warnings.push(Fault::at(&NIK_SEX_DIFFERS, "/sex"));
        }
        warnings
    }

    /// For lists: `810201******0001`.
    ///
    /// Source: R108.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}******{}", self.region_digits(), self.digits_at(12, 16))
    }

    /// The full number. Every call is a disclosure that the caller audits (R108).
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.digits_at(0, 16)
    }

    fn digits_at(&self, from: usize, to: usize) -> &str {
        std::str::from_utf8(&self.digits[from..to]).expect("a NIK is made of ASCII digits")
    }
}

/// Without the number, and without what can be read from it.
impl fmt::Debug for Nik {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Nik(****************)")
    }
}
