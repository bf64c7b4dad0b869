mod acts;
mod exits;
mod opening;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::investment::day_change::DayChange;
use crate::investment::entity::ledger_transaction::SourceClass;
use crate::investment::entity::member::MemberStatus;
use crate::registry::entity::organization::OrganizationStatus;
use crate::registry::parameters::Parameters;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn rupiah(amount: i64) -> Money {
    Money::from_rupiah(amount).expect("in range")
}

/// A member in force of a primary cooperative who pays voluntary savings.
fn saver() -> Holding {
    Holding {
        issuer: LegalForm::KoperasiPrimer,
        issuer_status: OrganizationStatus::Active,
        kind: InstrumentKind::SimpananSukarela,
        nominal: None,
        standing: Standing::Member,
        status: MemberStatus::Active,
        holder: None,
        class: HolderClass::Community,
        applied_on: day("2026-01-05"),
        left_on: None,
        was_member: false,
        died_on: None,
        settled: false,
        principal: None,
    }
}

fn paying(amount: Money) -> PostingFacts<'static> {
    PostingFacts::of(amount, day("2026-03-01"), day("2026-11-21"))
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

#[test]
fn r26_principal_savings_are_the_same_for_all() {
    let due = Some(rupiah(100_000));
    for (paid, instalments, amount, expected) in [
        (0, false, 100_000, &[][..]),
        (0, false, 99_999, &["principal_amount"][..]),
        (0, false, 100_001, &["principal_amount"][..]),
        (100_000, false, 100_000, &["principal_amount"][..]),
        (0, true, 40_000, &[][..]),
        (40_000, true, 60_000, &[][..]),
        (40_000, true, 60_001, &["principal_amount"][..]),
    ] {
        let principal = Principal { due, paid: rupiah(paid), instalments };
        let holding = Holding {
            kind: InstrumentKind::SimpananPokok,
            status: MemberStatus::Applicant,
            principal: Some(principal),
            ..saver()
        };
        let faults = check_contribution(&holding, &paying(rupiah(amount)));
        assert_eq!(codes(&faults), expected, "{paid} {instalments} {amount}");
    }
    let unset = Principal { due: None, paid: Money::ZERO, instalments: false };
    let holding =
        Holding { kind: InstrumentKind::SimpananPokok, principal: Some(unset), ..saver() };
    let faults = check_contribution(&holding, &paying(rupiah(100_000)));
    assert_eq!(codes(&faults), ["principal_amount_unset"]);
}

#[test]
fn r26_the_day_of_full_payment_makes_the_member() {
    let change = |on: &str, amount: i64| DayChange { day: day(on), change: rupiah(amount) };
    let due = rupiah(100);
    for (days, since) in [
        (vec![], None),
        (vec![change("2026-01-01", 99)], None),
        (vec![change("2026-01-01", 60), change("2026-02-01", 40)], Some("2026-02-01")),
        (vec![change("2026-01-01", 100), change("2026-03-01", -100)], None),
        (
            vec![change("2026-01-01", 100), change("2026-02-01", -1), change("2026-03-01", 1)],
            Some("2026-03-01"),
        ),
    ] {
        assert_eq!(active_since(&days, due), Ok(since.map(day)), "{days:?}");
    }
}

#[test]
fn r27_principal_and_mandatory_savings_stay_while_a_member() {
    use InstrumentKind::{SimpananPokok, SimpananSukarela, SimpananWajib};
    use MemberStatus::{Active, Applicant, Former};
    for (kind, status, left_on, expected) in [
        (SimpananPokok, Active, None, &["member_still_active"][..]),
        (SimpananWajib, Active, None, &["member_still_active"][..]),
        (SimpananSukarela, Active, None, &[][..]),
        (SimpananPokok, Applicant, None, &[][..]),
        (SimpananWajib, Former, Some("2026-03-01"), &["exit_settlement_first"][..]),
        (SimpananWajib, Former, Some("2026-03-02"), &["member_still_active"][..]),
        (SimpananSukarela, Former, Some("2026-03-01"), &[][..]),
    ] {
        let holding = Holding { kind, status, left_on: left_on.map(day), ..saver() };
        let faults = check_withdrawal(&holding, &paying(rupiah(1)));
        assert_eq!(codes(&faults), expected, "{kind:?} {status:?}");
    }
}

