//! Default legal parameters, effective-dated.
//!
//! Laws change: a rule asks for the value that held on the day of the case.
//! These rows are the first fill of a table that an administrator then keeps.
//! A row comes with the rule that reads it, never before: the API would offer a
//! number that decides nothing (ADR-0035).
//! They are readings of excerpts: where the basis says "to be checked", a
//! person has to read the article before anybody relies on it.

use chrono::NaiveDate;

mod row;

pub use row::{Parameter, Unit};

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the literal is a calendar date")
}

/// Six months after Peraturan BPS 7/2025, new enterprises need its edition.
const KBLI_2025_NEEDED: NaiveDate = day(2026, 7, 1);
/// House rules hold for every record that anybody may bring along.
const ALWAYS: NaiveDate = day(1945, 8, 17);
/// UU 16/1964 on sharing in fisheries came into force.
const UU_16_1964: NaiveDate = day(1964, 9, 13);
/// UU 25/1992 on cooperatives came into force.
const UU_25_1992: NaiveDate = day(1992, 10, 21);
/// UU 40/2007 on limited companies came into force.
const UU_40_2007: NaiveDate = day(2007, 8, 16);
/// PP 15/2009 on the tax on cooperative savings interest was issued.
const PP_15_2009: NaiveDate = day(2009, 2, 9);
/// UU 23/2014 on regional government came into force.
const UU_23_2014: NaiveDate = day(2014, 10, 2);
/// UU 11/2020 on job creation came into force.
const UU_11_2020: NaiveDate = day(2020, 11, 2);
/// POJK 57/2020 on securities crowdfunding came into force.
const POJK_57_2020: NaiveDate = day(2020, 12, 11);
/// Kepmendesa 145/2022, the formula of the ranking of BUM Desa, was issued.
const KEPMENDESA_145_2022: NaiveDate = day(2022, 12, 30);
/// PMK 49/2025 on loans of village cooperatives came into force.
const PMK_49_2025: NaiveDate = day(2025, 7, 21);
/// PP 11/2021 on village enterprises came into force.
const PP_11_2021: NaiveDate = day(2021, 2, 2);
/// Inpres 9/2025 on the Merah Putih cooperatives was issued.
const INPRES_9_2025: NaiveDate = day(2025, 3, 27);

const fn standing(
    key: &'static str,
    value: &'static str,
    unit: Unit,
    valid_from: NaiveDate,
    basis: &'static str,
) -> Parameter {
    Parameter { key, value, unit, basis, valid_from, valid_to: None }
}

const fn aspect_weight(key: &'static str) -> Parameter {
    let basis = "Kepmendesa 145/2022: seven aspects; equal weights until those of its annex are read; to be checked";
    standing(key, "1", Unit::Weight, KEPMENDESA_145_2022, basis)
}

const fn idm_bound(key: &'static str, value: &'static str) -> Parameter {
    let basis = "Permendesa PDTT 2/2016 on the Indeks Desa Membangun: the bound belongs to the lower status; for all years that it was published for";
    standing(key, value, Unit::Index, ALWAYS, basis)
}

