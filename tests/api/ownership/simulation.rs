use serde_json::{Value, json};

use super::{Nest, codes, percents};

const PATH: &str = "/api/v1/ownership/simulations";

fn transfer(nest: &Nest, amount: &str, from: Value, to: Value) -> Value {
    json!({
        "organization_id": nest.perseroda,
        "acts": [{
            "kind": "transfer", "issuer_id": nest.perseroda, "instrument_kind": "saham",
            "amount": amount, "from": from, "to": to,
        }],
    })
}

#[tokio::test]
async fn r62_one_share_away_is_too_many_before_it_is_posted() {
    let nest = Nest::spawn().await;
    let from = json!({ "organization_id": nest.regency });
    let draft = transfer(&nest, "1000.00", from, json!({ "new_persons": true }));

    let view = nest.admin.post(PATH, draft).await.expect(200).json();
    let after = nest.admin.get(&nest.look(nest.perseroda, "")).await.expect(200).json();

    assert_eq!(codes(&view["before"]["warnings"]), Vec::<String>::new());
    assert_eq!(codes(&view["after"]["warnings"]), ["region_share"]);
    assert_eq!(percents(&view["before"]["classes"])[0], "24.00");
    assert_eq!(percents(&view["after"]["classes"])[0], "24.11");
    assert_eq!(view["changes"][0], json!({ "class": "community", "points": "0.11" }));
    // Nothing was posted.
    assert_eq!(after["composition"], view["before"]["classes"]);
}

#[tokio::test]
async fn a_new_cooperative_stake_raises_the_communitys_share_through_the_circle() {
    let nest = Nest::spawn().await;
    let draft = json!({
        "organization_id": nest.perseroda,
        "acts": [{
            "kind": "contribution", "issuer_id": nest.company, "instrument_kind": "saham",
            "amount": "1000000.00", "to": { "organization_id": nest.cooperative },
        }],
    });

    let view = nest.admin.post(PATH, draft).await.expect(200).json();

    // The company is then 3/4 the cooperative's: (0.29 × 0.4 + 0.2 × 0.75) / (1 − 0.05).
    assert_eq!(percents(&view["after"]["classes"])[0], "28.00");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_place_of_the_act() {
    let nest = Nest::spawn().await;
    let regency = json!({ "organization_id": nest.regency });
    let people = json!({ "new_persons": true });
    let two_ways = json!({ "organization_id": nest.regency, "new_persons": true });
    let mut savings = transfer(&nest, "1000.00", regency.clone(), people.clone());
    savings["acts"][0]["instrument_kind"] = json!("simpanan_pokok");

    for (draft, code, pointer) in [
        (
            transfer(&nest, "510001.00", regency.clone(), people.clone()),
            "more_than_held",
            "/acts/0/amount",
        ),
        (transfer(&nest, "1.00", two_ways, people), "side_unclear", "/acts/0/from"),
        (savings, "instrument_form", "/acts/0/instrument_kind"),
    ] {
        let answer = nest.admin.post(PATH, draft).await.expect(422);
        assert_eq!(answer.code(), code);
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
    }
}
