//! The proof pack, by the real program and by an independent verifier.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::json;
use tempfile::TempDir;

use super::{Books, id_of, key};
use crate::support::{fresh_database, program};

/// Books with every kind of row that a pack has.
async fn some_books() -> Books {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let principal = books.principal(false).await;
    let (first, second) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    books.contribute(&principal, &first, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&sukarela, &second, "250.00", "2026-02-01").await.expect(201);
    let taken = books.withdraw(&sukarela, &second, "50.00", "2026-03-01").await.expect(201);
    books.reverse(&id_of(&taken), "salah catat").await.expect(201);
    let opening = json!({
        "line": "cadangan", "amount": "70.00", "effective_on": "2025-12-31",
        "reason": "Neraca \"2025\"\n é",
    });
    books.keeper.pay(&books.path("opening-balances"), &key(), opening).await.expect(201);
    let close = books.path("book-years/2025/close");
    books.keeper.post(&close, json!({ "reason": "RAT 2026" })).await.expect(201);
    decide(&books, &sukarela, &second).await;
    books
}

/// A second person approves, and a member leaves.
async fn decide(books: &Books, sukarela: &str, member: &str) {
    let settings = books.path("ledger-settings");
    let seen = books.keeper.get(&settings).await.expect(200);
    let limit = json!({
        "year_begins": 1, "back_dating_days": 366, "approval_days": 14,
        "approval_limit": "300.00", "reason": "Rapat",
    });
    books.keeper.put(&settings, seen.header("etag"), limit).await.expect(200);
    let asked = books.contribute(sukarela, member, "301.00", "2026-04-01").await.expect(202);
    let asked = asked.json()["approval_id"].as_str().expect("a request").to_owned();
    let approve = format!("/api/v1/approvals/{asked}/approve");
    books.admin.pay(&approve, &key(), json!({})).await.expect(201);
    let leaver = books.applicant("Kornelis").await;
    books.contribute(sukarela, &leaver, "90.00", "2026-04-01").await.expect(201);
    books.died(&leaver, "2026-04-30").await;
    let leaving = json!({
        "left_on": "2026-05-01", "reason": "meninggal", "loans": "10.00", "borne_loss": "5.00",
        "guaranteed_loans": "0.00",
        "heirs": [{ "name": "Waris", "relation": "anak", "document_number": "W-1" }],
    });
    let path = format!("/api/v1/members/{leaver}/exit-settlement");
    books.keeper.pay(&path, &key(), leaving).await.expect(201);
}

pub(super) fn kibm(task: &[&str], url: &str) -> Output {
    let command =
        Command::new(program()).arg("ledger").args(task).args(["--database", url]).output();
    command.expect("the program runs")
}

pub(super) fn export(books: &Books, out: &Path) -> Output {
    let (issuer, out) = (books.issuer.to_string(), out.display().to_string());
    kibm(&["export", "--organization", &issuer, "--out", &out], &books.app.url)
}

pub(super) async fn replay(pack: &Path) -> Output {
    let fresh = fresh_database().await;
    kibm(&["replay", "--from", &pack.display().to_string()], &fresh.url)
}

