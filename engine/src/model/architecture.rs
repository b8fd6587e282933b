//! The architectures that can be run, and what tells them apart. All else is read from the file's metadata and tensors.

use super::ModelError;

#[derive(Debug, PartialEq, Eq)]
pub struct Architecture {
    /// As `general.architecture` names it.
    pub name: &'static str,
    pub rope: RopePairs,
    /// Queries, keys and values have biases.
    pub has_qkv_bias: bool,
}

/// Which numbers of a head's rotated part are turned together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RopePairs {
    /// Numbers 2i and 2i + 1.
    Adjacent,
    /// Numbers i and i + half.
    Halves,
}

const ALL: &[Architecture] = &[
    Architecture { name: "llama", rope: RopePairs::Adjacent, has_qkv_bias: false },
    Architecture { name: "qwen2", rope: RopePairs::Halves, has_qkv_bias: true },
];

impl Architecture {
    pub fn named(name: &str) -> Result<&'static Self, ModelError> {
        let found = ALL.iter().find(|architecture| architecture.name == name);
        found.ok_or_else(|| ModelError::Architecture { found: name.into() })
    }

    /// Those that can be run, for messages.
    pub fn names() -> String {
        ALL.iter().map(|architecture| architecture.name).collect::<Vec<_>>().join(", ")
    }
}
