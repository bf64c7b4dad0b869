//! A chunk of rows: looked up, decided, written.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::super::entity::organization_identifier;
use super::super::rules::Found;
use super::super::store::{self, Known, Question};
use super::Pass;
use super::decide::{Change, Decision};
use super::read::{Reading, remark};
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;
use crate::platform::tabular::Row;
use crate::platform::{ApiError, codes};
use crate::registry::actions::{
    Context, change_status, create_organizations, replace_organization,
};
use crate::registry::entity::organization::{self, OrganizationStatus};
use crate::registry::rules::is_kopdes;

impl Pass<'_> {
    pub(super) async fn chunk<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        tx: Option<&DatabaseTransaction>,
        rows: Vec<Row>,
    ) -> ApiResult<()> {
        let mut readings: Vec<Reading> =
            rows.into_iter().map(|row| self.decider.read(row)).collect();
        let question = self.question(&readings);
        let known = store::look_up(conn, &question, tx.is_some()).await?;
        let mut decisions = Vec::with_capacity(readings.len());
        for reading in &mut readings {
            decisions.push(self.decider.decide(reading, &known));
            for remark in reading.remarks(&self.decider) {
                self.report.add(remark)?;
            }
        }
        self.run.rows_read += i64::try_from(readings.len()).unwrap_or_default();
        let refused = decisions.iter().filter(|one| matches!(one, Decision::Refused)).count();
        self.run.rows_refused += i64::try_from(refused).unwrap_or_default();
        self.write(tx, &readings, decisions, &known).await
    }

    fn question(&self, readings: &[Reading]) -> Question {
        let names = readings.iter().map(|reading| &reading.name_key);
        let mut question = Question {
            source: self.decider.settings.source.clone(),
            external_ids: readings
                .iter()
                .filter_map(|reading| reading.values.external_id.clone())
                .collect(),
            regions: readings
                .iter()
                .filter_map(|reading| reading.region.map(|region| region.to_string()))
                .collect(),
            name_keys: names.clone().filter(|key| !key.is_empty()).cloned().collect(),
            sole_names: names.filter(|key| is_kopdes(key)).cloned().collect(),
        };
        for list in [
            &mut question.external_ids,
            &mut question.regions,
            &mut question.name_keys,
            &mut question.sole_names,
        ] {
            list.sort_unstable();
            list.dedup();
        }
        question
    }

    /// Counts the decisions and carries them out, unless a fault has refused
    /// the file or this is a dry run. Changes go first: one may free the
    /// village that a new BUM Desa takes.
    async fn write(
        &mut self,
        tx: Option<&DatabaseTransaction>,
        readings: &[Reading],
        decisions: Vec<Decision>,
        known: &Known,
    ) -> ApiResult<()> {
        let tx = tx.filter(|_| self.run.rows_refused == 0 || self.decider.settings.only_valid);
        let mut created = Vec::new();
        let mut numbers = Vec::new();
        for (reading, decision) in readings.iter().zip(decisions) {
            match decision {
                Decision::Refused => {}
                Decision::Create(row) => {
                    self.run.rows_created += 1;
                    numbers.extend(self.number(reading, row.id, None));
                    created.push(*row);
                }
                Decision::Unchanged => {
                    let adopted = self.adopted(reading, known);
                    let counter = if adopted.is_some() {
                        &mut self.run.rows_updated
                    } else {
                        &mut self.run.rows_unchanged
                    };
                    *counter += 1;
                    numbers.extend(adopted);
                }
                Decision::Change(change) => {
                    let adopted = self.number(reading, change.before.id, Some(known));
                    let changed = match tx {
                        Some(tx) => carry_out_whole(tx, *change, self.decider.context).await?,
                        None => Ok(()),
                    };
                    match changed {
                        Ok(()) => {
                            self.run.rows_updated += 1;
                            numbers.extend(adopted);
                        }
                        Err(error) => self.refuse(reading, error)?,
                    }
                }
            }
        }
        let Some(tx) = tx else { return Ok(()) };
        create_organizations(tx, &created, self.decider.context).await?;
        Ok(store::add_identifiers(tx, numbers).await?)
    }

    /// A rule that refused while writing is a fault of the row; a failure of
    /// ours ends the import.
    fn refuse(&mut self, reading: &Reading, error: ApiError) -> ApiResult<()> {
        let ours = |code: &'static crate::kernel::fault::Code| {
            code.status >= 500 || code == &codes::CONFLICT || code == &codes::REFERENCE_UNKNOWN
        };
        if error.faults().iter().any(|fault| ours(fault.code)) {
            return Err(error);
        }
        for fault in error.faults() {
            let found = Found::fault(None, fault.clone());
            self.report.add(remark(&self.decider, &reading.row, &found))?;
        }
        self.run.rows_refused += 1;
        Ok(())
    }

    /// The source's number of an organization, where it has none yet.
    fn number(
        &self,
        reading: &Reading,
        id: OrganizationId,
        known: Option<&Known>,
    ) -> Option<organization_identifier::Model> {
        if known.is_some_and(|known| known.external_ids.contains_key(&id)) {
            return None;
        }
        Some(organization_identifier::Model {
            source: self.decider.settings.source.clone()?,
            external_id: reading.values.external_id.clone()?,
            organization_id: id,
            created_at: self.decider.context.author.at,
        })
    }

    /// The same for a row that changes nothing else: the organization was known by name.
    fn adopted(&self, reading: &Reading, known: &Known) -> Option<organization_identifier::Model> {
        let number = reading.values.external_id.as_ref()?;
        if known.by_external_id.contains_key(number) {
            return None;
        }
        let region = reading.region.map(|region| region.to_string())?;
        let place = (reading.form?, region, reading.name_key.clone());
        let id = known.by_name.get(&place)?.first()?;
        self.number(reading, *id, Some(known))
    }
}

/// Carries a change out, or, where a rule refuses half of it, leaves nothing of it.
async fn carry_out_whole(
    tx: &DatabaseTransaction,
    change: Change,
    context: &Context,
) -> ApiResult<ApiResult<()>> {
    tx.execute_unprepared("SAVEPOINT import_row").await?;
    let done = carry_out(tx, change, context).await;
    if done.is_err() {
        tx.execute_unprepared("ROLLBACK TO SAVEPOINT import_row").await?;
    }
    tx.execute_unprepared("RELEASE SAVEPOINT import_row").await?;
    Ok(done)
}

/// Writes a change by the actions of the registry. A status that ends a BUM
/// Desa's hold of its village goes first, one that begins it last.
async fn carry_out(tx: &DatabaseTransaction, change: Change, context: &Context) -> ApiResult<()> {
    let Change { mut before, draft, status } = change;
    let reason = Some("import".to_owned());
    let begins = status == Some(OrganizationStatus::Active);
    if let Some(status) = status.filter(|_| !begins) {
        let today = context.today;
        before = change_status(tx, before, status, today, reason.clone(), context).await?;
    }
    if let Some(draft) = draft {
        let saved: organization::Model =
            replace_organization(tx, before, draft, true, context).await?.row;
        before = saved;
    }
    if let Some(status) = status.filter(|_| begins) {
        change_status(tx, before, status, context.today, reason, context).await?;
    }
    Ok(())
}
