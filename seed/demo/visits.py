"""Mentors, their assignments and a year of mentoring logs, all invented."""

from datetime import date, datetime, timedelta, timezone

WIT = timezone(timedelta(hours=9))
YEAR_ENDS = date(2026, 10, 31)

# key, person, organization, certificate, expires. The fourth ran out (R107).
MENTORS = [
    ("mentor-1", "person-32", "pendamping", "SKKNI-181-2017-DEMO-001", "2027-08-31"),
    ("mentor-2", "person-33", "pendamping", "SKKNI-181-2017-DEMO-002", "2028-02-29"),
    ("mentor-3", "person-39", "lsm", "SKKNI-181-2017-DEMO-003", "2027-03-31"),
    ("mentor-4", "person-34", "kampus", "SKKNI-181-2017-DEMO-004", "2026-06-30"),
    ("mentor-5", "person-35", "pendamping", None, None),
]

# mentor, organization, stage, from, days between visits
ASSIGNMENTS = [
    ("mentor-1", "pokdakan-letvuan", "budidaya", "2025-11-03", 21),
    ("mentor-1", "pokdakan-arso", "budidaya", "2025-11-05", 28),
    ("mentor-1", "bumdes-letvuan", "pabrik", "2026-02-18", 24),
    ("mentor-2", "pokdakan-sathean", "budidaya", "2025-11-04", 23),
    ("mentor-2", "bibit-ohoidertawun", "bibit", "2025-11-06", 35),
    ("mentor-2", "pengumpul-sathean", "kumpul-kecil", "2025-12-03", 49),
    ("mentor-3", "jemur-letman", "jemur-kelompok", "2025-11-11", 26),
    ("mentor-3", "jemur-uf", "jemur-pabrik", "2025-11-13", 33),
    ("mentor-3", "bumdes-uf", "jemur-pabrik", "2025-12-17", 37),
    ("mentor-4", "perseroda", "pabrik", "2026-02-20", 45),
    ("mentor-4", "pokdakan-letvuan", "jemur-kelompok", "2025-11-18", 42),
    ("mentor-5", "koperasi", "kumpul-kecil", "2026-02-04", 19),
    ("mentor-5", "koperasi", "gudang", "2025-11-19", 40),
    # Assigned, yet never visited: coverage must show it (R101).
    ("mentor-5", "pengumpul-dudunwahan", "kumpul-kecil", "2026-03-02", 0),
]

FORMS = ["visit", "coaching", "visit", "training", "consultation", "visit", "access_facilitation"]

# stage: (topic, problem, advice, agreed action), one after the other
TALK = {
    "bibit": [
        ("Mutu bibit", "Bibit tua, tumbuh lambat.", "Ambil bibit umur 25 sampai 30 hari dari ujung rumpun.", "Pisahkan tali bibit dari tali panen."),
        ("Penyakit ice-ice", "Pangkal tali memutih setelah hujan.", "Turunkan tali 50 cm dan buang rumpun yang sakit.", "Catat suhu dan tali yang sakit tiap minggu."),
        ("Kebun bibit bersama", "Permintaan bibit melebihi persediaan.", "Tambah kebun bibit di perairan terlindung.", "Pasang 20 tali bibit baru."),
    ],
    "budidaya": [
        ("Jarak tanam", "Rumpun terlalu rapat, banyak yang rontok.", "Jarak ikat 25 cm dan berat awal 100 gram.", "Ukur ulang sepuluh tali contoh."),
        ("Kalender tanam", "Panen jatuh di musim hujan.", "Atur siklus 45 hari menurut musim timur.", "Susun kalender tanam kelompok."),
        ("Pencatatan usaha", "Biaya tidak dicatat.", "Catat tali, bibit, bahan bakar dan hasil tiap siklus.", "Isi buku kas kelompok satu siklus penuh."),
        ("Hama ikan", "Baronang memakan ujung rumput laut.", "Pasang jaring pelindung di sisi luar.", "Uji jaring pada dua petak."),
        ("Keselamatan di laut", "Anggota turun tanpa pelampung.", "Wajibkan rompi pelampung di perahu.", "Beli delapan rompi dari kas kelompok."),
    ],
    "jemur-kelompok": [
        ("Pengeringan para-para", "Rumput laut dijemur di pasir.", "Jemur di para-para setinggi satu meter.", "Bangun dua para-para lagi."),
        ("Kadar air", "Kadar air masih 40 persen.", "Jemur tiga hari dan tutup waktu hujan.", "Ukur kadar air sebelum dijual."),
        ("Penyortiran", "Garam dan sampah tercampur.", "Ayak dan sortir sebelum ditimbang.", "Buat meja sortir."),
    ],
    "jemur-pabrik": [
        ("Tata letak pengering", "Bahan basah menumpuk di pintu.", "Pisahkan jalur basah dan kering.", "Gambar ulang alur kerja."),
        ("Perjanjian pasokan", "Pasokan dari kelompok tidak tentu.", "Buat jadwal setor tertulis per kelompok.", "Tanda tangani jadwal setor tujuh kelompok."),
        ("Perhitungan biaya", "Ongkos jemur per kilogram belum diketahui.", "Hitung tenaga, terpal dan penyusutan.", "Sajikan ongkos per kilogram di rapat."),
    ],
    "kumpul-kecil": [
        ("Harga dan timbangan", "Anggota meragukan timbangan.", "Tera timbangan dan pasang daftar harga.", "Ajukan tera ulang ke dinas."),
        ("Pembukuan pembelian", "Utang anggota hanya dicatat di buku saku.", "Pakai nota rangkap dua.", "Pindahkan utang anggota ke buku piutang."),
        ("Gudang", "Karung lembap karena lantai semen.", "Pakai alas kayu dan sirkulasi udara.", "Pasang 12 palet."),
    ],
    "pabrik": [
        ("Persiapan lahan", "Batas petuanan dipertanyakan.", "Selesaikan berita acara sebelum membangun.", "Undang marga pemilik petuanan."),
        ("Rencana produksi", "Kapasitas melebihi pasokan.", "Mulai dari satu jalur alkali treated cottonii.", "Susun rencana bahan baku 12 bulan."),
        ("Izin dan limbah", "Dokumen lingkungan belum ada.", "Siapkan UKL-UPL dan bak netralisasi.", "Ajukan dokumen lingkungan."),
    ],
    "gudang": [
        ("Persediaan sarana", "Stok tali tidak sama dengan kartu.", "Hitung stok tiap akhir bulan.", "Lakukan penghitungan stok bersama."),
        ("Pembelian bersama", "Harga tali berbeda tiap kelompok.", "Gabungkan pesanan tiga kelompok.", "Kumpulkan pesanan untuk musim depan."),
    ],
}


