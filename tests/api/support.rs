//! A real service on a free port over a fresh database, for one test.

use std::path::PathBuf;
use std::sync::Arc;

use kibm::app;
use kibm::config::{DEMO_SECRET, Limits};
use kibm::identity::actions::{self, NewGrant, NewUser};
use kibm::identity::entity::access_grant::Role;
use kibm::identity::{Reach, password};
use kibm::kernel::ids::{OrganizationId, UserId};
use kibm::platform::AppState;
use kibm::platform::audit::Author;
use kibm::platform::clock::{Clock, fresh_id};
use kibm::platform::db::Database;
use kibm::platform::state::Edge;
use kibm::platform::vault::Vault;
use serde_json::{Value, json};
use tokio::sync::{OnceCell, oneshot};

pub mod audited;
pub mod books;
pub mod database;
pub mod service;
mod tagged;

use audited::Sent;
pub use database::{Fresh, fresh_database};

/// The instant at which the clock of every test stands: Saturday 21 November
/// 2026, 10:00 in Jakarta.
pub const NOW: &str = "2026-11-21T03:00:00Z";

/// A running service.
pub struct TestApp {
    /// Address, such as `http://127.0.0.1:41234`.
    pub base: String,
    /// Address of its database.
    pub url: String,
    /// The service's own state, to arrange with.
    pub state: AppState,
    client: reqwest::Client,
    _database: Option<Fresh>,
    _stop: oneshot::Sender<()>,
}

/// What the service answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
    /// Body as text.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The codes of all faults of a problem, sorted.
    pub fn fault_codes(&self) -> Vec<String> {
        let body = self.json();
        let faults = body["errors"].as_array().cloned().unwrap_or_default();
        let mut codes: Vec<String> = faults
            .iter()
            .map(|fault| fault["code"].as_str().unwrap_or_default().to_owned())
            .collect();
        codes.sort();
        codes
    }

    /// One header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The same answer if it has the status expected; else the test fails with its body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

/// A user with an API token.
#[derive(Clone)]
pub struct Caller {
    /// Who.
    pub id: UserId,
    base: String,
    secret: String,
    client: reqwest::Client,
    db: Database,
}

impl TestApp {
    /// A service over a fresh, migrated database with all regions and the
    /// default parameters, on the engine that `KIBM_TEST_ENGINE` names.
    pub async fn spawn() -> Self {
        Self::spawn_with(Limits::default()).await
    }

    /// The same with other bounds on requests.
    pub async fn spawn_with(limits: Limits) -> Self {
        Self::serve(fresh_database().await, limits, Edge::default()).await
    }

    /// A second service of its own, with its own state and connections, over
    /// the same database.
    pub async fn twin(&self) -> Self {
        Self::over(self.url.clone()).await
    }

    /// A service over a database that is there already.
    pub async fn over(url: String) -> Self {
        Self::serve_at(url, Limits::default(), Edge::default()).await
    }

    /// A service behind a proxy, which names the client in `X-Forwarded-For`.
    pub async fn spawn_behind_proxy() -> Self {
        let edge = Edge { behind_proxy: true, ..Edge::default() };
        Self::serve(fresh_database().await, Limits::default(), edge).await
    }

    async fn serve(database: Fresh, limits: Limits, edge: Edge) -> Self {
        let mut app = Self::serve_at(database.url.clone(), limits, edge).await;
        app._database = Some(database);
        app
    }

    async fn serve_at(url: String, limits: Limits, edge: Edge) -> Self {
        let db = Database::open(&url, 4).await.expect("the fresh database opens");
        let now = NOW.parse().expect("the test instant is RFC 3339");
        let vault = Vault::from_secret(DEMO_SECRET).expect("the demo secret is well-formed");
        let state =
            app::state(db, Clock::standing_at(now), vault, edge).expect("the schemas compile");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let base =
            format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
        let (stop, stopped) = oneshot::channel::<()>();
        let served = state.clone();
        tokio::spawn(async move {
            app::serve(listener, served, &limits, async {
                stopped.await.ok();
            })
            .await
        });
        Self { base, url, state, client: reqwest::Client::new(), _database: None, _stop: stop }
    }

    /// Stops the service; its database is there as long as what comes back, since
    /// another test may drop those of tests that have ended.
    #[must_use]
    pub fn stop(self) -> Option<Fresh> {
        self._database
    }

