// The logits of the answer's last tokens are divided by the penalty, or multiplied where negative: once each. One workgroup,
// a thread for each of the last tokens.
//@import step
//@import scan
//@import drawing
@group(1) @binding(0) var<storage, read> drawing: Drawing;
@group(1) @binding(1) var<storage, read> tokens: array<u32>;
@group(1) @binding(2) var<storage, read_write> logits: array<f32>;

const LAST: u32 = 64u;

@compute @workgroup_size(LAST)
fn main(@builtin(local_invocation_index) local: u32) {
    let end = step.position + step.columns;
    if (end < drawing.first + local + 1u) {
        return;
    }
    let mine = step.slot_base + end - 1u - local;
    let token = tokens[mine];
    for (var later = mine + 1u; later < step.slot_base + end; later++) {
        if (tokens[later] == token) {
            return;
        }
    }
    if (token < sample.vocabulary) {
        let at = step.logits * sample.vocabulary + token;
        let logit = logits[at];
        logits[at] = select(logit * drawing.penalty, logit / drawing.penalty, logit > 0.0);
    }
}
