//! HTTP of imports.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod imports;
mod profiles;

pub use imports::{ColumnView, ImportReport, ImportView, RemarkView};
pub use profiles::ImportProfileView;

/// The operations of imports.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(imports::list_imports, imports::create_import))
        .routes(routes!(profiles::list_import_profiles, profiles::create_import_profile))
        .routes(routes!(profiles::find_import_profile, profiles::replace_import_profile))
}
