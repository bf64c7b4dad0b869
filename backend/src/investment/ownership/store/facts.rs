//! SQL of the facts: a few statements over all organizations on the way,
//! however many there are.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use crate::investment::ownership::facts::{Facts, LineCapital, OrganizationFact, PersonCount};
use crate::investment::store::{Horizon, Values};
use crate::kernel::ids::{ClusterId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::platform::db::statement;

/// From where holdings are followed.
#[derive(Debug, Clone)]
pub enum Roots {
    /// One organization.
    Organization(OrganizationId),
    /// The members of a cluster on a day.
    Cluster(ClusterId, NaiveDate),
    /// The organizations with their seat in a region.
    Region(RegionCode),
    /// Some organizations, such as those of a simulation.
    Some(Vec<OrganizationId>),
}

impl Roots {
    /// The statement that gives their ids.
    fn sql(&self, values: &mut Values) -> String {
        match self {
            Self::Organization(id) => {
                format!("SELECT id FROM organization WHERE id = {}", values.place(*id))
            }
            Self::Cluster(id, day) => {
                let (id, day) = (values.place(*id), values.place(*day));
                format!(
                    "SELECT organization_id FROM cluster_member WHERE cluster_id = {id} \
                     AND joined_on <= {day} AND (left_on IS NULL OR left_on > {day})"
                )
            }
            Self::Region(code) => {
                let (from, to) = code.subtree_bounds();
                let (from, to) = (values.place(from), values.place(to));
                format!(
                    "SELECT id FROM organization \
                     WHERE region_code >= {from} AND region_code < {to}"
                )
            }
            Self::Some(ids) => {
                let places: Vec<String> = ids.iter().map(|id| values.place(*id)).collect();
                format!("SELECT id FROM organization WHERE id IN ({})", places.join(", "))
            }
        }
    }

    /// `reach`: the roots, their holders, the holders of these, and so on.
    ///
    /// One join with two sides, since PostgreSQL allows the recursive table
    /// once and SQLite's planner wants each side by its own index.
    pub(super) fn reach(&self, values: &mut Values) -> String {
        format!(
            "WITH RECURSIVE reach(id) AS ({} UNION \
             SELECT CASE s.side WHEN 0 THEN m.holder_organization_id \
             ELSE d.holder_organization_id END \
             FROM reach r CROSS JOIN (SELECT 0 AS side UNION ALL SELECT 1) s \
             LEFT JOIN member m ON s.side = 0 AND m.organization_id = r.id \
             AND m.holder_organization_id IS NOT NULL \
             LEFT JOIN declared_holding d ON s.side = 1 AND d.issuer_id = r.id \
             WHERE m.holder_organization_id IS NOT NULL OR d.holder_organization_id IS NOT NULL) ",
            self.sql(values)
        )
    }
}

/// [`HELD`] as a table of one column.
const HELD_LINES: &str = "(SELECT 'simpanan_pokok' AS line UNION ALL SELECT 'simpanan_wajib' \
                          UNION ALL SELECT 'penyertaan_modal_desa' \
                          UNION ALL SELECT 'penyertaan_modal_masyarakat' \
                          UNION ALL SELECT 'saham' UNION ALL SELECT 'modal_penyertaan')";

/// The lines of capital that have holders and bear the risk (R30): own capital
/// and participating capital, not what is owed to savers.
const HELD: &str = "('simpanan_pokok', 'simpanan_wajib', 'penyertaan_modal_desa', \
                    'penyertaan_modal_masyarakat', 'saham', 'modal_penyertaan')";

/// Balance of the account `a` at the horizon. The balance at hand is the one
/// asked for where no entry counts later.
fn balance(horizon: &Horizon, values: &mut Values) -> String {
    let day = values.place(horizon.as_of);
    let sum = |known: String| {
        format!(
            "(SELECT CAST(COALESCE(SUM(e.credit_sen - e.debit_sen), 0) AS BIGINT) \
             FROM ledger_entry e WHERE e.account_id = a.id AND e.effective_on <= {day}{known})"
        )
    };
    match horizon.known_at {
        Some(instant) => sum(format!(" AND e.recorded_at <= {}", values.place(instant))),
        None => format!(
            "(CASE WHEN b.last_effective_on <= {day} THEN b.balance_sen ELSE {} END)",
            sum(String::new())
        ),
    }
}

/// Reads all that is known of the holdings of `roots` and of their holders.
///
/// `persons`: also the persons one by one.
///
/// # Errors
/// When the database fails.
pub async fn read_facts(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
    persons: bool,
) -> Result<Facts, DbErr> {
    let organizations = organizations(conn, roots).await?;
    Ok(Facts {
        organizations,
        holdings: holdings(conn, roots, horizon).await?,
        lines: lines(conn, roots, horizon).await?,
        counts: counts(conn, roots, horizon).await?,
        collective: collective(conn, roots, horizon).await?,
        declared: super::declared::in_force(conn, roots, horizon).await?,
        persons: if persons { Some(self::persons(conn, roots, horizon).await?) } else { None },
    })
}

/// The organizations of which holdings are followed, without their holders.
///
/// # Errors
/// When the database fails.
pub async fn list_roots(
    conn: &impl ConnectionTrait,
    roots: &Roots,
) -> Result<Vec<OrganizationId>, DbErr> {
    let mut values = Values::default();
    let sql = roots.sql(&mut values);
    let rows = conn.query_all_raw(statement(conn, sql, values.0)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn all<R: FromQueryResult>(
    conn: &impl ConnectionTrait,
    sql: String,
    values: Values,
) -> Result<Vec<R>, DbErr> {
    R::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

async fn organizations(
    conn: &impl ConnectionTrait,
    roots: &Roots,
) -> Result<Vec<OrganizationFact>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let sql = format!(
        "{reach} SELECT o.id, o.name, o.legal_form, o.region_code \
         FROM reach r JOIN organization o ON o.id = r.id ORDER BY o.id"
    );
    all(conn, sql, values).await
}

async fn holdings<R: FromQueryResult>(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
) -> Result<Vec<R>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let balance = balance(horizon, &mut values);
    let sql = format!(
        "{reach} SELECT m.organization_id AS issuer, m.id AS member_id, \
         m.holder_organization_id AS holder, a.line, {balance} AS amount \
         FROM reach r \
         JOIN member m ON m.organization_id = r.id AND m.holder_organization_id IS NOT NULL \
         JOIN ledger_account a ON a.organization_id = r.id AND a.member_id = m.id \
         JOIN ledger_balance b ON b.account_id = a.id \
         WHERE a.line IN {HELD} ORDER BY m.id, a.line"
    );
    all(conn, sql, values).await
}

/// Sums by a subquery for each issuer and line: joined, either engine would
/// read the accounts of the whole nation and then look who is on the way.
async fn lines(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
) -> Result<Vec<LineCapital>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let balance = balance(horizon, &mut values);
    let sql = format!(
        "{reach} SELECT r.id AS issuer, l.line, (SELECT CAST(COALESCE(SUM({balance}), 0) AS BIGINT) \
         FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
         WHERE a.organization_id = r.id AND a.line = l.line AND a.member_id IS NOT NULL) AS amount \
         FROM reach r CROSS JOIN {HELD_LINES} l"
    );
    let mut rows: Vec<LineCapital> = all(conn, sql, values).await?;
    rows.retain(|row| !row.amount.is_zero());
    rows.sort_by_key(|row| (row.issuer, row.line));
    Ok(rows)
}

