//! One issuer of the service beside its naive book, and single steps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::acts::{Act, Holder, rupiah};
use super::book::{Book, Instrument, Kind, Member, Person, Posting};
use super::chance::Chance;
use super::law::{Verdict, judge};
use super::state::State;
use super::terms::{self, Terms};
use super::waiting::Pending;
use crate::investment::{VILLAGE, id_of};
use crate::support::{Answer, Caller, TestApp};

/// A request that was answered for good.
pub struct Sent {
    pub caller: Caller,
    pub key: String,
    pub path: String,
    pub body: Value,
    pub status: u16,
    pub answer: Value,
}

pub struct World {
    pub app: Arc<TestApp>,
    pub issuer: OrganizationId,
    pub base: String,
    pub keeper: Caller,
    pub admin: Caller,
    pub book: Book,
    pub chance: Chance,
    pub state: State,
    pub sent: Vec<Sent>,
    pub waiting: i64,
    /// What waits for a second person.
    pub pending: Vec<Pending>,
    pub keys: usize,
    /// How often each rule has spoken.
    pub heard: BTreeMap<&'static str, usize>,
    /// What was done, for whoever looks for the reason of a failure.
    pub told: Vec<String>,
}

impl World {
    /// A cooperative, or every third time a company with two classes of shares;
    /// every other one has a limit above which a second person approves.
    pub async fn begin(app: Arc<TestApp>, nth: u64, seed: u64) -> Self {
        let company = nth % 3 == 2;
        let form = if company { "perseroan" } else { "koperasi_primer" };
        let issuer = app.organization(form, &format!("Model {nth}"), VILLAGE).await;
        let (keeper, admin) =
            (app.keeper(Role::EnterpriseOfficer, issuer).await, app.admin().await);
        let base = format!("/api/v1/organizations/{issuer}");
        let today = "2026-11-21".parse().expect("a day");
        let state = State::read(&app.state.db, issuer).await;
        let book = Book::empty(today);
        let chance = Chance::of(seed.wrapping_mul(1_000).wrapping_add(nth));
        let (sent, told) = (Vec::new(), Vec::new());
        let mut world = Self {
            app,
            issuer,
            base,
            keeper,
            admin,
            book,
            chance,
            state,
            sent,
            waiting: 0,
            pending: Vec::new(),
            keys: 0,
            heard: BTreeMap::new(),
            told,
        };
        world.furnish(company, nth % 2 == 1).await;
        world
    }

    async fn furnish(&mut self, company: bool, limited: bool) {
        let instalments = self.chance.percent(50);
        for (kind, unit, draft) in instruments(company, instalments) {
            let made = self.keeper.post(&format!("{}/instruments", self.base), draft).await;
            let id = id_of(&made.expect(201));
            let due = if kind == Kind::Pokok { 100_000 } else { 0 };
            let terms = Vec::new();
            self.book.instruments.push(Instrument { id, kind, unit, due, instalments, terms });
        }
        self.agree_on_schemes(company, limited).await;
        for nth in 0..7 {
            // Some were there long before the ledger began.
            let ago = if nth % 3 == 0 { 3_000 } else { 200 + 60 * (nth % 6) };
            self.join(!company && nth < 5, ago).await;
        }
        self.settle().await;
        for member in [0, 3] {
            for (instrument, amount) in [(0, 100_000), (1, 2_500_000)] {
                let day = self.book.today - chrono::Days::new(2_990);
                let act = Act::Had(Holder { member, instrument }, amount, day);
                let admin = self.admin.clone();
                self.perform(act, &admin, true).await;
            }
        }
        let long_ago = Terms::from(self.book.today - chrono::Days::new(1_000));
        let terms = if company {
            let bounds = Terms { maximum: Some(400_000_000), ..long_ago };
            [
                (0, Terms { issuable: Some(2_000_000_000), ..bounds }),
                (1, Terms { lock_days: Some(30), minimum: Some(1_250_000), ..long_ago }),
            ]
        } else {
            let bounds = Terms { minimum: Some(5_000), ..long_ago };
            [
                (3, Terms { issuable: Some(3_000_000), maximum: Some(900_000), ..long_ago }),
                (4, Terms { lock_days: Some(60), members_only: true, ..bounds }),
            ]
        };
        for (instrument, terms) in terms {
            self.set_terms(instrument, terms).await;
        }
        if limited {
            self.limit().await;
        }
        if !company {
            self.meet().await;
        }
        self.settle().await;
    }

