// A thread takes positions of its own for the scores, a pair of dimensions for the values: on any device.
//@import capped
//@import pairs
@group(1) @binding(0) var<storage, read> q: array<f32>;
@group(1) @binding(1) var<storage, read> kv: array<u32>;

var<workgroup> query: array<f32, 256>;
var<workgroup> weights: array<f32, MOST_SPLIT>;
var<workgroup> shared_sums: array<f32, 64>;
var<workgroup> shared_out: array<vec2<f32>, 128>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let head = group.y;
    let column = group.z;
    let last = step.position + column;
    let start = max(group.x * step.split, first_seen(last));
    let end = min((group.x + 1u) * step.split, last + 1u);
    if (start >= end) {
        return; // the same for the whole workgroup
    }
    let size = attention.head_size;
    let pairs = size / 2u;
    let kv_head = head / (attention.heads / attention.kv_heads);
    let row_pairs = attention.kv_heads * size;
    for (var i = local; i < size; i += 64u) {
        query[i] = q[(column * attention.heads + head) * size + i] * attention.scale;
    }
    workgroupBarrier();

    var top = -3.0e38;
    for (var position = start + local; position < end; position += 64u) {
        let row = step.slot_base + position;
        var s = 0.0;
        for (var i = 0u; i < pairs; i++) {
            s += dot(vec2<f32>(query[2u * i], query[2u * i + 1u]), cached_pair(row, row_pairs, kv_head * pairs + i));
        }
        s = capped(s, attention.cap);
        weights[position - start] = s;
        top = max(top, s);
    }
    shared_sums[local] = top;
    workgroupBarrier();
    for (var i = 0u; i < 64u; i++) {
        top = max(top, shared_sums[i]);
    }
    workgroupBarrier();
    var sum = 0.0;
    for (var position = start + local; position < end; position += 64u) {
        let p = exp(weights[position - start] - top);
        weights[position - start] = p;
        sum += p;
    }
    shared_sums[local] = sum;
    workgroupBarrier();
    sum = 0.0;
    for (var i = 0u; i < 64u; i++) {
        sum += shared_sums[i];
    }

    // Values: `lanes` threads take a pair of dimensions each, and as many teams as fit share the positions.
    let lanes = min(pairs, 64u);
    let teams = 64u / lanes;
    let team = local / lanes;
    for (var pair = local % lanes; pair < pairs; pair += lanes) {
        var o = vec2<f32>(0.0);
        if (team < teams) {
            for (var position = start + team; position < end; position += teams) {
                let row = step.slot_base + position;
                o += weights[position - start] * cached_pair(row, row_pairs, row_pairs / 2u + kv_head * pairs + pair);
            }
            shared_out[team * lanes + pair] = o;
        }
    }
    workgroupBarrier();
    for (var pair = local; pair < pairs; pair += 64u) {
        var o = vec2<f32>(0.0);
        for (var other = 0u; other < teams; other++) {
            o += shared_out[other * lanes + pair];
        }
        store(group, 2u * pair, o.x, top, sum);
        store(group, 2u * pair + 1u, o.y, top, sum);
    }
}
