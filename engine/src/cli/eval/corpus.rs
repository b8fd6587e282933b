//! The text that is typed: documents apart by a line with a form feed, each typed into a field of its own.

use std::{fs, path::Path};

/// The first `most` characters of a file, by document; the end of each is typed too, not what ends the file.
pub fn read(file: &Path, most: usize) -> Result<Vec<Vec<char>>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let documents = cut(&text, most);
    if documents.is_empty() {
        return Err(format!("{} holds no text to type", file.display()));
    }
    Ok(documents)
}

fn cut(text: &str, most: usize) -> Vec<Vec<char>> {
    let mut left = most;
    let take = |document: &str| {
        let characters: Vec<char> = document.trim().chars().take(left).collect();
        left -= characters.len();
        characters
    };
    text.split('\u{c}').map(take).filter(|document| !document.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn documents_are_cut_at_the_number_of_characters() {
        let documents = |most| cut("Hé\n\nyou.\n\u{c}\nThen.\n", most).iter().map(|d| d.iter().collect()).collect();
        let read: Vec<String> = documents(100);
        assert_eq!(read, ["Hé\n\nyou.", "Then."]);
        let read: Vec<String> = documents(10);
        assert_eq!(read, ["Hé\n\nyou.", "Th"]);
        let read: Vec<String> = documents(3);
        assert_eq!(read, ["Hé\n"]);
    }
}
