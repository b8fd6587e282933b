// Greedy choice over the logits, in two dispatches: each workgroup of `sample_scan` reduces RUN logits to one candidate.
const RUN: u32 = 1024u;
struct Sample {
    vocabulary: u32,
    runs: u32,
    pad0: u32,
    pad1: u32,
}
// The best logit seen, its token, and the sum of exp(logit - best).
struct Candidate {
    best: f32,
    token: u32,
    sum: f32,
    pad: f32,
}
@group(0) @binding(1) var<uniform> sample: Sample;

// Ties go to the lower token, whichever order the candidates come in.
fn join(a: Candidate, b: Candidate) -> Candidate {
    let first = a.best > b.best || (a.best == b.best && a.token < b.token);
    let best = max(a.best, b.best);
    return Candidate(best, select(b.token, a.token, first), a.sum * exp(a.best - best) + b.sum * exp(b.best - best), 0.0);
}

const NOTHING: Candidate = Candidate(-3.0e38, 0xffffffffu, 0.0, 0.0);
var<workgroup> candidates: array<Candidate, 64>;

// The whole workgroup's candidate, in thread 0.
fn join_all(local: u32, mine: Candidate) -> Candidate {
    candidates[local] = mine;
    workgroupBarrier();
    for (var other = 32u; other > 0u; other /= 2u) {
        if (local < other) {
            candidates[local] = join(candidates[local], candidates[local + other]);
        }
        workgroupBarrier();
    }
    return candidates[0];
}
