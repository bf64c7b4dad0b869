//! Money in whole sen, with checked operations only.
//!
//! On the wire an amount is a string in rupiah, `"150000.00"`; in the database
//! a BIGINT of sen. There is no float on any path, and no operator that could
//! overflow in silence: `checked_add` and its kin answer with
//! [`AmountOverflow`].
//!
//! Source: house rules R1 to R6 (ADR-0011); the look of an amount in
//! Indonesian text (R5) follows common practice.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fault::{Code, Fault, Text};
use super::refused::{Refused, deserialize_text, text_schema};

mod notation;
mod split;
mod words;

pub use notation::{
    AMBIGUOUS_AMOUNT, AMOUNT_UNREADABLE, MIXED_SEPARATORS, NumberLocale, parse_amount,
    parse_indonesian,
};
pub use split::{NO_BASIS_FOR_DISTRIBUTION, ROUNDING_UNIT_INVALID, largest_remainder};

/// Sen in one rupiah.
pub const SEN_PER_RUPIAH: i64 = 100;

/// Digits before the point that an amount may be given with: up to
/// Rp999.999.999.999.999,99, so that sums of thousands of inputs stay in range.
const RUPIAH_DIGITS_MAX: usize = 15;

/// An amount does not have the wire form.
pub static AMOUNT_MALFORMED: Code = Code {
    name: "amount_malformed",
    status: 422,
    title: Text { id: "Jumlah uang tidak terbaca", en: "Amount not readable" },
    detail: Text {
        id: "Tulis jumlah rupiah sebagai teks berisi angka dengan titik desimal dan paling banyak dua desimal, misalnya \"150000.00\".",
        en: "Write the amount of rupiah as a string of digits with a decimal point and at most two decimals, such as \"150000.00\".",
    },
    basis: "",
};

/// An amount has a fraction of a sen.
pub static AMOUNT_TOO_PRECISE: Code = Code {
    name: "amount_too_precise",
    status: 422,
    title: Text { id: "Jumlah uang terlalu rinci", en: "Amount too precise" },
    detail: Text {
        id: "Jumlah uang paling banyak dua angka di belakang koma (sen); bulatkan dulu.",
        en: "An amount has at most two decimals (sen); round it first.",
    },
    basis: "",
};

/// An amount, or the result of a calculation, is larger than we can keep.
pub static AMOUNT_OUT_OF_RANGE: Code = Code {
    name: "amount_out_of_range",
    status: 422,
    title: Text { id: "Jumlah uang di luar jangkauan", en: "Amount out of range" },
    detail: Text {
        id: "Jumlah uang terlalu besar; paling banyak 15 angka di depan koma. Periksa apakah ada angka yang terketik dua kali.",
        en: "The amount is too large; at most 15 digits before the decimals. Check for digits typed twice.",
    },
    basis: "",
};

/// The result of a calculation does not fit; the inputs were each in range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount does not fit into 64 bits of sen")]
pub struct AmountOverflow;

impl From<AmountOverflow> for Fault {
    fn from(_: AmountOverflow) -> Self {
        Self::new(&AMOUNT_OUT_OF_RANGE)
    }
}

