// Integers that are computed from the weights alone.
fn prepare(local: u32) {}
