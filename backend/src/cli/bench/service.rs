//! The service under measurement: `kibm serve` as a process of its own.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::{Call, Connection, Template};
use crate::cli::Failure;
use crate::config::{DatabaseOptions, SecretOptions};

/// How long the service may take to its first answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running service; killed when dropped.
#[derive(Debug)]
pub struct Service {
    child: Child,
    /// Where it listens, on loopback.
    pub address: SocketAddr,
    /// From the start of the process to its first answer.
    pub start_up_ms: u128,
}

impl Service {
    /// Starts the service on a free port of loopback and waits for its first answer.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub async fn start(
        database: &DatabaseOptions,
        secret: &SecretOptions,
    ) -> Result<Self, Failure> {
        let address = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        // Secrets go by the environment: others can read a command line.
        command
            .args(["serve", "--listen", &address.to_string()])
            .env("KIBM_DATABASE", database.address()?)
            .env("KIBM_CONNECTIONS", database.connections.to_string())
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if let Some(key) = &secret.secret_key {
            command.env("KIBM_SECRET_KEY", key);
        }
        if let Some(file) = &secret.secret_key_file {
            command.env("KIBM_SECRET_KEY_FILE", file);
        }
        let started = Instant::now();
        let mut service = Self { child: command.spawn()?, address, start_up_ms: 0 };
        while !service.answers().await {
            if let Some(status) = service.child.try_wait()? {
                return Err(format!("the service ended at once: {status}").into());
            }
            if started.elapsed() > PATIENCE {
                return Err("the service does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        service.start_up_ms = started.elapsed().as_millis();
        Ok(service)
    }

    async fn answers(&self) -> bool {
        let authority = self.address.to_string();
        let template = Template { authority, bearer: String::new() };
        let Ok(mut connection) = Connection::open(self.address, template).await else {
            return false;
        };
        connection.call(Call::get("/health/ready".to_owned())).await.is_ok()
    }

    /// Resident memory now, kB.
    ///
    /// # Errors
    /// Where the system has no `/proc`.
    pub fn resident_kb(&self) -> Result<u64, Failure> {
        self.memory("VmRSS:")
    }

    /// Most resident memory so far, kB.
    ///
    /// # Errors
    /// Where the system has no `/proc`.
    pub fn peak_kb(&self) -> Result<u64, Failure> {
        self.memory("VmHWM:")
    }

    fn memory(&self, field: &str) -> Result<u64, Failure> {
        memory_kb(&self.child, field)
    }

    /// Ends the service.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It holds nothing that is not safe in the database.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A field of memory that the system tells of a running process, kB.
///
/// # Errors
/// Where the system has no `/proc`, or the process has ended.
pub fn memory_kb(child: &Child, field: &str) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kb = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    kb.ok_or_else(|| format!("the system does not tell {field}").into())
}
