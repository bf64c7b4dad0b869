//! Issuers with holders and capital, loaded fast for measurements. Everything
//! is invented and the same each time.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cli::Failure;
use crate::cli::seed::bulk::{Bulk, Cell, Sheet};
use crate::cli::seed::posting;
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::journal::canon::Head;
use crate::kernel::ids::Id;
use crate::kernel::money::Money;
use crate::platform::clock::Clock;
use crate::platform::db::{Database, statement};

const SHEETS: &[Sheet] = &[
    Sheet {
        table: "organization",
        columns: "id,legal_form,name,name_key,status,status_since,region_code,legal_number_legacy,source,creation_hash,version,created_at,updated_at",
    },
    Sheet {
        table: "person",
        columns: "id,full_name,name_key,region_code,creation_hash,version,created_at",
    },
    Sheet {
        table: "instrument",
        columns: "id,organization_id,number,kind,name,nominal_sen,instalments,created_at",
    },
    Sheet {
        table: "member",
        columns: "id,organization_id,region_code,register_number,holder_person_id,holder_organization_id,holder_class,standing,status,applied_on,joined_on,version,created_at",
    },
    Sheet {
        table: "ledger_account",
        columns: "id,organization_id,code,name,class,line,instrument_id,member_id,created_at",
    },
    Sheet { table: "ledger_balance", columns: "account_id,balance_sen,last_effective_on" },
    Sheet {
        table: "ledger_transaction",
        columns: "id,organization_id,region_code,kind,instrument_id,member_id,amount_sen,effective_on,recorded_at,payment_form,decision_number,source_class,sequence,previous_hash,hash",
    },
    Sheet {
        table: "ledger_entry",
        columns: "id,transaction_id,account_id,organization_id,region_code,effective_on,recorded_at,debit_sen,credit_sen",
    },
    Sheet { table: "ledger_chain", columns: "organization_id,sequence,hash" },
    Sheet {
        table: "surplus_patronage",
        columns: "organization_id,book_year,kind,member_id,amount_sen,recorded_at",
    },
];

/// Place of everything.
const VILLAGE: &str = "81.02.16.2003";

/// Identity of the nth thing of a kind in one set of books, the same each time.
pub fn id(books: u64, kind: u8, number: u64) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(books.to_be_bytes());
    hasher.update([b'o', kind]);
    hasher.update(number.to_be_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // In order of the number, as ids made by the clock are.
    bytes[..6].copy_from_slice(&number.to_be_bytes()[2..]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// An instrument.
#[derive(Debug, Clone, Copy)]
pub struct Instrument {
    pub id: Uuid,
    pub issuer: Uuid,
    pub number: i64,
    pub kind: &'static str,
    pub nominal_sen: Option<i64>,
}

/// A holder in a register: a person or an organization.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub id: Uuid,
    pub issuer: Uuid,
    pub register: u32,
    pub person: Option<Uuid>,
    pub organization: Option<Uuid>,
    pub standing: &'static str,
}

/// An account; one of the issuer's own without a holder.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: Uuid,
    pub issuer: Uuid,
    pub code: String,
    pub class: &'static str,
    pub line: &'static str,
    /// Instrument and member.
    pub holder: Option<(Uuid, Uuid)>,
}

/// Capital that a holder brings in.
#[derive(Debug, Clone, Copy)]
pub struct Contribution {
    pub id: Uuid,
    /// Identities of the two lines.
    pub lines: [Uuid; 2],
    pub issuer: Uuid,
    pub instrument: Uuid,
    pub member: Uuid,
    pub asset: Uuid,
    pub account: Uuid,
    pub sen: i64,
}

/// Books while they are loaded.
pub struct Books {
    bulk: Bulk,
    at: DateTime<Utc>,
    day: NaiveDate,
    /// End of the chain of the issuer at hand.
    head: Head,
}

