//! What each part of the tests took, beside what it may take on a machine of two cores from a clean clone.

use std::fmt;
use std::time::{Duration, Instant};

use super::sections::Section;

/// Parts that share one budget, and the minutes of it. The sum stays under an hour.
const BUDGETS: [(&[Section], &str, u64); 5] = [
    (&[Section::Build], "build", 10),
    (&[Section::Kernels, Section::Model], "kernels and model", 17),
    (&[Section::Golden], "golden", 2),
    (&[Section::E2e], "e2e", 26),
    (&[Section::Lint], "lint", 4),
];

#[derive(Default)]
pub struct Ledger {
    spent: Vec<(Section, Duration)>,
    results: Vec<(Section, bool)>,
}

impl Ledger {
    pub fn time<T>(&mut self, section: Section, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.spent.push((section, start.elapsed()));
        result
    }

    pub fn note(&mut self, section: Section, passed: bool) {
        self.results.push((section, passed));
    }

    pub fn failed(&self) -> Vec<String> {
        self.results.iter().filter(|(_, passed)| !passed).map(|(section, _)| section.to_string()).collect()
    }
}

/// The table at the end of a run: one line a budget, and a warning under each that was exceeded.
impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<20}{:>10}{:>10}  result", "part", "took", "budget")?;
        for (sections, name, minutes) in BUDGETS {
            let results: Vec<_> = self.results.iter().filter(|(section, _)| sections.contains(section)).collect();
            if results.is_empty() {
                continue;
            }
            let spent: Duration =
                self.spent.iter().filter(|(section, _)| sections.contains(section)).map(|(_, spent)| spent).sum();
            let passed = results.iter().all(|(_, passed)| *passed);
            let budget = Duration::from_secs(minutes * 60);
            let result = if passed { "passed" } else { "FAILED" };
            writeln!(f, "{name:<20}{:>10}{:>10}  {result}", clock(spent), clock(budget))?;
            if spent > budget {
                writeln!(f, "warning: {name} took {} more than its budget", clock(spent - budget))?;
            }
        }
        Ok(())
    }
}

/// Minutes and seconds.
fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BUDGETS, Ledger, Section};

    fn ledger(section: Section, minutes: u64, passed: bool) -> Ledger {
        Ledger { spent: vec![(section, Duration::from_secs(minutes * 60 + 1))], results: vec![(section, passed)] }
    }

    #[test]
    fn the_hour_holds_every_budget() {
        assert!(BUDGETS.iter().map(|(_, _, minutes)| minutes).sum::<u64>() < 60);
    }

    #[test]
    fn says_what_is_over_budget() {
        let table = ledger(Section::Lint, 5, true).to_string();
        assert!(table.contains("5:01") && table.contains("warning: lint took 1:01 more"), "{table}");
        assert!(!ledger(Section::Lint, 3, true).to_string().contains("warning"));
    }

    #[test]
    fn names_what_failed() {
        assert_eq!(ledger(Section::Model, 1, false).failed(), ["model"]);
        assert!(ledger(Section::Model, 1, false).to_string().contains("FAILED"));
        assert!(ledger(Section::Model, 1, true).failed().is_empty());
    }
}
