//! Speculation changes how many steps are made, and no token, nor a bit of its probability.

use inkling_engine::session::{Engine, Pacing, Report, Speculation};
use inkling_tests::support::{
    Adapter, Generated, Setup, Shape, adapter, generate_speculating, real_model, synthetic, tiny_model,
};

fn run(engine: &mut Engine, ids: &[u32], source: Option<&[u32]>, most: usize) -> (Generated, Report) {
    engine.forget();
    generate_speculating(engine, ids, source.map(|source| Speculation { source: source.to_vec(), is_copy: true }), most)
}

/// With the whole answer to copy from, with half of it wrong, and with nothing that is right.
fn assert_the_same(engine: &mut Engine, ids: &[u32], most: usize) {
    let (plain, report) = run(engine, ids, None, most);
    assert_eq!((report.drafted_tokens, report.decode_steps + 1), (0, plain.ids.len()));
    let (_, other) = run(engine, &ids[1..], None, 2);
    assert!(other.decode_steps > 0);

    let (copied, report) = run(engine, ids, Some(&plain.ids), most);
    assert_eq!(copied, plain, "copying");
    assert_eq!(report.accepted_tokens, report.drafted_tokens, "all of it is right");
    assert!(report.decode_steps <= plain.ids.len() / 8 + 1, "{report:?}");

    let half: Vec<u32> = plain.ids.iter().enumerate().map(|(at, id)| if at % 3 == 2 { 5 } else { *id }).collect();
    let (mixed, report) = run(engine, ids, Some(&half), most);
    assert_eq!(mixed, plain, "every third token wrong");
    assert!(report.accepted_tokens < report.drafted_tokens && report.decode_steps < plain.ids.len(), "{report:?}");

    let wrong: Vec<u32> = plain.ids.iter().map(|id| id ^ 1).collect();
    assert_eq!(run(engine, ids, Some(&wrong), most).0, plain, "all wrong");
    assert_eq!(run(engine, ids, Some(&[]), most).0, plain, "nothing to draft from");
}

#[test]
fn the_bigram_machine_says_the_same() {
    let mut engine = Setup::FULL.open(&tiny_model());
    for text in ["The quick", "I am writing to ask", "The colours"] {
        let ids = engine.tokenizer.encode(text, false).unwrap();
        for pacing in [Pacing::Whole { steps: 1 }, Pacing::Whole { steps: 8 }, Pacing::Measured] {
            engine.pacing = pacing;
            let (plain, _) = run(&mut engine, &ids, None, 30);
            for source in [&plain.ids[..], &plain.ids[1..], &plain.ids[..plain.ids.len() / 2], &ids] {
                assert_eq!(run(&mut engine, &ids, Some(source), 30).0.ids, plain.ids, "{text}, {pacing:?}");
            }
        }
    }
}

#[test]
fn random_weights_say_the_same_bit_for_bit() {
    for setup in [Setup::FULL, Setup::FLOOR] {
        let mut engine = setup.open(&synthetic(tiny_model(), Shape { layers: 5, dim: 64, context: 256 }, 5));
        for pacing in [Pacing::Measured, Pacing::Whole { steps: 8 }, Pacing::Sliced { layers: 2 }] {
            engine.pacing = pacing;
            let ids: Vec<u32> = (0..120).map(|index| 3 + (index * index * 7 + index * 31) % 379).collect();
            assert_the_same(&mut engine, &ids, 40);
        }
        // To the window's last token.
        let long: Vec<u32> = (0..250).map(|index| 3 + (index * index * 7 + index * 31) % 379).collect();
        let (plain, _) = run(&mut engine, &long, None, 40);
        assert_eq!(plain.ids.len(), 6);
        assert_eq!(run(&mut engine, &long, Some(&plain.ids), 40).0, plain);
    }
}

#[test]
fn what_was_verified_is_a_prefix_for_the_next() {
    let mut engine = Setup::FULL.open(&synthetic(tiny_model(), Shape { layers: 3, dim: 64, context: 256 }, 5));
    let ids: Vec<u32> = (0..60).map(|index| 3 + (index * 31) % 379).collect();
    let (plain, _) = run(&mut engine, &ids, None, 24);
    let wrong: Vec<u32> = plain.ids.iter().enumerate().map(|(at, id)| id ^ u32::from(at == 9)).collect();
    run(&mut engine, &ids, Some(&wrong), 24);
    let next = [&ids[..], &plain.ids[..20]].concat();
    let (rest, report) = generate_speculating(&mut engine, &next, None, 4);
    assert_eq!(report.prefilled_tokens, 1, "all but the last token is there");
    assert_eq!(rest.ids, plain.ids[20..], "and it is what a plain run leaves");
}

#[test]
fn the_real_model_says_the_same() {
    let mut engine = Setup::FULL.open(&real_model());
    let texts = ["She go to school every day.", "The results was better then we expected.", "Bonjour, comment ca va?"];
    let (texts, most) = if adapter() == Adapter::Swiftshader { (&texts[..1], 6) } else { (&texts[..], 14) };
    for text in texts {
        let prompt =
            format!("<|im_start|>user\nFix the grammar of the text.\n\n{text}<|im_end|>\n<|im_start|>assistant\n");
        let ids = engine.tokenizer.encode(&prompt, true).unwrap();
        let source = engine.tokenizer.encode(text, false).unwrap();
        let (plain, _) = run(&mut engine, &ids, None, most);
        let (speculated, report) = run(&mut engine, &ids, Some(&source), most);
        assert!(report.drafted_tokens > 0);
        assert_eq!(speculated, plain, "{text}");
    }
}
