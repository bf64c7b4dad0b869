//! Pledges (janji setoran): a holder promises to bring in an amount of an
//! instrument by a day, pays it at once or in parts, or does not.
//!
//! A promise is no capital. Capital of a company is what is paid up (UU 40/2007
//! Pasal 33), and a member of a cooperative is in force with the full payment
//! of the principal savings (UU 25/1992 Pasal 41): so a pledge is in no balance,
//! no statement of equity and no share of ownership, and what is still open
//! of it is shown apart as "janji belum dibayar" (ADR-0027).
//!
//! A payment is a contribution of the journal that names the pledge. What is
//! paid is the sum of those, less what was taken back; where a pledge stands on
//! a day follows from that, its days and its cancellation, and is stored
//! nowhere.
//!
//! Tables: `pledge`, `pledge_cancellation`, both append-only.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
pub mod terms;

pub use routes::router;
