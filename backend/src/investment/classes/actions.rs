//! Writes of terms and certificates, and readings that leave a trace.

mod certificates;
mod shareholders;
mod terms;

pub use certificates::{consolidate_certificates, require_free, split_certificate};
pub use shareholders::record_revealed_register;
pub use terms::{cancel_terms, create_terms};
