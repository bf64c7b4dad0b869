//! What every handler shares.

use std::sync::Arc;

use super::clock::Clock;
use super::db::Database;
use super::rollup::Freshness;
use super::schemas::Schemas;
use super::vault::Vault;

/// Shared by all handlers; cloning is cheap.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The database.
    pub db: Database,
    /// The time.
    pub clock: Clock,
    /// Seals personal data.
    pub vault: Arc<Vault>,
    /// Validators of request bodies.
    pub schemas: Arc<Schemas>,
    /// How fresh the roll-ups are.
    pub freshness: Freshness,
    /// Whether the session cookie is for HTTPS only.
    pub secure_cookies: bool,
}
