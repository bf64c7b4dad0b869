//! One import from its rows to its report.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use sea_orm::DatabaseTransaction;
use serde_json::Value;

use super::post::Booked;
use super::read::{Book, is_amount};
use super::{Caller, Finished, Progress, Settings, Sum, count};
use crate::investment::actions::Issuer;
use crate::investment::books::entity::books_import;
use crate::investment::books::rules::Found;
use crate::investment::books::rules::columns::{Offered, Target};
use crate::investment::books::{problems, store};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::member::Standing;
use crate::kernel::fault::Fault;
use crate::kernel::ids::InstrumentId;
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;
use crate::platform::tabular::{Remark, Report, Severity, codes};
use crate::registry::import::entity::import_run::ImportOutcome;
use crate::registry::import::problems::COLUMN_NOT_MAPPED;

/// Steps of a row: identified, entered, posted.
const STEPS: usize = 3;

/// One import at work.
pub(super) struct Pass<'a, 'b> {
    pub(super) issuer: &'a Issuer,
    pub(super) standing: Standing,
    pub(super) settings: &'a Settings,
    pub(super) caller: &'a mut Caller<'b>,
    pub(super) book: Book,
    /// What single instruments should add up to, with their names.
    pub(super) controls: BTreeMap<InstrumentId, (String, Money)>,
    pub(super) run: books_import::Model,
    pub(super) done: usize,
}

impl Pass<'_, '_> {
    /// The report of the run that booked this file for this day, as long as all
    /// that it booked stands; what is stated of the file must be so also then.
    pub(super) async fn kept(
        &mut self,
        tx: &DatabaseTransaction,
        offered: &[Offered],
    ) -> ApiResult<Option<Value>> {
        if self.settings.dry_run {
            return Ok(None);
        }
        let (issuer, day) = (self.issuer.id, self.settings.effective_on);
        let known = store::find_standing(tx, issuer, day, &self.run.digest).await?;
        let Some(report) = known.and_then(|known| known.report) else { return Ok(None) };
        let off = self.differences(&self.sums(offered, &Booked::new())?)?;
        if off.is_empty() { Ok(Some(report)) } else { Err(off.into()) }
    }

    /// Finds, records, enters and posts everything inside the transaction, also
    /// beside faults, so that all of them are told at once.
    pub(super) async fn carry_out(&mut self, tx: &DatabaseTransaction) -> ApiResult<Booked> {
        let mut named = self.identify(tx).await?;
        if named.is_stopped() {
            return Ok(Booked::new());
        }
        self.check_days(&named.entrants);
        self.check_entrants(&named.entrants);
        let numbers = self.number(tx, &named.entrants).await?;
        self.enter(tx, &mut named, &numbers).await?;
        let kinds: HashMap<InstrumentId, InstrumentKind> = self.amounts().collect();
        self.post(tx, &named.members, &kinds).await
    }

