//! Follows the transactions of a pack with its certificates: finds the register
//! of shares anew by the rules of the journal, and compares each certificate
//! and each end with those of the pack.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::certificates::{PackCertificate, PackEnd};
use super::evidence::Evidence;
use super::read::{Books, PackTransaction, lines};
use super::rows::row_of;
use super::{PackError, differs};
use crate::investment::classes::entity::certificate::CertificateCause;
use crate::investment::classes::rules::{Change, Held, Range, ShareBook, Shift, joined};
use crate::investment::entity::ledger_transaction;
use crate::investment::journal::Holder;
use crate::kernel::ids::{CertificateChangeId, Id, OrganizationId, ShareCertificateId};

/// What no transaction did: certificates of one change, in place of others.
#[derive(Default)]
struct Exchange {
    old: Vec<i64>,
    new: Vec<i64>,
}

/// The register of shares as far as the chain was read.
pub(super) struct Followed {
    issuer: OrganizationId,
    /// The pack's certificates, by number.
    told: BTreeMap<i64, PackCertificate>,
    numbers: HashMap<ShareCertificateId, i64>,
    /// By place of the chain that they came after, then by their first number.
    exchanges: BTreeMap<i64, BTreeMap<i64, Exchange>>,
    /// Claims that begin and end after a place, by number of the certificate.
    begun: BTreeMap<i64, Vec<i64>>,
    released: BTreeMap<i64, Vec<i64>>,
    /// Up to this place there were no certificates.
    before: i64,
    book: ShareBook,
    /// Shares by holder as the entries sum up.
    held: HashMap<Holder, i64>,
    issued: i64,
    ended: BTreeSet<i64>,
}

impl Followed {
    /// Takes up the certificates of a pack and the claims on them.
    pub(super) fn of(
        folder: &Path,
        issuer: OrganizationId,
        books: &Books,
    ) -> Result<Self, PackError> {
        let mut followed = Self {
            issuer,
            told: BTreeMap::new(),
            numbers: HashMap::new(),
            exchanges: BTreeMap::new(),
            begun: BTreeMap::new(),
            released: BTreeMap::new(),
            before: 0,
            book: ShareBook::default(),
            held: HashMap::new(),
            issued: 0,
            ended: BTreeSet::new(),
        };
        for (line, number) in lines::<PackCertificate>(folder, "certificates")?.zip(1_i64..) {
            let it = line?;
            if it.number != number {
                return Err(differs(format!("certificates.jsonl: number {number} is missing")));
            }
            if books.nominal(it.holder()).is_none() {
                return Err(differs(format!("certificate {number}: its holder is not there")));
            }
            followed.numbers.insert(it.id, number);
            followed.told.insert(number, it);
        }
        for class in books.classes() {
            followed.book.begin(issuer, 0, class, 0);
        }
        followed.note_exchanges()?;
        followed.note_claims(folder)?;
        Ok(followed)
    }

    fn note_exchanges(&mut self) -> Result<(), PackError> {
        let mut changes: BTreeMap<CertificateChangeId, (i64, Exchange)> = BTreeMap::new();
        for it in self.told.values() {
            let Some(after) = it.recorded_after else { continue };
            let (place, exchange) =
                changes.entry(it.change_id).or_insert_with(|| (after, Exchange::default()));
            if *place != after {
                return Err(of(it.number, "its change came after another transaction"));
            }
            exchange.new.push(it.number);
            if it.cause == CertificateCause::Opening {
                self.before = after.max(self.before);
            }
        }
        for it in self.told.values() {
            let Some(end) = &it.end else { continue };
            if let Some((_, exchange)) = changes.get_mut(&end.change_id) {
                exchange.old.push(it.number);
            }
        }
        for (after, exchange) in changes.into_values() {
            let first = exchange.new.first().copied().unwrap_or_default();
            self.exchanges.entry(after).or_default().insert(first, exchange);
        }
        Ok(())
    }

    fn note_claims(&mut self, folder: &Path) -> Result<(), PackError> {
        for line in lines::<Evidence>(folder, "decisions")? {
            let Evidence::CertificateClaim(claim) = line? else { continue };
            let number = self.numbers.get(&claim.certificate_id).copied();
            let number = number.ok_or_else(|| {
                differs(format!("certificate_claim {}: its certificate is not there", claim.id))
            })?;
            if claim.released_after.is_some() != claim.released_on.is_some() {
                return Err(differs(format!("certificate_claim {}: its end is half", claim.id)));
            }
            // One that begins and ends between the same transactions binds nothing.
            if claim.released_after == Some(claim.recorded_after) {
                continue;
            }
            self.begun.entry(claim.recorded_after).or_default().push(number);
            if let Some(after) = claim.released_after {
                self.released.entry(after).or_default().push(number);
            }
        }
        Ok(())
    }

