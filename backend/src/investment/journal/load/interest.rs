//! What interest was earned before, in the months of the batch (R47).

use sea_orm::DatabaseTransaction;

use super::Ids;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::journal::book::Book;
use crate::investment::journal::intent::{Intent, Needs};
use crate::investment::store::{Earners, earned_interest};
use crate::kernel::fault::Fault;
use crate::kernel::period::Month;
use crate::platform::problem::ApiResult;

/// Reads the interest of those who earn some now or whose interest is taken back,
/// of all months of the batch and by all rows of the same person.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    book: &mut Book,
    intents: &[Intent],
    needs: &[Needs],
) -> ApiResult<()> {
    let mut members: Ids<_> = Ids::new();
    let (mut first, mut last) = (chrono::NaiveDate::MAX, chrono::NaiveDate::MIN);
    for (intent, needs) in intents.iter().zip(needs) {
        let state = needs.issuer.and_then(|id| book.issuers.get(&id));
        let (Some(member), Some(state)) = (needs.earns, state) else { continue };
        let month = Month::of(needs.day.unwrap_or_else(|| state.today(intent.author.at)));
        members.insert(member);
        (first, last) = (first.min(month.first_day()), last.max(month.last_day()));
    }
    let originals = book.originals.values().map(|original| &original.row);
    for row in originals.filter(|row| row.kind == TransactionKind::SavingsInterest) {
        let month = Month::of(row.effective_on);
        members.extend(row.member_id);
        (first, last) = (first.min(month.first_day()), last.max(month.last_day()));
    }
    if members.is_empty() {
        return Ok(());
    }
    if book.parameters.is_none() {
        book.parameters = Some(crate::registry::store::parameters(tx).await?);
    }
    let members: Vec<_> = members.into_iter().collect();
    for row in earned_interest(tx, &members, (first, last), Earners::Persons).await? {
        let earned = book.interest.entry((row.member_id, Month::of(row.effective_on))).or_default();
        earned.gross = earned.gross.checked_add(row.gross).map_err(Fault::from)?;
        earned.tax = earned.tax.checked_add(row.tax).map_err(Fault::from)?;
    }
    Ok(())
}
