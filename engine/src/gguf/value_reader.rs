//! Reads one metadata value. Arrays are taken as their elements arrive, so a vocabulary split over many chunks is read once.

use super::GgufError;
use super::input::{Input, Stop};
use super::metadata::{Strings, Value};

type Read<T> = Result<T, Stop<GgufError>>;

/// GGUF's value types, by number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    Bool,
    String,
    Array,
    U64,
    I64,
    F64,
}

impl Kind {
    fn read(input: &mut Input) -> Read<Self> {
        let offset = input.offset();
        const KINDS: [Kind; 13] = [
            Kind::U8,
            Kind::I8,
            Kind::U16,
            Kind::I16,
            Kind::U32,
            Kind::I32,
            Kind::F32,
            Kind::Bool,
            Kind::String,
            Kind::Array,
            Kind::U64,
            Kind::I64,
            Kind::F64,
        ];
        let number = input.u32()?;
        let kind = KINDS.get(number as usize).copied();
        let unknown = || GgufError::Damaged { what: format!("metadata value type {number} does not exist"), offset };
        Ok(kind.ok_or_else(unknown)?)
    }

    /// Bytes of one value; for a string, those of its length alone.
    fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 | Self::Bool => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 | Self::String => 8,
            Self::Array => 12,
        }
    }
}

/// An array of which some elements have arrived.
#[derive(Debug)]
pub struct PartialArray {
    kind: Kind,
    left: u64,
    value: Value,
}

/// A value, or the beginning of an array.
#[derive(Debug)]
pub enum Begun {
    Whole(Value),
    Array(PartialArray),
}

pub fn begin(input: &mut Input) -> Read<Begun> {
    let kind = Kind::read(input)?;
    match kind {
        Kind::String => Ok(Begun::Whole(Value::String(input.string()?.into_owned()))),
        Kind::Array => PartialArray::begin(input).map(Begun::Array),
        _ => {
            let bytes = input.take(kind.bytes() as u64)?;
            Ok(Begun::Whole(number(kind, bytes)))
        }
    }
}

impl PartialArray {
    fn begin(input: &mut Input) -> Read<Self> {
        let offset = input.offset();
        let kind = Kind::read(input)?;
        let left = input.u64()?;
        input.expect_room(left.saturating_mul(kind.bytes() as u64))?;
        let value = match kind {
            Kind::Array => {
                return Err(GgufError::Unsupported { what: "an array of arrays".to_owned(), offset }.into());
            }
            Kind::String => Value::Strings(Strings::default()),
            Kind::F32 | Kind::F64 => Value::Floats(Vec::new()),
            _ => Value::Integers(Vec::new()),
        };
        Ok(Self { kind, left, value })
    }

    pub fn is_whole(&self) -> bool {
        self.left == 0
    }

    /// Takes one string, or as many numbers as have arrived.
    pub fn advance(&mut self, input: &mut Input) -> Read<()> {
        if let Value::Strings(strings) = &mut self.value {
            strings.push(&input.string()?);
            self.left -= 1;
            return Ok(());
        }
        let unit = self.kind.bytes();
        let bytes = input.take_units(unit, self.left)?;
        self.left -= (bytes.len() / unit) as u64;
        for bytes in bytes.chunks_exact(unit) {
            match (number(self.kind, bytes), &mut self.value) {
                (Value::Unsigned(number), Value::Integers(values)) => values.push(number as i64),
                (Value::Signed(number), Value::Integers(values)) => values.push(number),
                (Value::Bool(flag), Value::Integers(values)) => values.push(flag.into()),
                (Value::Float(number), Value::Floats(values)) => values.push(number as f32),
                _ => {}
            }
        }
        Ok(())
    }

    pub fn into_value(mut self) -> Value {
        match &mut self.value {
            Value::Strings(strings) => strings.shrink_to_fit(),
            Value::Integers(values) => values.shrink_to_fit(),
            Value::Floats(values) => values.shrink_to_fit(),
            _ => {}
        }
        self.value
    }
}

/// `bytes` are as many as `kind` takes.
fn number(kind: Kind, bytes: &[u8]) -> Value {
    let mut wide = [0; 8];
    wide[..bytes.len()].copy_from_slice(bytes);
    let bits = u64::from_le_bytes(wide);
    match kind {
        Kind::Bool => Value::Bool(bits != 0),
        Kind::I8 => Value::Signed((bits as i8).into()),
        Kind::I16 => Value::Signed((bits as i16).into()),
        Kind::I32 => Value::Signed((bits as i32).into()),
        Kind::I64 => Value::Signed(bits as i64),
        Kind::F32 => Value::Float(f32::from_bits(bits as u32).into()),
        Kind::F64 => Value::Float(f64::from_bits(bits)),
        _ => Value::Unsigned(bits),
    }
}
