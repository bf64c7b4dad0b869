//! Writes of terms and certificates.

mod certificates;
mod terms;

pub use certificates::{consolidate_certificates, split_certificate};
pub use terms::create_terms;
