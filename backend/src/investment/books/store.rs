//! SQL of imports of books.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use super::entity::books_import;
use super::rules::columns::Offered;
use crate::investment::entity::member::MemberStatus;
use crate::investment::entity::{instrument, member};
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{BooksImportId, MemberId, OrganizationId, PersonId};
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::registry::entity::person;
use crate::registry::import::entity::import_run::ImportOutcome;

/// Instruments to which columns may be mapped.
const INSTRUMENTS_MAX: u64 = 500;

/// The instruments of an issuer, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn offered(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<Offered>, DbErr> {
    let rows = instrument::Entity::find()
        .filter(instrument::Column::OrganizationId.eq(issuer))
        .order_by_asc(instrument::Column::Id)
        .limit(INSTRUMENTS_MAX)
        .all(conn)
        .await?;
    let offered = |row: instrument::Model| Offered { id: row.id, kind: row.kind, name: row.name };
    Ok(rows.into_iter().map(offered).collect())
}

/// A living person with a NIK.
#[derive(Debug, FromQueryResult)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Keyed hash of the NIK.
    pub nik_index: Vec<u8>,
    /// Folded name.
    pub name_key: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Region where the person lives.
    pub region_code: String,
    /// The organization that keeps the record.
    pub organization_id: Option<OrganizationId>,
}

/// Living persons with these NIKs, whatever the scope, which the caller applies
/// (R14): nobody is recorded a second time.
///
/// # Errors
/// When the database fails.
pub async fn persons_by_nik(
    conn: &impl ConnectionTrait,
    indexes: Vec<Vec<u8>>,
) -> Result<Vec<PersonRow>, DbErr> {
    use person::Column;
    if indexes.is_empty() {
        return Ok(Vec::new());
    }
    person::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::NikIndex,
            Column::NameKey,
            Column::Sex,
            Column::RegionCode,
            Column::OrganizationId,
        ])
        .filter(Column::NikIndex.is_in(indexes))
        .filter(Column::DeceasedOn.is_null())
        .into_model::<PersonRow>()
        .all(conn)
        .await
}

/// An entry of a register.
#[derive(Debug, FromQueryResult)]
pub struct MemberRow {
    /// Which entry.
    pub id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// The person.
    pub holder_person_id: Option<PersonId>,
    /// Where the membership stands.
    pub status: MemberStatus,
    /// Folded name of the person.
    pub name_key: Option<String>,
}

/// Entries of a register that are of one of these persons or under one of these
/// numbers.
///
/// # Errors
/// When the database fails.
pub async fn members_of(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    persons: Vec<PersonId>,
    numbers: Vec<i64>,
) -> Result<Vec<MemberRow>, DbErr> {
    use member::Column;
    let of = |condition| {
        member::Entity::find()
            .select_only()
            .columns([Column::Id, Column::RegisterNumber, Column::HolderPersonId, Column::Status])
            .column(person::Column::NameKey)
            .join(JoinType::LeftJoin, holder())
            .filter(Column::OrganizationId.eq(issuer))
            .filter(condition)
            .into_model::<MemberRow>()
    };
    // Two statements: one with OR would leave both indexes.
    let mut found = Vec::new();
    if !persons.is_empty() {
        found.extend(of(Column::HolderPersonId.is_in(persons)).all(conn).await?);
    }
    if !numbers.is_empty() {
        found.extend(of(Column::RegisterNumber.is_in(numbers)).all(conn).await?);
    }
    Ok(found)
}

fn holder() -> RelationDef {
    let to = member::Entity::belongs_to(person::Entity);
    to.from(member::Column::HolderPersonId).to(person::Column::Id).into()
}

/// The import that booked this file for this day, if nothing of it was taken
/// back since.
///
/// # Errors
/// When the database fails.
pub async fn find_standing(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    day: NaiveDate,
    digest: &[u8],
) -> Result<Option<books_import::Model>, DbErr> {
    use books_import::Column;
    let latest = books_import::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::EffectiveOn.eq(day))
        .filter(Column::Digest.eq(digest.to_vec()))
        .filter(Column::Outcome.eq(ImportOutcome::Applied))
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    let Some(latest) = latest else { return Ok(None) };
    let sql = "SELECT 1 FROM ledger_transaction r JOIN ledger_transaction t ON t.id = r.reverses \
               WHERE r.organization_id = $1 AND t.idempotency_key = $2 LIMIT 1";
    let values = vec![issuer.into(), latest.posting_key().into()];
    let reversed = conn.query_one_raw(statement(conn, sql, values)).await?;
    Ok(reversed.is_none().then_some(latest))
}

/// Keeps the record of an import.
///
/// # Errors
/// When the database fails.
pub async fn insert_import(
    conn: &impl ConnectionTrait,
    row: books_import::Model,
) -> Result<(), DbErr> {
    let row = books_import::ActiveModel::from(row).reset_all();
    books_import::Entity::insert(row).exec_without_returning(conn).await.map(drop)
}

/// Imports of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_imports(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<BooksImportId>,
) -> Result<Vec<books_import::Model>, DbErr> {
    use books_import::Column;
    let query = books_import::Entity::find().filter(Column::OrganizationId.eq(issuer));
    page.rows(query, Column::Id).all(conn).await
}
