//! What the store gives and the rules weigh of a pledge.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::investment::day_change::DayChange;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId};
use crate::kernel::money::{AmountOverflow, Money};

/// The terms of a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How much was promised.
    pub amount: Money,
    /// Day of the promise.
    pub pledged_on: NaiveDate,
    /// Last day of payment.
    pub due_on: NaiveDate,
    /// First day on which it no longer binds, if it was cancelled.
    pub cancelled_on: Option<NaiveDate>,
    /// First day on which who promised is in the register no longer.
    pub left_on: Option<NaiveDate>,
}

impl Terms {
    /// Last day on which the promise is good: no holder pays after leaving.
    #[must_use]
    pub fn last_on(&self) -> NaiveDate {
        let last_in_register = self.left_on.and_then(|day| day.pred_opt());
        last_in_register.map_or(self.due_on, |day| day.min(self.due_on))
    }
}

/// A pledge with what was paid on it.
#[derive(Debug, Clone)]
pub struct Pledge {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who promised.
    pub member_id: MemberId,
    /// What is to be brought in.
    pub instrument_id: InstrumentId,
    /// Its terms.
    pub terms: Terms,
    /// Payments less what was taken back, by the day on which they count.
    pub paid: BTreeMap<NaiveDate, Money>,
}

impl Pledge {
    /// Net payments by day, in order.
    #[must_use]
    pub fn days(&self) -> Vec<DayChange> {
        self.paid.iter().map(|(day, change)| DayChange { day: *day, change: *change }).collect()
    }

    /// Takes up a payment, or below zero one that is taken back.
    ///
    /// # Errors
    /// [`AmountOverflow`].
    pub fn take(&mut self, day: NaiveDate, change: Money) -> Result<(), AmountOverflow> {
        let sum = self.paid.entry(day).or_default();
        *sum = sum.checked_add(change)?;
        Ok(())
    }
}
