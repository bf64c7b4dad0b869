//! Writes of surplus sharing: load, decide, save, audit.

use super::scheme::SchemeTerms;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

mod compute;
mod patronage;
mod payment;
mod payouts;
mod runs;
mod schemes;

pub use compute::{Computed, compute, outcome_of, verify_digest};
pub use patronage::{PatronageTable, save_patronage, save_patronage_table};
pub use payment::pay_run;
pub use payouts::{Asker, cover_loss, pay_out, pay_out_part};
pub use runs::{
    SavedRun, approve_run, create_run, delete_run, lines_of, replace_run, return_run, simulate_run,
    submit_run, terms_of_run,
};
pub use schemes::{SavedScheme, create_scheme};

/// The terms of a stored scheme.
///
/// # Errors
/// 500 where they do not read.
pub fn terms_of(row: &super::entity::scheme::Model) -> ApiResult<SchemeTerms> {
    serde_json::from_value(row.terms.clone()).map_err(ApiError::internal)
}
