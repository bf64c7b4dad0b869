//! Certificates of shares in a pack: each as it stands in the register, so that
//! whoever checks the pack finds the same ones by its transactions.
//!
//! What transactions do not tell is a fact of the pack: splits and
//! consolidations, certificates of shares from before there were such, and
//! claims that keep a certificate where it is. Each names the place of the
//! chain that it came after.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::part::Part;
use super::read::lines;
use super::replay::ROWS;
use super::{PackError, PartSeal};
use crate::investment::classes::entity::certificate::{self, CertificateCause};
use crate::investment::classes::entity::certificate_end;
use crate::investment::classes::rules::Range;
use crate::investment::classes::store::{self, Following};
use crate::investment::journal::Holder;
use crate::kernel::ids::{
    CertificateChangeId, InstrumentId, MemberId, OrganizationId, ShareCertificateId,
};

/// Certificates read at once.
const WINDOW: u64 = 2_000;

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackCertificate {
    pub id: ShareCertificateId,
    pub number: i64,
    pub instrument_id: InstrumentId,
    pub member_id: MemberId,
    pub first_share: i64,
    pub last_share: i64,
    pub cause: CertificateCause,
    /// The transaction, or a change of its own.
    pub change_id: CertificateChangeId,
    pub acquired_on: NaiveDate,
    pub issued_on: NaiveDate,
    pub region_code: String,
    pub decision_number: Option<String>,
    pub recorded_at: DateTime<Utc>,
    /// Place of the last transaction before it, where none issued it.
    pub recorded_after: Option<i64>,
    pub end: Option<PackEnd>,
}

/// Why and from when on it proves nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackEnd {
    pub cause: CertificateCause,
    pub change_id: CertificateChangeId,
    pub ended_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
}

impl PackCertificate {
    fn of(row: certificate::Model, end: Option<certificate_end::Model>) -> Self {
        let end = end.map(|it| PackEnd {
            cause: it.cause,
            change_id: it.change_id,
            ended_on: it.ended_on,
            recorded_at: it.recorded_at,
        });
        Self {
            id: row.id,
            number: row.number,
            instrument_id: row.instrument_id,
            member_id: row.member_id,
            first_share: row.first_share,
            last_share: row.last_share,
            cause: row.cause,
            change_id: row.change_id,
            acquired_on: row.acquired_on,
            issued_on: row.issued_on,
            region_code: row.region_code,
            decision_number: row.decision_number,
            recorded_at: row.recorded_at,
            recorded_after: row.recorded_after,
            end,
        }
    }

    /// Whose shares of which class.
    pub(super) fn holder(&self) -> Holder {
        Holder { member: self.member_id, instrument: self.instrument_id }
    }

    /// Its shares.
    pub(super) fn range(&self) -> Range {
        Range { first: self.first_share, last: self.last_share }
    }
}

/// Writes the certificates of an issuer by number.
pub(super) async fn write(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    mut part: Part,
) -> Result<PartSeal, PackError> {
    use certificate::Column;
    let mut after = 0;
    loop {
        let rows = certificate::Entity::find()
            .filter(Column::OrganizationId.eq(issuer))
            .filter(Column::Number.gt(after))
            .order_by_asc(Column::Number)
            .limit(WINDOW)
            .all(conn)
            .await?;
        let Some(last) = rows.last() else { return part.seal() };
        after = last.number;
        let mut ends = ends_of(conn, &rows).await?;
        for row in rows {
            let end = ends.remove(&row.id);
            let line = serde_json::to_value(PackCertificate::of(row, end));
            part.put(&line.map_err(std::io::Error::other)?)?;
        }
    }
}

async fn ends_of(
    conn: &impl ConnectionTrait,
    rows: &[certificate::Model],
) -> Result<HashMap<ShareCertificateId, certificate_end::Model>, DbErr> {
    let ids = rows.iter().map(|row| row.id);
    let ends = certificate_end::Entity::find().filter(certificate_end::Column::Id.is_in(ids));
    Ok(ends.all(conn).await?.into_iter().map(|end| (end.id, end)).collect())
}

/// Puts the certificates of a pack, which was checked, into a database.
pub(super) async fn replay(
    tx: &DatabaseTransaction,
    folder: &Path,
    issuer: OrganizationId,
) -> Result<(), PackError> {
    let mut some = Following::default();
    for line in lines::<PackCertificate>(folder, "certificates")? {
        let it = line?;
        some.ends.extend(it.end.as_ref().map(|end| certificate_end::Model {
            id: it.id,
            organization_id: issuer,
            cause: end.cause,
            change_id: end.change_id,
            ended_on: end.ended_on,
            recorded_at: end.recorded_at,
        }));
        some.certificates.push(certificate::Model {
            id: it.id,
            organization_id: issuer,
            region_code: it.region_code,
            instrument_id: it.instrument_id,
            member_id: it.member_id,
            number: it.number,
            first_share: it.first_share,
            last_share: it.last_share,
            cause: it.cause,
            change_id: it.change_id,
            acquired_on: it.acquired_on,
            issued_on: it.issued_on,
            decision_number: it.decision_number,
            recorded_at: it.recorded_at,
            recorded_after: it.recorded_after,
        });
        if some.certificates.len() >= ROWS {
            store::write(tx, &std::mem::take(&mut some)).await?;
        }
    }
    Ok(store::write(tx, &some).await?)
}
