//! What Rust and WGSL must agree on: parameter structs and constants, read from the parsed shaders.

use std::{fs, mem::offset_of};

use inkling_engine::{
    gguf::quant,
    gpu::UNIFORM_BYTES,
    kernels::{
        Drawing, Step,
        add_norm::Addition,
        attend::{Attention, MAX_HEAD_SIZE, MOST_SPLIT},
        drawing::CUT_BYTES,
        fma_rate::Arithmetic,
        matrix::{BLOCK, Matrix},
        read_rate::Reading,
        sample_draw::DRAWN_BYTES,
        sample_penalise::LAST,
        sample_scan::{CANDIDATE_BYTES, RUN, Sample},
        short_conv::Convolution,
        store_blocks::Blocks,
        store_heads::Heads,
    },
};
use inkling_tests::support::root;
use naga::{ArraySize, Expression, Handle, Literal, Module, ScalarKind, TypeInner};

/// Bytes, and each field's name, scalar and place.
#[derive(Debug, PartialEq)]
struct Layout {
    bytes: usize,
    fields: Vec<(String, ScalarKind, usize)>,
}

/// A field's type as WGSL would have it. Only types of four bytes are allowed, so size and offsets settle the rest.
trait Scalar {
    const KIND: ScalarKind;
}

impl Scalar for u32 {
    const KIND: ScalarKind = ScalarKind::Uint;
}

impl Scalar for f32 {
    const KIND: ScalarKind = ScalarKind::Float;
}

fn kind<S, T: Scalar>(_: impl Fn(&S) -> T) -> ScalarKind {
    T::KIND
}

macro_rules! layout {
    ($name:ident { $($field:ident),* }) => {
        Layout {
            bytes: size_of::<$name>(),
            fields: vec![$((stringify!($field).into(), kind(|s: &$name| s.$field), offset_of!($name, $field))),*],
        }
    };
}

fn parse(text: &str) -> Module {
    naga::front::wgsl::parse_str(text).unwrap_or_else(|error| panic!("{}", error.emit_to_string(text)))
}

/// A file below `shaders/shared/`, which these are whole without their imports.
fn shared(name: &str) -> Module {
    let path = root().join("shaders/shared").join(name);
    parse(&fs::read_to_string(path).unwrap())
}

fn layout_of(module: &Module, name: &str) -> Layout {
    let found = module.types.iter().find(|(_, ty)| ty.name.as_deref() == Some(name));
    let TypeInner::Struct { members, span } = &found.unwrap().1.inner else { panic!("{name} is no struct") };
    let fields = members.iter().map(|member| {
        let TypeInner::Scalar(scalar) = module.types[member.ty].inner else { panic!("{name}: {member:?}") };
        assert_eq!(scalar.width, 4);
        (member.name.clone().unwrap(), scalar.kind, member.offset as usize)
    });
    Layout { bytes: *span as usize, fields: fields.collect() }
}

fn constant(module: &Module, name: &str) -> u32 {
    let found = module.constants.iter().find(|(_, constant)| constant.name.as_deref() == Some(name));
    literal(module, found.unwrap().1.init)
}

fn literal(module: &Module, expression: Handle<Expression>) -> u32 {
    match module.global_expressions[expression] {
        Expression::Literal(Literal::U32(value)) => value,
        ref other => panic!("{other:?} is no number"),
    }
}

/// Elements of a variable that is an array.
fn length(module: &Module, variable: &str) -> u32 {
    let found = module.global_variables.iter().find(|(_, found)| found.name.as_deref() == Some(variable));
    match module.types[found.unwrap().1.ty].inner {
        TypeInner::Array { size: ArraySize::Constant(size), .. } => size.get(),
        ref other => panic!("{variable} is {other:?}"),
    }
}

