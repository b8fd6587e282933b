//! Whether the device would have room. WebGPU tells no memory's size, so the buffers are asked for, and given back at once.

use super::{Gpu, GpuError};

const PIECE_BYTES: u64 = 128 << 20;

impl Gpu {
    /// Asks for so many bytes, in pieces that no limit refuses. They are never written, which keeps a machine from swapping
    /// for the sake of a question: a driver that reserves memory when asked (as those of graphics cards do) answers for
    /// certain, one that hands out addresses only, and memory at the first write, proves no more than that. A software
    /// adapter is not asked: its memory is the machine's, and some of them write all of it at once.
    pub async fn try_room(&self, bytes: u64) -> Result<(), GpuError> {
        if self.is_software {
            return Ok(());
        }
        let piece = PIECE_BYTES.min(self.device.limits().max_buffer_size);
        let mut pieces = vec![];
        let mut left = bytes;
        while left > 0 {
            pieces.push(self.buffer("a trial", piece.min(left))?);
            // After each one: a device that has refused is not asked for more.
            self.check_room().await?;
            left = left.saturating_sub(piece);
        }
        Ok(())
    }
}
