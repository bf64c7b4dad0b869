//! Who owns an organization, as statements of the Beneficial Ownership Data
//! Standard 0.4.
//!
//! Each direct holding is a relationship; the whole graph up to the ultimate
//! holders is in the export, so that a reader can look through it as we do.
//! Ids are made of what is stated: the same facts give the same statements,
//! and a holding keeps its record id through all its changes. Which of these an
//! earlier export did not have follows from the ledger, which answers for any
//! day and as far as was known then: no export is kept.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::investment::ownership::facts::{Facts, OwnerClass};
use crate::investment::ownership::rules::{Assembly, Basis, PERCENT_DIGITS, Party};
use crate::investment::store::Horizon;
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::platform::ApiError;
use crate::platform::audit::{self, Act, Author};
use crate::platform::problem::ApiResult;
use crate::platform::vault::hex;
use crate::registry::entity::organization::{self, LegalForm};

/// Version of the standard.
const BODS: &str = "0.4";
/// Who publishes.
const PUBLISHER: &str = "kibm";
/// Digits behind the point of a share in the export.
const DIGITS: u32 = PERCENT_DIGITS + 4;

/// What an export is made of.
pub struct ExportContext<'a> {
    /// Whose owners.
    pub organization: OrganizationId,
    /// How far it looks; its day is that of the statements.
    pub horizon: Horizon,
    /// Day of the export.
    pub today: NaiveDate,
    /// Names of persons that may stand in it.
    pub names: &'a HashMap<PersonId, String>,
}

/// What is stated of one party or holding.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    id: String,
    kind: &'static str,
    details: Value,
}

/// The records of an organization and of all who hold it: parties before the
/// holdings that speak of them.
///
/// # Errors
/// 500 where a share cannot be written as a number.
pub fn records(
    assembly: &Assembly,
    facts: &Facts,
    context: &ExportContext<'_>,
) -> ApiResult<Vec<Record>> {
    let mut made = Vec::new();
    for party in &assembly.parties {
        if let Some((id, kind, details)) = party_record(party, facts, context) {
            made.push(Record { id, kind, details });
        }
    }
    let totals = totals(assembly);
    for edge in assembly.edges.iter().filter(|edge| edge.weight > 0) {
        let issuer = &facts.organizations[edge.issuer as usize];
        let party = &assembly.parties[edge.holder as usize];
        let total = totals.get(&edge.issuer).copied().unwrap_or(1);
        let (record, holder) = holder_record(party, facts, context);
        let details = json!({
            "isComponent": false,
            "subject": format!("organization-{}", issuer.id),
            "interestedParty": holder,
            "interests": [{
                "type": interest(issuer.legal_form, party),
                "directOrIndirect": "direct",
                "beneficialOwnershipOrControl": matches!(party, Party::Person { .. }),
                "details": details(assembly.basis[edge.issuer as usize]),
                "share": { "exact": share(edge.weight, total)? },
            }],
        });
        let id = format!("holding-{}-{record}", issuer.id);
        made.push(Record { id, kind: "relationship", details });
    }
    Ok(made)
}

/// Where a record stands between two exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RecordStatus {
    New,
    Updated,
    Closed,
}

impl RecordStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Closed => "closed",
        }
    }
}

/// Statements that make records known for the first time.
#[must_use]
pub fn statements(records: &[Record], context: &ExportContext<'_>) -> Vec<Value> {
    records.iter().map(|record| statement(record, RecordStatus::New, context)).collect()
}

/// Statements that take whoever has those of `before` to `after`: what is new,
/// what changed, and what has ended, as it was last. What stands as it was is
/// not stated again.
#[must_use]
pub fn changes(before: &[Record], after: &[Record], context: &ExportContext<'_>) -> Vec<Value> {
    let known: HashMap<&str, &Record> = before.iter().map(|it| (it.id.as_str(), it)).collect();
    let standing: HashSet<&str> = after.iter().map(|it| it.id.as_str()).collect();
    let moved = after.iter().filter_map(|record| match known.get(record.id.as_str()) {
        None => Some(statement(record, RecordStatus::New, context)),
        Some(known) if *known == record => None,
        Some(_) => Some(statement(record, RecordStatus::Updated, context)),
    });
    let ended = before.iter().filter(|record| !standing.contains(record.id.as_str()));
    let ended = ended.map(|record| statement(record, RecordStatus::Closed, context));
    moved.chain(ended).collect()
}

fn statement(record: &Record, status: RecordStatus, context: &ExportContext<'_>) -> Value {
    let mut statement = json!({
        "declarationSubject": format!("organization-{}", context.organization),
        "recordId": record.id,
        "recordType": record.kind,
        "recordStatus": status.as_str(),
        "recordDetails": record.details,
        "statementDate": context.horizon.as_of,
    });
    statement["statementId"] = Value::String(statement_id(&statement));
    statement["source"] = json!({
        "type": ["selfDeclaration"],
        "description": "Registers of members and ledgers kept with kibm, and declared holdings",
    });
    statement["publicationDetails"] = json!({
        "publicationDate": context.today,
        "bodsVersion": BODS,
        "publisher": { "name": PUBLISHER },
    });
    statement
}

/// An id of 64 digits made of what a statement says.
fn statement_id(statement: &Value) -> String {
    hex(&Sha256::digest(statement.to_string().as_bytes()))
}

