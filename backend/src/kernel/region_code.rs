//! Codes of administrative regions (kode wilayah Kemendagri).
//!
//! A code says where a region lies: province, regency or city, district and
//! village, separated by points (`81.02.16.2003`). Whether a code of the right
//! form exists is for the region register to say. BPS numbers regions in
//! another way that looks alike; [`CodeSystem`] is therefore always said aloud.
//!
//! Source: Permendagri 137/2017 Pasal 4 for the make-up of the code (renewed by
//! Permendagri 58/2021); rules R7, R20 and R115.

use std::fmt;
use std::str::FromStr;

use chrono::FixedOffset;
use sea_orm::{DeriveActiveEnum, DeriveValueType, EnumIter};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fault::{Code, Fault, Text};
use super::refused::{Refused, deserialize_text, text_schema};

mod normalise;

pub use normalise::{REGION_CODE_NORMALISED, REGION_CODE_OF_OTHER_SYSTEM};

/// A text is no region code.
pub static REGION_CODE_MALFORMED: Code = Code {
    name: "region_code_malformed",
    status: 422,
    title: Text { id: "Kode wilayah salah", en: "Region code malformed" },
    detail: Text {
        id: "Kode wilayah Kemendagri ditulis dua angka tiap tingkat dan empat angka untuk desa, dipisah titik: 81, 81.02, 81.02.16 atau 81.02.16.2003 (kelurahan 1xxx, desa 2xxx, desa adat 3xxx).",
        en: "A Kemendagri region code has two digits a level and four for the village, separated by points: 81, 81.02, 81.02.16 or 81.02.16.2003 (kelurahan 1xxx, desa 2xxx, desa adat 3xxx).",
    },
    basis: "Permendagri 137/2017 Pasal 4",
};

/// Length of a code by level, points included.
const LENGTHS: [usize; 4] = [2, 5, 8, 13];

/// The form of a code, for OpenAPI: R20, without the first digits 0 and 4, which
/// stand for no group of islands.
const PATTERN: &str = r"^[1-35-9]\d(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$";

/// Who numbered a region.
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
pub enum CodeSystem {
    /// Ministry of Home Affairs: dotted, 13 characters for a village.
    Kemendagri,
    /// Statistics Indonesia: undotted, 10 digits for a village.
    Bps,
}

/// A level of the administrative regions, from large to small.
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
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RegionLevel {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan (distrik in Papua).
    District,
    /// Desa, kelurahan or desa adat.
    Village,
}

impl RegionLevel {
    /// All levels, from large to small.
    pub const ALL: [Self; 4] = [Self::Province, Self::Regency, Self::District, Self::Village];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Regency => "regency",
            Self::District => "district",
            Self::Village => "village",
        }
    }

    const fn code_length(self) -> usize {
        LENGTHS[self as usize]
    }
}

impl fmt::Display for RegionLevel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What a village is in law, told by the first digit of its part of the code.
///
/// Source: R20; the register of 2025 has 8,496 codes in 1xxx, 75,252 in 2xxx and
/// 14 in 3xxx, all of which are named "Desa Adat".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VillageKind {
    /// Kelurahan, a part of the town's administration: has no BUM Desa.
    UrbanVillage,
    /// Desa, or what it is called locally (nagari, kampung, ohoi, gampong).
    Village,
    /// Desa adat.
    CustomaryVillage,
}

/// A Kemendagri region code of any level, such as `81.02.16.2003`.
///
/// Ordered like the text in "C" collation, so that a region comes before
/// everything in it.
///
/// Source: R20; Permendagri 137/2017 Pasal 4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct RegionCode {
    /// The code, filled up with zero bytes.
    bytes: [u8; 13],
}

