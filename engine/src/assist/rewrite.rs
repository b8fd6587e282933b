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

/// What the model reads: the two turns of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewritePrompt {
    pub system: String,
    pub user: String,
}

/// `language` is that of the answer, by its English name; None: the text's own.
pub fn rewrite_prompt(action: &RewriteAction, language: Option<&str>, text: &str) -> RewritePrompt {
    let task = match action {
        RewriteAction::FixGrammar => "Fix the grammar and spelling of the text.",
        RewriteAction::Improve => "Rewrite the text so that it reads better.",
        RewriteAction::Shorten => "Rewrite the text in fewer words.",
        RewriteAction::Expand => "Rewrite the text with more detail.",
        RewriteAction::Formal => "Rewrite the text in a formal, professional tone.",
        RewriteAction::Friendly => "Rewrite the text in a friendly, warm tone.",
        RewriteAction::Simplify => "Rewrite the text in simple words and short sentences.",
        RewriteAction::Translate { language } => &format!("Translate the text into {language}."),
        RewriteAction::Free { instruction } => instruction.trim(),
    };
    let answer = match (action, language) {
        (RewriteAction::Translate { .. }, _) | (_, None) => String::new(),
        (_, Some(language)) => format!(" Answer in {language}."),
    };
    RewritePrompt {
        system: "You edit text. You answer with the edited text only, without comments.".into(),
        user: format!("{task}{answer}\n\nText: {text}"),
    }
}

/// Tokens of an answer at most, for a text of so many.
pub fn most_answer_tokens(action: &RewriteAction, text_tokens: usize) -> usize {
    let (per_text, more) = match action {
        RewriteAction::Shorten => (1.0, 8),
        RewriteAction::FixGrammar => (1.4, 16),
        RewriteAction::Improve | RewriteAction::Formal | RewriteAction::Friendly | RewriteAction::Simplify => (2.0, 24),
        // Other languages may take many more tokens.
        RewriteAction::Translate { .. } => (4.0, 32),
        RewriteAction::Expand | RewriteAction::Free { .. } => (4.0, 96),
    };
    (text_tokens as f64 * per_text) as usize + more
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIONS: [RewriteAction; 7] = [
        RewriteAction::FixGrammar,
        RewriteAction::Improve,
        RewriteAction::Shorten,
        RewriteAction::Expand,
        RewriteAction::Formal,
        RewriteAction::Friendly,
        RewriteAction::Simplify,
    ];

    #[test]
    fn each_action_has_a_task_of_its_own() {
        let mut tasks = ACTIONS.map(|action| rewrite_prompt(&action, None, "He go.").user).to_vec();
        assert!(tasks.iter().all(|task| task.contains("He go.")));
        tasks.sort();
        tasks.dedup();
        assert_eq!(tasks.len(), ACTIONS.len());
        let free = RewriteAction::Free { instruction: " As a pirate. ".into() };
        assert!(rewrite_prompt(&free, None, "Hello").user.starts_with("As a pirate.\n"));
    }

    #[test]
    fn the_language_of_the_answer_is_said_once() {
        let translate = RewriteAction::Translate { language: "French".into() };
        let user = rewrite_prompt(&translate, Some("German"), "Hello").user;
        assert!(user.contains("French") && !user.contains("German"));
        assert!(rewrite_prompt(&RewriteAction::Improve, Some("German"), "Hello").user.contains("Answer in German."));
    }

    #[test]
    fn an_answer_may_be_longer_and_not_endless() {
        for action in ACTIONS {
            assert!((8..200).contains(&most_answer_tokens(&action, 0)));
            assert!((100..=500).contains(&most_answer_tokens(&action, 100)));
        }
    }
}
