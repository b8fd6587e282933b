//! The product's policies: what to ask the model, when to stop, what is worth showing.
//!
//! Must not know: tokens' ids, browsers, the GPU.

mod advice;
mod answer;
mod complete;
mod diff;
mod ending;
mod language;
mod paragraphs;
mod pause;
mod rewrite;
mod window;

pub use advice::advice;
pub use answer::{first_paragraph, text_of};
pub use complete::{Ask, MOST_ASKED, MOST_TOKENS, Suggestion, THRESHOLD};
pub use diff::{Change, ChangeKind, append, diff, diff_so_far};
pub use language::is_spoken;
pub use paragraphs::{Part, parts};
pub use pause::Debounce;
pub use rewrite::{RewriteAction, RewritePrompt, most_answer_tokens, rewrite_prompt};
pub use window::window;
