// Puts columns into fixed point (`quad_of` tells their values).
//@import rounded
// Quad i of block `at`.
fn keep_quad(slot: u32, at: u32, i: u32, is_there: bool, quad: Quad) {
    let bytes = rounded(quad.values, quad.squares);
    if (!is_there) {
        return;
    }
    let place = (slot * 4u + i / 4u) * CHUNK + at;
    kept_bytes[place][i % 4u] = bytes.high;
    kept_bytes[place + 2u * CHUNK][i % 4u] = bytes.low;
    if (i == 0u) {
        kept_scales[slot * CHUNK + at] = vec2<f32>(bytes.scale, bytes.sum);
        if (SQUARES) {
            kept_squares[slot * CHUNK + at] = bytes.squares;
        }
    }
}

// Blocks `first` and on of a column. IN_HAND of a thread's quads are on their way before the first is needed.
fn keep(slot: u32, column: u32, first: u32, count: u32, local: u32) {
    let i = local % 8u;
    for (var start = 0u; start < count * 8u; start += IN_HAND * WORKGROUP) {
        //@repeat r ROUNDS
        let at_#r = (start + #ru * WORKGROUP + local) / 8u;
        var quad_#r = Quad(vec4<f32>(0.0), 0.0);
        if (#ru < IN_HAND) {
            quad_#r = quad_of(column, first + min(at_#r, count - 1u), i);
        }
        //@end
        //@repeat r ROUNDS
        if (#ru < IN_HAND) {
            keep_quad(slot, at_#r, i, at_#r < count, quad_#r);
        }
        //@end
    }
}