impl Books {
    /// Begins to load; everything counts on `day`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(db: &Database, day: NaiveDate) -> Result<Self, Failure> {
        let bulk = Bulk::begin(db, SHEETS).await?;
        Ok(Self { bulk, at: Clock::system().now(), day, head: Head::default() })
    }

    /// Sends what has come together.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn breathe(&mut self) -> Result<(), Failure> {
        self.bulk.breathe().await
    }

    /// Ends the loading and takes fresh statistics, or the planner takes the
    /// new tables for empty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(self, db: &Database) -> Result<(), Failure> {
        self.bulk.finish().await?;
        db.write().execute_raw(statement(db.write(), "ANALYZE", Vec::new())).await?;
        Ok(())
    }

    /// An organization.
    pub fn organization(&mut self, id: Uuid, legal_form: &str, name: &str, source: &str) {
        let cells = [
            Cell::Id(id),
            legal_form.into(),
            name.into(),
            Cell::Text(name.to_lowercase()),
            "active".into(),
            Cell::Day(self.day),
            VILLAGE.into(),
            Cell::Bool(false),
            source.into(),
            Cell::Bytes(vec![0]),
            Cell::Int(1),
            Cell::At(self.at),
            Cell::At(self.at),
        ];
        self.bulk.push(0, cells);
    }

    /// A person.
    pub fn person(&mut self, id: Uuid, name: &str) {
        let cells = [
            Cell::Id(id),
            name.into(),
            Cell::Text(name.to_lowercase()),
            VILLAGE.into(),
            Cell::Bytes(vec![0]),
            Cell::Int(1),
            Cell::At(self.at),
        ];
        self.bulk.push(1, cells);
    }

    /// An instrument.
    pub fn instrument(&mut self, of: Instrument) {
        let cells = [
            Cell::Id(of.id),
            Cell::Id(of.issuer),
            Cell::Int(of.number),
            of.kind.into(),
            of.kind.into(),
            of.nominal_sen.map(Cell::Int).into(),
            Cell::Bool(false),
            Cell::At(self.at),
        ];
        self.bulk.push(2, cells);
    }

    /// A holder, in force from the day on.
    pub fn member(&mut self, of: Member) {
        let class = if of.person.is_some() { "community" } else { "company" };
        let cells = [
            Cell::Id(of.id),
            Cell::Id(of.issuer),
            VILLAGE.into(),
            Cell::Int(of.register.into()),
            of.person.map(Cell::Id).into(),
            of.organization.map(Cell::Id).into(),
            class.into(),
            of.standing.into(),
            "active".into(),
            Cell::Day(self.day),
            Cell::Day(self.day),
            Cell::Int(1),
            Cell::At(self.at),
        ];
        self.bulk.push(3, cells);
    }

    /// An account.
    pub fn account(&mut self, of: Account) {
        let cells = [
            Cell::Id(of.id),
            Cell::Id(of.issuer),
            Cell::Text(of.code.clone()),
            Cell::Text(of.code),
            of.class.into(),
            of.line.into(),
            of.holder.map(|(instrument, _)| Cell::Id(instrument)).into(),
            of.holder.map(|(_, member)| Cell::Id(member)).into(),
            Cell::At(self.at),
        ];
        self.bulk.push(4, cells);
    }

    /// A contribution at the end of the chain, the only one of its account.
    pub fn contribution(&mut self, of: &Contribution) {
        self.bulk.push(5, [Cell::Id(of.account), Cell::Int(of.sen), Cell::Day(self.day)]);
        let mut row = ledger_transaction::Model {
            instrument_id: Some(Id::from_uuid(of.instrument)),
            member_id: Some(Id::from_uuid(of.member)),
            payment_form: Some(PaymentForm::Cash),
            ..ledger_transaction::Model::bare(
                Id::from_uuid(of.id),
                (Id::from_uuid(of.issuer), VILLAGE.to_owned()),
                TransactionKind::Contribution,
                (Money::from_sen(of.sen), self.day),
                self.at,
            )
        };
        let sides =
            [(of.asset, row.amount_sen, Money::ZERO), (of.account, Money::ZERO, row.amount_sen)];
        let entry = |(id, (account, debit_sen, credit_sen))| ledger_entry::Model {
            id: Id::from_uuid(id),
            transaction_id: row.id,
            account_id: Id::from_uuid(account),
            organization_id: row.organization_id,
            region_code: row.region_code.clone(),
            effective_on: row.effective_on,
            recorded_at: row.recorded_at,
            debit_sen,
            credit_sen,
        };
        let entries: Vec<ledger_entry::Model> =
            of.lines.into_iter().zip(sides).map(entry).collect();
        self.head.seal(&mut row, &entries);
        self.bulk.push(6, posting::transaction(&row));
        for entry in &entries {
            self.bulk.push(7, posting::line(entry));
        }
    }

    /// Purchases of a member in one book year.
    pub fn purchases(&mut self, issuer: Uuid, member: Uuid, book_year: i64, sen: i64) {
        let cells = [
            Cell::Id(issuer),
            Cell::Int(book_year),
            "purchases".into(),
            Cell::Id(member),
            Cell::Int(sen),
            Cell::At(self.at),
        ];
        self.bulk.push(9, cells);
    }

    /// The end of an issuer's chain; the next one begins anew.
    pub fn close(&mut self, issuer: Uuid) {
        let head = std::mem::take(&mut self.head);
        let cells = [Cell::Id(issuer), Cell::Int(head.sequence), Cell::Bytes(head.hash)];
        self.bulk.push(8, cells);
    }
}
