//! Bytes in, whole characters out: a token may end in the middle of a character.

/// U+FFFD, shown for bytes that can be no character.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

#[derive(Debug, Clone, Default)]
pub struct Utf8Stream {
    /// The beginning of a character: at most 3 bytes.
    held: Vec<u8>,
}

impl Utf8Stream {
    /// The characters that `bytes` complete.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.held.extend_from_slice(bytes);
        let mut text = String::new();
        let mut done = 0;
        while done < self.held.len() {
            match std::str::from_utf8(&self.held[done..]) {
                Ok(rest) => {
                    text.push_str(rest);
                    done = self.held.len();
                }
                Err(error) => {
                    let valid = done..done + error.valid_up_to();
                    text.push_str(std::str::from_utf8(&self.held[valid.clone()]).unwrap_or_default());
                    done = valid.end;
                    // No length: the last bytes may still become a character.
                    let Some(invalid) = error.error_len() else { break };
                    text.push(REPLACEMENT);
                    done += invalid;
                }
            }
        }
        self.held.drain(..done);
        text
    }

    /// Nothing more comes: what is held back was no character.
    pub fn finish(&mut self) -> String {
        let was_held = !std::mem::take(&mut self.held).is_empty();
        if was_held { REPLACEMENT.to_string() } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> (Vec<String>, String) {
        let mut stream = Utf8Stream::default();
        let pushed = chunks.into_iter().map(|chunk| stream.push(chunk.as_ref())).collect();
        (pushed, stream.finish())
    }

    #[test]
    fn characters_come_out_when_their_last_byte_is_in() {
        let text = "aé東🙂z";
        let (pushed, rest) = stream(text.bytes().map(|byte| [byte]));
        assert_eq!(pushed, ["a", "", "é", "", "", "東", "", "", "", "🙂", "z"]);
        assert_eq!(rest, "");
    }

    #[test]
    fn bad_bytes_are_replaced_once_they_are_certain() {
        // F0 9F may begin 🙂; the `a` after it shows that it does not.
        assert_eq!(stream([&b"x\xf0\x9f"[..], b"a"]), (vec!["x".to_owned(), "\u{fffd}a".to_owned()], String::new()));
        assert_eq!(stream([b"\x80\xc3\xa9\xff!"]).0, ["\u{fffd}é\u{fffd}!"]);
        assert_eq!(stream([b"\xe6\x9d"]), (vec![String::new()], "\u{fffd}".to_owned()));
        // A surrogate is no character, and that is certain at its second byte.
        assert_eq!(stream([&b"\xed"[..], b"\xa0"]).0, ["", "\u{fffd}\u{fffd}"]);
    }

    #[test]
    fn any_cut_gives_what_one_push_gives() {
        let bytes = b"ok \xe2\x82\xac \xf0\x9f\x99\x82 \xc3( \xe2\x28\xa1 \xf8\x88 end \xe2\x82";
        let whole = String::from_utf8_lossy(bytes).into_owned();
        for size in 1..bytes.len() {
            let (pushed, rest) = stream(bytes.chunks(size));
            assert_eq!(pushed.concat() + &rest, whole, "chunks of {size}");
        }
    }
}
