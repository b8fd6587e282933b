// One head of one column over one split: o = sum of exp(s - m) v, with m = max s and l = sum of exp(s - m), where
// s = scale (q · k). Written as head_size + 2 floats (o, m, l), which `combine` joins; as o / l where one split is all.
//@import step
//@import attention
//@import place
@group(1) @binding(2) var<storage, read_write> partials: array<f32>;
@group(1) @binding(3) var<storage, read_write> att: array<f32>;

// Dimension i of what a split found.
fn store(group: vec3<u32>, i: u32, o: f32, top: f32, sum: f32) {
    let size = attention.head_size;
    if (step.splits == 1u) {
        let length = attention.heads * size;
        att[group.z * length + place(group.y * size + i, length)] = o / sum;
        return;
    }
    let at = ((group.z * attention.heads + group.y) * step.splits + group.x) * (size + 2u);
    partials[at + i] = o;
    if (i == 0u) {
        partials[at + size] = top;
        partials[at + size + 1u] = sum;
    }
}

//@import way
