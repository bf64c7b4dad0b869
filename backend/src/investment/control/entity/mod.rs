//! One file a table.

pub mod closing;
pub mod posting_request;
