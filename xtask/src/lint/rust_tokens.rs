//! A Rust file as a flat list of tokens, without its comments and its test code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

pub struct Token {
    pub text: String,
    pub line: usize,
}

/// The tokens of a file; `Err` is what is wrong with a file that is not Rust.
pub fn of(text: &str) -> Result<Vec<Token>, String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("not Rust: {error}"))?;
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    Ok(tokens)
}

/// Whether a whole file is test code, by its name.
pub fn is_test_file(path: &str) -> bool {
    ["/tests.rs", "/testing.rs"].iter().any(|name| path.ends_with(name)) || path.contains("/tests/")
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        if matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '#')
            && trees.peek().is_some_and(is_test_attribute)
        {
            skip_item(&mut trees);
            continue;
        }
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = delimiters(group.delimiter());
                tokens.push(Token { text: open.to_owned(), line });
                flatten(group.stream(), tokens);
                tokens.push(Token { text: close.to_owned(), line: group.span_close().start().line });
            }
            other => tokens.push(Token { text: other.to_string(), line }),
        }
    }
}

fn is_test_attribute(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else {
        return false;
    };
    let text: String = group.stream().to_string().split_whitespace().collect();
    group.delimiter() == Delimiter::Bracket && (text == "test" || text == "cfg(test)")
}

/// Skips the attributed item: up to its body, or its semicolon.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(punct) if punct.as_char() == ';' => return,
            _ => {}
        }
    }
}

fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    fn texts(source: &str) -> Vec<String> {
        of(source).unwrap().into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn flattens_groups_and_drops_comments() {
        assert_eq!(texts("f(a) // g()"), ["f", "(", "a", ")"]);
    }

    #[test]
    fn leaves_out_test_code() {
        let source = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\n#[cfg(test)]\nuse x;\nfn c() {}";
        assert_eq!(texts(source).iter().filter(|text| *text == "fn").count(), 2);
        assert!(!texts(source).contains(&"b".to_owned()));
        assert!(!texts(source).contains(&"x".to_owned()));
    }

    #[test]
    fn knows_lines() {
        let tokens = of("a\n\nb").unwrap();
        assert_eq!(tokens[1].line, 3);
    }
}
