//! A chat template, and behind a byte of zero what is said in the chat.

use inkling_engine::text::{ChatTemplate, Role, Turn};

/// As much as goes into a window.
const MOST_CONTENT: usize = 64 << 10;
const NOON: f64 = 1_700_000_000_000.0;

pub fn run(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let [source, content] = [(); 2].map(|()| String::from_utf8_lossy(parts.next().unwrap_or_default()));
    let content = &content[..content.floor_char_boundary(MOST_CONTENT)];
    let template = ChatTemplate::new(&source, "<s>", "</s>");
    let turn = |role, content: &str| Turn { role, content: content.into() };
    let turns = [
        turn(Role::System, "Be brief."),
        turn(Role::User, content),
        turn(Role::Assistant, "Yes."),
        turn(Role::User, "Why?"),
    ];
    for turns in [&turns[1..2], &turns[..]] {
        let Ok(chat) = template.render(turns, NOON) else { continue };
        let is_silent = turns.iter().all(|turn| turn.content.trim().is_empty());
        assert!(is_silent || !chat.written.is_empty());
        for part in &chat.written {
            assert!(chat.text.get(part.clone()).is_some(), "{part:?} of {} bytes", chat.text.len());
        }
    }
}