def visit_days(first: date, gap: int, order: int) -> list[date]:
    """Days of the visits: about every `gap` days, never a Sunday."""
    days, day = [], first + timedelta(days=1)
    while gap and day <= YEAR_ENDS:
        days.append(day + timedelta(days=day.weekday() == 6))
        # People do not keep to a raster: a few days earlier or later.
        day += timedelta(days=gap + (order + len(days)) % 5 - 2)
    return days


def actions(entry: tuple, key: str, organization: str, held: date, n: int) -> list[dict]:
    """Two visits of three agree on an action; of seven, one stays open."""
    if n % 3 == 2:
        return []
    due = held + timedelta(days=14 + n % 3 * 7)
    closed = due + timedelta(days=[-3, 0, -6, 5, -1, 0][n % 6])
    still_open = n % 7 == 3 or closed > YEAR_ENDS
    return [{
        "key": f"{key}/tindak-lanjut", "what": entry[3], "owner": organization,
        "due_on": due.isoformat(), "closed_on": None if still_open else closed.isoformat(),
    }]


def verification(held: date, synced: datetime, n: int) -> dict:
    """Most logs were verified by the coordinator, a few came back or still wait."""
    if held >= date(2026, 10, 20):
        return {"status": "submitted"}
    by, at = "koordinator.demo", synced + timedelta(days=2 + n % 5, hours=3)
    if n % 23 == 17:
        return {"status": "returned", "verified_by": by, "verified_at": at.isoformat(),
                "comment": "Lampirkan daftar hadir."}
    return {"status": "verified", "verified_by": by, "verified_at": at.isoformat()}


def one_log(n: int, order: int, row: tuple, village: str, held: date) -> dict:
    """The n-th log of the year: who, where, when, what was found and agreed."""
    mentor, organization, stage, _, _ = row
    talk = TALK[stage][(n + order) % len(TALK[stage])]
    # The order of the assignment sets the hour, so that no mentor is in two places.
    start = datetime(held.year, held.month, held.day, 8 + order % 3 * 3, (n * 15) % 60, tzinfo=WIT)
    end = start + timedelta(minutes=60 + n * 25 % 100)
    # On the islands there is no signal: some logs wait, one in 29 until it is late (R96).
    synced = end + timedelta(days=40 if n % 29 == 11 else n % 3, minutes=35)
    total = 4 + (n * 7 + order) % 15
    key = f"log-{n:03d}"
    return {
        "key": key, "mentor": mentor, "organization": organization, "stage": stage,
        "phase": phase_on(held), "started_at": start.isoformat(), "ended_at": end.isoformat(),
        "village_code": village, "form": FORMS[(n + order) % len(FORMS)], "topic": talk[0],
        "participants": {"total": total, "women": total * (2 + n % 4) // 8,
                         "youth": total * (n % 3) // 6, "disability": int(n % 19 == 4)},
        "problem": talk[1], "advice": talk[2],
        "actions": actions(talk, key, organization, held, n),
        "obstacles": "Gelombang tinggi, perahu terlambat." if n % 13 == 5 else None,
        "synced_at": synced.isoformat(), **verification(held, synced, n), "origin": "invented",
    }


def phase_on(day: date) -> str:
    """Phase of the cluster on a day of the year of the demonstration."""
    if day < date(2026, 2, 16) or date(2026, 6, 8) <= day < date(2026, 8, 10):
        return "persiapan_masyarakat"
    return "pembangunan_industri"


def logs(village_of: dict[str, str]) -> list[dict]:
    """All logs of the year in the order of their days."""
    planned = sorted(
        (held, order)
        for order, row in enumerate(ASSIGNMENTS)
        for held in visit_days(date.fromisoformat(row[3]), row[4], order)
        if held <= YEAR_ENDS
    )
    return [
        one_log(n, order, ASSIGNMENTS[order], village_of[ASSIGNMENTS[order][1]], held)
        for n, (held, order) in enumerate(planned, start=1)
    ]


def mentoring(organizations: list[dict]) -> dict:
    """Mentors, assignments and logs."""
    return {
        "mentors": [{
            "key": key, "person": person, "organization": organization,
            "certificate_number": certificate, "certificate_expires_on": expires,
            "started_on": min(row[3] for row in ASSIGNMENTS if row[0] == key),
            "origin": "invented",
        } for key, person, organization, certificate, expires in MENTORS],
        "assignments": [{
            "mentor": mentor, "organization": organization, "stage": stage, "from": day,
            "until": None, "origin": "invented",
        } for mentor, organization, stage, day, _ in ASSIGNMENTS],
        "logs": logs({o["key"]: o["region_code"] for o in organizations}),
    }
