//! SQL of the rows of one person or organization in one register.

use sea_orm::{DbBackend, Value};
use uuid::Uuid;

use crate::kernel::ids::MemberId;
use crate::platform::rowset::among;

/// A table of pairs, `member_id` and `row_id`: some members with all rows of
/// the same register that are of the same person or organization, their own
/// included. Who left and came again has more than one; and two persons of the
/// registry with one NIK, of whom one is said to have died, are one (R14).
/// `place` is the number of its first placeholder.
#[must_use]
pub fn rows_of_persons(
    engine: DbBackend,
    place: usize,
    members: &[MemberId],
) -> (String, Vec<Value>) {
    let ids: Vec<Uuid> = members.iter().map(|member| member.uuid()).collect();
    let (list, mut values) = among(engine, place, &ids);
    if engine != DbBackend::Postgres {
        // On SQLite the placeholders count by their order, and it stands thrice.
        let once = values.clone();
        values.extend(once.clone());
        values.extend(once);
    }
    // One by one, since each has an index of its own.
    let pairs = |column: &str| {
        format!(
            "SELECT m.id AS member_id, s.id AS row_id FROM member m \
             JOIN member s ON s.organization_id = m.organization_id AND s.{column} = m.{column} \
             WHERE m.id {list}"
        )
    };
    let (persons, organizations) = (pairs("holder_person_id"), pairs("holder_organization_id"));
    let namesakes = format!(
        "SELECT m.id AS member_id, s.id AS row_id FROM member m \
         JOIN person p ON p.id = m.holder_person_id \
         JOIN person q ON q.nik_index = p.nik_index AND q.id <> p.id \
         JOIN member s ON s.organization_id = m.organization_id AND s.holder_person_id = q.id \
         WHERE m.id {list}"
    );
    (format!("({persons} UNION ALL {organizations} UNION ALL {namesakes})"), values)
}
