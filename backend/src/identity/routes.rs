//! HTTP of identity: sessions, tokens, users and grants, the audit log.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::AppState;

mod audit_events;
mod sessions;
mod tokens;
mod users;

pub use sessions::{LoginDraft, PasswordDraft, SessionView};
pub use tokens::{TokenDraft, TokenView};
pub use users::{GrantDraft, GrantView, OneTimePasswordView, UserDraft, UserReplacement, UserView};

/// The operations of identity.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(sessions::create_session))
        .routes(routes!(sessions::find_current_session, sessions::delete_current_session))
        .routes(routes!(sessions::replace_password))
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::delete_token))
        .routes(routes!(users::list_users, users::create_user))
        .routes(routes!(users::find_user, users::replace_user))
        .routes(routes!(users::reset_password))
        .routes(routes!(users::create_grant))
        .routes(routes!(users::delete_grant))
        .routes(routes!(audit_events::list_audit_events))
}
