//! Indonesian telephone numbers in their international form.
//!
//! Source: rule R22; ITU-T E.164 for the form.

use std::fmt;

use crate::kernel::fault::{Code, Fault, Text};

/// A text is no Indonesian telephone number.
pub static PHONE_MALFORMED: Code = Code {
    name: "phone_malformed",
    status: 422,
    title: Text { id: "Nomor telepon salah bentuk", en: "Telephone number malformed" },
    detail: Text {
        id: "Tulis satu nomor telepon Indonesia yang mulai dengan 0 atau +62, misalnya 0812-3456-7890.",
        en: "Write one Indonesian telephone number that begins with 0 or +62, such as 0812-3456-7890.",
    },
    basis: "",
};

/// A telephone number is too short or too long.
pub static PHONE_LENGTH: Code = Code {
    name: "phone_length",
    status: 422,
    title: Text { id: "Panjang nomor telepon salah", en: "Telephone number of wrong length" },
    detail: Text {
        id: "Nomor telepon punya {count} angka setelah 0 atau +62; seharusnya 9 sampai 13.",
        en: "The telephone number has {count} digits after 0 or +62; it should have 9 to 13.",
    },
    basis: "",
};

/// An Indonesian telephone number, `+6281234567890`.
///
/// Source: R22.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number that begins with 0, 62 or +62; blanks, points, dashes and
    /// brackets are taken off. The 9 to 13 national digits are those after the 0 or
    /// the 62.
    ///
    /// Source: R22.
    ///
    /// # Errors
    /// [`PHONE_MALFORMED`], [`PHONE_LENGTH`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let punctuation = |c: &char| matches!(c, '.' | '-' | '(' | ')') || c.is_whitespace();
        let number: String = text.chars().filter(|c| !punctuation(c)).collect();
        let national = number
            .strip_prefix("+62")
            .or_else(|| number.strip_prefix("62"))
            .or_else(|| number.strip_prefix('0'))
            .ok_or_else(|| Fault::new(&PHONE_MALFORMED))?;
        // `+62 (0)812` is written by many, and means the same.
        let national = national.strip_prefix('0').unwrap_or(national);
        if national.starts_with('0') || !national.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Fault::new(&PHONE_MALFORMED));
        }
        if !(9..=13).contains(&national.len()) {
            return Err(Fault::new(&PHONE_LENGTH).with("count", national.len()));
        }
        Ok(Self(format!("+62{national}")))
    }

    /// The full number in the form of E.164.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// For lists: `+62812******890`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (start, end) = (&self.0[..6], &self.0[self.0.len() - 3..]);
        format!("{start}{}{end}", "*".repeat(self.0.len() - 9))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Phone(+62*)")
    }
}
