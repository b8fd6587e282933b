//! What the model says at each place of a text: one pass on the engine, from which every threshold is swept.

use std::io::{BufRead, Write};

use inkling_engine::session::Engine;
use serde::{Deserialize, Serialize};

/// A token's characters, its natural log-probability, and when it came, in milliseconds after the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Token(pub String, pub f32, pub f64);

/// Why no token follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum End {
    /// The model's own end, or a natural one.
    Stopped,
    /// The length limit.
    Length,
    /// What came is not what the text says, or far below any threshold: more of it changes nothing.
    Cut,
}

/// The model's greedy continuation after the first `at` characters of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub document: usize,
    pub at: usize,
    pub tokens: Vec<Token>,
    pub end: End,
}

/// What was typed and where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub model: String,
    pub adapter: String,
    /// Those that the model speaks.
    pub languages: Vec<String>,
    pub documents: Vec<String>,
}

impl Header {
    pub fn new(engine: &Engine, documents: &[Vec<char>]) -> Self {
        Self {
            model: engine.config.name.clone(),
            adapter: engine.gpu.adapter().to_string(),
            languages: engine.config.languages.clone(),
            documents: documents.iter().map(|document| document.iter().collect()).collect(),
        }
    }

    /// Whether both are of one text and one model, on whatever device.
    pub fn is_of(&self, other: &Self) -> bool {
        self.model == other.model && self.documents == other.documents
    }
}

/// One JSON object a line: the header, then the candidates in the order of the text.
pub fn write(to: &mut impl Write, line: &impl Serialize) -> Result<(), Box<dyn std::error::Error>> {
    serde_json::to_writer(&mut *to, line)?;
    Ok(to.write_all(b"\n")?)
}

/// A last line that an ended run left half is left out.
pub fn read(from: impl BufRead) -> Result<(Header, Vec<Candidate>), Box<dyn std::error::Error>> {
    let mut lines = from.lines();
    let header = lines.next().ok_or("the log is empty")??;
    let header = serde_json::from_str(&header).map_err(|error| format!("the log's first line: {error}"))?;
    let mut candidates = vec![];
    let mut lines = lines.enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        match serde_json::from_str(&line?) {
            Ok(candidate) => candidates.push(candidate),
            Err(error) if error.is_eof() && lines.peek().is_none() => break,
            Err(error) => return Err(format!("the log's line {}: {error}", index + 2).into()),
        }
    }
    Ok((header, candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let header =
            Header { model: "m".into(), adapter: "a".into(), languages: vec![], documents: vec!["Hé".into()] };
        let candidate =
            Candidate { document: 0, at: 1, tokens: vec![Token("é".into(), -0.25, 1.5)], end: End::Stopped };
        let mut bytes = vec![];
        write(&mut bytes, &header).unwrap();
        write(&mut bytes, &candidate).unwrap();
        assert_eq!(read(bytes.as_slice()).unwrap(), (header, vec![candidate]));
    }

    #[test]
    fn a_damaged_log_is_told_by_its_line() {
        let text = "{\"model\":\"\",\"adapter\":\"\",\"languages\":[],\"documents\":[]}\n{}\n";
        assert!(read(text.as_bytes()).unwrap_err().to_string().starts_with("the log's line 2:"));
        assert!(read("".as_bytes()).is_err());
        let cut = text.replace("{}\n", "{\"document\":0,\"at");
        assert_eq!(read(cut.as_bytes()).unwrap().1, []);
    }
}
