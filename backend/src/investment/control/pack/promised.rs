//! Payments on pledges beside the pledges: by who pledged, for what, in their
//! time, and not above the sum.

use std::collections::BTreeMap;
use std::path::Path;

use super::evidence::{Evidence, PackPledge};
use super::read::{PackTransaction, lines};
use super::{PackError, differs};

/// Pledges with what is paid on each, in sen.
pub(super) struct Promised {
    pledges: BTreeMap<String, (PackPledge, i128)>,
    /// Payments by transaction, which reversals take back.
    paid: BTreeMap<String, String>,
}

impl Promised {
    /// Takes up the pledges of a pack.
    pub(super) fn of(folder: &Path) -> Result<Self, PackError> {
        let mut pledges = BTreeMap::new();
        for line in lines::<Evidence>(folder, "decisions")? {
            if let Evidence::Pledge(pledge) = line? {
                pledges.insert(pledge.id.to_string(), (pledge, 0));
            }
        }
        Ok(Self { pledges, paid: BTreeMap::new() })
    }

    /// Compares one transaction, whose hash is right.
    pub(super) fn follow(&mut self, row: &PackTransaction) -> Result<(), PackError> {
        let of = |what: &str| differs(format!("transaction {}: {what}", row.sequence));
        let field = |name: &str| row.field(name).unwrap_or_default();
        let Some(id) = row.field("pledge_id") else { return Ok(()) };
        let found = self.pledges.get_mut(id);
        let (pledge, paid) = found.ok_or_else(|| of("its pledge is not in decisions.jsonl"))?;
        let its = (pledge.member_id.to_string(), pledge.instrument_id.to_string());
        if (its.0.as_str(), its.1.as_str()) != (field("member_id"), field("instrument_id")) {
            return Err(of("its pledge is another holder's"));
        }
        let amount: i128 = field("amount_sen").parse().map_err(|_| of("amount_sen"))?;
        if self.paid.contains_key(field("reverses")) {
            *paid -= amount;
        } else {
            let day = field("effective_on");
            let ended = pledge.cancellation.as_ref().map_or(pledge.due_on, |it| it.cancelled_on);
            let (first, last) = (pledge.pledged_on.to_string(), ended.to_string());
            if day < first.as_str() || day > last.as_str() {
                return Err(of("its pledge is not in force on its day"));
            }
            *paid += amount;
            self.paid.insert(field("id").to_owned(), id.to_owned());
        }
        if *paid > i128::from(pledge.amount_sen) {
            return Err(of("more is paid than its pledge promises"));
        }
        Ok(())
    }
}
