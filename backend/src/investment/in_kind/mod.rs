//! Capital in kind (inbreng, setoran barang): a holder brings in an asset
//! instead of cash, at a value that somebody else has found and a meeting has
//! accepted.
//!
//! Shares are paid in kind at the fair value by the market's price or by an
//! expert who is not affiliated with the company, and immovables are announced
//! (UU 40/2007 Pasal 34). A village enterprise takes goods other than land and
//! buildings (PP 11/2021, R50), participating capital of a cooperative may be
//! capital goods that can be valued in money (PP 33/1998); savings are sums of
//! money (UU 25/1992 Pasal 41). What was valued, by whom and how is kept as one
//! canonical text, whose SHA-256 stands in the details of the transaction, and
//! so in the issuer's hash chain (ADR-0027).
//!
//! One asset becomes capital of one issuer once, up to its value: the report's
//! file, its number with the name of its valuer, and the paper of ownership tell
//! that it did. What other issuers have is not asked (ADR-0034, ADR-0042).
//!
//! Tables: `in_kind_valuation` and `in_kind_paper`, append-only.

pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
