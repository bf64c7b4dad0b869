//! Mentors, assignments, logs and follow-ups of an invented nation.

use std::collections::{BTreeSet, HashSet};

use chrono::{Days, NaiveDate, TimeDelta};
use kibm_seed::synthetic::Log;

use super::bulk::Cell;
use super::nation::{Kind, Nation, STAGES, Table};
use crate::cli::Failure;
use crate::kernel::identifiers::name_key;
use crate::kernel::period::Quarter;
use crate::kernel::region_code::RegionCode;

/// Mentors begin before their first visit.
const BEGIN: NaiveDate = NaiveDate::from_ymd_opt(2025, 10, 1).expect("a calendar date");
/// Every so many logs have agreed on an action; half of these are done.
const LOGS_PER_FOLLOW_UP: u32 = 5;
/// An agreed action is due so many days after the visit.
const DUE_AFTER: Days = Days::new(30);
const STAGE_COUNT: u64 = STAGES.len() as u64;

/// Everything about mentoring.
pub async fn load(nation: &mut Nation<'_>) -> Result<(), Failure> {
    let plan = nation.plan;
    // Every organization works in one stage, and in those where it was visited.
    let count = u32::try_from(nation.places.len())?;
    let mut pairs: BTreeSet<(u32, u32)> = (0..count).map(|number| (number, number % 6)).collect();
    pairs.extend(plan.logs().map(|log| (log.organization, log.stage)));
    if count > 0 {
        mentors(nation, plan.mentor_count()).await?;
    }
    for (organization, stage) in &pairs {
        pair(nation, *organization, *stage)?;
        nation.bulk.breathe().await?;
    }
    let mut covered = HashSet::new();
    for row in plan.logs() {
        log(nation, &row, &mut covered)?;
        nation.bulk.breathe().await?;
    }
    Ok(())
}

async fn mentors(nation: &mut Nation<'_>, count: u32) -> Result<(), Failure> {
    let village = nation.places[0].village;
    let institution = nation.cell(Kind::Organization, nation.size.enterprises);
    for number in 0..count {
        let name = format!("Pendamping Sintetis {number:05}");
        let person = nation.cell(Kind::MentorPerson, number);
        let now = Cell::At(nation.at);
        let cells = [
            person.clone(),
            name.as_str().into(),
            Cell::Text(name_key(&name)),
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            village.into(),
            institution.clone(),
            Cell::Bytes(Vec::new()),
            Cell::Int(1),
            now.clone(),
        ];
        nation.push(Table::Person, cells);
        let cells = [
            nation.cell(Kind::Mentor, number),
            person,
            institution.clone(),
            village.into(),
            Cell::Day(BEGIN),
            Cell::Int(1),
            now.clone(),
            now,
        ];
        nation.push(Table::Mentor, cells);
        nation.bulk.breathe().await?;
    }
    Ok(())
}

/// An organization takes part in a stage, and its mentor is assigned to it.
fn pair(nation: &mut Nation<'_>, organization: u32, stage: u32) -> Result<(), Failure> {
    let place = nation.places[usize::try_from(organization)?];
    let number = u64::from(organization) * STAGE_COUNT + u64::from(stage);
    let now = Cell::At(nation.at);
    let cells = [
        nation.cell(Kind::Participation, number),
        nation.cell(Kind::Chain, place.cluster),
        nation.stage(place.cluster, stage),
        nation.cell(Kind::Organization, organization),
        place.village.into(),
        "operator".into(),
        Cell::Day(super::nation::PROGRAMME),
        now.clone(),
    ];
    nation.push(Table::Participation, cells);
    let day = Some(super::nation::PROGRAMME);
    nation.figures.add(place.village, "pairs/active".to_owned(), day, 1);
    let mentor = organization % nation.plan.mentor_count();
    let cells = [
        nation.cell(Kind::Assignment, number),
        nation.cell(Kind::Mentor, mentor),
        nation.cell(Kind::Organization, organization),
        nation.stage(place.cluster, stage),
        place.village.into(),
        Cell::Day(BEGIN),
        Cell::Int(1),
        now,
    ];
    nation.push(Table::Assignment, cells);
    Ok(())
}

