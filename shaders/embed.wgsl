// x[column] = scale times the row of the embedding for the token at the column's position. One workgroup a column.
// A part of the table (when it is split over bindings) writes only the tokens that it holds.
//@import step
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
    let next = select(1u, matrix.blocks, step.transposed == 1u);
    for (var block = local; block < matrix.blocks; block += 64u) {
        let w = raw_block(token - matrix.first_row, block);
        let of_w = affine(token - matrix.first_row, block) * matrix.scale;
        let at = group.x * matrix.blocks * 8u + select(8u * block, block, step.transposed == 1u);
        y[at] = w.v0 * of_w.x + of_w.y;
        y[at + next] = w.v1 * of_w.x + of_w.y;
        y[at + 2u * next] = w.v2 * of_w.x + of_w.y;
        y[at + 3u * next] = w.v3 * of_w.x + of_w.y;
        y[at + 4u * next] = w.v4 * of_w.x + of_w.y;
        y[at + 5u * next] = w.v5 * of_w.x + of_w.y;
        y[at + 6u * next] = w.v6 * of_w.x + of_w.y;
        y[at + 7u * next] = w.v7 * of_w.x + of_w.y;
    }
}
