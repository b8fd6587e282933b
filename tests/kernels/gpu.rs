//! The device itself: what cannot be done is an error that says so, and never a panic.

use std::rc::Rc;

use inkling_engine::{
    gguf::QuantKind,
    gpu::{Access, Gpu, GpuError, Native, Opening, Profile, Recorder, Shader, UNIFORM_BYTES},
    kernels::{
        Input, Output, Product, Step, Weights,
        embed::Embed,
        read_rate::{ReadRate, THREADS},
    },
};
use inkling_tests::support::Setup;

use crate::device::{download, on_each_profile, submit, upload};

#[track_caller]
fn says<T>(result: Result<T, GpuError>, words: &str) {
    match result {
        Ok(_) => panic!("it passed; `{words}` was expected"),
        Err(error) => assert!(error.to_string().contains(words), "{error}"),
    }
}

#[test]
fn what_is_written_is_read() {
    on_each_profile(|gpu| {
        let data: Vec<u32> = (0..1000).collect();
        let buffer = upload(gpu, &data);
        assert_eq!(download::<u32>(gpu, &buffer, data.len()), data);
        gpu.write(&buffer, 8, &[7u32]);
        assert_eq!(download::<u32>(gpu, &buffer, 4), [0, 1, 7, 3]);
        // New memory is zeroed.
        assert_eq!(download::<u32>(gpu, &gpu.buffer("new", 64).unwrap(), 16), [0; 16]);
    });
}

#[test]
fn the_arena_of_operations_ends() {
    on_each_profile(|gpu| {
        let buffer = gpu.buffer("any", 256).unwrap();
        let bind = || gpu.bind(&[(Access::Read, buffer.all())], 0, &Step::new(0, 0, 1));
        let bound = (0..100_000).take_while(|_| bind().is_ok()).count();
        assert!((1000..100_000).contains(&bound), "{bound}");
        says(bind(), "arena has no room");
        gpu.make_uniforms();
        bind().unwrap();
        says(gpu.bind(&[(Access::Read, buffer.all())], 0, &[0u8; UNIFORM_BYTES as usize + 4]), "arena has no room");
        gpu.check().unwrap();
    });
}

#[test]
fn the_arena_of_steps_ends() {
    on_each_profile(|gpu| {
        let write = |count| gpu.write_steps(&vec![Step::new(0, 0, 1); count]);
        let most = (0..100_000).take_while(|count| write(count + 1).is_ok()).count();
        assert!((32..100_000).contains(&most), "{most}");
        says(write(most + 1), "steps are more than the arena holds");
        // A step is no longer than what a kernel sees of it.
        says(gpu.write_steps(&[[0u32; 128]]), "512 bytes");
        gpu.check().unwrap();
    });
}

#[test]
fn a_binding_over_the_limit() {
    on_each_profile(|gpu| {
        let buffer = gpu.buffer("any", 256).unwrap();
        let bind = |bytes| gpu.bind(&[(Access::Read, buffer.range(0, bytes))], 0, &Step::new(0, 0, 1));
        says(bind(gpu.binding_limit() + 4), "exceeds the device's limit");
        gpu.check().unwrap();
        bind(256).unwrap();
    });
}

#[test]
fn a_buffer_over_the_limit() {
    on_each_profile(|gpu| {
        says(gpu.buffer("the whole house", 1 << 50), "no room for the whole house");
        gpu.check().unwrap();
    });
}

#[test]
fn shaders_that_are_not_in_the_list() {
    on_each_profile(|gpu| {
        let embed = Shader { slots: vec![("weights", "weights_f32")], ..Shader::plain("embed") };
        let others = [
            Shader::plain("rms_norm"),
            Shader::plain("embed"),
            Shader { slots: vec![("weights", "weights_q9_9")], ..Shader::plain("embed") },
            Shader { slots: vec![("input", "weights_f32")], ..Shader::plain("embed") },
            Shader { constants: vec![("COLUMNS", 1)], ..embed.clone() },
            Shader { subgroups: true, ..embed },
            Shader::plain("subgroup_probe"),
        ];
        for shader in others {
            says(gpu.pipeline(&shader, &[]), "is not in shaders/variants.rs");
        }
        gpu.check().unwrap();
    });
}

