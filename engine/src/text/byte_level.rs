//! GPT-2's way to write any byte as a printable character, in which byte-level vocabularies and merges are stored.
//!
//! Printable Latin-1 characters stand for their own byte; the other 68 bytes, in order, are U+0100 and on.

const FIRST_STAND_IN: u32 = 0x100;

fn stands_for_itself(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff)
}

#[derive(Debug)]
pub struct ByteLevel {
    chars: [char; 256],
    /// The bytes whose characters are U+0100 and on.
    others: Vec<u8>,
}

impl ByteLevel {
    pub fn new() -> Self {
        let others: Vec<u8> = (0..=255).filter(|&byte| !stands_for_itself(byte)).collect();
        let mut chars: [char; 256] = std::array::from_fn(|byte| char::from(byte as u8));
        for (&byte, code) in others.iter().zip(FIRST_STAND_IN..) {
            chars[usize::from(byte)] = char::from_u32(code).unwrap_or_default();
        }
        Self { chars, others }
    }

    pub fn character(&self, byte: u8) -> char {
        self.chars[usize::from(byte)]
    }

    /// Writes `text`'s bytes as characters.
    pub fn encode(&self, text: &str) -> String {
        text.bytes().map(|byte| self.character(byte)).collect()
    }

    /// Appends the bytes that `text` stands for. A character that stands for none is taken as itself.
    pub fn decode(&self, text: &str, bytes: &mut Vec<u8>) {
        for character in text.chars() {
            match self.byte(character) {
                Some(byte) => bytes.push(byte),
                None => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
    }

    fn byte(&self, character: char) -> Option<u8> {
        let code = u32::from(character);
        match u8::try_from(code) {
            Ok(byte) => stands_for_itself(byte).then_some(byte),
            Err(_) => self.others.get((code - FIRST_STAND_IN) as usize).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_one_character_and_comes_back() {
        let level = ByteLevel::new();
        let distinct: std::collections::BTreeSet<char> = level.chars.into_iter().collect();
        assert_eq!(distinct.len(), 256);
        for byte in 0..=255u8 {
            let mut bytes = Vec::new();
            level.decode(&level.character(byte).to_string(), &mut bytes);
            assert_eq!(bytes, [byte]);
        }
    }

    #[test]
    fn known_spellings() {
        let level = ByteLevel::new();
        assert_eq!(level.encode(" a\n\t"), "ĠaĊĉ");
        assert_eq!(level.encode("é\u{ad}"), "Ã©ÂŃ");
        let mut bytes = Vec::new();
        level.decode("Ġ東", &mut bytes);
        assert_eq!(bytes, " 東".as_bytes());
    }
}
