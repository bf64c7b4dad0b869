//! SQL of certificates of shares and of who has them.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use crate::identity::Scope;
use crate::investment::classes::entity::certificate::CertificateCause;
use crate::investment::store::Values;
use crate::kernel::ids::{
    CertificateChangeId, EncumbranceId, InstrumentId, MemberId, OrganizationId, PersonId,
    ShareCertificateId,
};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::platform::rowset::among;

/// A certificate with its end and the claim on it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CertificateRow {
    /// Identity.
    pub id: ShareCertificateId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The class of shares.
    pub instrument_id: InstrumentId,
    /// The holder.
    pub member_id: MemberId,
    /// Number among the issuer's certificates.
    pub number: i64,
    /// Number of its first share.
    pub first_share: i64,
    /// Number of its last share.
    pub last_share: i64,
    /// Nominal of one share.
    pub nominal_sen: Money,
    /// Why it was issued.
    pub cause: CertificateCause,
    /// The change by which it was.
    pub change_id: CertificateChangeId,
    /// Day from which on its holder has these shares.
    pub acquired_on: NaiveDate,
    /// Day from which on it proves that.
    pub issued_on: NaiveDate,
    /// The decision or request behind it.
    pub decision_number: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// First day on which it proves nothing any more.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub end_cause: Option<CertificateCause>,
    /// The change by which it ended.
    pub end_change_id: Option<CertificateChangeId>,
    /// The claim in force on it.
    pub encumbrance_id: Option<EncumbranceId>,
}

/// Whose certificates are asked for.
#[derive(Debug, Clone, Copy)]
pub enum CertificatesOf {
    /// Of a class.
    Instrument(InstrumentId),
    /// Of a holder.
    Member(MemberId),
}

/// Which certificates.
#[derive(Debug, Clone, Copy)]
pub struct CertificateFilter {
    /// The issuer.
    pub issuer: OrganizationId,
    /// Whose.
    pub of: CertificatesOf,
    /// Those that hold, or those that have ended; both if absent.
    pub in_force: Option<bool>,
}

const SELECT: &str = "SELECT c.id, c.organization_id, c.instrument_id, c.member_id, c.number, \
    c.first_share, c.last_share, i.nominal_sen, c.cause, c.change_id, c.acquired_on, c.issued_on, \
    c.decision_number, c.recorded_at, e.ended_on, e.cause AS end_cause, \
    e.change_id AS end_change_id, n.id AS encumbrance_id FROM share_certificate c \
    JOIN instrument i ON i.id = c.instrument_id \
    LEFT JOIN share_certificate_end e ON e.id = c.id \
    LEFT JOIN encumbrance n ON n.certificate_id = c.id AND n.released_on IS NULL";

/// Certificates after a cursor by number; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_certificates(
    conn: &impl ConnectionTrait,
    filter: &CertificateFilter,
    page: &PageRequest<i64>,
) -> Result<Vec<CertificateRow>, DbErr> {
    let mut values = Values::default();
    let issuer = values.place(filter.issuer);
    let after = values.place(page.after.unwrap_or_default());
    let of = match filter.of {
        CertificatesOf::Instrument(id) => format!("c.instrument_id = {}", values.place(id)),
        CertificatesOf::Member(id) => format!("c.member_id = {}", values.place(id)),
    };
    let state = match filter.in_force {
        Some(true) => "AND e.id IS NULL",
        Some(false) => "AND e.id IS NOT NULL",
        None => "",
    };
    let sql = format!(
        "{SELECT} WHERE c.organization_id = {issuer} AND c.number > {after} AND {of} {state} \
         ORDER BY c.number LIMIT {}",
        page.limit + 1
    );
    CertificateRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// One certificate whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_certificate(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ShareCertificateId,
) -> Result<Option<CertificateRow>, DbErr> {
    let found = find_certificates(conn, &[id]).await?.pop();
    let Some(row) = found else { return Ok(None) };
    let issuer = row.organization_id;
    let seen = crate::registry::store::find_organization(conn, scope, issuer).await?;
    Ok(seen.map(|_| row))
}

/// Some certificates by number, of whatever issuer.
///
/// # Errors
/// When the database fails.
pub async fn find_certificates(
    conn: &impl ConnectionTrait,
    ids: &[ShareCertificateId],
) -> Result<Vec<CertificateRow>, DbErr> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let (list, values) = among(conn.get_database_backend(), 1, &ids);
    let sql = format!("{SELECT} WHERE c.id {list} ORDER BY c.organization_id, c.number");
    CertificateRow::find_by_statement(statement(conn, sql, values)).all(conn).await
}

