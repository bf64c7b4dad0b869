//! Users, grants (role × reach), sessions and API tokens; who may do what.
//!
//! Tables: `app_user`, `access_grant`, `session`, `api_token`. Personal data of
//! users is their name; passwords are kept as Argon2id hashes, session and API
//! secrets as SHA-256 (they are 256 random bits, so a plain hash suffices).
//!
//! Every operation of the API has one row in [`access::MATRIX`]; the layer in
//! [`gate`] refuses what the matrix does not allow, before any handler runs
//! (UU 27/2022 Pasal 35 and 39: access to personal data is limited and
//! prevented where unlawful).

pub mod access;
pub mod actions;
pub mod actors;
pub mod entity;
pub mod gate;
pub mod password;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod scope;
pub mod store;

pub use gate::Access;
pub use routes::router;
pub use scope::{Actor, Grant, Reach, Scope};
