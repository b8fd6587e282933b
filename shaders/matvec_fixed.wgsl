// As `matvec`, with the columns in fixed point: integers times integers, four at a time. A workgroup keeps its columns in
// its memory, CHUNK blocks at a time, and loads a thread's next weights (DEEP blocks of them) before it needs them.
//@import step
//@import matrix_constant
//@import integers
//@import fixed
//@import output
override LANES: u32;
const ITEMS: u32 = PAIRS * COLUMNS; // at most LANES: lane i stores item i
//@import reduce_subgroup

// (What is multiplied and added in one step is said: compilers may choose otherwise for one column than for a few.)
fn product(w: Integers, affine: vec2<f32>, v: Fixed) -> f32 {
    return fma(affine.x, v.scale * dot_fixed(w, v), affine.y * v.sum);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let lane = local % LANES;
    let first_column = group.z * COLUMNS;
    let group_pair = (group.y * groups.x + group.x) * (WORKGROUP / LANES) * PAIRS;
    let first_pair = group_pair + local / LANES * PAIRS;
    let pairs = (matrix.rows + 1u) / 2u;
    let last = matrix.blocks - 1u;
    let pair = first_pair + lane / COLUMNS;
    let column = first_column + lane % COLUMNS;
    let is_storing = lane < ITEMS && pair < pairs && column < step.columns;
    //@repeat c COLUMNS
    var squares_#c = 0.0; // of x
    //@repeat p PAIRS
    var sums_#p_#c = vec2<f32>(0.0); // a pair's products
    //@end
    //@end
    //@repeat p PAIRS
    let rows_#p = min(pair_rows(first_pair + #pu), vec2<u32>(matrix.rows - 1u));
    //@repeat d DEEP
    var a_#p_#d = fetch(rows_#p.x, min(lane + #du * LANES, last));
    var b_#p_#d = fetch(rows_#p.y, min(lane + #du * LANES, last));
    //@end
    //@end
    var before: Before; // what storing needs, loaded early
    if (is_storing) {
        before = before_of(column, pair);
    }
    prepare(local);
    for (var first = 0u; first < BLOCKS; first += CHUNK) {
        let count = min(CHUNK, BLOCKS - first);
        if (first > 0u) {
            workgroupBarrier();
        }
        //@repeat c COLUMNS
        keep(#cu, first_column + #cu, first, count, local);
        //@end
        workgroupBarrier();
        // One block in hand, or two: drivers do best with no condition where there is no need for one.
        //@repeat n ONE
        for (var at = lane; at < count; at += LANES) {
            let block = first + at;
            //@repeat c COLUMNS
            let v_#c = kept(#cu, at);
            squares_#c += v_#c.squares;
            //@end
            //@repeat p PAIRS
            {
                let a = integers(a_#p_0);
                let b = integers(b_#p_0);
                let of_a = affine_of(a_#p_0, block);
                let of_b = affine_of(b_#p_0, block);
                //@repeat c COLUMNS
                sums_#p_#c += vec2<f32>(product(a, of_a, v_#c), product(b, of_b, v_#c));
                //@end
            }
            a_#p_0 = fetch(rows_#p.x, min(block + DEEP * LANES, last));
            b_#p_0 = fetch(rows_#p.y, min(block + DEEP * LANES, last));
            //@end
        }
        //@end
        //@repeat n TWO
        for (var next = lane; next < count; next += DEEP * LANES) {
            //@repeat d DEEP
            if (next + #du * LANES < count) {
                let at = next + #du * LANES;
                let block = first + at;
                //@repeat c COLUMNS
                let v_#c = kept(#cu, at);
                squares_#c += v_#c.squares;
                //@end
                //@repeat p PAIRS
                {
                    let a = integers(a_#p_#d);
                    let b = integers(b_#p_#d);
                    let of_a = affine_of(a_#p_#d, block);
                    let of_b = affine_of(b_#p_#d, block);
                    //@repeat c COLUMNS
                    sums_#p_#c += vec2<f32>(product(a, of_a, v_#c), product(b, of_b, v_#c));
                    //@end
                }
                a_#p_#d = fetch(rows_#p.x, min(block + DEEP * LANES, last));
                b_#p_#d = fetch(rows_#p.y, min(block + DEEP * LANES, last));
                //@end
            }
            //@end
        }
        //@end
    }
    //@repeat p PAIRS
    //@repeat c COLUMNS
    give(local, lane, #pu * COLUMNS + #cu, vec3<f32>(sums_#p_#c, squares_#c));
    //@end
    //@end
    let total = take(local, lane);
    let scale = output_scale(total.z);
    finish(local, group_pair, is_storing, before, column, pair, total.x * scale, total.y * scale);
}
