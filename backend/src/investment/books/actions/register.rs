//! Who the holders are: persons and organizations, looked up, recorded, entered
//! in the register.

use std::collections::{HashMap, HashSet};

use sea_orm::DatabaseTransaction;

use super::pass::Pass;
use super::{CHUNK, count};
use crate::investment::actions::{Applicant, Newcomer, create_members};
use crate::investment::books::problems;
use crate::investment::books::rules::Found;
use crate::investment::books::rules::cells::BookRow;
use crate::investment::books::rules::identity::{
    self, Known, KnownMember, KnownPerson, Who, identify, identify_organization,
};
use crate::investment::books::store::{self, Holders, MemberRow, OrganizationRow, PersonRow};
use crate::investment::entity::member::{MemberStatus, Standing};
use crate::investment::rules::check_holder;
use crate::investment::store::next_register_number;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::{Nik, Sex};
use crate::kernel::ids::{MemberId, OrganizationId, PersonId};
use crate::platform::clock::fresh_id;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::region::store::require_region;
use crate::registry::actions::{Context, create_persons, nik_index};
use crate::registry::drafts::PersonDraft;
use crate::registry::import::mapping::BookField;
use crate::registry::problems::NIK_TAKEN;

/// Persons beyond the caller's reach of whom one file is told that their NIK is
/// recorded: a list of NIK must not become a search of everybody (R14, R108).
const TAKEN_MAX: usize = 20;

/// Somebody who is to be entered, by the place of the row.
pub(super) struct Entrant {
    place: usize,
    /// Nobody where a person is to be recorded first.
    applicant: Option<Applicant>,
    /// As counted, of a person.
    sex: Option<Sex>,
}

/// Whom the rows name, by their places.
#[derive(Default)]
pub(super) struct Named {
    pub(super) members: HashMap<usize, MemberId>,
    pub(super) entrants: Vec<Entrant>,
    /// Organizations, by the number of the row that named them first.
    organizations: HashMap<OrganizationId, u64>,
    /// NIK of persons beyond the caller's reach.
    taken: usize,
}

impl Named {
    /// Whether more such NIK were met than one file is told of.
    pub(super) fn is_stopped(&self) -> bool {
        self.taken > TAKEN_MAX
    }
}

impl Pass<'_, '_> {
    /// Finds out whom each row names.
    pub(super) async fn identify(&mut self, tx: &DatabaseTransaction) -> ApiResult<Named> {
        for (place, found) in identity::repeated(&self.book.rows, &self.book.plan) {
            self.book.rows[place].found.push(found);
        }
        let mut named = Named::default();
        for start in (0..self.book.rows.len()).step_by(CHUNK) {
            let end = (start + CHUNK).min(self.book.rows.len());
            self.identify_some(tx, start..end, &mut named).await?;
            if named.is_stopped() {
                break;
            }
            self.step(end - start);
        }
        self.run.members_found = count(named.members.len());
        Ok(named)
    }

    async fn identify_some(
        &mut self,
        tx: &DatabaseTransaction,
        places: std::ops::Range<usize>,
        named: &mut Named,
    ) -> ApiResult<()> {
        let rows = &self.book.rows[places.clone()];
        let indexes = rows.iter().map(|row| row.nik.map(|nik| nik_index(self.caller.vault, &nik)));
        let indexes: Vec<Option<Vec<u8>>> = indexes.collect();
        let wanted = indexes.iter().flatten().cloned().collect();
        let persons = store::persons_by_nik(tx, wanted).await?;
        let numbers: Vec<&str> =
            rows.iter().filter_map(|row| row.organization.as_deref()).collect();
        let organizations = store::organizations_by_number(tx, &numbers).await?;
        let holders = Holders {
            persons: persons.iter().map(|person| person.id).collect(),
            organizations: organizations.iter().map(|row| row.id).collect(),
            numbers: rows.iter().filter_map(|row| row.register_number).collect(),
        };
        let members = store::members_of(tx, self.issuer.id, holders).await?;
        let directory = Directory::of(persons, organizations, members);
        for (place, index) in places.zip(indexes) {
            if self.book.rows[place].organization.is_some() {
                self.identify_organization(place, &directory, named);
                continue;
            }
            let (known, sex) = directory.known(&self.book.rows[place], index, self)?;
            let row = &mut self.book.rows[place];
            let (who, mut found) = identify(row, &self.book.plan, &known);
            named.taken += usize::from(found.iter().any(|it| it.fault.code == &NIK_TAKEN));
            if named.is_stopped() {
                let column = self.book.plan.column(BookField::Nik);
                let fault = Fault::new(&problems::NIK_CHECK_STOPPED).with("maximum", TAKEN_MAX);
                found = vec![Found::fault(column, fault)];
            }
            row.found.extend(found);
            if named.is_stopped() {
                return Ok(());
            }
            keep(named, place, who, sex.or(sex_of(row)));
        }
        Ok(())
    }

