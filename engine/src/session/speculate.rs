//! Prompt-lookup speculation (Saxena 2023): an answer that mostly copies its input is drafted from it.

/// What to draft from.
#[derive(Debug, Clone, Default)]
pub struct Speculation {
    pub source: Vec<u32>,
}
