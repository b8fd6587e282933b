//! Cuts the weights' bytes into whole rows as they arrive. Holds at most one row, or one group of rows that are wanted
//! together, that is not yet whole.

use super::{Gguf, GgufError};

/// Consecutive whole rows of one tensor, as they lie in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rows<'a> {
    /// Index into `Gguf::tensors`.
    pub tensor: usize,
    pub first_row: usize,
    pub rows: usize,
    pub bytes: &'a [u8],
}

#[derive(Debug)]
struct Extent {
    tensor: usize,
    name: String,
    offset: u64,
    row_bytes: usize,
    rows: usize,
    /// Rows of a group.
    together: usize,
}

#[derive(Debug)]
pub struct TensorStream {
    /// In the file's order, the next one first.
    extents: std::vec::IntoIter<Extent>,
    current: Option<Extent>,
    /// Rows of the current tensor already handed out.
    row: usize,
    /// The beginning of the next group.
    partial: Vec<u8>,
    /// File offset of the next byte to come.
    offset: u64,
}

impl TensorStream {
    /// Begins at `data_offset`: push first the bytes that the header reader had left over.
    pub fn new(gguf: &Gguf) -> Self {
        Self::in_groups(gguf, &|_| 1)
    }

    /// Rows of a tensor are handed over in whole groups of as many as `together` says of its index.
    pub fn in_groups(gguf: &Gguf, together: &dyn Fn(usize) -> usize) -> Self {
        let extent = |(index, tensor): (usize, &super::TensorInfo)| Extent {
            tensor: index,
            name: tensor.name.clone(),
            offset: tensor.offset,
            row_bytes: tensor.row_bytes(),
            rows: tensor.rows(),
            together: together(index).max(1),
        };
        let mut extents: Vec<Extent> = gguf.tensors.iter().enumerate().map(extent).collect();
        extents.sort_by_key(|extent| extent.offset);
        let mut extents = extents.into_iter();
        let current = extents.next();
        Self { extents, current, row: 0, partial: Vec::new(), offset: gguf.data_offset }
    }

    /// Takes the file's next bytes and hands over the rows that they complete, in the file's order.
    pub fn push<E>(&mut self, mut chunk: &[u8], on_rows: &mut dyn FnMut(Rows) -> Result<(), E>) -> Result<(), E> {
        while let Some(extent) = &self.current {
            let padding = extent.offset.saturating_sub(self.offset).min(chunk.len() as u64);
            self.offset += padding;
            chunk = &chunk[padding as usize..];
            if chunk.is_empty() {
                return Ok(());
            }

            let left = extent.rows - self.row;
            let group = extent.together.min(left);
            let group_bytes = group * extent.row_bytes;
            if self.partial.is_empty() && chunk.len() >= group_bytes {
                let rows = (chunk.len() / group_bytes * group).min(left);
                let (bytes, rest) = chunk.split_at(rows * extent.row_bytes);
                self.offset += bytes.len() as u64;
                chunk = rest;
                on_rows(Rows { tensor: extent.tensor, first_row: self.row, rows, bytes })?;
                self.row += rows;
            } else {
                let (bytes, rest) = chunk.split_at(chunk.len().min(group_bytes - self.partial.len()));
                self.partial.extend_from_slice(bytes);
                self.offset += bytes.len() as u64;
                chunk = rest;
                if self.partial.len() == group_bytes {
                    let (tensor, first_row) = (extent.tensor, self.row);
                    on_rows(Rows { tensor, first_row, rows: group, bytes: &self.partial })?;
                    self.row += group;
                    self.partial.clear();
                }
            }

            if self.row == extent.rows {
                self.current = self.extents.next();
                self.row = 0;
            }
        }
        self.offset += chunk.len() as u64;
        Ok(())
    }

    /// The stream ended: an error unless every tensor was whole.
    pub fn finish(&self) -> Result<(), GgufError> {
        match &self.current {
            None => Ok(()),
            Some(extent) => {
                Err(GgufError::CutShort { inside: format!("tensor `{}`", extent.name), offset: self.offset })
            }
        }
    }
}
