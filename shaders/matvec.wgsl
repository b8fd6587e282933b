// Y = output(W · input(X)) for a few columns, COLUMNS a workgroup: decode, the few tokens of a key press, and drafts.
// However many there are, a column's sums are made in the same order: its bits are those that it has alone.
// LANES threads share PAIRS pairs of rows: lane i takes blocks i, i + LANES, … of all of them.
//@import step
//@import real
//@import matrix
//@import weights
//@import input
//@import output
override LANES: u32;
const ITEMS: u32 = PAIRS * COLUMNS; // at most LANES: lane i stores item i
//@import reduce

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let lane = local % LANES;
    let first_column = group.z * COLUMNS;
    let first_pair = ((group.y * groups.x + group.x) * (64u / LANES) + local / LANES) * PAIRS;
    let pairs = (matrix.rows + 1u) / 2u;
    var sums: array<vec3<f32>, ITEMS>; // a pair's products, and the squares of x
    if (first_pair < pairs) {
        for (var block = lane; block < matrix.blocks; block += LANES) {
            var v: Block;
            var squares = 0.0;
            if (COLUMNS == 1u) {
                v = input_block(first_column, block, 1.0, &squares);
            }
            for (var p = 0u; p < PAIRS; p++) {
                let rows = min(pair_rows(first_pair + p), vec2<u32>(matrix.rows - 1u));
                let a = weight_block(rows.x, block);
                let b = weight_block(rows.y, block);
                for (var column = 0u; column < COLUMNS; column++) {
                    if (COLUMNS != 1u) {
                        squares = 0.0;
                        v = input_block(first_column + column, block, 1.0, &squares);
                    }
                    sums[p * COLUMNS + column] += vec3<f32>(dot_block(a, v), dot_block(b, v), squares);
                }
            }
        }
    }
    let total = reduce(local, lane, sums);
    let pair = first_pair + lane / COLUMNS;
    let column = first_column + lane % COLUMNS;
    if (lane < ITEMS && pair < pairs && column < step.columns) {
        let scale = output_scale(total.z);
        store_pair(column, pair, total.x * scale, total.y * scale);
    }
}
