//! Reads a pack and checks it by itself: parts, chain, decisions, balances,
//! figures.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::decided::Decided;
use super::evidence::Sealed;
use super::figures::{self, Figures};
use super::followed::Followed;
use super::promised::Promised;
use super::rows::{PackAccount, PackInstrument, PackIssuer, PackMember};
use super::{FORM, MANIFEST, Manifest, PARTS, PackError, differs, terms};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::member::{MemberStatus, Standing};
use crate::investment::journal::{Holder, canon};
use crate::kernel::ids::{InstrumentId, LedgerAccountId, LedgerEntryId, MemberId};
use crate::platform::vault::hex;

/// One line of a transaction in a pack.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackEntry {
    /// The entry.
    pub id: LedgerEntryId,
    /// Its account.
    pub account_id: LedgerAccountId,
    /// Debit, in sen.
    pub debit_sen: i64,
    /// Credit, in sen.
    pub credit_sen: i64,
}

/// A transaction in a pack.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackTransaction {
    /// Place in the chain.
    pub sequence: i64,
    /// Hash of the one before it, hexadecimal.
    pub previous_hash: String,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// Fields in the order of the canonical form.
    pub fields: Vec<(String, String)>,
    /// Lines in the order of their ids.
    pub entries: Vec<PackEntry>,
}

impl PackTransaction {
    /// A field, if it has a value.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// The hash of its canonical form, hexadecimal.
    fn hashed(&self) -> String {
        let mut text = String::with_capacity(1_024);
        let mut put = |part: &str| {
            text.push_str(&format!("{}:{part},", part.len()));
        };
        put(canon::FORM);
        put(&self.previous_hash);
        for (name, value) in &self.fields {
            put(name);
            put(value);
        }
        for entry in &self.entries {
            put("entry");
            put(&entry.id.to_string());
            put(&entry.account_id.to_string());
            put(&entry.debit_sen.to_string());
            put(&entry.credit_sen.to_string());
        }
        hex(&Sha256::digest(text.as_bytes()))
    }
}

/// Each line of a part.
pub(super) fn lines<T: serde::de::DeserializeOwned>(
    folder: &Path,
    part: &str,
) -> Result<impl Iterator<Item = Result<T, PackError>>, PackError> {
    let file = format!("{part}.jsonl");
    let reader = BufReader::new(File::open(folder.join(&file))?);
    Ok(reader.lines().enumerate().map(move |(nth, line)| {
        let unreadable = |error| differs(format!("{file} line {}: {error}", nth + 1));
        serde_json::from_str(&line?).map_err(unreadable)
    }))
}

/// Checks a pack by itself, without any database: the hash of each part, the
/// chain of its transactions, the decisions and valuations behind them, and that
/// their sums are its balances and figures.
///
/// # Errors
/// The first difference; where a file fails.
pub fn check(folder: &Path) -> Result<Manifest, PackError> {
    let text = fs::read_to_string(folder.join(MANIFEST))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| differs(format!("manifest.json: {error}")))?;
    if manifest.form != FORM || manifest.transaction_form != canon::FORM {
        return Err(differs(format!("manifest.json: the form {} is not known", manifest.form)));
    }
    if manifest.parts.len() != PARTS.len() {
        return Err(differs("manifest.json: a part is missing or there are too many"));
    }
    for (seal, name) in manifest.parts.iter().zip(PARTS) {
        if seal.file != format!("{name}.jsonl") {
            return Err(differs(format!("manifest.json: {} stands for {name}", seal.file)));
        }
        if hash_of(&folder.join(&seal.file))? != seal.sha256 {
            return Err(differs(format!("{}: its bytes are not those of the manifest", seal.file)));
        }
    }
    let books = Books::read(folder, &manifest)?;
    let mut sealed = Sealed::default();
    let sums = check_chain(folder, &manifest, &books, &mut sealed)?;
    sealed.check(folder)?;
    books.check_terms(&sums)?;
    check_balances(folder, &sums)?;
    compare(&books.figures(&sums)?, &lines_of_figures(folder)?)?;
    Ok(manifest)
}

/// What the transactions of a pack refer to.
pub(super) struct Books {
    /// By id.
    pub accounts: HashMap<LedgerAccountId, PackAccount>,
    instruments: HashMap<InstrumentId, PackInstrument>,
    members: HashMap<MemberId, PackMember>,
}

