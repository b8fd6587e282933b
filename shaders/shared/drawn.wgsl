// The token that noise favours among some, in two dispatches: each workgroup of `sample_draw` reduces RUN logits to one.
// `log_weight`: of the token, by the filtered distribution; `sum`: of all weights.
struct Drawn {
    score: f32,
    token: u32,
    log_weight: f32,
    sum: f32,
}
const NOBODY: Drawn = Drawn(-3.0e38, 0xffffffffu, 0.0, 0.0);
var<workgroup> drawn: array<Drawn, 64>;

// Ties go to the lower token, whichever order they come in.
fn better(a: Drawn, b: Drawn) -> Drawn {
    let first = a.score > b.score || (a.score == b.score && a.token < b.token);
    let sum = a.sum + b.sum;
    if (first) {
        return Drawn(a.score, a.token, a.log_weight, sum);
    }
    return Drawn(b.score, b.token, b.log_weight, sum);
}

// The whole workgroup's, in thread 0.
fn better_all(local: u32, mine: Drawn) -> Drawn {
    drawn[local] = mine;
    workgroupBarrier();
    for (var other = 32u; other > 0u; other /= 2u) {
        if (local < other) {
            drawn[local] = better(drawn[local], drawn[local + other]);
        }
        workgroupBarrier();
    }
    return drawn[0];
}
