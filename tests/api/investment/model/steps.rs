//! Steps of a world besides a single act: many at once, again, and not at all.

use serde_json::{Value, json};

use super::acts::Act;
use super::book::{Book, Posting};
use super::law::{Against, Verdict, judge};
use super::world::{World, insist, refused};
use crate::support::{Answer, Caller};

impl World {
    /// One step of any kind.
    pub async fn step(&mut self) {
        match self.chance.below(200) {
            0..100 => self.act().await,
            100..116 => self.bulk().await,
            116..125 => self.again().await,
            125..129 => self.otherwise().await,
            129..139 => self.burst().await,
            139..145 => self.claim().await,
            145..151 => self.release().await,
            151..155 => self.close().await,
            155..159 => self.reopen().await,
            159..162 => self.garbage().await,
            162..166 => self.promise().await,
            166..168 => self.give_up().await,
            168..170 => self.change_terms().await,
            170..171 => self.end().await,
            171..175 => self.exchange().await,
            175..178 => self.decide_some().await,
            178..195 => self.share_surplus().await,
            195..196 => self.cancel_terms().await,
            196..197 if self.chance.percent(40) => self.die().await,
            196..199 if self.book.present() < 14 => self.join_again().await,
            _ if self.book.members.len() < 16 => {
                let member = self.chance.percent(70) && !self.book.is_company();
                let ago = 200 + 60 * self.chance.below(6) as u64;
                self.join(member, ago).await;
                self.settle().await;
            }
            _ => self.look().await,
        }
    }

    /// An earlier request with its key: the answer is the same, and nothing is
    /// done again.
    async fn again(&mut self) {
        if self.sent.is_empty() {
            return;
        }
        let nth = self.chance.below(self.sent.len());
        let sent = &self.sent[nth];
        let answer = insist(&sent.caller, &sent.path, &sent.key, &sent.body).await;
        assert_eq!(answer.header("idempotency-replayed"), "true", "{}", answer.text);
        assert_eq!((answer.status, &answer.json()), (sent.status, &sent.answer));
        self.unchanged().await;
    }

    /// A key of an earlier request with another body.
    async fn otherwise(&mut self) {
        let reusable: Vec<usize> = (0..self.sent.len())
            .filter(|nth| self.sent[*nth].body.get("items").is_none())
            .collect();
        if reusable.is_empty() {
            return;
        }
        let sent = &self.sent[self.chance.pick(&reusable)];
        let mut body = sent.body.clone();
        if let Some(in_books) = body.get("surplus_in_books").and_then(Value::as_bool) {
            body["surplus_in_books"] = json!(!in_books);
        } else {
            let (field, values) = if body.get("left_on").is_some() {
                ("decision_number", ["lain", "lain lagi"])
            } else if body.get("member_ids").is_some() {
                ("effective_on", ["2026-11-01", "2026-11-02"])
            } else if body.get("decision").is_some() {
                ("amount", ["0.01", "0.02"])
            } else {
                ("reason", ["lain", "lain lagi"])
            };
            // By chance it may have been the first of them already.
            body[field] = json!(values[usize::from(body[field] == values[0])]);
        }
        let answer = insist(&sent.caller, &sent.path, &sent.key, &body).await;
        let got = (answer.status, answer.code());
        assert_eq!(got, (422, "idempotency_key_reused".to_owned()), "{}", answer.text);
        self.unchanged().await;
    }

