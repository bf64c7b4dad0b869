use serde_json::{Value, json};

use super::{Field, LOGS};

const BATCH: &str = "/api/v1/mentoring-logs/batch";

/// So many logs of half an hour each, one after the other, with ids.
fn many(field: &Field, count: usize) -> Vec<Value> {
    let first =
        chrono::DateTime::parse_from_rfc3339("2026-11-10T00:00:00+09:00").expect("an instant");
    (0..count)
        .map(|index| {
            let start = first
                + chrono::TimeDelta::minutes(30 * i64::try_from(index).expect("a small number"));
            let mut draft = field.draft(&start.to_rfc3339());
            draft["ended_at"] = json!((start + chrono::TimeDelta::minutes(30)).to_rfc3339());
            draft["id"] = json!(format!("01990000-0000-7000-8000-{index:012}"));
            draft
        })
        .collect()
}

async fn stored(field: &Field) -> usize {
    field.officer.csv(&format!("{LOGS}?limit=200")).await.expect(200).text.lines().count() - 1
}

#[tokio::test]
async fn r95_two_hundred_logs_sent_twice_are_two_hundred_rows() {
    let field = Field::prepare().await;
    let items = many(&field, 200);

    let first = field.mentor.post(BATCH, json!({ "items": items })).await.expect(200).json();
    let again = field.mentor.post(BATCH, json!({ "items": items })).await.expect(200).json();

    assert_eq!(
        (first["created"].clone(), first["refused"].clone()),
        (json!(200), json!(0)),
        "{first}"
    );
    assert_eq!((again["created"].clone(), again["unchanged"].clone()), (json!(0), json!(200)));
    assert_eq!(stored(&field).await, 200);
    let too_many = field.mentor.post(BATCH, json!({ "items": many(&field, 201) })).await;
    assert_eq!((too_many.status, too_many.code().as_str()), (422, "out_of_bounds"));
}

#[tokio::test]
async fn r100_a_bad_item_loses_nothing_but_itself_and_answers_as_a_single_call() {
    let field = Field::prepare().await;
    let mut items = many(&field, 5);
    items[1]["ended_at"] = items[1]["started_at"].clone();
    items[2]["colour"] = json!("red");
    items[3]["id"] = items[0]["id"].clone();

    let answer = field.mentor.post(BATCH, json!({ "items": items })).await.expect(200).json();

    let told: Vec<(u64, &str)> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let code = item["problem"]["code"].as_str().unwrap_or_default();
            (item["status"].as_u64().unwrap(), code)
        })
        .collect();
    assert_eq!(
        told,
        [(201, ""), (422, "log_span"), (422, "field_unknown"), (409, "id_taken"), (201, "")]
    );
    for index in [1, 2, 3] {
        let single = field.mentor.post(LOGS, items[index].clone()).await;
        assert_eq!((u64::from(single.status), single.code().as_str()), told[index], "{index}");
    }
    assert_eq!(stored(&field).await, 2);
}

#[tokio::test]
async fn r100_an_atomic_batch_saves_all_or_nothing_and_names_every_fault() {
    let field = Field::prepare().await;
    let path = format!("{BATCH}?mode=atomic");
    let good = many(&field, 3);
    let mut bad = good.clone();
    bad[0]["village_code"] = json!("81.02");
    bad[2]["ended_at"] = bad[2]["started_at"].clone();

    let refused = field.mentor.post(&path, json!({ "items": bad })).await;
    let empty = stored(&field).await;
    let taken = field.mentor.post(&path, json!({ "items": good })).await.expect(200).json();

    assert_eq!(refused.status, 422);
    let pointers: Vec<String> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(pointers, ["/items/0/village_code", "/items/2/ended_at"]);
    assert_eq!((empty, taken["created"].clone()), (0, json!(3)));
    assert_eq!(stored(&field).await, 3);
}

#[tokio::test]
async fn r100_a_dry_run_tells_and_saves_nothing() {
    let field = Field::prepare().await;
    let mut items = many(&field, 3);
    items[1]["ended_at"] = items[1]["started_at"].clone();
    for mode in ["each", "atomic"] {
        let path = format!("{BATCH}?mode={mode}&dry_run=true");

        let told = field.mentor.post(&path, json!({ "items": items })).await.expect(200).json();

        assert_eq!(
            (told["created"].clone(), told["refused"].clone()),
            (json!(2), json!(1)),
            "{mode}"
        );
        assert_eq!(stored(&field).await, 0);
    }
}
