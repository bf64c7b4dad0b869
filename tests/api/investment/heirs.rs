//! What a member who has died had saved, and who may say so (ADR-0045).

use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::control::{approve, asked};
use super::leaving::{Saved, TODAY, by_death};
use super::{key, refusal, refused};
use crate::support::Answer;

/// The day before the death, on which something may still have been done.
const ALIVE: &str = "2026-11-18";
/// The day of death.
const DIED: &str = "2026-11-19";
/// A day after it.
const LATER: &str = "2026-11-20";

/// A member with voluntary savings, too, and their instrument; the registry knows
/// of the death where `known`.
async fn saver(known: bool) -> (Saved, String, String) {
    let saved = Saved::spawn().await;
    let sukarela = saved.books.savings("simpanan_sukarela").await;
    let made = saved.books.contribute(&sukarela, &saved.member, "750000.00", "2026-02-01").await;
    let contribution = super::id_of(&made.expect(201));
    if known {
        saved.books.died(&saved.member, DIED).await;
    }
    (saved, sukarela, contribution)
}

async fn status(saved: &Saved) -> (serde_json::Value, serde_json::Value) {
    let path = format!("/api/v1/members/{}", saved.member);
    let row = saved.books.keeper.get(&path).await.expect(200).json();
    (row["status"].clone(), row["exit_reason"].clone())
}

#[tokio::test]
async fn r34_who_has_died_leaves_by_death_alone() {
    let (saved, ..) = saver(true).await;

    let dismissed = saved.leave(LATER, "diberhentikan").await;
    let on_the_day = saved.leave(DIED, "sukarela").await;
    let settled = saved.settle(json!({ "reason": "diberhentikan" })).await;
    let before = saved.settle(json!({ "left_on": ALIVE })).await;

    for answer in [dismissed, on_the_day, settled] {
        assert_eq!(refusal(&answer), refused(409, "member_has_died"), "{}", answer.text);
        assert!(answer.text.contains("/reason"), "{}", answer.text);
    }
    // To have left before the death is for a second person to see.
    assert_eq!(before.json()["beside_terms"], true, "{}", before.text);
    saved.settle(by_death()).await.expect(201);
    assert_eq!(saved.settled().await["heirs"][0]["name"], "Y***");
    assert_eq!(saved.books.verify().await, None);
}

#[tokio::test]
async fn r34_what_the_dead_have_saved_goes_out_by_the_settlement_with_their_heirs() {
    let (saved, sukarela, contribution) = saver(true).await;
    let (books, member) = (&saved.books, &saved.member);
    let agreed = json!({
        "kind": "modal_penyertaan", "name": "Penyertaan", "agreement_number": "P-1",
    });
    let penyertaan = books.instrument(agreed).await;
    let reverse = |day: Option<&'static str>| {
        let path = format!("/api/v1/ledger-transactions/{contribution}/reversal");
        let draft = json!({ "reason": "salah", "effective_on": day });
        async move { books.keeper.pay(&path, &key(), draft).await }
    };

    let drawn = books.withdraw(&sukarela, member, "750000.00", LATER).await;
    let conversion = json!({
        "member_id": member, "from_instrument_id": sukarela, "to_instrument_id": penyertaan,
        "amount": "750000.00", "reason": "minta uang", "effective_on": LATER,
    });
    let converted = books.act("conversions", conversion).await;
    let later = reverse(Some(LATER)).await;
    let of_before = books.withdraw(&sukarela, member, "1000.00", DIED).await;
    let corrected = reverse(None).await;
    saved.leave(LATER, "meninggal").await.expect(200);
    let gone = books.withdraw(&sukarela, member, "750000.00", LATER).await;

    for answer in [&drawn, &later, &gone] {
        assert_eq!(refusal(answer), refused(409, "exit_settlement_first"), "{}", answer.text);
    }
    let told = converted.fault_codes();
    assert!(told.iter().any(|code| code == "exit_settlement_first"), "{told:?}");
    // Dated before the death, or a correction of what was never paid in.
    for answer in [&of_before, &corrected] {
        assert_eq!(answer.json()["beside_terms"], true, "{}", answer.text);
    }
    let in_full = json!({ "left_on": LATER, "effective_on": TODAY });
    let mut draft = by_death();
    draft.as_object_mut().expect("an object").extend(in_full.as_object().cloned().unwrap());
    let made = saved.settle(draft).await.expect(201).json();
    assert_eq!(made["amount"], "1750000.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r34_who_left_and_turns_out_to_have_died_is_settled_with_the_heirs() {
    let (saved, ..) = saver(false).await;
    saved.leave(LATER, "sukarela").await.expect(200);
    let on = |mut draft: serde_json::Value| {
        draft["left_on"] = json!(LATER);
        draft
    };
    let alive = saved.settle(on(by_death())).await;
    saved.books.died(&saved.member, DIED).await;

    let voluntary = saved.settle(on(json!({}))).await;
    saved.settle(on(by_death())).await.expect(201);

    assert_eq!(refusal(&alive), refused(409, "exit_reason_differs"));
    assert_eq!(refusal(&voluntary), refused(409, "member_has_died"));
    assert_eq!(status(&saved).await, (json!("former"), json!("meninggal")));
    // The register rests on the death from now on.
    let revived = put_death(&saved, Role::Administrator, None).await;
    assert_eq!(refusal(&revived), refused(409, "death_relied_on"));
    assert_eq!(saved.books.verify().await, None);
}

