//! One file a table.

pub mod certificate;
pub mod certificate_end;
pub mod terms;
pub mod terms_cancellation;
