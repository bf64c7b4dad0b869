use kibm::identity::entity::access_grant::Role;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Nest, holders, id_of, key, officer, posting};

fn row(kind: &str, name: &str, percent: &str, fraction: &str) -> (String, String, String, String) {
    (kind.into(), name.into(), percent.into(), fraction.into())
}

#[tokio::test]
async fn a_nest_with_a_circle_is_looked_through_exactly() {
    let nest = Nest::spawn().await;

    let view = nest.admin.get(&nest.look(nest.perseroda, "")).await.expect(200).json();

    // What goes round between Perseroda and company leaves it by 1 / (1 − 0.2 × 0.5).
    assert_eq!(
        holders(&view),
        [
            row("organization", "Pemda Maluku Tenggara", "56.67", "17/30"),
            row("organization", "Ohoi Letvuan", "19.33", "29/150"),
            row("persons", "Perorangan di Koperasi Samudra", "14.40", "18/125"),
            row("collective", "Kolektif Koperasi Samudra", "9.60", "12/125"),
        ]
    );
    assert_eq!(view["arithmetic"], "exact");
    assert_eq!(view["error_bound"], Value::Null);
    assert_eq!(view["capital"], "1000000.00");
    assert_eq!(view["holders"][2]["persons"], 3);
    assert_eq!(view["others"], Value::Null);
    assert_eq!(view["votes"]["basis"], "shares");
    assert_eq!(view["warnings"], json!([]));
}

#[tokio::test]
async fn r31_shares_of_a_cooperatives_capital_are_no_votes() {
    let nest = Nest::spawn().await;
    let mp = json!({ "kind": "modal_penyertaan", "name": "MP", "agreement_number": "1/2026" });
    let mp = nest.instrument(nest.cooperative, mp).await;
    nest.stake(nest.cooperative, &mp, nest.company, "49500000.00", "").await;

    let view = nest.admin.get(&nest.look(nest.cooperative, "")).await.expect(200).json();

    // The company has 99 of 100 parts of the capital and no vote.
    let capital: Decimal = view["capital"].as_str().unwrap().parse().unwrap();
    assert_eq!(capital, Decimal::from(50_000_000));
    assert_eq!(
        view["votes"],
        json!({
            "basis": "one_member_one_vote", "members": 3, "holders": 0, "shares": null,
            "classes": [],
        })
    );
}

#[tokio::test]
async fn r9_shares_of_many_holders_add_up_with_the_rest_together() {
    let nest = Nest::spawn().await;

    let view = nest.admin.get(&nest.look(nest.perseroda, "&persons=true&limit=3")).await;
    let view = view.expect(200).json();

    let sum = |field: &str| -> Decimal {
        let listed = view["holders"].as_array().unwrap().iter();
        listed
            .chain([&view["others"]])
            .map(|row| row[field].as_str().unwrap().parse::<Decimal>().unwrap())
            .sum()
    };
    assert_eq!(view["others"]["count"], 3);
    assert_eq!((sum("percent"), sum("share")), (Decimal::ONE_HUNDRED, Decimal::ONE));
}

#[tokio::test]
async fn paths_are_listed_largest_first_with_what_they_explain() {
    let nest = Nest::spawn().await;

    let view = nest.admin.get(&nest.look(nest.perseroda, "&paths=true")).await.expect(200).json();

    let paths = view["paths"]["items"].as_array().unwrap();
    assert_eq!(paths[0]["names"], json!(["Perseroda Kei", "Pemda Maluku Tenggara"]));
    assert_eq!(paths[0]["percent"], "51.000000");
    assert_eq!(paths[1]["names"], json!(["Perseroda Kei", "BUM Desa Letvuan", "Ohoi Letvuan"]));
    let again =
        json!(["Perseroda Kei", "PT Rumput Laut", "Perseroda Kei", "Pemda Maluku Tenggara"]);
    assert!(paths.iter().any(|path| path["names"] == again && path["percent"] == "5.100000"));
    let explained: Decimal = view["paths"]["explained_percent"].as_str().unwrap().parse().unwrap();
    assert!(explained > Decimal::new(9999, 2) && explained <= Decimal::ONE_HUNDRED);
}

#[tokio::test]
async fn a_look_is_at_a_day_and_as_far_as_was_known() {
    let nest = Nest::spawn().await;
    let before = "2026-11-21T03:00:00Z";
    nest.app.state.clock.set("2026-11-21T09:00:00Z".parse().unwrap());
    let instruments = format!("/api/v1/organizations/{}/instruments", nest.company);
    let shares =
        nest.admin.get(&instruments).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let village = nest.village.to_string();
    let member = nest.enter(nest.company, "organization_id", &village, "holder").await;
    let mut draft = posting(&shares, &member, "1000000.00", "2026-03-01");
    draft["decision_number"] = json!("Perdes 9/2026");
    let path = format!("/api/v1/organizations/{}/contributions", nest.company);
    nest.admin.pay(&path, &key(), draft).await.expect(201);

    let now = nest.admin.get(&nest.look(nest.company, "")).await.expect(200).json();
    let known = nest.look(nest.company, &format!("&known_at={before}"));
    let known = nest.admin.get(&known).await.expect(200).json();
    let earlier = nest.admin.get(&nest.look(nest.company, "&as_of=2026-02-28")).await;
    let earlier = earlier.expect(200).json();
    let nothing = nest.admin.get(&nest.look(nest.company, "&as_of=2026-01-31")).await;
    let nothing = nothing.expect(200).json();

    assert_eq!(now["capital"], "2000000.00");
    assert_eq!(
        (&known["capital"], &earlier["capital"]),
        (&json!("1000000.00"), &json!("1000000.00"))
    );
    assert_eq!(known["holders"], earlier["holders"]);
    // Nobody had brought anything in: the company stands for itself.
    assert_eq!(holders(&nothing), [row("organization", "PT Rumput Laut", "100.00", "1/1")]);
}

