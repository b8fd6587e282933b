//! What the sweep found, as a table and as one JSON object.

use std::fmt::Write;

use serde::Serialize;

use super::sweep::Figures;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub model: String,
    pub adapter: String,
    pub characters: usize,
    /// From a request to its first suggestion: the median, and whether the engine was that fast or is taken to be.
    pub first_ms: Option<f64>,
    pub first_ms_is_measured: bool,
    /// Those at the threshold that ships.
    #[serde(flatten)]
    pub shipped: Figures,
    pub sweep: Vec<Figures>,
}

impl Report {
    pub fn table(&self) -> String {
        let mut text = String::from("threshold   saved %   wrong shows per accept   shown per 100 keys\n");
        for figures in &self.sweep {
            let Figures { threshold, keystrokes_saved_percent, shown_per_100_keys, .. } = figures;
            let wrong = figures.wrong_shows_per_accept.map_or("-".to_string(), |wrong| format!("{wrong:.2}"));
            let mark = if figures.threshold == self.shipped.threshold { " ships" } else { "" };
            let _infallible = writeln!(
                text,
                "{threshold:9.2} {keystrokes_saved_percent:9.1} {wrong:>24} {shown_per_100_keys:20.1}{mark}"
            );
        }
        let first_ms = self.first_ms.map_or("none".to_string(), |ms| format!("{ms:.0} ms"));
        let how = if self.first_ms_is_measured { "measured" } else { "assumed" };
        let _infallible = writeln!(
            text,
            "{} characters, {} on {}; median time to the first suggestion: {first_ms} ({how})",
            self.characters, self.model, self.adapter
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(threshold: f32, wrong_shows_per_accept: Option<f64>) -> Figures {
        Figures {
            threshold,
            keystrokes_saved_percent: 12.34,
            wrong_shows_per_accept,
            shown_per_100_keys: 5.6,
            accepted: 7,
        }
    }

    fn report() -> Report {
        let sweep = vec![figures(0.25, Some(0.5)), figures(0.5, None)];
        Report {
            model: "m".into(),
            adapter: "a".into(),
            characters: 1000,
            first_ms: Some(10.4),
            first_ms_is_measured: true,
            shipped: sweep[0],
            sweep,
        }
    }

    #[test]
    fn the_json_has_the_shipped_figures_at_its_top() {
        let json = serde_json::to_value(report()).unwrap();
        for key in ["keystrokes_saved_percent", "wrong_shows_per_accept", "shown_per_100_keys", "threshold"] {
            assert_eq!(json[key], json["sweep"][0][key]);
        }
        assert!(json["sweep"][1]["wrong_shows_per_accept"].is_null());
    }

    #[test]
    fn the_table_has_a_line_a_threshold() {
        let table = report().table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1], "     0.25      12.3                     0.50                  5.6 ships");
        assert_eq!(lines[2], "     0.50      12.3                        -                  5.6");
        assert_eq!(lines[3], "1000 characters, m on a; median time to the first suggestion: 10 ms (measured)");
    }
}
