use super::*;
use crate::investment::entity::ledger_account::Line;
use crate::investment::rules::{part_code, part_of};

fn need(name: &str, destination: Destination) -> PartNeed<'_> {
    PartNeed { name, destination, account: "", by_holder: false }
}

fn charted(account: OwnAccount, name: &str) -> ChartedAccount {
    ChartedAccount { account, name: name.to_owned(), destination: None }
}

fn accounts(from: OwnAccount, to: Option<OwnAccount>) -> PartAccounts {
    PartAccounts { from, to }
}

#[test]
fn r55_parts_of_a_village_are_taken_from_their_own_withdrawals() {
    let parts = [
        need("PADes", Destination::Government),
        PartNeed { by_holder: true, ..need("Masyarakat", Destination::MemberCapital) },
        need("Tambahan modal", Destination::Reserve),
        need("Sosial", Destination::Funds),
        need("Ditahan", Destination::Unallocated),
    ];

    let (found, opened) = part_accounts(LegalForm::BumDesa, &parts, &[]).unwrap();

    let surplus = (Line::ShuBelumDibagi, 0);
    assert_eq!(
        found,
        [
            accounts((Line::BagiHasilDesa, 1), Some((Line::DanaShu, 1))),
            accounts((Line::BagiHasilMasyarakat, 1), None),
            accounts(surplus, Some((Line::Cadangan, 0))),
            accounts(surplus, Some((Line::DanaShu, 2))),
            accounts(surplus, None),
        ]
    );
    let names: Vec<_> = opened.iter().map(|it| (it.account, it.name.as_str())).collect();
    assert_eq!(
        names,
        [
            ((Line::BagiHasilDesa, 1), "PADes"),
            ((Line::DanaShu, 1), "PADes"),
            ((Line::BagiHasilMasyarakat, 1), "Masyarakat"),
            ((Line::DanaShu, 2), "Sosial"),
        ]
    );
}

#[test]
fn a_part_finds_the_account_of_its_name_and_a_gap_is_filled() {
    let chart = [
        charted((Line::DanaShu, 0), "Dana dari hasil usaha"),
        charted((Line::DanaShu, 1), "Sosial"),
        charted((Line::DanaShu, 3), "Pendidikan "),
        charted((Line::Cadangan, 2), "Cadangan umum"),
        // The same name on another line is another account.
        charted((Line::Cadangan, 4), "Baru"),
    ];
    let parts = [
        need("Cadangan umum", Destination::Reserve),
        need("Pendidikan", Destination::Funds),
        need(" Sosial", Destination::Staff),
        need("Baru", Destination::Funds),
    ];

    let (found, opened) = part_accounts(LegalForm::KoperasiPrimer, &parts, &chart).unwrap();

    let to: Vec<_> = found.iter().map(|it| it.to).collect();
    assert_eq!(
        to,
        [
            Some((Line::Cadangan, 2)),
            Some((Line::DanaShu, 3)),
            Some((Line::DanaShu, 1)),
            Some((Line::DanaShu, 2)),
        ]
    );
    let baru = ChartedAccount {
        destination: Some(Destination::Funds),
        ..charted((Line::DanaShu, 2), "Baru")
    };
    assert_eq!(opened, [baru]);
}

#[test]
fn a_number_that_the_scheme_gives_stands_and_no_other_part_takes_it() {
    let parts = [
        PartNeed { by_holder: true, ..need("Warga", Destination::MemberCapital) },
        PartNeed {
            by_holder: true,
            account: "3.2.02.01",
            ..need("Kelompok", Destination::MemberCapital)
        },
    ];

    let (found, _) = part_accounts(LegalForm::BumDesa, &parts, &[]).unwrap();

    assert_eq!(found[0].from, (Line::BagiHasilMasyarakat, 2));
    assert_eq!(found[1].from, (Line::BagiHasilMasyarakat, 1));
}

#[test]
fn the_hundredth_part_of_a_line_is_refused() {
    let mut chart: Vec<ChartedAccount> =
        (1..=98).map(|number| charted((Line::DanaShu, number), &format!("D{number}"))).collect();
    let parts = [need("Baru", Destination::Funds)];
    assert!(part_accounts(LegalForm::KoperasiPrimer, &parts, &chart).is_ok());

    chart.push(charted((Line::DanaShu, 99), "D99"));
    let fault = part_accounts(LegalForm::KoperasiPrimer, &parts, &chart).unwrap_err();

    assert_eq!(fault.code.name, "part_accounts_full");
}

#[test]
fn the_code_of_a_part_is_read_back_and_nothing_else_is() {
    for number in [1, 9, 10, 99] {
        let code = part_code(Line::BagiHasilDesa, number);
        assert_eq!(part_of(Line::BagiHasilDesa, &code), Some(number), "{code}");
    }
    for code in
        ["3.2.01", "3.2.01.", "3.2.01.00", "3.2.01.1", "3.2.01.01.01", "3.2.011", "3.2.02.01"]
    {
        assert_eq!(part_of(Line::BagiHasilDesa, code), None, "{code}");
    }
}

#[test]
fn a_part_finds_its_account_however_its_name_is_spelled_and_its_own_first() {
    let chart =
        [charted((Line::DanaShu, 1), "Dana sosial"), charted((Line::DanaShu, 2), "dana  Sosial")];
    let of = |name: &str| {
        let parts = [need(name, Destination::Funds)];
        part_accounts(LegalForm::KoperasiPrimer, &parts, &chart).unwrap().0[0].to
    };

    assert_eq!(of("Dana sosial"), Some((Line::DanaShu, 1)));
    assert_eq!(of("dana  Sosial"), Some((Line::DanaShu, 2)));
    assert_eq!(of("DANA SOSIAL "), Some((Line::DanaShu, 1)));
    assert_eq!(of("Dana pendidikan"), Some((Line::DanaShu, 3)));
}

#[test]
fn r36_a_part_of_another_destination_gets_an_account_and_a_name_of_its_own() {
    use Destination::{Funds, Government, Staff};
    let mut chart = Vec::new();
    let mut of = |name: &str, destination| {
        let parts = [need(name, destination)];
        let (found, opened) = part_accounts(LegalForm::KoperasiPrimer, &parts, &chart).unwrap();
        chart.extend(opened);
        found[0].to.map(|(_, number)| number)
    };

    let numbers = [
        of("Dana sosial", Funds),
        of("DANA  sosial", Staff),
        of("dana sosial", Funds),
        of("Dana Sosial", Staff),
        of("Dana sosial", Government),
        // Whoever calls a fund as the account of staff is called gets its own.
        of("DANA  sosial (pengurus dan karyawan)", Funds),
        of("DANA  sosial (pengurus dan karyawan)", Staff),
    ];

    assert_eq!(numbers, [1, 2, 1, 2, 3, 4, 2].map(Some));
    let names: Vec<_> = chart.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Dana sosial",
            "DANA  sosial (pengurus dan karyawan)",
            "Dana sosial (pemerintah)",
            "DANA  sosial (pengurus dan karyawan) (dana)",
        ]
    );
}