    /// A user with one grant that holds from long ago, and an API token.
    pub async fn user(&self, role: Role, reach: Reach) -> Caller {
        self.user_with(vec![(role, reach)]).await
    }

    /// A user with these grants.
    pub async fn user_with(&self, grants: Vec<(Role, Reach)>) -> Caller {
        let author = Author::system("test", self.state.clock.now());
        let id: UserId = fresh_id();
        let tx = self.state.db.begin_write().await.expect("a write begins");
        let new = NewUser {
            id,
            username: format!("user-{}", id.uuid().simple()),
            full_name: "Pengguna Uji".to_owned(),
            password_hash: test_password_hash().await,
            person_id: None,
        };
        actions::create_user(&tx, new, &author).await.expect("the user is new");
        for (role, reach) in grants {
            let valid_from = "2020-01-01".parse().expect("a date");
            let grant = NewGrant { user_id: id, role, reach, valid_from, valid_to: None };
            actions::create_grant(&tx, grant, &author).await.expect("the grant fits");
        }
        tx.commit().await.expect("the user is saved");
        let life = chrono::TimeDelta::days(1);
        let (_, secret) = actions::create_token(&self.state.db, id, "test", true, life, &author)
            .await
            .expect("the token is made");
        let (base, client, db) = (self.base.clone(), self.client.clone(), self.state.db.clone());
        Caller { id, base, secret, client, db }
    }

    /// An administrator of the whole nation.
    pub async fn admin(&self) -> Caller {
        self.user(Role::Administrator, Reach::National).await
    }

    /// A user with `role` in one region and below.
    pub async fn officer(&self, role: Role, region: &str) -> Caller {
        self.user(role, Reach::Region(region.parse().expect("a region code"))).await
    }

    /// A user with `role` for one organization.
    pub async fn keeper(&self, role: Role, organization: OrganizationId) -> Caller {
        self.user(role, Reach::Organization(organization)).await
    }

    /// A request without any credential.
    pub async fn anonymous(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        send(request(&self.client, &self.base, method, path, body)).await
    }

    /// Signs a test user in with name and password.
    pub async fn sign_in(&self, user: &Caller) -> SignedIn {
        self.sign_in_as(&format!("user-{}", user.id.uuid().simple()), PASSWORD).await
    }

    /// Signs anybody in with name and password.
    pub async fn sign_in_as(&self, username: &str, password: &str) -> SignedIn {
        let client = reqwest::Client::builder().cookie_store(true).build().expect("a client");
        let login = json!({ "username": username, "password": password });
        let opened = request(&client, &self.base, "POST", "/api/v1/sessions", Some(login));
        let opened = send(opened).await.expect(201);
        let sent =
            Sent { base: &self.base, method: "POST", path: "/api/v1/sessions", body: &Value::Null };
        audited::require(&self.state.db, &sent, &opened).await;
        let opened = opened.json();
        let csrf = opened["csrf_token"].as_str().unwrap_or_default().to_owned();
        SignedIn { base: self.base.clone(), client, csrf, db: self.state.db.clone() }
    }

    /// A fresh organization that is valid for its form; gives its id.
    pub async fn organization(
        &self,
        legal_form: &str,
        name: &str,
        region_code: &str,
    ) -> OrganizationId {
        let admin = self.admin().await;
        let draft = json!({ "legal_form": legal_form, "name": name, "region_code": region_code });
        let answer = admin.post("/api/v1/organizations", draft).await.expect(201);
        answer.json()["id"].as_str().and_then(|id| id.parse().ok()).expect("the view has its id")
    }
}

/// A browser session of a test user.
pub struct SignedIn {
    base: String,
    client: reqwest::Client,
    csrf: String,
    db: Database,
}

impl SignedIn {
    /// Any request by the session, with its CSRF token.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let known = body.clone().unwrap_or_default();
        let request = request(&self.client, &self.base, method, path, body);
        let answer = send(request.header("x-csrf-token", &self.csrf)).await;
        let sent = Sent { base: &self.base, method, path, body: &known };
        audited::require(&self.db, &sent, &answer).await;
        answer
    }
}

/// The password of every test user.
pub const PASSWORD: &str = "rumput laut kei 2026";

