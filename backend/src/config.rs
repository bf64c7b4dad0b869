//! Configuration by flags and environment; `--help` is the manual.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::http::HeaderValue;
use clap::{Args, ValueEnum};
use sea_orm::DbErr;

use crate::platform::db::{Database, sqlite_file};
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
    /// The file with the database's address does not read.
    #[error("the file {0} with the database's address cannot be read: {1}")]
    DatabaseFile(PathBuf, std::io::Error),
    /// There is no such SQLite file.
    #[error("there is no database {0}; make it with: kibm migrate --database sqlite:{0}")]
    NoDatabase(String),
    /// The database is there and has no tables of ours.
    #[error(
        "the database {0} has no kibm schema; make it by `kibm migrate` with the same settings"
    )]
    NoSchema(String),
    /// The database cannot be had.
    #[error("the database {0} cannot be opened: {1}")]
    Unreachable(String, String),
}

/// Where the data is unless something else is said.
const DATABASE_DEFAULT: &str = "sqlite:data/kibm.sqlite";

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`; `sqlite:data/kibm.sqlite`
    /// if neither this nor a file is named.
    #[arg(long, env = "KIBM_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// File that holds the address, which may hold a password.
    #[arg(long, env = "KIBM_DATABASE_FILE")]
    pub database_file: Option<PathBuf>,
    /// Most connections at once (PostgreSQL), or readers (SQLite, at most 8).
    #[arg(long, env = "KIBM_CONNECTIONS", default_value_t = 16)]
    pub connections: u32,
}

impl DatabaseOptions {
    /// The address of the database.
    ///
    /// # Errors
    /// [`ConfigError::DatabaseFile`].
    pub fn address(&self) -> Result<String, ConfigError> {
        match (&self.database, &self.database_file) {
            (Some(address), _) => Ok(address.clone()),
            (None, Some(file)) => std::fs::read_to_string(file)
                .map(|text| text.trim().to_owned())
                .map_err(|error| ConfigError::DatabaseFile(file.clone(), error)),
            (None, None) => Ok(DATABASE_DEFAULT.to_owned()),
        }
    }

    /// Opens a database that is there and has our schema.
    ///
    /// # Errors
    /// When it is not there, has no schema, or cannot be reached.
    pub async fn open(&self) -> Result<Database, ConfigError> {
        let address = self.address()?;
        let named = without_password(&address);
        if sqlite_file(&address).is_some_and(|file| !file.exists()) {
            return Err(ConfigError::NoDatabase(named));
        }
        let unreachable = |error: DbErr| ConfigError::Unreachable(named.clone(), error.to_string());
        let opened = Database::open_existing(&address, self.connections).await;
        let database = opened.map_err(unreachable)?;
        if !database.has_schema().await.map_err(unreachable)? {
            return Err(ConfigError::NoSchema(named));
        }
        Ok(database)
    }

    /// Opens a database whose schema is made next; an SQLite file and its
    /// folder are made where they are missing.
    ///
    /// # Errors
    /// When it cannot be made or reached.
    pub async fn open_or_create(&self) -> Result<Database, ConfigError> {
        let address = self.address()?;
        let unreachable =
            |error: String| ConfigError::Unreachable(without_password(&address), error);
        if let Some(folder) = sqlite_file(&address).and_then(Path::parent) {
            std::fs::create_dir_all(folder).map_err(|error| unreachable(error.to_string()))?;
        }
        let opened = Database::open(&address, self.connections).await;
        opened.map_err(|error| unreachable(error.to_string()))
    }
}

/// A database's address as it may be shown: the file on SQLite, else host and
/// name without user, password and options. An address in which a sign of the
/// password may have ended the host is shown by its scheme alone.
fn without_password(address: &str) -> String {
    if let Some(file) = sqlite_file(address) {
        return file.display().to_string();
    }
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = host.rsplit_once(':').filter(|_| !host.ends_with(']')).map_or("", |(_, port)| port);
    if rest.contains('@') || !port.bytes().all(|digit| digit.is_ascii_digit()) || host.is_empty() {
        return if scheme.is_empty() { "…".to_owned() } else { format!("{scheme}://…") };
    }
    let name = rest.split(['?', '#']).next().unwrap_or_default();
    format!("{host}{name}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_user_password_and_options() {
        for (address, shown) in [
            ("sqlite:data/kibm.sqlite", "data/kibm.sqlite"),
            ("sqlite:///srv/kibm.sqlite", "/srv/kibm.sqlite"),
            ("postgres://kibm:p@ss@db.local:5432/kibm", "db.local:5432/kibm"),
            ("postgres://localhost/kibm?password=secret", "localhost/kibm"),
            ("postgres://localhost/kibm?password=sec@ret", "postgres://…"),
            ("postgres://kibm@[::1]/kibm", "[::1]/kibm"),
            ("postgres:kibm:secret", "…"),
        ] {
            assert_eq!(without_password(address), shown, "{address}");
        }
    }

    #[test]
    fn no_part_of_a_password_is_shown_whatever_signs_it_has() {
        let signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ €é5";
        for (first, second) in
            signs.chars().flat_map(|one| signs.chars().map(move |two| (one, two)))
        {
            let password = format!("s3cr{first}Et{second}qW9");
            for tail in ["db.local:5432/kibm", "db.local/kibm?sslmode=require", "db.local"] {
                let address = format!("postgres://kibm:{password}@{tail}");
                let shown = without_password(&address);
                for part in ["s3cr", "Et", "qW9"] {
                    assert!(!shown.contains(part), "{address} is shown as {shown}");
                }
            }
        }
    }
}
