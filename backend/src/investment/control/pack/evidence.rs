//! What transactions of a pack refer to beside the ledger: pledges, valuations
//! of capital in kind, and claims that keep certificates where they are. They
//! are lines of the part `decisions`.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::part::Part;
use super::read::{PackTransaction, lines};
use super::replay::insert;
use super::{PackError, differs};
use crate::investment::entity::{encumbrance, instrument, ledger_transaction, member};
use crate::investment::in_kind::drafts::Valued;
use crate::investment::in_kind::entity::{paper, valuation};
use crate::investment::pledge::entity::{cancellation, promise};
use crate::kernel::ids::{
    EncumbranceId, InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PledgeId,
    ShareCertificateId, UserId,
};
use crate::kernel::money::Money;
use crate::platform::vault::hex;

/// A line of the part `decisions`, as far as it is evidence.
#[derive(Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub(super) enum Evidence {
    Pledge(PackPledge),
    InKindValuation(PackValuation),
    CertificateClaim(PackClaim),
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackPledge {
    pub id: PledgeId,
    pub region_code: String,
    pub member_id: MemberId,
    pub instrument_id: InstrumentId,
    pub amount_sen: i64,
    pub pledged_on: NaiveDate,
    pub due_on: NaiveDate,
    pub document_number: Option<String>,
    pub reason: Option<String>,
    pub user_id: Option<UserId>,
    pub created_at: DateTime<Utc>,
    pub cancellation: Option<PackCancellation>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PackCancellation {
    pub cancelled_on: NaiveDate,
    pub reason: String,
    pub user_id: Option<UserId>,
    pub recorded_at: DateTime<Utc>,
}

/// A valuation with the text that its transaction has the hash of.
#[derive(Serialize, Deserialize)]
pub(super) struct PackValuation {
    pub id: LedgerTransactionId,
    pub region_code: String,
    pub content: String,
    pub recorded_at: DateTime<Utc>,
}

/// A claim on a certificate as a whole, which no posting takes; whose it is
/// stays out.
#[derive(Serialize, Deserialize)]
pub(super) struct PackClaim {
    pub id: EncumbranceId,
    pub certificate_id: ShareCertificateId,
    pub encumbered_on: NaiveDate,
    pub released_on: Option<NaiveDate>,
    /// Places of the last transactions before it began and ended.
    pub recorded_after: i64,
    pub released_after: Option<i64>,
}

fn put(part: &mut Part, line: &Evidence) -> Result<(), PackError> {
    part.put(&serde_json::to_value(line).map_err(std::io::Error::other)?)
}

/// Writes the pledges of an issuer, its valuations, and claims on certificates.
pub(super) async fn write(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    part: &mut Part,
) -> Result<(), PackError> {
    let rows = promise::Entity::find()
        .filter(promise::Column::OrganizationId.eq(issuer))
        .order_by_asc(promise::Column::Id);
    for row in rows.all(conn).await? {
        let ended = cancellation::Entity::find_by_id(row.id).one(conn).await?;
        let pledge = PackPledge {
            id: row.id,
            region_code: row.region_code,
            member_id: row.member_id,
            instrument_id: row.instrument_id,
            amount_sen: row.amount_sen.sen(),
            pledged_on: row.pledged_on,
            due_on: row.due_on,
            document_number: row.document_number,
            reason: row.reason,
            user_id: row.user_id,
            created_at: row.created_at,
            cancellation: ended.map(|it| PackCancellation {
                cancelled_on: it.cancelled_on,
                reason: it.reason,
                user_id: it.user_id,
                recorded_at: it.recorded_at,
            }),
        };
        put(part, &Evidence::Pledge(pledge))?;
    }
    let rows = valuation::Entity::find()
        .filter(valuation::Column::OrganizationId.eq(issuer))
        .order_by_asc(valuation::Column::Id);
    for row in rows.all(conn).await? {
        let valuation = PackValuation {
            id: row.id,
            region_code: row.region_code,
            content: row.content,
            recorded_at: row.recorded_at,
        };
        put(part, &Evidence::InKindValuation(valuation))?;
    }
    claims(conn, issuer, part).await
}

async fn claims(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    part: &mut Part,
) -> Result<(), PackError> {
    use encumbrance::Column;
    let rows = encumbrance::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::CertificateId.is_not_null())
        .order_by_asc(Column::Id);
    for row in rows.all(conn).await? {
        let Some(certificate_id) = row.certificate_id else { continue };
        let claim = PackClaim {
            id: row.id,
            certificate_id,
            encumbered_on: row.encumbered_on,
            released_on: row.released_on,
            recorded_after: row.recorded_after,
            released_after: row.released_after,
        };
        put(part, &Evidence::CertificateClaim(claim))?;
    }
    Ok(())
}