    fn identify_organization(&mut self, place: usize, directory: &Directory, named: &mut Named) {
        let row = &mut self.book.rows[place];
        let organizations = directory.organizations(row.organization.as_deref());
        let known: Vec<_> = organizations.iter().map(|row| row.known()).collect();
        let id = known.first().map(|it| it.id);
        let member = id.and_then(|id| directory.by_organization.get(&id));
        let by_number = row.register_number.and_then(|it| directory.by_number.get(&it));
        let plan = &self.book.plan;
        let (who, found) = identify_organization(row, plan, &known, member, by_number);
        row.found.extend(found);
        // Two rows may name one organization by different numbers.
        let first = id.filter(|_| who.is_some()).and_then(|id| {
            let first = *named.organizations.entry(id).or_insert(row.number);
            (first != row.number).then_some(first)
        });
        if let Some(first) = first {
            let column = plan.column(BookField::OrganizationNumber);
            let fault = Fault::new(&problems::BOOK_ROW_TWICE).with("row", first);
            row.found.push(Found::fault(column, fault));
            return;
        }
        keep(named, place, who, None);
    }

    /// In what capacity an entrant stands in the register: as a member where the
    /// rules have such members, else as another holder of capital.
    fn standing(&self, applicant: Option<Applicant>) -> Standing {
        let form = applicant.and_then(Applicant::form);
        let as_member = check_holder(self.issuer.legal_form, form, self.standing, false);
        if form.is_some() && as_member.is_some() { Standing::Holder } else { self.standing }
    }

    /// Asks the rules whether each entrant may stand in the register.
    pub(super) fn check_entrants(&mut self, entrants: &[Entrant]) {
        let column = self.book.plan.column(BookField::Name);
        for entrant in entrants {
            let form = entrant.applicant.and_then(Applicant::form);
            let standing = self.standing(entrant.applicant);
            let fault = check_holder(self.issuer.legal_form, form, standing, false);
            let found = fault.map(|fault| Found::fault(column, fault));
            self.book.rows[entrant.place].found.extend(found);
        }
    }

    /// Numbers for whoever is to be entered, in the order of the entrants. Where
    /// those of the file do not do, the next ones stand in for them, so that the
    /// rest of the file is looked at before it is refused.
    pub(super) async fn number(
        &mut self,
        tx: &DatabaseTransaction,
        entrants: &[Entrant],
    ) -> ApiResult<Vec<i64>> {
        let next = next_register_number(tx, self.issuer.id).await?;
        let stand_ins = || (next..).take(entrants.len()).collect();
        let column = self.book.plan.column(BookField::RegisterNumber);
        let unclear = |found: &Found| column.is_some() && found.column == column;
        if self.book.rows.iter().any(|row| row.found.iter().any(unclear)) {
            // A number that is unclear would be told of once more as a gap.
            return Ok(stand_ins());
        }
        let given: Vec<Option<i64>> =
            entrants.iter().map(|it| self.book.rows[it.place].register_number).collect();
        // Without such a column the numbers are given in the order of the rows.
        let given = column.map(|_| given.as_slice());
        match identity::numbers(given, entrants.len(), next) {
            Ok(numbers) => Ok(numbers),
            Err(faults) => {
                for (nth, fault) in faults {
                    let row = &mut self.book.rows[entrants[nth].place];
                    row.found.push(Found::fault(column, fault));
                }
                Ok(stand_ins())
            }
        }
    }