#[tokio::test]
async fn organizations_that_own_only_each_other_are_an_unowned_circle() {
    let nest = Nest::spawn().await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" });
    let one = nest.app.organization("perseroan", "PT Satu", super::REGENCY).await;
    let two = nest.app.organization("perseroan", "PT Dua", super::REGENCY).await;
    for (issuer, holder) in [(one, two), (two, one)] {
        let instrument = nest.instrument(issuer, shares.clone()).await;
        nest.stake(issuer, &instrument, holder, "1000.00", "").await;
    }

    let view = nest.admin.get(&nest.look(one, "&paths=true")).await.expect(200).json();

    let name = "Tanpa pemilik di luar lingkaran: PT Dua, PT Satu";
    assert_eq!(holders(&view), [row("unowned_cycle", name, "100.00", "1/1")]);
    assert_eq!(view["paths"]["items"], json!([]));
}

#[tokio::test]
async fn persons_are_shown_masked_to_who_keeps_the_books_and_together_to_a_regional_office() {
    let nest = Nest::spawn().await;
    let officer = officer(&nest.app).await;
    let keeper = nest.app.keeper(Role::EnterpriseOfficer, nest.cooperative).await;
    let query = nest.look(nest.cooperative, "&persons=true");

    let kept = keeper.get(&query).await.expect(200).json();
    let regional = officer.get(&query).await.expect(200).json();

    let persons: Vec<&Value> =
        kept["holders"].as_array().unwrap().iter().filter(|row| row["kind"] == "person").collect();
    assert_eq!(persons.len(), 3);
    assert_eq!(persons[0]["name"], "M*** R***");
    assert_eq!(persons[0]["registers"][0]["register_number"], 1);
    assert!(!kept.to_string().contains("Rahayaan"));
    assert_eq!(regional["holders"][0]["kind"], "persons");
    assert_eq!(regional["holders"][0]["persons"], 3);
    // The reading is on record; that of sums is not.
    let events = nest.admin.get("/api/v1/audit-events?action=find_look_through").await;
    let events = events.expect(200).json();
    assert_eq!(events["items"].as_array().unwrap().len(), 1);
    assert_eq!(events["items"][0]["after"]["persons"], 3);
}

#[tokio::test]
async fn r113_too_few_persons_are_not_counted_for_a_regional_office() {
    let nest = Nest::spawn().await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" });
    let small = nest.app.organization("perseroan", "PT Kecil", super::REGENCY).await;
    let instrument = nest.instrument(small, shares).await;
    let person = nest.person("Agus Rettob").await;
    let member = nest.enter(small, "person_id", &person, "holder").await;
    nest.pay_in(small, &instrument, &member, "1000.00").await;

    let view = officer(&nest.app).await.get(&nest.look(small, "&persons=true&paths=true")).await;
    let view = view.expect(200).json();

    assert_eq!(view["holders"][0]["persons"], Value::Null);
    assert_eq!(view["holders"][0]["name"], "Perorangan");
    assert_eq!(view["holders"][0]["organization_id"], Value::Null);
    assert!(!view.to_string().contains("A*** R***"));
}

#[tokio::test]
async fn strangers_find_nothing_and_mentors_may_not_look() {
    let nest = Nest::spawn().await;
    let stranger = nest.app.officer(Role::RegionalOfficer, "81.01").await;
    let mentor = nest.app.officer(Role::Mentor, super::REGENCY).await;
    let keeper = nest.app.keeper(Role::EnterpriseOfficer, nest.bum_desa).await;

    assert_eq!(stranger.get(&nest.look(nest.perseroda, "")).await.status, 404);
    assert_eq!(mentor.get(&nest.look(nest.perseroda, "")).await.status, 403);
    assert_eq!(keeper.get(&nest.look(nest.perseroda, "")).await.status, 404);
    // One's own owners are named, wherever they are; persons behind them are not.
    let own = keeper.get(&nest.look(nest.bum_desa, "&persons=true")).await.expect(200).json();
    let kinds: Vec<&Value> =
        own["holders"].as_array().unwrap().iter().map(|row| &row["kind"]).collect();
    assert_eq!(kinds, ["organization", "persons", "collective"]);
    let far = nest.admin.get(&nest.look(nest.perseroda, "&limit=0")).await;
    assert_eq!(far.status, 400);
    let organization =
        id_of(&nest.admin.get(&format!("/api/v1/organizations/{}", nest.village)).await);
    assert_eq!(organization, nest.village.to_string());
}
