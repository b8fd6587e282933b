//! `inkling rewrite MODEL.gguf "text" [--action fix-grammar]`

use std::path::Path;

use inkling_engine::{
    assist::{ChangeKind, RewriteAction},
    service::rewrite::{Rewrite, run as rewrite},
};

use super::{DeviceArgs, Outcome, Switch, open::open};

/// What to do with the text.
pub struct Task {
    pub text: String,
    pub action: String,
    pub language: Option<String>,
    pub speculate: Switch,
}

pub async fn run(model: &Path, task: Task, device: &DeviceArgs) -> Outcome {
    let mut engine = open(model, device).await?;
    let Task { text, action, language, speculate } = task;
    let action = action_named(&action);
    let ask = Rewrite { text, action, language, speculate: speculate == Switch::On };
    let mut last = vec![];
    let (outcome, report) =
        rewrite(&mut engine, &ask, &Default::default(), None, &mut |progress| last = progress.changes).await?;
    let (mut new, mut marked) = (String::new(), String::new());
    for change in &last {
        let text = &change.text;
        match change.kind {
            ChangeKind::Kept => marked.push_str(text),
            ChangeKind::Removed => marked.push_str(&format!("[-{text}-]")),
            ChangeKind::Added => marked.push_str(&format!("{{+{text}+}}")),
        }
        if change.kind != ChangeKind::Removed {
            new.push_str(text);
        }
    }
    println!("{new}");
    eprintln!("{marked}");
    eprintln!(
        "{outcome:?} on {}: {} prompt tokens, {} generated in {} steps, {:.1} tokens/s",
        engine.gpu.adapter(),
        report.prompt_tokens,
        report.generated_tokens,
        report.decode_steps,
        report.decode_tokens_per_s()
    );
    Ok(())
}

/// `fix-grammar`, …, `translate:French`; anything else is an instruction.
fn action_named(name: &str) -> RewriteAction {
    match name {
        "fix-grammar" => RewriteAction::FixGrammar,
        "improve" => RewriteAction::Improve,
        "shorten" => RewriteAction::Shorten,
        "expand" => RewriteAction::Expand,
        "formal" => RewriteAction::Formal,
        "friendly" => RewriteAction::Friendly,
        "simplify" => RewriteAction::Simplify,
        other => match other.split_once(':') {
            Some(("translate", language)) => RewriteAction::Translate { language: language.into() },
            _ => RewriteAction::Free { instruction: other.into() },
        },
    }
}
