//! Rewriting a selection: what the model is told for each action.

use serde::{Deserialize, Serialize};

/// What is to be done with the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RewriteAction {
    FixGrammar,
    Improve,
    Shorten,
    Expand,
    Formal,
    Friendly,
    Simplify,
    /// `language`: its English name.
    Translate {
        language: String,
    },
    /// In the user's words: at most 2,000 units.
    Free {
        instruction: String,
    },
}

/// What the model is told to do. `language` is that of the answer, by its English name; None: the text's own.
pub fn instruction(action: &RewriteAction, language: Option<&str>) -> String {
    let what = match action {
        RewriteAction::FixGrammar => "Fix the grammar and spelling of the text.".into(),
        RewriteAction::Improve => "Improve the writing of the text.".into(),
        RewriteAction::Shorten => "Make the text shorter.".into(),
        RewriteAction::Expand => "Make the text longer, with more detail.".into(),
        RewriteAction::Formal => "Rewrite the text in a formal tone.".into(),
        RewriteAction::Friendly => "Rewrite the text in a friendly tone.".into(),
        RewriteAction::Simplify => "Rewrite the text in simple words.".into(),
        RewriteAction::Translate { language } => format!("Translate the text to {language}."),
        RewriteAction::Free { instruction } => instruction.clone(),
    };
    match (action, language) {
        (RewriteAction::Translate { .. }, _) | (_, None) => what,
        (_, Some(language)) => format!("{what} Answer in {language}."),
    }
}
