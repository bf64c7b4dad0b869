//! HTTP of surplus sharing.

use std::ops::RangeInclusive;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod lines;
mod patronage;
mod payments;
mod runs;
mod schemes;
mod steps;

/// Book years that can be asked for, as the drafts have them.
const BOOK_YEARS: RangeInclusive<i64> = 1950..=2200;

/// The operations of surplus sharing.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(schemes::list_surplus_scheme_starters))
        .routes(routes!(schemes::list_surplus_schemes, schemes::create_surplus_scheme))
        .routes(routes!(schemes::find_surplus_scheme))
        .routes(routes!(patronage::list_patronage, patronage::save_patronage))
        .routes(routes!(patronage::import_patronage))
        .routes(routes!(runs::list_surplus_runs, runs::create_surplus_run))
        .routes(routes!(
            runs::find_surplus_run,
            runs::replace_surplus_run,
            runs::delete_surplus_run
        ))
        .routes(routes!(steps::simulate_surplus_run))
        .routes(routes!(steps::submit_surplus_run))
        .routes(routes!(steps::return_surplus_run))
        .routes(routes!(steps::approve_surplus_run))
        .routes(routes!(lines::list_surplus_lines))
        .routes(routes!(payments::pay_surplus_run))
        .routes(routes!(payments::pay_out_surplus))
        .routes(routes!(payments::pay_out_surplus_part))
        .routes(routes!(payments::list_owed_shares))
        .routes(routes!(payments::cover_loss))
}
