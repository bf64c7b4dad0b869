//! Configuration by flags and environment; `--help` is the manual.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::HeaderValue;
use clap::{Args, ValueEnum};

use crate::platform::db::Database;
use crate::platform::state::Edge;
use crate::platform::vault::{Vault, VaultError};

/// The secret of the demonstration: public, hence refused beyond this machine.
pub const DEMO_SECRET: &str = "a2libSBkZW1vIHNlY3JldDogbmV2ZXIgZm9yIHVzZSE=";

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No secret was given.
    #[error(
        "give the secret key by KIBM_SECRET_KEY, --secret-key-file or KIBM_SECRET_KEY_FILE; make one with: openssl rand -base64 32"
    )]
    NoSecret,
    /// The file with the secret does not read.
    #[error("the secret key file {0} cannot be read: {1}")]
    SecretFile(PathBuf, std::io::Error),
    /// The secret is unusable.
    #[error(transparent)]
    Secret(#[from] VaultError),
    /// The demonstration's public secret would face a network.
    #[error(
        "the demonstration's secret is public: it serves on a loopback address only, not on {0}"
    )]
    DemoSecretExposed(SocketAddr),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    #[arg(
        long,
        env = "KIBM_DATABASE",
        default_value = "sqlite:data/kibm.sqlite",
        hide_env_values = true
    )]
    pub database: String,
    /// Most connections at once (PostgreSQL), or readers (SQLite, at most 8).
    #[arg(long, env = "KIBM_CONNECTIONS", default_value_t = 16)]
    pub connections: u32,
}

impl DatabaseOptions {
    /// Opens the database.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn open(&self) -> Result<Database, sea_orm::DbErr> {
        Database::open(&self.database, self.connections).await
    }
}

/// The master secret, from which the keys for personal data derive.
#[derive(Debug, Clone, Args)]
pub struct SecretOptions {
    /// 32 random bytes in base64. Better given by a file or the environment.
    #[arg(long, env = "KIBM_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// File that holds the secret key.
    #[arg(long, env = "KIBM_SECRET_KEY_FILE")]
    pub secret_key_file: Option<PathBuf>,
}

impl SecretOptions {
    /// The vault of the secret, which must not be the demonstration's when
    /// `listen` is beyond this machine.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn vault(&self, listen: Option<SocketAddr>) -> Result<Vault, ConfigError> {
        let secret = match (&self.secret_key, &self.secret_key_file) {
            (Some(secret), _) => secret.clone(),
            (None, Some(file)) => std::fs::read_to_string(file)
                .map_err(|error| ConfigError::SecretFile(file.clone(), error))?,
            (None, None) => return Err(ConfigError::NoSecret),
        };
        vault_of(&secret, listen)
    }
}

/// The vault of a secret; see [`SecretOptions::vault`].
///
/// # Errors
/// [`ConfigError`].
pub fn vault_of(secret: &str, listen: Option<SocketAddr>) -> Result<Vault, ConfigError> {
    match listen {
        Some(address) if secret.trim() == DEMO_SECRET && !address.ip().is_loopback() => {
            Err(ConfigError::DemoSecretExposed(address))
        }
        _ => Ok(Vault::from_secret(secret)?),
    }
}

/// How the service meets the network.
#[derive(Debug, Clone, Args)]
pub struct ListenOptions {
    /// Address and port to serve on.
    #[arg(long, env = "KIBM_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Mark the session cookie as for HTTPS only.
    #[arg(long, env = "KIBM_SECURE_COOKIES")]
    pub secure_cookies: bool,
    /// A reverse proxy in front names the client in X-Forwarded-For.
    #[arg(long, env = "KIBM_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Form of the log lines.
    #[arg(long, env = "KIBM_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Bounds on requests.
    #[command(flatten)]
    pub limits: Limits,
}

impl ListenOptions {
    /// How the service meets the network.
    #[must_use]
    pub fn edge(&self) -> Edge {
        Edge { secure_cookies: self.secure_cookies, behind_proxy: self.behind_proxy }
    }
}

/// Form of the log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Bounds on requests and on what is kept of them.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// Largest body, in bytes.
    #[arg(long, env = "KIBM_BODY_BYTES", default_value_t = 32 * 1024 * 1024)]
    pub body_bytes: usize,
    /// Longest time for a request, in seconds.
    #[arg(long, env = "KIBM_REQUEST_TIMEOUT_SECONDS", default_value_t = 30)]
    pub request_timeout_seconds: u64,
    /// Longest time for a request's headers, in seconds.
    #[arg(long, env = "KIBM_HEADER_TIMEOUT_SECONDS", default_value_t = 10)]
    pub header_timeout_seconds: u64,
    /// Requests at work at once; above that the answer is 503 with Retry-After.
    #[arg(long, env = "KIBM_CONCURRENCY", default_value_t = 512)]
    pub concurrency: usize,
    /// Connections open at once; above that new ones are closed.
    #[arg(
        id = "connections_open",
        long = "connections-open",
        env = "KIBM_CONNECTIONS_OPEN",
        default_value_t = 4096
    )]
    pub connections: usize,
    /// Days for which the answer to an idempotency key is kept: a retry after that
    /// is a new request.
    #[arg(long, env = "KIBM_KEEP_KEYS_DAYS", default_value_t = 30,
          value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub keep_keys_days: u16,
    /// Days for which ended sessions and tokens are kept.
    #[arg(long, env = "KIBM_KEEP_SESSIONS_DAYS", default_value_t = 90,
          value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub keep_sessions_days: u16,
    /// Origins whose pages may call the API; none by default.
    #[arg(long = "cors-origin", env = "KIBM_CORS_ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<HeaderValue>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 32 * 1024 * 1024,
            request_timeout_seconds: 30,
            header_timeout_seconds: 10,
            concurrency: 512,
            connections: 4096,
            keep_keys_days: 30,
            keep_sessions_days: 90,
            cors_origins: Vec::new(),
        }
    }
}
