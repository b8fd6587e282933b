// The best of the runs becomes the next token; token and natural log-probability (of those allowed) go to `results`.
//@import step
//@import scan
@group(1) @binding(0) var<storage, read> found: array<Candidate>;
@group(1) @binding(1) var<storage, read_write> tokens: array<u32>;
@group(1) @binding(2) var<storage, read_write> results: array<vec2<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
    var mine = NOTHING;
    for (var run = local; run < sample.runs; run += 64u) {
        mine = join(mine, found[run]);
    }
    let best = join_all(local, mine);
    if (local == 0u) {
        let token = min(best.token, sample.vocabulary - 1u);
        tokens[step.slot_base + step.position + step.columns] = token;
        results[step.result] = vec2<u32>(token, bitcast<u32>(-log(best.sum)));
    }
}
