//! A large file by the command line, in bounded memory.

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use kibm::platform::db::{Database, statement};
use sea_orm::ConnectionTrait;

use crate::support::{TestApp, program};

/// Rows of the file in the suite; `kibm bench import` measures 100,000 and more.
const ROWS: usize = 30_000;
/// The bound on resident memory that is promised, kB.
const PEAK_KB_MAX: u64 = 250 * 1_024;

/// A file of groups spread over the villages.
async fn large(app: &TestApp, count: usize, street: &str) -> tempfile::NamedTempFile {
    let sql = "SELECT code FROM region WHERE level = 'village' ORDER BY code LIMIT 7000";
    let rows = app.state.db.read();
    let rows = rows.query_all_raw(statement(rows, sql, vec![])).await.expect("the regions read");
    let codes: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0).expect("a code")).collect();
    let mut text = String::from("id,kode_desa,nama,status,alamat\n");
    for (row, code) in (0..count).zip(codes.iter().cycle()) {
        writeln!(text, "{row},{code},Kelompok Uji {row},aktif,{street} {row}").expect("a string");
    }
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("the file is written");
    file
}

fn command(app: &TestApp, file: &tempfile::NamedTempFile) -> Command {
    let mut command = Command::new(program());
    command.arg("import").arg(file.path());
    command.args(["--database", &app.url, "--legal-form", "kelompok_usaha", "--source", "uji"]);
    command
}

/// Runs `kibm import` and gives what it told and its peak of memory, kB.
async fn import(app: &TestApp, file: &tempfile::NamedTempFile) -> (String, u64) {
    let mut child = command(app, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("the process is ours").is_none() {
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        peak = kb.unwrap_or(peak);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let told = child.wait_with_output().expect("the process ended");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    (String::from_utf8_lossy(&told.stdout).into_owned(), peak)
}

async fn streets(db: &Database, street: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM organization WHERE address LIKE $1 AND source = 'uji'";
    let values = vec![format!("{street} %").into()];
    let row = db.read().query_one_raw(statement(db.read(), sql, values)).await.expect("a count");
    row.expect("one row").try_get_by_index(0).expect("a number")
}

#[tokio::test]
async fn a_large_file_goes_in_again_and_changed_below_250_megabytes() {
    let app = TestApp::spawn().await;
    let (file, moved) =
        (large(&app, ROWS, "Jl. Melati").await, large(&app, ROWS, "Jl. Mawar").await);

    let (first, first_kb) = import(&app, &file).await;
    let (again, again_kb) = import(&app, &file).await;
    let (changed, changed_kb) = import(&app, &moved).await;

    let rows = i64::try_from(ROWS).expect("a small number");
    assert!(first.contains(&format!("{ROWS} created, 0 updated, 0 unchanged")), "{first}");
    assert!(again.contains(&format!("0 created, 0 updated, {ROWS} unchanged")), "{again}");
    assert!(changed.contains(&format!("0 created, {ROWS} updated, 0 unchanged")), "{changed}");
    assert_eq!(streets(&app.state.db, "Jl. Mawar").await, rows);
    for (what, kb) in [("first", first_kb), ("again", again_kb), ("changed", changed_kb)] {
        assert!((10_000..PEAK_KB_MAX).contains(&kb), "{what}: {kb} kB at most");
    }
}

#[tokio::test]
async fn an_import_tells_how_far_it_is_and_how_long_it_took() {
    let app = TestApp::spawn().await;
    let file = large(&app, 10_000, "Jl. Melati").await;

    let done = command(&app, &file).output().expect("the program starts");

    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}");
    let percent = |line: &str| -> Option<u64> {
        line.split_once(" rows, ")?.1.split_once(" %")?.0.parse().ok()
    };
    let steps: Vec<u64> = told.lines().filter_map(percent).collect();
    assert!(
        !steps.is_empty() && steps.is_sorted() && steps.iter().all(|step| *step <= 100),
        "{told}"
    );
    assert!(told.lines().any(|line| line.starts_with("10000 rows in ")), "{told}");
}
