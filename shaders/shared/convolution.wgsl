// What `short_conv` convolves.
struct Convolution {
    dim: u32,    // channels
    taps: u32,   // positions that a channel sees, its own among them
    pad0: u32,
    pad1: u32,
}
@group(0) @binding(1) var<uniform> convolution: Convolution;
