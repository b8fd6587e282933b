//! The product's policies: what to ask the model, when to stop, what is worth showing.
//!
//! Must not know: tokens' ids, browsers, the GPU.

mod complete;
mod diff;
mod ending;
mod language;
mod pause;
mod rewrite;
mod window;

pub use complete::{Ask, MOST_ASKED, MOST_TOKENS, Suggestion, THRESHOLD};
pub use diff::{Change, ChangeKind, diff};
pub use language::is_spoken;
pub use pause::Debounce;
pub use rewrite::{RewriteAction, instruction};
pub use window::window;
