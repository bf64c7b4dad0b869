//! Imports: one run over a file, and named mappings.

use std::io::Write;

use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncSeek};

use super::entity::import_run::{self, ImportOutcome};
use super::mapping::{Field, Locale, Mapping};
use super::problems;
use super::rules::columns::{self, Plan};
use super::rules::gazetteer::Gazetteer;
use crate::identity::Scope;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::region_code::CodeSystem;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::platform::tabular::{
    self, Remark, Report, Row, Rows, Separator, Severity, Tally, survey,
};
use crate::registry::actions::Context;
use crate::registry::entity::organization::LegalForm;

mod apply;
mod decide;
mod profiles;
mod read;

pub use profiles::{create_profile, replace_profile};

use decide::Decider;

/// Rows that are looked up and written together.
const CHUNK: usize = 1_000;

/// How a file is to be imported.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Decide only, write nothing but the record of the run.
    pub dry_run: bool,
    /// Write the rows without faults though others have some.
    pub only_valid: bool,
    /// Where the file comes from; part of the natural key.
    pub source: Option<String>,
    /// Legal form of rows that name none.
    pub legal_form: Option<LegalForm>,
    /// How numbers are written.
    pub locale: Locale,
    /// Who numbered the regions.
    pub code_system: CodeSystem,
    /// Name of the profile used.
    pub profile: Option<String>,
    /// The mapping.
    pub mapping: Mapping,
    /// Language of the full report.
    pub language: Language,
}

impl Settings {
    /// Settings by a mapping alone.
    #[must_use]
    pub fn of(mapping: Mapping, profile: Option<String>) -> Self {
        Self {
            dry_run: false,
            only_valid: false,
            source: mapping.source.clone(),
            legal_form: mapping.legal_form,
            locale: mapping.locale.unwrap_or_default(),
            code_system: mapping.code_system.unwrap_or(CodeSystem::Kemendagri),
            profile,
            mapping,
            language: Language::default(),
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Rows decided.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
}

/// What came of a run.
#[derive(Debug)]
pub struct Finished {
    /// Its record.
    pub run: import_run::Model,
    /// Its columns.
    pub plan: Plan,
    /// The first findings of each kind.
    pub remarks: Vec<Remark>,
    /// How often each was made.
    pub tallies: Vec<Tally>,
}

/// On whose behalf a run is, and where it tells of itself.
pub struct Caller<'a> {
    /// What they reach.
    pub scope: &'a Scope,
    /// Author and day.
    pub context: &'a Context,
    /// All regions, which imports of one process share.
    pub gazetteer: &'a Gazetteer,
    /// Called after each chunk of rows.
    pub progress: &'a mut (dyn FnMut(Progress) + Send),
    /// Takes every finding as CSV.
    pub sink: Option<Box<dyn Write + Send + 'a>>,
}

impl std::fmt::Debug for Caller<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Caller").field("context", self.context).finish_non_exhaustive()
    }
}

/// Imports a file, which stands at its beginning. All rows are written in one
/// transaction, or none: where a row has a fault, unless `only_valid` is set.
/// Every run leaves its record.
///
/// # Errors
/// 422 where the file cannot be read as a table or its columns are unclear;
/// 409 or 503 where other writers are in the way.
pub async fn run_import(
    db: &Database,
    mut file: impl AsyncRead + AsyncSeek + Unpin + Send,
    settings: &Settings,
    caller: Caller<'_>,
) -> ApiResult<Finished> {
    let survey = survey(&mut file, settings.mapping.encoding).await?;
    let separator = settings.mapping.separator;
    let separator = separator.unwrap_or_else(|| Separator::sniff(&survey.head));
    let mut rows = Rows::new(file, &survey, separator);
    let first = rows.next().await?;
    let first = first.ok_or_else(|| Fault::new(&tabular::codes::FILE_EMPTY))?;
    let plan = columns::plan(&first.cells, &settings.mapping)?;
    if settings.source.is_none() && plan.column(Field::ExternalId).is_some() {
        return Err(Fault::at(&problems::SOURCE_MISSING, "?source").into());
    }
    let mut report = Report::new(settings.language, caller.sink)?;
    if survey.assumed {
        let fault =
            Fault::new(&tabular::codes::ENCODING_ASSUMED).with("encoding", survey.encoding.name());
        report.add(Remark::of_row(Severity::Note, 0, fault))?;
    }
    unmapped(&plan, &mut report)?;
    let decider = Decider {
        settings,
        plan: &plan,
        gazetteer: caller.gazetteer,
        parameters: &crate::registry::store::parameters(db.read()).await?,
        scope: caller.scope,
        context: caller.context,
        memory: decide::Memory::default(),
    };
    let run = record_of(settings, &survey, caller.context)?;
    let mut pass =
        Pass { decider, report, run, bytes_total: survey.bytes, progress: caller.progress };
    let pending = if plan.has_header { None } else { Some(first) };
    carry_through(&mut pass, db, &mut rows, pending).await?;
    let Pass { run, report, .. } = pass;
    let (remarks, tallies) = report.finish()?;
    Ok(Finished { run, plan: plan.clone(), remarks, tallies })
}

