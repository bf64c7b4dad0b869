//! Partnership contracts over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::fishers;
use crate::support::books::{Books, VILLAGE, id_of};
use crate::support::{Answer, Caller, TestApp};

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A draft with all that the law asks for, with a company that is not registered.
fn whole() -> Value {
    json!({
        "number": "01/KEM/2026", "pattern": "inti_plasma", "partner_name": "PT Samudra Raya",
        "larger_party": "partner", "activity": "Pembesaran rumput laut",
        "keeper_duties": "Menanam dan menjual hasil kepada inti",
        "partner_duties": "Menyediakan bibit dan membeli hasil", "development": "Pelatihan dan bibit",
        "dispute_clause": "Musyawarah, lalu pengadilan negeri", "valid_from": "2026-01-01",
        "valid_to": "2029-01-01",
        "indonesian_text": { "reference": "Lemari arsip 3", "sha256": HASH },
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut draft = whole();
    draft[field] = value;
    draft
}

fn path(keeper: OrganizationId) -> String {
    format!("/api/v1/organizations/{keeper}/partnerships")
}

fn one(made: &Answer) -> String {
    format!("/api/v1/partnerships/{}", id_of(made))
}

async fn draft(books: &Books, body: Value) -> Answer {
    books.keeper.post(&path(books.issuer), body).await
}

async fn sign(books: &Books, contract: &str) -> Answer {
    let body = json!({ "signed_on": "2026-01-05" });
    books.keeper.post(&format!("{contract}/activation"), body).await
}

fn warned(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let warnings = body["warnings"].as_array().expect("a write tells its warnings").clone();
    warnings.iter().map(|it| it["code"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn r76_a_contract_becomes_aktif_only_without_gaps_and_is_then_fixed() {
    let books = fishers().await;
    let empty = json!({ "number": "1", "pattern": "waralaba", "partner_name": "PT Samudra Raya",
                        "larger_party": "partner" });
    let made = draft(&books, empty).await.expect(201);
    let contract = one(&made);

    let gaps = sign(&books, &contract).await;
    let mended = books.keeper.put(&contract, "\"v1\"", whole()).await.expect(200);
    let stale = books.keeper.put(&contract, "\"v1\"", whole()).await;
    let late = json!({ "signed_on": "2027-01-01" });
    let late = books.keeper.post(&format!("{contract}/activation"), late).await;
    let old = json!({ "signed_on": "0001-01-01" });
    let old = books.keeper.post(&format!("{contract}/activation"), old).await;
    let signed = sign(&books, &contract).await.expect(200);
    let again = sign(&books, &contract).await;
    let changed = books.keeper.put(&contract, "\"v3\"", whole()).await;
    let deleted = books.keeper.send("DELETE", &contract, None, &[("if-match", "\"v3\"")]).await;

    assert_eq!(made.json()["status"], "draft");
    assert_eq!(gaps.status, 422, "{}", gaps.text);
    assert_eq!(
        gaps.fault_codes(),
        [
            "contract_activity_missing",
            "contract_development_missing",
            "contract_dispute_clause_missing",
            "contract_duties_missing",
            "contract_duties_missing",
            "contract_indonesian_text_missing",
            "contract_term_missing",
            "contract_term_missing",
        ]
    );
    assert_eq!(gaps.json()["legal_basis"], "UU 20/2008 Pasal 34");
    assert_eq!((mended.json()["status"].clone(), stale.status), (json!("draft"), 412));
    assert_eq!((late.status, late.code()), (422, "date_in_future".to_owned()));
    assert_eq!((old.status, old.code()), (422, "date_too_early".to_owned()));
    assert_eq!(signed.json()["status"], "aktif");
    assert_eq!(signed.json()["warnings"], json!([]));
    for refused in [again, changed, deleted] {
        assert_eq!((refused.status, refused.code()), (409, "contract_signed".to_owned()));
    }
}

#[tokio::test]
async fn r76_any_one_gap_keeps_a_contract_a_draft() {
    let books = fishers().await;
    for (field, code) in [
        ("activity", "contract_activity_missing"),
        ("keeper_duties", "contract_duties_missing"),
        ("partner_duties", "contract_duties_missing"),
        ("development", "contract_development_missing"),
        ("valid_to", "contract_term_missing"),
        ("dispute_clause", "contract_dispute_clause_missing"),
        ("indonesian_text", "contract_indonesian_text_missing"),
    ] {
        let contract = one(&draft(&books, with(field, Value::Null)).await.expect(201));

        let refused = sign(&books, &contract).await;

        assert_eq!((refused.status, refused.code()), (422, code.to_owned()), "{field}");
        assert_eq!(refused.json()["errors"][0]["pointer"], format!("/{field}"));
        assert_eq!(books.keeper.get(&contract).await.expect(200).json()["status"], "draft");
    }
}

/// A cooperative's capital from a company of the region, as the ledger has it.
async fn invest(books: &Books, company: OrganizationId, amount: &str) {
    let keeper = &books.keeper;
    let of = |rest: &str| format!("/api/v1/organizations/{}/{rest}", books.issuer);
    let instrument = json!({ "kind": "modal_penyertaan", "name": "Modal penyertaan",
                             "agreement_number": "7/2026" });
    let instrument = id_of(&keeper.post(&of("instruments"), instrument).await.expect(201));
    let holder = json!({ "organization_id": company, "standing": "holder",
                         "applied_on": "2026-01-05" });
    let holder = id_of(&keeper.post(&of("members"), holder).await.expect(201));
    let paid = json!({ "instrument_id": instrument, "member_id": holder, "amount": amount,
                       "effective_on": "2026-02-01" });
    keeper.pay(&of("contributions"), "setoran-1", paid).await.expect(201);
}

#[tokio::test]
async fn r76_a_larger_partner_with_shares_or_a_director_is_kept_with_a_warning() {
    let books = fishers().await;
    let company = books.app.organization("perseroan", "PT Samudra Raya", "81.02").await;
    let registered = json!({
        "partner_organization_id": company, "partner_name": null, "number": "02/KEM/2026",
    });
    let mut terms = whole();
    for (field, value) in registered.as_object().unwrap() {
        terms[field] = value.clone();
    }
    let contract = one(&draft(&books, terms.clone()).await.expect(201));
    let before = books.keeper.get(&contract).await.expect(200).json();
    invest(&books, company, "1.00").await;

    let signed = sign(&books, &contract).await.expect(200);
    terms["larger_has_director"] = json!(true);
    let director = draft(&books, terms.clone()).await.expect(201);
    terms["larger_party"] = json!("neither");
    let whose = draft(&books, terms.clone()).await;
    terms["larger_has_director"] = json!(false);
    let equals = draft(&books, terms).await.expect(201);
    let list = |query: &str| format!("/api/v1/partnerships?flagged={query}");
    let flagged = books.keeper.get(&list("true")).await.expect(200).json();
    let others = books.keeper.get(&list("false")).await.expect(200).json();

    assert_eq!(before["larger_holding"], "none");
    assert_eq!(signed.json()["status"], "aktif");
    assert_eq!(signed.json()["larger_holding"], "direct");
    assert_eq!(warned(&signed), ["larger_party_holds"]);
    assert_eq!(warned(&director), ["larger_party_holds", "larger_party_directs"]);
    assert_eq!(warned(&equals), Vec::<String>::new());
    assert_eq!((whose.status, whose.code()), (422, "no_larger_party".to_owned()));
    let ids = |list: &Value| -> Vec<Value> {
        list["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
    };
    assert_eq!(ids(&flagged), [signed.json()["id"].clone(), director.json()["id"].clone()]);
    assert_eq!(ids(&others), [equals.json()["id"].clone()]);
    assert!(flagged["items"][0].get("warnings").is_none());
}

#[tokio::test]
async fn r76_a_company_outside_the_registry_is_known_by_its_declared_name() {
    let books = fishers().await;
    let admin = books.app.admin().await;
    let small = books.app.organization("perseroan", "PT Nelayan Muda", VILLAGE).await;
    let keeper = books.app.keeper(Role::EnterpriseOfficer, small).await;
    let declared = json!({
        "outside_name": "PT. Samudra Raya", "outside_class": "company",
        "share": { "numerator": 1, "denominator": 1000 }, "valid_from": "2020-01-01",
        "source": "Akta 12/2020",
    });
    let declared_path = format!("/api/v1/organizations/{small}/declared-holdings");
    admin.post(&declared_path, declared).await.expect(201);

    let made = keeper.post(&path(small), whole()).await.expect(201);
    let turned = with("larger_party", json!("keeper"));
    let turned = keeper.post(&path(small), turned).await.expect(201);

    assert_eq!(warned(&made), ["larger_party_holds"]);
    assert_eq!(warned(&turned), Vec::<String>::new());
}

#[tokio::test]
async fn r76_a_contract_ends_with_its_term_or_before_and_only_once() {
    let books = fishers().await;
    let long = one(&draft(&books, whole()).await.expect(201));
    let short = with("valid_to", json!("2026-07-01"));
    let short = one(&draft(&books, short).await.expect(201));
    let end = |contract: &str, day: &str| {
        let body = json!({ "ended_on": day, "reason": "Pak Markus sakit" });
        let path = format!("{contract}/end");
        let keeper = &books.keeper;
        async move { keeper.post(&path, body).await }
    };

    let unsigned = end(&long, "2026-03-01").await;
    sign(&books, &long).await.expect(200);
    sign(&books, &short).await.expect(200);
    let over = books.keeper.get(&short).await.expect(200).json();
    let early = end(&long, "2026-01-04").await;
    let ended = end(&long, "2026-03-01").await.expect(200).json();
    let twice = end(&long, "2026-03-02").await;
    let of = |query: &str| format!("/api/v1/partnerships?{query}");
    let count = |answer: Answer| answer.expect(200).json()["items"].as_array().unwrap().len();
    let then = books.keeper.get(&of("status=aktif&on=2026-02-28")).await;
    let later = books.keeper.get(&of("status=aktif&on=2026-03-01")).await;
    let now = books.keeper.get(&of("status=berakhir")).await;

    assert_eq!((unsigned.status, unsigned.code()), (409, "contract_not_in_force".to_owned()));
    assert_eq!(over["status"], "berakhir");
    assert_eq!((early.status, early.code()), (422, "date_too_early".to_owned()));
    assert_eq!((&ended["status"], &ended["ended_on"]), (&json!("berakhir"), &json!("2026-03-01")));
    assert_eq!((twice.status, twice.code()), (409, "contract_not_in_force".to_owned()));
    assert_eq!((count(then), count(later), count(now)), (2, 1, 2));
    let audit = books.app.admin().await.get("/api/v1/audit-events?limit=200").await.expect(200);
    assert!(!audit.text.contains("Pak Markus"), "a free text stays out of the audit log");
    assert!(!audit.text.contains("Menanam dan menjual"));
    assert!(audit.text.contains("see partnership.end_reason, version 3"));
}

#[tokio::test]
async fn r76_contracts_are_kept_by_the_enterprise_and_read_by_who_supervises_or_assists() {
    let books = fishers().await;
    let mut body = whole();
    body["id"] = json!("01990000-0000-7000-8000-0000000000ab");
    let made = draft(&books, body.clone()).await.expect(201);
    let contract = one(&made);
    let officer = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let auditor = books.app.officer(Role::Auditor, "81").await;
    let mentor = books.app.keeper(Role::Mentor, books.issuer).await;
    let stranger = books.app.officer(Role::EnterpriseOfficer, "33").await;

    let again = draft(&books, body.clone()).await;
    body["number"] = json!("02/KEM/2026");
    let other = draft(&books, body).await;

    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!((other.status, other.code()), (409, "id_taken".to_owned()));
    let seen = |caller: &Caller| {
        let (caller, contract) = (caller.clone(), contract.clone());
        async move {
            let list = caller.get("/api/v1/partnerships?pattern=inti_plasma&region=81.02").await;
            let listed = list.expect(200).json()["items"].as_array().unwrap().len();
            (caller.get(&contract).await.status, listed)
        }
    };
    for reader in [&books.keeper, &officer, &auditor, &mentor] {
        assert_eq!(seen(reader).await, (200, 1));
    }
    assert_eq!(seen(&stranger).await, (404, 0));
    for reader in [&officer, &auditor, &mentor] {
        assert_eq!(reader.post(&path(books.issuer), whole()).await.status, 403);
        assert_eq!(reader.put(&contract, "\"v1\"", whole()).await.status, 403);
    }
    assert_eq!(stranger.post(&path(books.issuer), whole()).await.status, 404);
    let csv = officer.csv("/api/v1/partnerships").await.expect(200);
    assert!(
        csv.text.starts_with("id,organization_id,number,pattern,as_of,status,"),
        "{}",
        csv.text
    );
    assert_eq!(csv.text.lines().count(), 2);
    let gone = [("if-match", "\"v1\"")];
    assert_eq!(books.keeper.send("DELETE", &contract, None, &gone).await.status, 204);
    assert_eq!(books.keeper.send("DELETE", &contract, None, &gone).await.status, 404);
}

#[tokio::test]
async fn r76_a_draft_names_its_partner_in_one_way_and_ends_after_it_begins() {
    let app = TestApp::spawn().await;
    let keeper_id = app.organization("koperasi_primer", "Koperasi Nelayan", VILLAGE).await;
    let keeper = app.keeper(Role::EnterpriseOfficer, keeper_id).await;
    let mut wrong = with("valid_to", json!("2026-01-01"));
    wrong["partner_organization_id"] = json!(keeper_id);
    let unknown = json!("01990000-0000-7000-8000-0000000000ff");
    let mut nobody = with("partner_organization_id", unknown);
    nobody["partner_name"] = Value::Null;

    let wrong = keeper.post(&path(keeper_id), wrong).await;
    let nobody = keeper.post(&path(keeper_id), nobody).await;
    let person =
        keeper.post(&path(keeper_id), with("partner_name", json!("8102013203900001"))).await;

    assert_eq!(wrong.fault_codes(), ["date_too_early", "partner_unclear"]);
    assert_eq!((nobody.status, nobody.code()), (422, "reference_unknown".to_owned()));
    assert_eq!(person.status, 422, "{}", person.text);
}

#[tokio::test]
async fn r77_a_plasma_statement_refers_to_its_contract_while_that_is_in_force() {
    let books = fishers().await;
    let member = books.applicant_of("Ana", "2025-01-05").await;
    let contract = draft(&books, whole()).await.expect(201);
    let other = draft(&books, with("pattern", json!("waralaba"))).await.expect(201);
    sign(&books, &one(&other)).await.expect(200);
    let terms = json!({ "inti_plasma": { "deduction_percent": "30" } });
    let agreement = id_of(&books.agree("inti_plasma", terms).await.expect(201));
    let month = |contract: &Answer| {
        json!({ "member_id": member, "partnership_id": id_of(contract), "plasma": {
            "deliveries": [{ "quantity_kg": "500", "price": "2000.00" }],
        } })
    };

    let unsigned = books.reckon(&agreement, 2, month(&contract)).await;
    let another = books.reckon(&agreement, 2, month(&other)).await;
    sign(&books, &one(&contract)).await.expect(200);
    let made = books.reckon(&agreement, 2, month(&contract)).await.expect(201).json();
    let listed = books.keeper.get(&format!("/api/v1/agreements/{agreement}/statements")).await;

    assert_eq!((unsigned.status, unsigned.code()), (409, "contract_not_in_force".to_owned()));
    assert_eq!((another.status, another.code()), (422, "contract_of_another_pattern".to_owned()));
    assert_eq!(made["partnership_id"], json!(id_of(&contract)));
    assert_eq!(listed.expect(200).json()["items"][0]["partnership_id"], made["partnership_id"]);
}
