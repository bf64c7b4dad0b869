//! Taking a posting back.

use chrono::NaiveDate;

use super::acts::Holder;
use super::book::{Book, Kind, Place, Posting};
use super::law::{Against, is_kept, is_of_heirs, is_open, only, still_bound, when};
use super::terms;

/// Takes a posting back: once, and never what is gone, claimed or too much.
pub fn reversal(book: &Book, nth: usize, on: Option<NaiveDate>) -> Result<Posting, Against> {
    let Some(original) = book.postings.get(nth) else { return only("not_found") };
    match original.kind {
        "reversal" => return only("reversal_of_reversal"),
        "surplus_booking" | "surplus_distribution" => return only("reversal_of_surplus"),
        "exit_settlement" => return only("reversal_of_settlement"),
        _ => {}
    }
    let day = on.unwrap_or(original.day);
    if let Some(code) = when(book, day, original.day) {
        return only(code);
    }
    if book.is_reversed(nth) {
        return only("reversed_already");
    }
    let legs = original.legs.iter().map(|(place, change)| (*place, -change)).collect();
    let posting = Posting {
        main: original.main,
        reverses: Some(nth),
        settlement: original.settlement,
        pledge: original.pledge,
        ..Posting::of("reversal", day, legs)
    };
    is_there(book, original, day)?;
    comes_back(book, original)?;
    if terms::brings_back_too_much(book, &posting) {
        return only("reversal_beyond_terms");
    }
    for (place, change) in original.collective() {
        // A covering that is taken back leaves the loss in the books.
        let loss = original.kind == "loss_covering" && place == Place::Own("shu_belum_dibagi");
        if change > 0 && !loss && book.lowest(place, day) < change {
            return only("reversal_overdraws");
        }
    }
    // On a later day it is a withdrawal; where the own day is closed there is no
    // other, and a second person sees it.
    if day > original.day && is_open(book, original.day) && terms::takes_back_locked(book, &posting)
    {
        return only("reversal_of_locked");
    }
    // Nor is it a way round the exit settlement.
    let kept = |(place, change): &(Place, i64)| {
        let Place::Of(member, instrument) = *place else { return None };
        (*change < 0).then(|| still_bound(book, Holder { member, instrument }, day)).flatten()
    };
    let kept = posting.legs.iter().find_map(kept).filter(|_| day > original.day);
    if let Some(code) = kept.filter(|_| is_open(book, original.day)) {
        return only(code);
    }
    let of_heirs = |(place, change): &(Place, i64)| match *place {
        Place::Of(member, instrument) => {
            *change < 0 && is_of_heirs(book, Holder { member, instrument })
        }
        _ => false,
    };
    let for_two = kept.is_some() || posting.legs.iter().any(of_heirs);
    Ok(Posting { for_two, ..posting })
}

/// What was brought in must be there on the day and ever after, and nobody else's.
fn is_there(book: &Book, original: &Posting, day: NaiveDate) -> Result<(), Against> {
    for (place, change) in original.legs.iter().filter(|(_, change)| *change > 0) {
        let Place::Of(member, instrument) = *place else { continue };
        let lowest = book.lowest(*place, day);
        if lowest < *change {
            return only("reversal_overdraws");
        }
        if lowest - book.claimed((member, instrument)) < *change {
            return only("encumbered");
        }
    }
    Ok(())
}

/// What was taken out comes back to nobody with whom all is settled, and to no
/// more than the principal savings that are due.
fn comes_back(book: &Book, original: &Posting) -> Result<(), Against> {
    let settled = |member| book.settlements.iter().any(|it| it.member == member);
    let mut back = Vec::new();
    for (place, change) in original.legs.iter().filter(|(_, change)| *change < 0) {
        if let Place::Of(member, instrument) = *place {
            back.push((*place, member, instrument, -change));
        }
    }
    if back.iter().any(|(_, member, it, _)| is_kept(book, *it) && settled(*member)) {
        return only("settled_already");
    }
    for (place, _, instrument, amount) in back {
        let of = &book.instruments[instrument];
        if of.kind == Kind::Pokok && book.balance(place) + amount > of.due {
            return only("reversal_beyond_principal");
        }
    }
    Ok(())
}
