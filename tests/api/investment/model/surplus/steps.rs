//! What the model asks of the service about a surplus.

use chrono::{Datelike, Days, NaiveDate};
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::pay::{self, Loss, Payment};
use super::{Run, Stage, To};
use crate::investment::id_of;
use crate::investment::model::acts::{Act, instrument_id, member_id, rupiah};
use crate::investment::model::book::{Place, Posting, Status};
use crate::investment::model::claims::sen;
use crate::investment::model::law::{Against, Verdict, judge};
use crate::investment::model::world::{World, insist, refused};
use crate::support::Answer;

impl World {
    /// One step of the sharing of some year.
    pub async fn share_surplus(&mut self) {
        match self.chance.below(20) {
            0..2 if !self.book.is_company() => self.save_business().await,
            0..5 => self.draft_run().await,
            5 => self.cover_loss().await,
            _ if self.book.runs.is_empty() => self.draft_run().await,
            _ => {
                let nth = self.chance.below(self.book.runs.len());
                self.take_step(nth).await;
            }
        }
    }

    /// The step that comes next mostly, else any.
    async fn take_step(&mut self, nth: usize) {
        let run = &self.book.runs[nth];
        let next = match run.stage {
            Stage::Draft if run.outcome.is_none() || self.chance.percent(30) => 0,
            Stage::Draft => 1,
            Stage::Submitted if self.chance.percent(10) => 2,
            Stage::Submitted => 3,
            Stage::Approved => 4,
            Stage::Paid => 5 + self.chance.below(2),
        };
        match if self.chance.percent(12) { self.chance.below(7) } else { next } {
            0 => self.simulate(nth).await,
            1 => self.submit(nth).await,
            2 => self.give_back(nth).await,
            3 => self.approve(nth).await,
            4 => self.pay_run(nth).await,
            5 => self.pay_out(nth).await,
            _ => self.pay_out_part(nth).await,
        }
    }

    fn run_path(&self, nth: usize, step: &str) -> String {
        format!("/api/v1/surplus-runs/{}/{step}", self.book.runs[nth].id)
    }