impl RegionCode {
    /// Reads a code in its dotted form, and in no other.
    ///
    /// Source: R20.
    ///
    /// # Errors
    /// [`REGION_CODE_MALFORMED`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let malformed = || Fault::new(&REGION_CODE_MALFORMED);
        if !LENGTHS.contains(&text.len()) {
            return Err(malformed());
        }
        let well_formed = text.bytes().enumerate().all(|(place, byte)| match place {
            0 => matches!(byte, b'1'..=b'3' | b'5'..=b'9'),
            2 | 5 | 8 => byte == b'.',
            9 => matches!(byte, b'1'..=b'3'),
            _ => byte.is_ascii_digit(),
        });
        if !well_formed {
            return Err(malformed());
        }
        let mut bytes = [0; 13];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self { bytes })
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.level().code_length();
        std::str::from_utf8(&self.bytes[..length])
            .expect("a code is made of ASCII digits and points")
    }

    /// The level of the region.
    #[must_use]
    pub fn level(&self) -> RegionLevel {
        match self.bytes.iter().position(|&byte| byte == 0) {
            None => RegionLevel::Village,
            Some(8) => RegionLevel::District,
            Some(5) => RegionLevel::Regency,
            Some(_) => RegionLevel::Province,
        }
    }

    /// The region one level up; `None` above a province, where the nation is.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self.level() {
            RegionLevel::Province => None,
            RegionLevel::Regency => self.at(RegionLevel::Province),
            RegionLevel::District => self.at(RegionLevel::Regency),
            RegionLevel::Village => self.at(RegionLevel::District),
        }
    }

    /// The regions that this one lies in, the province first, itself not included.
    #[must_use]
    pub fn ancestors(&self) -> Vec<Self> {
        let above = RegionLevel::ALL.into_iter().take_while(|level| *level < self.level());
        above.filter_map(|level| self.at(level)).collect()
    }

    /// The region of `level` that this one is or lies in; `None` below its own level.
    #[must_use]
    pub fn at(&self, level: RegionLevel) -> Option<Self> {
        if level > self.level() {
            return None;
        }
        let mut bytes = [0; 13];
        bytes[..level.code_length()].copy_from_slice(&self.bytes[..level.code_length()]);
        Some(Self { bytes })
    }

    /// The province that this region is or lies in.
    #[must_use]
    pub fn province(&self) -> Self {
        let mut bytes = [0; 13];
        bytes[..2].copy_from_slice(&self.bytes[..2]);
        Self { bytes }
    }

    /// Is `other` this region, or does it lie in it? Compared by dotted segments,
    /// not by letters.
    ///
    /// Source: R115.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.at(self.level()) == Some(*self)
    }

    /// The bounds of this code and all below it, for
    /// `code >= lower AND code < upper` on a column collated "C":
    /// `("81.02", "81.02/")`. The slash is the character after the point, and
    /// nothing but a point follows a whole code.
    ///
    /// Source: R115.
    #[must_use]
    pub fn subtree_bounds(&self) -> (String, String) {
        (self.to_string(), format!("{self}/"))
    }

    /// What the village is in law; `None` for a region that is no village.
    ///
    /// Source: R20.
    #[must_use]
    pub fn village_kind(&self) -> Option<VillageKind> {
        match self.bytes[9] {
            b'1' => Some(VillageKind::UrbanVillage),
            b'2' => Some(VillageKind::Village),
            b'3' => Some(VillageKind::CustomaryVillage),
            _ => None,
        }
    }

    /// Is this a city (kota) or a region in one? `None` for a province.
    ///
    /// Source: Permendagri 137/2017 Pasal 4: kabupaten 01 to 69, kota 71 to 99.
    #[must_use]
    pub fn is_city(&self) -> Option<bool> {
        (self.level() > RegionLevel::Province).then(|| self.bytes[3] >= b'7')
    }

    /// The local time of the region: WIB +07:00, WITA +08:00 or WIT +09:00, without
    /// summer time.
    ///
    /// A province that is yet to be founded has the time of its group of
    /// islands, which the first digit stands for.
    ///
    /// Source: R7; Keppres 41/1987 divides the country into three zones (from
    /// knowledge, to be verified against the text before release).
    #[must_use]
    pub fn utc_offset(&self) -> FixedOffset {
        let hours = match (self.bytes[0], self.bytes[1]) {
            (b'1'..=b'3', _) | (b'6', b'1' | b'2') => 7,
            (b'5'..=b'7', _) => 8,
            _ => 9,
        };
        FixedOffset::east_opt(hours * 3600).expect("nine hours are less than a day")
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RegionCode({self})")
    }
}

impl FromStr for RegionCode {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        Ok(Self::parse(text)?)
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl utoipa::PartialSchema for RegionCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        text_schema(
            "Kemendagri region code: province, regency or city, district, village. \
             Kode wilayah Kemendagri.",
            PATTERN,
            "81.02.16.2003",
        )
    }
}

impl utoipa::ToSchema for RegionCode {}

#[cfg(test)]
mod tests;
