//! Organizations, chains and members of an invented nation as rows of our tables.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kibm_seed::synthetic::{LegalForm, Plan, Sex, Synthetic};
use uuid::Uuid;

use super::bulk::{Bulk, Cell, Sheet};
use super::figures::Figures;
use crate::cli::Failure;
use crate::investment::journal::canon::Head;
use crate::kernel::identifiers::{Nik, name_key};
use crate::kernel::period::capital_date;
use crate::platform::db::Database;
use crate::platform::rollup::NATION;
use crate::platform::vault::Vault;
use crate::registry::actions::{nik_index, seal_nik};

/// Stages of every invented chain, from the sea or field to the buyer.
pub const STAGES: [(&str, &str); 6] = [
    ("Sarana produksi", "input_supply"),
    ("Budidaya", "production"),
    ("Penanganan awal", "primary_processing"),
    ("Pengolahan", "processing"),
    ("Perdagangan", "trade"),
    ("Pasar akhir", "end_market"),
];
/// The programme begins: clusters are founded, organizations join their stages.
pub const PROGRAMME: NaiveDate = NaiveDate::from_ymd_opt(2023, 1, 2).expect("a calendar date");
const PHASE: &str = "perencanaan";

/// Kinds of records, which keep their ids apart.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// User.
    User = 1,
    /// Organization.
    Organization,
    /// Change of status.
    Status,
    /// Member as a person.
    Person,
    /// Cluster.
    Cluster,
    /// Change of phase.
    PhaseChange,
    /// Organization in a cluster.
    ClusterMember,
    /// Chain.
    Chain,
    /// Stage.
    Stage,
    /// Link.
    StageLink,
    /// Organization in a stage.
    Participation,
    /// Instrument.
    Instrument,
    /// Member.
    Member,
    /// Account.
    Account,
    /// Ledger transaction.
    Transaction,
    /// Ledger line.
    Entry,
    /// Mentor.
    Mentor,
    /// Mentor as a person.
    MentorPerson,
    /// Assignment.
    Assignment,
    /// Log.
    Log,
    /// Follow-up.
    FollowUp,
}

/// Identity of the nth record of a kind: the same for the same seed, and in
/// the order of the numbers, as identities made in life are.
pub fn id(seed: u64, kind: Kind, number: u64) -> Uuid {
    const EPOCH_MILLIS: u64 = 1_750_000_000_000;
    let mut bytes = [0_u8; 10];
    bytes[1] = kind as u8;
    // The first three bytes share their place with version and variant.
    bytes[3..].copy_from_slice(&(seed ^ (seed >> 56)).to_be_bytes()[1..]);
    uuid::Builder::from_unix_timestamp_millis(EPOCH_MILLIS + number, &bytes).into_uuid()
}

/// The tables in the order in which rows may refer to one another.
macro_rules! sheets {
    ($($name:ident = $table:literal ($columns:literal)),* $(,)?) => {
        #[derive(Debug, Clone, Copy)]
        pub enum Table { $($name),* }
        const SHEETS: &[Sheet] = &[$(Sheet { table: $table, columns: $columns }),*];
    };
}

