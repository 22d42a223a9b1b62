//! What people put behind a word to make it long enough.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Figures that are no year.
const FIGURES: [&str; 45] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "01", "02", "03", "07", "10", "11", "12", "13", "21", "22",
    "23", "69", "88", "99", "000", "007", "010", "020", "030", "040", "100", "111", "123", "321", "666", "777", "1111",
    "1234", "4321", "12345", "54321", "123456", "1234567", "12345678",
];

/// Longer rows of figures.
const ROWS: [&str; 4] = ["123456789", "1234567890", "0123456789", "0987654321"];

/// Every usual ending, none of them empty.
pub(super) static ENDINGS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let years = (1950..=2039).map(|year: u16| year.to_string());
    let short_years = (20..=39).map(|year: u8| year.to_string());
    let figures = FIGURES.iter().chain(&ROWS).map(|row| (*row).to_owned());
    let numbers: HashSet<String> = years.chain(short_years).chain(figures).collect();
    let signs = ["!", "!!", "!!!", "?", "??", "*", "#", "@", "$", "!@#", "!@#$", "abc"].map(str::to_owned);
    let before = numbers.iter().flat_map(|number| ["!", "@", "#", "-", "_", "."].map(|sign| format!("{sign}{number}")));
    let behind =
        numbers.iter().flat_map(|number| ["!", "!!", "?", "*", "#", "@"].map(|sign| format!("{number}{sign}")));
    before.chain(behind).chain(numbers.iter().cloned()).chain(signs).collect()
});
