// A causal convolution over the last positions, channel by channel, of inputs b x, gated by c (LFM2). The inputs of all positions of
// a slot are kept as f16, two to a word, beside other layers' keys and values: whatever position a slot goes back to, they are there.
// A thread has two channels of one column.
//@import step
//@import convolution
//@import place
@group(1) @binding(0) var<storage, read> bcx: array<vec2<f32>>; // (T, 3 D)
@group(1) @binding(1) var<storage, read> taps: array<f32>;      // (D, taps), the last one of the position itself
@group(1) @binding(2) var<storage, read_write> inputs: array<u32>;
@group(1) @binding(3) var<storage, read_write> y: array<vec2<f32>>; // as the step has activations

const LARGEST: f32 = 65504.0;

fn input(column: u32, pair: u32, pairs: u32) -> vec2<f32> {
    let row = column * 3u * pairs + pair;
    return clamp(bcx[row] * bcx[row + 2u * pairs], vec2<f32>(-LARGEST), vec2<f32>(LARGEST));
}

// The taps of channels 2 pair and 2 pair + 1 so many positions back.
fn taps_of(pair: u32, back: u32) -> vec2<f32> {
    let tap = (2u * pair + 1u) * convolution.taps - 1u - back;
    return vec2<f32>(taps[tap], taps[tap + convolution.taps]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>) {
    let pair = thread.x;
    let column = thread.y;
    let pairs = convolution.dim / 2u;
    if (pair >= pairs) {
        return;
    }
    let slot = step.slot_base * pairs + pair;
    let position = step.position + column;
    let own = input(column, pair, pairs);
    inputs[slot + position * pairs] = pack2x16float(own);
    var sum = own * taps_of(pair, 0u);
    for (var back = 1u; back < convolution.taps && back <= position; back++) {
        var kept = 0u;
        if (back > column) {
            kept = inputs[slot + (position - back) * pairs];
        } else {
            // Of this step: another thread writes it, perhaps later. Rounded all the same, as it will be read in other steps.
            kept = pack2x16float(input(column - back, pair, pairs));
        }
        sum += unpack2x16float(kept) * taps_of(pair, back);
    }
    let gate = bcx[column * 3u * pairs + pairs + pair];
    y[column * pairs + place(2u * pair, convolution.dim) / 2u] = gate * sum;
}
