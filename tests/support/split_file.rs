//! A model cut into several files, as `gguf-split` does.

use super::GgufFile;

const U16: u32 = 2;
const I32: u32 = 5;
const ALIGNMENT: usize = 32;

/// `counts`: tensors of each file; the first has the metadata.
pub fn split(file: &GgufFile, counts: &[usize]) -> Vec<Vec<u8>> {
    let tensors = &file.gguf().tensors;
    assert_eq!(counts.iter().sum::<usize>(), tensors.len());
    let pairs = u64::from_le_bytes(file.bytes[16..24].try_into().unwrap());
    let mut rest = tensors.iter();
    let part = |(number, &count): (usize, &usize)| {
        let mut keys = if number == 0 { file.bytes[24..file.tensor_list()].to_vec() } else { vec![] };
        pair(&mut keys, "split.no", U16, &(number as u16).to_le_bytes());
        pair(&mut keys, "split.count", U16, &(counts.len() as u16).to_le_bytes());
        pair(&mut keys, "split.tensors.count", I32, &(tensors.len() as i32).to_le_bytes());
        let (mut list, mut body) = (vec![], vec![]);
        for tensor in rest.by_ref().take(count) {
            // Name, dimensions and type are as they were; the offset behind them is of this file.
            let found = file.find(&tensor.name);
            list.extend(&file.bytes[found.start - 8..found.end + 4 + tensor.shape.len() * 8 + 4]);
            list.extend((body.len() as u64).to_le_bytes());
            body.extend(&file.bytes[tensor.offset as usize..(tensor.offset + tensor.bytes) as usize]);
            body.resize(body.len().next_multiple_of(ALIGNMENT), 0);
        }
        let pairs = if number == 0 { pairs + 3 } else { 3 };
        let mut bytes = file.bytes[..8].to_vec();
        bytes.extend((count as u64).to_le_bytes());
        bytes.extend(pairs.to_le_bytes());
        bytes.extend(keys);
        bytes.extend(list);
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        bytes.extend(body);
        bytes
    };
    counts.iter().enumerate().map(part).collect()
}

fn pair(keys: &mut Vec<u8>, key: &str, kind: u32, value: &[u8]) {
    keys.extend((key.len() as u64).to_le_bytes());
    keys.extend(key.as_bytes());
    keys.extend(kind.to_le_bytes());
    keys.extend(value);
}
