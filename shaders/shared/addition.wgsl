// What `add_norm` adds.
struct Addition {
    blocks: u32,   // of 32 numbers, a column
    epsilon: f32,
    pad0: u32,
    pad1: u32,
}
@group(0) @binding(1) var<uniform> addition: Addition;
