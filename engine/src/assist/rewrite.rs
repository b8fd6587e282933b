//! Rewriting a selection: what the model is told for each action.

use serde::{Deserialize, Serialize};

use super::ending::natural_end;

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

/// What the model reads: the turns of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewritePrompt {
    pub system: String,
    /// Earlier turns of the user's, and what they were answered.
    pub examples: Vec<(String, &'static str)>,
    pub user: String,
}

const SYSTEM: &str = "You are an editor.";
const FIX: &str = "Correct the grammar and spelling: ";
/// They keep a small model from repeating the mistakes and from changing what is none. Told as turns it does not repeat them, as it
/// does when they stand in its task. For the other actions examples made its answers worse.
const FIXED: &[(&str, &str)] = &[
    ("I has two cat and a dogs.", "I have two cats and a dog."),
    ("Where is you going tomorow?", "Where are you going tomorrow?"),
    ("Please send me the file when you has time, i need it.", "Please send me the file when you have time, I need it."),
    ("We was happy to heard that your sister have arrived.", "We were happy to hear that your sister has arrived."),
];

/// `language` is that of the answer, by its English name; None: the text's own. A small model does best with a short task,
/// told of a sentence where it is one, and the text in quotes at the end.
pub fn rewrite_prompt(action: &RewriteAction, language: Option<&str>, text: &str) -> RewritePrompt {
    if (action, language) == (&RewriteAction::FixGrammar, None) {
        let ask = |text: &str| format!("{FIX}{text}");
        let examples = FIXED.iter().map(|(text, fixed)| (ask(text), *fixed)).collect();
        return RewritePrompt { system: SYSTEM.into(), examples, user: ask(text) };
    }
    let what = if natural_end(text).is_none() { "sentence" } else { "text" };
    let (task, result) = match action {
        RewriteAction::FixGrammar => (format!("Correct the grammar mistakes in this {what}."), "corrected"),
        RewriteAction::Improve => (format!("Rewrite this {what} so that it reads better."), "rewritten"),
        RewriteAction::Shorten => (format!("Rewrite this {what} in fewer words."), "shorter"),
        RewriteAction::Expand => (format!("Rewrite this {what} with more detail."), "longer"),
        RewriteAction::Formal => (format!("Rewrite this {what} in a formal tone."), "formal"),
        RewriteAction::Friendly => (format!("Rewrite this {what} in a friendly tone."), "friendly"),
        RewriteAction::Simplify => (format!("Rewrite this {what} in simple words."), "simple"),
        RewriteAction::Translate { language } => (format!("Translate this {what} into {language}."), "translated"),
        RewriteAction::Free { instruction } => (instruction.trim().to_owned(), "rewritten"),
    };
    let language = match (action, language) {
        (RewriteAction::Translate { .. }, _) | (_, None) => String::new(),
        (_, Some(language)) => format!(" in {language}"),
    };
    RewritePrompt {
        system: SYSTEM.into(),
        examples: vec![],
        user: format!("{task} Write only the {result} {what}{language}.\n\n\"{text}\""),
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
        assert!(rewrite_prompt(&free, None, "Hello").user.starts_with("As a pirate. Write only"));
    }

    #[test]
    fn the_language_of_the_answer_is_said_once() {
        let translate = RewriteAction::Translate { language: "French".into() };
        let user = rewrite_prompt(&translate, Some("German"), "Hello").user;
        assert!(user.contains("French") && !user.contains("German"));
        assert!(rewrite_prompt(&RewriteAction::Improve, Some("German"), "Hello").user.contains("sentence in German."));
    }

    #[test]
    fn an_answer_may_be_longer_and_not_endless() {
        for action in ACTIONS {
            assert!((8..200).contains(&most_answer_tokens(&action, 0)));
            assert!((100..=500).contains(&most_answer_tokens(&action, 100)));
        }
    }
}
