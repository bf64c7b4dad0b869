//! HTTP of the lines of a run.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::investment::entity::member;
use crate::investment::routes::issuer;
use crate::investment::store::holder_names;
use crate::investment::surplus::actions;
use crate::investment::surplus::entity::piece;
use crate::investment::surplus::outcome::RunOutcome;
use crate::investment::surplus::{rules, store};
use crate::kernel::ids::{MemberId, SurplusRunId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// What one holder gets of one part, and why.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LineView {
    /// Number of the line.
    pub number: i64,
    /// Key of the part.
    pub part: String,
    /// Name of the part.
    pub part_name: String,
    /// Number in the register.
    pub register_number: i64,
    /// Who.
    pub member_id: MemberId,
    /// Name.
    pub holder_name: Option<String>,
    /// What it is measured by.
    pub measure: Option<String>,
    /// The holder's capital or business that counts.
    pub base: Money,
    /// The claim: twice the base for balances, sen times days for share-days,
    /// sen for business.
    pub weight: String,
    /// What the part has to share.
    pub pool: Money,
    /// Sum of all claims on it.
    pub total_weight: Option<String>,
    /// `pool × weight / total_weight`, before rounding.
    pub formula: String,
    /// What of the amount is rounding: a unit won by the largest remainder.
    pub rounding: Money,
    /// What the holder gets.
    pub amount: Money,
}

/// Which lines.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LineQuery {
    /// Of this holder.
    pub member_id: Option<MemberId>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Lines of a run, part by part in the order of the register, as worked out
/// last; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/surplus-runs/{id}/lines", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), LineQuery),
    responses((status = 200, content((Page<LineView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_surplus_lines(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiQuery(query): ApiQuery<LineQuery>,
) -> ApiResult<Response> {
    let row = store::find_run(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    let outcome = actions::outcome_of(&row)?;
    let register_number = match query.member_id {
        None => None,
        Some(member) => {
            let found = member::Entity::find_by_id(member)
                .filter(member::Column::OrganizationId.eq(row.organization_id))
                .one(app.db.read())
                .await?;
            Some(found.ok_or_else(ApiError::not_found)?.register_number)
        }
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, outcome) = (app.clone(), outcome.clone());
        async move {
            let page: PageRequest<i64> = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let after = page.after.unwrap_or(0);
            let wanted = usize::try_from(page.limit + 1).unwrap_or(usize::MAX);
            let rows = read(&app, id, register_number, after, wanted).await?;
            let names = names(&app, &rows).await?;
            Ok(Page::of(rows, page.limit, |row| row.0, |row| view(row, &outcome, &names)))
        }
    })
    .await
}

/// Number, part and content of the lines after a number: those of one holder,
/// or so many of all.
async fn read(
    app: &AppState,
    id: SurplusRunId,
    register_number: Option<i64>,
    after: i64,
    wanted: usize,
) -> ApiResult<Vec<(i64, i64, rules::Line)>> {
    let conn = app.db.read();
    if let Some(own) = register_number {
        let pieces = store::pieces_of_register(conn, id, own).await?;
        let lines = pieces.iter().flat_map(numbered);
        let lines =
            lines.filter(|(number, _, line)| *number > after && line.register_number == own);
        return Ok(lines.take(wanted).collect());
    }
    let mut rows = Vec::new();
    let mut until = after;
    while rows.len() < wanted {
        // Two pieces hold a page of 200 wherever it begins.
        let pieces = store::pieces_after(conn, id, until, 2).await?;
        let Some(last) = pieces.last() else { break };
        until = last.last_line;
        let lines = pieces.iter().flat_map(numbered).filter(|(number, _, _)| *number > after);
        rows.extend(lines.take(wanted - rows.len()));
    }
    Ok(rows)
}

/// Number, part and content of each line of a piece.
fn numbered(piece: &piece::Model) -> impl Iterator<Item = (i64, i64, rules::Line)> + use<> {
    let (first, part) = (piece.first_line, piece.part);
    actions::lines_of(piece)
        .into_iter()
        .zip(first..)
        .map(move |(line, number)| (number, part, line))
}

async fn names(
    app: &AppState,
    rows: &[(i64, i64, rules::Line)],
) -> ApiResult<HashMap<MemberId, String>> {
    let members = member::Entity::find()
        .filter(member::Column::Id.is_in(rows.iter().map(|(_, _, line)| line.member)))
        .all(app.db.read())
        .await?;
    Ok(holder_names(app.db.read(), &members).await?)
}

fn view(
    (number, part, line): (i64, i64, rules::Line),
    outcome: &RunOutcome,
    names: &HashMap<MemberId, String>,
) -> LineView {
    let part = usize::try_from(part).ok().and_then(|part| outcome.parts.get(part));
    let pool = part.map_or(Money::ZERO, |part| part.amount);
    let total = part.and_then(|part| part.total_weight.clone());
    LineView {
        number,
        part: part.map(|part| part.key.clone()).unwrap_or_default(),
        part_name: part.map(|part| part.name.clone()).unwrap_or_default(),
        register_number: line.register_number,
        member_id: line.member,
        holder_name: names.get(&line.member).cloned(),
        measure: part.and_then(|part| part.measure.clone()),
        base: line.base,
        weight: line.weight.to_string(),
        pool,
        formula: format!("{pool} × {} / {}", line.weight, total.as_deref().unwrap_or("-")),
        total_weight: total,
        rounding: line.rounding,
        amount: line.amount,
    }
}
