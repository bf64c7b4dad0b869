//! Amounts in words (terbilang), as receipts state them.

use super::Money;

const DIGITS: [&str; 12] = [
    "", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
];

const SCALES: [(u64, &str); 5] = [
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];

impl Money {
    /// The amount in Indonesian words: `seratus lima puluh ribu rupiah`, with
    /// sen where there are any: `satu rupiah dua puluh lima sen`.
    ///
    /// Source: common practice of receipts (kuitansi); `seribu`, `seratus`,
    /// `sepuluh` and `sebelas` as in KBBI, `satu juta` and above in two words.
    #[must_use]
    pub fn in_words(self) -> String {
        let (rupiah, sen) = self.parts();
        let mut text = String::from(if self.is_negative() { "minus " } else { "" });
        if rupiah > 0 || sen == 0 {
            text.push_str(&format!("{} rupiah", number(rupiah)));
        }
        if sen > 0 {
            let blank = if rupiah > 0 { " " } else { "" };
            text.push_str(&format!("{blank}{} sen", number(sen)));
        }
        text
    }
}

fn number(value: u64) -> String {
    if value == 0 {
        return "nol".to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    let mut rest = value;
    for (scale, name) in SCALES {
        let count = rest / scale;
        rest %= scale;
        match count {
            0 => {}
            1 if scale == 1_000 => words.push("seribu".to_owned()),
            _ => words.push(format!("{} {name}", number(count))),
        }
    }
    if rest > 0 {
        words.push(below_thousand(rest));
    }
    words.join(" ")
}

fn below_thousand(value: u64) -> String {
    let digit = |value: u64| usize::try_from(value).ok().and_then(|it| DIGITS.get(it).copied());
    let joined = |head: String, rest: u64| {
        if rest == 0 { head } else { format!("{head} {}", below_thousand(rest)) }
    };
    match value {
        0..=11 => digit(value).unwrap_or_default().to_owned(),
        12..=19 => format!("{} belas", below_thousand(value - 10)),
        20..=99 => joined(format!("{} puluh", below_thousand(value / 10)), value % 10),
        100..=199 => joined("seratus".to_owned(), value - 100),
        _ => joined(format!("{} ratus", below_thousand(value / 100)), value % 100),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn r5_amounts_in_words() {
        for (amount, words) in [
            ("0.00", "nol rupiah"),
            ("1.00", "satu rupiah"),
            ("0.05", "lima sen"),
            ("10.00", "sepuluh rupiah"),
            ("11.11", "sebelas rupiah sebelas sen"),
            ("19.00", "sembilan belas rupiah"),
            ("21.00", "dua puluh satu rupiah"),
            ("100.00", "seratus rupiah"),
            ("101.00", "seratus satu rupiah"),
            ("212.00", "dua ratus dua belas rupiah"),
            ("1000.00", "seribu rupiah"),
            ("1001.00", "seribu satu rupiah"),
            ("2000.00", "dua ribu rupiah"),
            ("100000.00", "seratus ribu rupiah"),
            ("111000.00", "seratus sebelas ribu rupiah"),
            ("1000000.00", "satu juta rupiah"),
            ("1001000.00", "satu juta seribu rupiah"),
            (
                "1234567.89",
                "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh rupiah \
                 delapan puluh sembilan sen",
            ),
            ("3000000000.00", "tiga miliar rupiah"),
            ("4000000000000.00", "empat triliun rupiah"),
            ("-150000.00", "minus seratus lima puluh ribu rupiah"),
        ] {
            let amount: Money = amount.parse().unwrap();
            assert_eq!(amount.in_words(), words, "{amount}");
        }
    }

    proptest! {
        #[test]
        fn r5_words_have_single_blanks_and_differ_by_amount(a in 0_i64..=i64::MAX, b in 0_i64..2_000_000) {
            let (one, other) = (Money::from_sen(a), Money::from_sen(b));
            for words in [one.in_words(), other.in_words()] {
                prop_assert!(!words.contains("  ") && words.trim() == words);
            }
            prop_assert_eq!(one == other, one.in_words() == other.in_words());
        }
    }
}
