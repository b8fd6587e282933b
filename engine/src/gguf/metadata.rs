//! The file's key–value pairs, with getters that name the key when it is missing or of another type.

use std::collections::BTreeMap;

use super::GgufError;
pub use super::strings::Strings;

/// A value. GGUF's integer widths are not kept apart: files disagree about them, so readers ask for a range instead.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Bool(bool),
    String(String),
    Strings(Strings),
    /// An array of integers, or of booleans as 0 and 1.
    Integers(Vec<i64>),
    Floats(Vec<f32>),
}

impl Value {
    fn describe(&self) -> String {
        match self {
            Self::Unsigned(value) => format!("the integer {value}"),
            Self::Signed(value) => format!("the integer {value}"),
            Self::Float(value) => format!("the number {value}"),
            Self::Bool(value) => format!("the boolean {value}"),
            Self::String(_) => "a string".to_owned(),
            Self::Strings(strings) => format!("an array of {} strings", strings.len()),
            Self::Integers(values) => format!("an array of {} integers", values.len()),
            Self::Floats(values) => format!("an array of {} numbers", values.len()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    /// Each with its key's place in the file.
    values: BTreeMap<String, (Value, u64)>,
}

impl Metadata {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key).map(|(value, _)| value)
    }

    /// Where in the file a key stands.
    pub fn offset(&self, key: &str) -> Option<u64> {
        self.values.get(key).map(|(_, offset)| *offset)
    }

    /// False when the key was there already; its first value stays.
    pub(super) fn insert(&mut self, key: String, value: Value, offset: u64) -> bool {
        let is_new = !self.values.contains_key(&key);
        if is_new {
            self.values.insert(key, (value, offset));
        }
        is_new
    }

    pub fn str(&self, key: &str) -> Result<&str, GgufError> {
        self.typed(key, "a string", |value| match value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Any integer that fits.
    pub fn u32(&self, key: &str) -> Result<u32, GgufError> {
        self.typed(key, "an integer between 0 and 4294967295", |value| match *value {
            Value::Unsigned(number) => u32::try_from(number).ok(),
            Value::Signed(number) => u32::try_from(number).ok(),
            _ => None,
        })
    }

    /// Neither infinite nor what is not a number.
    pub fn f32(&self, key: &str) -> Result<f32, GgufError> {
        self.typed(key, "a number", |value| match *value {
            Value::Float(number) => Some(number as f32).filter(|number| number.is_finite()),
            _ => None,
        })
    }

    pub fn bool(&self, key: &str) -> Result<bool, GgufError> {
        self.typed(key, "a boolean", |value| match *value {
            Value::Bool(flag) => Some(flag),
            _ => None,
        })
    }

    pub fn strings(&self, key: &str) -> Result<&Strings, GgufError> {
        self.typed(key, "an array of strings", |value| match value {
            Value::Strings(strings) => Some(strings),
            _ => None,
        })
    }

    pub fn i32s(&self, key: &str) -> Result<Vec<i32>, GgufError> {
        self.typed(key, "an array of 32-bit integers", |value| match value {
            Value::Integers(values) => values.iter().map(|&value| i32::try_from(value).ok()).collect(),
            _ => None,
        })
    }

    pub fn f32s(&self, key: &str) -> Result<&[f32], GgufError> {
        self.typed(key, "an array of numbers", |value| match value {
            Value::Floats(values) => Some(values.as_slice()),
            _ => None,
        })
    }

    fn typed<'a, T>(
        &'a self,
        key: &str,
        expected: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<T, GgufError> {
        let found = self.values.get(key).ok_or_else(|| GgufError::MissingKey { key: key.to_owned() })?;
        let (value, offset) = (&found.0, found.1);
        let wrong = || GgufError::WrongType { key: key.to_owned(), expected, found: value.describe(), offset };
        read(value).ok_or_else(wrong)
    }
}
