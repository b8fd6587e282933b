//! The bytes received and not yet understood, with their place in the file. Knows no GGUF.

use std::borrow::Cow;

/// Longest header accepted. The largest vocabularies in use (262k tokens with merges) take about 20 MiB.
pub const HEADER_LIMIT: u64 = 64 << 20;

/// Why an item cannot be read now.
#[derive(Debug)]
pub enum Stop<E> {
    /// Its last bytes have not arrived.
    More,
    /// It would reach beyond the end of the file, or beyond `HEADER_LIMIT`.
    Beyond {
        claimed: u64,
        limit: u64,
    },
    Bad(E),
}

impl<E> From<E> for Stop<E> {
    fn from(error: E) -> Self {
        Self::Bad(error)
    }
}

#[derive(Debug)]
pub struct Input {
    bytes: Vec<u8>,
    at: usize,
    /// File offset of `bytes[0]`.
    base: u64,
    limit: u64,
}

impl Input {
    pub fn new(total_bytes: Option<u64>) -> Self {
        let limit = total_bytes.unwrap_or(HEADER_LIMIT).min(HEADER_LIMIT);
        Self { bytes: Vec::new(), at: 0, base: 0, limit }
    }

    pub fn append(&mut self, chunk: &[u8]) {
        self.bytes.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        self.bytes.extend_from_slice(chunk);
    }

    /// File offset of the next byte to be read.
    pub fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// File offset just past the last byte received.
    pub fn end(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// Goes back to `offset`, which must not lie before the last `append`'s first unread byte.
    pub fn rewind(&mut self, offset: u64) {
        self.at = offset.saturating_sub(self.base) as usize;
    }

    /// Says early that an item of `claimed` bytes cannot be there, before anything is allocated for it.
    pub fn expect_room<E>(&self, claimed: u64) -> Result<(), Stop<E>> {
        if claimed > self.limit.saturating_sub(self.offset()) {
            return Err(Stop::Beyond { claimed, limit: self.limit });
        }
        Ok(())
    }

    pub fn take<E>(&mut self, length: u64) -> Result<&[u8], Stop<E>> {
        self.expect_room(length)?;
        let end = self.at + length as usize;
        let taken = self.bytes.get(self.at..end).ok_or(Stop::More)?;
        self.at = end;
        Ok(taken)
    }

    /// As many whole units of `unit` bytes as have arrived, at most `most`.
    pub fn take_units<E>(&mut self, unit: usize, most: u64) -> Result<&[u8], Stop<E>> {
        let arrived = (self.bytes.len() - self.at) / unit;
        let units = (arrived as u64).min(most);
        if units == 0 {
            return Err(Stop::More);
        }
        self.take(units * unit as u64)
    }

    pub fn array<const N: usize, E>(&mut self) -> Result<[u8; N], Stop<E>> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64)?);
        Ok(array)
    }

    pub fn u32<E>(&mut self) -> Result<u32, Stop<E>> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64<E>(&mut self) -> Result<u64, Stop<E>> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A length-prefixed string. What is not UTF-8 is replaced: names that matter are compared, never shown raw.
    pub fn string<E>(&mut self) -> Result<Cow<'_, str>, Stop<E>> {
        let length = self.u64()?;
        Ok(String::from_utf8_lossy(self.take(length)?))
    }

    /// The bytes after the last one read.
    pub fn into_rest(mut self) -> Vec<u8> {
        self.bytes.drain(..self.at);
        self.bytes
    }
}
