//! SQL of rankings, periodic reports and the status of villages.

mod rankings;
mod reports;
mod village_index;

pub use rankings::{
    RankingFilter, count_classes, find_ranking, list_rankings, lock_ranking, ranking_of,
};
pub use reports::{
    OwedFilter, OwedKey, OwedReport, ReportFilter, find_report, list_owed, list_reports,
    lock_report, report_on,
};
pub use village_index::{IndexFilter, find_index, index_of, list_indexes, lock_index};
