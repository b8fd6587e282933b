//! Where each tensor lies in the file, and the check that what the header says about it can be true.

use super::input::{Input, Stop};
use super::{GgufError, QuantKind};

const MOST_DIMENSIONS: u32 = 4;
/// Longest row accepted, in weights. Streaming holds one row at a time; the widest rows in use have 40 thousand.
const MOST_COLUMNS: u64 = 1 << 22;

#[derive(Debug, Clone, PartialEq)]
pub struct TensorInfo {
    pub name: String,
    /// GGUF order: the first is the length of a row.
    pub shape: Vec<u64>,
    pub kind: QuantKind,
    /// From the beginning of the file.
    pub offset: u64,
    pub bytes: u64,
    /// Where in the file the header lists it.
    pub listed: u64,
}

impl TensorInfo {
    /// Weights in a row.
    pub fn columns(&self) -> usize {
        self.shape.first().copied().unwrap_or(1) as usize
    }

    /// Rows of all further dimensions together.
    pub fn rows(&self) -> usize {
        self.shape.iter().skip(1).product::<u64>() as usize
    }

    pub fn row_bytes(&self) -> usize {
        self.kind.row_bytes(self.columns())
    }

    /// Reads one entry of the header's tensor list. Its offset counts from the data's beginning until `place` is called.
    pub(super) fn read(input: &mut Input) -> Result<Self, Stop<GgufError>> {
        let start = input.offset();
        let name = input.string()?.into_owned();
        let damaged = |what: &str| GgufError::Damaged { what: format!("tensor `{name}` {what}"), offset: start };
        let dimensions = input.u32()?;
        if !(1..=MOST_DIMENSIONS).contains(&dimensions) {
            return Err(damaged(&format!("has {dimensions} dimensions")).into());
        }
        let shape = (0..dimensions).map(|_| input.u64()).collect::<Result<Vec<_>, _>>()?;
        let type_offset = input.offset();
        let number = input.u32()?;
        let offset = input.u64()?;
        let kind = QuantKind::from_ggml(number).map_err(|found| GgufError::UnsupportedTensorType {
            tensor: name.clone(),
            found,
            offset: type_offset,
        })?;

        let columns = shape[0];
        let rows = shape[1..].iter().try_fold(1u64, |product, &length| product.checked_mul(length));
        let rows = rows.filter(|&rows| rows <= u32::MAX.into()).ok_or_else(|| damaged("has an impossible shape"))?;
        if columns == 0 || rows == 0 {
            return Err(damaged("is empty").into());
        }
        if columns > MOST_COLUMNS {
            return Err(damaged(&format!("has rows of {columns} weights")).into());
        }
        let (weights, bytes) = (kind.block_weights() as u64, kind.block_bytes() as u64);
        if columns % weights != 0 {
            return Err(damaged(&format!("has rows of {columns} weights, not a multiple of {weights}")).into());
        }
        // At most 2^32 rows of 2^24 bytes: no overflow.
        Ok(Self { bytes: rows * (columns / weights * bytes), name, shape, kind, offset, listed: start })
    }
}

/// Turns offsets that count from `data_offset` into offsets in the file, and checks that tensors lie apart and inside.
pub(super) fn place(
    tensors: &mut [TensorInfo],
    data_offset: u64,
    alignment: u64,
    total_bytes: Option<u64>,
) -> Result<(), GgufError> {
    for tensor in tensors.iter_mut() {
        let damaged = |what: String| GgufError::Damaged {
            what: format!("tensor `{}` {what}", tensor.name),
            offset: tensor.offset.saturating_add(data_offset),
        };
        if tensor.offset % alignment != 0 {
            return Err(damaged(format!("does not begin at a multiple of {alignment} bytes")));
        }
        let start = tensor.offset.checked_add(data_offset);
        let end = start.and_then(|start| start.checked_add(tensor.bytes));
        let (Some(start), Some(end)) = (start, end) else {
            return Err(damaged("begins beyond any file's end".to_owned()));
        };
        if let Some(total) = total_bytes.filter(|&total| end > total) {
            return Err(damaged(format!("reaches to byte {end} but the file ends at byte {total}")));
        }
        tensor.offset = start;
    }

    let mut in_order: Vec<&TensorInfo> = tensors.iter().collect();
    in_order.sort_by_key(|tensor| tensor.offset);
    for pair in in_order.windows(2) {
        if pair[0].offset + pair[0].bytes > pair[1].offset {
            let what = format!("tensors `{}` and `{}` overlap", pair[0].name, pair[1].name);
            return Err(GgufError::Damaged { what, offset: pair[1].offset });
        }
    }
    check_names(tensors)
}

/// An error where a name is there twice.
pub(super) fn check_names(tensors: &[TensorInfo]) -> Result<(), GgufError> {
    let mut in_order: Vec<&TensorInfo> = tensors.iter().collect();
    in_order.sort_by_key(|tensor| (&tensor.name, tensor.listed));
    if let Some([_, again]) = in_order.array_windows().find(|[first, again]| first.name == again.name) {
        let what = format!("tensor `{}` is listed twice", again.name);
        return Err(GgufError::Damaged { what, offset: again.listed });
    }
    Ok(())
}
