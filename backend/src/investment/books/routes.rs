use utoipa_axum::router::OpenApiRouter;
pub fn router() -> OpenApiRouter<crate::platform::AppState> {
    OpenApiRouter::new()
}
