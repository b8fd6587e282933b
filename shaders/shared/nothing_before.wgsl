// Storing needs nothing that could be loaded early.
//@import finish_each
struct Before { nothing: u32 }

fn before_of(column: u32, pair: u32) -> Before {
    return Before(0u);
}

fn store_after(before: Before, column: u32, pair: u32, a: f32, b: f32) {
    store_pair(column, pair, a, b);
}
