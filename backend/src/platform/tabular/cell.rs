//! What stands in one cell, whatever it means.

use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;

use super::codes;

/// Longest value that a report shows, in characters.
const SHOWN_MAX: usize = 60;

/// Folded texts that stand for no data.
const NO_DATA: [&str; 16] = [
    "",
    "null",
    "nil",
    "none",
    "nan",
    "na",
    "n a",
    "nihil",
    "kosong",
    "tidak ada",
    "tidakada",
    "tdk ada",
    "belum ada",
    "belumada",
    "belum ada data",
    "tidak ada data",
];

/// Whether a cell holds no data: blank, dashes, `NULL`, `Tidak Ada`, `belum ada`.
#[must_use]
pub fn is_no_data(text: &str) -> bool {
    // Long texts say something, and folding them costs.
    text.len() <= 40 && NO_DATA.contains(&name_key(text).as_str()) && !text.contains('\u{fffd}')
}

/// Whether a cell is a zero: `0`, `0.00`, `0,0`. What that means is for the column to say.
#[must_use]
pub fn is_zero(text: &str) -> bool {
    let text = text.trim();
    text.contains('0') && text.chars().all(|c| matches!(c, '0' | '.' | ',' | '-'))
}

/// Faults of the characters of a cell.
///
/// # Errors
/// [`codes::UNREADABLE_CHARACTER`] or [`codes::FORMULA_CELL`].
pub fn check_characters(text: &str) -> Result<(), Fault> {
    let odd = |c: char| c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if text.chars().any(odd) {
        return Err(Fault::new(&codes::UNREADABLE_CHARACTER));
    }
    if text.trim_start().starts_with(['=', '@']) {
        return Err(Fault::new(&codes::FORMULA_CELL));
    }
    Ok(())
}

/// The text without blanks around it, with single blanks inside, and without
/// the apostrophe that our own export puts before `= + - @`.
#[must_use]
pub fn tidied(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text,
    }
}

/// A number of digits as a spreadsheet leaves it: `2019.0` is `2019`.
///
/// # Errors
/// [`codes::DIGITS_LOST`] for `1,23E+12`.
pub fn digits(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let exponent = text.split_once(['e', 'E']).is_some_and(|(number, power)| {
        let number_like = |part: &str, signs: [char; 2]| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || signs.contains(&c))
        };
        number_like(number, ['.', ',']) && number_like(power, ['+', '-'])
    });
    if exponent {
        return Err(Fault::new(&codes::DIGITS_LOST));
    }
    let whole = text.split_once(['.', ',']).filter(|(whole, decimals)| {
        !whole.is_empty()
            && whole.bytes().all(|byte| byte.is_ascii_digit())
            && !decimals.is_empty()
            && decimals.len() < 3
            && decimals.bytes().all(|byte| byte == b'0')
    });
    Ok(whole.map_or(text, |(whole, _)| whole).to_owned())
}

/// The values of a cell that should hold one.
///
/// # Errors
/// [`codes::SEVERAL_VALUES`] where commas, semicolons, slashes, bars or line
/// breaks part it in two or more.
pub fn single(text: &str) -> Result<(), Fault> {
    let parts = text.split([',', ';', '/', '|', '\n', '&']).filter(|part| !part.trim().is_empty());
    match parts.count() {
        0 | 1 => Ok(()),
        count => Err(Fault::new(&codes::SEVERAL_VALUES).with("count", count)),
    }
}

/// A cell as a report may show it: shortened, in one line, and without long
/// numbers, which may be somebody's NIK or phone (R108).
#[must_use]
pub fn shown(text: &str) -> String {
    let mut run: Vec<char> = Vec::new();
    let mut safe = String::new();
    let flush = |run: &mut Vec<char>, safe: &mut String| {
        let digits: String = run.iter().filter(|c| c.is_ascii_digit()).collect();
        let phone = digits.len() >= 9 && (digits.starts_with("08") || digits.starts_with("62"));
        if digits.len() >= 14 || phone {
            safe.push_str("***");
            safe.extend(
                run.iter().rev().take_while(|c| !c.is_ascii_digit()).filter(|c| **c == ' '),
            );
        } else {
            safe.extend(run.iter());
        }
        run.clear();
    };
    for c in text.trim().chars().take(400) {
        let c = if c.is_control() { ' ' } else { c };
        if c.is_ascii_digit() || (!run.is_empty() && matches!(c, '.' | '-' | ' ')) {
            run.push(c);
        } else {
            flush(&mut run, &mut safe);
            safe.push(c);
        }
    }
    flush(&mut run, &mut safe);
    if safe.chars().count() > SHOWN_MAX {
        safe = safe.chars().take(SHOWN_MAX - 1).chain(['…']).collect();
    }
    safe
}