/// Sum of the weights by issuer.
fn totals(assembly: &Assembly) -> BTreeMap<u32, u128> {
    let mut totals = BTreeMap::new();
    for edge in &assembly.edges {
        *totals.entry(edge.issuer).or_insert(0) += u128::from(edge.weight);
    }
    totals
}

/// A share in per cent as a JSON number, rounded down to six places.
fn share(weight: u64, total: u128) -> ApiResult<Value> {
    let scale = u128::from(100 * 10_u64.pow(DIGITS));
    let parts = u128::from(weight) * scale / total.max(1);
    let parts = i64::try_from(parts).map_err(ApiError::internal)?;
    // Read as JSON, so that no float of ours comes between.
    let text = Decimal::new(parts, DIGITS).normalize().to_string();
    serde_json::from_str(&text).map_err(ApiError::internal)
}

fn interest(issuer: LegalForm, party: &Party) -> &'static str {
    match (issuer, party) {
        (LegalForm::Perseroda | LegalForm::Perseroan, _) => "shareholding",
        (_, Party::Collective { .. }) => "rightsToSurplusAssetsOnDissolution",
        // Savings and stakes carry a part of the surplus, and no vote (R31).
        _ => "rightsToProfitOrIncome",
    }
}

fn details(basis: Basis) -> &'static str {
    match basis {
        Basis::Ledger(_) => "Share of capital by the issuer's ledger; not a share of votes",
        Basis::Declared | Basis::Unknown => "Share as declared; not a share of votes",
    }
}

/// The record of a party that has one of its own.
fn party_record(
    party: &Party,
    facts: &Facts,
    context: &ExportContext<'_>,
) -> Option<(String, &'static str, Value)> {
    match party {
        Party::Organization(place) => {
            let organization = &facts.organizations[*place];
            let details = json!({
                "isComponent": false,
                "entityType": entity_type(organization.legal_form),
                "name": organization.name,
                "jurisdiction": { "name": "Indonesia", "code": "ID" },
                "identifiers": [{
                    "id": organization.id.to_string(),
                    "schemeName": "kibm organization id",
                }],
            });
            Some((format!("organization-{}", organization.id), "entity", details))
        }
        Party::Outside { name, class, holding } => {
            let kind = match class {
                OwnerClass::Village | OwnerClass::RegionalGovernment => "stateBody",
                OwnerClass::CentralGovernment => "state",
                _ => "legalEntity",
            };
            let details = json!({
                "isComponent": false, "entityType": { "type": kind }, "name": name,
            });
            Some((format!("outside-{holding}"), "entity", details))
        }
        Party::Person { person, .. } => {
            let name = context.names.get(person)?;
            let details = json!({
                "isComponent": false,
                "personType": "knownPerson",
                "names": [{ "type": "legal", "fullName": name }],
            });
            Some((format!("person-{person}"), "person", details))
        }
        _ => None,
    }
}

fn entity_type(form: LegalForm) -> Value {
    match form {
        LegalForm::PemerintahDesa | LegalForm::PemerintahDaerah => json!({ "type": "stateBody" }),
        LegalForm::PemerintahPusat => json!({ "type": "state" }),
        LegalForm::KelompokUsaha | LegalForm::Komunitas => {
            json!({ "type": "arrangement", "details": form.as_str() })
        }
        _ => json!({ "type": "registeredEntity", "details": form.as_str() }),
    }
}

/// The key of a holder and how the standard refers to it: by its record, or by
/// the reason why there is none.
fn holder_record(party: &Party, facts: &Facts, context: &ExportContext<'_>) -> (String, Value) {
    if let Some((record, _, _)) = party_record(party, facts, context) {
        return (record.clone(), Value::String(record));
    }
    let name = |issuer: usize| facts.organizations[issuer].name.as_str();
    let unspecified = |key: String, reason: &str, description: String| {
        (key, json!({ "reason": reason, "description": description }))
    };
    match party {
        Party::Person { person, .. } => unspecified(
            format!("person-{person}"),
            "interestedPartyExemptFromDisclosure",
            "A natural person whose name is withheld (UU 27/2022)".to_owned(),
        ),
        Party::Persons { issuer } => unspecified(
            "persons".to_owned(),
            "interestedPartyExemptFromDisclosure",
            format!("The natural persons among the holders of {}, together", name(*issuer)),
        ),
        Party::Collective { issuer } => unspecified(
            "collective".to_owned(),
            "noBeneficialOwners",
            format!(
                "Reserves, grants and surplus that the members of {} have together",
                name(*issuer)
            ),
        ),
        Party::Undeclared { issuer } => unspecified(
            "undeclared".to_owned(),
            "informationUnknownToPublisher",
            format!("Holders of {} that are not declared", name(*issuer)),
        ),
        Party::Organization(_) | Party::Outside { .. } | Party::Together => {
            unspecified("unknown".to_owned(), "unknown", "Not known".to_owned())
        }
    }
}

/// Leaves the trace of an export: what for, and how many persons by name.
///
/// # Errors
/// When the database refuses.
pub async fn record_export(
    tx: &DatabaseTransaction,
    organization: &organization::Model,
    purpose: &str,
    after: Value,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action: "create_ownership_export",
        subject_kind: "organization",
        subject_id: organization.id.to_string(),
        region_code: Some(organization.region_code.clone()),
        reason: Some(purpose.to_owned()),
        before: None,
        after: Some(after),
    };
    Ok(audit::record(tx, author, act).await?)
}