/// Persons in force on the day: those who hold capital are entered for it.
async fn counts(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
) -> Result<Vec<PersonCount>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let day = values.place(horizon.as_of);
    let sql = format!(
        "{reach} SELECT r.id AS issuer, (SELECT COUNT(*) FROM member m \
         WHERE m.organization_id = r.id AND m.holder_person_id IS NOT NULL \
         AND m.joined_on <= {day} AND (m.left_on IS NULL OR m.left_on > {day})) AS persons \
         FROM reach r"
    );
    all(conn, sql, values).await
}

async fn collective<R: FromQueryResult>(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
) -> Result<Vec<R>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let day = values.place(horizon.as_of);
    let known = horizon.known_at.map(|at| format!(" AND e.recorded_at <= {}", values.place(at)));
    let sql = format!(
        "{reach} SELECT a.organization_id AS issuer, \
         CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT) AS amount \
         FROM reach r JOIN ledger_account a ON a.organization_id = r.id AND a.member_id IS NULL \
         JOIN ledger_entry e ON e.account_id = a.id AND e.effective_on <= {day}{} \
         WHERE a.line IN ('cadangan', 'hibah', 'shu_belum_dibagi', \
         'bagi_hasil_desa', 'bagi_hasil_masyarakat') \
         GROUP BY a.organization_id ORDER BY a.organization_id",
        known.unwrap_or_default()
    );
    all(conn, sql, values).await
}

async fn persons<R: FromQueryResult>(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
) -> Result<Vec<R>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let balance = balance(horizon, &mut values);
    let sql = format!(
        "{reach} SELECT a.organization_id AS issuer, m.id AS member_id, m.register_number, \
         m.holder_person_id AS person, CAST(SUM({balance}) AS BIGINT) AS amount \
         FROM reach r JOIN ledger_account a ON a.organization_id = r.id AND a.member_id IS NOT NULL \
         JOIN ledger_balance b ON b.account_id = a.id \
         JOIN member m ON m.id = a.member_id AND m.holder_person_id IS NOT NULL \
         WHERE a.line IN {HELD} \
         GROUP BY a.organization_id, m.id, m.register_number, m.holder_person_id \
         ORDER BY a.organization_id, m.id"
    );
    all(conn, sql, values).await
}
