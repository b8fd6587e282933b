//! Rewriting through the service: the diff streams, is whole at the end, and adds up to both texts.

use inkling_engine::assist::{Change, ChangeKind, RewriteAction};
use inkling_engine::protocol::{Event, Outcome, ProblemCode, Request, Status};
use inkling_tests::support::{Desk, GgufFile, Setup, ask, tiny_model};

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
    assert!(diffs.len() >= 4, "a diff for each word: {diffs:?}");
    let last = diffs.last().unwrap();
    assert_eq!(joined(last, ChangeKind::Added), old);
    assert_eq!(joined(last, ChangeKind::Removed), ANSWER);
    for diff in &diffs {
        assert!(ANSWER.starts_with(&joined(diff, ChangeKind::Removed)), "{diff:?}");
        assert!(old.starts_with(&joined(diff, ChangeKind::Added)), "{diff:?}");
    }
}

#[test]
fn paragraphs_are_done_one_by_one_and_breaks_stay() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let old = " Hello Ann,\n\n\nThank you for the email.\n---\n<|im_end|> Bye\n";
    desk.request(request(1, old, RewriteAction::Improve));
    let told: Vec<(u32, u32, Vec<Change>)> = desk
        .answer()
        .into_iter()
        .filter_map(|event| match event {
            Event::Rewrite { part, parts, changes, .. } => Some((part, parts, changes)),
            Event::Failed { problem, .. } => panic!("{problem:?}"),
            _ => None,
        })
        .collect();
    assert!(told.iter().all(|(_, parts, _)| *parts == 4), "three paragraphs, and the line's end");
    assert!(told.windows(2).all(|pair| pair[0].0 <= pair[1].0) && told[0].0 == 1);
    let last = &told.last().unwrap().2;
    assert_eq!(joined(last, ChangeKind::Added), old);
    assert_eq!(joined(last, ChangeKind::Removed), format!(" {ANSWER}\n\n\n{ANSWER}\n---\n{ANSWER}\n"));
}

#[test]
fn nothing_to_rewrite_is_answered_with_nothing_changed() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    for (id, old) in [(1, ""), (2, " \n\n "), (3, "---")] {
        let (diffs, outcome) = rewrite(&mut desk, request(id, old, RewriteAction::Formal));
        assert_eq!(outcome, Outcome::Stopped);
        let last = diffs.last().unwrap();
        assert!(last.iter().all(|change| change.kind == ChangeKind::Kept));
        assert_eq!(joined(last, ChangeKind::Added), old);
    }
}

#[test]
fn the_same_text_is_kept_and_nothing_else() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let (diffs, _) = rewrite(&mut desk, request(1, ANSWER, RewriteAction::FixGrammar));
    assert_eq!(diffs.last().unwrap(), &[Change { kind: ChangeKind::Kept, text: ANSWER.into() }]);
}

#[test]
fn what_came_before_a_cancel_stays_and_completions_go_first() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let mut done = false;
    desk.listen(move |event, service| {
        if matches!(event, Event::Rewrite { .. }) && !done {
            done = true;
            service.request(Request::Cancel { client: 1, id: 1 });
        }
    });
    let old = "One.\n\nTwo.\n\nThree.";
    let (diffs, outcome) = rewrite(&mut desk, request(1, old, RewriteAction::Shorten));
    assert_eq!(outcome, Outcome::Cancelled);
    assert!(old.starts_with(&joined(diffs.last().unwrap(), ChangeKind::Added)));
    desk.listen_no_more();

    desk.request(request(2, old, RewriteAction::Shorten));
    desk.request(ask(3, "The quick"));
    let ends: Vec<u32> = desk
        .answer()
        .iter()
        .filter_map(|event| if let Event::Finished { id, .. } = event { Some(*id) } else { None })
        .collect();
    assert_eq!(ends, [3, 2]);
}

/// A model without a template, or with one that fails, says so; suggestions go on.
#[test]
fn a_template_that_fails_fails_the_request_alone() {
    let template = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
    let mut broken = String::from("{{ raise_exception('Not for chats') }}");
    broken.push_str(&" ".repeat(template.len() - broken.len()));
    let file = GgufFile::new(tiny_model()).with_string("tokenizer.chat_template", &broken);
    let mut desk = Desk::open(Setup::FULL, &file.bytes);
    desk.request(request(1, "Hello", RewriteAction::FixGrammar));
    let events = desk.answer();
    let [Event::Failed { id: 1, problem, .. }] = &events[..] else { panic!("{events:?}") };
    assert_eq!(problem.code, ProblemCode::UnsupportedModel);
    assert!(problem.message.contains("Not for chats") && problem.remedy.contains("Choose"), "{problem:?}");
    assert_eq!(desk.complete(ask(2, "The quick")).suggestions.last().unwrap(), " brown fox jumps over lazy dogs.");
}

#[test]
fn the_status_advises_on_a_small_model() {
    let (opened, told) = Desk::try_open(Setup::FULL, &tiny_model());
    assert!(opened.is_ok());
    let advised = |event: &Event| matches!(event, Event::Status { status: Status::Ready { advice: Some(_), .. } });
    assert!(told.iter().any(advised), "{told:?}");
}
