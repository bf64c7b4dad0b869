//! Region codes as files have them: undotted, or passed through a spreadsheet.
//!
//! Source: R20, house rule for what is changed and what is refused.

use super::{REGION_CODE_MALFORMED, RegionCode};
use crate::kernel::fault::{Code, Fault, Text};

/// A region code was rewritten in its dotted form (a warning).
pub static REGION_CODE_NORMALISED: Code = Code {
    name: "region_code_normalised",
    status: 200,
    title: Text { id: "Kode wilayah dirapikan", en: "Region code normalised" },
    detail: Text {
        id: "Kode wilayah {from} dibaca sebagai {to}. Periksa bila sumbernya bukan kode Kemendagri.",
        en: "The region code {from} was read as {to}. Check it if the source does not use Kemendagri codes.",
    },
    basis: "",
};

/// A code has the digits of a village code, but not of a Kemendagri one.
pub static REGION_CODE_OF_OTHER_SYSTEM: Code = Code {
    name: "region_code_of_other_system",
    status: 422,
    title: Text { id: "Bukan kode Kemendagri", en: "Not a Kemendagri code" },
    detail: Text {
        id: "{value} bukan kode desa Kemendagri: empat angka terakhir harus mulai dengan 1 (kelurahan), 2 (desa) atau 3 (desa adat). Mungkin ini kode BPS; pilih sistem kode BPS untuk kolom ini.",
        en: "{value} is no Kemendagri village code: the last four digits begin with 1 (kelurahan), 2 (desa) or 3 (desa adat). It may be a BPS code; choose the BPS code system for this column.",
    },
    basis: "Permendagri 137/2017 Pasal 4",
};

impl RegionCode {
    /// Reads a code from a file: dotted, undotted (`8102162003`), or an undotted
    /// code that a spreadsheet took for a number (`8102162003.0`).
    ///
    /// The second value says what was changed. Digits are never added: a code
    /// that lost one (`81.2.16.2003`) is refused.
    ///
    /// Source: R20, house rule.
    ///
    /// # Errors
    /// [`REGION_CODE_OF_OTHER_SYSTEM`] for ten digits whose village part is no
    /// Kemendagri one (BPS writes `3201190006`), else [`REGION_CODE_MALFORMED`].
    pub fn normalise(text: &str) -> Result<(Self, Vec<Fault>), Fault> {
        let trimmed = text.trim();
        if let Ok(code) = Self::parse(trimmed) {
            return Ok((code, Vec::new()));
        }
        let digits = without_zero_decimals(trimmed);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Fault::new(&REGION_CODE_MALFORMED));
        }
        let dotted = match digits.len() {
            2 => digits.to_owned(),
            4 => format!("{}.{}", &digits[..2], &digits[2..]),
            6 => format!("{}.{}.{}", &digits[..2], &digits[2..4], &digits[4..]),
            10 => {
                let (province, regency, district) = (&digits[..2], &digits[2..4], &digits[4..6]);
                format!("{province}.{regency}.{district}.{}", &digits[6..])
            }
            _ => return Err(Fault::new(&REGION_CODE_MALFORMED)),
        };
        match Self::parse(&dotted) {
            Ok(code) => {
                let changed =
                    Fault::new(&REGION_CODE_NORMALISED).with("from", trimmed).with("to", code);
                Ok((code, vec![changed]))
            }
            Err(_) if dotted.len() == 13 && Self::parse(&dotted[..8]).is_ok() => {
                Err(Fault::new(&REGION_CODE_OF_OTHER_SYSTEM).with("value", trimmed))
            }
            Err(fault) => Err(fault),
        }
    }
}

/// `8102162003.0` without what the spreadsheet added. (A dotted `81.00` never comes
/// here: it has the form of a code.)
fn without_zero_decimals(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() && decimals.bytes().all(|b| b == b'0') => {
            whole
        }
        _ => text,
    }
}