    /// What members did with the cooperative in a year.
    async fn save_business(&mut self) {
        let year = self.some_year();
        let mut done: Vec<(usize, i64)> = Vec::new();
        let mut against = Against::new();
        for member in 0..self.book.members.len() {
            let of = &self.book.members[member];
            let counts = of.member && self.book.standing(member).0 != Status::Applicant;
            if !self.chance.percent(if counts { 60 } else { 2 }) {
                continue;
            }
            let amount = i64::try_from(self.chance.below(900_000)).expect("a small number");
            let amount = if self.chance.percent(1) { -1 } else { amount };
            done.push((member, amount));
            if !counts {
                against.insert("patronage_member");
            } else if amount < 0 {
                against.insert("amount_not_positive");
            }
        }
        if done.is_empty() {
            return;
        }
        if self.book.is_year_shared(year, None) {
            against = Against::from(["patronage_frozen"]);
        }
        let item = |(member, amount): &(usize, i64)| json!({ "member_id": member_id(&self.book, *member), "amount": rupiah(*amount) });
        let items: Vec<Value> = done.iter().map(item).collect();
        let path = format!("{}/patronage", self.base);
        let draft = json!({ "book_year": year, "kind": "purchases", "items": items });
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("business of {year} {done:?} -> {}", answer.code()));
        let against: Vec<&str> = against.into_iter().collect();
        if self.allowed(&answer, 200, &against).await {
            let done = done.into_iter().map(|(member, amount)| ((year, member), amount));
            self.book.patronage.extend(done);
        }
    }

    /// A book year, mostly one in which somebody has something.
    fn some_year(&mut self) -> i32 {
        let early = if self.book.is_company() { 2009 } else { 2005 };
        let year = if self.chance.percent(70) { 2019 } else { early };
        year + i32::try_from(self.chance.below(8)).expect("a small number")
    }

    /// Somebody drafts the sharing of a year, or changes a draft.
    async fn draft_run(&mut self) {
        let year = self.some_year();
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let (first_on, mut last_on) = (day(1, 1), day(12, 31));
        if last_on >= self.book.today && self.chance.percent(80) {
            last_on = self.book.today - Days::new(1 + self.chance.below(60) as u64);
        }
        let mut some = |most: usize| i64::try_from(self.chance.below(most)).expect("a sum");
        let (members, others) = match some(10) {
            0 => (some(2) - 1, 0),
            1..4 => (some(9_000_000), some(3_000_000)),
            _ => (some(9_000_000), 0),
        };
        let retained = if some(10) == 0 { -some(9_000_000) } else { some(1_000) };
        let draft = json!({
            "book_year": year, "period_start": first_on, "period_end": last_on,
            "member_surplus": rupiah(members), "non_member_surplus": rupiah(others),
            "retained_before": rupiah(retained),
        });
        let drafts: Vec<usize> = (0..self.book.runs.len())
            .filter(|nth| self.book.runs[*nth].stage == Stage::Draft)
            .collect();
        let known = (drafts.len() > 2).then(|| self.chance.pick(&drafts));
        let (answer, status) = match known {
            None => (self.keeper.post(&format!("{}/surplus-runs", self.base), draft).await, 201),
            Some(nth) => {
                let path = format!("/api/v1/surplus-runs/{}", self.book.runs[nth].id);
                let seen = self.keeper.get(&path).await.expect(200);
                (self.keeper.put(&path, seen.header("etag"), draft).await, 200)
            }
        };
        self.tell(format!("draft {known:?} of {year}: {members} {others} -> {}", answer.code()));
        let mut against: Vec<&str> = Vec::new();
        let nothing = members < 0 || others < 0 || members + others == 0;
        against.extend(nothing.then_some("surplus_not_positive"));
        against.extend((last_on >= self.book.today).then_some("date_in_future"));
        if !self.allowed(&answer, status, &against).await {
            return;
        }
        let scheme = self.book.scheme_on(last_on).expect("the by-laws are old");
        let (id, stage) = (id_of(&answer), Stage::Draft);
        let (outcome, held_on, paid_on, owed) = (None, None, None, Vec::new());
        let run = Run {
            id,
            year,
            first_on,
            last_on,
            members,
            others,
            retained,
            scheme,
            stage,
            outcome,
            held_on,
            paid_on,
            owed,
        };
        match known {
            None => self.book.runs.push(run),
            Some(nth) => self.book.runs[nth] = run,
        }
        self.settle().await;
    }

    async fn simulate(&mut self, nth: usize) {
        let answer = self.officer().post(&self.run_path(nth, "simulation"), Value::Null).await;
        let run = &self.book.runs[nth];
        let found = match run.stage {
            Stage::Draft => self.book.work_out(run),
            _ => Err(Against::from(["run_frozen"])),
        };
        self.tell(format!("simulate {nth} -> {} {}", answer.status, answer.code()));
        match found {
            Err(against) => {
                assert_eq!(refused(&answer), against, "{}", answer.text);
                self.unchanged().await;
            }
            Ok(outcome) => {
                let view = answer.expect(200).json();
                let parts = view["outcome"]["parts"].as_array().expect("parts");
                let pools: Vec<i64> = parts.iter().map(|part| sen(&part["amount"])).collect();
                assert_eq!(pools, outcome.pools, "{view}");
                self.book.runs[nth].outcome = Some(outcome);
                self.look_at_lines(nth).await;
            }
        }
    }

    /// The lines of a run: who gets what by which weight.
    async fn look_at_lines(&self, nth: usize) {
        let run = &self.book.runs[nth];
        let parts = &self.book.schemes[run.scheme].parts;
        let outcome = run.outcome.as_ref().expect("it was worked out");
        let expected: Vec<Value> = outcome
            .lines
            .iter()
            .map(|line| {
                json!([
                    parts[line.part].key,
                    self.book.members[line.member].id,
                    rupiah(line.base),
                    line.weight.to_string(),
                    rupiah(line.amount),
                ])
            })
            .collect();
        let lines = self.all(&format!("{}?limit=200", self.run_path(nth, "lines"))).await;
        let fields = ["part", "member_id", "base", "weight", "amount"];
        let told: Vec<Value> =
            lines.iter().map(|line| json!(fields.map(|field| line[field].clone()))).collect();
        assert_eq!(told, expected, "lines of {run:?}");
    }

    /// A step that only moves a run on; whether it did.
    async fn step_of(
        &mut self,
        (nth, step, body): (usize, &str, Value),
        against: Result<(), Against>,
    ) -> bool {
        let answer = self.officer().post(&self.run_path(nth, step), body).await;
        self.tell(format!("{step} of run {nth} -> {} {}", answer.status, answer.code()));
        let against: Vec<&str> = against.err().into_iter().flatten().collect();
        self.allowed(&answer, 200, &against).await
    }

    async fn submit(&mut self, nth: usize) {
        let run = &self.book.runs[nth];
        let against = if run.stage != Stage::Draft {
            Err(Against::from(["run_status"]))
        } else if run.outcome.is_none() {
            Err(Against::from(["run_not_computed"]))
        } else if self.book.is_year_shared(run.year, Some(nth)) {
            Err(Against::from(["run_exists"]))
        } else {
            match self.book.work_out(run) {
                Ok(now) if Some(&now) == run.outcome.as_ref() => Ok(()),
                Ok(_) => Err(Against::from(["run_changed_underneath"])),
                Err(against) => Err(against),
            }
        };
        if self.step_of((nth, "submission", Value::Null), against).await {
            self.book.runs[nth].stage = Stage::Submitted;
        }
    }

    async fn give_back(&mut self, nth: usize) {
        let submitted = self.book.runs[nth].stage == Stage::Submitted;
        let against = if submitted { Ok(()) } else { Err(Against::from(["run_status"])) };
        if self.step_of((nth, "return", json!({ "reason": "model" })), against).await {
            self.book.runs[nth].stage = Stage::Draft;
        }
    }

    /// A day for a meeting about a year that ended on a day.
    fn meeting(&mut self, last_on: NaiveDate) -> (NaiveDate, &'static str) {
        let held_on = match self.chance.below(12) {
            0 => last_on,
            1 => self.book.today + Days::new(1),
            2..6 => (last_on + Days::new(70)).min(self.book.today),
            _ => self.book.today - Days::new(self.chance.below(200) as u64),
        };
        let (own, other) = if self.book.is_company() { ("rups", "rat") } else { ("rat", "musdes") };
        (held_on, if self.chance.percent(5) { other } else { own })
    }

    async fn approve(&mut self, nth: usize) {
        let last_on = self.book.runs[nth].last_on;
        let (held_on, kind) = self.meeting(last_on);
        let against = if self.book.runs[nth].stage == Stage::Submitted {
            let mut against: Against = pay::unfit_meeting(&self.book, kind).into_iter().collect();
            against.extend((held_on > self.book.today).then_some("date_in_future"));
            against.extend((held_on <= last_on).then_some("date_too_early"));
            if against.is_empty() { Ok(()) } else { Err(against) }
        } else {
            Err(Against::from(["run_status"]))
        };
        if self.step_of((nth, "approval", decision(kind, held_on, last_on)), against).await {
            self.book.runs[nth].stage = Stage::Approved;
            self.book.runs[nth].held_on = Some(held_on);
        }
    }

    /// A day of payment from a day on.
    fn day_from(&mut self, earliest: NaiveDate) -> Option<NaiveDate> {
        match self.chance.below(12) {
            0 => Some(earliest - Days::new(1)),
            1 => Some(self.book.today + Days::new(1)),
            2..6 => Some(earliest),
            _ => None,
        }
    }

    /// Sends a payment; what is posted by it is taken up with its identities.
    async fn paid(
        &mut self,
        (path, body): (String, Value),
        posted: Result<Vec<Posting>, Against>,
    ) -> Option<Answer> {
        let key = self.key();
        let officer = self.officer().clone();
        let answer = insist(&officer, &path, &key, &body).await;
        self.tell(format!("{path} {body} -> {} {}", answer.status, answer.code()));
        self.keep(&officer, &key, (path, body), &answer);
        match posted {
            Err(against) => {
                assert_eq!(refused(&answer), against, "{}", answer.text);
                self.hear(against);
                self.unchanged().await;
                None
            }
            Ok(posted) => {
                assert_eq!(answer.status, 201, "{}", answer.text);
                self.take_up(posted).await;
                Some(answer)
            }
        }
    }

    /// Takes postings up that the answer does not tell of.
    async fn take_up(&mut self, posted: Vec<Posting>) {
        let sql = "SELECT kind, effective_on, amount_sen, id FROM ledger_transaction \
                   WHERE organization_id = $1 AND sequence > $2 ORDER BY sequence";
        let conn = self.app.state.db.read();
        let before = i64::try_from(self.book.postings.len()).expect("a small number");
        let values = vec![self.issuer.into(), before.into()];
        let rows = conn.query_all_raw(statement(conn, sql, values)).await;
        let rows = rows.expect("the ledger reads");
        assert_eq!(rows.len(), posted.len(), "{posted:?}");
        for (mut posting, row) in posted.into_iter().zip(rows) {
            let kind: String = row.try_get_by_index(0).expect("a kind");
            let day: NaiveDate = row.try_get_by_index(1).expect("a day");
            let amount: i64 = row.try_get_by_index(2).expect("an amount");
            let expected = (posting.kind, posting.day, posting.amount());
            assert_eq!((kind.as_str(), day, amount), expected);
            let id: uuid::Uuid = row.try_get_by_index(3).expect("an identity");
            posting.id = id.to_string();
            self.book.accept(posting, None);
        }
    }

    async fn pay_run(&mut self, nth: usize) {
        let savings: Vec<usize> = (0..self.book.instruments.len()).collect();
        let savings = (!self.book.is_company() && self.chance.percent(60))
            .then(|| if self.chance.percent(70) { 2 } else { self.chance.pick(&savings) });
        let held_on = self.book.runs[nth].held_on.unwrap_or(self.book.today);
        let on = self.day_from(held_on);
        let how = Payment { savings, on, in_books: self.chance.percent(20) };
        let body = json!({
            "to": if savings.is_some() { "savings" } else { "payable" },
            "instrument_id": savings.map(|it| instrument_id(&self.book, it)),
            "effective_on": on, "surplus_in_books": how.in_books,
        });
        let (posted, owed) = match pay::pay(&self.book, nth, &how) {
            Ok((posted, owed)) => (Ok(posted), owed),
            Err(against) => (Err(against), Vec::new()),
        };
        if let Some(answer) = self.paid((self.run_path(nth, "payment"), body), posted).await {
            assert_eq!(answer.json()["status"], "dibagikan");
            let run = &mut self.book.runs[nth];
            (run.stage, run.owed) = (Stage::Paid, owed);
            run.paid_on = Some(on.unwrap_or(self.book.today));
            self.settle().await;
        }
    }

    async fn pay_out(&mut self, nth: usize) {
        let mut members: Vec<usize> = Vec::new();
        for member in 0..self.book.members.len() {
            let owed = self.book.runs[nth].owed.iter().any(|(who, _)| *who == member);
            let open = owed && !self.book.is_paid_out(nth, member);
            if self.chance.percent(if open { 60 } else { 2 }) {
                members.push(member);
            }
        }
        if members.is_empty() {
            members.push(self.chance.below(self.book.members.len()));
        }
        if self.chance.percent(4) {
            members.push(members[0]);
        }
        let paid_on = self.book.runs[nth].paid_on.unwrap_or(self.book.today);
        let on = self.day_from(paid_on);
        let ids: Vec<&str> = members.iter().map(|it| member_id(&self.book, *it)).collect();
        let body = json!({ "member_ids": ids, "effective_on": on });
        let posted = pay::pay_out(&self.book, nth, &members, on);
        if self.paid((self.run_path(nth, "payouts"), body), posted).await.is_some() {
            self.settle().await;
        }
    }

    async fn pay_out_part(&mut self, nth: usize) {
        let run = &self.book.runs[nth];
        let parts = &self.book.schemes[run.scheme].parts;
        let part = parts[self.chance.below(parts.len())];
        let to = match part.to {
            To::Fund(to) => to,
            _ => "",
        };
        let place = Place::Part("dana_shu", part.name, to);
        let paid_on = run.paid_on.unwrap_or(self.book.today);
        let on = self.day_from(paid_on);
        let there = self.book.lowest(place, on.unwrap_or(self.book.today));
        let amount = [0, there, there + 1, there / 2, there / 3][self.chance.below(5)];
        let act = Act::Spending(nth, part.key, amount, on);
        let posted = match judge(&self.book, &act, false) {
            Verdict::Refused(against) => Err(against),
            Verdict::Posted(posting) => Ok(vec![posting]),
            Verdict::Waits(posting) => {
                let keeper = self.keeper.clone();
                let answer = self.ask(&act, &keeper).await;
                self.waits((act, posting), false, &answer).await;
                return;
            }
        };
        let request = act.request(&self.book, &self.base);
        if self.paid(request, posted).await.is_some() {
            self.settle().await;
        }
    }

    /// The reserve covers a loss.
    async fn cover_loss(&mut self) {
        let year = self.chance.pick(&[2023, 2024, 2025]);
        let last_on = NaiveDate::from_ymd_opt(year, 12, 31).expect("a day");
        let (held_on, meeting) = self.meeting(last_on);
        let on = self.day_from(held_on);
        let reserve = crate::investment::model::book::Place::Own("cadangan");
        let there = self.book.lowest(reserve, on.unwrap_or(self.book.today));
        let amount = [0, there, there + 1, there / 2, there / 9][self.chance.below(5)];
        let in_books = self.chance.percent(25);
        let loss = Loss { year, amount, held_on, meeting, on, in_books };
        let body = json!({
            "book_year": year, "amount": rupiah(amount), "decision": decision(meeting, held_on, last_on),
            "loss_in_books": in_books, "effective_on": on,
        });
        let posted = pay::cover(&self.book, &loss).map(|posting| vec![posting]);
        let path = format!("{}/loss-coverings", self.base);
        if self.paid((path, body), posted).await.is_some() {
            self.settle().await;
        }
    }

    /// What every run that was paid still owes.
    pub async fn look_at_owed(&self) {
        for (nth, run) in self.book.runs.iter().enumerate() {
            let expected: Vec<Value> = run
                .owed
                .iter()
                .map(|(member, amount)| {
                    let paid = self.book.is_paid_out(nth, *member);
                    json!([self.book.members[*member].id, rupiah(*amount), paid])
                })
                .collect();
            let owed = self.all(&format!("{}?limit=200", self.run_path(nth, "owed"))).await;
            let told: Vec<Value> = owed
                .iter()
                .map(|it| json!([it["member_id"], it["amount"], it["paid_on"].is_string()]))
                .collect();
            assert_eq!(told, expected, "what run {nth} owes");
        }
    }
}

/// What a meeting decided about a year, by minutes of that year.
fn decision(kind: &str, held_on: NaiveDate, ended: NaiveDate) -> Value {
    let minutes = format!("{:064x}", ended.num_days_from_ce());
    json!({
        "kind": kind, "number": format!("{}/M", held_on.year()), "held_on": held_on, "present": 6,
        "entitled": 9, "minutes_sha256": minutes,
    })
}
