//! Reads a pack and checks it by itself: parts, chain, balances.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::evidence::Sealed;
use super::{FORM, Manifest, PARTS, PackError, differs};
use crate::investment::journal::canon;
use crate::kernel::ids::{LedgerAccountId, LedgerEntryId};
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
/// chain of its transactions, the valuations that they seal, and that their
/// sums are its balances.
///
/// # Errors
/// The first difference; where a file fails.
pub fn check(folder: &Path) -> Result<Manifest, PackError> {
    let text = fs::read_to_string(folder.join("manifest.json"))?;
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
    let mut sealed = Sealed::default();
    let sums = check_chain(folder, &manifest, &mut sealed)?;
    sealed.check(folder)?;
    check_balances(folder, &sums)?;
    Ok(manifest)
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
    sealed: &mut Sealed,
) -> Result<BTreeMap<LedgerAccountId, i64>, PackError> {
    let (mut sequence, mut hash) = (0, hex(&canon::GENESIS));
    let mut sums: BTreeMap<LedgerAccountId, i64> = BTreeMap::new();
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
        sealed.note(&row);
        (sequence, hash) = (place, row.hash);
    }
    if (sequence, &hash) != (manifest.head_sequence, &manifest.head_hash) {
        return Err(differs(format!("the chain ends at {sequence}, not as the manifest says")));
    }
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
