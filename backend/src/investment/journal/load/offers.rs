//! How many have bought the shares of the batch outside of crowdfunding (R72).

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{Ids, uuids};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::journal::book::{Book, Buyers};
use crate::investment::journal::intent::Intent;
use crate::kernel::ids::MemberId;
use crate::platform::db::statement;
use crate::platform::problem::ApiResult;
use crate::platform::rowset::among;

/// Who stands in a record of securities crowdfunding with the issuer.
const RECORDED: &str = "EXISTS (SELECT 1 FROM scf_record s \
                        WHERE s.organization_id = m.organization_id \
                        AND (s.investor_person_id = m.holder_person_id \
                        OR s.investor_organization_id = m.holder_organization_id))";

/// Reads the buyers of each instrument of shares, no more than the bound is
/// told by: a company with many holders is not counted through for each posting.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    book: &mut Book,
    intents: &[Intent],
) -> ApiResult<()> {
    let shares = book.instruments.values().filter(|row| row.kind == InstrumentKind::Saham);
    let shares: Vec<_> = shares.map(|row| (row.id, row.organization_id)).collect();
    let Some(first) = intents.first().filter(|_| !shares.is_empty()) else { return Ok(()) };
    if book.parameters.is_none() {
        book.parameters = Some(crate::registry::store::parameters(tx).await?);
    }
    let engine = tx.get_database_backend();
    let members: Ids<_> = book.members.keys().copied().collect();
    let (list, values) = among(engine, 1, &uuids(&members));
    let sql = format!("SELECT m.id FROM member m WHERE m.id {list} AND {RECORDED}");
    let rows = tx.query_all_raw(statement(tx, sql, values)).await?;
    let recorded: BTreeSet<MemberId> =
        rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    for (instrument, issuer) in shares {
        let (Some(state), Some(parameters)) = (book.issuers.get(&issuer), &book.parameters) else {
            continue;
        };
        let today = state.today(first.author.at);
        let bound = parameters.integer("private_offer_max_buyers", today)?;
        let sql = format!(
            "SELECT m.id FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
             JOIN member m ON m.id = a.member_id \
             WHERE a.organization_id = $1 AND a.line = 'saham' AND a.instrument_id = $2 \
             AND b.balance_sen > 0 AND NOT {RECORDED} LIMIT {}",
            bound.max(0) + 1
        );
        let values = vec![issuer.into(), instrument.into()];
        let rows = tx.query_all_raw(statement(tx, sql, values)).await?;
        let known = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        let recorded = recorded.clone();
        book.buyers.insert(instrument, Buyers { known, recorded, bound });
    }
    Ok(())
}