fn parameters() -> [(&'static str, &'static str, Layout); 11] {
    [
        (
            "step.wgsl",
            "Step",
            layout!(Step {
                position,
                columns,
                first_column,
                slot_base,
                result,
                masked,
                splits,
                split,
                transposed,
                logits
            }),
        ),
        (
            "matrix_buffers.wgsl",
            "Matrix",
            layout!(Matrix {
                rows,
                blocks,
                first_row,
                stride,
                epsilon,
                q_rows,
                kv_rows,
                head_size,
                rope_size,
                scale,
                cap,
                gate_linear,
                gate_cubic,
                pad0,
                pad1,
                pad2
            }),
        ),
        (
            "attention.wgsl",
            "Attention",
            layout!(Attention { heads, kv_heads, head_size, scale, cap, window, scales, pad0 }),
        ),
        (
            "heads.wgsl",
            "Heads",
            layout!(Heads { q_rows, kv_rows, head_size, rope_size, q_span, k_span, epsilon, pad0 }),
        ),
        ("blocks.wgsl", "Blocks", layout!(Blocks { pairs, scales, pad0, pad1 })),
        ("convolution.wgsl", "Convolution", layout!(Convolution { dim, taps, pad0, pad1 })),
        ("addition.wgsl", "Addition", layout!(Addition { blocks, epsilon, pad0, pad1 })),
        ("drawing.wgsl", "Drawing", layout!(Drawing { temperature, top_k, top_p, min_p, penalty, seed, first, pad0 })),
        ("scan.wgsl", "Sample", layout!(Sample { vocabulary, runs, pad0, pad1 })),
        ("reading.wgsl", "Reading", layout!(Reading { quads, pad0, pad1, pad2 })),
        ("arithmetic.wgsl", "Arithmetic", layout!(Arithmetic { rounds, factor, term, pad0 })),
    ]
}

#[test]
fn structs_are_the_same() {
    for (file, name, rust) in parameters() {
        assert_eq!(layout_of(&shared(file), name), rust, "{name}");
        assert!(rust.bytes as u64 <= UNIFORM_BYTES, "{name} has {} bytes", rust.bytes);
    }
}

#[test]
fn a_difference_is_noticed() {
    let rust = layout!(Sample { vocabulary, runs, pad0, pad1 });
    let declared = |fields: &str| layout_of(&parse(&format!("struct Sample {{ {fields} }}")), "Sample");
    assert_eq!(declared("vocabulary: u32, runs: u32, pad0: u32, pad1: u32"), rust);
    for wrong in [
        "runs: u32, vocabulary: u32, pad0: u32, pad1: u32",
        "vocabulary: u32, runs: f32, pad0: u32, pad1: u32",
        "vocabulary: u32, runs: u32, @align(16) pad0: u32, pad1: u32",
        "vocabulary: u32, runs: u32, pad0: u32",
        "vocabulary: u32, runs: u32, pad0: u32, pad1: u32, pad2: u32",
    ] {
        assert_ne!(declared(wrong), rust, "{wrong}");
    }
}

#[test]
fn constants_are_the_same() {
    assert_eq!(constant(&shared("attention.wgsl"), "MOST_SPLIT"), MOST_SPLIT);
    assert_eq!(constant(&shared("scan.wgsl"), "RUN"), RUN);
    assert_eq!(layout_of(&shared("scan.wgsl"), "Candidate").bytes as u64, CANDIDATE_BYTES);
    assert_eq!(layout_of(&shared("drawn.wgsl"), "Drawn").bytes as u64, DRAWN_BYTES);
    assert_eq!(layout_of(&shared("drawing.wgsl"), "Cut").bytes as u64, CUT_BYTES);
    let penalise = ["shared/step.wgsl", "shared/scan.wgsl", "shared/drawing.wgsl", "sample_penalise.wgsl"]
        .map(|file| fs::read_to_string(root().join("shaders").join(file)).unwrap());
    assert_eq!(constant(&parse(&penalise.concat()), "LAST"), LAST);
    assert_eq!(BLOCK as usize, quant::BLOCK);
}

/// `attend` keeps a head's query and a pair of numbers for each pair of its output.
#[test]
fn workgroup_memory_holds_the_largest_head() {
    let text = [
        "shared/step",
        "shared/attention",
        "shared/place",
        "shared/capped",
        "shared/pairs_f16",
        "attend",
        "shared/attend_threads",
    ]
    .map(|file| fs::read_to_string(root().join(format!("shaders/{file}.wgsl"))).unwrap());
    let attend = parse(&text.concat());
    assert_eq!(length(&attend, "query"), MAX_HEAD_SIZE);
    assert_eq!(length(&attend, "shared_out"), MAX_HEAD_SIZE / 2);
    assert_eq!(length(&attend, "weights"), MOST_SPLIT);
}
