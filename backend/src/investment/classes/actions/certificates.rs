//! Certificates that are split and consolidated: the shares stay whose they are.

use sea_orm::DatabaseTransaction;
use serde_json::json;

use crate::investment::actions::Issuer;
use crate::investment::classes::drafts::{ConsolidationDraft, SplitDraft};
use crate::investment::classes::entity::certificate::{self, CertificateCause};
use crate::investment::classes::entity::certificate_end;
use crate::investment::classes::problems;
use crate::investment::classes::rules::{self, Range};
use crate::investment::classes::store::{self, CertificateRow, Following};
use crate::investment::control::store::find_chain;
use crate::investment::store::next_certificate_number;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{CertificateChangeId, ShareCertificateId};
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};

/// Splits a certificate of an issuer, which is locked, into several.
///
/// # Errors
/// 409 where it was cancelled or somebody has a claim on it; 422 for parts that
/// are not the whole.
pub async fn split_certificate(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    id: ShareCertificateId,
    draft: &SplitDraft,
    author: &Author,
) -> ApiResult<Vec<CertificateRow>> {
    let held = of_issuer(tx, issuer, &[id]).await?;
    let [whole] = held.as_slice() else { return Err(ApiError::not_found()) };
    require_free(whole, "")?;
    let parts = rules::split(range(whole), &draft.parts)?;
    let change = Exchange {
        issuer,
        cause: CertificateCause::Split,
        decision: draft.decision_number.trim(),
        author,
    };
    change.carry_out(tx, &held, &parts).await
}

/// Makes one certificate of several of an issuer, which is locked.
///
/// # Errors
/// 422 for certificates that are not there, not of one holder and class, or
/// whose numbers do not follow each other; 409 where one was cancelled or
/// somebody has a claim on it.
pub async fn consolidate_certificates(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &ConsolidationDraft,
    author: &Author,
) -> ApiResult<Vec<CertificateRow>> {
    let held = of_issuer(tx, issuer, &draft.certificates).await?;
    for (place, id) in draft.certificates.iter().enumerate() {
        let pointer = format!("/certificates/{place}");
        let row = held.iter().find(|row| row.id == *id);
        let row = row.ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, pointer.as_str()))?;
        require_free(row, &pointer)?;
    }
    let apart = || Fault::at(&problems::CERTIFICATES_APART, "/certificates");
    let first = held.first().ok_or_else(apart)?;
    let same = |row: &CertificateRow| {
        (row.member_id, row.instrument_id) == (first.member_id, first.instrument_id)
    };
    if held.len() != draft.certificates.len() || !held.iter().all(same) {
        return Err(apart().into());
    }
    let ranges: Vec<Range> = held.iter().map(range).collect();
    let whole = rules::consolidate(&ranges)?;
    let change = Exchange {
        issuer,
        cause: CertificateCause::Consolidation,
        decision: draft.decision_number.trim(),
        author,
    };
    change.carry_out(tx, &held, &[whole]).await
}

/// Certificates of the issuer, each once; its lock keeps postings and claims
/// away until we commit.
async fn of_issuer(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    ids: &[ShareCertificateId],
) -> ApiResult<Vec<CertificateRow>> {
    let mut held = store::find_certificates(tx, ids).await?;
    held.retain(|row| row.organization_id == issuer.id);
    Ok(held)
}

fn range(row: &CertificateRow) -> Range {
    Range { first: row.first_share, last: row.last_share }
}

/// Refuses a certificate that was cancelled, or that somebody has a claim on.
///
/// # Errors
/// [`problems::CERTIFICATE_ENDED`], [`problems::CERTIFICATE_PLEDGED`].
pub fn require_free(row: &CertificateRow, pointer: &str) -> Result<(), Fault> {
    if row.ended_on.is_some() {
        let fault = Fault::at(&problems::CERTIFICATE_ENDED, pointer);
        return Err(fault.with("number", row.number));
    }
    if row.encumbrance_id.is_some() {
        return Err(Fault::at(&problems::CERTIFICATE_PLEDGED, pointer).with("free", 0));
    }
    Ok(())
}

/// Certificates that take the place of others of the same holder and class.
struct Exchange<'a> {
    issuer: &'a Issuer,
    cause: CertificateCause,
    decision: &'a str,
    author: &'a Author,
}

impl Exchange<'_> {
    async fn carry_out(
        &self,
        tx: &DatabaseTransaction,
        old: &[CertificateRow],
        new: &[Range],
    ) -> ApiResult<Vec<CertificateRow>> {
        let change_id: CertificateChangeId = fresh_id();
        let today = self.issuer.today(self.author.at);
        let first = old.first().ok_or_else(ApiError::not_found)?;
        // Of shares got on several days the latest one: nobody has held all of
        // them for longer.
        let acquired_on = old.iter().map(|row| row.acquired_on).max().unwrap_or(today);
        let begun = old.iter().map(|row| row.issued_on).max().unwrap_or(today).max(today);
        let mut number = next_certificate_number(tx, self.issuer.id).await?;
        // The lock of the issuer keeps postings away: it is the last one until
        // we commit.
        let last = find_chain(tx, self.issuer.id).await?.head.sequence;
        let mut following = Following::default();
        for row in old {
            following.ends.push(certificate_end::Model {
                id: row.id,
                organization_id: self.issuer.id,
                cause: self.cause,
                change_id,
                ended_on: begun,
                recorded_at: self.author.at,
            });
        }
        for range in new {
            following.certificates.push(certificate::Model {
                id: fresh_id(),
                organization_id: self.issuer.id,
                region_code: self.issuer.region.to_string(),
                instrument_id: first.instrument_id,
                member_id: first.member_id,
                number,
                first_share: range.first,
                last_share: range.last,
                cause: self.cause,
                change_id,
                acquired_on,
                issued_on: begun,
                decision_number: Some(self.decision.to_owned()),
                recorded_at: self.author.at,
                recorded_after: Some(last),
            });
            number += 1;
        }
        store::write(tx, &following).await?;
        let ids: Vec<ShareCertificateId> =
            following.certificates.iter().map(|row| row.id).collect();
        let made = store::find_certificates(tx, &ids).await?;
        audit::record(tx, self.author, self.act(old, &made)).await?;
        Ok(made)
    }

    fn act<'a>(&self, old: &[CertificateRow], new: &[CertificateRow]) -> Act<'a> {
        let one = |row: &CertificateRow| {
            json!({
                "number": row.number, "first_share": row.first_share,
                "last_share": row.last_share, "member_id": row.member_id,
                "instrument_id": row.instrument_id,
            })
        };
        let action = match self.cause {
            CertificateCause::Consolidation => "consolidate_certificates",
            _ => "split_certificate",
        };
        Act {
            action,
            subject_kind: "share_certificate",
            subject_id: old.first().map(|row| row.id.to_string()).unwrap_or_default(),
            region_code: Some(self.issuer.region.to_string()),
            reason: Some(self.decision.to_owned()),
            before: Some(json!({ "certificates": old.iter().map(one).collect::<Vec<_>>() })),
            after: Some(json!({ "certificates": new.iter().map(one).collect::<Vec<_>>() })),
        }
    }
}
