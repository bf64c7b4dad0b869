//! HTTP of rankings, periodic reports and the status of villages.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::Access;
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::AppState;
use crate::registry::actions::Context;

mod owed;
mod rankings;
mod reports;
mod village_index;

/// The operations of the slice.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(rankings::list_rankings))
        .routes(routes!(rankings::list_ranking_classes))
        .routes(routes!(rankings::create_ranking))
        .routes(routes!(rankings::find_ranking, rankings::replace_ranking))
        .routes(routes!(rankings::verify_ranking))
        .routes(routes!(reports::list_reports))
        .routes(routes!(reports::create_report))
        .routes(routes!(reports::find_report, reports::replace_report, reports::delete_report))
        .routes(routes!(owed::list_due_reports))
        .routes(routes!(owed::list_overdue_reports))
        .routes(routes!(village_index::list_village_index, village_index::record_village_index))
        .routes(routes!(village_index::find_village_index, village_index::replace_village_index))
}

/// The context of a request, on the local day of a region.
fn context_in(access: &Access, region: &RegionCode) -> Context {
    Context { author: access.author(), today: local_date(access.at, region.utc_offset()) }
}
