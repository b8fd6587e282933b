//! A model in several files (`gguf-split`), read as if they were one behind the other. The first holds the metadata, each has a
//! list of its tensors; where a tensor's rows go depends on all lists, so the headers of the later files are read first.

use super::{Gguf, GgufError, HeaderReader, tensor::check_names};

pub const COUNT_KEY: &str = "split.count";
const NUMBER_KEY: &str = "split.no";
const TENSORS_KEY: &str = "split.tensors.count";

/// The files of a model: their sizes, and the headers of all but the first.
#[derive(Debug)]
pub struct Parts {
    sizes: Vec<u64>,
    is_size_known: bool,
    later: Vec<Gguf>,
    reader: HeaderReader,
}

impl Parts {
    /// One file, and its size where that is known.
    pub fn one(total_bytes: Option<u64>) -> Self {
        Self { is_size_known: total_bytes.is_some(), ..Self::new(vec![total_bytes.unwrap_or(0)]) }
    }

    /// Files of these sizes, in their order.
    pub fn new(sizes: Vec<u64>) -> Self {
        let reader = HeaderReader::new(sizes.get(1).copied());
        Self { sizes, is_size_known: true, later: vec![], reader }
    }

    /// Bytes of all files, where they are known.
    pub fn total_bytes(&self) -> Option<u64> {
        self.is_size_known.then(|| self.sizes.iter().sum())
    }

    /// The file whose first bytes must be pushed before the model's can be: they are counted from 0.
    pub fn wanted(&self) -> Option<usize> {
        Some(self.later.len() + 1).filter(|part| *part < self.sizes.len())
    }

    /// The next bytes of the file that is wanted; some may be beyond its header.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), GgufError> {
        let read = self.reader.push(chunk).map_err(|error| self.of_wanted(error))?;
        if let Some((gguf, _)) = read {
            self.later.push(gguf);
            self.reader = HeaderReader::new(self.sizes.get(self.later.len() + 1).copied());
        }
        Ok(())
    }

    /// The file that is wanted is at its end: an error unless none is.
    pub fn finish(&self) -> Result<(), GgufError> {
        match self.wanted() {
            Some(_) => self.reader.finish().map_err(|error| self.of_wanted(error)),
            None => Ok(()),
        }
    }

    fn of_wanted(&self, error: GgufError) -> GgufError {
        GgufError::InPart { part: self.later.len() + 2, parts: self.sizes.len(), error: Box::new(error) }
    }

    /// The model's header, offsets counted from the first file's start.
    pub(crate) fn join(self, first: Gguf) -> Result<Gguf, GgufError> {
        let told = match first.metadata.get(COUNT_KEY) {
            Some(_) => first.metadata.u32(COUNT_KEY)?.max(1) as usize,
            None => 1,
        };
        let given = self.later.len() + 1;
        if told != given || given != self.sizes.len() {
            return Err(GgufError::Parts { told, given: self.sizes.len() });
        }
        if told == 1 {
            return Ok(first);
        }
        let tensors_told = first.metadata.u32(TENSORS_KEY)? as usize;
        let mut joined = Gguf { tensors: vec![], ..first.clone() };
        let mut start = 0;
        for (part, (gguf, bytes)) in std::iter::once(first).chain(self.later).zip(self.sizes).enumerate() {
            let found = gguf.metadata.u32(NUMBER_KEY)? as usize;
            if found != part {
                return Err(GgufError::PartOrder { part: part + 1, found: found.saturating_add(1) });
            }
            for mut tensor in gguf.tensors {
                if tensor.offset + tensor.bytes > bytes {
                    let offset = start + tensor.offset;
                    let what = format!("tensor `{}` reaches beyond the end of file {}", tensor.name, part + 1);
                    return Err(GgufError::Damaged { what, offset });
                }
                tensor.offset += start;
                tensor.listed += start;
                joined.tensors.push(tensor);
            }
            start += bytes;
        }
        if joined.tensors.len() != tensors_told {
            let what = format!("the files hold {} tensors, and should hold {tensors_told}", joined.tensors.len());
            return Err(GgufError::Damaged { what, offset: 0 });
        }
        check_names(&joined.tensors)?;
        Ok(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Builder;
    use super::*;

    /// Files of one tensor of 32 numbers each.
    fn files(numbers: [u32; 3]) -> Vec<Vec<u8>> {
        let file = |(part, number): (usize, u32)| {
            let named = Builder::default().u32(COUNT_KEY, 3).u32(NUMBER_KEY, number).u32(TENSORS_KEY, 3);
            let mut bytes = named.tensor(&format!("t{part}"), &[32], 0, 0).header(32);
            bytes.resize(bytes.len() + 128, part as u8);
            bytes
        };
        numbers.into_iter().enumerate().map(file).collect()
    }

    fn first(files: &[Vec<u8>]) -> Gguf {
        HeaderReader::new(None).push(&files[0]).unwrap().unwrap().0
    }

    fn parts(files: &[Vec<u8>]) -> Result<Parts, GgufError> {
        let mut parts = Parts::new(files.iter().map(|file| file.len() as u64).collect());
        while let Some(part) = parts.wanted() {
            for byte in files[part].chunks(1) {
                if parts.wanted() == Some(part) {
                    parts.push(byte)?;
                }
            }
        }
        Ok(parts)
    }

    fn message(parts: Result<Parts, GgufError>, files: &[Vec<u8>]) -> String {
        parts.and_then(|parts| parts.join(first(files))).unwrap_err().to_string()
    }

    #[test]
    fn tensors_lie_as_in_one_file() {
        let files = files([0, 1, 2]);
        let joined = parts(&files).unwrap().join(first(&files)).unwrap();
        let all = files.concat();
        assert_eq!(joined.tensors.len(), 3);
        for (part, tensor) in joined.tensors.iter().enumerate() {
            assert_eq!(tensor.name, format!("t{part}"));
            let (start, end) = (tensor.offset as usize, (tensor.offset + tensor.bytes) as usize);
            assert!(all[start..end].iter().all(|byte| *byte == part as u8));
        }
    }

    #[test]
    fn files_that_do_not_belong_together_are_refused() {
        let good = files([0, 1, 2]);
        let swapped = files([0, 2, 1]);
        assert!(message(parts(&swapped), &swapped).contains("file 2 is number 3"));
        let said = message(Ok(Parts::one(Some(good[0].len() as u64))), &good);
        assert!(said.contains("one of 3 files"), "{said}");
        assert!(message(parts(&good[..2]), &good).contains("one of 3 files"));
        let mut twice = good.clone();
        twice[2] = good[1].clone();
        assert!(message(parts(&twice), &twice).contains("file 3 is number 2"));
        let mut short = good.clone();
        short[1].truncate(good[1].len() - 1);
        assert!(message(parts(&short), &short).contains("of file 2 of 3"));
        let alone = Builder::default().tensor("t", &[32], 0, 0).header(32);
        assert!(message(parts(&good), &[alone]).contains("is whole"));
    }
}
