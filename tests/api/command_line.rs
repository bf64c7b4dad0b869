//! The program as operators meet it: users, databases, stopping, its log.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use kibm::identity::entity::access_grant::Role;
use kibm::platform::clock::Clock;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::service::Service;
use crate::support::{PASSWORD, TestApp, database, program};

/// Runs a command, with a text on its standard input.
fn kibm(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(program())
        .args(arguments)
        .env_remove("KIBM_DATABASE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut standard = child.stdin.take().expect("it is piped");
    // A command that refuses before it reads has closed its end.
    standard.write_all(input.as_bytes()).ok();
    drop(standard);
    child.wait_with_output().expect("the program ends")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "{}", told(output));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn create_admin(url: &str, username: &str, password: &str) -> Output {
    let user = ["user", "create-admin", "--database", url, "--username", username];
    let named = [&user[..], &["--full-name", "Pengelola Pertama"]].concat();
    kibm(&named, password)
}

#[tokio::test]
async fn the_command_line_makes_an_administrator_who_signs_in() {
    let app = TestApp::spawn().await;
    app.state.clock.set(Clock::system().now());

    let made = create_admin(&app.url, "Pengelola", "karang bakau lamun\n");

    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(told(&made).contains("Administrator pengelola was made"), "{}", told(&made));
    let session = app.sign_in_as("pengelola", "karang bakau lamun").await;
    session.send("GET", "/api/v1/users", None).await.expect(200);
}

#[tokio::test]
async fn the_command_line_refuses_a_weak_password_and_a_name_that_is_taken() {
    let app = TestApp::spawn().await;

    let weak = create_admin(&app.url, "pengelola", "pendek\n");
    let first = create_admin(&app.url, "pengelola", "karang bakau lamun\n");
    let second = create_admin(&app.url, "pengelola", "teluk yang tenang\n");

    assert!(refusal(&weak).contains("weak_password"));
    assert!(first.status.success());
    assert!(refusal(&second).contains("username_taken"));
}

#[tokio::test]
async fn the_command_line_resets_a_password_that_serves_for_one_login() {
    let app = TestApp::spawn().await;
    app.state.clock.set(Clock::system().now());
    let user = app.officer(Role::Auditor, "81").await;
    let username = format!("user-{}", user.id.uuid().simple());
    let reset = |name: &str| {
        kibm(&["user", "reset-password", "--database", &app.url, "--username", name], "")
    };

    let unknown = reset("nobody.at.all");
    let set = reset(&username.to_uppercase());

    assert!(refusal(&unknown).contains("there is no user nobody.at.all"));
    let told = told(&set);
    let line = told.lines().next().unwrap_or_default();
    let (_, password) = line.rsplit_once(": ").unwrap_or_default();
    let login = |password: &str| {
        let login = json!({ "username": username, "password": password, "new_password": "teluk yang tenang" });
        app.anonymous("POST", "/api/v1/sessions", Some(login))
    };
    assert_eq!(login(PASSWORD).await.status, 401);
    login(password).await.expect(201);
    assert_eq!(login(password).await.status, 401);
}

#[test]
fn a_database_that_is_not_there_is_named_and_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("salah.sqlite");
    let url = format!("sqlite:{}", file.display());
    for command in [["ledger", "verify"], ["rollup", "verify"], ["user", "create-admin"]] {
        let more: &[&str] = match command[0] {
            "user" => &["--username", "pengelola", "--full-name", "Pengelola"],
            _ => &[],
        };
        let arguments = [&command[..], &["--database", &url], more].concat();

        let refused = refusal(&kibm(&arguments, "karang bakau lamun"));

        let named = format!("there is no database {}", file.display());
        assert!(refused.contains(&named) && refused.contains("kibm migrate"), "{refused}");
        assert!(!file.exists(), "{command:?} made it");
    }
}

