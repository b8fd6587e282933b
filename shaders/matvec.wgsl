// Y = output(W · input(X)) for a few columns, COLUMNS a workgroup: decode, the few tokens of a key press, and drafts.
// However many there are, a column's sums are made in the same order: its bits are those that it has alone.
// LANES threads share PAIRS pairs of rows: lane i takes blocks i, i + LANES, … of all of them.
//@import step
//@import matrix
//@import weights
//@import input
//@import output
override LANES: u32;
const ITEMS: u32 = PAIRS * COLUMNS; // at most LANES: lane i stores item i
//@import reduce

fn dot_block(a: Block, b: Block) -> f32 {
    return dot(a.v0, b.v0) + dot(a.v1, b.v1) + dot(a.v2, b.v2) + dot(a.v3, b.v3)
        + dot(a.v4, b.v4) + dot(a.v5, b.v5) + dot(a.v6, b.v6) + dot(a.v7, b.v7);
}

// The weights' scale and offset are the same for a whole block, and wait for its end.
fn product(w: Block, affine: vec2<f32>, v: Values) -> f32 {
    return affine.x * dot_block(w, v.block) + affine.y * v.sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let lane = local % LANES;
    let first_column = group.z * COLUMNS;
    let first_pair = ((group.y * groups.x + group.x) * (64u / LANES) + local / LANES) * PAIRS;
    let pairs = (matrix.rows + 1u) / 2u;
    //@repeat c COLUMNS
    var squares_#c = 0.0; // of x
    //@repeat p PAIRS
    var sums_#p_#c = vec2<f32>(0.0); // a pair's products
    //@end
    //@end
    if (first_pair < pairs) {
        //@repeat p PAIRS
        let rows_#p = min(pair_rows(first_pair + #pu), vec2<u32>(matrix.rows - 1u));
        //@end
        for (var block = lane; block < matrix.blocks; block += LANES) {
            //@repeat p PAIRS
            let a_#p = raw_block(rows_#p.x, block);
            let b_#p = raw_block(rows_#p.y, block);
            let of_a_#p = affine(rows_#p.x, block);
            let of_b_#p = affine(rows_#p.y, block);
            //@end
            //@repeat c COLUMNS
            let v_#c = values(first_column + #cu, block);
            squares_#c += v_#c.squares;
            //@repeat p PAIRS
            sums_#p_#c += vec2<f32>(product(a_#p, of_a_#p, v_#c), product(b_#p, of_b_#p, v_#c));
            //@end
            //@end
        }
    }
    //@repeat p PAIRS
    //@repeat c COLUMNS
    give(local, lane, #pu * COLUMNS + #cu, vec3<f32>(sums_#p_#c, squares_#c));
    //@end
    //@end
    let total = take(local, lane);
    let pair = first_pair + lane / COLUMNS;
    let column = first_column + lane % COLUMNS;
    if (lane < ITEMS && pair < pairs && column < step.columns) {
        let scale = output_scale(total.z);
        store_pair(column, pair, total.x * scale, total.y * scale);
    }
}
