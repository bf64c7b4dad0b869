//! A company that rests on many organizations and members, with circles.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::cli::Failure;
use crate::cli::bench::books::{self, Account, Books, Contribution, Instrument, Member};
use crate::kernel::ids::OrganizationId;
use crate::platform::db::{Database, statement};

/// Identity of the nth thing of a kind, the same each time: one set of books.
fn id(kind: u8, number: u64) -> Uuid {
    books::id(0, kind, number)
}

struct Load {
    books: Books,
    next: u64,
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
    let mut load = Load { books: Books::begin(db, day).await?, next: 0 };
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
        load.books.close(id(b'O', number));
        load.books.breathe().await?;
    }
    load.books.finish(db).await?;
    Ok(OrganizationId::from_uuid(target))
}

impl Load {
    fn organization(&mut self, number: u64) {
        let issuer = id(b'O', number);
        let name = format!("PT Ukur {number:05}");
        self.books.organization(issuer, "perseroan", &name, "kibm bench ownership");
        self.books.instrument(Instrument {
            id: id(b'I', number),
            issuer,
            number: 1,
            kind: "saham",
            nominal_sen: Some(1_000_000),
        });
        self.books.account(Account {
            id: id(b'C', number),
            issuer,
            code: "1.1.01".to_owned(),
            class: "asset",
            line: "kas",
            holder: None,
        });
    }

    /// A holder of an issuer with the shares that it has: an organization, or a
    /// person of its own.
    fn holding(&mut self, issuer: u64, register: u32, holder: Option<u64>) {
        self.next += 1;
        let own = self.next;
        let person = holder.is_none().then(|| id(b'P', own));
        if let Some(person) = person {
            self.books.person(person, &format!("Warga Ukur {own:07}"));
        }
        let (member, account) = (id(b'M', own), id(b'A', own));
        let (issuer, instrument, asset) = (id(b'O', issuer), id(b'I', issuer), id(b'C', issuer));
        self.books.member(Member {
            id: member,
            issuer,
            register,
            person,
            organization: holder.map(|number| id(b'O', number)),
            standing: "holder",
        });
        self.books.account(Account {
            id: account,
            issuer,
            code: format!("3.1.03.01.{register:06}"),
            class: "equity",
            line: "saham",
            holder: Some((instrument, member)),
        });
        let shares = 1 + i64::try_from(own * 7_919 % 97).unwrap_or_default();
        let many = if holder.is_some() { 2_000 } else { 1 };
        self.books.contribution(&Contribution {
            id: id(b'T', own),
            lines: [id(b'E', own * 2), id(b'E', own * 2 + 1)],
            issuer,
            instrument,
            member,
            asset,
            account,
            sen: shares * many * 1_000_000,
        });
    }
}
