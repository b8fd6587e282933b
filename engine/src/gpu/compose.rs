// Puts a shader's text together: directives, constants, then the file with its imports in place.
//
// `//@import NAME` stands for `shaders/shared/NAME.wgsl`, once; a name that is a slot (`weights`, `input`, …) is chosen by
// the caller. Plain text all the way: what the browser compiles can be read line for line. WESL was looked at: directives
// that differ between web and native (`enable subgroups;`) have no place in it. Shared with the build script, which parses
// every text in every variant.

/// A choice for each slot that a shader leaves open.
pub type Slots<'a> = &'a [(&'a str, &'a str)];

/// `sources` finds a file's text by its path below `shaders/`, without the ending.
pub fn compose(
    name: &str,
    slots: Slots<'_>,
    constants: &[(&str, u32)],
    directives: &[&str],
    sources: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<String, String> {
    let mut text = String::new();
    for directive in directives {
        text.push_str(directive);
        text.push('\n');
    }
    for (constant, value) in constants {
        text.push_str(&format!("const {constant}: u32 = {value}u;\n"));
    }
    let mut done = Vec::new();
    expand(name, slots, sources, &mut done, &mut text)?;
    let mut lines = text.lines();
    let mut repeated = String::new();
    repeat(&mut lines, constants, &mut repeated)?;
    Ok(repeated)
}

/// Lines between `//@repeat NAME CONSTANT` and `//@end` come so many times, with the number in place of `#NAME`: drivers
/// leave loops as they are that are guarded against running on, even those of two rounds.
fn repeat(lines: &mut std::str::Lines<'_>, constants: &[(&str, u32)], out: &mut String) -> Result<bool, String> {
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        if trimmed == "//@end" {
            return Ok(true);
        }
        let Some(repeated) = trimmed.strip_prefix("//@repeat ") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let (name, constant) =
            repeated.split_once(' ').ok_or_else(|| format!("`{line}` needs a name and a constant"))?;
        let (_, times) = constants
            .iter()
            .find(|(known, _)| *known == constant)
            .ok_or_else(|| format!("`{line}`: there is no constant {constant}"))?;
        let mut body = String::new();
        if !repeat(lines, constants, &mut body)? {
            return Err(format!("`{line}` has no end"));
        }
        for number in 0..*times {
            out.push_str(&body.replace(&format!("#{name}"), &number.to_string()));
        }
    }
    Ok(false)
}

fn expand(
    name: &str,
    slots: Slots<'_>,
    sources: &dyn Fn(&str) -> Option<&'static str>,
    done: &mut Vec<String>,
    text: &mut String,
) -> Result<(), String> {
    let source = sources(name).ok_or_else(|| format!("shaders/{name}.wgsl is not there"))?;
    for line in source.lines() {
        let Some(import) = line.strip_prefix("//@import ") else {
            text.push_str(line);
            text.push('\n');
            continue;
        };
        let import = import.trim();
        let choice = slots.iter().find(|(slot, _)| *slot == import).map_or(import, |(_, choice)| choice);
        let path = format!("shared/{choice}");
        if !done.contains(&path) {
            done.push(path.clone());
            expand(&path, slots, sources, done, text).map_err(|error| format!("{error} (imported by {name})"))?;
        }
    }
    Ok(())
}