#[test]
fn r34_the_savings_of_the_dead_go_out_by_the_settlement_alone() {
    use InstrumentKind::{ModalPenyertaan, SimpananSukarela, SimpananWajib};
    use MemberStatus::{Active, Applicant, Former};
    let first = &["exit_settlement_first"][..];
    for (kind, status, died_on, settled, expected) in [
        (SimpananSukarela, Active, "2026-02-28", false, first),
        (SimpananSukarela, Active, "2026-03-01", false, &[][..]),
        (SimpananSukarela, Former, "2026-02-28", false, first),
        (SimpananSukarela, Former, "2026-02-28", true, &[][..]),
        (SimpananWajib, Applicant, "2026-02-28", false, first),
        (SimpananWajib, Active, "2026-02-28", false, &["member_still_active"][..]),
        (ModalPenyertaan, Active, "2026-02-28", false, &[][..]),
    ] {
        let died_on = Some(day(died_on));
        let left_on = (status == Former).then(|| day("2026-02-28"));
        let holding = Holding { kind, status, left_on, died_on, settled, ..saver() };
        let faults = check_withdrawal(&holding, &paying(rupiah(1)));
        assert_eq!(codes(&faults), expected, "{kind:?} {status:?} {died_on:?}");
        let theirs = kind != ModalPenyertaan && !settled;
        assert_eq!(belongs_to_heirs(&holding), theirs, "{kind:?} {status:?}");
    }
}

#[test]
fn r30_voluntary_savings_are_a_liability_and_participating_capital_stands_apart() {
    let lines: Vec<(Line, Money)> = [
        (Line::SimpananPokok, 4_500_000),
        (Line::SimpananWajib, 10_800_000),
        (Line::Cadangan, 6_000_000),
        (Line::Hibah, 2_000_000),
        (Line::ShuBelumDibagi, 3_000_000),
        (Line::SimpananSukarela, 9_000_000),
        (Line::ModalPenyertaan, 15_000_000),
        (Line::Kas, 99_000_000),
    ]
    .into_iter()
    .map(|(line, amount)| (line, rupiah(amount)))
    .collect();

    let totals = totals(&lines).expect("in range");

    assert_eq!(totals.own, rupiah(26_300_000));
    assert_eq!(totals.participating, rupiah(15_000_000));
    assert_eq!(totals.liability, rupiah(9_000_000));
}

#[test]
fn r31_one_vote_a_member_whatever_the_savings() {
    let primary = LegalForm::KoperasiPrimer;
    assert_eq!(votes(primary, Standing::Member, true), Some(1));
    assert_eq!(votes(primary, Standing::Member, false), Some(0));
    assert_eq!(votes(primary, Standing::Holder, true), Some(0));
    assert_eq!(votes(LegalForm::Perseroda, Standing::Holder, true), None);
}

#[test]
fn r50_village_capital_needs_its_source_its_decision_and_no_land() {
    let holding = Holding {
        issuer: LegalForm::BumDesa,
        issuer_status: OrganizationStatus::Active,
        kind: InstrumentKind::PenyertaanModalDesa,
        standing: Standing::Holder,
        holder: Some(LegalForm::PemerintahDesa),
        class: HolderClass::Government,
        ..saver()
    };
    let right = PostingFacts {
        decision_number: Some("Perdes 3/2026"),
        source: Some(SourceClass::Desa),
        ..paying(rupiah(1_000))
    };
    for (posting, expected) in [
        (right, &[][..]),
        (PostingFacts { source: Some(SourceClass::LabaDitahan), ..right }, &[][..]),
        (PostingFacts { source: Some(SourceClass::Masyarakat), ..right }, &["source_class"][..]),
        (PostingFacts { source: None, ..right }, &["source_class"][..]),
        (PostingFacts { decision_number: Some("  "), ..right }, &["decision_missing"][..]),
        (PostingFacts { is_land: true, ..right }, &["land_not_capital"][..]),
    ] {
        assert_eq!(codes(&check_contribution(&holding, &posting)), expected);
    }
    let citizen = Holding { holder: None, class: HolderClass::Community, ..holding };
    assert_eq!(codes(&check_contribution(&citizen, &right)), ["holder_kind"]);
}

#[test]
fn r51_the_village_holds_more_than_half() {
    let parameters = Parameters::defaults();
    let today = day("2026-11-21");
    for (desa, masyarakat, warned) in
        [(5_001, 4_999, false), (5_000, 5_000, true), (4_999, 5_001, true), (0, 0, false)]
    {
        let found = check_desa_share(
            Money::from_sen(desa),
            Money::from_sen(masyarakat),
            &parameters,
            today,
        );
        assert_eq!(found.expect("the bound is set").is_some(), warned, "{desa}:{masyarakat}");
    }
}

