use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::{Nest, REGENCY, codes, holders, id_of, officer};

fn draft(holder: OrganizationId, numerator: i64, denominator: i64) -> Value {
    json!({
        "holder_organization_id": holder,
        "share": { "numerator": numerator, "denominator": denominator },
        "valid_from": "2020-01-01", "source": "Akta 12/2020",
    })
}

fn path(issuer: OrganizationId) -> String {
    format!("/api/v1/organizations/{issuer}/declared-holdings")
}

#[tokio::test]
async fn declared_holdings_stand_for_books_that_are_not_kept_here() {
    let nest = Nest::spawn().await;
    let outside = nest.app.organization("perseroan", "PT Ekspor", REGENCY).await;
    nest.admin.post(&path(outside), draft(nest.perseroda, 1, 3)).await.expect(201);
    let abroad = json!({
        "outside_name": "Ocean Ltd", "outside_class": "company", "amount": "200.00",
        "of_total": "600.00", "valid_from": "2020-01-01", "source": "Laporan tahunan 2025",
    });
    nest.admin.post(&path(outside), abroad).await.expect(201);

    let view = nest.admin.get(&nest.look(outside, "")).await.expect(200).json();

    let shown: Vec<_> = holders(&view).into_iter().map(|row| (row.0, row.3)).collect();
    assert_eq!(shown[0], ("outside_party".to_owned(), "1/3".to_owned()));
    assert_eq!(shown[1], ("undeclared".to_owned(), "1/3".to_owned()));
    assert_eq!(shown[2], ("organization".to_owned(), "17/90".to_owned()));
    assert_eq!(view["capital"], Value::Null);
}

#[tokio::test]
async fn a_declaration_is_superseded_and_taken_back_and_stays_known() {
    let nest = Nest::spawn().await;
    let admin = &nest.admin;
    let outside = nest.app.organization("perseroan", "PT Ekspor", REGENCY).await;
    let made = admin.post(&path(outside), draft(nest.village, 1, 2)).await.expect(201);
    let one = format!("/api/v1/declared-holdings/{}", id_of(&made));
    nest.app.state.clock.set("2026-11-21T05:00:00Z".parse().unwrap());
    let mut better = draft(nest.village, 1, 4);

    let without = admin.put(&one, "\"v1\"", better.clone()).await;
    better["reason"] = json!("Salah baca akta");
    let replaced = admin.put(&one, "\"v1\"", better.clone()).await.expect(200);
    let stale = admin.put(&one, "\"v1\"", better).await;
    let tag = [("if-match", "\"v2\"")];
    nest.app.state.clock.set("2026-11-21T07:00:00Z".parse().unwrap());
    let back = Some(json!({ "reason": "Akta dibatalkan" }));
    admin.send("POST", &format!("{one}/withdrawal"), back.clone(), &tag).await.expect(200);
    let twice =
        admin.send("POST", &format!("{one}/withdrawal"), back, &[("if-match", "\"v3\"")]).await;
    let list = admin.get(&path(outside)).await.expect(200).json();
    let history = admin.get(&format!("{one}/revisions")).await.expect(200).json();

    assert_eq!(without.code(), "reason_missing");
    assert_eq!(replaced.json()["percent"], "25.00");
    assert_eq!(stale.status, 412);
    assert_eq!(twice.code(), "declaration_withdrawn");
    assert_eq!(list["items"], json!([]));
    let versions: Vec<&Value> =
        history["items"].as_array().unwrap().iter().map(|item| &item["version"]).collect();
    assert_eq!(versions, [1, 2, 3]);
    for (known_at, share) in [
        ("2026-11-21T04:00:00Z", "50.00"),
        ("2026-11-21T06:00:00Z", "25.00"),
        ("2026-11-21T08:00:00Z", "100.00"),
    ] {
        let view = admin.get(&nest.look(outside, &format!("&known_at={known_at}"))).await;
        let first = holders(&view.expect(200).json());
        let village = first.iter().find(|row| row.1 == "Ohoi Letvuan" || row.2 == "100.00");
        assert_eq!(village.unwrap().2, share, "{known_at}");
    }
}

#[tokio::test]
async fn a_resend_is_recognised_and_too_much_is_refused() {
    let nest = Nest::spawn().await;
    let outside = nest.app.organization("perseroan", "PT Ekspor", REGENCY).await;
    let mut first = draft(nest.village, 2, 3);
    first["id"] = json!(uuid::Uuid::now_v7());

    nest.admin.post(&path(outside), first.clone()).await.expect(201);
    let again = nest.admin.post(&path(outside), first.clone()).await;
    first["source"] = json!("Akta 13/2020");
    let other = nest.admin.post(&path(outside), first).await;
    let much = nest.admin.post(&path(outside), draft(nest.regency, 334, 1000)).await;
    let own = nest.admin.post(&path(outside), draft(outside, 1, 10)).await;
    let mut nobody = draft(nest.regency, 1, 10);
    nobody["outside_name"] = json!("Dua sekaligus");
    nobody["amount"] = json!("1.00");
    let nobody = nest.admin.post(&path(outside), nobody).await;
    let mut numbered = draft(nest.regency, 1, 10);
    numbered["outside_name"] = json!("Budi 8102013003900001");
    let numbered = nest.admin.post(&path(outside), numbered).await;

    assert_eq!((again.status, other.code().as_str()), (200, "id_taken"));
    assert_eq!((much.status, much.code().as_str()), (409, "declared_exceeds_whole"));
    assert_eq!(own.code(), "own_holder");
    assert_eq!(nobody.fault_codes(), ["holder_unclear", "share_unclear"]);
    assert_eq!(numbered.status, 422);
}

#[tokio::test]
async fn books_beat_declarations_with_a_warning() {
    let nest = Nest::spawn().await;
    nest.admin.post(&path(nest.company), draft(nest.village, 1, 1)).await.expect(201);

    let view = nest.admin.get(&nest.look(nest.company, "")).await.expect(200).json();

    assert_eq!(codes(&view["warnings"]), ["declaration_ignored"]);
    assert_eq!(view["capital"], "1000000.00");
}

#[tokio::test]
async fn declarations_are_kept_by_registrars_of_the_region() {
    let nest = Nest::spawn().await;
    let outside = nest.app.organization("perseroan", "PT Ekspor", REGENCY).await;
    let keeper = nest.app.keeper(Role::EnterpriseOfficer, outside).await;
    let stranger = nest.app.officer(Role::RegionalOfficer, "81.01").await;

    let made = officer(&nest.app).await.post(&path(outside), draft(nest.village, 1, 2)).await;
    let one = format!("/api/v1/declared-holdings/{}", id_of(&made.expect(201)));

    assert_eq!(keeper.post(&path(outside), draft(nest.village, 1, 9)).await.status, 403);
    assert_eq!(keeper.get(&one).await.status, 200);
    assert_eq!(stranger.get(&one).await.status, 404);
    assert_eq!(stranger.get(&path(outside)).await.status, 404);
    assert!(keeper.csv(&path(outside)).await.expect(200).text.contains("Akta 12/2020"));
}
