// Each pair is stored by a lane of its own.
fn finish(local: u32, group_pair: u32, is_storing: bool, before: Before, column: u32, pair: u32, a: f32, b: f32) {
    if (is_storing) {
        store_after(before, column, pair, a, b);
    }
}