#[test]
fn a_database_without_our_schema_is_told_to_be_migrated() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("kosong.sqlite");
    std::fs::write(&file, "").expect("an empty file is an empty database");
    let url = if database::on_postgres() {
        database::server_address()
    } else {
        format!("sqlite:{}", file.display())
    };

    let refused = refusal(&create_admin(&url, "pengelola", "karang bakau lamun"));

    assert!(
        refused.contains("has no kibm schema") && refused.contains("kibm migrate"),
        "{refused}"
    );
    assert!(!refused.contains("request_id"), "{refused}");
}

#[tokio::test]
async fn the_address_of_the_database_is_read_from_a_file() {
    let app = TestApp::spawn().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("alamat");
    std::fs::write(&file, format!("{}\n", app.url)).expect("the file is written");
    let verify = |file: &Path| {
        kibm(&["ledger", "verify", "--database-file", &file.display().to_string()], "")
    };

    let read = verify(&file);
    let missing = verify(&folder.path().join("tiada"));

    assert!(told(&read).contains("The ledger is in order."), "{read:?}");
    assert!(refusal(&missing).contains("tiada"));
}

#[tokio::test]
async fn sigterm_lets_a_request_in_flight_finish_and_ends_the_program_well() {
    let app = TestApp::spawn().await;
    let service = Service::start(&app.url).await;
    let base = service.base.clone();
    let body = json!({ "username": "nobody.at.all", "password": "not the password" }).to_string();
    let (first, rest) = body.split_at(10);
    let mut client =
        TcpStream::connect(base.trim_start_matches("http://")).await.expect("a way in");
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    );
    client.write_all(head.as_bytes()).await.expect("the request begins");
    tokio::time::sleep(Duration::from_millis(500)).await;

    service.terminate();
    tokio::time::sleep(Duration::from_millis(500)).await;
    client.write_all(rest.as_bytes()).await.expect("the request goes on");

    let mut answer = vec![0_u8; 32];
    let length = client.read(&mut answer).await.expect("an answer");
    assert!(answer[..length].starts_with(b"HTTP/1.1 401"), "{}", String::from_utf8_lossy(&answer));
    drop(client);
    assert!(service.ended().success());
    assert!(reqwest::get(format!("{base}/health/live")).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn the_log_has_request_ids_and_no_personal_data() {
    const PRIVATE: &[&str] =
        &["8102016902000001", "Maria Rahasia", "81234567890", "kata sandi rahasia", "Jalan Sunyi"];
    let app = TestApp::spawn().await;
    app.state.clock.set(Clock::system().now());
    let admin = app.admin().await;
    let log = tempfile::NamedTempFile::new().expect("a file");
    let service = Service::start_logging(&app.url, log.reopen().expect("the file opens")).await;
    let admin = admin.at(&service.base);
    let person = json!({
        "full_name": PRIVATE[1], "region_code": "81.02.16.2003", "nik": PRIVATE[0],
        "phone": format!("+62{}", PRIVATE[2]), "address": PRIVATE[4],
    });

    let made = admin.post("/api/v1/persons", person.clone()).await;
    let again = admin.post("/api/v1/persons", person).await;
    admin.get("/api/v1/organizations?search=Maria%20Rahasia").await.expect(200);
    admin.get("/api/v1/organizations?Maria%20Rahasia=1").await.expect(400);
    admin.get("/api/v1/persons/Maria%20Rahasia").await.expect(404);
    let login = json!({ "username": PRIVATE[1], "password": PRIVATE[3] });
    admin.post("/api/v1/sessions", login).await.expect(401);
    service.terminate();
    assert!(service.ended().success());

    let lines = std::fs::read_to_string(log.path()).expect("the log reads");
    assert!(made.status == 201 && again.status >= 400, "{} {}", made.text, again.text);
    assert!(lines.contains(made.header("x-request-id")), "{lines}");
    assert!(lines.lines().filter(|line| line.contains("answered")).count() >= 6, "{lines}");
    for word in PRIVATE.iter().flat_map(|text| [(*text).to_owned(), text.replace(' ', "%20")]) {
        assert!(!lines.contains(&word), "{word} stands in the log");
    }
}
