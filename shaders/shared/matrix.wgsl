// A weight matrix, or a run of its rows, and where its products go. A block is 32 consecutive weights of a row.
struct Matrix {
    rows: u32,        // rows in this part
    blocks: u32,      // blocks a row
    first_row: u32,   // the part's first row in the whole output
    stride: u32,      // floats between two columns of the output
    epsilon: f32,     // of the norm in the prologue
    q_rows: u32,      // rope_store: rows that are queries
    kv_rows: u32,     // rope_store: rows that are keys, and as many values
    head_size: u32,
    rope_size: u32,   // leading part of a head that is rotated
    pad0: u32,
    pad1: u32,
    pad2: u32,
}
@group(0) @binding(1) var<uniform> matrix: Matrix;
@group(1) @binding(0) var<storage, read> quants: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read> scales: array<u32>;
@group(1) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(1) @binding(3) var<storage, read> gains: array<vec4<f32>>;

// 32 consecutive weights or activations.
struct Block {
    v0: vec4<real>, v1: vec4<real>, v2: vec4<real>, v3: vec4<real>,
    v4: vec4<real>, v5: vec4<real>, v6: vec4<real>, v7: vec4<real>,
}

fn dot_block(a: Block, b: Block) -> f32 {
    return f32(dot(a.v0, b.v0)) + f32(dot(a.v1, b.v1)) + f32(dot(a.v2, b.v2)) + f32(dot(a.v3, b.v3))
        + f32(dot(a.v4, b.v4)) + f32(dot(a.v5, b.v5)) + f32(dot(a.v6, b.v6)) + f32(dot(a.v7, b.v7));
}
