//! NIB, the business number (nomor induk berusaha) of the OSS system.
//!
//! Source: PP 5/2021 on risk-based licensing, replaced by PP 28/2025 (from
//! knowledge; the article is to be verified before release); rule R17.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::is_digits;
use crate::kernel::fault::{Code, Fault, Text};
use crate::kernel::refused::{Refused, deserialize_text, text_schema};

/// A NIB has not thirteen digits.
pub static NIB_MALFORMED: Code = Code {
    name: "nib_malformed",
    status: 422,
    title: Text { id: "NIB salah bentuk", en: "NIB malformed" },
    detail: Text {
        id: "NIB terdiri dari tepat 13 angka. Salin dari dokumen NIB di OSS.",
        en: "A NIB has exactly 13 digits. Copy it from the NIB document in OSS.",
    },
    basis: "PP 28/2025",
};

/// A well-formed NIB. It has no public check digit.
///
/// Source: R17.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct Nib {
    digits: String,
}

impl Nib {
    /// Reads a NIB: thirteen digits, with blanks around them at most.
    ///
    /// Source: R17.
    ///
    /// # Errors
    /// [`NIB_MALFORMED`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if is_digits(text, 13) {
            Ok(Self { digits: text.to_owned() })
        } else {
            Err(Fault::new(&NIB_MALFORMED))
        }
    }

    /// The thirteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }
}

impl fmt::Display for Nib {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.digits)
    }
}

impl FromStr for Nib {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        Ok(Self::parse(text)?)
    }
}

impl Serialize for Nib {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits)
    }
}

impl<'de> Deserialize<'de> for Nib {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl utoipa::PartialSchema for Nib {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        text_schema("Business number (NIB). Nomor induk berusaha.", r"^\d{13}$", "9120001234567")
    }
}

impl utoipa::ToSchema for Nib {}