    /// Many acts by one request: all, or each for itself, or none but tried.
    async fn bulk(&mut self) {
        let (caller, senior) = self.caller();
        let mut acts: Vec<(Act, Option<&'static str>)> = Vec::new();
        let mut items = Vec::new();
        for _ in 0..2 + self.chance.below(5) {
            let act = self.chance.act(&self.book);
            let Some(mut item) = act.item(&self.book) else { continue };
            let link = self.chance.percent(40).then(|| self.chance.pick(&["a", "b"]));
            item["link"] = json!(link);
            items.push(item);
            acts.push((act, link));
        }
        if acts.is_empty() {
            return;
        }
        let (atomic, dry) = (self.chance.percent(50), self.chance.percent(15));
        let mode = if atomic { "atomic" } else { "each" };
        let path = format!("{}/ledger-transactions/bulk?mode={mode}&dry_run={dry}", self.base);
        let (body, key) = (json!({ "items": items }), self.key());
        let expected = judge_all(&self.book, &acts, senior);
        let answer = insist(&caller, &path, &key, &body).await;
        self.tell(format!("bulk {mode} dry {dry} {acts:?} -> {} {}", answer.status, answer.code()));
        let against: Against =
            expected.iter().filter_map(|it| it.as_ref().err()).flatten().copied().collect();
        if !dry {
            self.keep(&caller, &key, (path, body), &answer);
        }
        if atomic && !against.is_empty() {
            assert_eq!(refused(&answer), against, "{}", answer.text);
            self.unchanged().await;
            return;
        }
        let status = if atomic && !dry { 201 } else { 200 };
        assert_eq!(answer.status, status, "{}", answer.text);
        let view = answer.json();
        let mut posted: Vec<(i64, Posting, Value)> = Vec::new();
        let mut asked: Vec<String> = Vec::new();
        for (nth, expected) in expected.into_iter().enumerate() {
            let item = &view["items"][nth];
            match expected {
                // What stands alone waits; what is linked is refused.
                Err(against) if against == waits() && acts[nth].1.is_none() => {
                    assert_eq!(item["status"], 202, "{item}");
                    asked.extend(item["approval"]["approval_id"].as_str().map(str::to_owned));
                }
                Ok(posting) => {
                    assert_eq!(item["status"], 201, "{item}");
                    let made = item["transaction"].clone();
                    posted.push((made["sequence"].as_i64().expect("a place"), posting, made));
                }
                Err(against) => assert_eq!(item_codes(item), against, "item {nth}: {view}"),
            }
        }
        if dry {
            assert!(asked.is_empty(), "a dry run leaves no request: {asked:?}");
            self.unchanged().await;
            return;
        }
        posted.sort_by_key(|(place, ..)| *place);
        for (_, posting, made) in posted {
            // Balances are as after the item, and so are those of the book here.
            self.posted(posting, &made);
        }
        self.waiting += i64::try_from(asked.len()).expect("a few");
        let checker = if senior { self.keeper.clone() } else { self.admin.clone() };
        for id in asked {
            let path = format!("/api/v1/approvals/{id}/reject");
            checker.post(&path, json!({ "reason": "model" })).await.expect(200);
        }
        self.settle().await;
    }

    /// Several at once, one of them twice: as if one after the other, in the
    /// order of their places.
    async fn burst(&mut self) {
        let mut sent: Vec<(Act, String, String, Value)> = Vec::new();
        for _ in 0..2 + self.chance.below(4) {
            let act = self.chance.act(&self.book);
            let (path, body) = act.request(&self.book, &self.base);
            sent.push((act, self.key(), path, body));
        }
        let twice = sent[0].clone();
        let tasks: Vec<_> = sent
            .iter()
            .chain([&twice])
            .map(|(_, key, path, body)| {
                let (caller, path) = (self.keeper.clone(), path.clone());
                let (key, body) = (key.clone(), body.clone());
                tokio::spawn(async move { insist(&caller, &path, &key, &body).await })
            })
            .collect();
        let mut answers: Vec<Answer> = Vec::new();
        for task in tasks {
            answers.push(task.await.expect("no request panics"));
        }
        let second = answers.pop().expect("the one sent twice");
        if matches!(second.status, 201 | 202) {
            assert_eq!(second.json(), answers[0].json(), "one key is carried out once");
        }
        let told = sent.iter().zip(&answers);
        let told: Vec<String> =
            told.map(|((act, ..), it)| format!("{act:?} -> {} {}", it.status, it.code())).collect();
        self.tell(format!("at once: {told:?}"));
        self.follow(&sent, &answers).await;
        for ((_, key, path, body), answer) in sent.iter().zip(&answers) {
            let keeper = self.keeper.clone();
            self.keep(&keeper, key, (path.clone(), body.clone()), answer);
        }
        let asked: Vec<Value> =
            answers.iter().filter(|it| it.status == 202).map(Answer::json).collect();
        self.waiting += i64::try_from(asked.len()).expect("a few");
        for view in asked {
            let id = view["approval_id"].as_str().expect("an id");
            let path = format!("/api/v1/approvals/{id}/reject");
            self.admin.post(&path, json!({ "reason": "model" })).await.expect(200);
        }
        self.settle().await;
    }

    /// Takes up what was posted in its order; all else must have been right at
    /// some moment between.
    async fn follow(&mut self, sent: &[(Act, String, String, Value)], answers: &[Answer]) {
        let place = |answer: &Answer| answer.json()["sequence"].as_i64().expect("a place");
        let mut posted: Vec<usize> =
            (0..sent.len()).filter(|nth| answers[*nth].status == 201).collect();
        posted.sort_by_key(|nth| place(&answers[*nth]));
        let mut open: Vec<usize> =
            (0..sent.len()).filter(|nth| answers[*nth].status != 201).collect();
        let mut next = posted.into_iter();
        loop {
            open.retain(|nth| !fits(&self.book, &sent[*nth].0, &answers[*nth]));
            let Some(nth) = next.next() else { break };
            let (act, answer) = (&sent[nth].0, &answers[nth]);
            match judge(&self.book, act, false) {
                Verdict::Posted(posting) => self.posted(posting, &answer.json()),
                other => panic!("{act:?} was posted, but is {other:?}: {}", answer.text),
            }
        }
        let wrong = open.first().map(|nth| (&sent[*nth].0, &answers[*nth].text));
        assert!(wrong.is_none(), "answered as it should be at no moment: {wrong:?}");
    }

    /// What no client should send.
    async fn garbage(&mut self) {
        let key = self.key();
        let member = &self.book.members[0].id;
        let instrument = &self.book.instruments[0].id;
        let with = |name: &str, value: Value| {
            let mut body =
                json!({ "instrument_id": instrument, "member_id": member, "amount": "1.00" });
            body[name] = value;
            body
        };
        let bodies = [
            json!(null),
            json!([]),
            json!("uang"),
            json!({}),
            with("amount", json!(1.5)),
            with("amount", json!("satu")),
            with("amount", json!("1.001")),
            with("amount", json!("99999999999999999999")),
            with("effective_on", json!("2026-02-30")),
            with("effective_on", json!(20_260_201)),
            with("member_id", json!("bukan-uuid")),
            with("jumlah", json!("1.00")),
            with("form", json!("emas")),
            with("reason", json!("x".repeat(501))),
            with("reason", json!("a\u{0}b")),
            with("share_count", json!(-1)),
            with("source_class", json!("negara")),
        ];
        let nth = self.chance.below(bodies.len());
        let body = bodies[nth].clone();
        let path = format!("{}/contributions", self.base);
        let answer = self.keeper.pay(&path, &key, body.clone()).await;
        assert!((400..=422).contains(&answer.status), "{body}: {}", answer.text);
        let keyless = self.keeper.post(&path, with("form", json!("cash"))).await;
        assert_eq!(keyless.code(), "idempotency_key_missing");
        self.unchanged().await;
    }

    /// The caller of claims and closings.
    pub fn officer(&self) -> &Caller {
        &self.keeper
    }
}

/// Whether an answer is right as things stand.
fn fits(book: &Book, act: &Act, answer: &Answer) -> bool {
    match judge(book, act, false) {
        Verdict::Posted(_) => false,
        Verdict::Waits(_) => answer.status == 202,
        Verdict::Refused(against) => answer.status != 202 && against == refused(answer),
    }
}

fn item_codes(item: &Value) -> Against {
    let codes = item["errors"].as_array().cloned().unwrap_or_default();
    let codes = codes.iter().map(|it| it["code"].as_str().unwrap_or_default().to_owned());
    codes.map(super::world::known).collect()
}

/// Why an item is not posted at once that a second person has to approve.
fn waits() -> Against {
    Against::from(["approval_needed"])
}

/// What becomes of each item of a bulk: those of a link stand together at the
/// place of the first one.
fn judge_all(
    book: &Book,
    acts: &[(Act, Option<&'static str>)],
    senior: bool,
) -> Vec<Result<Posting, Against>> {
    let mut book = book.clone();
    let mut results: Vec<Option<Result<Posting, Against>>> = vec![None; acts.len()];
    for first in 0..acts.len() {
        if results[first].is_some() {
            continue;
        }
        let link = acts[first].1;
        let group: Vec<usize> = match link {
            None => vec![first],
            Some(_) => (first..acts.len()).filter(|nth| acts[*nth].1 == link).collect(),
        };
        let before = book.clone();
        for nth in &group {
            let result = match judge(&book, &acts[*nth].0, senior) {
                Verdict::Posted(posting) => {
                    book.accept(posting.clone(), None);
                    Ok(posting)
                }
                Verdict::Waits(_) => Err(waits()),
                Verdict::Refused(against) => Err(against),
            };
            results[*nth] = Some(result);
        }
        if group.iter().any(|nth| matches!(results[*nth], Some(Err(_)))) {
            book = before;
            for nth in group.iter().filter(|_| link.is_some()) {
                if matches!(results[*nth], Some(Ok(_))) {
                    results[*nth] = Some(Err(Against::from(["linked_item_refused"])));
                }
            }
        }
    }
    results.into_iter().map(|result| result.expect("every item is of a group")).collect()
}
