//! Acts on an organization that several slices have to follow: moving its seat,
//! changing its legal form (ADR-0020).
//!
//! Each slice says in its own `actions` what follows; here they are called in
//! one transaction, under the lock of the organization.
//!
//! Table: `organization_transition`, append-only. Sources: PP 11/2021, UU 25/1992
//! Pasal 12 (what the articles say changes by decision of the members), PP
//! 54/2017; the seat is the region of the Kemendagri list.

pub mod actions;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
