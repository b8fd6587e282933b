//! The files of a model: one, or all of "NAME-00001-of-0000N.gguf", of which any may be named.

use std::{
    error::Error,
    fs::File,
    io::{Read, Seek},
    path::{Path, PathBuf},
};

use inkling_engine::gguf::Parts;

const CHUNK_BYTES: usize = 1 << 20;
const DIGITS: usize = 5;

pub struct ModelFiles {
    files: Vec<(PathBuf, File)>,
    sizes: Vec<u64>,
}

impl ModelFiles {
    pub fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let mut files = vec![];
        let mut sizes = vec![];
        for path in paths(path) {
            let found = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
            let (bytes, file) = found.map_err(|error| format!("{}: {error}", path.display()))?;
            sizes.push(bytes);
            files.push((path, file));
        }
        Ok(Self { files, sizes })
    }

    /// Reads the headers that must be known before the model's bytes.
    pub fn parts(&mut self) -> Result<Parts, Box<dyn Error>> {
        let mut parts = Parts::new(self.sizes.clone());
        let mut chunk = vec![0; CHUNK_BYTES];
        while let Some(part) = parts.wanted() {
            let (path, file) = &mut self.files[part];
            while parts.wanted() == Some(part) {
                let length = file.read(&mut chunk)?;
                if length == 0 {
                    return Err(format!("{}: the file ends within its header", path.display()).into());
                }
                parts.push(&chunk[..length])?;
            }
            file.rewind()?;
        }
        Ok(parts)
    }

    /// All bytes, one file after the other.
    pub fn read(&mut self, chunk: &mut [u8]) -> std::io::Result<usize> {
        while let Some((_, file)) = self.files.first_mut() {
            let length = file.read(chunk)?;
            if length > 0 {
                return Ok(length);
            }
            self.files.remove(0);
        }
        Ok(0)
    }
}

/// As `gguf-split` names them.
fn paths(path: &Path) -> Vec<PathBuf> {
    let named = path.file_name().and_then(|name| name.to_str()).and_then(split);
    match named {
        Some((base, count)) => {
            (1..=count).map(|part| path.with_file_name(format!("{base}-{part:05}-of-{count:05}.gguf"))).collect()
        }
        None => vec![path.into()],
    }
}

/// The name of all parts, and how many there are.
fn split(name: &str) -> Option<(&str, usize)> {
    let (rest, count) = name.strip_suffix(".gguf")?.rsplit_once("-of-")?;
    let (base, part) = rest.rsplit_once('-')?;
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| text.len() == DIGITS && *number > 0);
    Some((base, number(count).filter(|count| number(part).is_some_and(|part| part <= *count))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_names_them_all() {
        let named =
            |path: &str| paths(Path::new(path)).iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(
            named("a/m-Q4_0-00002-of-00002.gguf"),
            ["a/m-Q4_0-00001-of-00002.gguf", "a/m-Q4_0-00002-of-00002.gguf"]
        );
        for whole in ["a/m.gguf", "a/m-00003-of-00002.gguf", "a/m-1-of-2.gguf", "a/m-00000-of-00002.gguf"] {
            assert_eq!(named(whole), [whole]);
        }
    }
}