    /// Records the persons who are not known and enters all newcomers but those
    /// whose row does not say who they are: then nothing of this is kept anyway.
    pub(super) async fn enter(
        &mut self,
        tx: &DatabaseTransaction,
        named: &mut Named,
        numbers: &[i64],
    ) -> ApiResult<()> {
        let today = self.issuer.today(self.caller.author.at);
        let region = require_region(tx, &self.issuer.region, today, "/region_code").await?;
        region?;
        let context = Context { author: self.caller.author.clone(), today };
        let mut due: Vec<(Entrant, i64)> =
            std::mem::take(&mut named.entrants).into_iter().zip(numbers.iter().copied()).collect();
        due.retain(|(entrant, _)| self.is_named(entrant.place));
        for some in due.chunks_mut(CHUNK) {
            self.record_persons(tx, some, &context).await?;
            let newcomer = |(entrant, register_number): &(Entrant, i64)| {
                let applicant = entrant.applicant?;
                Some(Newcomer {
                    id: fresh_id(),
                    applicant,
                    standing: self.standing(Some(applicant)),
                    register_number: *register_number,
                    applied_on: self.applied_on(entrant.place),
                })
            };
            let newcomers: Vec<Newcomer> = some.iter().filter_map(newcomer).collect();
            create_members(tx, self.issuer, &newcomers, self.caller.author).await?;
            self.run.members_created += count(newcomers.len());
            let ids = newcomers.iter().map(|newcomer| newcomer.id);
            named.members.extend(some.iter().map(|(entrant, _)| entrant.place).zip(ids));
            self.step(some.len());
        }
        Ok(())
    }

    async fn record_persons(
        &mut self,
        tx: &DatabaseTransaction,
        some: &mut [(Entrant, i64)],
        context: &Context,
    ) -> ApiResult<()> {
        let draft = |row: &BookRow| PersonDraft {
            id: None,
            full_name: row.name.clone(),
            nik: row.nik.as_ref().map(|nik| nik.reveal().to_owned()),
            phone: None,
            address: None,
            sex: row.sex,
            birth_date: None,
            region_code: self.issuer.region,
            organization_id: Some(self.issuer.id),
            deceased_on: None,
        };
        let unknown = some.iter_mut().filter(|(entrant, _)| entrant.applicant.is_none());
        let unknown: Vec<&mut (Entrant, i64)> = unknown.collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let drafts = unknown.iter().map(|(entrant, _)| draft(&self.book.rows[entrant.place]));
        let ids = create_persons(tx, self.caller.vault, drafts.collect(), context).await?;
        self.run.persons_created += count(ids.len());
        for ((entrant, _), id) in unknown.into_iter().zip(ids) {
            entrant.applicant = Some(Applicant::Person(id, entrant.sex));
        }
        Ok(())
    }

    /// The day of entry of a newcomer; that of the balances where none is given.
    fn applied_on(&self, place: usize) -> chrono::NaiveDate {
        self.book.rows[place].joined_on.unwrap_or(self.settings.effective_on)
    }

    /// Looks at the days of entry of whoever is to be entered.
    pub(super) fn check_days(&mut self, entrants: &[Entrant]) {
        let day = self.settings.effective_on;
        let column = self.book.plan.column(BookField::JoinedOn);
        for entrant in entrants {
            let row = &mut self.book.rows[entrant.place];
            let told = row.found.iter().any(|found| column.is_some() && found.column == column);
            match row.joined_on {
                Some(joined_on) if joined_on > day => {
                    let fault = Fault::new(&problems::JOINED_AFTER_CUT_OVER).with("day", day);
                    row.found.push(Found::fault(column, fault));
                }
                None if !told => {
                    let fault = Fault::new(&problems::JOINED_ON_ASSUMED).with("day", day);
                    row.found.push(Found::warning(column, fault));
                }
                _ => {}
            }
        }
    }
}

