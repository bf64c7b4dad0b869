//! HTTP and database machinery that knows no domain.
//!
//! Level 2 of `docs/ARCHITECTURE.md`: it imports the kernel only. Tables it
//! owns: `audit_event`, `idempotency_key`, `rollup_delta`, `rollup`,
//! `rollup_state`, `secret_check`, `creation`.

pub mod audit;
pub mod clock;
pub mod codes;
pub mod creation;
pub mod csv_answer;
pub mod db;
pub mod entity;
pub mod etag;
pub mod idempotency;
pub mod json;
pub mod limits;
pub mod page;
pub mod pdf;
pub mod problem;
pub mod query;
pub mod reasons;
pub mod rollup;
pub mod rowset;
pub mod schemas;
pub mod shared;
pub mod state;
pub mod tabular;
pub mod vault;

pub use json::ApiJson;
pub use page::{Page, PageQuery, PageRequest};
pub use problem::ApiError;
pub use query::{ApiPath, ApiQuery};
pub use state::AppState;
