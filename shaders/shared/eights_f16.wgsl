// Eight dimensions of the KV cache in f16. `eights`: of a position.
struct Eight {
    low: vec4<f32>,
    high: vec4<f32>,
}

fn cached_eight(position: u32, eights: u32, at: u32) -> Eight {
    let w = kv[position * eights + at];
    return Eight(vec4<f32>(unpack2x16float(w.x), unpack2x16float(w.y)), vec4<f32>(unpack2x16float(w.z), unpack2x16float(w.w)));
}
