//! The village's share in the founding capital of invented BUM Desa (R51).

use kibm_seed::synthetic::LegalForm;

use super::bulk::Cell;
use super::ledger::{PER_ORGANIZATION, cash_account};
use super::nation::{Kind, Nation, Place, Table};

const KIND: &str = "penyertaan_modal_desa";
const NAME: &str = "Penyertaan modal desa";
/// Number among the issuer's instruments; the community's is the first.
const NUMBER: u32 = 2;
/// Identities of the villages' records come after all others of their kind.
const AFTER_ALL: u64 = 1 << 41;

/// The village government as holder, and what it brought in when the
/// enterprise was founded; nothing for other forms.
pub fn village_share(nation: &mut Nation<'_>, number: u32, place: Place<'_>) {
    let capital_sen = nation.plan.organization(number).founding_capital_sen;
    let (LegalForm::BumDesa, Some(amount)) = (place.form, capital_sen) else { return };
    let own = AFTER_ALL + u64::from(number);
    let name = format!("Pemerintah Desa Sintetis {}", place.village);
    nation.organization(own, "pemerintah_desa", &name, "active", place);
    let issuer = nation.cell(Kind::Organization, number);
    let (now, day) = (Cell::At(nation.at), Cell::Day(place.founded_on));
    let instrument =
        nation.cell(Kind::Instrument, u64::from(number) * PER_ORGANIZATION + u64::from(NUMBER));
    let cells = [
        instrument.clone(),
        issuer.clone(),
        Cell::Int(NUMBER.into()),
        KIND.into(),
        NAME.into(),
        Cell::Bool(false),
        now.clone(),
    ];
    nation.push(Table::Instrument, cells);
    let member = nation.cell(Kind::Member, own);
    let cells = [
        member.clone(),
        issuer.clone(),
        place.village.into(),
        Cell::Int(1),
        Cell::Null,
        nation.cell(Kind::Organization, own),
        "government".into(),
        Cell::Null,
        "holder".into(),
        "active".into(),
        day.clone(),
        day.clone(),
        Cell::Int(1),
        now.clone(),
    ];
    nation.push(Table::Member, cells);
    let account = nation.cell(Kind::Account, own);
    let cells = [
        account.clone(),
        issuer,
        Cell::Text(format!("3.1.01.{NUMBER:02}.{:06}", 1)),
        Cell::Text(format!("{NAME} {:06}", 1)),
        "equity".into(),
        KIND.into(),
        instrument.clone(),
        member.clone(),
        now,
    ];
    nation.push(Table::Account, cells);
    nation.push(Table::Balance, [account.clone(), Cell::Int(amount), day]);
    nation.figures.add(place.village, format!("capital/government/{KIND}"), None, amount);
    posting(nation, number, place, amount, [instrument, member, account]);
}

/// The contribution with its two lines.
fn posting(
    nation: &mut Nation<'_>,
    number: u32,
    place: Place<'_>,
    amount: i64,
    [instrument, member, account]: [Cell; 3],
) {
    let own = AFTER_ALL + u64::from(number);
    let issuer = nation.cell(Kind::Organization, number);
    let transaction = nation.cell(Kind::Transaction, own);
    let (now, day) = (Cell::At(nation.at), Cell::Day(place.founded_on));
    let cells = [
        transaction.clone(),
        issuer.clone(),
        place.village.into(),
        "contribution".into(),
        instrument,
        member,
        Cell::Int(amount),
        day.clone(),
        now.clone(),
        "cash".into(),
        "Peraturan desa sintetis".into(),
        "desa".into(),
    ];
    nation.push(Table::Transaction, cells);
    let cash = nation.cell(Kind::Account, cash_account(number));
    let sides = [(cash, amount, 0), (account, 0, amount)];
    for (side, (account, debit_sen, credit_sen)) in (0_u64..).zip(sides) {
        let cells = [
            nation.cell(Kind::Entry, own * 2 + side),
            transaction.clone(),
            account,
            issuer.clone(),
            place.village.into(),
            day.clone(),
            now.clone(),
            Cell::Int(debit_sen),
            Cell::Int(credit_sen),
        ];
        nation.push(Table::Entry, cells);
    }
}
