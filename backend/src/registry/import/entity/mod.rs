//! Tables of imports.

pub mod import_profile;
pub mod import_run;
pub mod organization_identifier;
