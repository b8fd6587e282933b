// LANES neighbouring threads share DEEP positions at a time, eight dimensions each, and keep (o, m, l) of the positions they have seen
// (online softmax: Milakov & Gimelshein 2018). No barrier until all positions are through. SUBGROUP is the device's subgroup size.
@group(1) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(1) @binding(1) var<storage, read> kv: array<vec4<u32>>;
override LANES: u32;
override SUBGROUP: u32;
//@import sum_lanes
//@import capped
//@import eights
const THREADS: u32 = 256u;

var<workgroup> outs: array<vec4<f32>, 512>; // (subgroups, head_size / 4)
var<workgroup> tops: array<vec2<f32>, 64>; // (subgroups): m and l

// What a subgroup adds to dimension i of o, and to l.
fn part_of(subgroup: u32, top: f32, size: u32, i: u32) -> vec2<f32> {
    let share = exp(tops[subgroup].x - top);
    return share * vec2<f32>(outs[(subgroup * size + i) / 4u][i % 4u], tops[subgroup].y);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let last = step.position + group.z;
    let start = max(group.x * step.split, first_seen(last));
    let end = min((group.x + 1u) * step.split, last + 1u);
    if (start >= end) {
        return; // the same for the whole workgroup
    }
    let size = attention.head_size;
    let eights = size / 8u;
    let lane = local % LANES;
    let mine = min(lane, eights - 1u); // lanes past the head's end add nothing to the scores
    let scale = select(0.0, attention.scale, lane < eights);
    let row = ((group.z * attention.heads + group.y) * eights + mine) * 2u;
    let q0 = q[row] * scale;
    let q1 = q[row + 1u] * scale;
    let values = attention.kv_heads * eights; // from a position's keys to its values
    let head = group.y / (attention.heads / attention.kv_heads) * eights + mine;

    var top = -3.0e38;
    var sum = 0.0;
    var o0 = vec4<f32>(0.0);
    var o1 = vec4<f32>(0.0);
    let teams = THREADS / LANES;
    let trips = (end - start + DEEP * teams - 1u) / (DEEP * teams);
    for (var trip = 0u; trip < trips; trip++) {
        let first = start + trip * DEEP * teams + local / LANES;
        var higher = top;
        //@repeat i DEEP
        let position_#i = first + #iu * teams;
        let row_#i = step.slot_base + min(position_#i, end - 1u);
        let k_#i = cached_eight(row_#i, 2u * values, head);
        let v_#i = cached_eight(row_#i, 2u * values, values + head);
        //@end
        //@repeat i DEEP
        let sum_#i = capped(sum_lanes(dot(q0, k_#i.low) + dot(q1, k_#i.high)), attention.cap);
        let s_#i = select(-3.0e38, sum_#i, position_#i < end);
        higher = max(higher, s_#i);
        //@end
        let fade = exp(top - higher);
        top = higher;
        sum *= fade;
        o0 *= fade;
        o1 *= fade;
        //@repeat i DEEP
        let share_#i = select(0.0, exp(s_#i - higher), position_#i < end);
        sum += share_#i;
        o0 += share_#i * v_#i.low;
        o1 += share_#i * v_#i.high;
        //@end
    }
    // Teams of a subgroup join by shuffles, subgroups through workgroup memory.
    for (var other = LANES; other < SUBGROUP; other *= 2u) {
        let other_top = subgroupShuffleXor(top, other);
        let higher = max(top, other_top);
        let fade = exp(top - higher);
        let share = exp(other_top - higher);
        top = higher;
        sum = sum * fade + subgroupShuffleXor(sum, other) * share;
        o0 = o0 * fade + subgroupShuffleXor(o0, other) * share;
        o1 = o1 * fade + subgroupShuffleXor(o1, other) * share;
    }
    let subgroup = local / SUBGROUP;
    if (local % SUBGROUP < eights) {
        let to = (subgroup * eights + mine) * 2u;
        outs[to] = o0;
        outs[to + 1u] = o1;
        tops[subgroup] = vec2<f32>(top, sum);
    }
    workgroupBarrier();
    if (local >= size) {
        return;
    }
    let subgroups = THREADS / SUBGROUP;
    // The first of them step by step: a loop would stay one, and the dispatch waits for it.
    //@repeat i ENDS
    if (#iu < subgroups) {
        top = max(top, tops[#iu].x);
    }
    //@end
    for (var other = ENDS; other < subgroups; other++) {
        top = max(top, tops[other].x);
    }
    var joined = vec2<f32>(0.0); // o and l
    //@repeat i ENDS
    if (#iu < subgroups) {
        joined += part_of(#iu, top, size, local);
    }
    //@end
    for (var other = ENDS; other < subgroups; other++) {
        joined += part_of(other, top, size, local);
    }
    store(group, local, joined.x, top, joined.y);
}
