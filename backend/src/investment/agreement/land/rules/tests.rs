use super::*;
use crate::investment::agreement::drafts::DocumentDraft;
use crate::investment::agreement::land::drafts::OfferedRight;
use crate::investment::agreement::land::entity::consent::GrantedRight;
use crate::kernel::ids::Id;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn organization(number: u8) -> OrganizationId {
    Id::new_v7_at(1, &[number; 10])
}

fn draft() -> LandConsentDraft {
    LandConsentDraft {
        id: None,
        land_region_code: "81.02.16.2003".parse().unwrap(),
        parcel_reference: "NIB 00.123".to_owned(),
        area_square_metres: 20_000,
        point: None,
        holder_person_id: None,
        holder_organization_id: None,
        holder_community: Some("Ohoi Letvuan".to_owned()),
        basis: LandBasis::Adat,
        basis_number: None,
        right: OfferedRight::Use,
        document: DocumentDraft { reference: "Lemari 1".to_owned(), sha256: "0".repeat(64) },
        consented_on: day("2026-01-05"),
        valid_from: day("2026-02-01"),
        valid_to: day("2031-02-01"),
    }
}

fn found(draft: &LandConsentDraft) -> Vec<(&'static str, String)> {
    let faults = check_draft(draft, organization(1), &Parameters::defaults(), day("2026-06-30"));
    faults.unwrap().into_iter().map(|fault| (fault.code.name, fault.pointer)).collect()
}

fn only(code: &'static str, pointer: &str) -> Vec<(&'static str, String)> {
    vec![(code, pointer.to_owned())]
}

#[test]
fn r78_an_organization_records_land_of_its_own_regency() {
    let place = |land: &str, seat: &str, reach| {
        check_place(&land.parse().unwrap(), &seat.parse().unwrap(), reach)
            .map(|fault| fault.code.name)
    };

    for seat in ["81.02.16.2003", "81.02.16", "81.02", "81"] {
        assert_eq!(place("81.02.17.2001", seat, false), None, "{seat}");
    }
    assert_eq!(place("81.01.01.2001", "81", false), None);
    assert_eq!(place("81.01.01.2001", "81.02.16.2003", false), Some("land_elsewhere"));
    assert_eq!(place("11.01.01.2001", "81", false), Some("land_elsewhere"));
    assert_eq!(place("11.01.01.2001", "81.02.16.2003", true), None);
}

#[test]
fn r78_title_as_a_contribution_is_refused_and_rights_of_use_are_taken() {
    for right in [OfferedRight::Use, OfferedRight::Lease, OfferedRight::Management] {
        assert_eq!(found(&LandConsentDraft { right, ..draft() }), vec![]);
    }
    let title = LandConsentDraft { right: OfferedRight::Title, ..draft() };
    assert_eq!(found(&title), only("land_title", "/right"));
    assert_eq!(OfferedRight::Lease.granted(), Some(GrantedRight::Lease));
    assert_eq!(OfferedRight::Title.granted(), None);
}

#[test]
fn r78_there_is_one_right_holder_with_a_basis_that_fits() {
    let person = Some(Id::new_v7_at(1, &[7; 10]));
    let nobody = LandConsentDraft { holder_community: None, ..draft() };
    let unclear = only("right_holder_unclear", "/holder_person_id");
    assert_eq!(found(&nobody), unclear);
    let two = LandConsentDraft { holder_person_id: person, ..draft() };
    assert_eq!(found(&two), unclear);
    let of = |number| LandConsentDraft {
        holder_organization_id: Some(organization(number)),
        ..nobody.clone()
    };
    assert_eq!((found(&of(1)), found(&of(2))), (unclear, vec![]));

    let number = Some("M.12".to_owned());
    let shm = LandConsentDraft { basis: LandBasis::Shm, ..draft() };
    let with_number = LandConsentDraft { basis_number: number.clone(), ..shm.clone() };
    assert_eq!(found(&with_number), only("land_basis_holder", "/basis"));
    let owner = LandConsentDraft { holder_community: None, holder_person_id: person, ..shm };
    assert_eq!(found(&owner), only("land_basis_number", "/basis_number"));
    assert_eq!(found(&LandConsentDraft { basis_number: number, ..owner }), vec![]);
    let permit = LandConsentDraft { basis: LandBasis::Izin, ..draft() };
    assert_eq!(found(&permit), only("land_basis_number", "/basis_number"));
}

