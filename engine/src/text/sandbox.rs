//! Where a model's own template runs: Jinja as Hugging Face's `transformers` sets it up, with nothing within reach but the
//! messages, and with bounds on time and memory. A template comes with a model file, so it may be anything.

use std::io;

use chrono::DateTime;
use minijinja::{Environment, Error, ErrorKind, State, Value, syntax::SyntaxConfig};
use minijinja_contrib::pycompat;

use super::template_guard::{bounded, guarded};

/// Real ones are below 32 KB.
const MOST_SOURCE_BYTES: usize = 128 << 10;
/// One for each instruction and each 64 bytes that it makes: enough for a long chat, and spent within a fraction of a second.
const FUEL: u64 = 100_000;
/// More than any window holds.
const MOST_OUTPUT_BYTES: usize = 1 << 20;
/// Python's methods run before they are paid for.
const MOST_METHOD_BYTES: usize = 256 << 10;
const RECURSION: usize = 100;

/// What a template writes, or why it does not.
pub fn render(source: &str, context: Value, unix_ms: f64) -> Result<String, String> {
    if source.len() > MOST_SOURCE_BYTES {
        return Err(format!("it is {} KB long, and {} are read", source.len() >> 10, MOST_SOURCE_BYTES >> 10));
    }
    let source = guarded(source)?;
    let environment = environment(unix_ms).map_err(told)?;
    let template = environment.template_from_str(&source).map_err(told)?;
    let mut output = Output::default();
    template.render_captured_to(context, &mut output).map_err(told)?;
    String::from_utf8(output.0).map_err(|error| error.to_string())
}

fn environment<'a>(unix_ms: f64) -> Result<Environment<'a>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION);
    environment.set_unknown_method_callback(method);
    environment.add_filter("bounded", bounded);
    environment.remove_global("debug");
    environment.add_function("raise_exception", |what: String| -> Result<Value, Error> {
        Err(Error::new(ErrorKind::InvalidOperation, format!("it says “{what}”")))
    });
    environment.add_function("strftime_now", move |format: &str| now(unix_ms, format));
    Ok(environment)
}

/// Methods of Python's strings, lists and dictionaries.
fn method(state: &mut State<'_, '_>, value: &Value, name: &str, arguments: &[Value]) -> Result<Value, Error> {
    let is_long = |value: &Value| value.as_str().is_some_and(|text| text.len() > MOST_METHOD_BYTES);
    if is_long(value) || arguments.iter().any(is_long) {
        return Err(Error::new(ErrorKind::OutOfFuel, format!("`{name}` of a long text")));
    }
    match (name, arguments) {
        // The filters of these names do the same, and ask for the price first.
        ("replace", [from, to]) => state.apply_filter("replace", &[value.clone(), from.clone(), to.clone()]),
        ("replace", [from, to, count]) => {
            state.apply_filter("replace", &[value.clone(), from.clone(), to.clone(), count.clone()])
        }
        ("join", [values]) => state.apply_filter("join", &[values.clone(), value.clone()]),
        // Its widths are as large as the template likes.
        ("format", _) => Err(Error::from(ErrorKind::UnknownMethod)),
        _ => pycompat::unknown_method_callback(state, value, name, arguments),
    }
}

/// The moment in UTC, as C's `strftime` writes it.
fn now(unix_ms: f64, format: &str) -> Result<String, Error> {
    use std::fmt::Write;
    let moment = DateTime::from_timestamp_millis(unix_ms as i64).unwrap_or_default();
    let mut text = String::new();
    match write!(text, "{}", moment.format(format)) {
        Ok(()) => Ok(text),
        Err(_) => Err(Error::new(ErrorKind::InvalidOperation, "strftime_now: no such format")),
    }
}