    /// Moves the certificates by one transaction, whose hash is right.
    pub(super) fn follow(&mut self, row: &PackTransaction, books: &Books) -> Result<(), PackError> {
        self.between(row.sequence - 1)?;
        let mut shifts: Vec<Shift> = Vec::new();
        for entry in &row.entries {
            let Some((holder, nominal)) = books.share_of(entry.account_id) else { continue };
            let change = entry.credit_sen - entry.debit_sen;
            if nominal <= 0 || change % nominal != 0 {
                return Err(differs(format!(
                    "transaction {}: a part of a share moves",
                    row.sequence
                )));
            }
            let count = change / nominal;
            *self.held.entry(holder).or_default() += count;
            match shifts.iter_mut().find(|shift| shift.holder == holder) {
                Some(known) => known.count += count,
                None => shifts.push(Shift { holder, count }),
            }
        }
        if shifts.is_empty() || row.sequence <= self.before {
            return Ok(());
        }
        let model = row_of(row)?;
        let told = &self.told;
        let mut id = |number: i64| told.get(&number).map_or(Id::from_uuid(Uuid::nil()), |it| it.id);
        let changes = self.book.follow(self.issuer, model.effective_on, &shifts, &mut id);
        let changes = changes.map_err(|what| {
            differs(format!("transaction {}: certificate: {what}", row.sequence))
        })?;
        for change in changes {
            match change {
                Change::Issued(held) => self.issued_by(&model, &held)?,
                Change::Ended(id, ended_on) => self.ended_by(&model, id, ended_on)?,
            }
        }
        Ok(())
    }

    fn issued_by(&mut self, row: &ledger_transaction::Model, held: &Held) -> Result<(), PackError> {
        self.issued = held.number;
        let told = self.told.get(&held.number);
        let told = told.ok_or_else(|| of(held.number, "it is missing"))?;
        let found = PackCertificate {
            id: held.id,
            number: held.number,
            instrument_id: held.holder.instrument,
            member_id: held.holder.member,
            first_share: held.range.first,
            last_share: held.range.last,
            cause: CertificateCause::of(row.kind),
            change_id: Id::from_uuid(row.id.uuid()),
            acquired_on: held.acquired_on,
            issued_on: held.issued_on,
            region_code: row.region_code.clone(),
            decision_number: row.decision_number.clone(),
            recorded_at: row.recorded_at,
            recorded_after: None,
            end: told.end.clone(),
        };
        same(held.number, told, &found)
    }

    fn ended_by(
        &mut self,
        row: &ledger_transaction::Model,
        id: ShareCertificateId,
        ended_on: NaiveDate,
    ) -> Result<(), PackError> {
        let number = self.numbers.get(&id).copied().unwrap_or_default();
        let told = self.told.get(&number).and_then(|it| it.end.as_ref());
        let told = told.ok_or_else(|| of(number, "the transactions end it"))?;
        let found = PackEnd {
            cause: CertificateCause::ending(row.kind),
            change_id: Id::from_uuid(row.id.uuid()),
            ended_on,
            recorded_at: row.recorded_at,
        };
        self.ended.insert(number);
        same(number, told, &found)
    }

    /// What came between a transaction and the next one: claims that ended,
    /// changes of certificates by their numbers, claims that began.
    fn between(&mut self, after: i64) -> Result<(), PackError> {
        for number in self.released.remove(&after).unwrap_or_default() {
            self.pledge(number, false)?;
        }
        let exchanges = self.exchanges.remove(&after).unwrap_or_default();
        let opened = exchanges.values().any(|it| it.old.is_empty());
        for exchange in exchanges.into_values() {
            self.exchange(&exchange)?;
        }
        for number in self.begun.remove(&after).unwrap_or_default() {
            self.pledge(number, true)?;
        }
        if opened { self.all_have_theirs() } else { Ok(()) }
    }

    fn pledge(&mut self, number: i64, pledged: bool) -> Result<(), PackError> {
        let held = self.take(number)?;
        if held.pledged == pledged {
            return Err(of(number, "its claims do not follow each other"));
        }
        self.book.keep(Held { pledged, ..held });
        Ok(())
    }

