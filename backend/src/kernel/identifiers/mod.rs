//! Numbers that the state gives to people, enterprises and activities.
//!
//! Each type can only hold a well-formed number: `parse` is the one way in.
//! Where a number is written with points and dashes, they are taken off; no
//! digit is ever added or guessed. Numbers that point at a person ([`Nik`],
//! [`Npwp`], [`Nitku`], [`Phone`]) have no `Display`, no `Serialize`, and a
//! `Debug` without the number, so that they cannot slip into a log or an
//! answer: what leaves, leaves by `masked()` or `reveal()`.
//!
//! `parse` answers `Result<T, Fault>`, or `Result<(T, Vec<Fault>), Fault>`
//! where the number may be kept with warnings.
//!
//! Source: rules R10 to R22.

pub mod kbli;
pub mod legal_number;
pub mod name_key;
pub mod nib;
pub mod nik;
pub mod nik_koperasi;
pub mod npwp;
pub mod phone;

pub use kbli::{Kbli, KbliVersion};
pub use legal_number::LegalNumber;
pub use name_key::name_key;
pub use nib::Nib;
pub use nik::{Nik, Sex};
pub use nik_koperasi::NikKoperasi;
pub use npwp::{Nitku, Npwp};
pub use phone::Phone;

/// Is this `length` ASCII digits and nothing else?
fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
