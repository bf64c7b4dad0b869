//! Fresh databases: copies of one migrated template a test run.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use kibm::cli::migrate;
use kibm::platform::clock::Clock;
use kibm::platform::db::Database;
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::NOW;

/// A database of one test; gone when this is dropped, so that a run of many
/// tests holds a few of them at a time.
pub struct Fresh {
    /// Its address.
    pub url: String,
    /// Its file, on SQLite.
    pub file: Option<PathBuf>,
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let Some(file) = &self.file else {
            let (_, name) = self.url.rsplit_once('/').expect("the address ends with a database");
            LEFT.lock().expect("nobody panics with the list").push(name.to_owned());
            return;
        };
        for suffix in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(suffix);
            std::fs::remove_file(name).ok();
        }
    }
}

/// Databases of the server whose tests have ended; the next test drops them,
/// for which it need not open a connection.
static LEFT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A fresh database with all regions and default parameters.
pub async fn fresh_database() -> Fresh {
    if on_postgres() {
        return postgres_in("pg_default").await;
    }
    let file = sqlite().await;
    Fresh { url: format!("sqlite:{}", file.display()), file: Some(file) }
}

/// Whether the suite runs on PostgreSQL.
pub fn on_postgres() -> bool {
    std::env::var("KIBM_TEST_ENGINE").as_deref() == Ok("postgres")
}

async fn sqlite() -> PathBuf {
    static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let file = temporary();
            migrated(&format!("sqlite:{}", file.display())).await;
            file
        })
        .await;
    let file = temporary();
    std::fs::copy(template, &file).expect("the template is copied");
    file
}

fn temporary() -> PathBuf {
    std::env::temp_dir().join(format!("kibm-test-{}.sqlite", Uuid::now_v7().simple()))
}

/// A fresh database of the server in a tablespace.
pub async fn postgres_in(space: &str) -> Fresh {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("kibm_template_{}", Uuid::now_v7().simple());
            server(&[format!("CREATE DATABASE {name}")]).await;
            migrated(&address(&name)).await;
            name
        })
        .await;
    let name = format!("kibm_test_{}", Uuid::now_v7().simple());
    let left = std::mem::take(&mut *LEFT.lock().expect("nobody panics with the list"));
    let mut statements: Vec<_> =
        left.iter().map(|left| format!("DROP DATABASE IF EXISTS {left} WITH (FORCE)")).collect();
    statements.push(format!(
        "CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {space} STRATEGY file_copy"
    ));
    server(&statements).await;
    Fresh { url: address(&name), file: None }
}

/// The server that `tests/run` started.
pub fn server_address() -> String {
    std::env::var("KIBM_TEST_POSTGRES")
        .expect("KIBM_TEST_POSTGRES names the server; tests/run sets it")
}

fn address(database: &str) -> String {
    let server = server_address();
    let (base, _) = server.rsplit_once('/').expect("the address ends with a database");
    format!("{base}/{database}")
}

/// Copying and dropping wait for a checkpoint, on a busy machine for long.
const COPYING: Duration = Duration::from_secs(120);

async fn server(statements: &[String]) {
    // PostgreSQL copies one template for one caller at a time.
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = ONE.lock().await;
    let server =
        Database::open_within(&server_address(), 1, COPYING).await.expect("the server answers");
    for sql in statements {
        server.write().execute_unprepared(sql).await.expect("the server carries it out");
    }
    server.close().await.expect("the connection closes");
}

async fn migrated(url: &str) {
    let database = Database::open(url, 2).await.expect("the template opens");
    let now = NOW.parse().expect("the test instant is RFC 3339");
    migrate::up(&database, &Clock::standing_at(now)).await.expect("the template migrates");
    database.close().await.expect("the template closes");
}
