//! HTTP of mentoring.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::Access;
use crate::kernel::region_code::RegionCode;
use crate::platform::AppState;

mod assignments;
mod batch;
mod coverage;
mod follow_ups;
mod logs;
mod mentors;
mod reviews;

pub use assignments::AssignmentView;
pub use follow_ups::FollowUpView;
pub use logs::MentoringLogView;
pub use mentors::MentorView;

/// The operations of mentoring.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(mentors::list_mentors, mentors::create_mentor))
        .routes(routes!(mentors::find_mentor, mentors::replace_mentor))
        .routes(routes!(assignments::list_assignments, assignments::create_assignment))
        .routes(routes!(assignments::find_assignment))
        .routes(routes!(assignments::end_assignment))
        .routes(routes!(logs::list_mentoring_logs, logs::create_mentoring_log))
        .routes(routes!(batch::create_mentoring_logs))
        .routes(routes!(logs::find_mentoring_log, logs::replace_mentoring_log))
        .routes(routes!(reviews::verify_mentoring_log))
        .routes(routes!(reviews::return_mentoring_log))
        .routes(routes!(follow_ups::list_follow_ups))
        .routes(routes!(follow_ups::find_follow_up))
        .routes(routes!(follow_ups::close_follow_up))
        .routes(routes!(follow_ups::find_follow_up_rates))
        .routes(routes!(coverage::find_coverage))
        .routes(routes!(coverage::list_coverage_pairs))
}

/// An instant on the clocks of a village.
fn local(instant: DateTime<Utc>, village_code: &str) -> DateTime<FixedOffset> {
    let offset = village_code.parse().map(|code: RegionCode| code.utc_offset());
    instant.with_timezone(&offset.unwrap_or_else(|_| chrono::Offset::fix(&Utc)))
}

/// The day of the request in a region.
fn today_in(region: &RegionCode, access: &Access) -> NaiveDate {
    crate::kernel::period::local_date(access.at, region.utc_offset())
}