fn log(
    nation: &mut Nation<'_>,
    row: &Log<'_>,
    covered: &mut HashSet<(u32, u32, Quarter)>,
) -> Result<(), Failure> {
    let place = nation.places[usize::try_from(row.organization)?];
    let village: RegionCode = place.village.parse()?;
    let started_at = row.started_at.and_utc()
        - TimeDelta::seconds(village.utc_offset().local_minus_utc().into());
    let day = row.started_at.date();
    let ended_at = started_at + TimeDelta::minutes(row.minutes.into());
    let id = nation.cell(Kind::Log, row.index);
    let (organization, stage) =
        (nation.cell(Kind::Organization, row.organization), nation.stage(place.cluster, row.stage));
    let reviewer = nation.cell(Kind::User, 1_u64);
    let reviewed = |cell: Cell| row.is_verified.then_some(cell).into();
    let cells = [
        id.clone(),
        nation.cell(Kind::Mentor, row.mentor),
        nation.cell(Kind::User, 0_u64),
        organization.clone(),
        stage.clone(),
        place.village.into(),
        "perencanaan".into(),
        Cell::At(started_at),
        Cell::At(ended_at),
        Cell::Day(day),
        Cell::Int(row.minutes.into()),
        row.village_code.into(),
        "visit".into(),
        "Pendampingan usaha".into(),
        Cell::Int(row.participants.into()),
        Cell::Int(row.women.into()),
        Cell::Int(0),
        Cell::Int(0),
        "Data sintetis".into(),
        "Data sintetis".into(),
        "verbal".into(),
        "[]".into(),
        if row.is_verified { "verified" } else { "submitted" }.into(),
        Cell::At(ended_at),
        Cell::Bool(true),
        Cell::Bool(false),
        Cell::Bool(false),
        Cell::Bool(false),
        reviewed(reviewer),
        reviewed(Cell::At(ended_at)),
        Cell::Bytes(row.index.to_be_bytes().to_vec()),
        Cell::Int(1),
        Cell::At(ended_at),
        Cell::At(ended_at),
    ];
    nation.push(Table::Log, cells);
    nation.figures.add(place.village, "logs".to_owned(), Some(day), 1);
    nation.figures.add(place.village, "log_minutes".to_owned(), Some(day), row.minutes.into());
    let quarter = Quarter::of(day);
    if row.is_verified && covered.insert((row.organization, row.stage, quarter)) {
        let cells = [
            organization,
            stage,
            Cell::Text(quarter.to_string()),
            place.village.into(),
            id,
            Cell::At(ended_at),
        ];
        nation.push(Table::Coverage, cells);
        let first = Some(quarter.first_day());
        nation.figures.add(place.village, "pairs/covered".to_owned(), first, 1);
    }
    if row.index.is_multiple_of(LOGS_PER_FOLLOW_UP) {
        follow_up(nation, row, day)?;
    }
    Ok(())
}

fn follow_up(nation: &mut Nation<'_>, row: &Log<'_>, day: NaiveDate) -> Result<(), Failure> {
    let place = nation.places[usize::try_from(row.organization)?];
    let due_on = day + DUE_AFTER;
    let is_done = row.index.is_multiple_of(2 * LOGS_PER_FOLLOW_UP);
    let organization = nation.cell(Kind::Organization, row.organization);
    let cells = [
        nation.cell(Kind::FollowUp, row.index),
        nation.cell(Kind::Log, row.index),
        Cell::Int(0),
        organization.clone(),
        nation.stage(place.cluster, row.stage),
        place.village.into(),
        "Tindak lanjut sintetis".into(),
        organization,
        Cell::Day(due_on),
        if is_done { "done" } else { "open" }.into(),
        is_done.then_some(Cell::Day(due_on)).into(),
        is_done.then(|| nation.cell(Kind::User, 0_u64)).into(),
        Cell::Int(1),
        Cell::At(nation.at),
    ];
    nation.push(Table::FollowUp, cells);
    if !is_done {
        nation.figures.add(place.village, "follow_ups/open".to_owned(), Some(due_on), 1);
    }
    Ok(())
}
