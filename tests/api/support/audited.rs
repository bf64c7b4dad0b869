//! Every request that changed anything has left an audit event of its own
//! (R116): asked after each answer that a test gets.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

use kibm::identity::gate::operation_ids;
use kibm::openapi;
use kibm::platform::db::{Database, statement};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::Answer;

/// Operations that are no GET and change nothing: they ask what would be.
pub const CHANGE_NOTHING: &[&str] = &["simulate_ownership"];

/// One operation of the document that is no GET.
struct Operation {
    method: String,
    segments: Vec<String>,
    id: String,
    /// Whether it answers 201 by the document: 200 is then an identical resend,
    /// whose first time left the event.
    creates: bool,
}

impl Operation {
    fn is_at(&self, method: &str, segments: &[&str]) -> bool {
        let same = |(own, asked): (&String, &&str)| own.starts_with('{') || own == asked;
        self.method == method
            && self.segments.len() == segments.len()
            && self.segments.iter().zip(segments).all(same)
    }

    fn parameters(&self) -> usize {
        self.segments.iter().filter(|segment| segment.starts_with('{')).count()
    }
}

fn operations() -> &'static [Operation] {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    ALL.get_or_init(|| {
        let (_, document) = openapi::routes_and_document();
        let written = serde_json::to_value(&document.paths).expect("the document is JSON");
        let mut all = Vec::new();
        for (path, item) in &document.paths.paths {
            for (method, id) in operation_ids(item) {
                let name = method.as_str().to_lowercase();
                let creates = !written[path][name]["responses"]["201"].is_null();
                let segments = path.split('/').map(str::to_owned).collect();
                all.push(Operation { method: method.to_string(), segments, id, creates });
            }
        }
        all
    })
}

/// The operation of a request, by its method and path; a path in words comes
/// before one with a parameter in its place.
fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    let at = operations().iter().filter(|operation| operation.is_at(method, &segments));
    at.min_by_key(|operation| operation.parameters())
}

/// Whether an answer says that its request changed something.
fn tells_of_a_change(method: &str, path: &str, answer: &Answer) -> bool {
    let replayed = !answer.header("idempotency-replayed").is_empty();
    // A trial leaves a record of its run where it answers 201, else nothing.
    let tried = answer.status == 200 && path.contains("dry_run=true");
    if method == "GET" || replayed || tried {
        return false;
    }
    let Some(operation) = operation(method, path) else { return false };
    match answer.status {
        201 | 202 | 204 => true,
        200 => many_made(&answer.json()).unwrap_or_else(|| {
            !operation.creates && !CHANGE_NOTHING.contains(&operation.id.as_str())
        }),
        _ => false,
    }
}

/// Whether an answer about many records says that any was made; none where it
/// is about one.
fn many_made(body: &Value) -> Option<bool> {
    let counted = ["posted", "created"].iter().find_map(|field| body[*field].as_u64());
    let counted = counted.filter(|_| body["items"].is_array()).map(|count| count > 0);
    counted.or(body["applied"].as_bool())
}

/// A request as far as a resend repeats it: the service, method, path and body.
pub struct Sent<'a> {
    /// Address of the service.
    pub base: &'a str,
    /// Method.
    pub method: &'a str,
    /// Path with its query.
    pub path: &'a str,
    /// Body; null where there is none, or a file.
    pub body: &'a Value,
}

/// Fails where the request of an answer changed something and left no event.
/// An identical resend of one that left its event may answer 200 and leave none.
pub async fn require(db: &Database, sent: &Sent<'_>, answer: &Answer) {
    static KNOWN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let Sent { base, method, path, body } = sent;
    if !tells_of_a_change(method, path, answer) {
        return;
    }
    let conn = db.read();
    let sql = "SELECT 1 FROM audit_event WHERE request_id = $1 LIMIT 1";
    let values = vec![answer.header("x-request-id").to_owned().into()];
    let event = conn.query_one_raw(statement(conn, sql, values)).await.expect("the log reads");
    let request = format!("{base} {method} {path} {body}");
    let mut known = KNOWN.lock().expect("no test panics while it holds this");
    if event.is_some() {
        known.insert(request);
        return;
    }
    let resent = answer.status == 200 && known.contains(&request);
    drop(known);
    assert!(resent, "{method} {path} left no audit event: {}", answer.text);
}

#[test]
fn r116_an_answer_of_200_tells_of_a_change_but_for_a_resend_a_trial_and_a_question() {
    let answer = |status, text: &str| Answer {
        status,
        headers: reqwest::header::HeaderMap::new(),
        text: text.to_owned(),
    };
    let id = "0190a5d0-0000-7000-8000-000000000001";
    let user = format!("/api/v1/users/{id}");
    let clusters = "/api/v1/clusters".to_owned();
    let bulk = format!("/api/v1/organizations/{id}/ledger-transactions/bulk");
    let (posted, refused) = (r#"{"posted":1,"items":[]}"#, r#"{"posted":0,"items":[]}"#);
    for (method, path, status, text, expected) in [
        ("PUT", user.clone(), 200, "", true),
        ("PUT", user.clone(), 412, "", false),
        ("GET", user, 200, "", false),
        ("POST", clusters.clone(), 201, "", true),
        ("POST", clusters, 200, "", false),
        ("POST", format!("{bulk}?mode=each"), 200, posted, true),
        ("POST", format!("{bulk}?mode=each"), 200, refused, false),
        ("POST", format!("{bulk}?dry_run=true"), 200, posted, false),
        ("POST", "/api/v1/ownership/simulations".to_owned(), 200, "", false),
        ("DELETE", "/api/v1/sessions/current".to_owned(), 204, "", true),
    ] {
        let told = tells_of_a_change(method, &path, &answer(status, text));
        assert_eq!(told, expected, "{method} {path} {text}");
    }
}
