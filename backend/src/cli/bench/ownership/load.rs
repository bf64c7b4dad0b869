//! A company that rests on many organizations and members, with circles.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::analyze;
use crate::cli::Failure;
use crate::cli::seed::bulk::{Bulk, Cell, Sheet};
use crate::cli::seed::posting;
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::journal::canon::Head;
use crate::kernel::ids::{Id, OrganizationId};
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
];

/// Place of everything.
const VILLAGE: &str = "81.02.16.2003";

/// Identity of the nth thing of a kind, the same each time.
fn id(kind: u8, number: u64) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update([b'o', kind]);
    hasher.update(number.to_be_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // In order of the number, as ids made by the clock are.
    bytes[..6].copy_from_slice(&number.to_be_bytes()[2..]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

struct Load {
    bulk: Bulk,
    at: DateTime<Utc>,
    day: NaiveDate,
    next: u64,
    /// End of the chain of the issuer at hand.
    head: Head,
}

/// The company, loaded unless it is there.
///
/// Organization `n` is held by two later ones and its persons; every tenth one
/// also by an earlier one, which closes circles. Number 0 is the company.
///
/// # Errors
/// When the database fails.
pub async fn company(
    db: &Database,
    organizations: u32,
    members: u32,
) -> Result<OrganizationId, Failure> {
    let target = id(b'O', 0);
    let known =
        statement(db.read(), "SELECT 1 FROM organization WHERE id = $1", vec![target.into()]);
    if db.read().query_one_raw(known).await?.is_some() {
        return Ok(OrganizationId::from_uuid(target));
    }
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("no such day")?;
    let bulk = Bulk::begin(db, SHEETS).await?;
    let mut load = Load { bulk, at: Clock::system().now(), day, next: 0, head: Head::default() };
    for number in 0..u64::from(organizations) {
        load.organization(number);
    }
    let each = u64::from(members / organizations);
    for number in 0..u64::from(organizations) {
        let mut register = 0;
        let last = u64::from(organizations) - 1;
        let earlier = (number % 10 == 9).then(|| number - 5);
        for holder in [(number * 2 + 1).min(last), (number * 2 + 2).min(last)]
            .into_iter()
            .chain(earlier)
            .filter(|holder| *holder != number)
            .collect::<std::collections::BTreeSet<_>>()
        {
            register += 1;
            load.holding(number, register, Some(holder));
        }
        for _ in 0..each {
            register += 1;
            load.holding(number, register, None);
        }
        load.close(number);
        load.bulk.breathe().await?;
    }
    load.bulk.finish().await?;
    analyze(db).await?;
    Ok(OrganizationId::from_uuid(target))
}

impl Load {
    fn organization(&mut self, number: u64) {
        let name = format!("PT Ukur {number:05}");
        let cells = [
            Cell::Id(id(b'O', number)),
            "perseroan".into(),
            Cell::Text(name.clone()),
            Cell::Text(name.to_lowercase()),
            "active".into(),
            Cell::Day(self.day),
            VILLAGE.into(),
            Cell::Bool(false),
            "kibm bench ownership".into(),
            Cell::Bytes(vec![0]),
            Cell::Int(1),
            Cell::At(self.at),
            Cell::At(self.at),
        ];
        self.bulk.push(0, cells);
        let cells = [
            Cell::Id(id(b'I', number)),
            Cell::Id(id(b'O', number)),
            Cell::Int(1),
            "saham".into(),
            "Saham".into(),
            Cell::Int(1_000_000),
            Cell::Bool(false),
            Cell::At(self.at),
        ];
        self.bulk.push(2, cells);
        let asset = (id(b'C', number), "1.1.01".to_owned(), "asset", "kas", None);
        self.account(number, asset);
    }

    fn account(
        &mut self,
        issuer: u64,
        (id_of, code, class, line, member): (Uuid, String, &str, &str, Option<Uuid>),
    ) {
        let instrument = member.map(|_| Cell::Id(id(b'I', issuer)));
        let cells = [
            Cell::Id(id_of),
            Cell::Id(id(b'O', issuer)),
            Cell::Text(code.clone()),
            Cell::Text(code),
            class.into(),
            line.into(),
            instrument.into(),
            member.map(Cell::Id).into(),
            Cell::At(self.at),
        ];
        self.bulk.push(4, cells);
    }

    /// A holder of an issuer with the shares that it has: an organization, or a
    /// person of its own.
    fn holding(&mut self, issuer: u64, register: u32, holder: Option<u64>) {
        self.next += 1;
        let own = self.next;
        let person = holder.is_none().then(|| id(b'P', own));
        if let Some(person) = person {
            let name = format!("Warga Ukur {own:07}");
            let cells = [
                Cell::Id(person),
                Cell::Text(name.clone()),
                Cell::Text(name.to_lowercase()),
                VILLAGE.into(),
                Cell::Bytes(vec![0]),
                Cell::Int(1),
                Cell::At(self.at),
            ];
            self.bulk.push(1, cells);
        }
        let (member, account) = (id(b'M', own), id(b'A', own));
        let class = if person.is_some() { "community" } else { "company" };
        let cells = [
            Cell::Id(member),
            Cell::Id(id(b'O', issuer)),
            VILLAGE.into(),
            Cell::Int(register.into()),
            person.map(Cell::Id).into(),
            holder.map(|number| Cell::Id(id(b'O', number))).into(),
            class.into(),
            "holder".into(),
            "active".into(),
            Cell::Day(self.day),
            Cell::Day(self.day),
            Cell::Int(1),
            Cell::At(self.at),
        ];
        self.bulk.push(3, cells);
        let code = format!("3.1.03.01.{register:06}");
        self.account(issuer, (account, code, "equity", "saham", Some(member)));
        let shares = 1 + i64::try_from(own * 7_919 % 97).unwrap_or_default();
        let many = if holder.is_some() { 2_000 } else { 1 };
        self.posting(issuer, member, account, shares * many * 1_000_000);
    }

    fn posting(&mut self, issuer: u64, member: Uuid, account: Uuid, sen: i64) {
        let own = self.next;
        self.bulk.push(5, [Cell::Id(account), Cell::Int(sen), Cell::Day(self.day)]);
        let mut row = ledger_transaction::Model {
            instrument_id: Some(Id::from_uuid(id(b'I', issuer))),
            member_id: Some(Id::from_uuid(member)),
            payment_form: Some(PaymentForm::Cash),
            ..ledger_transaction::Model::bare(
                Id::from_uuid(id(b'T', own)),
                (Id::from_uuid(id(b'O', issuer)), VILLAGE.to_owned()),
                TransactionKind::Contribution,
                (Money::from_sen(sen), self.day),
                self.at,
            )
        };
        let sides = [
            (id(b'C', issuer), row.amount_sen, Money::ZERO),
            (account, Money::ZERO, row.amount_sen),
        ];
        let entry = |(side, (account, debit_sen, credit_sen))| ledger_entry::Model {
            id: Id::from_uuid(id(b'E', own * 2 + side)),
            transaction_id: row.id,
            account_id: Id::from_uuid(account),
            organization_id: row.organization_id,
            region_code: row.region_code.clone(),
            effective_on: row.effective_on,
            recorded_at: row.recorded_at,
            debit_sen,
            credit_sen,
        };
        let entries: Vec<ledger_entry::Model> = (0_u64..).zip(sides).map(entry).collect();
        self.head.seal(&mut row, &entries);
        self.bulk.push(6, posting::transaction(&row));
        for entry in &entries {
            self.bulk.push(7, posting::line(entry));
        }
    }

    /// The end of an issuer's chain; the next one begins anew.
    fn close(&mut self, issuer: u64) {
        let head = std::mem::take(&mut self.head);
        let cells = [Cell::Id(id(b'O', issuer)), Cell::Int(head.sequence), Cell::Bytes(head.hash)];
        self.bulk.push(8, cells);
    }
}
