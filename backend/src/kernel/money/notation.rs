//! Reading amounts as people and spreadsheets write them.
//!
//! What is certain is read, what could mean two things is refused: the
//! importer shows the fault and the person decides.
//!
//! Source: house rules R5 and R6.

use super::Money;
use crate::kernel::fault::{Code, Fault, Text};

/// An amount is no number we know how to read.
pub static AMOUNT_UNREADABLE: Code = Code {
    name: "amount_unreadable",
    status: 422,
    title: Text { id: "Jumlah uang tidak terbaca", en: "Amount not readable" },
    detail: Text {
        id: "Isian ini bukan satu jumlah uang. Tulis angka saja, misalnya Rp 1.234.567 atau 1234567, tanpa satuan dan keterangan.",
        en: "This is not one amount of money. Write digits only, such as Rp 1.234.567 or 1234567, without units and remarks.",
    },
    basis: "",
};

/// Points and commas could be read in two ways.
pub static AMBIGUOUS_AMOUNT: Code = Code {
    name: "ambiguous_amount",
    status: 422,
    title: Text { id: "Jumlah uang bermakna ganda", en: "Ambiguous amount" },
    detail: Text {
        id: "Titik dan koma pada {value} dapat dibaca dengan dua cara. Pilih format angka kolom ini (Indonesia 1.234,56 atau internasional 1,234.56) atau perbaiki isiannya.",
        en: "The points and commas of {value} can be read in two ways. Choose the number format of this column (Indonesian 1.234,56 or international 1,234.56) or correct the cell.",
    },
    basis: "",
};

/// Points and commas both separate thousands.
pub static MIXED_SEPARATORS: Code = Code {
    name: "mixed_separators",
    status: 422,
    title: Text { id: "Pemisah ribuan bercampur", en: "Mixed separators" },
    detail: Text {
        id: "{value} memakai titik dan koma sebagai pemisah ribuan. Apakah maksudnya {suggestion}? Perbaiki isiannya.",
        en: "{value} uses both points and commas to separate thousands. Is {suggestion} meant? Correct the cell.",
    },
    basis: "",
};

/// How a column writes numbers.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NumberLocale {
    /// `1.234.567,89`
    #[default]
    Indonesian,
    /// `1,234,567.89`
    International,
}

impl NumberLocale {
    const fn separators(self) -> Separators {
        match self {
            Self::Indonesian => Separators { thousands: '.', decimal: ',' },
            Self::International => Separators { thousands: ',', decimal: '.' },
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Indonesian => Self::International,
            Self::International => Self::Indonesian,
        }
    }
}

#[derive(Clone, Copy)]
struct Separators {
    thousands: char,
    decimal: char,
}

/// Digits before and after the decimal separator.
struct Digits {
    whole: String,
    decimals: String,
}

/// Reads an amount as Indonesians write it; see [`parse_amount`].
///
/// # Errors
/// As [`parse_amount`].
pub fn parse_indonesian(text: &str) -> Result<Money, Fault> {
    parse_amount(text, NumberLocale::Indonesian)
}

/// Reads an amount of rupiah from a cell: `Rp 1.234.567`, `1234567`,
/// `2.000.000`, `1.234,56`, `-Rp1.000`, `Rp 5.000,-`.
///
/// In either locale the machine form with two decimals and no thousands
/// separator, `1234567.00`, is read as what it is, so that our own exports
/// come back: two digits after a point are never a group of thousands.
///
/// Source: house rules R5, R6.
///
/// # Errors
/// [`AMBIGUOUS_AMOUNT`] if it can only be read in the other locale (`1,234.567`),
/// [`MIXED_SEPARATORS`] with a suggestion if both separate thousands
/// (`3,811.200.000`), [`AMOUNT_UNREADABLE`] for anything else,
/// [`super::AMOUNT_OUT_OF_RANGE`] above 15 digits of rupiah,
/// [`super::AMOUNT_TOO_PRECISE`] for parts of a sen.
pub fn parse_amount(text: &str, locale: NumberLocale) -> Result<Money, Fault> {
    let (negative, number) = strip_signs(text);
    let starts_well = number.starts_with(|first: char| first.is_ascii_digit());
    let only_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    if !starts_well || !number.chars().all(only_number) {
        return Err(Fault::new(&AMOUNT_UNREADABLE));
    }
    match read_in(number, locale.separators()).or_else(|| machine_form(number)) {
        Some(digits)
            if digits.decimals.len() == 3 && !number.contains(locale.separators().thousands) =>
        {
            // `1,234` with a decimal comma: three decimals are a group of
            // thousands in the other notation.
            Err(Fault::new(&AMBIGUOUS_AMOUNT).with("value", number))
        }
        Some(digits) => Money::from_digits(negative, &digits.whole, &digits.decimals),
        None => Err(why_unreadable(number, locale)),
    }
}

/// Takes off minus, `Rp` or `IDR`, and the `,-` that stands for no sen.
fn strip_signs(text: &str) -> (bool, &str) {
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(after) = rest.strip_prefix('-') {
        (negative, rest) = (true, after.trim_start());
    }
    let prefix = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(0);
    let (currency, after) = rest.split_at(prefix);
    if currency.eq_ignore_ascii_case("rp") || currency.eq_ignore_ascii_case("idr") {
        rest = after.strip_prefix('.').unwrap_or(after).trim_start();
    }
    if let (false, Some(after)) = (negative, rest.strip_prefix('-')) {
        (negative, rest) = (true, after.trim_start());
    }
    let no_sen = rest.strip_suffix(",-").or_else(|| rest.strip_suffix(".-"));
    (negative, no_sen.unwrap_or(rest).trim_end())
}

/// The digits of `number` if it is well written with these separators.
fn read_in(number: &str, separators: Separators) -> Option<Digits> {
    let (whole, decimals) = match number.split_once(separators.decimal) {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (number, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(separators.thousands);
    let first = groups.next().unwrap_or_default();
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || !all_digits(group) || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    let well_written = !first.is_empty() && all_digits(first) && all_digits(decimals);
    well_written.then(|| Digits { whole: joined, decimals: decimals.to_owned() })
}

/// `1234567.00`: two decimals after a lone point.
fn machine_form(number: &str) -> Option<Digits> {
    let (whole, decimals) = number.split_once('.')?;
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_machine = decimals.len() == 2 && all_digits(decimals) && all_digits(whole);
    is_machine.then(|| Digits { whole: whole.to_owned(), decimals: decimals.to_owned() })
}

/// Why a text of digits, points and commas cannot be read in `locale`.
fn why_unreadable(number: &str, locale: NumberLocale) -> Fault {
    if read_in(number, locale.other().separators()).is_some() {
        return Fault::new(&AMBIGUOUS_AMOUNT).with("value", number);
    }
    let groups: Vec<&str> = number.split(['.', ',']).collect();
    let mixed = number.contains('.') && number.contains(',');
    let (first, rest) = groups.split_first().unwrap_or((&"", &[]));
    if mixed && (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3) {
        let thousands = locale.separators().thousands.to_string();
        return Fault::new(&MIXED_SEPARATORS)
            .with("value", number)
            .with("suggestion", groups.join(&thousands));
    }
    Fault::new(&AMOUNT_UNREADABLE)
}
