//! What payments on pledges and contributions in kind look at; nothing is read
//! where a batch has none.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;

use super::{Ids, uuids};
use crate::investment::in_kind;
use crate::investment::journal::book::Book;
use crate::investment::journal::intent::Needs;
use crate::investment::pledge;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;

/// Pledges that acts pay on, or whose payments are taken back. The lock of the
/// chain covers what was paid; a cancellation holds the issuer's row.
pub(super) async fn named(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let of_originals = book.originals.values().filter_map(|it| it.row.pledge_id);
    let ids: Ids<_> = needs.iter().filter_map(|it| it.pledge).chain(of_originals).collect();
    if !ids.is_empty() {
        book.pledges = pledge::store::pledges(tx, &uuids(&ids)).await?;
    }
    Ok(())
}

/// Holders with the name of a valuer, what stands on the papers of an asset, and
/// the rules for valuations.
pub(super) async fn valuations(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let names: BTreeSet<&String> = needs.iter().flat_map(|it| &it.names).collect();
    if names.is_empty() {
        return Ok(());
    }
    if book.parameters.is_none() {
        book.parameters = Some(crate::registry::store::parameters(tx).await?);
    }
    let issuers: Vec<OrganizationId> = book.issuers.keys().copied().collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    if !issuers.is_empty() {
        let found = in_kind::store::namesakes(tx, &issuers, &names).await?;
        book.namesakes.extend(found);
        let papers = needs.iter().flat_map(|it| &it.papers).cloned().collect();
        book.papers = in_kind::store::used(tx, &issuers, &papers).await?;
    }
    Ok(())
}
