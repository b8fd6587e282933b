//! A shader's text: which file, which choices, which constants.

use super::{Gpu, GpuError, compose};

#[allow(dead_code)]
mod variants {
    include!("../../../shaders/variants.rs");
}

/// All of `shaders/`, by path below it without the ending.
static SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shaders.rs"));

/// One text of a kernel, as `shaders/variants.rs` allows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shader {
    pub name: &'static str,
    pub slots: Vec<(&'static str, &'static str)>,
    /// One of the lists that `shaders/variants.rs` has for it.
    pub constants: Vec<(&'static str, u32)>,
    pub subgroups: bool,
    /// Whether it reads the operation's parameters; else they are among the overrides.
    pub reads_operation: bool,
    /// Whether its loops are not made to end: all of them count.
    pub free_loops: bool,
    /// Values of the pipeline's overrides.
    pub overrides: Vec<(&'static str, Value)>,
}

/// A number that a pipeline is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    Whole(u32),
    /// Its bits.
    Real(u32),
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Whole(number)
    }
}

impl From<f32> for Value {
    fn from(number: f32) -> Self {
        Self::Real(number.to_bits())
    }
}

impl From<Value> for f64 {
    fn from(value: Value) -> Self {
        match value {
            Value::Whole(number) => number.into(),
            Value::Real(bits) => f32::from_bits(bits).into(),
        }
    }
}

impl Shader {
    /// A kernel that has one text only.
    pub fn plain(name: &'static str) -> Self {
        Self {
            name,
            slots: vec![],
            constants: vec![],
            subgroups: false,
            reads_operation: true,
            free_loops: false,
            overrides: vec![],
        }
    }

    /// Whether this is a text of the kernel that the build script has parsed.
    fn is_among(&self, kernel: &variants::Kernel) -> bool {
        let is_choice = |(slot, choice): &(&'static str, &'static str)| {
            kernel.slots.iter().any(|(name, choices)| name == slot && choices.contains(choice))
        };
        let constants = if kernel.constants.is_empty() { &[&[][..]] } else { kernel.constants };
        self.slots.len() == kernel.slots.len()
            && self.slots.iter().all(is_choice)
            && constants.contains(&self.constants.as_slice())
            && match kernel.subgroups {
                variants::Subgroups::Never => !self.subgroups,
                variants::Subgroups::Reduce => true,
                variants::Subgroups::With(slot, choice) => self.subgroups == self.slots.contains(&(slot, choice)),
                variants::Subgroups::Always => self.subgroups,
            }
    }

    pub(super) fn text(&self, gpu: &Gpu) -> Result<String, GpuError> {
        let kernel = variants::KERNELS
            .iter()
            .find(|kernel| kernel.name == self.name)
            .filter(|kernel| self.is_among(kernel))
            .ok_or_else(|| format!("{self:?} is not in shaders/variants.rs"))?;
        let mut slots = self.slots.clone();
        if matches!(kernel.subgroups, variants::Subgroups::Reduce) {
            slots.push(("reduce", if self.subgroups { "reduce_subgroup" } else { "reduce_workgroup" }));
        }
        let mut directives = vec![];
        if self.subgroups {
            directives.extend(gpu.platform.subgroups_directive());
        }
        let sources = |name: &str| SOURCES.iter().find(|(path, _)| *path == name).map(|(_, text)| *text);
        Ok(compose::compose(self.name, &slots, &self.constants, &directives, &sources)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_come_once_and_an_unknown_one_is_named() {
        let sources = |name: &str| match name {
            "a" => Some("//@import b\n//@import b\nend"),
            "shared/b" => Some("b"),
            "c" => Some("//@import missing"),
            _ => None,
        };
        let text = compose::compose("a", &[], &[("N", 3)], &["enable f16;"], &sources);
        assert_eq!(text.as_deref(), Ok("enable f16;\nconst N: u32 = 3u;\nb\nend\n"));
        let error = compose::compose("c", &[], &[], &[], &sources);
        assert_eq!(error, Err("shaders/shared/missing.wgsl is not there (imported by c)".into()));
    }

    #[test]
    fn lines_are_repeated_with_their_numbers() {
        let text = |body: &'static str| compose::compose("a", &[], &[("N", 2), ("M", 1)], &[], &|_| Some(body));
        let repeated = text("//@repeat i N\n  //@repeat j M\n  a#i_#j\n  //@end\n#iu\n//@end\nend").unwrap();
        assert_eq!(repeated.lines().skip(2).collect::<Vec<_>>(), ["  a0_0", "0u", "  a1_0", "1u", "end"]);
        assert!(text("//@repeat i K\n//@end").unwrap_err().contains("no constant K"));
        assert!(text("//@repeat i N\na").unwrap_err().contains("no end"));
    }
}
