//! The journal: the one way by which anything is posted to a ledger.
//!
//! [`post_batch`] takes any number of [`Intent`]s, reads in a few statements
//! all that they look at (`load`), decides each in memory (`decide`), so
//! that an intent sees what those before it did and a refused one changes
//! nothing, and writes everything in one go (`write`). Requests come through
//! the `writer`, whose batch is whatever waits; a bulk ([`post_bulk`]) is a
//! batch of its own. Locks are taken in one order: issuer by issuer in the
//! order of their ids the row of the organization (FOR KEY SHARE) and the head
//! of its chain, which covers all its accounts; then the members by their ids.
//!
//! An instrument's terms (who may hold it, how much, how long) are asked by
//! `decide/classes.rs`; certificates of shares follow the legs by themselves
//! (`shares`). Neither costs a statement where a batch moves no such instrument.
//!
//! Every act passes `ask`: nothing is posted into a closed book year, and
//! what is above the issuer's limit or too far back waits for a second person,
//! unless a meeting or that person decided it.
//!
//! To add an act:
//! 1. its draft in `drafts.rs`, its kind in `entity/ledger_transaction.rs` and
//!    in the CHECK of the migration;
//! 2. a variant of [`Act`], and in [`Act::needs`] what it looks at: the issuer,
//!    the holders' accounts, the day, whether it takes out;
//! 3. a function in `decide/` that asks the rules, and the terms by
//!    `classes::inflow` and `classes::outflow`, and gives a [`Plan`]: the row
//!    and any number of legs on holders' and issuer's accounts. Accounts that
//!    are missing are opened, balances, membership (R26), figures, audit, chain
//!    and warnings follow from the legs;
//! 4. its arm in `decide::decide`, a handler that makes an [`Intent`] and
//!    gives it to `actions::post`, as in `routes/postings.rs`, and a field of
//!    `drafts::BulkItemDraft` with its line in `routes/bulk.rs`;
//! 5. new columns of a transaction go into `canon.rs` as further named fields.

mod ask;
mod book;
mod bulk;
pub mod canon;
mod collective;
mod decide;
mod intent;
mod load;
mod shares;
mod write;
pub mod writer;

use sea_orm::DatabaseTransaction;

pub(in crate::investment) use book::member_delta;
pub use book::{Leg, Place, Plan, Posted, Promised, is_region};
pub use bulk::{Bulk, BulkOutcome, Item, View as BulkView, post_bulk};
pub use intent::{
    Act, Approval, Holder, Intent, Needs, Outcome, Reach, Receipt, Signed, SurplusMove,
};

use crate::platform::problem::ApiResult;

/// Decides an act on the books as they stand, or as if what is `promised` were
/// paid in already, without posting it: what it would be refused for, by every
/// rule but that of closed years. The issuer's chain is locked with it.
///
/// # Errors
/// When the database fails; the refusal of the act stands inside.
pub async fn consider(
    tx: &DatabaseTransaction,
    intent: &Intent,
    promised: &Promised,
) -> ApiResult<ApiResult<()>> {
    let mut book = load::load(tx, std::slice::from_ref(intent)).await?;
    book.suppose(promised)?;
    Ok(decide::consider(&book, intent))
}

/// Posts a batch inside the caller's transaction; the answers stand in the
/// order of the intents, and hold once the caller has committed.
///
/// # Errors
/// When the database fails or refuses: then nothing of the batch holds, and
/// the caller rolls back.
pub async fn post_batch(
    tx: &DatabaseTransaction,
    intents: &[Intent],
) -> ApiResult<Vec<ApiResult<Outcome>>> {
    let mut book = load::load(tx, intents).await?;
    let outcomes = intents.iter().map(|intent| decide::settle(&mut book, intent)).collect();
    write::write(tx, book).await?;
    Ok(outcomes)
}
