//! Balances of the members, posted by the journal.

use std::collections::{BTreeMap, HashMap};

use sea_orm::DatabaseTransaction;

use super::pass::Pass;
use super::{CHUNK, count};
use crate::investment::books::rules::Found;
use crate::investment::books::rules::cells::Balance;
use crate::investment::drafts::OpeningBalanceDraft;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_transaction::SourceClass;
use crate::investment::journal::{Act, Intent, Outcome, post_batch};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// What was booked of each instrument.
pub(super) type Booked = BTreeMap<InstrumentId, Money>;

impl Pass<'_, '_> {
    /// Posts the balances of all rows whose member is known; what the journal
    /// refuses becomes a fault of its cell.
    pub(super) async fn post(
        &mut self,
        tx: &DatabaseTransaction,
        members: &HashMap<usize, MemberId>,
        kinds: &HashMap<InstrumentId, InstrumentKind>,
    ) -> ApiResult<Booked> {
        let mut booked = Booked::new();
        for start in (0..self.book.rows.len()).step_by(CHUNK) {
            let end = (start + CHUNK).min(self.book.rows.len());
            let mut asked: Vec<(usize, Balance)> = Vec::new();
            let mut intents: Vec<Intent> = Vec::new();
            for place in (start..end).filter(|place| self.is_named(*place)) {
                let Some(member) = members.get(&place) else { continue };
                for balance in &self.book.rows[place].balances {
                    intents.push(self.intent(*member, balance, kinds));
                    asked.push((place, *balance));
                }
            }
            let outcomes = post_batch(tx, &intents).await?;
            for ((place, balance), outcome) in asked.into_iter().zip(outcomes) {
                self.note(place, &balance, outcome, &mut booked)?;
            }
            self.step(end - start);
        }
        Ok(booked)
    }

    fn intent(
        &self,
        member: MemberId,
        balance: &Balance,
        kinds: &HashMap<InstrumentId, InstrumentKind>,
    ) -> Intent {
        // Capital of a village enterprise comes from whom its kind names (R50);
        // what is kept of results is recorded one by one.
        let source_class = match kinds.get(&balance.instrument) {
            Some(InstrumentKind::PenyertaanModalDesa) => Some(SourceClass::Desa),
            Some(InstrumentKind::PenyertaanModalMasyarakat) => Some(SourceClass::Masyarakat),
            _ => None,
        };
        let draft = OpeningBalanceDraft {
            line: None,
            member_id: Some(member),
            instrument_id: Some(balance.instrument),
            amount: balance.amount,
            effective_on: self.settings.effective_on,
            reason: self.settings.reason.clone(),
            decision_number: self.settings.decision_number.clone(),
            source_class,
            share_count: None,
        };
        Intent {
            act: Act::OpeningBalance(self.issuer.id, draft),
            author: self.caller.author.clone(),
            reach: self.caller.reach.clone(),
            id: None,
            request_key: Some(self.run.posting_key()),
            receipt: None,
            approval: self.caller.approval.clone(),
            may_wait: false,
            vault: None,
        }
    }

    fn note(
        &mut self,
        place: usize,
        balance: &Balance,
        outcome: ApiResult<Outcome>,
        booked: &mut Booked,
    ) -> ApiResult<()> {
        match outcome {
            Ok(Outcome::Posted(posted, _)) => {
                let sum = booked.entry(balance.instrument).or_default();
                *sum = sum.checked_add(posted.row.amount_sen).map_err(Fault::from)?;
                self.run.postings += count(1);
                Ok(())
            }
            Ok(Outcome::Asked(_) | Outcome::Replayed(_)) => {
                Err(ApiError::internal("a balance of an import has no key"))
            }
            Err(error) if error.status() >= 500 || error.faults().is_empty() => Err(error),
            Err(error) => {
                let value = Some(balance.amount.to_string());
                let found = error.faults().iter().map(|fault| {
                    let column = Some(balance.column);
                    Found { value: value.clone(), ..Found::fault(column, fault.clone()) }
                });
                self.book.find(place, found.collect());
                Ok(())
            }
        }
    }
}