/// Runs the pass in a transaction, or over the readers for a dry run, and
/// leaves the record of the run.
async fn carry_through<R: AsyncRead + Unpin + Send>(
    pass: &mut Pass<'_>,
    db: &Database,
    rows: &mut Rows<R>,
    pending: Option<Row>,
) -> ApiResult<()> {
    if pass.decider.settings.dry_run {
        pass.go(db.read(), None, rows, pending).await?;
    } else {
        let tx = db.begin_write().await?;
        if db.engine() == DbBackend::Postgres {
            // Two imports at once would both find an organization missing. A plan
            // that was kept from when the tables were empty reads all of them anew
            // for each parcel.
            let alone = "SET LOCAL plan_cache_mode = force_custom_plan; \
                         SELECT pg_advisory_xact_lock(7738144392)";
            tx.execute_unprepared(alone).await?;
        }
        pass.go(&tx, Some(&tx), rows, pending).await?;
        pass.run.outcome = pass.outcome();
        if pass.run.outcome == ImportOutcome::Applied && pass.run.rows_read > 0 {
            record(&tx, &pass.run, pass.decider.context).await?;
            return Ok(tx.commit().await?);
        }
        tx.rollback().await?;
    }
    if pass.run.rows_read == 0 {
        return Err(Fault::new(&tabular::codes::FILE_EMPTY).into());
    }
    let tx = db.begin_write().await?;
    record(&tx, &pass.run, pass.decider.context).await?;
    Ok(tx.commit().await?)
}

/// One note for each column that nothing is taken from.
fn unmapped(plan: &Plan, report: &mut Report<'_>) -> ApiResult<()> {
    for (column, _) in plan.fields.iter().enumerate().filter(|(_, field)| field.is_none()) {
        let fault = Fault::new(&problems::COLUMN_NOT_MAPPED);
        let heading = plan.heading(column);
        report.add(Remark::of_cell(Severity::Note, 0, column, heading, None, fault))?;
    }
    Ok(())
}

fn record_of(
    settings: &Settings,
    survey: &tabular::Survey,
    context: &Context,
) -> ApiResult<import_run::Model> {
    Ok(import_run::Model {
        id: fresh_id(),
        user_id: context.author.user_id,
        outcome: ImportOutcome::Checked,
        source: settings.source.clone(),
        profile: settings.profile.clone(),
        sha256: survey.sha256.clone(),
        bytes: i64::try_from(survey.bytes).map_err(crate::platform::ApiError::internal)?,
        rows_read: 0,
        rows_created: 0,
        rows_updated: 0,
        rows_unchanged: 0,
        rows_refused: 0,
        recorded_at: context.author.at,
    })
}

async fn record(
    tx: &DatabaseTransaction,
    run: &import_run::Model,
    context: &Context,
) -> ApiResult<()> {
    let row: import_run::ActiveModel = run.clone().into();
    import_run::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    let act = Act {
        action: "create_import",
        subject_kind: "import",
        subject_id: run.id.to_string(),
        after: Some(json!({
            "outcome": run.outcome, "source": run.source, "profile": run.profile,
            "sha256": run.sha256, "rows_read": run.rows_read, "rows_created": run.rows_created,
            "rows_updated": run.rows_updated, "rows_unchanged": run.rows_unchanged,
            "rows_refused": run.rows_refused,
        })),
        ..Act::default()
    };
    Ok(audit::record(tx, &context.author, act).await?)
}

/// One pass over the rows.
struct Pass<'a> {
    decider: Decider<'a>,
    report: Report<'a>,
    run: import_run::Model,
    bytes_total: u64,
    progress: &'a mut (dyn FnMut(Progress) + Send),
}

impl Pass<'_> {
    /// Decides all rows, a chunk at a time, and writes them where there is a
    /// transaction and no fault that refuses the file.
    async fn go<C: ConnectionTrait, R: AsyncRead + Unpin + Send>(
        &mut self,
        conn: &C,
        tx: Option<&DatabaseTransaction>,
        rows: &mut Rows<R>,
        pending: Option<Row>,
    ) -> ApiResult<()> {
        let mut chunk: Vec<Row> = pending.into_iter().collect();
        loop {
            let row = rows.next().await?;
            let ended = row.is_none();
            chunk.extend(row.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())));
            if chunk.len() >= CHUNK || (ended && !chunk.is_empty()) {
                self.chunk(conn, tx, std::mem::take(&mut chunk)).await?;
                let rows_done = u64::try_from(self.run.rows_read).unwrap_or_default();
                let bytes_total = self.bytes_total;
                (self.progress)(Progress { rows: rows_done, bytes: rows.bytes(), bytes_total });
            }
            if ended {
                return Ok(());
            }
        }
    }

    fn outcome(&self) -> ImportOutcome {
        if self.run.rows_refused > 0 && !self.decider.settings.only_valid {
            ImportOutcome::Refused
        } else {
            ImportOutcome::Applied
        }
    }
}
