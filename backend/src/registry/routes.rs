//! HTTP of the registry.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod organizations;
mod parameters;
mod persons;

pub use organizations::OrganizationView;
pub use persons::PersonView;

/// The operations of the registry.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(organizations::list_organizations, organizations::create_organization))
        .routes(routes!(organizations::find_organization, organizations::replace_organization))
        .routes(routes!(organizations::change_organization_status))
        .routes(routes!(persons::list_persons, persons::create_person))
        .routes(routes!(persons::find_person, persons::replace_person))
        .routes(routes!(persons::search_person))
        .routes(routes!(persons::reveal_person))
        .routes(routes!(parameters::list_parameters, parameters::create_parameter))
        .routes(routes!(parameters::correct_parameter))
        .routes(routes!(parameters::withdraw_parameter))
        .merge(crate::registry::import::routes::router())
}