    fn take(&mut self, number: i64) -> Result<Held, PackError> {
        let holder = self.told.get(&number).map(PackCertificate::holder);
        let held = holder.and_then(|holder| self.book.dismiss(holder, number));
        held.ok_or_else(|| of(number, "it is not in force where it is claimed or exchanged"))
    }

    /// Certificates in place of others: the same shares of the same holder.
    fn exchange(&mut self, it: &Exchange) -> Result<(), PackError> {
        let old: Vec<Held> =
            it.old.iter().map(|number| self.take(*number)).collect::<Result<_, _>>()?;
        let acquired_on = old.iter().map(|held| held.acquired_on).max();
        let mut shares: Vec<Range> = Vec::new();
        for number in &it.new {
            let Some(told) = self.told.get(number) else { continue };
            let shape = match told.cause {
                CertificateCause::Opening => (0, 1),
                CertificateCause::Split => (1, it.new.len().max(2)),
                CertificateCause::Consolidation => (old.len().max(2), 1),
                _ => return Err(of(*number, "no transaction issued it")),
            };
            let fits = |held: &Held| {
                held.holder == told.holder() && !held.pledged && held.issued_on <= told.issued_on
            };
            let whole = *number == self.issued + 1
                && shape == (old.len(), it.new.len())
                && old.iter().all(fits)
                && acquired_on.is_none_or(|day| day == told.acquired_on)
                && told.acquired_on <= told.issued_on
                && told.first_share >= 1
                && told.first_share <= told.last_share;
            if !whole {
                return Err(of(*number, "it does not take the place of those that it ended"));
            }
            self.issued = *number;
            shares.push(told.range());
            for number in &it.old {
                let end = PackEnd {
                    cause: told.cause,
                    change_id: told.change_id,
                    ended_on: told.issued_on,
                    recorded_at: told.recorded_at,
                };
                let known = self.told.get(number).and_then(|it| it.end.as_ref());
                same(*number, &known, &Some(&end))?;
                self.ended.insert(*number);
            }
            let held = Held {
                id: told.id,
                holder: told.holder(),
                number: *number,
                range: told.range(),
                acquired_on: told.acquired_on,
                issued_on: told.issued_on,
                pledged: false,
            };
            self.book.admit(self.issuer, held);
        }
        let before = joined(old.iter().map(|held| held.range).collect());
        if !it.old.is_empty() && joined(shares) != before {
            let first = it.new.first().copied().unwrap_or_default();
            return Err(of(first, "the shares of its change are not those of before"));
        }
        Ok(())
    }

    /// Whether each holder's certificates are of as many shares as the entries.
    fn all_have_theirs(&self) -> Result<(), PackError> {
        for (holder, count) in &self.held {
            let found = self.book.count(*holder);
            if found != *count {
                return Err(differs(format!(
                    "certificates.jsonl: member {} has {count} shares, and certificates of {found}",
                    holder.member
                )));
            }
        }
        Ok(())
    }

    /// Whether nothing is left over after the last transaction.
    pub(super) fn finish(mut self, last: i64) -> Result<(), PackError> {
        self.between(last)?;
        let later = self.exchanges.values().flat_map(BTreeMap::keys).next();
        let later =
            later.or_else(|| self.begun.values().chain(self.released.values()).flatten().next());
        if let Some(number) = later {
            return Err(of(*number, "its change came after a transaction that is not there"));
        }
        for it in self.told.values() {
            if it.number > self.issued {
                return Err(of(it.number, "no transaction issued it"));
            }
            if it.end.is_some() != self.ended.contains(&it.number) {
                return Err(of(it.number, "no transaction ended it"));
            }
        }
        self.all_have_theirs()
    }
}

fn of(number: i64, what: &str) -> PackError {
    differs(format!("certificate {number}: {what}"))
}

/// Compares what a pack tells of a certificate with what was found, and names
/// the first field that differs.
fn same<T: Serialize + PartialEq>(number: i64, told: &T, found: &T) -> Result<(), PackError> {
    if told == found {
        return Ok(());
    }
    let value = |it: &T| serde_json::to_value(it).map_err(std::io::Error::other);
    let (told, found) = (value(told)?, value(found)?);
    let fields = found.as_object().into_iter().flatten();
    let differing = fields.filter_map(|(name, found)| {
        let told = told.get(name)?;
        (told != found).then(|| format!("{name} is {told}, the transactions give {found}"))
    });
    let first = differing.min();
    Err(of(number, &first.unwrap_or_else(|| "its end is not the one of its change".to_owned())))
}
