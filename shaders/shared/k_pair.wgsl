// d s and m t of a block, from the header of its super-block (see `k_scales`).
//@import six_bit_pair
fn k_pair(header: vec4<u32>, block: u32) -> vec2<f32> {
    let i = block % 8u;
    return unpack2x16float(header.x) * six_bit_pair(select(header.y, header.z, i > 3u), header.w, i);
}
