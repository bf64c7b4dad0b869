//! Interest on savings, and the tax that is withheld of it.

use chrono::{Datelike, NaiveDate};

use super::acts::Holder;
use super::book::{Book, Kind, Place, Posting, Status};
use super::law::{Against, amount_and_day, known, none_of, only, place, posted, sized};

/// Sen of a month that are free of tax (R47).
const FREE: i64 = 24_000_000;

impl Book {
    /// Interest of a person in the month of a day, by all rows of the register, and
    /// what was withheld of it.
    fn earned(&self, member: usize, day: NaiveDate) -> (i64, i64) {
        let month = |of: NaiveDate| (of.year(), of.month());
        let mut sums = (0, 0);
        for (nth, posting) in self.postings.iter().enumerate() {
            let same = |(who, _): (usize, usize)| self.rows_of(member).any(|row| row == who);
            let of_person = posting.main.is_some_and(same);
            if posting.kind != "savings_interest" || !of_person || self.is_reversed(nth) {
                continue;
            }
            if month(posting.day) == month(day) {
                let tax =
                    posting.legs.iter().filter(|(place, _)| *place == Place::Own("utang_pajak"));
                sums.0 += posting.amount();
                sums.1 += tax.map(|(_, change)| change).sum::<i64>();
            }
        }
        sums
    }
}

/// A tenth of the month's interest above the bound, in whole rupiah.
fn tax_of(interest: i64) -> i64 {
    if interest <= FREE { 0 } else { interest / 10 / 100 * 100 }
}

/// Savings earn interest.
pub fn earn(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Result<Posting, Against> {
    let instrument = known(book, holder)?;
    let mut against = amount_and_day(book, holder.member, amount, day);
    against.extend((instrument.kind != Kind::Sukarela).then_some("savings_unfit"));
    let member = book.members[holder.member].member;
    let active = member && book.standing(holder.member).0 == Status::Active;
    against.extend((!active).then_some("not_a_member"));
    none_of(against)?;
    let (before, withheld) = book.earned(holder.member, day);
    // Never more than is earned now, also where what was taken back had its tax.
    let tax = (tax_of(before + amount) - withheld).clamp(0, amount);
    let mut legs = vec![(Place::Own("aset_hasil_usaha"), -amount)];
    if amount > tax {
        legs.push((place(holder), amount - tax));
        let full = book.is_above(holder, &legs, day);
        if full || book.exhausts(holder.instrument, amount - tax, day) {
            return only("savings_full");
        }
    }
    if tax > 0 {
        legs.push((Place::Own("utang_pajak"), tax));
    }
    let main = Some((holder.member, holder.instrument));
    Ok(Posting { main, ..Posting::of("savings_interest", day, legs) })
}

/// Tax that was withheld goes to the state: at most what is owed on the day and
/// ever after, and by evidence that stands for nothing else.
pub fn remit(book: &Book, amount: i64, day: NaiveDate, evidence: u8) -> Result<Posting, Against> {
    let mut against = sized(amount);
    against.extend((day > book.today).then_some("date_in_future"));
    none_of(against)?;
    let owed = Place::Own("utang_pajak");
    if book.lowest(owed, day) < amount {
        return only("tax_not_owed");
    }
    let mut known = book.postings.iter().enumerate();
    if known.any(|(nth, it)| it.evidence == Some(evidence) && !book.is_reversed(nth)) {
        return only("evidence_used");
    }
    let posting = posted("tax_remittance", day, (owed, Place::Own("kas"), amount), None);
    Ok(Posting { evidence: Some(evidence), ..posting })
}