impl Books {
    /// Reads them, and checks that the register has no gaps.
    pub(super) fn read(folder: &Path, manifest: &Manifest) -> Result<Self, PackError> {
        let issuer = lines::<PackIssuer>(folder, "issuer")?.next();
        let issuer = issuer.ok_or_else(|| differs("issuer.jsonl is empty"))??;
        if issuer.id != manifest.organization_id {
            return Err(differs("issuer.jsonl: it is another issuer"));
        }
        let (mut accounts, mut instruments) = (HashMap::new(), HashMap::new());
        for it in lines::<PackInstrument>(folder, "instruments")? {
            let it = it?;
            instruments.insert(it.id, it);
        }
        let mut members: HashMap<MemberId, PackMember> = HashMap::new();
        for (it, number) in lines::<PackMember>(folder, "members")?.zip(1_i64..) {
            let it = it?;
            if it.register_number != number {
                return Err(differs(format!("members.jsonl: number {number} is missing")));
            }
            members.insert(it.id, it);
        }
        for it in lines::<PackAccount>(folder, "accounts")? {
            let it: PackAccount = it?;
            let known = it.member_id.is_none_or(|id| members.contains_key(&id))
                && it.instrument_id.is_none_or(|id| instruments.contains_key(&id));
            if !known {
                return Err(differs(format!("account {}: its holder is not there", it.id)));
            }
            accounts.insert(it.id, it);
        }
        Ok(Self { accounts, instruments, members })
    }

    /// Region, class of holder and kind of a holder's account, as a figure.
    pub(super) fn figure_of(&self, account: LedgerAccountId) -> Option<(String, String)> {
        let account = self.accounts.get(&account)?;
        let member = self.members.get(&account.member_id?)?;
        let kind = self.instruments.get(&account.instrument_id?)?.kind.as_str();
        let metric = figures::capital(&member.holder_class.as_str(), &kind);
        Some((member.region_code.clone(), metric))
    }

    /// The classes of shares.
    pub(super) fn classes(&self) -> impl Iterator<Item = InstrumentId> {
        let shares = self.instruments.values().filter(|it| it.kind == InstrumentKind::Saham);
        shares.map(|it| it.id)
    }

    /// The nominal of one share that a holder may have, in sen; none where there
    /// is no such holder or class of shares.
    pub(super) fn nominal(&self, holder: Holder) -> Option<i64> {
        self.members.get(&holder.member)?;
        let class = self.instruments.get(&holder.instrument)?;
        class.nominal_sen.filter(|_| class.kind == InstrumentKind::Saham)
    }

    /// The holder of an account of shares, and the nominal of one.
    pub(super) fn share_of(&self, account: LedgerAccountId) -> Option<(Holder, i64)> {
        let account = self.accounts.get(&account)?;
        let holder = Holder { member: account.member_id?, instrument: account.instrument_id? };
        Some((holder, self.nominal(holder)?))
    }

    /// Compares terms with what is issued.
    fn check_terms(&self, sums: &BTreeMap<LedgerAccountId, i64>) -> Result<(), PackError> {
        let mut issued: HashMap<InstrumentId, i64> = HashMap::new();
        for (account, sum) in sums {
            let account = self.accounts.get(account).filter(|it| it.member_id.is_some());
            if let Some(instrument) = account.and_then(|it| it.instrument_id) {
                let total = issued.entry(instrument).or_default();
                let added = total.checked_add(*sum);
                *total = added.ok_or_else(|| differs("what is issued is beyond its range"))?;
            }
        }
        let mut instruments: Vec<&PackInstrument> = self.instruments.values().collect();
        instruments.sort_unstable_by_key(|it| it.number);
        let issued = |id: &InstrumentId| issued.get(id).copied().unwrap_or_default();
        instruments.into_iter().try_for_each(|it| terms::check(it, issued(&it.id)))
    }

    /// The regions of members in force.
    pub(super) fn active_members(&self) -> impl Iterator<Item = &str> {
        let active = self.members.values().filter(|member| {
            member.standing == Standing::Member && member.status == MemberStatus::Active
        });
        active.map(|member| member.region_code.as_str())
    }

    /// The figures that follow from balances and the register.
    fn figures(&self, sums: &BTreeMap<LedgerAccountId, i64>) -> Result<Figures, PackError> {
        let mut figures = Figures::new();
        for (account, sum) in sums {
            if let Some(of) = self.figure_of(*account) {
                let figure: &mut i64 = figures.entry(of).or_default();
                let added = figure.checked_add(*sum);
                *figure = added.ok_or_else(|| differs("a figure is beyond its range"))?;
            }
        }
        for region in self.active_members() {
            *figures.entry((region.to_owned(), figures::MEMBERS.to_owned())).or_default() += 1;
        }
        figures.retain(|_, amount| *amount != 0);
        Ok(figures)
    }
}