async fn test_password_hash() -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { password::hash(PASSWORD.to_owned()).await.expect("hashing works") })
        .await
        .clone()
}

impl Caller {
    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[]).await
    }

    /// GET as CSV.
    pub async fn csv(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[("accept", "text/csv")]).await
    }

    /// GET as PDF, which must be one that can be read aloud: its text, without
    /// blanks, and its pages.
    pub async fn paper(&self, path: &str) -> (String, usize) {
        self.paper_by("GET", path, None).await
    }

    /// A paper by another method, read in the same way.
    pub async fn paper_by(&self, method: &str, path: &str, body: Option<Value>) -> (String, usize) {
        let request = request(&self.client, &self.base, method, path, body);
        let request = request.bearer_auth(&self.secret).header("accept", "application/pdf");
        let response = request.send().await.expect("the service answers");
        assert_eq!(response.status().as_u16(), 200, "{path}");
        assert_eq!(response.headers()["content-type"], "application/pdf");
        let bytes = response.bytes().await.expect("the paper is whole");
        let document = lopdf::Document::load_mem(&bytes).expect("the paper is a PDF");
        tagged::assert_tagged(&document);
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let text = document.extract_text(&pages).expect("the paper has text");
        (text.split_whitespace().collect(), pages.len())
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body), &[]).await
    }

    /// POST of JSON that moves money, with a key.
    pub async fn pay(&self, path: &str, key: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body), &[("idempotency-key", key)]).await
    }

    /// The same caller before another process that serves the same database.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), client: reqwest::Client::new(), ..self.clone() }
    }

    /// POST of JSON that moves money, to a service that may die meanwhile:
    /// nothing where no whole answer came.
    pub async fn try_pay(&self, path: &str, key: &str, body: Value) -> Option<Answer> {
        let request = request(&self.client, &self.base, "POST", path, Some(body));
        let request = request.bearer_auth(&self.secret).header("idempotency-key", key);
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.ok()?;
        Some(Answer { status, headers, text })
    }

    /// PUT of JSON over the version with this tag.
    pub async fn put(&self, path: &str, tag: &str, body: Value) -> Answer {
        self.send("PUT", path, Some(body), &[("if-match", tag)]).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None, &[]).await
    }

    /// Any request with any headers.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let known = body.clone().unwrap_or_default();
        let mut request =
            request(&self.client, &self.base, method, path, body).bearer_auth(&self.secret);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = send(request).await;
        let sent = Sent { base: &self.base, method, path, body: &known };
        audited::require(&self.db, &sent, &answer).await;
        answer
    }

    /// POST of raw bytes of some media type.
    pub async fn upload(&self, path: &str, kind: &str, bytes: Vec<u8>) -> Answer {
        self.upload_as(path, kind, "*/*", bytes).await
    }

    /// The same, asking for an answer of some media type.
    pub async fn upload_as(&self, path: &str, kind: &str, accept: &str, bytes: Vec<u8>) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(&self.secret);
        let request = request.header("content-type", kind).header("accept", accept);
        let answer = send(request.body(bytes)).await;
        let sent = Sent { base: &self.base, method: "POST", path, body: &Value::Null };
        audited::require(&self.db, &sent, &answer).await;
        answer
    }
}

fn request(
    client: &reqwest::Client,
    base: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> reqwest::RequestBuilder {
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let request = client.request(method, format!("{base}{path}"));
    match body {
        Some(body) => request.json(&body),
        None => request,
    }
}

async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("the service answers");
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.expect("the answer is text");
    Answer { status, headers, text }
}

/// Runs the same future many times at once and gathers the results.
pub async fn at_once<T, F>(count: usize, make: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let barrier = Arc::new(tokio::sync::Barrier::new(count));
    let tasks: Vec<_> = (0..count)
        .map(|index| {
            let (barrier, work) = (barrier.clone(), make(index));
            tokio::spawn(async move {
                barrier.wait().await;
                work.await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no task panics"));
    }
    results
}

/// The program: what `tests/run` names, else what cargo built last. Build it
/// with `cargo build --workspace --bin kibm --test api`.
pub fn program() -> PathBuf {
    let built = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/debug/kibm");
    let named = std::env::var_os("KIBM_BIN").map_or(built, PathBuf::from);
    assert!(named.exists(), "{} is missing: cargo build --bin kibm", named.display());
    named
}
