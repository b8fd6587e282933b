// A part's first half of rows are gates, the second half their ups: y_i = act(gate_i) * up_i (Shazeer 2020), where
// act(g) = g / (1 + e^-(a g + b g^3)) is SiLU, or GELU by its usual approximation.
fn pair_rows(pair: u32) -> vec2<u32> {
    return vec2<u32>(pair, pair + matrix.rows / 2u);
}

fn gated(gate: f32, up: f32) -> f32 {
    let bent = gate * (matrix.gate_linear + matrix.gate_cubic * gate * gate);
    return gate / (1.0 + exp(min(-bent, 80.0))) * up; // no larger power: it could be infinite
}
