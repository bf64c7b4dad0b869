//! SQL of investment: instruments and the register; the ledger has its own files.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use super::entity::member::{MemberStatus, Standing};
use super::entity::{exit_settlement, instrument, instrument_amount, member};
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId, PersonId};
pub(super) use crate::platform::db::Values;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::registry::entity::organization;

mod books;
mod claims;
mod interest;
mod ledger;
mod reports;
mod same_person;
mod seat;

pub use books::{
    RegisterRow, equity_sums, founding_villages, instrument_names, list_register, trial_rows,
};
pub use claims::{find_encumbrance, held_and_claimed, list_encumbrances};
pub use interest::{EarnedRow, Earners, earned_interest};
pub use ledger::{
    AccountSpec, accounts_named, ensure_account, entries_of, find_transaction, last_posting_of,
    member_accounts,
};
pub use reports::{
    BalanceRow, Horizon, MemberCount, StatementKey, StatementRow, TransactionFilter, capital_lines,
    count_members, list_balances, list_statement, list_transactions,
};
pub use same_person::rows_of_persons;
pub use seat::{capacities, kinds_of, lock_members, move_members, stocks};

/// Rows whose issuer is in scope.
pub(in crate::investment) fn issuer_in_scope(scope: &Scope, issuer: &SimpleExpr) -> Condition {
    if scope.national {
        return Condition::all();
    }
    let region = Expr::col((organization::Entity, organization::Column::RegionCode));
    let id = Expr::col((organization::Entity, organization::Column::Id));
    let reached = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(scope_condition(scope, &region, &id))
        .into_query();
    Condition::all().add(issuer.clone().in_subquery(reached))
}

/// Instruments of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_instruments(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<InstrumentId>,
) -> Result<Vec<instrument::Model>, DbErr> {
    use instrument::Column;
    let query = instrument::Entity::find().filter(Column::OrganizationId.eq(issuer));
    page.rows(query, Column::Id).all(conn).await
}

