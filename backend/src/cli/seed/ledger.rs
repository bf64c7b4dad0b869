//! Instruments, accounts and postings of an invented nation.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kibm_seed::synthetic::{Direction, Entry, EntryKind, LegalForm};

use super::bulk::Cell;
use super::founding;
use super::nation::{Kind, Nation, Table};
use super::posting::Posting;
use crate::cli::Failure;
use crate::investment::entity::ledger_transaction::{SourceClass, TransactionKind};

/// How one kind of entry stands in the tables.
struct Terms {
    /// Number among the issuer's instruments, from 1.
    number: u32,
    kind: &'static str,
    name: &'static str,
    /// Code prefix and side of the balance sheet, as `investment::rules::chart` has them.
    prefix: &'static str,
    class: &'static str,
}

fn terms(kind: EntryKind) -> Terms {
    let (number, kind, name, prefix, class) = match kind {
        EntryKind::PrincipalSavings => (1, "simpanan_pokok", "Simpanan pokok", "3.1.11", "equity"),
        EntryKind::MandatorySavings => (2, "simpanan_wajib", "Simpanan wajib", "3.1.12", "equity"),
        EntryKind::VoluntarySavings => {
            (3, "simpanan_sukarela", "Simpanan sukarela", "2.1.01", "liability")
        }
        EntryKind::CommunityEquity => {
            (1, "penyertaan_modal_masyarakat", "Penyertaan modal masyarakat", "3.1.02", "equity")
        }
    };
    Terms { number, kind, name, prefix, class }
}

/// Numbers of one organization's instruments and accounts lie so far apart.
pub(super) const PER_ORGANIZATION: u64 = 4;
const PER_MEMBER: u64 = 4;

fn instrument(organization: u32, kind: EntryKind) -> u64 {
    u64::from(organization) * PER_ORGANIZATION + u64::from(terms(kind).number)
}

/// Accounts of members come after those of the issuers.
fn member_account(member: u32, kind: EntryKind) -> u64 {
    (1 << 40) + u64::from(member) * PER_MEMBER + u64::from(terms(kind).number)
}

pub(super) fn cash_account(organization: u32) -> u64 {
    u64::from(organization) * 2
}

/// One member's account while its entries come in.
struct Account {
    balance_sen: i64,
    last_on: NaiveDate,
}

/// All instruments, then the entries member by member.
pub async fn load(nation: &mut Nation<'_>) -> Result<(), Failure> {
    if nation.size.members == 0 {
        return Ok(());
    }
    let cooperative =
        [EntryKind::PrincipalSavings, EntryKind::MandatorySavings, EntryKind::VoluntarySavings];
    for (number, place) in (0_u32..).zip(nation.places.clone()) {
        let kinds: &[EntryKind] = match place.form {
            LegalForm::KoperasiPrimer => &cooperative,
            LegalForm::BumDesa => &[EntryKind::CommunityEquity],
            _ => &[],
        };
        kinds.iter().for_each(|kind| offer(nation, number, *kind));
        if !kinds.is_empty() {
            assets(nation, number);
        }
        founding::village_share(nation, number, place);
        nation.bulk.breathe().await?;
    }
    let plan = nation.plan;
    let mut amounts: BTreeMap<(u32, EntryKind), i64> = BTreeMap::new();
    let mut accounts: BTreeMap<EntryKind, Account> = BTreeMap::new();
    let mut present = None;
    for entry in plan.entries() {
        if let Some(member) = present.filter(|member| *member != entry.member) {
            close(nation, member, &mut accounts)?;
            nation.bulk.breathe().await?;
        }
        present = Some(entry.member);
        if matches!(entry.kind, EntryKind::PrincipalSavings | EntryKind::MandatorySavings) {
            amounts.entry((entry.organization, entry.kind)).or_insert(entry.amount_sen);
        }
        post(nation, &entry, &mut accounts)?;
    }
    if let Some(member) = present {
        close(nation, member, &mut accounts)?;
    }
    for ((organization, kind), amount) in amounts {
        let founded_on = nation.places[usize::try_from(organization)?].founded_on;
        let cells = [
            nation.cell(Kind::Instrument, instrument(organization, kind)),
            Cell::Day(founded_on),
            Cell::Int(amount),
            "Data sintetis".into(),
            Cell::At(nation.at),
        ];
        nation.push(Table::Amount, cells);
        nation.bulk.breathe().await?;
    }
    for (organization, head) in std::mem::take(&mut nation.heads) {
        let issuer = nation.cell(Kind::Organization, organization);
        let cells = [issuer, Cell::Int(head.sequence), Cell::Bytes(head.hash)];
        nation.push(Table::ChainHead, cells);
    }
    Ok(())
}

