// The one list of shader texts: what each kernel file may be put together with. Read by the build script, which parses
// every combination, and by `gpu::shader`, which refuses any other.

/// One kernel file: its slots with their choices.
pub struct Kernel {
    pub name: &'static str,
    pub slots: &'static [(&'static str, &'static [&'static str])],
    /// Values of its constants, for each text; none where it has no constants.
    pub constants: &'static [&'static [(&'static str, u32)]],
    pub subgroups: Subgroups,
}

pub enum Subgroups {
    Never,
    /// Through the slot `reduce`: `reduce_workgroup` or `reduce_subgroup`.
    Reduce,
    /// With this choice of a slot.
    With(&'static str, &'static str),
    Always,
}

/// Names of weight formats: each has a text for blocks and one for tiles; those whose weights are small integers times a scale
/// have one for these.
macro_rules! formats {
    (floats: $($float:literal)*; integers: $($integer:literal)*) => {
        const WEIGHTS: &[&str] = &[$(concat!("weights_", $float),)* $(concat!("weights_", $integer)),*];
        const TILES: &[&str] = &[$(concat!("tile_", $float),)* $(concat!("tile_", $integer)),*];
        const INTEGERS: &[&str] = &[$(concat!("integers_", $integer)),*];
    };
}
formats!(
    floats: "f32" "f16" "bf16" "q2_k";
    integers: "q4_0" "q4_1" "q5_0" "q5_1" "q8_0" "q3_k" "q4_k" "q5_k" "q6_k" "iq4_nl" "iq4_xs" "mxfp4"
);

const INPUT: &[&str] = &["input_plain", "input_norm"];
const OUTPUT: &[&str] = &["output_store", "output_add", "output_gated", "output_rope_store", "output_rope_stage"];

const OUTPUT_FIXED: &[&str] = &[
    "output_store",
    "output_add",
    "output_gated",
    "output_gated_made",
    "output_rope_store",
    "output_rope_stage",
];

pub const KERNELS: &[Kernel] = &[
    Kernel {
        name: "matvec",
        slots: &[
            ("weights", WEIGHTS),
            ("input", INPUT),
            ("output", OUTPUT),
            ("nibbles", &["nibbles", "nibbles_half"]),
        ],
        constants: &[
            &[("COLUMNS", 1), ("PAIRS", 1)],
            &[("COLUMNS", 1), ("PAIRS", 2)],
            &[("COLUMNS", 1), ("PAIRS", 4)],
            &[("COLUMNS", 4), ("PAIRS", 1)],
        ],
        subgroups: Subgroups::Reduce,
    },
    Kernel {
        name: "matvec_fixed",
        slots: &[
            ("integers", INTEGERS),
            ("input", &["quad_plain", "quad_norm", "quad_made"]),
            ("output", OUTPUT_FIXED),
        ],
        constants: &[
            &[("COLUMNS", 1), ("PAIRS", 1), ("ROUNDS", 8), ("DEEP", 1), ("ONE", 1), ("TWO", 0)],
            &[("COLUMNS", 1), ("PAIRS", 1), ("ROUNDS", 8), ("DEEP", 2), ("ONE", 0), ("TWO", 1)],
            &[("COLUMNS", 1), ("PAIRS", 2), ("ROUNDS", 8), ("DEEP", 1), ("ONE", 1), ("TWO", 0)],
            &[("COLUMNS", 1), ("PAIRS", 4), ("ROUNDS", 8), ("DEEP", 1), ("ONE", 1), ("TWO", 0)],
            &[("COLUMNS", 4), ("PAIRS", 1), ("ROUNDS", 1), ("DEEP", 1), ("ONE", 1), ("TWO", 0)],
        ],
        subgroups: Subgroups::Always,
    },
    Kernel {
        name: "matmul",
        slots: &[("weights", TILES), ("input", &["tile_plain", "tile_norm"]), ("output", OUTPUT)],
        constants: &[],
        subgroups: Subgroups::Never,
    },
    Kernel { name: "embed", slots: &[("weights", WEIGHTS)], constants: &[], subgroups: Subgroups::Never },
    Kernel {
        name: "attend",
        slots: &[
            ("way", &["attend_threads", "attend_lanes"]),
            ("pairs", &["pairs_f16", "pairs_q8_0"]),
            ("eights", &["eights_f16", "eights_q8_0"]),
        ],
        constants: &[&[("DEEP", 4), ("ENDS", 8)]],
        subgroups: Subgroups::With("way", "attend_lanes"),
    },
    Kernel {
        name: "attend_many",
        slots: &[("fours", &["fours_f16", "fours_q8_0"])],
        constants: &[&[("GROUPS", 1)], &[("GROUPS", 2)], &[("GROUPS", 4)]],
        subgroups: Subgroups::Never,
    },
    Kernel { name: "combine", slots: &[], constants: &[&[("DEEP", 4)]], subgroups: Subgroups::Never },
    Kernel {
        name: "store_heads",
        slots: &[("hold", &["hold_f16", "hold_staged"])],
        constants: &[],
        subgroups: Subgroups::Never,
    },
    Kernel { name: "store_blocks", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "short_conv", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "add_norm", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "sample_scan", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "sample_pick", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "sample_penalise", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "sample_cut", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "sample_draw", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "sample_take", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "read_rate", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "fma_rate", slots: &[], constants: &[], subgroups: Subgroups::Never },
    Kernel { name: "subgroup_probe", slots: &[], constants: &[], subgroups: Subgroups::Always },
];

/// A choice for each slot.
pub type Choices = Vec<(&'static str, &'static str)>;
/// Values of the constants.
pub type Constants = &'static [(&'static str, u32)];

/// Every text that a kernel has: its choices, its constants, and whether it uses subgroups.
pub fn every_text(kernel: &Kernel) -> Vec<(Choices, Constants, bool)> {
    let reduce: &[&str] = match kernel.subgroups {
        Subgroups::Reduce => &["reduce_workgroup", "reduce_subgroup"],
        Subgroups::Never | Subgroups::With(..) | Subgroups::Always => &[],
    };
    let slots = kernel.slots.iter().copied().chain((!reduce.is_empty()).then_some(("reduce", reduce)));
    let mut choices: Vec<Choices> = vec![vec![]];
    for (slot, options) in slots {
        let with = |chosen: &Choices| options.iter().map(|option| [chosen.as_slice(), &[(slot, *option)]].concat()).collect::<Vec<_>>();
        choices = choices.iter().flat_map(with).collect();
    }
    let constants: &[Constants] = if kernel.constants.is_empty() { &[&[]] } else { kernel.constants };
    let uses_subgroups = |chosen: &Choices| match kernel.subgroups {
        Subgroups::Never => false,
        Subgroups::Reduce => chosen.contains(&("reduce", "reduce_subgroup")),
        Subgroups::With(slot, choice) => chosen.contains(&(slot, choice)),
        Subgroups::Always => true,
    };
    let texts = |chosen: Choices| constants.iter().map(move |constants| (chosen.clone(), *constants, uses_subgroups(&chosen)));
    choices.into_iter().flat_map(texts).collect()
}
