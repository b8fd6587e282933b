// The best allowed token of each run of RUN logits.
//@import step
//@import scan
@group(1) @binding(0) var<storage, read> logits: array<f32>;
@group(1) @binding(1) var<storage, read> mask: array<u32>;
@group(1) @binding(2) var<storage, read_write> found: array<Candidate>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let end = min((group.x + 1u) * RUN, sample.vocabulary);
    var mine = NOTHING;
    for (var token = group.x * RUN + local; token < end; token += 64u) {
        if (step.masked == 0u || ((mask[token / 32u] >> (token % 32u)) & 1u) == 1u) {
            mine = join(mine, Candidate(logits[step.logits * sample.vocabulary + token], token, 1.0, 0.0));
        }
    }
    let best = join_all(local, mine);
    if (local == 0u) {
        found[group.x] = best;
    }
}