    /// An annual meeting is held and recorded, for which refunds have waited.
    async fn meet(&mut self) {
        let held_on = self.book.today - chrono::Days::new(self.chance.below(60) as u64);
        let draft = json!({ "book_year": 2025, "meeting": {
            "kind": "rat", "number": "RAT 2", "held_on": held_on, "present": 9,
            "entitled": 12, "minutes_sha256": "a".repeat(64),
        } });
        let path = format!("{}/meetings", self.base);
        self.keeper.post(&path, draft).await.expect(201);
        self.book.met_on = Some(held_on);
    }

    /// A limit above which a second person approves.
    async fn limit(&mut self) {
        let path = format!("{}/ledger-settings", self.base);
        let seen = self.keeper.get(&path).await.expect(200);
        let draft = json!({
            "year_begins": 1, "back_dating_days": 366, "approval_days": 14,
            "approval_limit": "45000.00", "reason": "model",
        });
        self.keeper.put(&path, seen.header("etag"), draft).await.expect(200);
        self.book.limit = Some(4_500_000);
    }

    /// A person as the registry has them.
    fn person(&self, nth: usize) -> Value {
        json!({
            "full_name": format!("Orang {nth}"), "region_code": VILLAGE,
            "organization_id": self.issuer,
        })
    }

    /// Somebody new is entered in the register.
    pub async fn join(&mut self, member: bool, days_ago: u64) {
        let person = self.book.people.len();
        let made = self.admin.post("/api/v1/persons", self.person(person)).await;
        let id = id_of(&made.expect(201));
        self.book.people.push(Person { id, died_on: None });
        self.enter(person, member, self.book.today - chrono::Days::new(days_ago)).await;
    }

    /// Somebody who left is entered again.
    pub async fn join_again(&mut self) {
        let gone = |nth: &usize| {
            let (mut rows, of) = (self.book.rows_of(*nth), &self.book.members[*nth]);
            let alive = self.book.people[of.person].died_on.is_none();
            alive && rows.all(|row| self.book.members[row].left_on.is_some())
        };
        let gone: Vec<usize> = (0..self.book.members.len()).filter(gone).collect();
        if gone.is_empty() {
            return;
        }
        let nth = self.chance.pick(&gone);
        let left_on = self.book.members[nth].left_on.expect("they have left");
        let since = (self.book.today - left_on).num_days().unsigned_abs();
        let since = self.chance.below(usize::try_from(since).expect("some days") + 1);
        let applied_on = self.book.today - chrono::Days::new(since as u64);
        let member = self.chance.percent(70) && !self.book.is_company();
        self.enter(self.book.members[nth].person, member, applied_on).await;
        self.settle().await;
    }

    /// The registry learns that somebody has died.
    pub async fn die(&mut self) {
        let alive = |nth: &usize| self.book.people[*nth].died_on.is_none();
        let alive: Vec<usize> = (0..self.book.people.len()).filter(alive).collect();
        if alive.len() * 3 < self.book.people.len() * 2 {
            return;
        }
        let nth = self.chance.pick(&alive);
        let died_on = self.book.today - chrono::Days::new(self.chance.below(90) as u64);
        let path = format!("/api/v1/persons/{}", self.book.people[nth].id);
        let seen = self.admin.get(&path).await.expect(200);
        let mut draft = self.person(nth);
        draft["deceased_on"] = json!(died_on);
        self.admin.put(&path, seen.header("etag"), draft).await.expect(200);
        self.tell(format!("person {nth} died on {died_on}"));
        self.book.people[nth].died_on = Some(died_on);
        self.unchanged().await;
    }

