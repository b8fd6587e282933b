//! How long after a key the next request should wait: longer where the engine takes long anyway.

const SHORTEST_MS: f64 = 60.0;
const LONGEST_MS: f64 = 400.0;

/// `first_ms`: from the last request to its first suggestion.
pub fn pause_ms(first_ms: f64) -> f64 {
    (first_ms / 4.0).clamp(SHORTEST_MS, LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_the_engine_within_its_bounds() {
        assert_eq!(pause_ms(0.0), SHORTEST_MS);
        assert_eq!(pause_ms(800.0), 200.0);
        assert_eq!(pause_ms(1e9), LONGEST_MS);
    }
}