#[tokio::test]
async fn r34_who_died_after_leaving_is_settled_as_they_left_but_by_two() {
    let (saved, sukarela, _) = saver(false).await;
    saved.leave(ALIVE, "sukarela").await.expect(200);
    saved.books.died(&saved.member, DIED).await;
    let draft = json!({ "left_on": ALIVE });

    let drawn = saved.books.withdraw(&sukarela, &saved.member, "750000.00", LATER).await;
    let alone = saved.settle(draft).await;

    assert_eq!(refusal(&drawn), refused(409, "exit_settlement_first"));
    assert_eq!(alone.json()["beside_terms"], true, "{}", alone.text);
    approve(&saved.books.second().await, &asked(alone), &key()).await.expect(201);
    assert_eq!(status(&saved).await, (json!("former"), json!("sukarela")));
}

#[tokio::test]
async fn r34_the_death_of_a_member_is_taken_back_by_an_administrator_alone() {
    let (saved, ..) = saver(true).await;

    let revived = put_death(&saved, Role::EnterpriseOfficer, None).await;
    let later = put_death(&saved, Role::EnterpriseOfficer, Some(LATER)).await;
    let sooner = put_death(&saved, Role::EnterpriseOfficer, Some(ALIVE)).await;
    let senior = put_death(&saved, Role::Administrator, None).await;

    for answer in [revived, later] {
        assert_eq!(refusal(&answer), refused(409, "death_of_member"), "{}", answer.text);
    }
    assert_eq!(sooner.status, 200, "{}", sooner.text);
    assert_eq!(senior.status, 200, "{}", senior.text);
}

/// Says when the member died, in some role of their cooperative.
async fn put_death(saved: &Saved, role: Role, died_on: Option<&str>) -> Answer {
    let books = &saved.books;
    let caller = match role {
        Role::Administrator => books.admin.clone(),
        role => books.app.keeper(role, books.issuer).await,
    };
    let row = books.keeper.get(&format!("/api/v1/members/{}", saved.member)).await.json();
    let path = format!("/api/v1/persons/{}", row["holder_person_id"].as_str().expect("an id"));
    let seen = caller.get(&path).await.expect(200);
    let draft = json!({
        "full_name": "Maria", "sex": "female", "region_code": super::VILLAGE,
        "organization_id": books.issuer, "deceased_on": died_on,
    });
    caller.put(&path, seen.header("etag"), draft).await
}
