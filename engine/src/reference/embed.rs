//! Rows of a table.

/// (T, columns): the tokens' rows of the table (V, columns), times `scale`.
pub fn embed(table: &[f32], columns: usize, tokens: &[u32], scale: f32) -> Vec<f32> {
    tokens
        .iter()
        .flat_map(|token| &table[*token as usize * columns..][..columns])
        .map(|weight| weight * scale)
        .collect()
}