#[test]
fn r61_a_perumda_has_one_region_and_no_shares() {
    use LegalForm::{KoperasiPrimer, PemerintahDaerah, Perumda};
    for (holder, has_owner, refused) in [
        (None, false, true),
        (Some(KoperasiPrimer), false, true),
        (Some(PemerintahDaerah), false, false),
        (Some(PemerintahDaerah), true, true),
    ] {
        let fault = check_holder(Perumda, holder, Standing::Holder, has_owner);
        assert_eq!(
            fault.map(|fault| fault.code.name),
            refused.then_some("perumda_no_shares"),
            "{holder:?}"
        );
    }
    let terms = Terms {
        kind: InstrumentKind::Saham,
        fixed_amount: None,
        nominal: Some(rupiah(1)),
        agreement_number: None,
        instalments: false,
    };
    assert_eq!(codes(&check_instrument(Perumda, &terms)), ["perumda_no_shares"]);
}

#[test]
fn r64_regional_capital_needs_its_regulation() {
    let holding = Holding {
        issuer: LegalForm::Perseroda,
        issuer_status: OrganizationStatus::Active,
        kind: InstrumentKind::Saham,
        nominal: Some(rupiah(100)),
        standing: Standing::Holder,
        holder: Some(LegalForm::PemerintahDaerah),
        class: HolderClass::Government,
        ..saver()
    };
    let without = paying(rupiah(1_000));
    let with = PostingFacts { decision_number: Some("Perda 1/2026"), ..without };
    assert_eq!(codes(&check_contribution(&holding, &without)), ["decision_missing"]);
    assert_eq!(codes(&check_contribution(&holding, &with)), Vec::<&str>::new());
    assert_eq!(share_count(&holding, &with), Ok(Some(10)));
    let odd = PostingFacts { amount: rupiah(1_050), ..with };
    assert_eq!(codes(&check_contribution(&holding, &odd)), ["shares_nominal"]);
    let other = PostingFacts { share_count: Some(11), ..with };
    assert_eq!(codes(&check_contribution(&holding, &other)), ["shares_nominal"]);
}

#[test]
fn r68_savings_come_from_members_and_applicants_only() {
    use MemberStatus::{Active, Applicant, Former};
    for (standing, status, kind, expected) in [
        (Standing::Member, Active, InstrumentKind::SimpananSukarela, &[][..]),
        (Standing::Member, Applicant, InstrumentKind::SimpananSukarela, &[][..]),
        (Standing::Member, Former, InstrumentKind::SimpananSukarela, &["not_a_member"][..]),
        (Standing::Holder, Active, InstrumentKind::SimpananSukarela, &["not_a_member"][..]),
        (Standing::Holder, Active, InstrumentKind::SimpananWajib, &["not_a_member"][..]),
        (Standing::Holder, Active, InstrumentKind::ModalPenyertaan, &[][..]),
        (Standing::Holder, Former, InstrumentKind::ModalPenyertaan, &["holder_unknown"][..]),
    ] {
        let holding = Holding { standing, status, kind, ..saver() };
        assert_eq!(codes(&check_contribution(&holding, &paying(rupiah(1)))), expected);
    }
}

#[test]
fn a_posting_counts_from_the_application_to_today() {
    let holding = saver();
    for (on, amount, expected) in [
        ("2026-01-05", 1, &[][..]),
        ("2026-01-04", 1, &["date_too_early"][..]),
        ("2026-11-21", 1, &[][..]),
        ("2026-11-22", 1, &["date_in_future"][..]),
        ("2026-03-01", 0, &["amount_not_positive"][..]),
        ("2026-03-01", -1, &["amount_not_positive"][..]),
    ] {
        let posting = PostingFacts { effective_on: day(on), ..paying(rupiah(amount)) };
        assert_eq!(codes(&check_contribution(&holding, &posting)), expected, "{on} {amount}");
        assert_eq!(codes(&check_withdrawal(&holding, &posting)), expected, "{on} {amount}");
    }
}

#[test]
fn a_cooperative_has_persons_and_a_secondary_one_cooperatives_as_members() {
    use LegalForm::{BumDesa, KelompokUsaha, KoperasiPrimer, KoperasiSekunder, Perseroan};
    for (issuer, holder, standing, fits) in [
        (KoperasiPrimer, None, Standing::Member, true),
        (KoperasiPrimer, Some(Perseroan), Standing::Member, false),
        (KoperasiPrimer, Some(Perseroan), Standing::Holder, true),
        (KoperasiSekunder, Some(KoperasiPrimer), Standing::Member, true),
        (KoperasiSekunder, None, Standing::Member, false),
        (BumDesa, None, Standing::Holder, true),
        (BumDesa, None, Standing::Member, false),
        (KelompokUsaha, None, Standing::Holder, false),
    ] {
        assert_eq!(check_holder(issuer, holder, standing, false).is_none(), fits, "{issuer:?}");
    }
}