/// All defaults, ordered by the number of the rule that asks for them.
///
/// Source: each row names its own; days of laws not at hand are those of the
/// law they carry out.
pub const PARAMETERS: &[Parameter] = &[
    // R19
    Parameter {
        key: "kbli_edition",
        value: "2020",
        unit: Unit::Year,
        basis: "Peraturan BPS 2/2020",
        valid_from: ALWAYS,
        valid_to: Some(KBLI_2025_NEEDED),
    },
    standing(
        "kbli_edition",
        "2025",
        Unit::Year,
        KBLI_2025_NEEDED,
        "Peraturan BPS 7/2025: in force December 2025, to be followed within six months",
    ),
    // R23
    standing(
        "bum_desa_name_working_days",
        "40",
        Unit::WorkingDays,
        PP_11_2021,
        "PP 11/2021 and Permendesa 3/2021 on the registration of BUM Desa; the day is that of the PP",
    ),
    // R25
    Parameter {
        key: "min_primary_cooperative_founders",
        value: "20",
        unit: Unit::Count,
        basis: "UU 25/1992 Pasal 6: twenty persons",
        valid_from: UU_25_1992,
        valid_to: Some(UU_11_2020),
    },
    standing(
        "min_primary_cooperative_founders",
        "9",
        Unit::Count,
        UU_11_2020,
        "UU 25/1992 Pasal 6 as changed by UU 11/2020 (Cipta Kerja): nine persons",
    ),
    standing(
        "min_secondary_cooperative_founders",
        "3",
        Unit::Count,
        UU_25_1992,
        "UU 25/1992 Pasal 6: three cooperatives",
    ),
    // R35
    standing(
        "annual_meeting_warning_after_months",
        "3",
        Unit::Months,
        UU_25_1992,
        "Permenkop 19/2015 and practice of the cooperative offices, primary cooperatives; to be checked",
    ),
    standing(
        "annual_meeting_breach_after_months",
        "6",
        Unit::Months,
        UU_25_1992,
        "UU 25/1992 Pasal 26: at most six months after the book year; to be checked",
    ),
    standing(
        "cooperative_certificate_required_meetings",
        "2",
        Unit::Count,
        UU_25_1992,
        "Practice of the NIK koperasi certificate: a meeting held in each of the last two book years",
    ),
    standing(
        "village_meeting_warning_after_months",
        "6",
        Unit::Months,
        PP_11_2021,
        "House rule: PP 11/2021 wants the yearly report before the village's meeting and names no day that we read; severity warning",
    ),
    standing(
        "shareholders_meeting_breach_after_months",
        "6",
        Unit::Months,
        UU_40_2007,
        "UU 40/2007 Pasal 78(2): at most six months after the book year",
    ),
    // R47
    standing(
        "savings_interest_tax_free_per_month",
        "240000.00",
        Unit::Rupiah,
        PP_15_2009,
        "PP 15/2009: no tax up to Rp240,000 a month; to be checked",
    ),
    standing(
        "savings_interest_tax_percent",
        "10",
        Unit::Percent,
        PP_15_2009,
        "PP 15/2009: final income tax of 10 percent above the threshold; to be checked",
    ),
    // R48
    standing(
        "min_kopdes_board_members",
        "3",
        Unit::Count,
        INPRES_9_2025,
        "SE Menteri Koperasi 1/2025: an odd number, three at least; that it is odd is no parameter",
    ),
    standing(
        "kopdes_board_women_min_percent",
        "30",
        Unit::Percent,
        INPRES_9_2025,
        "SE Menteri Koperasi 1/2025 as read by the press; severity warning",
    ),
    // R49
    standing(
        "max_kopdes_loan",
        "3000000000.00",
        Unit::Rupiah,
        PMK_49_2025,
        "PMK 49/2025: at most Rp3 billion; to be checked against PMK 63/2025",
    ),
    standing(
        "max_kopdes_loan_operating_part",
        "500000000.00",
        Unit::Rupiah,
        PMK_49_2025,
        "PMK 49/2025: operating expense at most Rp500 million of the loan",
    ),
    standing(
        "kopdes_loan_interest_percent_per_year",
        "6",
        Unit::Percent,
        PMK_49_2025,
        "PMK 49/2025: 6 percent a year",
    ),
    standing(
        "max_kopdes_loan_tenor_months",
        "72",
        Unit::Months,
        PMK_49_2025,
        "PMK 49/2025: at most 72 months, grace included",
    ),
    standing(
        "min_kopdes_loan_grace_months",
        "6",
        Unit::Months,
        PMK_49_2025,
        "PMK 49/2025: grace of 6 to 8 months",
    ),
    standing(
        "max_kopdes_loan_grace_months",
        "8",
        Unit::Months,
        PMK_49_2025,
        "PMK 49/2025: grace of 6 to 8 months",
    ),
    // R78
    standing(
        "max_land_consent_years",
        "80",
        Unit::Years,
        ALWAYS,
        "PP 18/2021: a right of use runs 30 years, is extended by 20 and renewed by 30; house rule for every kind of consent; to be checked",
    ),
    // R51
    standing(
        "min_desa_share_percent",
        "50",
        Unit::Percent,
        PP_11_2021,
        "PP 11/2021 by statement of the minister of villages (2022): more than 50 percent, so the bound itself is too little; severity warning; article to be checked",
    ),
    // R52
    standing(
        "max_organs_per_person",
        "1",
        Unit::Count,
        PP_11_2021,
        "PP 11/2021: one person serves in one organ; article to be checked",
    ),
    // R57
    standing(
        "bum_desa_semester_report_months",
        "1",
        Unit::Months,
        PP_11_2021,
        "PP 11/2021 Pasal 58: reports of each half-year; due in the month after it (31 July, 31 January); the day is a setting, to be checked",
    ),
    standing(
        "bum_desa_semester_report_day",
        "31",
        Unit::DayOfMonth,
        PP_11_2021,
        "PP 11/2021 Pasal 58; last day of that month; a setting, to be checked",
    ),
    standing(
        "bum_desa_yearly_report_months",
        "3",
        Unit::Months,
        PP_11_2021,
        "PP 11/2021 Pasal 58: a report of each year, to the Musyawarah Desa; due in the third month after it; the day is a setting, to be checked",
    ),
    standing(
        "bum_desa_yearly_report_day",
        "31",
        Unit::DayOfMonth,
        PP_11_2021,
        "PP 11/2021 Pasal 58; last day of that month; a setting, to be checked",
    ),
    // R58
    standing(
        "bum_desa_ranking_opens_month",
        "2",
        Unit::MonthOfYear,
        PP_11_2021,
        "Permendesa PDTT 3/2021 Pasal 22: ranked each February for the year before; the day is that of the PP",
    ),
    standing(
        "bum_desa_ranking_pemula_min",
        "55",
        Unit::Points,
        KEPMENDESA_145_2022,
        "Kepmendesa 145/2022 and 7/2023: below 55 Perintis, from 55 Pemula",
    ),
    standing(
        "bum_desa_ranking_berkembang_min",
        "70",
        Unit::Points,
        KEPMENDESA_145_2022,
        "Kepmendesa 145/2022 and 7/2023: from 70 Berkembang; to be checked",
    ),
    standing(
        "bum_desa_ranking_maju_min",
        "85",
        Unit::Points,
        KEPMENDESA_145_2022,
        "Kepmendesa 145/2022 and 7/2023: from 85 Maju; to be checked",
    ),
    aspect_weight("bum_desa_ranking_weight_institution"),
    aspect_weight("bum_desa_ranking_weight_management"),
    aspect_weight("bum_desa_ranking_weight_business"),
    aspect_weight("bum_desa_ranking_weight_partnership"),
    aspect_weight("bum_desa_ranking_weight_capital"),
    aspect_weight("bum_desa_ranking_weight_accountability"),
    aspect_weight("bum_desa_ranking_weight_benefit"),
    // R60
    idm_bound("idm_sangat_tertinggal_max", "0.4907"),
    idm_bound("idm_tertinggal_max", "0.5989"),
    idm_bound("idm_berkembang_max", "0.7072"),
    idm_bound("idm_maju_max", "0.8155"),
    standing(
        "indeks_desa_first_year",
        "2025",
        Unit::Year,
        ALWAYS,
        "Permendesa 9/2024: the Indeks Desa takes the place of the IDM from 2025",
    ),
    // R62
    standing(
        "perseroda_largest_region_min_percent",
        "51",
        Unit::Percent,
        UU_23_2014,
        "UU 23/2014 Pasal 339 and PP 54/2017: one region holds at least 51 percent; to be checked",
    ),
    // Contributions in kind, ADR-0027
    standing(
        "in_kind_announcement_days",
        "14",
        Unit::Days,
        UU_40_2007,
        "UU 40/2007 Pasal 34(3): immovables paid in on shares are announced in a newspaper within 14 days of the decision",
    ),
    standing(
        "in_kind_valuation_max_days",
        "183",
        Unit::Days,
        ALWAYS,
        "House rule, ADR-0027: a valuation serves half a year, as appraisers' reports usually do",
    ),
    // R65
    standing(
        "pt_reserve_percent",
        "20",
        Unit::Percent,
        UU_40_2007,
        "UU 40/2007 Pasal 70: a reserve of at least 20 percent of paid-up capital; to be checked",
    ),
    // R75
    standing(
        "fisheries_crew_sailing_min_percent",
        "75",
        Unit::Percent,
        UU_16_1964,
        "UU 16/1964 Pasal 3: the crew of a sailing boat gets at least 75 percent of the net result; to be checked; severity warning",
    ),
    standing(
        "fisheries_crew_motor_min_percent",
        "40",
        Unit::Percent,
        UU_16_1964,
        "UU 16/1964 Pasal 3: the crew of a motor vessel gets at least 40 percent of the net result; to be checked; severity warning",
    ),
    // R69
    standing(
        "scf_income_boundary_per_year",
        "500000000.00",
        Unit::Rupiah,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021: the boundary belongs to the lower rate",
    ),
    standing(
        "scf_limit_percent_up_to_boundary",
        "5",
        Unit::Percent,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021",
    ),
    standing(
        "scf_limit_percent_above_boundary",
        "10",
        Unit::Percent,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021",
    ),
    standing(
        "scf_limit_free_account_years",
        "2",
        Unit::Years,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021: no limit with a securities account of two years",
    ),
    // R70
    standing(
        "scf_issuer_max_per_12_months",
        "10000000000.00",
        Unit::Rupiah,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021: Rp10 billion in rolling 12 months",
    ),
    standing(
        "scf_resale_wait_years",
        "1",
        Unit::Years,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021: no resale within a year of distribution",
    ),
    standing(
        "scf_debt_max_tenor_months",
        "24",
        Unit::Months,
        POJK_57_2020,
        "POJK 57/2020 as changed by POJK 16/2021",
    ),
    // R72
    standing(
        "private_offer_max_buyers",
        "50",
        Unit::Count,
        UU_40_2007,
        "Capital market law: sale to more than 50 parties may be a public offering; to be checked; severity warning",
    ),
    // R94
    standing("log_max_hours", "24", Unit::Hours, ALWAYS, "House rule: one log covers one visit"),
    standing(
        "clock_skew_minutes",
        "10",
        Unit::Minutes,
        ALWAYS,
        "House rule: tolerance for the clocks of field devices",
    ),
    // R96
    standing(
        "log_sync_day",
        "7",
        Unit::DayOfMonth,
        ALWAYS,
        "Kepmendesa 40/2021: offline logs are synchronised in the first week of the following month",
    ),
    // R97
    standing(
        "log_correction_last_day",
        "3",
        Unit::DayOfMonth,
        ALWAYS,
        "Kepmendesa 40/2021: corrections on days 1 to 3 of the following month",
    ),
    // R98
    standing(
        "log_distance_km",
        "50",
        Unit::Kilometres,
        ALWAYS,
        "House rule: visits farther apart need travel time; severity warning",
    ),
    standing(
        "log_distance_minutes",
        "30",
        Unit::Minutes,
        ALWAYS,
        "House rule: travel time below which far visits are doubted; severity warning",
    ),
    // R113
    standing(
        "small_cell_min",
        "3",
        Unit::Count,
        ALWAYS,
        "House rule: smaller groups would let a reader recognise a person or a business",
    ),
];
