//! A logged candidate, judged anew by the product's own policies at a threshold.

use inkling_engine::assist::{Ask, Suggestion};

use super::log::{Candidate, End, Token};

/// What a field would be told after one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Each suggestion and when it came, in milliseconds after the request.
    news: Vec<(f64, Vec<char>)>,
    /// When the request was over; none where the log was cut, since what is missing agrees with no text.
    done_ms: Option<f64>,
}

impl Answer {
    pub fn silent() -> Self {
        Self { news: vec![], done_ms: Some(0.0) }
    }

    pub fn of(candidate: &Candidate, threshold: f32, slower: f64) -> Self {
        let mut suggestion = Suggestion::new(Ask { after: "", manual: false, threshold: Some(threshold) });
        let mut answer = Self::default();
        for Token(text, log_probability, came_ms) in &candidate.tokens {
            let stop = suggestion.push(text, *log_probability);
            answer.hear(came_ms * slower, suggestion.news());
            if stop {
                answer.done_ms = Some(came_ms * slower);
                return answer;
            }
        }
        if candidate.end != End::Cut {
            let last_ms = candidate.tokens.last().map_or(0.0, |token| token.2) * slower;
            suggestion.finish(candidate.end == End::Length);
            answer.hear(last_ms, suggestion.news());
            answer.done_ms = Some(last_ms);
        }
        answer
    }

    fn hear(&mut self, came_ms: f64, news: Option<&str>) {
        if let Some(text) = news {
            self.news.push((came_ms, text.chars().collect()));
        }
    }

    /// What has come by then.
    pub fn text(&self, ms: f64) -> &[char] {
        self.news.iter().take_while(|(came_ms, _)| *came_ms <= ms).last().map_or(&[], |(_, text)| text)
    }

    pub fn is_done(&self, ms: f64) -> bool {
        self.done_ms.is_some_and(|done_ms| done_ms <= ms)
    }

    /// When it was known what to show, if anything.
    pub fn told_ms(&self) -> Option<f64> {
        self.first_ms().or(self.done_ms)
    }

    pub fn first_ms(&self) -> Option<f64> {
        self.news.first().map(|(came_ms, _)| *came_ms)
    }
}
