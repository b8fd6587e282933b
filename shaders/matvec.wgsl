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
    let lane = local % LANES;
    let pair = (group.y * groups.x + group.x) * (64u / LANES) + local / LANES;
    let pairs = (matrix.rows + 1u) / 2u;
    var sums: array<vec3<f32>, COLUMNS>; // the pair's products, and the squares of x
    if (pair < pairs) {
        let rows = min(pair_rows(pair), vec2<u32>(matrix.rows - 1u));
        for (var block = lane; block < matrix.blocks; block += LANES) {
            let a = weight_block(rows.x, block);
            let b = weight_block(rows.y, block);
            for (var column = 0u; column < COLUMNS; column++) {
                var squares = sums[column].z;
                let v = input_block(column, block, &squares);
                sums[column] = vec3<f32>(sums[column].xy + vec2<f32>(dot_block(a, v), dot_block(b, v)), squares);
            }
        }
    }
    let total = reduce(local, lane, sums);
    if (pair < pairs && lane < min(COLUMNS, step.columns)) {
        let scale = output_scale(total.z);
        store_pair(lane, pair, total.x * scale, total.y * scale);
    }
}