#[test]
fn r78_the_land_lies_in_a_village_and_the_term_has_a_day_at_least() {
    let regency = LandConsentDraft { land_region_code: "81.02".parse().unwrap(), ..draft() };
    assert_eq!(found(&regency), only("land_not_in_village", "/land_region_code"));
    let term =
        |from, to| found(&LandConsentDraft { valid_from: day(from), valid_to: day(to), ..draft() });
    assert_eq!(term("2026-02-01", "2026-02-02"), vec![]);
    assert_eq!(term("2026-02-01", "2026-02-01"), only("date_too_early", "/valid_to"));
    // Eighty years from the consent of 5 January 2026, and no older than papers are.
    assert_eq!(term("2026-02-01", "2106-01-05"), vec![]);
    assert_eq!(term("2026-02-01", "2106-01-06"), only("date_too_late", "/valid_to"));
    assert_eq!(term("2020-01-01", "2100-01-01"), vec![]);
    assert_eq!(term("2020-01-01", "2100-01-02"), only("date_too_late", "/valid_to"));
    assert_eq!(term("1900-01-01", "1970-01-01"), vec![]);
    assert_eq!(term("1899-12-31", "1970-01-01"), only("date_too_early", "/valid_from"));
    let signed = |on| found(&LandConsentDraft { consented_on: day(on), ..draft() });
    assert_eq!(signed("2026-06-30"), vec![]);
    assert_eq!(signed("2026-07-01"), only("date_in_future", "/consented_on"));
}

#[test]
fn r78_a_parcel_is_known_again_however_it_is_written() {
    for text in ["NIB 00.123", "nib-00123", " Nib 00 123 ", "NIB.00/123"] {
        assert_eq!(parcel_key(text), "nib00123", "{text}");
    }
    assert_ne!(parcel_key("NIB 0123"), parcel_key("NIB 00123"));
}

#[test]
fn r78_a_consent_binds_from_its_first_day_to_its_end() {
    let row = |ended_on: Option<&str>| Model {
        id: Id::new_v7_at(1, &[9; 10]),
        organization_id: organization(1),
        region_code: "81.02.16.2003".to_owned(),
        land_region_code: "81.02.16.2003".to_owned(),
        parcel_reference: "1".to_owned(),
        parcel_key: "1".to_owned(),
        area_square_metres: 1,
        latitude_microdegrees: None,
        longitude_microdegrees: None,
        holder_person_id: None,
        holder_organization_id: None,
        holder_community: Some("Ohoi".to_owned()),
        basis: LandBasis::Adat,
        basis_number: None,
        granted: GrantedRight::Use,
        document_reference: "1".to_owned(),
        document_sha256: "0".repeat(64),
        consented_on: day("2026-01-05"),
        valid_from: day("2026-02-01"),
        valid_to: day("2031-02-01"),
        ended_on: ended_on.map(day),
        end_reason: None,
        version: 1,
        created_at: "2026-01-05T00:00:00Z".parse().unwrap(),
    };
    let end = |ended_on, on| check_end(&row(ended_on), day(on)).map_err(|fault| fault.code.name);

    for (ended_on, on, expected) in [
        (None, "2026-01-31", LandStatus::Upcoming),
        (None, "2026-02-01", LandStatus::Active),
        (None, "2031-01-31", LandStatus::Active),
        (None, "2031-02-01", LandStatus::Ended),
        (Some("2027-01-01"), "2026-12-31", LandStatus::Active),
        (Some("2027-01-01"), "2027-01-01", LandStatus::Ended),
    ] {
        assert_eq!(status(&row(ended_on), day(on)), expected, "{on}");
    }
    assert_eq!(end(None, "2026-01-31"), Err("land_end_outside_term"));
    assert_eq!(end(None, "2026-02-01"), Ok(()));
    assert_eq!(end(None, "2031-01-31"), Ok(()));
    assert_eq!(end(None, "2031-02-01"), Err("land_end_outside_term"));
    assert_eq!(end(Some("2027-01-01"), "2026-12-01"), Err("land_consent_ended"));
}