#[derive(Deserialize)]
struct PackFigure {
    region_code: String,
    metric: String,
    amount: i64,
}

/// The figures of a pack.
pub(super) fn lines_of_figures(folder: &Path) -> Result<Figures, PackError> {
    let figure = |it: PackFigure| ((it.region_code, it.metric), it.amount);
    lines::<PackFigure>(folder, "figures")?.map(|it| it.map(figure)).collect()
}

/// Compares figures that were found with those of a pack.
pub(super) fn compare(found: &Figures, told: &Figures) -> Result<(), PackError> {
    for key in found.keys().chain(told.keys()) {
        let of = |figures: &Figures| figures.get(key).copied().unwrap_or_default();
        if of(found) != of(told) {
            let (region, metric) = key;
            return Err(differs(format!(
                "{metric} of {region}: the figure is {}, the books say {}",
                of(told),
                of(found)
            )));
        }
    }
    Ok(())
}

fn hash_of(path: &Path) -> Result<String, PackError> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&piece[..read]);
    }
}

fn check_chain(
    folder: &Path,
    manifest: &Manifest,
    books: &Books,
    sealed: &mut Sealed,
) -> Result<BTreeMap<LedgerAccountId, i64>, PackError> {
    let (mut sequence, mut hash) = (0, hex(&canon::GENESIS));
    let mut sums: BTreeMap<LedgerAccountId, i64> = BTreeMap::new();
    let mut decided = Decided::of(lines(folder, "decisions")?)?;
    let mut promised = Promised::of(folder)?;
    let mut followed = Followed::of(folder, manifest.organization_id, books)?;
    for row in lines::<PackTransaction>(folder, "transactions")? {
        let row = row?;
        let place = sequence + 1;
        let of = |what: &str| differs(format!("transaction {place}: {what}"));
        if row.sequence != place || row.field("sequence") != Some(place.to_string().as_str()) {
            return Err(of("it has another place in the chain"));
        }
        if row.field("organization_id") != Some(manifest.organization_id.to_string().as_str()) {
            return Err(of("it is of another issuer"));
        }
        if row.previous_hash != hash {
            return Err(of("it does not follow the one before it"));
        }
        if row.hashed() != row.hash {
            return Err(of("its hash is not that of its content"));
        }
        let (mut debits, mut credits) = (0_i128, 0_i128);
        for entry in &row.entries {
            debits += i128::from(entry.debit_sen);
            credits += i128::from(entry.credit_sen);
            let sum = sums.entry(entry.account_id).or_default();
            let added = entry.credit_sen.checked_sub(entry.debit_sen);
            let added = added.and_then(|change| sum.checked_add(change));
            *sum = added.ok_or_else(|| of("a balance is beyond its range"))?;
        }
        let amount = row.field("amount_sen").and_then(|text| text.parse::<i128>().ok());
        if debits != credits || Some(debits) != amount {
            return Err(of("its lines do not balance"));
        }
        decided.follow(&row, books)?;
        promised.follow(&row)?;
        followed.follow(&row, books)?;
        sealed.note(&row);
        (sequence, hash) = (place, row.hash);
    }
    if (sequence, &hash) != (manifest.head_sequence, &manifest.head_hash) {
        return Err(differs(format!("the chain ends at {sequence}, not as the manifest says")));
    }
    decided.finish(sequence)?;
    followed.finish(sequence)?;
    Ok(sums)
}

/// A balance in a pack.
#[derive(Debug, Deserialize)]
pub(super) struct PackBalance {
    /// The account.
    pub account_id: LedgerAccountId,
    /// Credits less debits, in sen.
    pub balance_sen: i64,
}

/// Compares sums of entries with the balances of a pack.
pub(super) fn check_balances(
    folder: &Path,
    sums: &BTreeMap<LedgerAccountId, i64>,
) -> Result<(), PackError> {
    let mut seen = 0;
    for balance in lines::<PackBalance>(folder, "balances")? {
        let PackBalance { account_id, balance_sen } = balance?;
        seen += 1;
        let sum = sums.get(&account_id).copied().unwrap_or_default();
        if sum != balance_sen {
            return Err(differs(format!(
                "account {account_id}: the balance is {balance_sen} sen, its entries sum to {sum}"
            )));
        }
    }
    if seen != sums.len() {
        return Err(differs(format!("{} accounts moved, {seen} balances", sums.len())));
    }
    Ok(())
}