/// An amount of rupiah, kept in sen (1/100 rupiah); may be negative.
///
/// Source: R1, house rule (ADR-0011).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, DeriveValueType)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount that can be kept: about 92 quadrillion rupiah.
    pub const MAX: Self = Self(i64::MAX);
    /// The smallest amount that can be kept.
    pub const MIN: Self = Self(i64::MIN);

    /// An amount of `sen`.
    #[must_use]
    pub const fn from_sen(sen: i64) -> Self {
        Self(sen)
    }

    /// An amount of whole `rupiah`.
    ///
    /// # Errors
    /// [`AmountOverflow`] above about 92 quadrillion rupiah.
    pub const fn from_rupiah(rupiah: i64) -> Result<Self, AmountOverflow> {
        Self(rupiah).checked_mul(SEN_PER_RUPIAH)
    }

    /// The amount in sen.
    #[must_use]
    pub const fn sen(self) -> i64 {
        self.0
    }

    /// Is this no money at all?
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Is this less than nothing?
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Is this more than nothing?
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// `self + other`.
    ///
    /// # Errors
    /// [`AmountOverflow`] if the sum does not fit.
    pub const fn checked_add(self, other: Self) -> Result<Self, AmountOverflow> {
        Self::fitting(self.0.checked_add(other.0))
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`AmountOverflow`] if the difference does not fit.
    pub const fn checked_sub(self, other: Self) -> Result<Self, AmountOverflow> {
        Self::fitting(self.0.checked_sub(other.0))
    }

    /// `-self`.
    ///
    /// # Errors
    /// [`AmountOverflow`] for [`Money::MIN`].
    pub const fn checked_neg(self) -> Result<Self, AmountOverflow> {
        Self::fitting(self.0.checked_neg())
    }

    /// `self` taken `times` times.
    ///
    /// # Errors
    /// [`AmountOverflow`] if the product does not fit.
    pub const fn checked_mul(self, times: i64) -> Result<Self, AmountOverflow> {
        Self::fitting(self.0.checked_mul(times))
    }

    /// The sum of all `amounts`, zero for none. The order is free: only the
    /// total has to fit, since the sum runs in 128 bits.
    ///
    /// # Errors
    /// [`AmountOverflow`] if the total does not fit.
    pub fn checked_sum<I>(amounts: I) -> Result<Self, AmountOverflow>
    where
        I: IntoIterator,
        I::Item: Borrow<Self>,
    {
        let mut total: i128 = 0;
        for amount in amounts {
            total += i128::from(amount.borrow().0);
        }
        i64::try_from(total).map(Self).map_err(|_| AmountOverflow)
    }

    /// The amount of rupiah as a decimal with two places.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The amount of `rupiah`, exactly.
    ///
    /// # Errors
    /// [`AMOUNT_TOO_PRECISE`] for a fraction of a sen, [`AMOUNT_OUT_OF_RANGE`].
    pub fn from_decimal(rupiah: Decimal) -> Result<Self, Fault> {
        if rupiah.normalize().scale() > 2 {
            return Err(Fault::new(&AMOUNT_TOO_PRECISE));
        }
        Self::from_decimal_rounded(rupiah, RoundingStrategy::ToZero)
    }

    /// The amount of `rupiah`, rounded to the sen in the way the rule at hand names.
    ///
    /// # Errors
    /// [`AMOUNT_OUT_OF_RANGE`].
    pub fn from_decimal_rounded(
        rupiah: Decimal,
        rounding: RoundingStrategy,
    ) -> Result<Self, Fault> {
        let mut sen = rupiah.round_dp_with_strategy(2, rounding);
        sen.rescale(2);
        // `rescale` gives up in silence where the mantissa would not fit.
        if sen.scale() != 2 {
            return Err(Fault::new(&AMOUNT_OUT_OF_RANGE));
        }
        i64::try_from(sen.mantissa()).map(Self).map_err(|_| Fault::new(&AMOUNT_OUT_OF_RANGE))
    }

    /// For readers: `Rp1.234.567,89`, whole rupiah `Rp1.234.567`, negative `-Rp1.000`.
    ///
    /// Source: R5, common practice.
    #[must_use]
    pub fn display_rupiah(self) -> String {
        let (rupiah, sen) = self.parts();
        let digits = rupiah.to_string();
        let mut text = String::from(if self.is_negative() { "-Rp" } else { "Rp" });
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push('.');
            }
            text.push(digit);
        }
        if sen > 0 {
            text.push_str(&format!(",{sen:02}"));
        }
        text
    }

    /// Whole rupiah and the sen left, both without sign.
    const fn parts(self) -> (u64, u64) {
        let sen = self.0.unsigned_abs();
        let unit = SEN_PER_RUPIAH.unsigned_abs();
        (sen / unit, sen % unit)
    }

    const fn fitting(sen: Option<i64>) -> Result<Self, AmountOverflow> {
        match sen {
            Some(sen) => Ok(Self(sen)),
            None => Err(AmountOverflow),
        }
    }

    /// The amount of a sign, digits of rupiah and at most two digits of sen,
    /// as both [`FromStr`] and [`parse_amount`] find them.
    fn from_digits(negative: bool, rupiah: &str, decimals: &str) -> Result<Self, Fault> {
        if decimals.len() > 2 {
            return Err(Fault::new(&AMOUNT_TOO_PRECISE));
        }
        let rupiah = rupiah.trim_start_matches('0');
        if rupiah.len() > RUPIAH_DIGITS_MAX {
            return Err(Fault::new(&AMOUNT_OUT_OF_RANGE));
        }
        let sen: i64 = format!("0{rupiah}{decimals:0<2}")
            .parse()
            .map_err(|_| Fault::new(&AMOUNT_MALFORMED))?;
        Ok(Self(if negative { -sen } else { sen }))
    }
}

impl From<Money> for Decimal {
    fn from(amount: Money) -> Self {
        amount.to_decimal()
    }
}

/// The wire form, `150000.00`.
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rupiah, sen) = self.parts();
        let sign = if self.is_negative() { "-" } else { "" };
        write!(out, "{sign}{rupiah}.{sen:02}")
    }
}

/// Reads the wire form: `150000`, `150000.0`, `150000.00`, `-150000.00`.
impl FromStr for Money {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let malformed = || Refused(Fault::new(&AMOUNT_MALFORMED));
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (rupiah, decimals) = match unsigned.split_once('.') {
            Some((_, "")) => return Err(malformed()),
            Some(parts) => parts,
            None => (unsigned, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if rupiah.is_empty() || !all_digits(rupiah) || !all_digits(decimals) {
            return Err(malformed());
        }
        Ok(Self::from_digits(negative, rupiah, decimals)?)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl utoipa::PartialSchema for Money {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        text_schema(
            "Amount in rupiah as a decimal string with up to two decimals (sen). \
             Jumlah rupiah sebagai teks, paling banyak dua desimal.",
            r"^-?\d{1,15}(\.\d{1,2})?$",
            "150000.00",
        )
    }
}

impl utoipa::ToSchema for Money {}

#[cfg(test)]
mod tests;