/// One instrument whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_instrument(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: InstrumentId,
) -> Result<Option<instrument::Model>, DbErr> {
    let issuer = Expr::col((instrument::Entity, instrument::Column::OrganizationId));
    instrument::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

/// The issuer's instrument of this kind, of which there is one only.
///
/// # Errors
/// When the database fails.
pub async fn find_sole_instrument(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    kind: instrument::InstrumentKind,
) -> Result<Option<instrument::Model>, DbErr> {
    instrument::Entity::find()
        .filter(instrument::Column::OrganizationId.eq(issuer))
        .filter(instrument::Column::Kind.eq(kind))
        .one(conn)
        .await
}

/// The next number among an issuer's instruments; the issuer is locked.
///
/// # Errors
/// When the database fails.
pub async fn next_instrument_number(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<i64, DbErr> {
    next_number(conn, "SELECT COALESCE(MAX(number), 0) + 1 FROM instrument", issuer).await
}

/// The next number in an issuer's register; the issuer is locked, so that
/// numbers have no gaps.
///
/// # Errors
/// When the database fails.
pub async fn next_register_number(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<i64, DbErr> {
    next_number(conn, "SELECT COALESCE(MAX(register_number), 0) + 1 FROM member", issuer).await
}

/// The next number of an issuer's certificates of shares; the issuer is locked,
/// so that numbers have no gaps.
///
/// # Errors
/// When the database fails.
pub async fn next_certificate_number(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<i64, DbErr> {
    next_number(conn, "SELECT COALESCE(MAX(number), 0) + 1 FROM share_certificate", issuer).await
}

async fn next_number(
    conn: &impl ConnectionTrait,
    select: &str,
    issuer: OrganizationId,
) -> Result<i64, DbErr> {
    let sql = format!("{select} WHERE organization_id = $1");
    let row = conn.query_one_raw(statement(conn, sql, vec![issuer.into()])).await?;
    row.map_or(Ok(1), |row| row.try_get_by_index(0))
}

/// Amounts of some instruments, by first day.
///
/// # Errors
/// When the database fails.
pub async fn list_amounts(
    conn: &impl ConnectionTrait,
    instruments: &[InstrumentId],
) -> Result<Vec<instrument_amount::Model>, DbErr> {
    use instrument_amount::Column;
    instrument_amount::Entity::find()
        .filter(Column::InstrumentId.is_in(instruments.iter().copied()))
        .order_by_asc(Column::InstrumentId)
        .order_by_asc(Column::ValidFrom)
        .limit(10_000)
        .all(conn)
        .await
}

/// The amount of an instrument that holds on a day.
///
/// # Errors
/// When the database fails.
pub async fn amount_on(
    conn: &impl ConnectionTrait,
    instrument: InstrumentId,
    day: NaiveDate,
) -> Result<Option<instrument_amount::Model>, DbErr> {
    use instrument_amount::Column;
    instrument_amount::Entity::find()
        .filter(Column::InstrumentId.eq(instrument))
        .filter(Column::ValidFrom.lte(day))
        .order_by_desc(Column::ValidFrom)
        .one(conn)
        .await
}

/// Which members are asked for.
#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    /// In this capacity.
    pub standing: Option<Standing>,
    /// With this status.
    pub status: Option<MemberStatus>,
    /// In the register on this day: joined by then, and not left.
    pub as_of: Option<NaiveDate>,
}

/// Members of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_members(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    filter: &MemberFilter,
    page: &PageRequest<MemberId>,
) -> Result<Vec<member::Model>, DbErr> {
    use member::Column;
    let mut query = member::Entity::find().filter(Column::OrganizationId.eq(issuer));
    if let Some(standing) = filter.standing {
        query = query.filter(Column::Standing.eq(standing));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(day) = filter.as_of {
        let stays = Condition::any().add(Column::LeftOn.is_null()).add(Column::LeftOn.gt(day));
        query = query.filter(Column::JoinedOn.lte(day)).filter(stays);
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One member whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_member(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: MemberId,
) -> Result<Option<member::Model>, DbErr> {
    member_in_scope(scope, id).one(conn).await
}

/// What was settled with a member, whom the caller has found in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_settlement(
    conn: &impl ConnectionTrait,
    member: MemberId,
) -> Result<Option<exit_settlement::Model>, DbErr> {
    let of_member = exit_settlement::Column::MemberId.eq(member);
    exit_settlement::Entity::find().filter(of_member).one(conn).await
}

/// One member whose issuer is in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_member(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: MemberId,
) -> Result<Option<member::Model>, DbErr> {
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    member_in_scope(scope, id).lock_exclusive().one(conn).await
}

fn member_in_scope(scope: &Scope, id: MemberId) -> Select<member::Entity> {
    let issuer = Expr::col((member::Entity, member::Column::OrganizationId));
    member::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer))
}

/// The entry of a holder in an issuer's register that has not ended.
///
/// # Errors
/// When the database fails.
pub async fn find_holding(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    person: Option<PersonId>,
    organization: Option<OrganizationId>,
) -> Result<Option<member::Model>, DbErr> {
    use member::Column;
    let holder = match (person, organization) {
        (Some(person), _) => Column::HolderPersonId.eq(person),
        (None, organization) => Column::HolderOrganizationId.eq(organization),
    };
    member::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::Status.ne(MemberStatus::Former))
        .filter(holder)
        .one(conn)
        .await
}

/// Whether an issuer's register has anybody whose entry has not ended (R61).
///
/// # Errors
/// When the database fails.
pub async fn has_holder(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<bool, DbErr> {
    let any = member::Entity::find()
        .filter(member::Column::OrganizationId.eq(issuer))
        .filter(member::Column::Status.ne(MemberStatus::Former))
        .one(conn)
        .await?;
    Ok(any.is_some())
}

/// Names of the holders of some members.
///
/// # Errors
/// When the database fails.
pub async fn holder_names(
    conn: &impl ConnectionTrait,
    members: &[member::Model],
) -> Result<HashMap<MemberId, String>, DbErr> {
    use crate::registry::entity::person;
    let persons = members.iter().filter_map(|row| row.holder_person_id);
    let persons: HashMap<PersonId, String> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::FullName])
        .filter(person::Column::Id.is_in(persons))
        .into_tuple::<(PersonId, String)>()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let organizations = members.iter().filter_map(|row| row.holder_organization_id);
    let organizations: HashMap<OrganizationId, String> = organization::Entity::find()
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .filter(organization::Column::Id.is_in(organizations))
        .into_tuple::<(OrganizationId, String)>()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let name = |row: &member::Model| {
        let person = row.holder_person_id.and_then(|id| persons.get(&id));
        let holder = row.holder_organization_id.and_then(|id| organizations.get(&id));
        Some((row.id, person.or(holder)?.clone()))
    };
    Ok(members.iter().filter_map(name).collect())
}
