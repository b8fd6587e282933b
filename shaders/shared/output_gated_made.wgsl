// As `output_gated`, of one column, in fixed point for `quad_made`. A workgroup has whole blocks of them.
//@import gate
//@import rounded
const MOST_QUADS: u32 = 32u;
@group(1) @binding(4) var<storage, read_write> y: array<u32>;
var<workgroup> made: array<vec4<f32>, MOST_QUADS>;

struct Before { nothing: u32 }

fn before_of(column: u32, pair: u32) -> Before {
    return Before(0u);
}

// `group_pair`: the workgroup's first.
fn finish(local: u32, group_pair: u32, is_storing: bool, before: Before, column: u32, pair: u32, gate: f32, up: f32) {
    let quads = WORKGROUP / LANES * PAIRS / 4u;
    if (is_storing) {
        let at = pair - group_pair;
        made[at / 4u][at % 4u] = gated(gate, up);
    }
    workgroupBarrier();
    let values = made[min(local, quads - 1u)];
    let quad = rounded(values, 0.0);
    let i = local % 8u;
    let blocks = matrix.stride / 32u;
    let block = group_pair / 32u + local / 8u;
    if (local < quads && block < blocks) {
        let place = (i / 4u * blocks + block) * 4u + i % 4u;
        y[place] = quad.high;
        y[place + 8u * blocks] = quad.low;
        if (i == 0u) {
            y[16u * blocks + 2u * block] = bitcast<u32>(quad.scale);
            y[16u * blocks + 2u * block + 1u] = bitcast<u32>(quad.sum);
        }
    }
}
