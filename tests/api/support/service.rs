//! The real program serving a database, as a process of its own.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use kibm::config::DEMO_SECRET;

use super::program;

/// A running `kibm serve`; killed when it is dropped.
pub struct Service {
    child: Child,
    /// Address, such as `http://127.0.0.1:41234`.
    pub base: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Service {
    /// Starts the program on the database and waits until it answers.
    pub async fn start(url: &str) -> Self {
        Self::start_logging(url, Stdio::null()).await
    }

    /// The same with its log, as JSON, to a place of ours.
    pub async fn start_logging(url: &str, log: impl Into<Stdio>) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = free.local_addr().expect("a bound socket has an address");
        drop(free);
        let child = Command::new(program())
            .args(["serve", "--database", url, "--listen", &address.to_string()])
            .args(["--log-format", "json"])
            .env("KIBM_SECRET_KEY", DEMO_SECRET)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let service = Self { child, base: format!("http://{address}") };
        for _ in 0..400 {
            if reqwest::get(format!("{}/health/live", service.base)).await.is_ok() {
                return service;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the service does not answer");
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().expect("the process is ours");
        self.child.wait().expect("the process ends");
    }

    /// SIGTERM, as a service manager sends it.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill is there").success());
    }

    /// How the process ended after [`Self::terminate`].
    pub fn ended(mut self) -> ExitStatus {
        self.child.wait().expect("the process ends")
    }
}
