//! The list of tensors alone: the first two bytes say how many, the rest are their entries and their weights.

use inkling_engine::gguf::HeaderReader;
use inkling_engine::model::{Config, check, demand};
use inkling_engine::service::fit::read_header;

use crate::file::{Pairs, preamble, take};
use crate::header;

pub fn run(mut bytes: &[u8]) {
    let count = u16::from_le_bytes(take(&mut bytes));
    let mut pairs = Pairs::default();
    pairs.small_model();
    let mut file = preamble(count.into(), pairs.count);
    file.extend(pairs.bytes);
    file.extend(bytes);
    read_header(&file, file.len() as f64);
    for total in [None, Some(file.len() as u64)] {
        let Ok(Some((gguf, rest))) = HeaderReader::new(total).push(&file) else { continue };
        for tensor in &gguf.tensors {
            assert!(
                tensor.offset >= gguf.data_offset && tensor.row_bytes() as u64 * tensor.rows() as u64 == tensor.bytes
            );
            assert!(total.is_none_or(|total| tensor.offset + tensor.bytes <= total));
        }
        demand::weight_bytes(&gguf);
        if let Ok(config) = Config::from_gguf(&gguf) {
            drop(check(&gguf, &config));
        }
        header::stream(&gguf, &rest);
    }
}
