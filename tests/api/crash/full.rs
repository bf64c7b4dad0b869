//! The disk of the database fills up under load, and is freed again.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use kibm::platform::db::Database;
use sea_orm::ConnectionTrait;
use tokio::sync::Mutex;

use super::{Book, CLIENTS, arrange, compare, send, settle};
use crate::support::{Caller, TestApp, database, fresh_database};

/// A small file system in memory, which root may mount.
struct SmallDisk(PathBuf);

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().ok();
        fs::remove_dir(&self.0).ok();
    }
}

impl SmallDisk {
    /// None where this system does not let us.
    fn of(bytes: u64) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("kibm-disk-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).expect("a folder");
        let size = format!("size={bytes}");
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output();
        if done.is_ok_and(|done| done.status.success()) {
            return Some(Self(folder));
        }
        fs::remove_dir(&folder).ok();
        eprintln!("skipped: only root may mount a small disk");
        None
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Fills the disk up to some last bytes.
    fn fill(&self, but: u64) {
        let mut file = fs::File::create(self.ballast()).expect("a file");
        let piece = vec![1; 64 * 1024];
        while file.write_all(&piece).is_ok() {}
        let full = file.metadata().expect("the file is there").len();
        file.set_len(full.saturating_sub(but)).expect("a file is made shorter");
    }

    fn free(&self) {
        fs::remove_file(self.ballast()).expect("the ballast is there");
    }
}

/// What is left when the disk is said to be nearly full.
const LEFT: u64 = 256 * 1024;

/// A client gives up after so many refusals.
const REFUSALS: usize = 4;

/// Posts from several clients at once until all of them were refused often.
async fn post_until_full(
    keeper: &Caller,
    path: &str,
    bodies: &[serde_json::Value],
    book: &Arc<Mutex<Book>>,
) {
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (keeper, path, book) = (keeper.clone(), path.to_owned(), book.clone());
            let body = bodies[client % bodies.len()].clone();
            tokio::spawn(async move {
                let mut refused = 0;
                for number in 0..2_000 {
                    let key = format!("client-{client}-{number}");
                    send(&keeper, &path, &key, &book, body.clone()).await;
                    let acknowledged = book.lock().await.acknowledged.contains_key(&key);
                    refused += usize::from(!acknowledged);
                    if refused >= REFUSALS {
                        break;
                    }
                }
            })
        })
        .collect();
    for client in clients {
        client.await.expect("no client panics");
    }
}

async fn fills_up_and_is_freed(app: &TestApp, disk: &SmallDisk) {
    let (keeper, path, bodies) = arrange(app).await;
    let contributions = format!("{path}/contributions");
    let book = Arc::new(Mutex::new(Book::default()));
    for number in 0..10 {
        let key = format!("before-{number}");
        send(&keeper, &contributions, &key, &book, bodies[0].clone()).await;
    }
    assert_eq!(book.lock().await.acknowledged.len(), 10);

    disk.fill(LEFT);
    post_until_full(&keeper, &contributions, &bodies, &book).await;
    let statuses = book.lock().await.statuses.clone();
    assert!(statuses.get(&507).is_some_and(|count| *count >= CLIENTS), "{statuses:?}");
    keeper.get(&format!("{path}/capital")).await.expect(200);

    disk.free();
    settle(&keeper, &contributions, &book).await;
    let acknowledged = compare(&keeper, &path, &book).await;
    assert!(acknowledged >= 10 + CLIENTS * REFUSALS, "{statuses:?}");
    let fault = kibm::investment::verify::first_fault(&app.state.db).await;
    assert_eq!(fault.expect("the verifier reads"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_a_full_disk_is_told_loses_nothing_and_once_freed_the_service_goes_on() {
    if database::on_postgres() {
        on_postgres().await;
        return;
    }
    let fresh = fresh_database().await;
    let file = fresh.file.as_ref().expect("SQLite has a file");
    let size = fs::metadata(file).expect("the file is there").len();
    let Some(disk) = SmallDisk::of(size + 24 * 1024 * 1024) else { return };
    let here = disk.0.join("kibm.sqlite");
    fs::copy(file, &here).expect("there is room for it");

    let app = TestApp::over(format!("sqlite:{}", here.display())).await;
    fills_up_and_is_freed(&app, &disk).await;
}

/// The owner of the server's folder, if it is of this machine.
async fn owner(server: &Database) -> Option<(u32, u32)> {
    let row = server
        .read()
        .query_one_raw(kibm::platform::db::statement(server.read(), "SHOW data_directory", vec![]))
        .await;
    let row = row.expect("the server answers").expect("a setting has a value");
    let folder: String = row.try_get_by_index(0).expect("a text");
    let found = fs::metadata(Path::new(&folder)).ok()?;
    Some((found.uid(), found.gid()))
}

/// The database lies in a tablespace on the small disk.
async fn on_postgres() {
    let server = Database::open(&database::server_address(), 1).await.expect("the server answers");
    let Some((user, group)) = owner(&server).await else {
        eprintln!("skipped: the server is not of this machine");
        return;
    };
    let Some(disk) = SmallDisk::of(160 * 1024 * 1024) else { return };
    let folder = disk.0.join("space");
    fs::create_dir(&folder).expect("a folder");
    chown(&folder, Some(user), Some(group)).expect("root gives it away");
    let space = format!("kibm_space_{}", uuid::Uuid::now_v7().simple());
    let made = format!("CREATE TABLESPACE {space} LOCATION '{}'", folder.display());
    server.write().execute_unprepared(&made).await.expect("the server takes the folder");
    let fresh = database::postgres_in(&space).await;

    let app = TestApp::over(fresh.url.clone()).await;
    fills_up_and_is_freed(&app, &disk).await;

    let (_, name) = fresh.url.rsplit_once('/').expect("the address ends with a database");
    for sql in [format!("DROP DATABASE {name} WITH (FORCE)"), format!("DROP TABLESPACE {space}")] {
        server.write().execute_unprepared(&sql).await.expect("the server lets go of it");
    }
}