fn sex_of(row: &BookRow) -> Option<Sex> {
    row.sex.or(row.nik.as_ref().map(Nik::sex))
}

fn keep(named: &mut Named, place: usize, who: Option<Who>, sex: Option<Sex>) {
    match who {
        Some(Who::Member(id)) => {
            named.members.insert(place, id);
        }
        Some(Who::Newcomer { person }) => {
            let applicant = person.map(|person| Applicant::Person(person, sex));
            named.entrants.push(Entrant { place, applicant, sex });
        }
        Some(Who::Organization(id, form)) => {
            let applicant = Some(Applicant::Organization(id, form));
            named.entrants.push(Entrant { place, applicant, sex });
        }
        None => {}
    }
}

/// What the register knows that bears on some rows.
struct Directory {
    persons: HashMap<Vec<u8>, PersonRow>,
    organizations: Vec<OrganizationRow>,
    by_person: HashMap<PersonId, KnownMember>,
    by_organization: HashMap<OrganizationId, KnownMember>,
    by_number: HashMap<i64, KnownMember>,
}

impl Directory {
    fn of(
        persons: Vec<PersonRow>,
        organizations: Vec<OrganizationRow>,
        members: Vec<MemberRow>,
    ) -> Self {
        let (mut by_person, mut by_number) = (HashMap::new(), HashMap::new());
        let mut by_organization = HashMap::new();
        for row in members {
            let known = KnownMember {
                id: row.id,
                register_number: row.register_number,
                name_key: row.name_key.unwrap_or_default(),
            };
            // Who has left may come again, under another number.
            let here = row.status != MemberStatus::Former;
            if let Some(person) = row.holder_person_id.filter(|_| here) {
                by_person.insert(person, known.clone());
            }
            if let Some(organization) = row.holder_organization_id.filter(|_| here) {
                by_organization.insert(organization, known.clone());
            }
            by_number.insert(row.register_number, known);
        }
        let persons = persons.into_iter().map(|row| (row.nik_index.clone(), row)).collect();
        Self { persons, organizations, by_person, by_organization, by_number }
    }

    /// The organizations that have a number.
    fn organizations(&self, number: Option<&str>) -> Vec<&OrganizationRow> {
        let written = store::written(number.unwrap_or_default());
        let mut seen = HashSet::new();
        let has = |row: &&OrganizationRow| row.has(&written) && seen.insert(row.id);
        self.organizations.iter().filter(has).collect()
    }

    /// What is known of the one whom a row names, and their sex.
    fn known(
        &self,
        row: &BookRow,
        index: Option<Vec<u8>>,
        pass: &Pass<'_, '_>,
    ) -> ApiResult<(Known, Option<Sex>)> {
        let person = index.and_then(|index| self.persons.get(&index));
        let visible = &pass.caller.reach.visible;
        let seen = |person: &PersonRow| -> ApiResult<bool> {
            let kept = person.organization_id;
            let ours = kept.is_some_and(|id| visible.organizations.contains(&id));
            Ok(ours || visible.covers_region(&stored_region(&person.region_code)?))
        };
        let by_person = person.and_then(|person| self.by_person.get(&person.id));
        let known = Known {
            person: match person {
                None => None,
                // Whoever stands in this register is known to who keeps it.
                Some(person) => Some(KnownPerson {
                    id: (by_person.is_some() || seen(person)?).then_some(person.id),
                    name_key: person.name_key.clone(),
                }),
            },
            by_person: by_person.cloned(),
            by_number: row.register_number.and_then(|it| self.by_number.get(&it)).cloned(),
        };
        Ok((known, person.and_then(|person| person.sex)))
    }
}
