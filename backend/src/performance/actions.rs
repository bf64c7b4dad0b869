//! Writes of rankings, periodic reports and the status of villages: load,
//! decide, save, audit.

mod rankings;
mod reports;
mod village_index;

pub use rankings::{create_ranking, replace_ranking, verify_ranking};
pub use reports::{create_report, delete_report, replace_report};
pub use village_index::{record_index, replace_index};

/// A row that was saved, and whether it was made now or only resent.
#[derive(Debug)]
pub struct Saved<T> {
    /// The row.
    pub row: T,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}