    async fn enter(&mut self, person: usize, member: bool, applied_on: NaiveDate) {
        let nth = self.book.members.len();
        let standing = if member { "member" } else { "holder" };
        let of = &self.book.people[person].id;
        let draft = json!({ "person_id": of, "standing": standing, "applied_on": applied_on });
        let made = self.keeper.post(&format!("{}/members", self.base), draft).await.expect(201);
        assert_eq!(made.json()["register_number"], nth + 1, "the register has no gaps");
        let id = id_of(&made);
        let (left_on, began_on) = (None, None);
        self.book.members.push(Member { id, person, member, applied_on, left_on, began_on });
    }

    pub fn key(&mut self) -> String {
        self.keys += 1;
        format!("kunci-{}", self.keys)
    }

    pub fn tell(&mut self, what: String) {
        self.told.push(what);
    }

    /// The state after something was done: the book says it all.
    pub async fn settle(&mut self) {
        self.state = State::read(&self.app.state.db, self.issuer).await;
        self.state.agrees(&self.book, self.waiting);
    }

    /// The state after something was refused: nothing has changed.
    pub async fn unchanged(&self) {
        let state = State::read(&self.app.state.db, self.issuer).await;
        assert_eq!(state, self.state, "what is refused changes nothing");
    }

    pub fn keep(
        &mut self,
        caller: &Caller,
        key: &str,
        (path, body): (String, Value),
        answer: &Answer,
    ) {
        if matches!(answer.status, 200..=202 | 409 | 422) {
            self.sent.push(Sent {
                caller: caller.clone(),
                key: key.to_owned(),
                path,
                body,
                status: answer.status,
                answer: answer.json(),
            });
        }
    }

    /// Who asks: mostly who keeps the books, sometimes an administrator.
    pub fn caller(&mut self) -> (Caller, bool) {
        let senior = self.chance.percent(15);
        (if senior { self.admin.clone() } else { self.keeper.clone() }, senior)
    }

    /// One act alone.
    pub async fn act(&mut self) {
        let (caller, senior) = self.caller();
        let mut act = self.chance.act(&self.book);
        // Mostly such as pass: what is refused teaches nothing about what follows.
        for _ in 0..4 {
            let refused = matches!(judge(&self.book, &act, senior), Verdict::Refused(_));
            if !refused || self.chance.percent(30) {
                break;
            }
            act = self.chance.act(&self.book);
        }
        self.perform(act, &caller, senior).await;
    }

    /// An act as somebody asks for it.
    async fn perform(&mut self, act: Act, caller: &Caller, senior: bool) {
        let answer = self.ask(&act, caller).await;
        match judge(&self.book, &act, senior) {
            Verdict::Posted(posting) => {
                assert_eq!(answer.status, 201, "{act:?} should be posted: {}", answer.text);
                self.posted(posting, &answer.json());
                self.settle().await;
            }
            Verdict::Waits(posting) => self.waits((act, posting), senior, &answer).await,
            Verdict::Refused(against) => {
                assert_eq!(refused(&answer), against, "{act:?}: {}", answer.text);
                self.hear(against);
                self.unchanged().await;
            }
        }
    }

    /// Sends an act with a new key.
    pub async fn ask(&mut self, act: &Act, caller: &Caller) -> Answer {
        let (path, body) = act.request(&self.book, &self.base);
        let key = self.key();
        let answer = insist(caller, &path, &key, &body).await;
        self.tell(format!("{act:?} -> {} {}", answer.status, answer.code()));
        self.keep(caller, &key, (path, body), &answer);
        answer
    }

    /// An act is left waiting for a second person, who mostly decides at once.
    pub async fn waits(&mut self, (act, posting): (Act, Posting), senior: bool, answer: &Answer) {
        assert_eq!(answer.status, 202, "{act:?} should wait: {}", answer.text);
        let passed_by = posting.for_two || terms::passed_by(&self.book, &posting);
        assert_eq!(answer.json()["beside_terms"], passed_by, "{act:?}: {}", answer.text);
        self.hear(passed_by.then_some("beside_terms").into_iter().chain(["approval"]));
        self.waiting += 1;
        let id = answer.json()["approval_id"].as_str().expect("an id").to_owned();
        let act = act.on(posting.day);
        self.pending.push(Pending { id, act, posting, senior });
        self.settle().await;
        if self.pending.len() > 3 || self.chance.percent(70) {
            self.decide(self.pending.len() - 1).await;
        }
    }

