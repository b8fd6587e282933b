//! Running other programs: what is printed, and what is said when one fails.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project;

/// Cargo itself, the one that runs us.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program to be run in the repository's root, without our standard input.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root()).stdin(Stdio::null());
    command
}

/// Runs it with its output passed through; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let words = words(command);
    eprintln!("+ {words}");
    let status = command.status().with_context(|| format!("could not start `{words}`"))?;
    if !status.success() {
        bail!("`{words}` failed ({status})");
    }
    Ok(())
}

/// Runs it and returns what it wrote to its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let words = words(command);
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("could not start `{words}`"))?;
    if !output.status.success() {
        bail!("`{words}` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{words}` wrote no UTF-8"))
}

/// Whether it runs and exits with 0; what it writes is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The first of these programs that is on the PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let suffix = env::consts::EXE_SUFFIX;
    names.iter().find_map(|name| {
        env::split_paths(&path).map(|dir| dir.join(format!("{name}{suffix}"))).find(|file| is_program(file))
    })
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// The command as a person would type it: the program by its name, paths inside the repository relative.
fn words(command: &Command) -> String {
    let root = project::root();
    let relative = |word: &OsStr| {
        let path = Path::new(word);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    };
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or_default().display().to_string()];
    words.extend(command.get_args().map(relative));
    words.join(" ")
}
