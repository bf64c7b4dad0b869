//! The connections to PostgreSQL are cut under load.

use std::sync::Arc;
use std::time::Duration;

use kibm::platform::db::{Database, statement};
use sea_orm::{ConnectionTrait, DbBackend};
use tokio::sync::Mutex;

use super::{Book, CLIENTS, arrange, compare, send, settle};
use crate::support::TestApp;

const CUTS: usize = 15;

/// After so long the service pings a connection before it uses it.
const REST: Duration = Duration::from_millis(150);

/// Ends every connection to one database but our own, as a failing network or
/// an operator would; how many there were.
async fn cut(url: &str) -> usize {
    let ours = Database::open(url, 1).await.expect("the server answers");
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended = ours.write().query_all_raw(statement(ours.write(), sql, vec![])).await;
    let ended = ended.expect("the server ends them").len();
    ours.close().await.expect("the connection closes");
    ended
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_lost_connections_lose_and_double_nothing_and_the_service_goes_on() {
    let app = TestApp::spawn().await;
    if app.state.db.engine() == DbBackend::Sqlite {
        eprintln!("skipped: SQLite has no connections that could be lost");
        return;
    }
    let (keeper, path, bodies) = arrange(&app).await;
    let contributions = format!("{path}/contributions");
    let book = Arc::new(Mutex::new(Book::default()));
    let (stop, stopped) = tokio::sync::watch::channel(false);

    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (keeper, path, book) = (keeper.clone(), contributions.clone(), book.clone());
            let (body, stopped) = (bodies[client % bodies.len()].clone(), stopped.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    if *stopped.borrow() {
                        break;
                    }
                    let key = format!("client-{client}-{number}");
                    send(&keeper, &path, &key, &book, body.clone()).await;
                }
            })
        })
        .collect();
    for _ in 0..CUTS {
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert!(cut(&app.url).await > 0, "the service holds connections under load");
    }
    stop.send(true).expect("the clients listen");
    for client in clients {
        client.await.expect("no client panics");
    }
    settle(&keeper, &contributions, &book).await;
    tokio::time::sleep(REST).await;

    let acknowledged = compare(&keeper, &path, &book).await;
    assert!(acknowledged > CUTS * CLIENTS, "hardly anything was posted");
    let fault = kibm::investment::verify::first_fault(&app.state.db).await;
    assert_eq!(fault.expect("the verifier reads"), None);
}

#[tokio::test]
async fn connections_that_were_cut_while_nobody_asked_are_renewed_unseen() {
    let app = TestApp::spawn().await;
    if app.state.db.engine() == DbBackend::Sqlite {
        eprintln!("skipped: SQLite has no connections that could be lost");
        return;
    }
    let (keeper, path, bodies) = arrange(&app).await;
    let contributions = format!("{path}/contributions");
    keeper.try_pay(&contributions, "before", bodies[0].clone()).await.expect("it answers");

    assert!(cut(&app.url).await > 1, "a reader's connection and the writer's");
    tokio::time::sleep(REST).await;

    for _ in 0..20 {
        keeper.get(&format!("{path}/capital")).await.expect(200);
    }
    let paid = keeper.try_pay(&contributions, "after", bodies[0].clone()).await;
    paid.expect("it answers").expect(201);
}
