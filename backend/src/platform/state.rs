//! What every handler shares.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;

use super::clock::Clock;
use super::db::Database;
use super::limits::AttemptLimit;
use super::rollup::Freshness;
use super::schemas::Schemas;
use super::shared::Shared;
use super::vault::Vault;

/// Logins of one account at once; as many again every quarter of an hour.
const LOGINS_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(20).expect("twenty is not zero");
/// Refusals that tell of a person beyond the caller's reach, as often.
const HINTS_PER_USER: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not zero");
/// Logins from one address at once: a village office shares one.
const LOGINS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(100).expect("a hundred is not zero");
const LOGIN_PERIOD: Duration = Duration::from_secs(900);

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
    pub schemas: &'static Schemas,
    /// How fresh the roll-ups are.
    pub freshness: Freshness,
    /// What the slices keep in memory between requests.
    pub shared: Shared,
    /// Bounds on logins.
    pub logins: Arc<LoginLimits>,
    /// How the service meets the network.
    pub edge: Edge,
}

/// How the service meets the network.
#[derive(Debug, Clone, Copy, Default)]
pub struct Edge {
    /// Whether the session cookie is for HTTPS only.
    pub secure_cookies: bool,
    /// Whether a reverse proxy in front names the client in `X-Forwarded-For`.
    pub behind_proxy: bool,
}

/// Bounds on logins, for each account and each address.
#[derive(Debug)]
pub struct LoginLimits {
    /// By user name, whether it exists or not.
    pub by_account: AttemptLimit<String>,
    /// By the client's address.
    pub by_address: AttemptLimit<IpAddr>,
    /// Searches and refusals by which a user could learn whose NIK is recorded.
    pub hints_by_user: AttemptLimit<String>,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self {
            by_account: AttemptLimit::new(LOGINS_PER_ACCOUNT, LOGIN_PERIOD),
            by_address: AttemptLimit::new(LOGINS_PER_ADDRESS, LOGIN_PERIOD),
            hints_by_user: AttemptLimit::new(HINTS_PER_USER, LOGIN_PERIOD),
        }
    }
}

impl AppState {
    /// The client's address: that of the connection, or, behind a proxy, the
    /// last one in `X-Forwarded-For`, which the proxy itself wrote.
    #[must_use]
    pub fn client_address(&self, headers: &HeaderMap, connection: SocketAddr) -> IpAddr {
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
        let named = forwarded
            .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        named.filter(|_| self.edge.behind_proxy).unwrap_or(connection.ip())
    }
}
