//! Loads the demonstration by the same actions that the API calls.

use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use kibm_seed::demo::{self, Demo, Kind, Origin, RegistryData};
use sea_orm::{DatabaseTransaction, EntityTrait};
use serde::de::DeserializeOwned;

use crate::cli::{Failure, told};
use crate::identity::actions::{self as identity, NewGrant, NewUser};
use crate::identity::entity::app_user;
use crate::identity::password;
use crate::identity::scope::Reach;
use crate::kernel::identifiers::KbliVersion;
use crate::kernel::ids::Id;
use crate::kernel::money::Money;
use crate::kernel::period::capital_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::AppState;
use crate::platform::audit::Author;
use crate::platform::rollup;
use crate::registry::actions::{Context, create_organization, create_person};
use crate::registry::drafts::{KbliDraft, OrganizationDraft, PersonDraft};

mod cluster;
mod contracts;
mod investment;
mod mentoring;
mod surplus;

/// A user of the demonstration, for the greeting.
#[derive(Debug)]
pub(super) struct DemoUser {
    username: String,
    password: String,
    role: String,
}

/// Loads what is not there yet and returns the users.
pub(super) async fn demo(state: &AppState) -> Result<Vec<DemoUser>, Failure> {
    let demo = demo::load()?;
    let users: Vec<DemoUser> = demo
        .registry
        .users
        .iter()
        .map(|user| DemoUser {
            username: user.username.clone(),
            password: user.password.clone(),
            role: user.role.clone(),
        })
        .collect();
    let first = demo.registry.users.first().ok_or("the demonstration has no users")?;
    let loaded: Option<app_user::Model> =
        app_user::Entity::find_by_id(demo_id(Kind::User, &first.username))
            .one(state.db.read())
            .await?;
    if loaded.is_none() {
        load(state, &demo).await?;
    }
    // So that the first dashboard is right, also after a start that was cut
    // short between the loading and the folding.
    rollup::fold(&state.db, &state.clock, &state.freshness).await?;
    Ok(users)
}

/// Loads everything in one transaction, so that a start that was cut short
/// leaves nothing half there.
async fn load(state: &AppState, demo: &Demo) -> Result<(), Failure> {
    // Hashing takes its time; nobody should wait for the write lock meanwhile.
    let mut hashes = Vec::new();
    for user in &demo.registry.users {
        hashes.push(password::hash(user.password.clone()).await.map_err(told)?);
    }
    let tx = state.db.begin_write().await?;
    let loader = Loader { state };
    organizations(&tx, &loader, &demo.registry).await?;
    persons(&tx, &loader, &demo.registry).await?;
    users(&tx, &loader, &demo.registry, hashes).await?;
    cluster::load(&tx, &loader, &demo.cluster).await?;
    investment::load(&tx, &loader, &demo.investment).await?;
    mentoring::load(&tx, &loader, demo).await?;
    contracts::load(&tx, &loader, &demo.contracts).await?;
    tx.commit().await?;
    Ok(())
}

/// What every part of the demonstration is loaded with.
struct Loader<'a> {
    state: &'a AppState,
}

impl Loader<'_> {
    fn author(&self) -> Author {
        Author::system("demo", self.state.clock.now())
    }

    /// The system at noon in Kei on a day of the demonstration, which is that
    /// day in all of Indonesia.
    fn author_on(&self, day: NaiveDate) -> Author {
        Author::system("demo", day.and_time(NOON_IN_KEI).and_utc())
    }

    /// The context of an act of today.
    fn now(&self) -> Context {
        self.on(capital_date(self.state.clock.now()))
    }

    /// The context of an act as it was done on a day of the demonstration.
    fn on(&self, today: NaiveDate) -> Context {
        Context { author: self.author(), today }
    }
}

/// What the record of an organization or person says that nobody is.
const INVENTED: &str = "rekaan untuk demo / invented for the demonstration";

/// 12:00 in eastern Indonesia, in UTC.
const NOON_IN_KEI: NaiveTime = match NaiveTime::from_hms_opt(3, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The first day after a last one; the demonstration names last days, the
/// tables the day after.
fn day_after(last: Option<NaiveDate>) -> Option<NaiveDate> {
    last.and_then(|day| day.succ_opt())
}

/// Reads an amount, `"150000.00"`.
fn amount(text: &str) -> Result<Money, Failure> {
    Money::from_str(text).map_err(|error| format!("{text}: {error}").into())
}

/// The stable id of a record of the demonstration.
fn demo_id<K>(kind: Kind, key: &str) -> Id<K> {
    Id::from_uuid(demo::id(kind, key))
}

/// Reads a wire name, such as `koperasi_primer`, as its enum.
fn wire<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    Ok(serde_json::from_value(serde_json::Value::String(text.to_owned()))?)
}

