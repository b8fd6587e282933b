// Of the KV cache in blocks.
struct Blocks {
    pairs: u32,  // of blocks, a position
    scales: u32, // the word where scales begin
    pad0: u32,
    pad1: u32,
}
@group(0) @binding(1) var<uniform> blocks: Blocks;
