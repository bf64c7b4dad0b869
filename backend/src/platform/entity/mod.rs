//! Tables of the platform.

pub mod audit_event;
pub mod idempotency_key;
