// Y = output(W · input(X)) for up to COLUMNS columns: decode, and the few tokens of a key press.
// LANES threads share a pair of rows: lane i takes blocks i, i + LANES, … of both.
//@import step
//@import real
//@import matrix
//@import weights
//@import input
//@import output
override LANES: u32;
//@import reduce

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    prepare(0u, local);
    let lane = local % LANES;
    let pair = (group.y * groups.x + group.x) * (64u / LANES) + local / LANES;
    let pairs = (matrix.rows + 1u) / 2u;
    var sums: array<vec2<f32>, COLUMNS>;
    if (pair < pairs) {
        let rows = min(pair_rows(pair), vec2<u32>(matrix.rows - 1u));
        for (var block = lane; block < matrix.blocks; block += LANES) {
            let a = weight_block(rows.x, block);
            let b = weight_block(rows.y, block);
            for (var column = 0u; column < COLUMNS; column++) {
                let v = input_block(0u, column, block);
                sums[column] += vec2<f32>(dot_block(a, v), dot_block(b, v));
            }
        }
    }
    let total = reduce(local, lane, sums);
    if (pair < pairs && lane < min(COLUMNS, step.columns)) {
        store_pair(lane, pair, total.x, total.y);
    }
}