#[test]
fn each_kind_of_instrument_has_its_own_terms() {
    let bare = |kind| Terms {
        kind,
        fixed_amount: None,
        nominal: None,
        agreement_number: None,
        instalments: false,
    };
    let primary = LegalForm::KoperasiPrimer;
    let found = |terms: Terms<'_>| codes(&check_instrument(primary, &terms));
    assert_eq!(found(bare(InstrumentKind::SimpananSukarela)), Vec::<&str>::new());
    assert_eq!(found(bare(InstrumentKind::SimpananPokok)), ["instrument_terms"]);
    assert_eq!(found(bare(InstrumentKind::ModalPenyertaan)), ["instrument_terms"]);
    assert_eq!(found(bare(InstrumentKind::Saham)), ["instrument_form"]);
    let free = Terms { fixed_amount: Some(Money::ZERO), ..bare(InstrumentKind::SimpananPokok) };
    assert_eq!(found(free), ["amount_not_positive"]);
}

/// Balance at the end of a day, counted anew from all postings.
fn balance_on(postings: &[(u64, i64)], day: u64) -> i64 {
    postings.iter().filter(|(on, _)| *on <= day).map(|(_, sen)| sen).sum()
}

fn date_of(offset: u64) -> NaiveDate {
    day("2026-01-01") + chrono::Days::new(offset)
}

fn day_changes(postings: &[(u64, i64)]) -> Vec<DayChange> {
    let mut days = std::collections::BTreeMap::<u64, i64>::new();
    for (on, sen) in postings {
        *days.entry(*on).or_default() += sen;
    }
    let change = |(on, sen)| DayChange { day: date_of(on), change: Money::from_sen(sen) };
    days.into_iter().map(change).collect()
}

proptest! {
    /// Whatever is posted for whatever day, in whatever order: what the rule
    /// lets through leaves no day below zero, and what it refuses would not.
    #[test]
    fn r29_no_order_of_back_dated_postings_overdraws_any_day(
        wishes in proptest::collection::vec((0_u64..30, -500_i64..500), 1..60)
    ) {
        let mut posted: Vec<(u64, i64)> = Vec::new();
        for (on, sen) in wishes {
            let lowest = lowest_balance(&day_changes(&posted), date_of(on)).expect("in range");
            let expected = (on..31).map(|day| balance_on(&posted, day)).min().unwrap_or(0);
            prop_assert_eq!(lowest.sen(), expected);
            let amount = Money::from_sen(-sen);
            if sen >= 0 || check_overdraw(lowest, amount, date_of(on)).is_ok() {
                posted.push((on, sen));
            } else {
                let mut refused = posted.clone();
                refused.push((on, sen));
                prop_assert!((0..31).any(|day| balance_on(&refused, day) < 0));
            }
            prop_assert!((0..31).all(|day| balance_on(&posted, day) >= 0));
        }
    }

    /// Instalments in any parts never pass the amount due, and the member is
    /// in force exactly when it is reached.
    #[test]
    fn r26_instalments_end_at_the_amount_due(
        parts in proptest::collection::vec((0_u64..200, 1_i64..6_000_000), 1..20)
    ) {
        let due = rupiah(100_000);
        let mut posted: Vec<(u64, i64)> = Vec::new();
        for (on, sen) in parts {
            let paid = Money::from_sen(balance_on(&posted, 400));
            let principal = Principal { due: Some(due), paid, instalments: true };
            let holding = Holding {
                kind: InstrumentKind::SimpananPokok,
                status: MemberStatus::Applicant,
                applied_on: date_of(0),
                principal: Some(principal),
                ..saver()
            };
            let posting = PostingFacts { effective_on: date_of(on), ..paying(Money::from_sen(sen)) };
            if check_contribution(&holding, &posting).is_empty() {
                posted.push((on, sen));
            }
            let total = Money::from_sen(balance_on(&posted, 400));
            prop_assert!(total <= due);
            let since = active_since(&day_changes(&posted), due).expect("in range");
            prop_assert_eq!(since.is_some(), total == due);
        }
    }
}
