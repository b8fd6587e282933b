// Causal attention of one head for a tile of columns: att = softmax(scale (q K^T)) V, over tiles of positions whose maximum
// and sum are kept up on the way (FlashAttention: Dao et al. 2022). A tile is 32 columns by 32 positions; dimensions come
// in runs of 32 for the scores, of 64 for the values, a thread having 4 columns by 4 dimensions of each of GROUPS runs.
//@import step
//@import attention
//@import capped
//@import fours
@group(1) @binding(0) var<storage, read> q: array<f32>;
@group(1) @binding(1) var<storage, read> kv: array<u32>;
@group(1) @binding(2) var<storage, read_write> att: array<f32>;

const TILE: u32 = 32u;
// For the scores (column, 8) of the queries, then (position, 8) of the keys, in an order that spreads over the banks; then
// (position, 16) of the values.
var<workgroup> staged: array<vec4<f32>, 512>;
var<workgroup> scores: array<vec4<f32>, 256>;  // (position, 8 times four columns), spread likewise
var<workgroup> reduced: array<vec4<f32>, 136>; // (team, 17): a thread's four columns
alias Outs = array<vec4<f32>, 4>;              // by column: four dimensions

fn asked(row: u32, at: u32) -> vec4<f32> {
    let last = attention.head_size - 1u;
    let four = vec4<u32>(at, at + 1u, at + 2u, at + 3u);
    let places = vec4<u32>(row) + min(four, vec4<u32>(last));
    return select(vec4<f32>(0.0), vec4<f32>(q[places.x], q[places.y], q[places.z], q[places.w]), four <= vec4<u32>(last));
}

fn is_seen(position: u32, columns: vec4<u32>) -> vec4<bool> {
    let four = vec4<u32>(position);
    return (four <= columns) & (columns - min(four, columns) < vec4<u32>(attention.window));
}

fn capped_each(s: vec4<f32>) -> vec4<f32> {
    let cap = attention.cap;
    return vec4<f32>(capped(s.x, cap), capped(s.y, cap), capped(s.z, cap), capped(s.w, cap));
}

fn stage_values(local: u32, position: u32, end: u32, group: u32, base: u32, row_pairs: u32) {
    for (var item = local; item < 512u; item += 128u) {
        let row = step.slot_base + min(position + item / 16u, end - 1u);
        staged[item] = cached(row, row_pairs, base, group * 64u + item % 16u * 4u);
    }
}

fn weigh(outs: ptr<function, Outs>, local: u32) {
    let team = local / 16u;
    for (var position = 0u; position < TILE; position++) {
        let v = staged[position * 16u + local % 16u];
        let p = scores[position * 8u + (team ^ (position & 7u))];
        (*outs)[0] += p.x * v;
        (*outs)[1] += p.y * v;
        (*outs)[2] += p.z * v;
        (*outs)[3] += p.w * v;
    }
}

fn rescale(outs: ptr<function, Outs>, by: vec4<f32>) {
    (*outs)[0] *= by.x;
    (*outs)[1] *= by.y;
    (*outs)[2] *= by.z;
    (*outs)[3] *= by.w;
}

fn store_column(column: u32, head: u32, at: u32, out: vec4<f32>) {
    let size = attention.head_size;
    let row = (column * attention.heads + head) * size;
    if (column < step.columns) {
        for (var i = 0u; i < 4u; i++) {
            if (at + i < size) {
                att[row + at + i] = out[i];
            }
        }
    }
}

