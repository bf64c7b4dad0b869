//! SQL of imports of books.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use super::entity::books_import;
use super::rules::columns::Offered;
use super::rules::identity::KnownOrganization;
use crate::investment::entity::member::MemberStatus;
use crate::investment::entity::{instrument, member};
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{BooksImportId, MemberId, OrganizationId, PersonId};
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};
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

/// An organization with its numbers.
#[derive(Debug, FromQueryResult)]
pub struct OrganizationRow {
    /// Which.
    pub id: OrganizationId,
    legal_form: LegalForm,
    name_key: String,
    npwp: Option<String>,
    nib: Option<String>,
    nik_koperasi: Option<String>,
    legal_number: Option<String>,
}

impl OrganizationRow {
    /// Whether one of its numbers is written so.
    #[must_use]
    pub fn has(&self, written: &[String]) -> bool {
        let numbers = [&self.npwp, &self.nib, &self.nik_koperasi, &self.legal_number];
        numbers.into_iter().flatten().any(|number| written.contains(number))
    }

    /// What the rules look at.
    #[must_use]
    pub fn known(&self) -> KnownOrganization {
        KnownOrganization { id: self.id, form: self.legal_form, name_key: self.name_key.clone() }
    }
}

/// The forms in which the registry may have a number: as it is written, and its
/// digits alone; an NPWP of a body with or without the zero before it (R16).
#[must_use]
pub fn written(number: &str) -> Vec<String> {
    let text = number.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits: String = text.chars().filter(|letter| !matches!(letter, '.' | '-' | ' ')).collect();
    let mut forms = vec![text];
    if !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) {
        match (digits.len(), digits.strip_prefix('0')) {
            (15, _) => forms.push(format!("0{digits}")),
            (16, Some(old)) => forms.push(old.to_owned()),
            _ => {}
        }
        forms.push(digits);
    }
    forms
}

/// Organizations with these numbers that are not dissolved, whatever the scope:
/// that an organization is there is public.
///
/// # Errors
/// When the database fails.
pub async fn organizations_by_number(
    conn: &impl ConnectionTrait,
    numbers: &[&str],
) -> Result<Vec<OrganizationRow>, DbErr> {
    use organization::Column;
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let written: Vec<String> = numbers.iter().flat_map(|number| written(number)).collect();
    let any = [Column::Npwp, Column::Nib, Column::NikKoperasi, Column::LegalNumber]
        .into_iter()
        .fold(Condition::any(), |any, column| any.add(column.is_in(written.clone())));
    organization::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::LegalForm,
            Column::NameKey,
            Column::Npwp,
            Column::Nib,
            Column::NikKoperasi,
            Column::LegalNumber,
        ])
        .filter(any)
        .filter(Column::Status.ne(OrganizationStatus::Dissolved))
        .order_by_asc(Column::Id)
        .into_model::<OrganizationRow>()
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
    /// The organization.
    pub holder_organization_id: Option<OrganizationId>,
    /// Where the membership stands.
    pub status: MemberStatus,
    /// Folded name of the person.
    pub name_key: Option<String>,
}

/// Whose entries are looked for.
#[derive(Debug)]
pub struct Holders {
    /// Of these persons.
    pub persons: Vec<PersonId>,
    /// Of these organizations.
    pub organizations: Vec<OrganizationId>,
    /// Under these numbers.
    pub numbers: Vec<i64>,
}

/// Entries of a register that are of one of these holders or under one of these
/// numbers.
///
/// # Errors
/// When the database fails.
pub async fn members_of(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    holders: Holders,
) -> Result<Vec<MemberRow>, DbErr> {
    use member::Column;
    let of = |condition| {
        member::Entity::find()
            .select_only()
            .columns([
                Column::Id,
                Column::RegisterNumber,
                Column::HolderPersonId,
                Column::HolderOrganizationId,
                Column::Status,
            ])
            .column(person::Column::NameKey)
            .join(JoinType::LeftJoin, holder())
            .filter(Column::OrganizationId.eq(issuer))
            .filter(condition)
            .into_model::<MemberRow>()
    };
    // One statement each: one with OR would leave all indexes.
    let mut found = Vec::new();
    if !holders.persons.is_empty() {
        found.extend(of(Column::HolderPersonId.is_in(holders.persons)).all(conn).await?);
    }
    if !holders.organizations.is_empty() {
        let organizations = Column::HolderOrganizationId.is_in(holders.organizations);
        found.extend(of(organizations).all(conn).await?);
    }
    if !holders.numbers.is_empty() {
        found.extend(of(Column::RegisterNumber.is_in(holders.numbers)).all(conn).await?);
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
