//! What waits for a second person, and what becomes of it.

use serde_json::json;

use super::acts::Act;
use super::book::Posting;
use super::law::judge_signed;
use super::world::{World, insist, refused};

/// A request that nobody has decided.
#[derive(Debug, Clone)]
pub struct Pending {
    pub id: String,
    /// With the day on which it was asked for.
    pub act: Act,
    /// What it came to then, which is what a second person signs.
    pub posting: Posting,
    /// Whether an administrator asked.
    pub senior: bool,
}

impl World {
    /// Some request is decided later.
    pub async fn decide_some(&mut self) {
        if !self.pending.is_empty() {
            let nth = self.chance.below(self.pending.len());
            self.decide(nth).await;
        }
    }

    /// A second person decides what waits, on the books as they stand by then.
    pub async fn decide(&mut self, nth: usize) {
        let Pending { id, act, posting: signed, senior } = self.pending[nth].clone();
        let request = format!("/api/v1/approvals/{id}");
        let (maker, other) =
            if senior { (&self.admin, &self.keeper) } else { (&self.keeper, &self.admin) };
        let (maker, other) = (maker.clone(), other.clone());
        match self.chance.below(10) {
            0..6 => {
                let key = self.key();
                let path = format!("{request}/approve");
                let own = maker.pay(&path, &key, json!({})).await;
                assert_eq!(own.code(), "maker_is_checker");
                let key = self.key();
                let answer = insist(&other, &path, &key, &json!({})).await;
                self.tell(format!("approve {act:?} -> {} {}", answer.status, answer.code()));
                match judge_signed(&self.book, &act, &signed) {
                    Ok(posting) => {
                        assert_eq!(answer.status, 201, "{act:?}: {}", answer.text);
                        self.posted(posting, &answer.json()["transaction"]);
                    }
                    Err(against) => {
                        assert_eq!(refused(&answer), against, "{act:?}: {}", answer.text);
                        self.hear(against);
                        self.unchanged().await;
                        return;
                    }
                }
            }
            6..8 => {
                let path = format!("{request}/reject");
                other.post(&path, json!({ "reason": "model" })).await.expect(200);
            }
            _ => {
                let path = format!("{request}/withdraw");
                maker.post(&path, json!({ "reason": "model" })).await.expect(200);
            }
        }
        self.pending.remove(nth);
        self.settle().await;
    }
}
