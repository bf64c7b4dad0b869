//! `docs/TOUR.md` and the guides that have commands, run exactly as they are
//! written: all `sh` blocks of a page in one shell, against a demonstration of
//! its own: that of `kibm demo` on SQLite, and on PostgreSQL the same data
//! behind `kibm serve`.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use kibm::platform::clock::Clock;
use uuid::Uuid;

use crate::support::service::Service;
use crate::support::{TestApp, database, program};

/// A demonstration loads all regions; a debug build on a busy machine is slow.
const START_TIME_MAX: Duration = Duration::from_secs(180);
/// What the demonstration prints before its address.
const GREETING: &str = "kibm demo: ";

/// The commands of a page: each `sh` block after the number of its first line.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (index, line) in page.lines().enumerate() {
        if inside && line == "```" {
            inside = false;
        } else if inside {
            if let Some((_, block)) = found.last_mut() {
                block.push_str(line);
                block.push('\n');
            }
        } else if line == "```sh" {
            inside = true;
            found.push((index + 2, String::new()));
        }
    }
    found
}

/// Runs the blocks in one shell that stops at the first failing command;
/// `database`: where it is not that of `kibm demo` in the folder.
fn run(blocks: &[(usize, String)], base: &str, database: Option<&str>, folder: &Path) -> Output {
    let mut script = String::new();
    for (line, block) in blocks {
        writeln!(script, "echo '--- line {line}'\n{block}").expect("a string takes text");
    }
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .env("BASE", base)
        .env("KIBM", program())
        .env_remove("DATABASE")
        .envs(database.map(|url| ("DATABASE", url)))
        .current_dir(folder)
        .output()
        .expect("bash is there")
}

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Self {
        let path = std::env::temp_dir().join(format!("kibm-tour-{}", Uuid::now_v7().simple()));
        std::fs::create_dir(&path).expect("a new folder can be made");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// A running `kibm demo`.
struct Demo {
    base: String,
    process: Child,
}

impl Demo {
    /// Starts the program on a free port of its own choice, and waits until it
    /// greets.
    fn start(data: &Path) -> Self {
        let mut process = Command::new(program())
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = process.stdout.take().expect("the output is piped");
        let (sender, receiver) = mpsc::channel();
        // Reads on to the end, so that a full pipe never stops the program.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                sender.send(line).ok();
            }
        });
        let mut demo = Self { base: String::new(), process };
        while demo.base.is_empty() {
            let line = receiver.recv_timeout(START_TIME_MAX).expect("the demonstration starts");
            if let Some(rest) = line.strip_prefix(GREETING) {
                demo.base = rest.split_whitespace().next().unwrap_or_default().to_owned();
            }
        }
        demo
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The demonstration that `kibm demo` makes, on PostgreSQL.
async fn on_postgres() -> (TestApp, Service) {
    let app = TestApp::spawn().await;
    // The program knows no other clock.
    app.state.clock.set(Clock::system().now());
    kibm::cli::demo::load(&app.state).await.expect("the demonstration loads");
    let service = Service::start(&app.url).await;
    (app, service)
}

/// Runs a page below `docs/`, and fails where a command of it does or where the
/// books are not in order afterwards.
async fn follow(page: &str) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let blocks = blocks(&std::fs::read_to_string(page).expect("the page is committed"));
    assert!(blocks.len() > 10, "only {} blocks of commands were found", blocks.len());
    let folder = Folder::fresh();
    if database::on_postgres() {
        let (app, service) = on_postgres().await;
        succeeds(&run(&blocks, &service.base, Some(&app.url), &folder.0));
        in_order(&app.url);
    } else {
        let data = folder.0.join("data");
        let demo = Demo::start(&data);
        succeeds(&run(&blocks, &demo.base, None, &folder.0));
        in_order(&format!("sqlite:{}", data.join("kibm-demo.sqlite").display()));
    }
}

/// What whoever keeps the server does at the end of the tour.
fn in_order(url: &str) {
    for figures in ["ledger", "rollup"] {
        let verified =
            Command::new(program()).args([figures, "verify", "--database", url]).output();
        succeeds(&verified.expect("the program starts"));
    }
}

#[track_caller]
fn succeeds(output: &Output) {
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_does_what_it_says() {
    follow("TOUR.md").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_of_the_cooperatives_treasurer_does_what_it_says() {
    follow("panduan/bendahara-koperasi.md").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_of_the_village_enterprises_director_does_what_it_says() {
    follow("panduan/direktur-bum-desa.md").await;
}

#[test]
fn the_blocks_of_a_tour_are_found_with_their_lines() {
    let page = "# T\n\n```\nnot run\n```\n\n```sh\nA=1\n```\ntext\n```sh\necho $A\necho b\n```\n";

    assert_eq!(blocks(page), [(8, "A=1\n".to_owned()), (12, "echo $A\necho b\n".to_owned())]);
}

#[test]
fn a_tour_fails_at_its_first_failing_command_and_keeps_its_variables() {
    let folder = Folder::fresh();
    let good = blocks("```sh\nA=one\n```\n```sh\necho \"$A at $BASE\" | grep one\n```\n");
    let bad = blocks("```sh\necho x | grep y | cat\n```\n```sh\necho reached\n```\n");

    let done = run(&good, "here", None, &folder.0);
    let failed = run(&bad, "here", None, &folder.0);

    assert!(done.status.success());
    assert!(String::from_utf8_lossy(&done.stdout).contains("one at here"));
    assert!(!failed.status.success());
    assert!(!String::from_utf8_lossy(&failed.stdout).contains("reached"));
}
