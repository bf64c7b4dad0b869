//! HTTP of control.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod approvals;
mod book_years;
mod proof;
mod settings;
mod signing;

/// The operations of control.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(settings::find_ledger_settings, settings::replace_ledger_settings))
        .routes(routes!(book_years::list_book_years))
        .routes(routes!(book_years::find_book_year))
        .routes(routes!(book_years::close_book_year))
        .routes(routes!(book_years::reopen_book_year))
        .routes(routes!(approvals::list_approvals))
        .routes(routes!(approvals::find_approval))
        .routes(routes!(approvals::approve_posting))
        .routes(routes!(approvals::reject_posting))
        .routes(routes!(approvals::withdraw_posting))
        .routes(routes!(proof::find_ledger_proof))
}
