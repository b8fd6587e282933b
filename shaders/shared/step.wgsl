// One forward step over `columns` consecutive tokens of one slot.
struct Step {
    position: u32,      // of the first column, counted from the slot's start
    columns: u32,       // tokens in this step
    first_column: u32,  // where the activations of column 0 lie
    slot_base: u32,     // first row of the slot in the KV cache and in the token buffer
    result: u32,        // where `sample_pick` writes
    masked: u32,        // 1: only tokens in the mask may be picked
    splits: u32,        // attention splits of the longest column
    split: u32,         // positions a split
    transposed: u32,    // 1: activations lie transposed by blocks (`place`)
    logits: u32,        // which column of the logits is sampled
}
@group(0) @binding(0) var<uniform> step: Step;
