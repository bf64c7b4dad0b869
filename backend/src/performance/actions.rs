//! Writes of rankings, periodic reports and the status of villages: load,
//! decide, save, audit.

use crate::platform::creation::Saved;

mod rankings;
mod reports;
mod village_index;

pub use rankings::{create_ranking, replace_ranking, verify_ranking};
pub use reports::{create_report, delete_report, replace_report};
pub use village_index::{record_index, replace_index};
