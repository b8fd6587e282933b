// The best of the runs becomes the next token; token and natural log-probability (by the filtered distribution) go to `results`.
//@import step
//@import scan
//@import drawn
@group(1) @binding(0) var<storage, read> found: array<Drawn>;
@group(1) @binding(1) var<storage, read_write> tokens: array<u32>;
@group(1) @binding(2) var<storage, read_write> results: array<vec2<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
    var mine = NOBODY;
    for (var run = local; run < sample.runs; run += 64u) {
        mine = better(mine, found[run]);
    }
    let won = better_all(local, mine);
    if (local == 0u) {
        let token = min(won.token, sample.vocabulary - 1u);
        tokens[step.slot_base + step.position + step.columns] = token;
        results[step.result] = vec2<u32>(token, bitcast<u32>(won.log_weight - log(won.sum)));
    }
}
