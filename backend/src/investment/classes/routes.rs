//! HTTP of classes.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod certificates;
mod shareholders;
mod terms;

/// The operations of classes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(terms::list_instrument_terms, terms::create_instrument_terms))
        .routes(routes!(terms::cancel_instrument_terms))
        .routes(routes!(certificates::list_instrument_certificates))
        .routes(routes!(certificates::list_member_certificates))
        .routes(routes!(certificates::find_certificate))
        .routes(routes!(certificates::split_certificate))
        .routes(routes!(certificates::consolidate_certificates))
        .routes(routes!(shareholders::list_shareholder_register))
        .routes(routes!(shareholders::reveal_shareholder_register))
}
