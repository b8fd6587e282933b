// One column that is in fixed point already, as `output_gated_made` leaves it: (4, blocks) of a vec4 of bytes, then scale and sum
// of each block.
const SQUARES: bool = false;

// A thread takes a vec4 of four of a block.
fn keep(slot: u32, column: u32, first: u32, count: u32, local: u32) {
    let i = local % 4u;
    for (var start = 0u; start < count * 4u; start += IN_HAND * WORKGROUP) {
        //@repeat r ROUNDS
        let at_#r = (start + #ru * WORKGROUP + local) / 4u;
        var bytes_#r = vec4<f32>(0.0);
        var scales_#r = vec4<f32>(0.0);
        if (#ru < IN_HAND) {
            let block = first + min(at_#r, count - 1u);
            bytes_#r = x[i * matrix.blocks + block];
            scales_#r = x[4u * matrix.blocks + block / 2u];
        }
        //@end
        //@repeat r ROUNDS
        if (#ru < IN_HAND && at_#r < count) {
            kept_bytes[i * CHUNK + at_#r] = bitcast<vec4<u32>>(bytes_#r);
            if (i == 0u) {
                kept_scales[at_#r] = select(scales_#r.xy, scales_#r.zw, (first + at_#r) % 2u == 1u);
            }
        }
        //@end
    }
}

fn output_scale(squares: f32) -> f32 {
    return 1.0;
}
