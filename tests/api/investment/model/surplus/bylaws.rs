//! By-laws of the issuers here: how a surplus is shared.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Base, Part, Scheme, To};
use crate::investment::model::world::World;

fn part(key: &'static str, name: &'static str, percent: i128, to: To) -> Part {
    Part { key, name, percent, to }
}

/// By-laws of long ago, and those that came after them.
fn schemes(company: bool, in_sen: bool) -> Vec<Scheme> {
    let unit = if in_sen { 1 } else { 100 };
    let scheme = |year, parts: Vec<Part>| {
        let from = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
        Scheme { from, parts, unit, excludes: in_sen }
    };
    let fund = |key, name, percent| part(key, name, percent, To::Fund("funds"));
    let staff = |percent| part("pengurus", "Dana pengurus", percent, To::Fund("staff"));
    let reserve = |percent| part("cadangan", "Cadangan", percent, To::Reserve);
    if company {
        let dividend = |percent, base| part("dividen", "Dividen", percent, To::Capital(base));
        let rest = part("ditahan", "Laba ditahan", 20, To::Stays);
        return vec![
            scheme(2000, vec![dividend(50, Base::Closing), reserve(20), staff(10), rest]),
            scheme(2024, vec![dividend(53, Base::Days), reserve(17), staff(10), rest]),
        ];
    }
    let capital = |percent, base| part("modal", "Jasa modal", percent, To::Capital(base));
    let business = |percent| part("usaha", "Jasa usaha", percent, To::Business);
    let (social, school) = ("Dana sosial", "Dana pendidikan");
    vec![
        scheme(2000, vec![reserve(60), staff(17), fund("sosial", social, 23)]),
        scheme(
            2019,
            vec![
                capital(20, Base::Average),
                business(31),
                reserve(25),
                staff(14),
                fund("sosial", social, 10),
            ],
        ),
        scheme(
            2022,
            vec![reserve(33), capital(27, Base::Closing), fund("didik", school, 7), business(33)],
        ),
        scheme(2026, vec![reserve(30), staff(7), capital(30, Base::Days), business(33)]),
    ]
}

fn terms_of(scheme: &Scheme) -> Value {
    let parts: Vec<Value> = scheme
        .parts
        .iter()
        .map(|part| {
            let (to, base, by) = match part.to {
                To::Capital(Base::Closing) => ("member_capital", Some("closing"), None),
                To::Capital(Base::Average) => ("member_capital", Some("average"), None),
                To::Capital(Base::Days) => ("member_capital", Some("share_days"), None),
                To::Business => ("member_patronage", None, Some("purchases")),
                To::Reserve => ("reserve", None, None),
                To::Fund(to) => (to, None, None),
                To::Stays => ("unallocated", None, None),
            };
            let percent = part.percent.to_string();
            json!({
                "key": part.key, "name": part.name, "percent": percent, "destination": to,
                "base": base, "patronage": by,
            })
        })
        .collect();
    json!({
        "parts": parts, "rounding": if scheme.unit == 1 { "sen" } else { "rupiah" },
        "exited_members": if scheme.excludes { "excluded" } else { "paid" },
    })
}

impl World {
    /// The by-laws say how a surplus is shared.
    pub async fn agree_on_schemes(&mut self, company: bool, in_sen: bool) {
        for scheme in schemes(company, in_sen) {
            let draft = json!({
                "valid_from": scheme.from, "decision_number": "ART 40", "decided_on": "2000-01-01",
                "terms": terms_of(&scheme),
            });
            let path = format!("{}/surplus-schemes", self.base);
            self.keeper.post(&path, draft).await.expect(201);
            self.book.schemes.push(scheme);
        }
    }
}
