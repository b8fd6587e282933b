// Queries and keys are normed, each head for itself or all heads as one, and rotated in adjacent pairs; keys and values are
// kept. A workgroup has one head of one column.
//@import step
//@import heads
//@import hold
@group(1) @binding(0) var<storage, read> qkv: array<vec2<f32>>;   // (T, q_rows + 2 kv_rows)
@group(1) @binding(1) var<storage, read> gains: array<vec2<f32>>; // (q_span + k_span)
@group(1) @binding(2) var<storage, read_write> q: array<vec2<f32>>;
@group(1) @binding(3) var<storage, read_write> kv: array<u32>;
@group(1) @binding(4) var<storage, read> rope: array<vec2<f32>>;

const THREADS: u32 = 64u;
//@import sum_all

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    // All in pairs.
    let size = heads.head_size / 2u;
    let q_pairs = heads.q_rows / 2u;
    let kv_pairs = heads.kv_rows / 2u;
    let row = group.y * (q_pairs + 2u * kv_pairs);
    let position = step.position + group.y;
    let head = group.x * size;
    let is_query = head < q_pairs;
    let is_value = head >= q_pairs + kv_pairs;
    let origin = select(q_pairs, 0u, is_query); // of the queries, or of the keys
    let span = select(heads.k_span, heads.q_span, is_query) / 2u;
    let first_gain = select(heads.q_span / 2u, 0u, is_query);

    let normed = row + origin + (head - origin) / span * span;
    var sum = 0.0;
    for (var i = local; i < span; i += THREADS) {
        let pair = qkv[normed + i];
        sum += dot(pair, pair);
    }
    let scale = inverseSqrt(sum_all(local, sum) / f32(2u * span) + heads.epsilon);

    for (var i = local; i < size; i += THREADS) {
        var pair = qkv[row + head + i];
        if (!is_value) {
            pair *= scale * gains[first_gain + (head - origin + i) % span];
            if (2u * i < heads.rope_size) {
                let turn = rope[position * (heads.rope_size / 2u) + i];
                pair = vec2<f32>(pair.x * turn.x - pair.y * turn.y, pair.x * turn.y + pair.y * turn.x);
            }
        }
        if (is_query) {
            q[group.y * q_pairs + head + i] = pair;
        } else {
            hold(group.y, 2u * kv_pairs, head - q_pairs + i, pair);
        }
    }
}
