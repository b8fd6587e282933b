//! What Jinja's fuel does not see is kept out of a template before it runs: code so long that the parser overflows the stack, and
//! lists that grow by holding themselves. Every value that is kept is passed through the filter `bounded`.

use minijinja::{Error, ErrorKind, Value, value::ValueKind};

/// Code of one tag, without its strings: the parser and the interpreter recurse along it. Real ones are below 700.
const MOST_TAG_BYTES: usize = 1_500;
/// Each stands in the one before.
const MOST_ELIFS: usize = 64;
/// Of a kept list or dictionary, what is in it counted at each place.
const MOST_VALUES: usize = 10_000;
const MOST_DEPTH: usize = 16;

/// The template to run in place of `source`.
pub fn guarded(source: &str) -> Result<String, String> {
    if source.matches("elif").count() > MOST_ELIFS {
        return Err("it has too many branches".into());
    }
    let mut guarded = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some(start) = rest.find('{') {
        let kind = rest[start + 1..].chars().next();
        let (text, tag) = rest.split_at(start + 1 + usize::from(matches!(kind, Some('{' | '%' | '#'))));
        guarded.push_str(text);
        rest = tag;
        let length = match kind {
            Some('#') => tag.find("#}").unwrap_or(tag.len()),
            Some('{') => code_end(tag, "}}")?,
            Some('%') => code_end(tag, "%}")?,
            _ => continue,
        };
        let (code, after) = tag.split_at(length);
        rest = after;
        if kind == Some('%') {
            // What follows belongs behind the tag's end.
            let (code, more) = statement(code)?;
            guarded.push_str(&code);
            let (close, after) = rest.split_at(rest.len().min(2));
            guarded.push_str(close);
            guarded.push_str(&more);
            rest = after;
        } else {
            guarded.push_str(code);
        }
    }
    guarded.push_str(rest);
    Ok(guarded)
}

/// A statement's code, and what must follow it.
fn statement(code: &str) -> Result<(String, String), String> {
    let inner = code.trim_matches(['-', '+']).trim();
    let (word, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    match word {
        "set" => Ok((assignment(code, rest), String::new())),
        "macro" => Ok((code.into(), parameters(rest)?)),
        // Mark what is trained on: Hugging Face's own, without effect on what is written.
        "generation" => Ok((code.replacen(word, "if true", 1), String::new())),
        "endgeneration" => Ok((code.replacen(word, "endif", 1), String::new())),
        "with" | "call" => Err(format!("it uses `{word}`, which is not supported")),
        _ => Ok((code.into(), String::new())),
    }
}

/// `set x = value` keeps a bounded value; a member of a namespace may not hold a dictionary, nor so itself.
fn assignment(code: &str, rest: &str) -> String {
    let Some((target, value)) = rest.split_once('=') else { return code.into() };
    if target.contains(['|', '(', '"', '\'']) {
        return code.into();
    }
    let open = if code.starts_with(['-', '+']) { &code[..1] } else { "" };
    let close = if code.ends_with(['-', '+']) { &code[code.len() - 1..] } else { "" };
    let is_member = target.contains('.');
    format!("{open} set {target}= ({}) | bounded({is_member}) {close}", value.trim())
}

fn parameters(rest: &str) -> Result<String, String> {
    let inner = rest.split_once('(').map_or("", |(_, inner)| inner).trim_end().trim_end_matches(')');
    if inner.contains(['(', '[', '{', '"', '\'']) && inner.matches(',').count() > 0 && inner.contains(['(', '[', '{']) {
        return Err("a macro's parameters have defaults that are not supported".into());
    }
    let names = inner.split(',').map(|parameter| parameter.split('=').next().unwrap_or_default().trim());
    Ok(names
        .filter(|name| !name.is_empty())
        .map(|name| format!("{{%- set {name} = {name} | bounded(false) -%}}"))
        .collect())
}

/// The byte where a tag's code ends: at `close`, outside of strings.
fn code_end(tag: &str, close: &str) -> Result<usize, String> {
    let mut characters = tag.char_indices();
    let mut code = 0;
    while let Some((at, character)) = characters.next() {
        if tag[at..].starts_with(close) {
            return Ok(at);
        }
        code += 1;
        if code > MOST_TAG_BYTES {
            return Err("one of its expressions is too long".into());
        }
        match character {
            '*' => return Err("it multiplies, which is not supported".into()),
            '"' | '\'' => {
                while let Some((_, inner)) = characters.next().filter(|(_, inner)| *inner != character) {
                    if inner == '\\' {
                        characters.next();
                    }
                }
            }
            _ => {}
        }
    }
    Ok(tag.len())
}

/// The filter that every kept value passes.
pub fn bounded(value: &Value, is_member: bool) -> Result<Value, Error> {
    let mut left = MOST_VALUES;
    match is_bounded(value, is_member, MOST_DEPTH, &mut left) {
        true => Ok(value.clone()),
        false => Err(Error::new(ErrorKind::InvalidOperation, "it makes lists that are too large")),
    }
}

fn is_bounded(value: &Value, is_member: bool, depth: usize, left: &mut usize) -> bool {
    if *left == 0 || depth == 0 {
        return false;
    }
    *left -= 1;
    match value.kind() {
        ValueKind::Map if is_member => false,
        ValueKind::Map | ValueKind::Seq | ValueKind::Iterable | ValueKind::Plain => {
            let is_map = value.kind() == ValueKind::Map;
            // A macro or a loop is no container.
            let Ok(mut items) = value.try_iter() else { return true };
            items.all(|item| {
                let item = if is_map { value.get_item(&item).unwrap_or_default() } else { item };
                is_bounded(&item, is_member, depth - 1, left)
            })
        }
        _ => true,
    }
}
