// Joins the splits of one head of one column: att = sum of e^(m_i - m) o_i / sum of e^(m_i - m) l_i, m = max m_i. A thread takes one
// dimension of every few splits, DEEP of them at a time.
//@import step
//@import attention
//@import place
@group(1) @binding(0) var<storage, read> partials: array<f32>;
@group(1) @binding(1) var<storage, read_write> att: array<f32>;

const THREADS: u32 = 256u;
var<workgroup> tops: array<f32, THREADS>;
var<workgroup> parts: array<vec2<f32>, THREADS>; // o and l of a dimension, of some of the splits

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let head = group.x;
    let column = group.y;
    let size = attention.head_size;
    let last = step.position + column;
    let first = first_seen(last) / step.split;
    let end = last / step.split + 1u;
    let base = (column * attention.heads + head) * step.splits * (size + 2u);
    var top = -3.0e38;
    for (var split = first + local; split < end; split += THREADS) {
        top = max(top, partials[base + split * (size + 2u) + size]);
    }
    tops[local] = top;
    workgroupBarrier();
    for (var i = 0u; i < min(end - first, THREADS); i++) {
        top = max(top, tops[i]);
    }
    let teams = THREADS / size;
    let dimension = local % size;
    var part = vec2<f32>(0.0);
    if (local < teams * size) {
        for (var split = first + local / size; split < end; split += DEEP * teams) {
            //@repeat i DEEP
            let split_#i = split + #iu * teams;
            let at_#i = base + min(split_#i, end - 1u) * (size + 2u);
            let share_#i = select(0.0, exp(partials[at_#i + size] - top), split_#i < end);
            part += share_#i * vec2<f32>(partials[at_#i + dimension], partials[at_#i + size + 1u]);
            //@end
        }
    }
    parts[local] = part;
    workgroupBarrier();
    if (local < size) {
        for (var team = 1u; team < teams; team++) {
            part += parts[team * size + local];
        }
        let length = attention.heads * size;
        att[column * length + place(head * size + local, length)] = part.x / part.y;
    }
}
