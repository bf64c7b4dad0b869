//! A chunk of rows: looked up, decided, written.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::super::entity::organization_identifier;
use super::super::store::{self, Known, Question};
use super::Pass;
use super::decide::Decision;
use super::read::Reading;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;
use crate::platform::tabular::Row;
use crate::registry::actions::{change_organizations, create_organizations};
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
        let mut changed = Vec::new();
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
                    self.run.rows_updated += 1;
                    numbers.extend(self.number(reading, change.before.id, Some(known)));
                    changed.push(*change);
                }
            }
        }
        let Some(tx) = tx else { return Ok(()) };
        change_organizations(tx, changed, "import", self.decider.context).await?;
        create_organizations(tx, &created, self.decider.context).await?;
        Ok(store::add_identifiers(tx, numbers).await?)
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
