use proptest::prelude::*;

use super::*;
use crate::investment::entity::ledger_account::AccountClass;
use crate::investment::rules::part_code;
use crate::platform::clock::fresh_id;

fn sum(line: Line, village: Option<MemberId>, amount: &str) -> EquitySum {
    EquitySum {
        line,
        instrument_number: None,
        own_code: None,
        own_name: None,
        village,
        amount: amount.parse().unwrap(),
    }
}

fn part(line: Line, number: u8, name: &str, amount: &str) -> EquitySum {
    EquitySum {
        own_code: Some(part_code(line, number)),
        own_name: Some(name.to_owned()),
        ..sum(line, None, amount)
    }
}

fn day() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

#[test]
fn r56_each_founding_village_has_its_sub_account_and_share() {
    let villages: Vec<Village> =
        ["Letvuan", "Dian", "Evu"].map(|name| (fresh_id(), fresh_id(), name.to_owned())).into();
    let line = Line::PenyertaanModalDesa;
    let sums = [
        sum(line, Some(villages[0].0), "200.00"),
        sum(line, Some(villages[1].0), "100.00"),
        part(Line::BagiHasilDesa, 1, "PADes", "-20.00"),
        part(Line::BagiHasilDesa, 2, "Dana adat", "-10.00"),
        part(Line::Cadangan, 1, "Cadangan risiko", "5.00"),
        sum(Line::Cadangan, None, "15.00"),
        sum(Line::ShuBelumDibagi, None, "50.00"),
    ];

    let (lines, total) = equity(LegalForm::BumDesaBersama, day(), &sums, &villages).unwrap();

    let shown: Vec<_> = lines
        .iter()
        .filter(|line| !line.amount.is_zero() || line.holder.is_some())
        .map(|line| (line.code.as_str(), line.amount.to_string(), line.debit))
        .collect();
    assert_eq!(
        shown,
        [
            ("3.1.01.01", "200.00".to_owned(), false),
            ("3.1.01.02", "100.00".to_owned(), false),
            ("3.1.01.03", "0.00".to_owned(), false),
            ("3.2.01.01", "20.00".to_owned(), true),
            ("3.2.01.02", "10.00".to_owned(), true),
            ("3.3.01.01", "50.00".to_owned(), false),
            ("3.3.01.02", "15.00".to_owned(), false),
            ("3.3.01.02.01", "5.00".to_owned(), false),
        ]
    );
    let shares: Vec<_> = lines.iter().filter_map(|line| line.share_percent).collect();
    assert_eq!(
        shares.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["66.67", "33.33", "0.00"]
    );
    assert_eq!(total.to_string(), "340.00");
}

#[test]
fn every_account_of_the_charts_names_a_line_of_the_ledger() {
    for account in kibm_seed::equity_accounts::ACCOUNTS {
        let line = line_named(account.line).expect(account.line);
        assert_eq!(chart(line).1, AccountClass::Equity, "{}", account.code);
        assert!(!account.basis.is_empty());
    }
}

#[test]
fn r30_what_a_form_has_no_account_for_still_counts() {
    let sums = [sum(Line::SimpananPokok, None, "1.00"), sum(Line::Saham, None, "2.00")];

    let (_, total) = equity(LegalForm::KoperasiPrimer, day(), &sums, &[]).unwrap();

    assert_eq!(total.to_string(), "3.00");
}

proptest! {
    #[test]
    fn a_trial_balance_of_balanced_entries_has_equal_totals(
        pairs in proptest::collection::vec((0_usize..6, 0_usize..6, 1_i64..1_000_000), 0..60),
    ) {
        let lines = [Line::Kas, Line::SimpananPokok, Line::SimpananWajib, Line::Cadangan, Line::DanaShu, Line::AsetAwal];
        let mut rows: Vec<TrialRow> = lines
            .iter()
            .map(|line| TrialRow {
                line: *line,
                class: chart(*line).1,
                instrument_number: None,
                instrument_name: None,
                own_code: None,
                own_name: None,
                debit: Money::ZERO,
                credit: Money::ZERO,
            })
            .collect();
        for (debit, credit, sen) in pairs {
            let amount = Money::from_sen(sen);
            rows[debit].debit = rows[debit].debit.checked_add(amount).unwrap();
            rows[credit].credit = rows[credit].credit.checked_add(amount).unwrap();
        }

        let (_, [debit, credit]) = trial_balance(&rows).unwrap();

        prop_assert_eq!(debit, credit);
    }
}