sheets! {
    User = "app_user" ("id,username,full_name,password_hash,status,failed_logins,version,created_at"),
    Organization = "organization" ("id,legal_form,name,name_key,status,status_since,region_code,founded_on,legal_number_legacy,source,creation_hash,version,created_at,updated_at"),
    Status = "organization_status" ("id,organization_id,since,status,recorded_at"),
    Person = "person" ("id,full_name,name_key,nik_sealed,nik_index,nik_masked,sex,birth_date,region_code,organization_id,creation_hash,version,created_at"),
    Cluster = "cluster" ("id,name,name_key,commodity,lead_organization_id,goal,founded_on,phase,phase_since,version,created_at,updated_at"),
    ClusterRegion = "cluster_region" ("cluster_id,region_code"),
    PhaseChange = "phase_change" ("id,cluster_id,to_phase,changed_on,created_at"),
    ClusterMember = "cluster_member" ("id,cluster_id,organization_id,joined_on,created_at"),
    Chain = "chain" ("id,cluster_id,kind,name,version,created_at,updated_at"),
    Stage = "stage" ("id,chain_id,name,kind,position,version,created_at"),
    StageLink = "stage_link" ("id,chain_id,from_stage_id,to_stage_id,created_at"),
    Participation = "participation" ("id,chain_id,stage_id,organization_id,region_code,role,valid_from,created_at"),
    Instrument = "instrument" ("id,organization_id,number,kind,name,instalments,created_at"),
    Member = "member" ("id,organization_id,region_code,register_number,holder_person_id,holder_organization_id,holder_class,sex,standing,status,applied_on,joined_on,version,created_at"),
    Account = "ledger_account" ("id,organization_id,code,name,class,line,instrument_id,member_id,created_at"),
    Balance = "ledger_balance" ("account_id,balance_sen,last_effective_on"),
    Transaction = "ledger_transaction" ("id,organization_id,region_code,kind,instrument_id,member_id,amount_sen,effective_on,recorded_at,payment_form,decision_number,source_class,sequence,previous_hash,hash"),
    Entry = "ledger_entry" ("id,transaction_id,account_id,organization_id,region_code,effective_on,recorded_at,debit_sen,credit_sen"),
    ChainHead = "ledger_chain" ("organization_id,sequence,hash"),
    Amount = "instrument_amount" ("instrument_id,valid_from,amount_sen,reason,recorded_at"),
    Mentor = "mentor" ("id,person_id,organization_id,region_code,started_on,version,created_at,updated_at"),
    Assignment = "assignment" ("id,mentor_id,organization_id,stage_id,region_code,valid_from,version,created_at"),
    Log = "mentoring_log" ("id,mentor_id,author_user_id,organization_id,stage_id,region_code,phase,started_at,ended_at,local_date,minutes,village_code,form,topic,participants,women,youth,with_disability,problem,advice,confirmation,attachments,status,submitted_at,on_time,overlapping,distance_doubtful,certificate_expired,reviewed_by,reviewed_at,draft_hash,version,created_at,updated_at"),
    Coverage = "coverage" ("organization_id,stage_id,quarter,region_code,log_id,verified_at"),
    FollowUp = "follow_up" ("id,log_id,position,organization_id,stage_id,region_code,action,owner_organization_id,due_on,status,closed_on,closed_by,version,created_at"),
    Delta = "rollup_delta" ("region_code,metric,day,amount,spread"),
}

/// What later rows need to know of an organization.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Village of its seat.
    pub village: &'a str,
    /// Legal form.
    pub form: LegalForm,
    /// Day of founding.
    pub founded_on: NaiveDate,
    /// Number of its province's cluster.
    pub cluster: u64,
}

/// A load of one nation in progress.
pub struct Nation<'a> {
    /// Where the rows go.
    pub bulk: Bulk,
    /// The roll-ups so far.
    pub figures: Figures,
    /// The rows to be loaded.
    pub plan: &'a Plan<'a>,
    /// Their number.
    pub size: Synthetic,
    /// When they are recorded.
    pub at: DateTime<Utc>,
    /// Every organization, by number.
    pub places: Vec<Place<'a>>,
    /// Register number of every member, by number.
    pub register: Vec<i64>,
    /// End of every issuer's chain, by the issuer's number.
    pub heads: BTreeMap<u32, Head>,
    vault: &'a Vault,
    /// Lead organization of every province, by cluster.
    leads: Vec<(&'a str, u32)>,
}

impl<'a> Nation<'a> {
    /// Begins the load.
    pub async fn begin(
        db: &Database,
        vault: &'a Vault,
        plan: &'a Plan<'a>,
        size: Synthetic,
        at: DateTime<Utc>,
    ) -> Result<Self, Failure> {
        let mut nation = Self {
            bulk: Bulk::begin(db, SHEETS).await?,
            figures: Figures::default(),
            plan,
            size,
            at,
            places: Vec::new(),
            register: Vec::new(),
            heads: BTreeMap::new(),
            vault,
            leads: Vec::new(),
        };
        // Reviews need somebody else than the author; neither can sign in.
        for (number, name) in [(0_u64, "author"), (1, "reviewer")] {
            nation.push(
                Table::User,
                [
                    nation.cell(Kind::User, number),
                    Cell::Text(format!("synthetic-{}-{name}", size.seed)),
                    "Data sintetis".into(),
                    "!".into(),
                    "disabled".into(),
                    Cell::Int(0),
                    Cell::Int(1),
                    Cell::At(at),
                ],
            );
        }
        Ok(nation)
    }

    /// Identity of the nth record of a kind.
    pub fn cell(&self, kind: Kind, number: impl Into<u64>) -> Cell {
        Cell::Id(id(self.size.seed, kind, number.into()))
    }

