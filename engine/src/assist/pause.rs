//! How long after a key the next request should wait, on an engine as fast as this one was.
//!
//! What comes after the writer's next key helps nobody. So an engine that can answer between two keys is asked early enough to,
//! and one that cannot is asked when the writer pauses, instead of at every key in vain.

/// Between two keys of a steady writer, and of one who thinks between words.
const KEY_MS: f64 = 200.0;
const THINKING_MS: f64 = 400.0;
/// A fast engine is not asked earlier: ghost text within a burst of keys would only flicker.
const USUAL_MS: f64 = 60.0;
const SHORTEST_MS: f64 = 20.0;
/// No longer than a writer who looks up notices.
const LONGEST_MS: f64 = 400.0;
/// Answers differ: an engine is taken to be this much slower than its mean.
const MARGIN: f64 = 1.2;
/// How much of the mean a new measurement makes; one that is far above it counts as twice the mean, since a long prompt or a busy
/// device now and then makes no slow engine.
const WEIGHT: f64 = 0.3;
const MOST: f64 = 2.0;
/// Taken of an engine that has answered nothing yet: its first answers are slow ones, for it has to compile.
const FIRST_GUESS_MS: f64 = 30.0;

/// The engine's speed as it was seen: from requests to their first suggestions, or to silence, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Debounce {
    mean_ms: f64,
}

impl Default for Debounce {
    fn default() -> Self {
        Self { mean_ms: FIRST_GUESS_MS }
    }
}

impl Debounce {
    /// A request had its first suggestion after `ms`, or ended without one.
    pub fn answered(&mut self, ms: f64) {
        self.mean_ms += WEIGHT * (ms.min(MOST * self.mean_ms) - self.mean_ms);
    }

    /// A request was given up after `ms`, before either: the engine is at least that slow.
    pub fn gave_up(&mut self, ms: f64) {
        self.answered(ms.max(self.mean_ms));
    }

    pub fn pause_ms(&self) -> f64 {
        let answer_ms = self.mean_ms * MARGIN;
        // Being given up at the next key shows no engine to be slower than that: only answers do, to writers who paused.
        if answer_ms <= THINKING_MS {
            (KEY_MS - answer_ms).clamp(SHORTEST_MS, USUAL_MS)
        } else {
            (KEY_MS + answer_ms / 4.0).min(LONGEST_MS)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(first_ms: f64) -> f64 {
        let mut debounce = Debounce::default();
        for _ in 0..40 {
            debounce.answered(first_ms);
        }
        debounce.pause_ms()
    }

    #[test]
    fn a_fast_engine_waits_as_usual_and_so_does_an_unknown_one() {
        assert_eq!(Debounce::default().pause_ms(), USUAL_MS);
        assert_eq!(after(10.0), USUAL_MS);
        assert_eq!(after(100.0), USUAL_MS);
    }

    #[test]
    fn a_slower_one_is_asked_so_early_that_it_answers_before_the_next_key() {
        for first_ms in [120.0, 130.0, 140.0, 149.0] {
            let pause_ms = after(first_ms);
            assert!((SHORTEST_MS..USUAL_MS).contains(&pause_ms), "{first_ms}: {pause_ms}");
            assert!(pause_ms + first_ms < KEY_MS, "{first_ms}: {pause_ms}");
        }
    }

    #[test]
    fn one_that_answers_only_slow_writers_in_time_is_asked_at_once() {
        assert_eq!(after(200.0), SHORTEST_MS);
        assert_eq!(after(320.0), SHORTEST_MS);
    }

    #[test]
    fn one_that_cannot_is_asked_when_the_writer_pauses() {
        for first_ms in [340.0, 800.0, 1e9] {
            assert!((KEY_MS + 1.0..=LONGEST_MS).contains(&after(first_ms)), "{first_ms}");
        }
    }

    #[test]
    fn one_slow_answer_does_not_make_a_slow_engine() {
        let mut debounce = Debounce::default();
        for _ in 0..3 {
            debounce.answered(5_000.0);
        }
        assert_eq!(debounce.pause_ms(), USUAL_MS, "it compiles");
        for _ in 0..15 {
            debounce.answered(500.0);
        }
        assert!(debounce.pause_ms() > KEY_MS);
        for _ in 0..6 {
            debounce.answered(20.0);
        }
        assert_eq!(debounce.pause_ms(), USUAL_MS, "nor is it one for ever");
    }

    #[test]
    fn an_engine_that_never_answers_in_time_is_found_out() {
        let mut debounce = Debounce::default();
        for _ in 0..30 {
            debounce.gave_up(140.0);
        }
        let pause_ms = debounce.pause_ms();
        assert!(pause_ms < USUAL_MS, "{pause_ms}");
        debounce.gave_up(20.0);
        assert_eq!(debounce.pause_ms(), pause_ms, "giving up early says nothing");
        for _ in 0..99 {
            debounce.gave_up(180.0);
        }
        assert_eq!(debounce.pause_ms(), SHORTEST_MS, "and being given up does not say how slow it is");
    }
}