fn code(text: &str) -> Result<RegionCode, Failure> {
    RegionCode::from_str(text).map_err(|error| format!("{text}: {error}").into())
}

/// What a record says of where it comes from.
fn provenance(origin: &Origin) -> String {
    origin.source().unwrap_or(INVENTED).to_owned()
}

async fn organizations(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    data: &RegistryData,
) -> Result<(), Failure> {
    for organization in &data.organizations {
        let draft = OrganizationDraft {
            id: Some(demo_id(Kind::Organization, &organization.key)),
            legal_form: wire(&organization.legal_form)?,
            name: organization.name.clone(),
            region_code: code(&organization.region_code)?,
            status: Some(wire(&organization.status)?),
            status_since: organization.founded_on,
            name_approved_on: None,
            address: None,
            point: None,
            founded_on: organization.founded_on,
            founder_count: None,
            npwp: organization.npwp.clone(),
            nib: organization.nib.clone(),
            nik_koperasi: organization.nik_koperasi.clone(),
            legal_number: organization.legal_number.clone(),
            kbli: organization.kbli.first().map(kbli).transpose()?,
            phone: Some(organization.phone.clone()),
        };
        let (vault, source) = (&loader.state.vault, Some(provenance(&organization.origin)));
        create_organization(tx, vault, draft, source, &loader.now()).await.map_err(told)?;
    }
    Ok(())
}

fn kbli(class: &demo::KbliRef) -> Result<KbliDraft, Failure> {
    let version = KbliVersion::parse(&class.edition).map_err(|fault| told(fault.into()))?;
    Ok(KbliDraft { code: class.code.clone(), version })
}

async fn persons(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    data: &RegistryData,
) -> Result<(), Failure> {
    for person in &data.persons {
        let draft = PersonDraft {
            id: Some(demo_id(Kind::Person, &person.key)),
            full_name: person.name.clone(),
            nik: Some(person.nik.clone()),
            phone: Some(person.phone.clone()),
            address: None,
            sex: None,
            birth_date: None,
            region_code: code(&person.village_code)?,
            organization_id: Some(demo_id(Kind::Organization, &person.organization)),
            deceased_on: None,
        };
        let (vault, source) = (&loader.state.vault, Some(provenance(&person.origin)));
        create_person(tx, vault, draft, source, &loader.now()).await.map_err(told)?;
    }
    Ok(())
}

async fn users(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    data: &RegistryData,
    hashes: Vec<String>,
) -> Result<(), Failure> {
    for (user, password_hash) in data.users.iter().zip(hashes) {
        let person = data.persons.iter().find(|one| Some(&one.key) == user.person.as_ref());
        let new = NewUser {
            id: demo_id(Kind::User, &user.username),
            username: user.username.clone(),
            full_name: person.map_or(&user.username, |person| &person.name).clone(),
            password_hash,
            person_id: person.map(|person| demo_id(Kind::Person, &person.key)),
        };
        let row = identity::create_user(tx, new, &loader.author()).await.map_err(told)?;
        // The record of a mentor grants what is the mentor's own.
        if user.reach == demo::Reach::Own {
            continue;
        }
        let grant = NewGrant {
            user_id: row.id,
            role: wire(&user.role)?,
            reach: reach(&user.reach)?,
            valid_from: NaiveDate::default(),
            valid_to: None,
        };
        identity::create_grant(tx, grant, &loader.author()).await.map_err(told)?;
    }
    Ok(())
}

fn reach(reach: &demo::Reach) -> Result<Reach, Failure> {
    Ok(match reach {
        demo::Reach::National => Reach::National,
        demo::Reach::Own => Reach::Own,
        demo::Reach::Region(text) => Reach::Region(code(text)?),
        demo::Reach::Organization(key) => Reach::Organization(demo_id(Kind::Organization, key)),
    })
}

/// What the command prints when it serves.
pub(super) fn greeting(address: SocketAddr, file: &Path, users: &[DemoUser]) -> String {
    let mut text = format!(
        "\nkibm demo: http://{address}   API reference: http://{address}/docs\n\
         Data: {}\n\nUsers of the demonstration (public passwords, for this machine only):\n",
        file.display()
    );
    for user in users {
        text.push_str(&format!("  {:<28} {:<34} {}\n", user.username, user.password, user.role));
    }
    if let Some(first) = users.first() {
        text.push_str(&format!(
            "\nTry:\n  curl -s -c kibm.cookies -H 'Content-Type: application/json' \\\n    \
             -d '{{\"username\":\"{}\",\"password\":\"{}\"}}' http://{address}/api/v1/sessions\n  \
             curl -s -b kibm.cookies 'http://{address}/api/v1/regions?search=letvuan'\n  \
             curl -s -b kibm.cookies -H 'Accept: text/csv' http://{address}/api/v1/organizations\n\n",
            first.username, first.password
        ));
    }
    text
}
