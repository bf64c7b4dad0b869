//! Organizations as holders in a book, and control totals of single instruments.

use super::*;
use crate::investment::VILLAGE;

const NIB: &str = "1234567890123";

impl Books {
    /// Records an organization with a NIB; gives its id.
    async fn recorded(&self, form: &str, name: &str, nib: &str) -> String {
        let draft = json!({
            "legal_form": form, "name": name, "region_code": VILLAGE, "nib": nib,
        });
        let made = self.admin.post("/api/v1/organizations", draft).await.expect(201).json();
        made["id"].as_str().expect("an id").to_owned()
    }
}

#[tokio::test]
async fn organizations_of_the_registry_stand_in_a_book_beside_persons() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    books.shares("Saham biasa", "1000.00").await;
    let koperasi = books.recorded("koperasi_primer", "Koperasi Kei", NIB).await;
    let file = format!(
        "No. Anggota;Nama;NIK;NIB;Tgl Masuk;Saham\n\
         1;Maria Renwarin;{};;02/01/2020;5.000\n\
         2;KOPERASI KEI;;{NIB};03/01/2020;7.000\n",
        nik(1)
    );

    let dry = books.import("dry_run=true", &file).await.expect(201);
    let real = books.import("total=12000.00", &file).await.expect(201);
    let kept = books.import("total=12000.00", &file).await;

    assert_eq!(outcome(&dry), ("checked".to_owned(), 0), "{}", dry.text);
    assert_eq!(outcome(&real), ("applied".to_owned(), 0), "{}", real.text);
    assert_eq!(real.json()["import"]["persons_created"], 1);
    assert_eq!(real.json()["import"]["members_created"], 2);
    assert_eq!(kept.status, 200, "{}", kept.text);
    let members = books.keeper.get(&books.path("members")).await.expect(200).json();
    let holder = &members["items"][1];
    assert_eq!(
        (&holder["holder_organization_id"], &holder["standing"]),
        (&json!(koperasi), &json!("holder"))
    );
    assert_eq!(books.verify().await, None);
    // Known by now, and found again by its number.
    let more = format!("Nama;NIK;NIB;Saham\nKoperasi Kei;;{NIB};1.000\n");
    let more = books.import("register_numbers=assigned", &more).await.expect(201);
    assert_eq!(found(&more, "fault"), ["2:4:opened_already"], "{}", more.text);
}

#[tokio::test]
async fn an_organization_that_is_not_certain_is_a_fault_of_its_cell() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    books.shares("Saham biasa", "1000.00").await;
    books.recorded("koperasi_primer", "Koperasi Kei", NIB).await;
    let draft = json!({
        "legal_form": "perseroan", "name": "PT Dua Nomor", "region_code": VILLAGE,
        "nib": "9876543210987", "legal_number": "AHU-0012345.AH.01.01.TAHUN 2020",
    });
    books.admin.post("/api/v1/organizations", draft).await.expect(201);
    let file = format!(
        "Nama;NIK;Nomor Badan Hukum;Tgl Masuk;Saham\n\
         PT Hilang;;9999999999999;02/01/2020;1.000\n\
         Dua;{};{NIB};02/01/2020;1.000\n\
         Nama Lain;;{NIB};02/01/2020;1.000\n\
         PT Dua Nomor;;9876543210987;02/01/2020;1.000\n\
         PT Dua Nomor;;AHU-0012345.AH.01.01.TAHUN  2020;02/01/2020;1.000\n",
        nik(1)
    );

    let answer = books.import("", &file).await.expect(201);

    assert_eq!(
        found(&answer, "fault"),
        ["2:3:book_organization_unknown", "3:3:book_holder_unclear", "6:3:book_row_twice",],
        "{}",
        answer.text
    );
    assert!(found(&answer, "warning").contains(&"4:1:book_name_differs".to_owned()));
    assert_eq!(books.register().await.len(), 0);
}

#[tokio::test]
async fn members_of_a_secondary_cooperative_are_cooperatives_and_no_persons() {
    let books = Books::of("koperasi_sekunder", "Pusat Koperasi Kei").await;
    books.principal(false).await;
    books.recorded("koperasi_primer", "Koperasi Kei", NIB).await;
    let row = format!("1;Koperasi Kei;;{NIB};02/01/2020;100.000\n");
    let person = format!("2;Maria;{};;02/01/2020;100.000\n", nik(1));
    let headings = "No. Anggota;Nama;NIK;NIB;Tgl Masuk;Simpanan Pokok\n";

    let refused = books.import("", format!("{headings}{row}{person}")).await.expect(201);
    let booked = books.import("", format!("{headings}{row}")).await.expect(201);

    assert_eq!(found(&refused, "fault"), ["3:2:holder_kind"], "{}", refused.text);
    assert_eq!(outcome(&booked), ("applied".to_owned(), 0), "{}", booked.text);
    let members = books.keeper.get(&books.path("members")).await.expect(200).json();
    let member = &members["items"][0];
    assert_eq!((&member["standing"], &member["status"]), (&json!("member"), &json!("active")));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn control_totals_are_stated_for_single_instruments_too() {
    let books = Books::cooperative().await;
    books.principal(false).await;
    for name in ["Simpanan hari raya", "Simpanan pendidikan"] {
        books.instrument(json!({ "kind": "simpanan_sukarela", "name": name })).await;
    }
    let file = format!(
        "No. Anggota;Nama;NIK;Tgl Masuk;Simpanan Pokok;Simpanan Hari Raya;Simpanan Pendidikan\n\
         1;Siti Aminah;{};02/01/2020;100.000;5.000;7.000\n",
        nik(1)
    );
    // The sum of the kind fits, and the columns are exchanged.
    let off = "total_simpanan_sukarela=12000.00&\
               total_instruments=simpanan%20hari%20raya%3D7000.00%3B%20simpanan%20pendidikan%3D5000.00";
    let right = "total_instruments=Simpanan%20hari%20raya%3D5000.00%3BSimpanan%20pendidikan%3D7000";

    let off = books.import(off, &file).await.expect(201);
    let unknown = books.import("total_instruments=Simpanan%20haji%3D1.00", &file).await;
    let twice = "total_instruments=Simpanan%20hari%20raya%3D1%3BSIMPANAN%20HARI%20RAYA%3D1";
    let twice = books.import(twice, &file).await;
    let malformed = books.import("total_instruments=Simpanan%20haji", &file).await;
    let booked = books.import(right, &file).await.expect(201);
    let again = books.import(right, &file).await;
    let other = "total_instruments=Simpanan%20hari%20raya%3D7000.00";
    let other = books.import(other, &file).await;

    assert_eq!(outcome(&off), ("refused".to_owned(), 0));
    assert_eq!(found(&off, "fault"), vec!["0:null:control_total"; 2]);
    assert!(off.text.contains("Simpanan hari raya: dinyatakan 7000.00, berkas berjumlah 5000.00"));
    assert_eq!((unknown.status, unknown.code().as_str()), (422, "control_total_unclear"));
    assert_eq!((twice.status, twice.code().as_str()), (422, "control_total_unclear"));
    assert_eq!(malformed.status, 400, "{}", malformed.text);
    assert_eq!(outcome(&booked), ("applied".to_owned(), 0), "{}", booked.text);
    assert_eq!(again.status, 200, "{}", again.text);
    // What is stated is compared also where the file was booked before.
    assert_eq!((other.status, other.code().as_str()), (422, "control_total"));
}
