//! Writes of terms and certificates.

mod certificates;
mod terms;

pub use certificates::{consolidate_certificates, require_free, split_certificate};
pub use terms::{cancel_terms, create_terms};
