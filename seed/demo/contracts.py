"""Contracts of the demonstration: a partnership and a consent to the use of land."""

import hashlib


def document(reference: str) -> dict:
    """A paper that nobody has; its hash is that of its name."""
    digest = hashlib.sha256(reference.encode()).hexdigest()
    return {"reference": reference, "sha256": digest}


def partnerships() -> list:
    """What the cooperative agreed with its buyer."""
    return [{
        "key": "kop-pembeli", "keeper": "koperasi", "partner": "pembeli",
        "number": "02/KEM-KOP/2026 (contoh)", "pattern": "perdagangan_umum",
        "larger_party": "partner",
        "activity": "Penjualan rumput laut kering, kadar air paling tinggi 35 persen",
        "keeper_duties": "Menyerahkan paling sedikit 5 ton sebulan; berhak atas pembayaran dalam 7 hari",
        "partner_duties": "Membeli menurut harga acuan mingguan; berhak menolak mutu di bawah baku",
        "development": "Pelatihan pengeringan dan pinjaman para-para",
        "dispute_clause": "Musyawarah, lalu Pengadilan Negeri Tual",
        "valid_from": "2026-02-01", "valid_to": "2028-02-01", "signed_on": "2026-01-26",
        "indonesian_text": document("Kontrak 02/KEM-KOP/2026 (contoh)"), "origin": "invented",
    }]


def land_consents() -> list:
    """Land on which the cooperative dries its harvest."""
    return [{
        "key": "lahan-jemur", "organization": "koperasi", "right_holder": "adat",
        "land_region_code": "81.02.16.2003", "parcel_reference": "Register petuanan 99 (contoh)",
        "area_square_metres": 2400, "basis": "adat", "right": "use",
        "document": document("Berita acara 99/OHOI/2026 (contoh)"),
        "consented_on": "2026-01-12", "valid_from": "2026-02-01", "valid_to": "2031-02-01",
        "origin": "invented",
    }]
