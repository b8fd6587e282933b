// Which tokens the filters leave, as the least logit that stays: equal logits stay or go together. One workgroup.
//
// The k-th greatest logit, and the one at which the greatest have the probability p, are found without sorting: each pass
// tries three thresholds between one that leaves enough and one that does not. It ends when one token lies between them.
//@import step
//@import scan
//@import drawing
@group(1) @binding(0) var<storage, read> logits: array<f32>;
@group(1) @binding(1) var<storage, read> found: array<Candidate>;
@group(1) @binding(2) var<storage, read> drawing: Drawing;
@group(1) @binding(3) var<storage, read_write> cut: Cut;

const THREADS: u32 = 256u;
// The first passes quarter the difference of near values, which is fast; the others that of ranks, which is sure to end.
const PASSES_BY_VALUE: u32 = 12u;
const NEAR: f32 = 16.0;
const PASSES: u32 = 32u;
const LEAST: f32 = -3.0e38;

// Tokens of at least a threshold, and the sum of their exp(logit - best).
struct Above {
    threshold: u32,
    count: f32,
    mass: f32,
}
// The same of three thresholds.
struct Tally {
    counts: vec3<f32>,
    masses: vec3<f32>,
}
var<workgroup> tallies: array<Tally, THREADS>;
var<workgroup> total: Tally;

// Over the whole vocabulary: in all threads.
fn tally(local: u32, best: f32, thresholds: vec3<u32>) -> Tally {
    var count = vec3<f32>(0.0);
    var mass = vec3<f32>(0.0);
    let least = min(thresholds.x, min(thresholds.y, thresholds.z));
    for (var run = 0u; run < sample.runs; run++) {
        if (rank(found[run].best) < least) {
            continue;
        }
        let end = min((run + 1u) * RUN, sample.vocabulary);
        for (var token = run * RUN + local; token < end; token += THREADS) {
            let logit = logits[step.logits * sample.vocabulary + token];
            let stays = vec3<u32>(rank(logit)) >= thresholds;
            count += select(vec3<f32>(0.0), vec3<f32>(1.0), stays);
            mass += select(vec3<f32>(0.0), vec3<f32>(exp(logit - best)), stays);
        }
    }
    tallies[local] = Tally(count, mass);
    workgroupBarrier();
    for (var other = THREADS / 2u; other > 0u; other /= 2u) {
        if (local < other) {
            tallies[local].counts += tallies[local + other].counts;
            tallies[local].masses += tallies[local + other].masses;
        }
        workgroupBarrier();
    }
    if (local == 0u) {
        total = tallies[0];
    }
    return workgroupUniformLoad(&total);
}

fn pivots(pass_index: u32, best: f32, low: u32, high: u32) -> vec3<u32> {
    let span = high - low;
    let from_value = value_of(low);
    let part = (value_of(high) - from_value) / 4.0;
    var tried = vec3<u32>(low) + vec3<u32>(span / 4u, span / 2u, span / 2u + span / 4u);
    if (pass_index == 0u) {
        tried = vec3<u32>(rank(best - 24.0), rank(best - 8.0), rank(best - 2.0));
    } else if (pass_index < PASSES_BY_VALUE && part < NEAR) {
        tried = vec3<u32>(rank(from_value + part), rank(from_value + 2.0 * part), rank(from_value + 3.0 * part));
    }
    return clamp(tried, vec3<u32>(low + 1u), vec3<u32>(max(low + 1u, high - 1u)));
}

// The greatest threshold that leaves at least `count` tokens and at least `mass`; `all` leaves as many.
fn search(local: u32, best: f32, all: Above, count: f32, mass: f32) -> Above {
    var low = all;
    // What leaves too little.
    var high = Above(rank(best) + 1u, 0.0, 0.0);
    for (var pass_index = 0u; pass_index < PASSES; pass_index++) {
        if (high.threshold - low.threshold <= 1u || low.count - high.count <= 1.0 || low.count == count) {
            break;
        }
        let tried = pivots(pass_index, best, low.threshold, high.threshold);
        let above = tally(local, best, tried);
        for (var i = 0u; i < 3u; i++) {
            let one = Above(tried[i], above.counts[i], above.masses[i]);
            if (one.count >= count && one.mass >= mass) {
                if (one.threshold > low.threshold) {
                    low = one;
                }
            } else if (one.threshold < high.threshold) {
                high = one;
            }
        }
    }
    return low;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) local: u32) {
    var best = LEAST;
    for (var run = 0u; run < sample.runs; run++) {
        best = max(best, found[run].best);
    }
    var mass = 0.0;
    for (var run = 0u; run < sample.runs; run++) {
        mass += found[run].sum * exp(found[run].best - best);
    }
    var left = Above(rank(LEAST), f32(sample.vocabulary), mass);
    if (drawing.top_k > 0u && drawing.top_k < sample.vocabulary) {
        left = search(local, best, left, f32(drawing.top_k), 0.0);
    }
    if (drawing.top_p < 1.0) {
        left = search(local, best, left, 1.0, drawing.top_p * left.mass);
    }
    if (local == 0u) {
        var least = left.threshold;
        if (drawing.min_p > 0.0) {
            least = max(least, min(rank(best + log(drawing.min_p)), rank(best)));
        }
        cut = Cut(least, best, 0u, 0u);
    }
}
