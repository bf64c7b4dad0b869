//! Tables of identity.

pub mod access_grant;
pub mod api_token;
pub mod app_user;
pub mod session;
