//! The village's share in the founding capital of invented BUM Desa (R51).

use kibm_seed::synthetic::LegalForm;

use super::bulk::Cell;
use super::ledger::{PER_ORGANIZATION, cash_account};
use super::nation::{Kind, Nation, Place, Table};
use super::posting::Posting;
use crate::investment::entity::ledger_transaction::{SourceClass, TransactionKind};

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
        instrument,
        member,
        now,
    ];
    nation.push(Table::Account, cells);
    nation.push(Table::Balance, [account, Cell::Int(amount), day]);
    nation.figures.add(place.village, format!("capital/government/{KIND}"), None, amount);
    let posting = Posting {
        number: own,
        organization: number,
        village: place.village,
        kind: TransactionKind::Contribution,
        instrument: u64::from(number) * PER_ORGANIZATION + u64::from(NUMBER),
        member: own,
        amount_sen: amount,
        day: place.founded_on,
        decision: Some("Peraturan desa sintetis"),
        source: Some(SourceClass::Desa),
        debit: cash_account(number),
        credit: own,
    };
    posting.append(nation);
}
