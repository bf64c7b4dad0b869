//! HTTP of clusters.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod clusters;
mod figures;
mod members;
mod orchestrators;
mod phases;

pub use clusters::ClusterView;
pub use members::ClusterMemberView;
pub use orchestrators::OrchestratorView;

/// The operations of clusters.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(clusters::list_clusters, clusters::create_cluster))
        .routes(routes!(clusters::find_cluster, clusters::replace_cluster))
        .routes(routes!(members::list_cluster_members, members::join_cluster))
        .routes(routes!(members::leave_cluster))
        .routes(routes!(orchestrators::list_orchestrators, orchestrators::appoint_orchestrator))
        .routes(routes!(phases::list_programme_phases))
        .routes(routes!(phases::list_evidence, phases::record_evidence))
        .routes(routes!(figures::list_published_figures))
        .routes(routes!(phases::list_phase_changes, phases::change_phase))
}