fn store(outs: Outs, column: u32, head: u32, at: u32, by: vec4<f32>) {
    store_column(column, head, at, outs[0] * by.x);
    store_column(column + 1u, head, at, outs[1] * by.y);
    store_column(column + 2u, head, at, outs[2] * by.z);
    store_column(column + 3u, head, at, outs[3] * by.w);
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let head = group.y;
    let first_column = (groups.x - 1u - group.x) * TILE; // those that see most go first
    let size = attention.head_size;
    let row_pairs = attention.kv_heads * size;
    let key_base = head / (attention.heads / attention.kv_heads) * (size / 2u);
    let value_base = key_base + row_pairs / 2u;
    let start = first_seen(step.position + first_column) / TILE * TILE;
    let end = step.position + min(first_column + TILE, step.columns);
    let team = local / 16u; // of columns, four each
    let lane = local % 16u;
    var out_0: Outs;
    var out_1: Outs;
    var out_2: Outs;
    var out_3: Outs;
    var top = vec4<f32>(-3.0e38); // of four columns, over all positions; the sum: over this thread's
    var sum: vec4<f32>;
    for (var position = start; position < end; position += TILE) {
        // Scores of four columns with one position, and with the one 16 further. Written out: without a value Firefox would keep the last
        // tile's.
        var near = vec4<f32>(0.0);
        var far = vec4<f32>(0.0);
        for (var first = 0u; first < size; first += TILE) {
            for (var item = local; item < 256u; item += 128u) {
                let row = item / 8u;
                let i = item % 8u;
                let at = row * 8u + (i ^ (row & 7u));
                let column = min(first_column + row, step.columns - 1u);
                staged[at] = asked((column * attention.heads + head) * size, first + i * 4u) * attention.scale;
                let seen = step.slot_base + min(position + row, end - 1u);
                staged[256u + at] = cached(seen, row_pairs, key_base, first + i * 4u);
            }
            workgroupBarrier();
            for (var i = 0u; i < 8u; i++) {
                let k = staged[256u + lane * 8u + (i ^ (lane & 7u))];
                let l = staged[384u + lane * 8u + (i ^ (lane & 7u))];
                let a = staged[team * 32u + (i ^ ((team * 4u) & 7u))];
                let b = staged[team * 32u + 8u + (i ^ ((team * 4u + 1u) & 7u))];
                let c = staged[team * 32u + 16u + (i ^ ((team * 4u + 2u) & 7u))];
                let d = staged[team * 32u + 24u + (i ^ ((team * 4u + 3u) & 7u))];
                near += vec4<f32>(dot(a, k), dot(b, k), dot(c, k), dot(d, k));
                far += vec4<f32>(dot(a, l), dot(b, l), dot(c, l), dot(d, l));
            }
            workgroupBarrier();
        }
        let column = vec4<u32>(0u, 1u, 2u, 3u) + vec4<u32>(step.position + first_column + team * 4u);
        let unseen = vec4<f32>(-3.0e38);
        near = select(unseen, capped_each(near), is_seen(position + lane, column));
        far = select(unseen, capped_each(far), is_seen(position + lane + 16u, column));
        reduced[team * 17u + lane] = max(near, far);
        stage_values(local, position, end, 0u, value_base, row_pairs);
        workgroupBarrier();
        var above = top;
        for (var i = 0u; i < 16u; i++) {
            above = max(above, reduced[team * 17u + i]);
        }
        let by = exp(top - above);
        top = above;
        near = exp(near - top);
        far = exp(far - top);
        sum = sum * by + near + far;
        scores[lane * 8u + (team ^ (lane & 7u))] = near;
        scores[(lane + 16u) * 8u + (team ^ (lane & 7u))] = far;
        workgroupBarrier();
        rescale(&out_0, by);
        weigh(&out_0, local);
        if (GROUPS > 1u) {
            workgroupBarrier();
            stage_values(local, position, end, 1u, value_base, row_pairs);
            workgroupBarrier();
            rescale(&out_1, by);
            weigh(&out_1, local);
        }
        if (GROUPS > 2u) {
            workgroupBarrier();
            stage_values(local, position, end, 2u, value_base, row_pairs);
            workgroupBarrier();
            rescale(&out_2, by);
            weigh(&out_2, local);
            workgroupBarrier();
            stage_values(local, position, end, 3u, value_base, row_pairs);
            workgroupBarrier();
            rescale(&out_3, by);
            weigh(&out_3, local);
        }
        workgroupBarrier();
    }
    reduced[team * 17u + lane] = sum;
    workgroupBarrier();
    var by: vec4<f32>;
    for (var i = 0u; i < 16u; i++) {
        by += reduced[team * 17u + i];
    }
    by = 1.0 / by;
    let column = first_column + team * 4u;
    store(out_0, column, head, lane * 4u, by);
    if (GROUPS > 1u) {
        store(out_1, column, head, 64u + lane * 4u, by);
    }
    if (GROUPS > 2u) {
        store(out_2, column, head, 128u + lane * 4u, by);
        store(out_3, column, head, 192u + lane * 4u, by);
    }
}
