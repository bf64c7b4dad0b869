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
    books
}

pub(super) fn kibm(task: &[&str], url: &str) -> Output {
    let command =
        Command::new(program()).arg("ledger").args(task).args(["--database", url]).output();
    command.expect("the program runs")
}

pub(super) fn export(books: &Books, folder: &Path) -> Output {
    let (issuer, out) = (books.issuer.to_string(), folder.display().to_string());
    kibm(&["export", "--organization", &issuer, "--out", &out], &books.app.url)
}

pub(super) async fn replay(folder: &Path) -> Output {
    let (url, file) = fresh_database().await;
    let done = kibm(&["replay", "--from", &folder.display().to_string()], &url);
    if let Some(file) = file {
        fs::remove_file(file).ok();
    }
    done
}

/// What the verifier in Python says, and whether it is content.
pub(super) fn independently(folder: &Path) -> (bool, String) {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/proof/verify_pack.py");
    let output = Command::new("python3").arg(script).arg(folder).output().expect("python3 runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_replayed_to_equal_balances_and_one_changed_byte_is_named() {
    let books = some_books().await;
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");

    let exported = export(&books, &pack);
    assert!(exported.status.success(), "{exported:?}");
    assert!(!export(&books, &pack).status.success(), "a pack is never overwritten");
    let replayed = replay(&pack).await;
    assert!(replayed.status.success(), "{replayed:?}");
    let (content, said) = independently(&pack);
    assert!(content && said.starts_with("EQUAL: 5 transactions"), "{said}");
    for name in ["Maria", "Yosefa"] {
        for file in fs::read_dir(&pack).expect("the pack is there") {
            let text = fs::read_to_string(file.expect("a file").path()).expect("text");
            assert!(!text.contains(name), "members stand in a pack by number");
        }
    }

    let balances = pack.join("balances.jsonl");
    let honest = fs::read_to_string(&balances).expect("a part");
    fs::write(&balances, honest.replacen("\"balance_sen\":25000", "\"balance_sen\":25001", 1))
        .expect("written");
    let refused = replay(&pack).await;
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && told.contains("balances.jsonl"), "{told}");
    let (content, said) = independently(&pack);
    assert!(!content && said.contains("balances.jsonl"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_transaction_is_named_also_where_the_manifest_was_made_to_fit() {
    let books = some_books().await;
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");
    assert!(export(&books, &pack).status.success());

    let file = pack.join("transactions.jsonl");
    let honest = fs::read_to_string(&file).expect("a part");
    fs::write(&file, honest.replacen("salah catat", "salah catit", 1)).expect("written");
    reseal(&pack, "transactions.jsonl");

    let refused = replay(&pack).await;
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && told.contains("transaction 4: its hash"), "{told}");
    let (content, said) = independently(&pack);
    assert!(!content && said.contains("transaction 4: its hash"), "{said}");

    fs::write(&file, &honest).expect("written");
    reseal(&pack, "transactions.jsonl");
    let balances = pack.join("balances.jsonl");
    let honest = fs::read_to_string(&balances).expect("a part");
    fs::write(&balances, honest.replacen("\"balance_sen\":25000", "\"balance_sen\":25001", 1))
        .expect("written");
    reseal(&pack, "balances.jsonl");
    let refused = replay(&pack).await;
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("the balance is 25001 sen, its entries sum to 25000"), "{told}");
    assert!(!independently(&pack).0);
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