/// What the verifier in Python says, and whether it is content.
pub(super) fn independently(pack: &Path) -> (bool, String) {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/proof/verify_pack.py");
    let output = Command::new("python3").arg(script).arg(pack).output().expect("python3 runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// Both verifiers refuse it, and both name `what`.
async fn refused(pack: &Path, what: &str) {
    let done = replay(pack).await;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && told.contains(what), "{what}: {told}");
    let (content, said) = independently(pack);
    assert!(!content && said.contains(what), "{what}: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_replayed_to_equal_balances_and_figures() {
    let books = some_books().await;
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");

    let exported = export(&books, &pack);
    assert!(exported.status.success(), "{exported:?}");
    assert!(!export(&books, &pack).status.success(), "a pack is never overwritten");

    let replayed = replay(&pack).await;
    assert!(replayed.status.success(), "{replayed:?}");
    let (content, said) = independently(&pack);
    assert!(content && said.starts_with("EQUAL: 8 transactions"), "{said}");
    for file in fs::read_dir(&pack).expect("the pack is there") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        for name in ["Maria", "Yosefa", "Kornelis", "Waris"] {
            assert!(!text.contains(name), "members stand in a pack by number");
        }
    }
    let figures = fs::read_to_string(pack.join("figures.jsonl")).expect("a part");
    assert!(figures.contains(r#"{"amount":10000000,"metric":"capital/community/simpanan_pokok""#));
    let decisions = fs::read_to_string(pack.join("decisions.jsonl")).expect("a part");
    for kind in ["book_year_closing", "approval", "exit"] {
        let kind = format!("\"decision\":\"{kind}\"");
        assert_eq!(decisions.matches(&kind).count(), 1, "{decisions}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_in_one_file_is_the_same_each_time_and_read_by_both_verifiers() {
    let books = some_books().await;
    let folder = TempDir::new().expect("a folder");
    let (one, two) = (folder.path().join("one.tar"), folder.path().join("two.tar"));

    assert!(export(&books, &one).status.success());
    assert!(export(&books, &two).status.success());
    assert!(!export(&books, &two).status.success(), "a pack is never overwritten");
    let bytes = fs::read(&one).expect("the pack");
    assert!(bytes == fs::read(&two).expect("the pack"), "the same books give the same bytes");
    let replayed = replay(&one).await;
    assert!(replayed.status.success(), "{replayed:?}");
    let (content, said) = independently(&one);
    assert!(content && said.starts_with("EQUAL: 8 transactions"), "{said}");

    let place = bytes.windows(11).position(|it| it == b"salah catat").expect("a reason");
    let mut changed = bytes.clone();
    changed[place] = b'S';
    fs::write(&one, &changed).expect("written");
    refused(&one, "transactions.jsonl").await;
    // A file of another name is never unpacked, nor is one left out.
    let mut renamed = bytes.clone();
    renamed[..13].copy_from_slice(b"../../../evil");
    fs::write(&one, &renamed).expect("written");
    assert!(!replay(&one).await.status.success());
    fs::write(&one, &bytes[..bytes.len() / 2]).expect("written");
    assert!(!replay(&one).await.status.success());
    assert!(!independently(&one).0);
}

/// For each part: a change to it, and what both verifiers say to it once the
/// manifest was made to fit.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    ("issuer", "\"id\":\"01", "\"id\":\"02", "another issuer"),
    ("instruments", "\"kind\":\"simpanan_sukarela\"", "\"kind\":\"simpanan_wajib\"", "figure"),
    ("members", "\"register_number\":2", "\"register_number\":3", "number 2 is missing"),
    ("members", "\"holder_class\":\"community\"", "\"holder_class\":\"company\"", "figure"),
    ("accounts", "\"line\":\"cadangan\"", "\"line\":\"hibah\"", "book_year_closing"),
    ("transactions", "salah catat", "salah catit", "transaction 4: its hash"),
    (
        "decisions",
        "\"credit_less_debit_sen\":7000",
        "\"credit_less_debit_sen\":7001",
        "book_year_closing",
    ),
    ("decisions", "\"amount_sen\":30100", "\"amount_sen\":30101", "its approval is not that"),
    ("decisions", "\"loans_sen\":1000", "\"loans_sen\":1001", "the refund is not its sum"),
    (
        "decisions",
        "\"left_on\":\"2026-05-01\"",
        "\"left_on\":\"2026-05-02\"",
        "its exit is not that",
    ),
    ("balances", "\"balance_sen\":10000000", "\"balance_sen\":10000001", "balance"),
    ("figures", "\"amount\":10000000", "\"amount\":10000001", "figure"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_change_to_any_part_is_named_by_both_verifiers() {
    let books = some_books().await;
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");
    assert!(export(&books, &pack).status.success());

    for (part, from, to, told) in CHANGES {
        let file = pack.join(format!("{part}.jsonl"));
        let honest = fs::read_to_string(&file).expect("a part");
        assert!(honest.contains(from), "{part} has {from}: {honest}");
        let manifest = fs::read_to_string(pack.join("manifest.json")).expect("the manifest");

        fs::write(&file, honest.replacen(from, to, 1)).expect("written");
        refused(&pack, &format!("{part}.jsonl: its bytes are not those of the manifest")).await;
        reseal(&pack, &format!("{part}.jsonl"));
        refused(&pack, told).await;

        fs::write(&file, &honest).expect("written");
        fs::write(pack.join("manifest.json"), &manifest).expect("written");
    }
    let manifest = fs::read_to_string(pack.join("manifest.json")).expect("the manifest");
    let longer = manifest.replacen("\"head_sequence\": 8", "\"head_sequence\": 9", 1);
    assert_ne!(longer, manifest);
    fs::write(pack.join("manifest.json"), longer).expect("written");
    refused(&pack, "as the manifest says").await;
}

/// Gives a part the hash in the manifest that it has now.
pub(super) fn reseal(pack: &Path, part: &str) {
    let script = "import hashlib, json, sys\n\
                  folder, part = sys.argv[1:]\n\
                  manifest = json.load(open(folder + '/manifest.json'))\n\
                  seal = next(it for it in manifest['parts'] if it['file'] == part)\n\
                  data = open(folder + '/' + part, 'rb').read()\n\
                  seal['sha256'] = hashlib.sha256(data).hexdigest()\n\
                  json.dump(manifest, open(folder + '/manifest.json', 'w'))\n";
    let done = Command::new("python3").args(["-c", script]).arg(pack).arg(part).status();
    assert!(done.expect("python3 runs").success());
}

#[tokio::test]
async fn a_place_that_no_chain_has_is_refused() {
    let books = Books::cooperative().await;
    for query in ["from=0", "to=0", "from=-1"] {
        let answer = books.keeper.get(&books.path(&format!("ledger/proof?{query}"))).await;

        assert_eq!((answer.status, answer.code().as_str()), (400, "bad_parameter"), "{query}");
    }
}
