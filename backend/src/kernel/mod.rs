//! The kernel: pure values that every slice speaks in.
//!
//! It imports nothing of ours, reads no clock, does no input or output; what day
//! it is, is an argument. Owns no tables. Types that are stored carry their
//! database form (sea-orm) and those on the wire their JSON and OpenAPI form, so
//! that each is written once.
//!
//! - [`fault`]: what is wrong, as a value with a code and texts in two languages
//! - [`refused`]: a fault where Rust asks for an error
//! - [`money`]: amounts in sen, notation, sharing without loss
//! - [`ids`]: ids as types
//! - [`region_code`]: Kemendagri codes, levels, time zones
//! - [`period`]: local dates, months, quarters, working days
//! - [`ratio`][]: percentages that are worked out
//! - [`percent`]: percentages that a decision sets
//! - [`identifiers`]: NIK, NPWP, NIB, KBLI, legal numbers, telephone, name keys
//!
//! A function that refuses answers `Result<T, Fault>`; one that may also warn
//! answers `Result<(T, Vec<Fault>), Fault>`. A warning is a [`fault::Fault`] whose
//! code has status 200: the value is kept, the fault is listed.
//!
//! Source: rules R1 to R22, with the law of each beside it.

use fault::Code;
use identifiers::{kbli, legal_number, nib, nik, nik_koperasi, npwp, phone};

pub mod fault;
pub mod identifiers;
pub mod ids;
pub mod money;
pub mod percent;
pub mod period;
pub mod ratio;
pub mod refused;
pub mod region_code;

/// Every code of the kernel, for the register of problems and `docs/problems`.
pub static CODES: &[&Code] = &[
    &ids::ID_MALFORMED,
    &money::AMBIGUOUS_AMOUNT,
    &money::AMOUNT_MALFORMED,
    &money::AMOUNT_OUT_OF_RANGE,
    &money::AMOUNT_TOO_PRECISE,
    &money::AMOUNT_UNREADABLE,
    &money::MIXED_SEPARATORS,
    &money::NO_BASIS_FOR_DISTRIBUTION,
    &money::ROUNDING_UNIT_INVALID,
    &percent::PERCENT_MALFORMED,
    &period::MONTH_MALFORMED,
    &period::QUARTER_MALFORMED,
    &region_code::REGION_CODE_MALFORMED,
    &region_code::REGION_CODE_NORMALISED,
    &region_code::REGION_CODE_OF_OTHER_SYSTEM,
    &kbli::KBLI_EDITION_SUPERSEDED,
    &kbli::KBLI_MALFORMED,
    &kbli::KBLI_SUCCESSOR_UNCLEAR,
    &kbli::KBLI_VERSION_UNKNOWN,
    &legal_number::LEGAL_NUMBER_MALFORMED,
    &legal_number::LEGAL_NUMBER_UNUSUAL,
    &nib::NIB_MALFORMED,
    &nik::NIK_BIRTH_DATE_DIFFERS,
    &nik::NIK_BIRTH_DATE_IMPOSSIBLE,
    &nik::NIK_MALFORMED,
    &nik::NIK_SERIAL_ZERO,
    &nik::NIK_SEX_DIFFERS,
    &nik_koperasi::NIK_KOPERASI_MALFORMED,
    &nik_koperasi::NIK_KOPERASI_UNUSUAL,
    &npwp::NITKU_MALFORMED,
    &npwp::NPWP_CHECK_DIGIT_WRONG,
    &npwp::NPWP_MALFORMED,
    &phone::PHONE_LENGTH,
    &phone::PHONE_MALFORMED,
];

#[cfg(test)]
mod tests;
