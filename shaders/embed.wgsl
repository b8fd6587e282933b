// x[column] = row of the embedding for the token at the column's position. One workgroup a column.
// A part of the table (when it is split over bindings) writes only the tokens that it holds.
//@import step
//@import real
//@import matrix
//@import weights
@group(1) @binding(4) var<storage, read> tokens: array<u32>;
@group(1) @binding(5) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let token = tokens[step.slot_base + step.position + group.x];
    if (token < matrix.first_row || token >= matrix.first_row + matrix.rows) {
        return;
    }
    for (var block = local; block < matrix.blocks; block += 64u) {
        let w = weight_block(token - matrix.first_row, block);
        let at = (group.x * matrix.blocks + block) * 8u;
        y[at] = vec4<f32>(w.v0);
        y[at + 1u] = vec4<f32>(w.v1);
        y[at + 2u] = vec4<f32>(w.v2);
        y[at + 3u] = vec4<f32>(w.v3);
        y[at + 4u] = vec4<f32>(w.v4);
        y[at + 5u] = vec4<f32>(w.v5);
        y[at + 6u] = vec4<f32>(w.v6);
        y[at + 7u] = vec4<f32>(w.v7);
    }
}
