//! The demonstration's contracts and consents to the use of land.

use kibm_seed::demo::{self, ContractsData, Kind};
use sea_orm::DatabaseTransaction;

use super::{Loader, code, demo_id, wire};
use crate::cli::{Failure, told};
use crate::identity::Scope;
use crate::investment::actions::lock_issuer;
use crate::investment::agreement::drafts::DocumentDraft;
use crate::investment::agreement::land::actions::{Recorder, create_land_consent};
use crate::investment::agreement::land::drafts::LandConsentDraft;
use crate::investment::agreement::partnership::actions::{
    activate_partnership, create_partnership,
};
use crate::investment::agreement::partnership::drafts::{
    PartnershipActivationDraft, PartnershipDraft,
};

/// Loads contracts and consents, each recorded on its own day.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    data: &ContractsData,
) -> Result<(), Failure> {
    for contract in &data.partnerships {
        sign(tx, loader, contract).await?;
    }
    for consent in &data.land_consents {
        make_available(tx, loader, consent).await?;
    }
    Ok(())
}

fn document(paper: &demo::Document) -> DocumentDraft {
    DocumentDraft { reference: paper.reference.clone(), sha256: paper.sha256.clone() }
}

async fn sign(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    contract: &demo::Partnership,
) -> Result<(), Failure> {
    let id = demo_id(Kind::Organization, &contract.keeper);
    let keeper = lock_issuer(tx, &Scope::everything(), id).await.map_err(told)?;
    let author = loader.author_on(contract.signed_on);
    let draft = PartnershipDraft {
        id: Some(demo_id(Kind::Partnership, &contract.key)),
        number: contract.number.clone(),
        pattern: wire(&contract.pattern)?,
        partner_organization_id: Some(demo_id(Kind::Organization, &contract.partner)),
        partner_name: None,
        larger_party: wire(&contract.larger_party)?,
        larger_has_director: false,
        activity: Some(contract.activity.clone()),
        keeper_duties: Some(contract.keeper_duties.clone()),
        partner_duties: Some(contract.partner_duties.clone()),
        development: Some(contract.development.clone()),
        dispute_clause: Some(contract.dispute_clause.clone()),
        valid_from: Some(contract.valid_from),
        valid_to: Some(contract.valid_to),
        indonesian_text: Some(document(&contract.indonesian_text)),
    };
    let saved = create_partnership(tx, &keeper, &draft, &author).await.map_err(told)?;
    let signature = PartnershipActivationDraft { signed_on: contract.signed_on };
    activate_partnership(tx, &keeper, &saved.row, &signature, &author).await.map_err(told)?;
    Ok(())
}

async fn make_available(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    consent: &demo::LandConsent,
) -> Result<(), Failure> {
    let everything = Scope::everything();
    let id = demo_id(Kind::Organization, &consent.organization);
    let keeper = lock_issuer(tx, &everything, id).await.map_err(told)?;
    let author = loader.author_on(consent.consented_on);
    let draft = LandConsentDraft {
        id: Some(demo_id(Kind::LandConsent, &consent.key)),
        land_region_code: code(&consent.land_region_code)?,
        parcel_reference: consent.parcel_reference.clone(),
        area_square_metres: consent.area_square_metres,
        point: None,
        holder_person_id: None,
        holder_organization_id: Some(demo_id(Kind::Organization, &consent.right_holder)),
        holder_community: None,
        basis: wire(&consent.basis)?,
        basis_number: None,
        right: wire(&consent.right)?,
        document: document(&consent.document),
        consented_on: consent.consented_on,
        valid_from: consent.valid_from,
        valid_to: consent.valid_to,
    };
    let recorder = Recorder { visible: &everything, scope: &everything };
    create_land_consent(tx, recorder, &keeper, &draft, &author).await.map_err(told)?;
    Ok(())
}