    /// Instruments that have a column, in the order of the columns.
    fn amounts(&self) -> impl Iterator<Item = (InstrumentId, InstrumentKind)> + '_ {
        self.book.plan.targets.iter().filter_map(|target| match target {
            Some(Target::Amount(id, kind)) => Some((*id, *kind)),
            _ => None,
        })
    }

    /// Tells how far the import is.
    pub(super) fn step(&mut self, rows: usize) {
        self.done += rows;
        let rows = self.book.rows.len();
        (self.caller.progress)(Progress { rows, done: self.done, total: rows * STEPS });
    }

    /// Whether a row says who its member is: it has no fault but in amounts.
    pub(super) fn is_named(&self, place: usize) -> bool {
        let of_amount = |column: usize| is_amount(&self.book.plan.targets, column);
        let faults = self.book.rows[place].found.iter();
        let mut faults = faults.filter(|found| found.severity == Severity::Fault);
        faults.all(|found| found.column.is_some_and(of_amount))
    }

    /// Whether a row has a fault.
    pub(super) fn is_faulty(&self, place: usize) -> bool {
        self.book.rows[place].found.iter().any(|found| found.severity == Severity::Fault)
    }

    /// The report: sums, findings, outcome.
    pub(super) fn finish<'s>(
        mut self,
        offered: &[Offered],
        booked: &Booked,
        sink: Option<Box<dyn Write + Send + 's>>,
    ) -> ApiResult<Finished> {
        let sums = self.sums(offered, booked)?;
        let off = self.differences(&sums)?;
        let faulty = (0..self.book.rows.len()).filter(|place| self.is_faulty(*place)).count();
        self.run.rows_refused = count(faulty);
        let adds_up = self.book.of_totals.iter().all(|(_, it)| it.severity != Severity::Fault);
        let sound = faulty == 0 && off.is_empty() && adds_up;
        self.run.outcome = match (sound, self.settings.dry_run) {
            (false, _) => ImportOutcome::Refused,
            (true, true) => ImportOutcome::Checked,
            (true, false) => ImportOutcome::Applied,
        };
        if sound && sums.iter().any(|sum| sum.file != sum.booked) {
            return Err(ApiError::internal("the sum booked is not that of the file"));
        }
        let total = Money::checked_sum(sums.iter().map(|sum| sum.booked));
        self.run.total_sen = total.map_err(Fault::from)?;
        let mut report = Report::new(self.settings.language, sink)?;
        off.into_iter()
            .try_for_each(|fault| report.add(Remark::of_row(Severity::Fault, 0, fault)))?;
        self.tell(&mut report)?;
        let (remarks, tallies) = report.finish()?;
        Ok(Finished { run: self.run, plan: self.book.plan, sums, remarks, tallies })
    }

    fn sums(&self, offered: &[Offered], booked: &Booked) -> ApiResult<Vec<Sum>> {
        let mut sums = Vec::new();
        for (instrument, kind) in self.amounts() {
            let balances = self.book.rows.iter().flat_map(|row| &row.balances);
            let of = balances.filter(|balance| balance.instrument == instrument);
            let file = Money::checked_sum(of.map(|balance| balance.amount)).map_err(Fault::from)?;
            let name = offered.iter().find(|it| it.id == instrument).map(|it| it.name.clone());
            let booked = booked.get(&instrument).copied().unwrap_or_default();
            sums.push(Sum { instrument, kind, name: name.unwrap_or_default(), file, booked });
        }
        Ok(sums)
    }

    /// Where the file adds up to something else than was stated.
    fn differences(&self, sums: &[Sum]) -> ApiResult<Vec<Fault>> {
        let totals = &self.settings.totals;
        let differ = |what: String, stated: String, found: String| {
            let fault = Fault::new(&problems::CONTROL_TOTAL).with("what", what);
            (stated != found).then(|| fault.with("stated", stated).with("found", found))
        };
        let mut faults = Vec::new();
        let members = count(self.book.rows.len());
        faults.extend(totals.members.and_then(|stated| {
            differ("members".to_owned(), stated.to_string(), members.to_string())
        }));
        let mut compare = |what: String, stated: Money, of: &dyn Fn(&Sum) -> bool| {
            let of = sums.iter().filter(|sum| of(sum));
            let sum = Money::checked_sum(of.map(|sum| sum.file)).map_err(Fault::from)?;
            faults.extend(differ(what, stated.to_string(), sum.to_string()));
            ApiResult::Ok(())
        };
        for (instrument, (name, stated)) in &self.controls {
            compare(name.clone(), *stated, &|sum| sum.instrument == *instrument)?;
        }
        for (kind, stated) in &totals.kinds {
            compare(kind.as_str(), *stated, &|sum| sum.kind == *kind)?;
        }
        if let Some(stated) = totals.all {
            compare("total".to_owned(), stated, &|_| true)?;
        }
        Ok(faults)
    }

    /// Every finding, first those of the file, then row by row.
    fn tell(&self, report: &mut Report<'_>) -> ApiResult<()> {
        if let Some(encoding) = self.book.assumed {
            let fault = Fault::new(&codes::ENCODING_ASSUMED).with("encoding", encoding);
            report.add(Remark::of_row(Severity::Note, 0, fault))?;
        }
        let plan = &self.book.plan;
        for (column, target) in plan.targets.iter().enumerate() {
            let heading = plan.heading(column).filter(|heading| !heading.trim().is_empty());
            if target.is_none() && heading.is_some() {
                let fault = Fault::new(&COLUMN_NOT_MAPPED);
                report.add(Remark::of_cell(Severity::Note, 0, column, heading, None, fault))?;
            }
        }
        if self.book.untold > 0 {
            let fault = Fault::new(&problems::FAULTS_UNTOLD).with("count", self.book.untold);
            report.add(Remark::of_row(Severity::Note, 0, fault))?;
        }
        for row in &self.book.totals {
            report.add(Remark::of_row(Severity::Note, *row, Fault::new(&problems::TOTAL_ROW)))?;
        }
        for (row, found) in &self.book.of_totals {
            report.add(self.remark(*row, found))?;
        }
        for row in &self.book.rows {
            for found in &row.found {
                report.add(self.remark(row.number, found))?;
            }
        }
        Ok(())
    }

    fn remark(&self, row: u64, found: &Found) -> Remark {
        let fault = found.fault.clone();
        match found.column {
            None => Remark::of_row(found.severity, row, fault),
            Some(column) => {
                let heading = self.book.plan.heading(column);
                let value = found.value.as_deref();
                Remark::of_cell(found.severity, row, column, heading, value, fault)
            }
        }
    }
}
