// IQ4_NL's levels (see `levels`) as signed bytes, of the indices in the lower halves of bytes: a tree of choices by the indices'
// bits, four bytes at a time. A bit stands as 255 or 0 in its byte.
fn bit(indices: vec4<u32>, i: u32) -> vec4<u32> {
    let ones = (indices >> vec4<u32>(i)) & vec4<u32>(0x01010101u);
    return (ones << vec4<u32>(8u)) - ones;
}

fn choose(a: vec4<u32>, b: vec4<u32>, takes_b: vec4<u32>) -> vec4<u32> {
    return a ^ (takes_b & (a ^ b));
}

fn choose_level(a: u32, b: u32, takes_b: vec4<u32>) -> vec4<u32> {
    return vec4<u32>(a) ^ (takes_b & vec4<u32>(a ^ b));
}

fn level_bytes(indices: vec4<u32>) -> vec4<u32> {
    let last = bit(indices, 0u);
    let second = bit(indices, 1u);
    let third = bit(indices, 2u);
    let below = choose(
        choose(choose_level(0x81818181u, 0x98989898u, last), choose_level(0xadadadadu, 0xbfbfbfbfu, last), second),
        choose(choose_level(0xcfcfcfcfu, 0xddddddddu, last), choose_level(0xeaeaeaeau, 0xf6f6f6f6u, last), second), third);
    let above = choose(
        choose(choose_level(0x01010101u, 0x0d0d0d0du, last), choose_level(0x19191919u, 0x26262626u, last), second),
        choose(choose_level(0x35353535u, 0x45454545u, last), choose_level(0x59595959u, 0x71717171u, last), second), third);
    return choose(below, above, bit(indices, 3u));
}