fn offer(nation: &mut Nation<'_>, organization: u32, kind: EntryKind) {
    let terms = terms(kind);
    let cells = [
        nation.cell(Kind::Instrument, instrument(organization, kind)),
        nation.cell(Kind::Organization, organization),
        Cell::Int(terms.number.into()),
        terms.kind.into(),
        terms.name.into(),
        Cell::Bool(false),
        Cell::At(nation.at),
    ];
    nation.push(Table::Instrument, cells);
}

/// The issuer's side of every posting.
fn assets(nation: &mut Nation<'_>, organization: u32) {
    let cash = cash_account(organization);
    for (number, code, name, line) in [
        (cash, "1.1.01", "Kas dan bank", "kas"),
        (cash + 1, "1.3.01", "Aset setoran barang", "aset_tetap"),
    ] {
        let cells = [
            nation.cell(Kind::Account, number),
            nation.cell(Kind::Organization, organization),
            code.into(),
            name.into(),
            "asset".into(),
            line.into(),
            Cell::Null,
            Cell::Null,
            Cell::At(nation.at),
        ];
        nation.push(Table::Account, cells);
    }
}

/// One posting with its two lines.
fn post(
    nation: &mut Nation<'_>,
    entry: &Entry,
    accounts: &mut BTreeMap<EntryKind, Account>,
) -> Result<(), Failure> {
    let account = accounts
        .entry(entry.kind)
        .or_insert(Account { balance_sen: 0, last_on: entry.effective_on });
    let (kind, change) = match entry.direction {
        Direction::Contribution => (TransactionKind::Contribution, entry.amount_sen),
        Direction::Withdrawal => (TransactionKind::Withdrawal, -entry.amount_sen),
    };
    account.balance_sen += change;
    account.last_on = account.last_on.max(entry.effective_on);
    let village = nation.places[usize::try_from(entry.organization)?].village;
    let metric = format!("capital/community/{}", terms(entry.kind).kind);
    nation.figures.add(village, metric, None, change);
    let cash = cash_account(entry.organization);
    let holder = member_account(entry.member, entry.kind);
    let (debit, credit) = if change > 0 { (cash, holder) } else { (holder, cash) };
    let is_village_capital = entry.kind == EntryKind::CommunityEquity;
    let posting = Posting {
        number: entry.index.into(),
        organization: entry.organization,
        village,
        kind,
        instrument: instrument(entry.organization, entry.kind),
        member: entry.member.into(),
        amount_sen: entry.amount_sen,
        day: entry.effective_on,
        decision: is_village_capital.then_some("Musyawarah sintetis"),
        source: is_village_capital.then_some(SourceClass::Masyarakat),
        debit,
        credit,
    };
    posting.append(nation);
    Ok(())
}

/// The accounts of a member whose entries are all there.
fn close(
    nation: &mut Nation<'_>,
    member: u32,
    accounts: &mut BTreeMap<EntryKind, Account>,
) -> Result<(), Failure> {
    let organization = nation.plan.member(member).organization;
    let register = nation.register[usize::try_from(member)?];
    for (kind, account) in std::mem::take(accounts) {
        let Terms { number, kind: line, name, prefix, class } = terms(kind);
        let id = nation.cell(Kind::Account, member_account(member, kind));
        let cells = [
            id.clone(),
            nation.cell(Kind::Organization, organization),
            Cell::Text(format!("{prefix}.{number:02}.{register:06}")),
            Cell::Text(format!("{name} {register:06}")),
            class.into(),
            line.into(),
            nation.cell(Kind::Instrument, instrument(organization, kind)),
            nation.cell(Kind::Member, member),
            Cell::At(nation.at),
        ];
        nation.push(Table::Account, cells);
        let balance = [id, Cell::Int(account.balance_sen), Cell::Day(account.last_on)];
        nation.push(Table::Balance, balance);
    }
    Ok(())
}
