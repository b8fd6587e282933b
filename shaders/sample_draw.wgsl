// Of each run of RUN logits, the token that noise favours among those that the filters left (Gumbel-max): over all runs the
// winner has the softmax's probability. The noise depends on seed, position and token alone.
//@import step
//@import scan
//@import drawing
//@import drawn
@group(1) @binding(0) var<storage, read> logits: array<f32>;
@group(1) @binding(1) var<storage, read> drawing: Drawing;
@group(1) @binding(2) var<storage, read> cut: Cut;
@group(1) @binding(3) var<storage, read_write> found: array<Drawn>;

// PCG3D (Jarzynski & Olano 2020), and lowbias32 (Wellons 2018) behind it: neighbouring tokens and positions have nothing in common.
fn noise(token: u32, position: u32) -> u32 {
    var v = vec3<u32>(token, position, drawing.seed) * 1664525u + 1013904223u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v ^= v >> vec3<u32>(16u);
    v.x += v.y * v.z;
    var bits = v.x;
    bits ^= bits >> 16u;
    bits *= 0x7feb352du;
    bits ^= bits >> 15u;
    bits *= 0x846ca68bu;
    return bits ^ (bits >> 16u);
}

// -ln(1 - u) for a u from 0 to 1: the small ones, which win, in full precision.
fn exponential(bits: u32) -> f32 {
    let u = min((f32(bits) + 0.5) * 2.3283064e-10, 0.9999999);
    return select(-log(1.0 - u), u + 0.5 * u * u, u < 1e-3);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let end = min((group.x + 1u) * RUN, sample.vocabulary);
    var mine = NOBODY;
    for (var token = group.x * RUN + local; token < end; token += 64u) {
        let logit = logits[step.logits * sample.vocabulary + token];
        if (rank(logit) >= cut.least) {
            let log_weight = (logit - cut.best) / drawing.temperature;
            let score = log_weight - log(exponential(noise(token, step.position + step.columns)));
            mine = better(mine, Drawn(score, token, log_weight, exp(log_weight)));
        }
    }
    let won = better_all(local, mine);
    if (local == 0u) {
        found[group.x] = won;
    }
}
