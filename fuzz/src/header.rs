//! A whole file: its header in one piece and in many, what it says of the model, the weights, and a look through all of it.

use inkling_engine::gguf::{Gguf, GgufError, HeaderReader, QuantKind, Rows, TensorStream, quant};
use inkling_engine::model::{Config, check};
use inkling_engine::protocol::Problem;
use inkling_engine::service::Verification;

type Read = Result<Option<(Gguf, Vec<u8>)>, GgufError>;

pub fn run(bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let (all, first) = (bytes.len() as u64, bytes.len() as u64 / 2);
    for sizes in [&[all][..], &[first, all - first]] {
        if let Err(problem) = verify(bytes, sizes) {
            assert!(!problem.message.is_empty() && !problem.remedy.is_empty());
        }
    }
    for total in [None, Some(bytes.len() as u64), Some(bytes.len() as u64 * 2)] {
        let whole = HeaderReader::new(total).push(bytes);
        let size = 1 + bytes.len() / 5;
        assert_alike(&whole, &in_pieces(bytes, size, total));
        if let Ok(Some((gguf, rest))) = &whole {
            stream(gguf, rest);
            if let Ok(config) = Config::from_gguf(gguf) {
                drop(check(gguf, &config));
            }
        }
    }
}

/// As a model that has just come, in one file or cut into two.
fn verify(bytes: &[u8], sizes: &[u64]) -> Result<(), Problem> {
    let mut verification = Verification::new(sizes.to_vec());
    while let Some(wanted) = verification.wanted() {
        verification.push(&bytes[wanted.start as usize..wanted.end as usize])?;
    }
    verification.finish()
}

fn in_pieces(bytes: &[u8], size: usize, total: Option<u64>) -> Read {
    let mut reader = HeaderReader::new(total);
    for (index, piece) in bytes.chunks(size).enumerate() {
        if let Some((gguf, mut rest)) = reader.push(piece)? {
            rest.extend(&bytes[bytes.len().min((index + 1) * size)..]);
            return Ok(Some((gguf, rest)));
        }
    }
    Ok(None)
}

fn assert_alike(whole: &Read, pieces: &Read) {
    match (whole, pieces) {
        (Ok(None), Ok(None)) => {}
        (Ok(Some((a, rest_a))), Ok(Some((b, rest_b)))) => {
            assert!(a.tensors == b.tensors && rest_a == rest_b);
            // Numbers that are not numbers differ from themselves, but are written alike.
            assert!(a.metadata == b.metadata || format!("{:?}", a.metadata) == format!("{:?}", b.metadata));
        }
        (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string()),
        _ => panic!("{whole:?} in one piece, {pieces:?} in several"),
    }
}

/// Rows come whole, in order, and can be read.
pub fn stream(gguf: &Gguf, rest: &[u8]) {
    let mut stream = TensorStream::new(gguf);
    let mut done = vec![0; gguf.tensors.len()];
    let mut take = |rows: Rows<'_>| -> Result<(), GgufError> {
        let tensor = &gguf.tensors[rows.tensor];
        assert_eq!((rows.first_row, rows.bytes.len()), (done[rows.tensor], rows.rows * tensor.row_bytes()));
        done[rows.tensor] += rows.rows;
        rows.bytes.chunks_exact(tensor.row_bytes()).try_for_each(|row| read_row(tensor.kind, tensor.columns(), row))
    };
    // A format may refuse a row's length.
    if stream.push(rest, &mut take).is_ok() && stream.finish().is_ok() {
        assert!(gguf.tensors.iter().zip(&done).all(|(tensor, rows)| tensor.rows() == *rows));
    }
}

fn read_row(kind: QuantKind, columns: usize, row: &[u8]) -> Result<(), GgufError> {
    let is_finite = quant::is_finite(kind, row);
    let mut weights = vec![0.0; columns];
    quant::dequantize_row(kind, row, &mut weights)?;
    assert!(!is_finite || weights.iter().all(|weight| !weight.is_nan()), "{} with finite scales", kind.name());
    let mut quants = vec![0; quant::quant_words_per_row(kind, columns)];
    let mut scales = vec![0; quant::scale_words_per_row(kind, columns)];
    Ok(quant::repack_row(kind, row, &mut quants, &mut scales)?)
}
