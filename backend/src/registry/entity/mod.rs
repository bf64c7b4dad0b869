//! Tables of the registry.

pub mod organization;
pub mod organization_status;
pub mod parameter;
pub mod person;