/// A device that has once refused something says so at every later use, and gives no results.
#[test]
fn a_mistake_that_only_the_device_sees() {
    for setup in [Setup::FLOOR, Setup::FULL] {
        let beyond_its_buffer = |gpu: &Gpu| {
            let buffer = gpu.buffer("any", 256)?;
            gpu.bind(&[(Access::Read, buffer.range(256, 256))], 0, &Step::new(0, 0, 1)).map(drop)
        };
        let combine = Shader { constants: vec![("DEEP", 4)], ..Shader::plain("combine") };
        let of_another_layout = |gpu: &Gpu| {
            let buffer = gpu.buffer("any", 256)?;
            let pipeline = gpu.pipeline(&combine, &[Access::Read, Access::Write])?;
            let bound = gpu.bind(&[(Access::Read, buffer.all())], 0, &Step::new(0, 0, 1))?;
            submit(gpu, Step::new(0, 0, 1), |pass| pass.dispatch(&pipeline, &bound, 0, [1, 1, 1]))
        };
        let of_a_step_beyond_the_arena = |gpu: &Gpu| {
            let buffer = gpu.buffer("any", 256)?;
            let ranges = [(Access::Read, buffer.all()), (Access::Write, gpu.buffer("other", 256)?.all())];
            let pipeline = gpu.pipeline(&combine, &[Access::Read, Access::Write])?;
            let bound = gpu.bind(&ranges, 0, &Step::new(0, 0, 1))?;
            submit(gpu, Step::new(0, 0, 1), |pass| pass.dispatch(&pipeline, &bound, 1 << 20, [1, 1, 1]))
        };
        type Mistake<'a> = &'a dyn Fn(&Gpu) -> Result<(), GpuError>;
        let mistakes: [Mistake<'_>; 3] = [&beyond_its_buffer, &of_another_layout, &of_a_step_beyond_the_arena];
        for mistake in mistakes {
            let gpu = setup.gpu();
            let _told_at_once_or_later = mistake(&gpu);
            assert!(gpu.check().is_err());
            assert!(gpu.record().is_err());
            assert!(gpu.buffer("after", 16).is_err());
            assert!(pollster::block_on(gpu.flush()).is_err());
        }
    }
}

/// Each dispatch by its role, in order, on a device that was opened for it.
#[test]
fn dispatches_are_timed_when_asked() {
    let opening = Opening { profile: Profile::Full, timestamps: true };
    let gpu = pollster::block_on(Gpu::open(Rc::new(Native::default()), opening)).unwrap();
    assert!(gpu.has_timestamps(), "these software adapters have timestamps");
    let data = upload(&gpu, &[1u32; 4 << 10]);
    let seen = gpu.buffer("seen", u64::from(THREADS) * 4).unwrap();
    let kernel = ReadRate::new(&gpu, data.all(), data.bytes(), seen.all()).unwrap();
    let run = |roles: &[&'static str]| {
        let record = |pass: &mut Recorder<'_>| {
            for role in roles {
                pass.role(role);
                kernel.dispatch(pass, 1);
            }
        };
        submit(&gpu, Step::new(0, 0, 1), record).unwrap();
    };
    run(&["before"]);
    assert!(gpu.start_timing());
    run(&["first", "second"]);
    run(&["third"]);
    let spans = pollster::block_on(gpu.end_timing()).unwrap();
    run(&["after"]);
    let named: Vec<_> = spans.iter().map(|span| (span.role, span.kernel)).collect();
    assert_eq!(named, [("first", "read_rate"), ("second", "read_rate"), ("third", "read_rate")]);
    for pair in spans.windows(2) {
        assert!(pair[0].end_ns >= pair[0].begin_ns && pair[1].begin_ns >= pair[0].begin_ns, "{spans:?}");
    }
    assert!(pollster::block_on(gpu.end_timing()).unwrap().is_empty());
    assert!(!Setup::FULL.gpu().start_timing(), "no other device pays for timestamps");
}

#[test]
fn matrices_that_cannot_be_are_refused() {
    on_each_profile(|gpu| {
        let any = gpu.buffer("any", 256).unwrap();
        for (rows, columns) in [(0, 32), (2, 0), (2, 33)] {
            let weights =
                Weights { kind: QuantKind::F32, rows, columns, first_row: 0, quants: any.all(), scales: any.all() };
            let output = Output::Store { y: gpu.buffer("y", 256).unwrap().all(), rows };
            says(Product::new(gpu, &weights, Input::Plain(any.all()), output, 1), "product: a matrix of");
            says(Embed::new(gpu, &weights, 1.0, any.all(), any.all()), "embed: a matrix of");
        }
        gpu.check().unwrap();
    });
}

#[test]
fn counts_are_what_was_asked() {
    on_each_profile(|gpu| {
        let x = upload(gpu, &[1.0f32; 32]);
        let y = gpu.buffer("y", 256).unwrap();
        let weights = upload(gpu, &[0.5f32; 64]);
        let weights = Weights {
            kind: QuantKind::F32,
            rows: 2,
            columns: 32,
            first_row: 0,
            quants: weights.all(),
            scales: weights.range(0, 16),
        };
        let output = Output::Store { y: y.all(), rows: 2 };
        let product = Product::new(gpu, &weights, Input::Plain(x.all()), output, 1).unwrap();
        let before = gpu.counts();
        submit(gpu, Step::new(0, 0, 1), |pass| (0..3).for_each(|_| product.dispatch(pass, 0, 1))).unwrap();
        assert_eq!(download::<f32>(gpu, &y, 2), [16.0, 16.0]);
        let after = gpu.counts();
        assert_eq!(after.dispatches - before.dispatches, 3);
        assert_eq!(after.submissions - before.submissions, 2);
        assert_eq!(after.readbacks - before.readbacks, 1);
        assert_eq!(after.weight_bytes - before.weight_bytes, 3 * (64 * 4 + 16));
    });
}