    /// Adds a row.
    pub fn push<const N: usize>(&mut self, table: Table, cells: [Cell; N]) {
        self.bulk.push(table as usize, cells);
    }

    /// All organizations, and one that the mentors belong to.
    pub async fn organizations(&mut self) -> Result<(), Failure> {
        let plan = self.plan;
        let mut clusters: BTreeMap<&str, u64> = BTreeMap::new();
        for row in plan.organizations() {
            let province = row.village_code.get(..2).unwrap_or_default();
            let next = u64::try_from(clusters.len())?;
            let cluster = *clusters.entry(province).or_insert(next);
            if cluster == next {
                self.leads.push((province, row.index));
            }
            let place = Place {
                village: row.village_code,
                form: row.legal_form,
                founded_on: row.founded_on,
                cluster,
            };
            self.places.push(place);
            let status = if row.is_active { "active" } else { "inactive" };
            self.organization(row.index.into(), row.legal_form.as_str(), &row.name, status, place);
            self.bulk.breathe().await?;
        }
        if let Some(first) = self.places.first().copied() {
            let number = self.size.enterprises.into();
            let name = "Lembaga Pendamping Sintetis";
            self.organization(number, "lembaga_pendamping", name, "active", first);
        }
        Ok(())
    }

    /// An organization with its first status.
    pub fn organization(
        &mut self,
        number: u64,
        form: &str,
        name: &str,
        status: &str,
        at: Place<'_>,
    ) {
        let id = self.cell(Kind::Organization, number);
        let now = Cell::At(self.at);
        self.push(
            Table::Organization,
            [
                id.clone(),
                form.into(),
                name.into(),
                Cell::Text(name_key(name)),
                status.into(),
                Cell::Day(at.founded_on),
                at.village.into(),
                Cell::Day(at.founded_on),
                Cell::Bool(false),
                Cell::Text(format!("synthetic:{}", self.size.seed)),
                // No draft made it: an empty hash is no resend of anything.
                Cell::Bytes(Vec::new()),
                Cell::Int(1),
                now.clone(),
                now.clone(),
            ],
        );
        let change = self.cell(Kind::Status, number);
        self.push(Table::Status, [change, id, Cell::Day(at.founded_on), status.into(), now]);
        self.figures.add(at.village, format!("enterprises/{form}/{status}"), None, 1);
    }

    /// A cluster with one chain of six stages for every province.
    pub async fn chains(&mut self) -> Result<(), Failure> {
        let now = Cell::At(self.at);
        let leads = std::mem::take(&mut self.leads);
        for (number, (province, lead)) in (0_u64..).zip(&leads) {
            let cluster = self.cell(Kind::Cluster, number);
            let name = format!("Klaster Sintetis {province}");
            let day = Cell::Day(PROGRAMME);
            self.push(
                Table::Cluster,
                [
                    cluster.clone(),
                    name.as_str().into(),
                    Cell::Text(name_key(&name)),
                    "rumput laut".into(),
                    self.cell(Kind::Organization, *lead),
                    "Data sintetis untuk pengukuran".into(),
                    day.clone(),
                    PHASE.into(),
                    day.clone(),
                    Cell::Int(1),
                    now.clone(),
                    now.clone(),
                ],
            );
            self.push(Table::ClusterRegion, [cluster.clone(), (*province).into()]);
            let change = self.cell(Kind::PhaseChange, number);
            self.push(
                Table::PhaseChange,
                [change, cluster.clone(), PHASE.into(), day.clone(), now.clone()],
            );
            for code in [(*province).to_owned(), NATION.to_owned()] {
                self.figures.add_alone(code, format!("clusters/{PHASE}"), 1);
            }
            self.chain(number, cluster);
        }
        for (number, place) in (0_u64..).zip(self.places.clone()) {
            let cells = [
                self.cell(Kind::ClusterMember, number),
                self.cell(Kind::Cluster, place.cluster),
                self.cell(Kind::Organization, number),
                Cell::Day(PROGRAMME),
                now.clone(),
            ];
            self.push(Table::ClusterMember, cells);
            self.bulk.breathe().await?;
        }
        Ok(())
    }

