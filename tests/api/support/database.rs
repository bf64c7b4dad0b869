//! Fresh databases: copies of one migrated template a test run.

use std::path::PathBuf;

use kibm::cli::migrate;
use kibm::platform::clock::Clock;
use kibm::platform::db::Database;
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::NOW;

/// A fresh database with all regions and default parameters: its address, and
/// its file on SQLite, to be removed when the test ends.
pub async fn fresh_database() -> (String, Option<PathBuf>) {
    if on_postgres() {
        return (postgres_in("pg_default").await, None);
    }
    let file = sqlite().await;
    (format!("sqlite:{}", file.display()), Some(file))
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

/// A fresh database of the server in a tablespace; its address.
pub async fn postgres_in(space: &str) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("kibm_template_{}", Uuid::now_v7().simple());
            server(&format!("CREATE DATABASE {name}")).await;
            migrated(&address(&name)).await;
            name
        })
        .await;
    let name = format!("kibm_test_{}", Uuid::now_v7().simple());
    server(&format!(
        "CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {space} STRATEGY file_copy"
    ))
    .await;
    address(&name)
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

async fn server(sql: &str) {
    // PostgreSQL copies one template for one caller at a time.
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = ONE.lock().await;
    let server = Database::open(&server_address(), 1).await.expect("the server answers");
    server.write().execute_unprepared(sql).await.expect("the server carries it out");
    server.close().await.expect("the connection closes");
}

async fn migrated(url: &str) {
    let database = Database::open(url, 2).await.expect("the template opens");
    let now = NOW.parse().expect("the test instant is RFC 3339");
    migrate::up(&database, &Clock::standing_at(now)).await.expect("the template migrates");
    database.close().await.expect("the template closes");
}