/// A line of the register of shareholders: a certificate in force with who has
/// it and who has a claim on it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ShareholderRow {
    /// The certificate.
    pub id: ShareCertificateId,
    /// Its number.
    pub number: i64,
    /// The holder.
    pub member_id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// Name of the holder.
    pub name: Option<String>,
    /// Region where the person lives or the organization has its seat.
    pub home: Option<String>,
    /// Address of an organization.
    pub address: Option<String>,
    /// The person, if the holder is one.
    pub person_id: Option<PersonId>,
    /// Address of a person, sealed.
    pub address_sealed: Option<Vec<u8>>,
    /// The class of shares.
    pub instrument_id: InstrumentId,
    /// Its name.
    pub class_name: String,
    /// Nominal of one share.
    pub nominal_sen: Money,
    /// Number of its first share.
    pub first_share: i64,
    /// Number of its last share.
    pub last_share: i64,
    /// Day from which on the holder has these shares.
    pub acquired_on: NaiveDate,
    /// Day of the certificate.
    pub issued_on: NaiveDate,
    /// Who has a claim on it.
    pub creditor: Option<String>,
    /// The deed of that claim.
    pub pledge_document: Option<String>,
    /// First day of that claim.
    pub pledged_on: Option<NaiveDate>,
    /// Whether the company holds its own share, which has no vote.
    pub own: bool,
}

/// Certificates in force of an issuer with their holders, after a cursor by
/// number; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_shareholders(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<i64>,
) -> Result<Vec<ShareholderRow>, DbErr> {
    let mut values = Values::default();
    let issuer = values.place(issuer);
    let after = values.place(page.after.unwrap_or_default());
    let sql = format!(
        "SELECT c.id, c.number, c.member_id, m.register_number, \
         COALESCE(p.full_name, o.name) AS name, COALESCE(p.region_code, o.region_code) AS home, \
         o.address, p.id AS person_id, p.address_sealed, c.instrument_id, i.name AS class_name, i.nominal_sen, c.first_share, \
         c.last_share, c.acquired_on, c.issued_on, n.creditor, \
         n.document_number AS pledge_document, n.encumbered_on AS pledged_on, \
         CASE WHEN m.holder_organization_id = m.organization_id THEN TRUE ELSE FALSE END AS own \
         FROM share_certificate c JOIN instrument i ON i.id = c.instrument_id \
         JOIN member m ON m.id = c.member_id \
         LEFT JOIN person p ON p.id = m.holder_person_id \
         LEFT JOIN organization o ON o.id = m.holder_organization_id \
         LEFT JOIN share_certificate_end e ON e.id = c.id \
         LEFT JOIN encumbrance n ON n.certificate_id = c.id AND n.released_on IS NULL \
         WHERE c.organization_id = {issuer} AND c.number > {after} AND e.id IS NULL \
         ORDER BY c.number LIMIT {}",
        page.limit + 1
    );
    ShareholderRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Shares of a class that have votes: those that the company does not hold
/// itself.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ClassShares {
    /// The class.
    pub instrument_id: InstrumentId,
    /// Its name.
    pub name: String,
    /// How many.
    pub shares: i64,
}

/// Shares with votes of each class of an issuer on a day, as far as was known
/// at an instant.
///
/// # Errors
/// When the database fails.
pub async fn shares_of_classes(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    (as_of, known_at): (NaiveDate, Option<DateTime<Utc>>),
) -> Result<Vec<ClassShares>, DbErr> {
    let mut values = Values::default();
    let (issuer, day) = (values.place(issuer), values.place(as_of));
    let known = known_at.map(|at| format!("AND e.recorded_at <= {}", values.place(at)));
    let sql = format!(
        "SELECT i.id AS instrument_id, i.name, \
         CAST(COALESCE(SUM(e.credit_sen - e.debit_sen), 0) AS BIGINT) / i.nominal_sen AS shares \
         FROM instrument i JOIN ledger_account a ON a.organization_id = i.organization_id \
         AND a.instrument_id = i.id JOIN member m ON m.id = a.member_id \
         JOIN ledger_entry e ON e.account_id = a.id AND e.effective_on <= {day} {} \
         WHERE i.organization_id = {issuer} AND i.kind = 'saham' \
         AND (m.holder_organization_id IS NULL OR m.holder_organization_id <> m.organization_id) \
         GROUP BY i.id, i.name, i.number, i.nominal_sen ORDER BY i.number",
        known.unwrap_or_default()
    );
    ClassShares::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}
