//! Rewriting through the service: the diff streams, is whole at the end, and adds up to both texts.

use inkling_engine::assist::{Change, ChangeKind, RewriteAction};
use inkling_engine::protocol::{Event, Outcome, Request};
use inkling_tests::support::{Desk, Setup, tiny_model};

/// What the bigram machine answers to any chat.
const ANSWER: &str = "Thank you for your email.";

fn request(id: u32, text: &str, action: RewriteAction) -> Request {
    Request::Rewrite { client: 1, id, text: text.into(), action, language: None }
}

/// The diffs of one request, and its end.
fn rewrite(desk: &mut Desk, request: Request) -> (Vec<Vec<Change>>, Outcome) {
    desk.request(request);
    let mut diffs = vec![];
    let mut end = None;
    for event in desk.answer() {
        match event {
            Event::Rewrite { changes, .. } => diffs.push(changes),
            Event::Finished { outcome, .. } => end = Some(outcome),
            Event::Status { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    (diffs, end.expect("an end of the request"))
}

fn joined(changes: &[Change], without: ChangeKind) -> String {
    changes.iter().filter(|change| change.kind != without).map(|change| change.text.as_str()).collect()
}

#[test]
fn a_rewrite_streams_to_a_whole_diff() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let old = "Thanks you for the email.";
    let (diffs, outcome) = rewrite(&mut desk, request(1, old, RewriteAction::FixGrammar));
    assert_eq!(outcome, Outcome::Stopped);
    assert!(diffs.len() > 4, "{diffs:?}");
    let last = diffs.last().unwrap();
    assert_eq!(joined(last, ChangeKind::Added), old);
    assert_eq!(joined(last, ChangeKind::Removed), ANSWER);
    for diff in &diffs {
        assert!(ANSWER.starts_with(&joined(diff, ChangeKind::Removed)), "{diff:?}");
    }
}