    fn chain(&mut self, number: u64, cluster: Cell) {
        let now = Cell::At(self.at);
        let chain = self.cell(Kind::Chain, number);
        self.push(
            Table::Chain,
            [
                chain.clone(),
                cluster,
                "value_chain".into(),
                "Rantai nilai sintetis".into(),
                Cell::Int(1),
                now.clone(),
                now.clone(),
            ],
        );
        for (position, (name, kind)) in (0_u32..).zip(STAGES) {
            let cells = [
                self.stage(number, position),
                chain.clone(),
                name.into(),
                kind.into(),
                Cell::Int(i64::from(position) + 1),
                Cell::Int(1),
                now.clone(),
            ];
            self.push(Table::Stage, cells);
        }
        for position in 1..6_u32 {
            let link = number * 6 + u64::from(position);
            let cells = [
                self.cell(Kind::StageLink, link),
                chain.clone(),
                self.stage(number, position - 1),
                self.stage(number, position),
                now.clone(),
            ];
            self.push(Table::StageLink, cells);
        }
    }

    /// Identity of a stage of a cluster's chain.
    pub fn stage(&self, cluster: u64, position: u32) -> Cell {
        self.cell(Kind::Stage, cluster * 6 + u64::from(position))
    }

    /// All members as persons and in the registers of their issuers.
    pub async fn members(&mut self) -> Result<(), Failure> {
        let plan = self.plan;
        // The first place of a BUM Desa's register is its village's.
        let first = |place: &Place<'_>| i64::from(place.form == LegalForm::BumDesa);
        let mut numbers: Vec<i64> = self.places.iter().map(first).collect();
        for row in plan.members() {
            let issuer = usize::try_from(row.organization)?;
            numbers[issuer] += 1;
            let number = numbers[issuer];
            self.register.push(number);
            let place = self.places[issuer];
            let sex = match row.sex {
                Sex::Female => "female",
                Sex::Male => "male",
            };
            self.person(&row, place, sex)?;
            // A cooperative's member is in force once principal savings are paid (R26).
            let cooperative = place.form == LegalForm::KoperasiPrimer;
            let in_force = !cooperative || u64::from(row.index) < u64::from(self.size.entries);
            if cooperative && in_force {
                self.figures.add(place.village, format!("members/{sex}"), None, 1);
            }
            let cells = [
                self.cell(Kind::Member, row.index),
                self.cell(Kind::Organization, row.organization),
                place.village.into(),
                Cell::Int(number),
                self.cell(Kind::Person, row.index),
                Cell::Null,
                "community".into(),
                sex.into(),
                if cooperative { "member" } else { "holder" }.into(),
                if in_force { "active" } else { "applicant" }.into(),
                Cell::Day(row.joined_on),
                in_force.then_some(Cell::Day(row.joined_on)).into(),
                Cell::Int(1),
                Cell::At(self.at),
            ];
            self.push(Table::Member, cells);
            self.bulk.breathe().await?;
        }
        Ok(())
    }

    fn person(
        &mut self,
        row: &kibm_seed::synthetic::Member,
        place: Place<'_>,
        sex: &str,
    ) -> Result<(), Failure> {
        let person = id(self.size.seed, Kind::Person, row.index.into());
        let nik = Nik::parse(&row.nik, capital_date(self.at))
            .map_err(|fault| format!("{}: not a NIK", fault.code.name))?;
        let sealed = seal_nik(self.vault, crate::kernel::ids::Id::from_uuid(person), &nik)
            .map_err(crate::cli::told)?;
        let cells = [
            Cell::Id(person),
            row.name.as_str().into(),
            Cell::Text(name_key(&row.name)),
            Cell::Bytes(sealed),
            Cell::Bytes(nik_index(self.vault, &nik)),
            Cell::Text(nik.masked()),
            sex.into(),
            Cell::Day(row.birth_date),
            place.village.into(),
            self.cell(Kind::Organization, row.organization),
            Cell::Bytes(Vec::new()),
            Cell::Int(1),
            Cell::At(self.at),
        ];
        self.push(Table::Person, cells);
        Ok(())
    }

    /// Writes the roll-ups and commits everything.
    pub async fn finish(mut self) -> Result<u64, Failure> {
        for (region, metric, day, amount, spread) in std::mem::take(&mut self.figures).rows() {
            let cells = [
                Cell::Text(region),
                Cell::Text(metric),
                Cell::Text(day),
                Cell::Int(amount),
                Cell::Bool(spread),
            ];
            self.push(Table::Delta, cells);
            self.bulk.breathe().await?;
        }
        self.bulk.finish().await
    }
}
