//! HTTP of exports.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{read, sees_persons, subject};
use crate::identity::Access;
use crate::investment::ownership::actions::{self, ExportContext, Record};
use crate::investment::ownership::drafts::{ExportedPersons, OwnershipExportDraft};
use crate::investment::ownership::rules::Party;
use crate::investment::ownership::store::{self, Roots};
use crate::investment::store::Horizon;
use crate::kernel::fault::Fault;
use crate::kernel::ids::PersonId;
use crate::kernel::period::local_date;
use crate::platform::db::stored_region;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiJson, AppState};
use crate::registry::entity::organization;
use crate::registry::problems::DATE_TOO_EARLY;

/// Export who owns an organization as statements of the Beneficial Ownership
/// Data Standard 0.4: all of them, or with `since` what changed from that day on.
/// Persons by name only where the caller may see those of every issuer on the
/// way; the export and its purpose are audited.
#[utoipa::path(
    post, path = "/api/v1/ownership/exports", tag = "ownership",
    request_body = OwnershipExportDraft,
    responses((status = 200, body = Vec<Value>, description = "BODS 0.4 statements")),
)]
pub async fn create_ownership_export(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<OwnershipExportDraft>,
) -> ApiResult<Answer<Vec<Value>>> {
    let organization = subject(&app, &access, draft.organization_id).await?;
    let today = local_date(access.at, stored_region(&organization.region_code)?.utc_offset());
    let horizon = Horizon { as_of: draft.as_of.unwrap_or(today), known_at: draft.known_at };
    if let Some(since) = draft.since.filter(|since| *since >= horizon.as_of) {
        let earliest = since.succ_opt().unwrap_or(since);
        return Err(Fault::at(&DATE_TOO_EARLY, "/as_of").with("earliest", earliest).into());
    }
    let export = Export { app: &app, access: &access, organization: &organization, today };
    let named = draft.persons == ExportedPersons::Named;
    let (after, persons) = export.records(horizon, named).await?;
    let names = HashMap::new();
    let context = ExportContext { organization: organization.id, horizon, today, names: &names };
    let statements = match draft.since {
        None => actions::statements(&after, &context),
        Some(as_of) => {
            let earlier = Horizon { as_of, known_at: draft.since_known_at };
            let (before, _) = export.records(earlier, named).await?;
            actions::changes(&before, &after, &context)
        }
    };
    let audited = json!({
        "as_of": horizon.as_of, "since": draft.since, "statements": statements.len(),
        "persons": persons,
    });
    let tx = app.db.begin_write().await?;
    let author = access.author();
    actions::record_export(&tx, &organization, &draft.purpose, audited, &author).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, statements))
}

/// Who asks for which owners.
struct Export<'a> {
    app: &'a AppState,
    access: &'a Access,
    organization: &'a organization::Model,
    today: NaiveDate,
}

impl Export<'_> {
    /// What is stated at a horizon, and how many persons it names.
    async fn records(&self, horizon: Horizon, named: bool) -> ApiResult<(Vec<Record>, usize)> {
        let conn = self.app.db.read();
        let roots = Roots::Organization(self.organization.id);
        let (facts, assembly) = read(conn, &roots, &horizon, named).await?;
        let persons: Vec<PersonId> = assembly
            .parties
            .iter()
            .filter_map(|party| match party {
                Party::Person { person, .. } => Some(*person),
                _ => None,
            })
            .collect();
        let all_seen = assembly.parties.iter().all(|party| match party {
            Party::Person { entries, .. } => {
                entries.iter().all(|entry| sees_persons(self.access, &facts, entry.0))
            }
            _ => true,
        });
        if !all_seen {
            return Err((&crate::identity::problems::NOT_PERMITTED).into());
        }
        let names: HashMap<PersonId, String> = store::person_names(conn, &persons).await?;
        let (organization, today) = (self.organization.id, self.today);
        let context = ExportContext { organization, horizon, today, names: &names };
        Ok((actions::records(&assembly, &facts, &context)?, names.len()))
    }
}