/// Hashes of valuations that transactions of a pack have, by transaction.
#[derive(Default)]
pub(super) struct Sealed(BTreeMap<String, String>);

impl Sealed {
    /// Takes up the hash that a transaction has, if it has one.
    pub(super) fn note(&mut self, row: &PackTransaction) {
        let details =
            row.field("details").and_then(|text| serde_json::from_str::<Value>(text).ok());
        let sha256 = details.as_ref().and_then(|details| details["valuation_sha256"].as_str());
        if let (Some(id), Some(sha256)) = (row.field("id"), sha256) {
            self.0.insert(id.to_owned(), sha256.to_owned());
        }
    }

    /// Compares them with the valuations of the pack, which may come after its
    /// last transaction.
    pub(super) fn check(mut self, folder: &Path) -> Result<(), PackError> {
        for line in lines::<Evidence>(folder, "decisions")? {
            let Evidence::InKindValuation(found) = line? else { continue };
            let sealed = self.0.remove(&found.id.to_string());
            let sha256 = hex(&Sha256::digest(found.content.as_bytes()));
            if sealed.is_some_and(|sealed| sealed != sha256) {
                let what = "is not the one that its transaction seals";
                return Err(differs(format!(
                    "decisions.jsonl: the valuation of {} {what}",
                    found.id
                )));
            }
        }
        match self.0.keys().next() {
            Some(id) => Err(differs(format!("decisions.jsonl: the valuation of {id} is missing"))),
            None => Ok(()),
        }
    }
}

/// Puts pledges and valuations of a pack into a database that has its
/// transactions. Postings go on while a pack is written: what refers to
/// something that came after its part was written is left out.
pub(super) async fn replay(
    tx: &DatabaseTransaction,
    folder: &Path,
    issuer: OrganizationId,
) -> Result<(), PackError> {
    for line in lines::<Evidence>(folder, "decisions")? {
        match line? {
            Evidence::Pledge(pledge) => insert_pledge(tx, issuer, pledge).await?,
            Evidence::InKindValuation(found) => {
                let known = ledger_transaction::Entity::find_by_id(found.id).one(tx).await?;
                if known.is_none() {
                    continue;
                }
                let row = valuation::Model {
                    id: found.id,
                    organization_id: issuer,
                    region_code: found.region_code,
                    content: found.content,
                    recorded_at: found.recorded_at,
                };
                let valued: Valued = serde_json::from_str(&row.content)
                    .map_err(|_| differs(format!("decisions.jsonl: {} cannot be read", row.id)))?;
                let papers = valued.rows(issuer, row.id);
                insert(tx, vec![valuation::ActiveModel::from(row)]).await?;
                insert(tx, papers.into_iter().map(paper::ActiveModel::from).collect()).await?;
            }
            Evidence::CertificateClaim(_) | Evidence::Other => {}
        }
    }
    Ok(())
}

async fn insert_pledge(
    tx: &DatabaseTransaction,
    issuer: OrganizationId,
    pledge: PackPledge,
) -> Result<(), PackError> {
    let member = member::Entity::find_by_id(pledge.member_id).one(tx).await?;
    let instrument = instrument::Entity::find_by_id(pledge.instrument_id).one(tx).await?;
    if member.is_none() || instrument.is_none() {
        return Ok(());
    }
    let row = promise::Model {
        id: pledge.id,
        organization_id: issuer,
        region_code: pledge.region_code,
        member_id: pledge.member_id,
        instrument_id: pledge.instrument_id,
        amount_sen: Money::from_sen(pledge.amount_sen),
        pledged_on: pledge.pledged_on,
        due_on: pledge.due_on,
        document_number: pledge.document_number,
        reason: pledge.reason,
        user_id: pledge.user_id,
        created_at: pledge.created_at,
    };
    insert(tx, vec![promise::ActiveModel::from(row)]).await?;
    let Some(ended) = pledge.cancellation else { return Ok(()) };
    let row = cancellation::Model {
        id: pledge.id,
        cancelled_on: ended.cancelled_on,
        reason: ended.reason,
        user_id: ended.user_id,
        recorded_at: ended.recorded_at,
    };
    insert(tx, vec![cancellation::ActiveModel::from(row)]).await
}
