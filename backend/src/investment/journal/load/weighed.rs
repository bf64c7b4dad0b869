//! What some acts are weighed by besides the accounts they move.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{Ids, uuids};
use crate::investment::entity::ledger_account::Line;
use crate::investment::journal::book::{Book, is_region, is_village_capital};
use crate::investment::journal::intent::{Holder, Needs};
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::problem::ApiResult;
use crate::platform::rowset::among;
use crate::registry::entity::organization::LegalForm;

/// What others have a claim on, of the members of the batch (R67).
pub(super) async fn claims(
    tx: &DatabaseTransaction,
    book: &mut Book,
    asked: bool,
) -> ApiResult<()> {
    let members: Ids<_> = book.members.keys().copied().collect();
    if !asked || members.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&members));
    let sql = format!(
        "SELECT member_id, instrument_id, CAST(SUM(amount_sen) AS BIGINT) FROM encumbrance \
         WHERE released_on IS NULL AND member_id {list} GROUP BY member_id, instrument_id"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let holder =
            Holder { member: row.try_get_by_index(0)?, instrument: row.try_get_by_index(1)? };
        book.claims.insert(holder, Money::from_sen(row.try_get_by_index(2)?));
    }
    Ok(())
}

/// Who holds the shares of the Perseroda of which some may move (R62); an act of
/// any other issuer costs no statement.
pub(super) async fn regions(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let asked = needs.iter().filter(|it| it.weighs_regions).filter_map(|it| book.issuer_of(it));
    let perseroda = |id: &OrganizationId| {
        book.issuers.get(id).is_some_and(|state| state.legal_form == LegalForm::Perseroda)
    };
    let issuers: Ids<_> = asked.filter(perseroda).collect();
    if issuers.is_empty() {
        return Ok(());
    }
    if book.parameters.is_none() {
        book.parameters = Some(crate::registry::store::parameters(tx).await?);
    }
    for id in &issuers {
        if let Some(state) = book.issuers.get_mut(id) {
            state.shares = Some(BTreeMap::new());
        }
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&issuers));
    let sql = format!(
        "SELECT a.organization_id, a.member_id, h.legal_form, CAST(SUM(b.balance_sen) AS BIGINT) \
         FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
         JOIN member m ON m.id = a.member_id \
         LEFT JOIN organization h ON h.id = m.holder_organization_id \
         WHERE a.line = 'saham' AND a.member_id IS NOT NULL AND a.organization_id {list} \
         GROUP BY a.organization_id, a.member_id, h.legal_form"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let id: OrganizationId = row.try_get_by_index(0)?;
        let form: Option<LegalForm> = row.try_get_by_index(2)?;
        let held = Money::from_sen(row.try_get_by_index(3)?);
        if let Some(shares) = book.issuers.get_mut(&id).and_then(|state| state.shares.as_mut()) {
            let region = is_region(form);
            shares.insert(row.try_get_by_index(1)?, (region, held));
        }
    }
    Ok(())
}

/// What R51 weighs, where capital of village enterprises may be moved.
pub(super) async fn village(tx: &DatabaseTransaction, book: &mut Book) -> ApiResult<()> {
    let touched = book.instruments.values().filter(|row| is_village_capital(row.kind));
    let issuers: Ids<_> = touched.map(|row| row.organization_id).collect();
    if issuers.is_empty() {
        return Ok(());
    }
    book.parameters = Some(crate::registry::store::parameters(tx).await?);
    for id in &issuers {
        if let Some(state) = book.issuers.get_mut(id) {
            state.village = Some((Money::ZERO, Money::ZERO));
        }
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&issuers));
    let sql = format!(
        "SELECT a.organization_id, a.line, CAST(SUM(b.balance_sen) AS BIGINT) \
         FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
         WHERE a.line IN ('penyertaan_modal_desa', 'penyertaan_modal_masyarakat') \
         AND a.organization_id {list} GROUP BY a.organization_id, a.line"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let id: OrganizationId = row.try_get_by_index(0)?;
        let line: Line = row.try_get_by_index(1)?;
        let sum = Money::from_sen(row.try_get_by_index(2)?);
        if let Some((desa, masyarakat)) =
            book.issuers.get_mut(&id).and_then(|state| state.village.as_mut())
        {
            *(if line == Line::PenyertaanModalDesa { desa } else { masyarakat }) = sum;
        }
    }
    Ok(())
}