    /// Counts rules that have spoken.
    pub fn hear(&mut self, rules: impl IntoIterator<Item = &'static str>) {
        for rule in rules {
            *self.heard.entry(rule).or_default() += 1;
        }
    }

    /// Compares the answer of a posting, and takes it up.
    pub fn posted(&mut self, mut posting: Posting, view: &Value) {
        let text = |name: &str| view[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("kind"), posting.kind);
        assert_eq!(text("effective_on"), posting.day.to_string());
        assert_eq!(text("amount"), rupiah(posting.amount()));
        assert_eq!(view["sequence"], self.book.postings.len() + 1, "no gaps");
        let mut lines: Vec<(String, String)> = view["entries"]
            .as_array()
            .expect("a posting has lines")
            .iter()
            .map(|line| (line["debit"].to_string(), line["credit"].to_string()))
            .collect();
        let side = |sen: i64| format!("\"{}\"", rupiah(sen.max(0)));
        let mut expected: Vec<(String, String)> =
            posting.legs.iter().map(|(_, change)| (side(-change), side(*change))).collect();
        lines.sort();
        expected.sort();
        assert_eq!(lines, expected, "debits and credits");
        posting.id = text("id");
        let (main, leaves) = (posting.main, posting.leaves);
        let settlement = leaves.map(|_| text("settlement_id"));
        self.book.accept(posting, settlement);
        if let Some((member, instrument)) = main {
            let balance = self.book.balance(super::book::Place::Of(member, instrument));
            assert_eq!(text("balance"), rupiah(balance));
        }
        if let Some(member) = main.map(|(member, _)| member).or(leaves) {
            assert_eq!(text("member_status"), self.book.standing(member).0.name());
        }
    }
}

/// What an issuer has to hold: kind, sen of one unit, draft.
fn instruments(company: bool, instalments: bool) -> Vec<(Kind, i64, Value)> {
    if company {
        let shares = |name: &str, nominal: &str| json!({ "kind": "saham", "name": name, "nominal": nominal });
        return vec![
            (Kind::Saham, 100_000, shares("A", "1000.00")),
            (Kind::Saham, 250_000, shares("B", "2500.00")),
        ];
    }
    let pokok = json!({
        "kind": "simpanan_pokok", "name": "Pokok", "fixed_amount": "1000.00",
        "fixed_amount_from": "2000-01-01", "instalments": instalments,
    });
    let modal = json!({ "kind": "modal_penyertaan", "name": "Modal", "agreement_number": "P-1" });
    let sukarela = |name: &str| json!({ "kind": "simpanan_sukarela", "name": name });
    vec![
        (Kind::Pokok, 1, pokok),
        (Kind::Wajib, 1, json!({ "kind": "simpanan_wajib", "name": "Wajib" })),
        (Kind::Sukarela, 1, sukarela("Sukarela")),
        (Kind::ModalPenyertaan, 1, modal),
        (Kind::Sukarela, 1, sukarela("Berjangka")),
    ]
}

impl Drop for World {
    /// Says what was done before a failure.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let last = self.told.len().saturating_sub(12);
            eprintln!("{} acts; the last ones: {:#?}", self.told.len(), &self.told[last..]);
        }
    }
}

/// Sends with a key; one that was turned away is sent again.
pub async fn insist(caller: &Caller, path: &str, key: &str, body: &Value) -> Answer {
    for _ in 0..50 {
        let answer = caller.pay(path, key, body.clone()).await;
        if !matches!(answer.status, 408 | 503) {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the service is busy for ever");
}

/// The codes of a refusal.
pub fn refused(answer: &Answer) -> BTreeSet<&'static str> {
    let mut codes: BTreeSet<String> = answer.fault_codes().into_iter().collect();
    if codes.is_empty() {
        codes.insert(answer.code());
    }
    codes.into_iter().map(known).collect()
}

/// The same text, of those that the law here knows.
pub fn known(code: String) -> &'static str {
    static CODES: std::sync::Mutex<BTreeMap<String, &'static str>> =
        std::sync::Mutex::new(BTreeMap::new());
    let mut codes = CODES.lock().expect("no test panics with it");
    codes.entry(code.clone()).or_insert_with(|| Box::leak(code.into_boxed_str()))
}