#[derive(Default)]
struct Output(Vec<u8>);

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_OUTPUT_BYTES {
            return Err(io::Error::other("it writes without end"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// In a line for the user: what a template says may be long.
fn told(error: Error) -> String {
    const MOST_CHARACTERS: usize = 200;
    let what = match error.kind() {
        ErrorKind::OutOfFuel => "it takes too long".into(),
        ErrorKind::WriteFailure => "it writes without end".into(),
        kind => error.detail().map_or_else(|| kind.to_string(), str::to_owned),
    };
    let line = error.line().map(|line| format!(" (line {line})")).unwrap_or_default();
    what.chars().take(MOST_CHARACTERS).collect::<String>() + &line
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn run(source: &str) -> Result<String, String> {
        render(source, context! { text => "one two", list => vec!["a", "b"] }, 1_700_000_000_123.0)
    }

    #[test]
    fn blocks_take_their_lines_with_them() {
        assert_eq!(
            run("{% for x in list %}\n  {% if true %}\n{{ x }},\n  {% endif %}\n{% endfor %}\nend\n").unwrap(),
            "a,\nb,\nend"
        );
    }

    #[test]
    fn what_templates_call() {
        for (source, expected) in [
            ("{{ text.split(' ')[1] }}", "two"),
            ("{{ text.startswith('one') }}", "True"),
            ("{{ ' x '.strip() ~ '|' ~ 'xx'.rstrip('x') ~ '|' ~ text.upper() ~ text.title() }}", "x||ONE TWOOne Two"),
            ("{{ text.replace('o', '0') ~ text.replace('o', '0', 1) }}", "0ne tw00ne two"),
            ("{{ ', '.join(list) }}", "a, b"),
            ("{% for key, value in {'k': 1}.items() %}{{ key }}{{ value }}{% endfor %}", "k1"),
            ("{{ strftime_now('%d %b %Y') }}", "14 Nov 2023"),
            ("{{ {'a': [1, true, none]} | tojson }}", "{\"a\": [1, true, null]}"),
            ("{% for x in list %}{% if loop.last %}{% break %}{% endif %}{{ x }}{% endfor %}", "a"),
            ("{% set ns = namespace(n=0) %}{% for x in list %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}", "2"),
            (
                "{% macro m(x, y=2) %}<{{ x }}{{ y }}>{% endmacro %}{{ m(text) }}{{ list[::-1] | length }}",
                "<one two2>2",
            ),
            ("{%- set a, b = 1, 2 -%} {% set c = a == b %}{% set d %}{{ a }}!{% endset %}{{ c }}{{ d }}", "False1!"),
            ("{%- generation -%} {{ text }} {%- endgeneration %}{% generation %}!{% endgeneration %}", "one two!"),
            ("{% set more = list + ['c'] %}{{ more | join('%}') }}", "a%}b%}c"),
        ] {
            assert_eq!(run(source).as_deref(), Ok(expected), "{source}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (source, expected) in [
            ("{{ raise_exception('No ' ~ text) }}", "it says “No one two” (line 1)"),
            ("{% if %}", "line 1"),
            ("\n{{ text.nope() }}", "(line 2)"),
            ("{{ strftime_now('%Q') }}", "no such format"),
            ("{{ '{}'.format(1) }}", "format"),
            ("{% include 'x' %}", "include"),
        ] {
            let told = run(source).unwrap_err();
            assert!(told.contains(expected), "{source}: {told}");
        }
        assert!(run(&format!("{{{{ raise_exception('{}') }}}}", "x".repeat(9_999))).unwrap_err().len() < 300);
    }

    /// Each of these would take for ever, or all memory.
    #[test]
    fn a_hostile_template_ends_soon() {
        let doubling =
            "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}";
        let mut sources = vec![
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}".into(),
            "{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}".into(),
            doubling.into(),
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}".into(),
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x ~ '' }}".into(),
            format!("{{% set x = [1] %}}{}{{{{ x | string }}}}", "{% set x = [x, x] %}".repeat(40)),
            format!("{{% set x = [1] %}}{}{{{{ x | length }}}}", "{% set x = x + x %}".repeat(99)),
            "{% macro m(x) %}{{ m([x, x, x, x, x, x, x, x, x, x, x, x]) }}{{ x }}{% endmacro %}{{ m(1) }}".into(),
            "{% macro m(x) %}{{ m(x + x + x + x) }}{{ x | length }}{% endmacro %}{{ m([1]) }}".into(),
            "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}".into(),
            "{% set ns = namespace() %}{% set ns.a = [ns] %}{{ ns | tojson }}".into(),
            "{% set ns = namespace() %}{% set ns.a = {'b': ns} %}{{ ns ~ '' }}".into(),
            "{% with x = [1] %}{{ x }}{% endwith %}".into(),
            "{{ [1] * 99999999 ~ '' }}".into(),
            "{{ 'x' * 99999999 }}".into(),
            "{% set x = 'x' | indent(200000, true) %}{{ x.replace(' ', x) }}".into(),
            "{% set x = 'x' | indent(200000, true) %}{{ x.replace(' ', x, 200000) }}".into(),
            "{{ ('x' | indent(200000, true)).join(range(99999)) }}".into(),
            "{{ '{:>999999999}'.format(1) }}".into(),
            "{{ '%999999999d' | format(1) }}".into(),
            "{{ 'x' | indent(999999999) }}{{ 'x' | center(999999999) }}".into(),
            "{{ range(99999) | list | tojson(indent=99999) }}".into(),
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".into(),
            "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(9999) }}".into(),
            "{{ 9 ** 9 ** 9 }}".into(),
            "x".repeat(MOST_SOURCE_BYTES + 1),
            "{{ strftime_now('%c' | indent(99999, true)) }}".into(),
        ];
        for (open, each, close) in [
            ("{{ 1", "+1", " }}"),
            ("{{ text", ".a", " }}"),
            ("{{ text", "|trim", " }}"),
            ("{{ ", "not ", "1 }}"),
            ("{{ ", "(", "1 }}"),
            ("{{ ", "[", "1 }}"),
            ("{{ 1", "<1", " }}"),
            ("{{ 1", " if 1 else 1", " }}"),
            ("{{ text", "()", " }}"),
            ("{{ text", "[0]", " }}"),
            ("{{ 1", " and 1", " }}"),
            ("{% if 0 %}", "{% elif 0 %}", "{% endif %}"),
            ("", "{% if 1 %}", ""),
            ("", "{% for i in list %}", ""),
            ("{% set a", ".b", " = 1 %}"),
            ("{# ", "{#", " #}"),
            ("{{ \"", "\\", "\" }}"),
            ("", "{{", ""),
            ("", "{%", ""),
        ] {
            for size in [1_490, MOST_SOURCE_BYTES] {
                let count = (size - open.len() - close.len()) / each.len();
                sources.push(format!("{open}{}{close}", each.repeat(count)));
            }
        }
        for source in sources {
            let start = std::time::Instant::now();
            let shown: String = source.chars().take(60).collect();
            let rendered = run(&source);
            let (took, length) = (start.elapsed(), rendered.as_ref().map_or(0, String::len));
            assert!(took.as_secs() < 5 && length <= MOST_OUTPUT_BYTES, "{shown}: {took:?}, {length} bytes");
        }
    }
}
