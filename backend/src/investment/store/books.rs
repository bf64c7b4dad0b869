//! SQL of the reports of an issuer's books: trial balance, equity, register.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::Values;
use super::reports::Horizon;
use crate::investment::book_sums::{EquitySum, TrialRow};
use crate::investment::entity::member::{ExitReason, MemberStatus, Standing};
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId};
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// Debits and credits of an issuer by line and instrument.
///
/// # Errors
/// When the database fails.
pub async fn trial_rows(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    horizon: &Horizon,
) -> Result<Vec<TrialRow>, DbErr> {
    let mut values = Values::default();
    let issuer = values.place(issuer);
    let until = horizon.sql(&mut values);
    let sql = format!(
        "SELECT a.line, a.class, i.number AS instrument_number, i.name AS instrument_name, \
         CASE WHEN a.member_id IS NULL THEN a.code END AS own_code, \
         MIN(CASE WHEN a.member_id IS NULL THEN a.name END) AS own_name, \
         CAST(SUM(e.debit_sen) AS BIGINT) AS debit, CAST(SUM(e.credit_sen) AS BIGINT) AS credit \
         FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id \
         LEFT JOIN instrument i ON i.id = a.instrument_id \
         WHERE a.organization_id = {issuer} AND {until} \
         GROUP BY a.line, a.class, i.number, i.name, \
         CASE WHEN a.member_id IS NULL THEN a.code END"
    );
    TrialRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Equity of an issuer by line and instrument, that of villages by village.
///
/// # Errors
/// When the database fails.
pub async fn equity_sums(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    horizon: &Horizon,
) -> Result<Vec<EquitySum>, DbErr> {
    let mut values = Values::default();
    let issuer = values.place(issuer);
    let until = horizon.sql(&mut values);
    let sql = format!(
        "SELECT s.line, s.instrument_number, s.own_code, MIN(s.own_name) AS own_name, s.village, \
         CAST(SUM(s.amount) AS BIGINT) AS amount FROM (\
         SELECT a.line, i.number AS instrument_number, \
         CASE WHEN a.member_id IS NULL THEN a.code END AS own_code, \
         CASE WHEN a.member_id IS NULL THEN a.name END AS own_name, \
         CASE WHEN a.line = 'penyertaan_modal_desa' THEN a.member_id END AS village, \
         e.credit_sen - e.debit_sen AS amount \
         FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id \
         LEFT JOIN instrument i ON i.id = a.instrument_id \
         WHERE a.organization_id = {issuer} AND a.class = 'equity' AND {until}) s \
         GROUP BY s.line, s.instrument_number, s.own_code, s.village"
    );
    EquitySum::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Villages in an issuer's register, in its order.
///
/// # Errors
/// When the database fails.
pub async fn founding_villages(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<(MemberId, OrganizationId, String)>, DbErr> {
    let sql = "SELECT m.id, o.id, o.name FROM member m \
               JOIN organization o ON o.id = m.holder_organization_id \
               WHERE m.organization_id = $1 AND o.legal_form = 'pemerintah_desa' \
               ORDER BY m.register_number LIMIT 1000";
    let rows = conn.query_all_raw(statement(conn, sql, vec![issuer.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
        })
        .collect()
}

/// A line of the register of members.
#[derive(Debug, Clone, FromQueryResult)]
pub struct RegisterRow {
    /// The member.
    pub id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// Name of the holder.
    pub name: Option<String>,
    /// Sex of a person.
    pub sex: Option<Sex>,
    /// In what capacity.
    pub standing: Standing,
    /// Where it stands.
    pub status: MemberStatus,
    /// Day of application.
    pub applied_on: NaiveDate,
    /// First day in force.
    pub joined_on: Option<NaiveDate>,
    /// First day no longer in force.
    pub left_on: Option<NaiveDate>,
    /// Why it ended.
    pub exit_reason: Option<ExitReason>,
}

/// The register of an issuer by number after a cursor; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_register(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    standing: Option<Standing>,
    page: &PageRequest<i64>,
) -> Result<Vec<RegisterRow>, DbErr> {
    let mut values = Values::default();
    let issuer = values.place(issuer);
    let after = values.place(page.after.unwrap_or_default());
    let standing = standing
        .map(|standing| format!("AND m.standing = {}", values.place(standing.as_str())))
        .unwrap_or_default();
    let sql = format!(
        "SELECT m.id, m.register_number, COALESCE(p.full_name, o.name) AS name, m.sex, \
         m.standing, m.status, m.applied_on, m.joined_on, m.left_on, m.exit_reason \
         FROM member m LEFT JOIN person p ON p.id = m.holder_person_id \
         LEFT JOIN organization o ON o.id = m.holder_organization_id \
         WHERE m.organization_id = {issuer} AND m.register_number > {after} {standing} \
         ORDER BY m.register_number LIMIT {}",
        page.limit + 1
    );
    RegisterRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Names of an issuer's instruments.
///
/// # Errors
/// When the database fails.
pub async fn instrument_names(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<BTreeMap<InstrumentId, String>, DbErr> {
    let sql = "SELECT id, name FROM instrument WHERE organization_id = $1 LIMIT 10000";
    let rows = conn.query_all_raw(statement(conn, sql, vec![issuer.into()])).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
