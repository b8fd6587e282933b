// Joins the splits of one head of one column: att = sum of e^(m_i - m) o_i / sum of e^(m_i - m) l_i, m = max m_i.
//@import step
//@import attention
//@import place
@group(1) @binding(0) var<storage, read> partials: array<f32>;
@group(1) @binding(1) var<storage, read_write> att: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let head = group.x;
    let column = group.y;
    let size = attention.head_size;
    let last = step.position + column;
    let first = first_seen(last) / step.split;
    let splits = last / step.split + 1u;
    let base = (column * attention.heads + head) * step.splits * (size + 2u);
    var top = -3.0e38;
    for (var split = first; split < splits; split++) {
        top = max(top, partials[base + split * (size + 2u) + size]);
    }
    for (var i = local; i < size; i += 64u) {
        var o = 0.0;
        var sum = 0.0;
        for (var split = first; split < splits; split++) {
            let at = base + split * (size + 2u);
            let share = exp(partials[at + size] - top);
            o += share * partials[at + i];
            sum += share * partials[at + size + 1u];
        }
        let length = attention.heads * size;
        att[column * length + place(head * size + i, length)] = o / sum;
    }
}
