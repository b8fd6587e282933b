//! The texts that are typed, made from their packages when they are first wanted.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::{command, run};
use crate::{project, setup};

const NAMES: [&str; 2] = ["mail.txt", "prose.txt"];

/// Makes the corpus if it is one of ours; any other file has to be there.
pub fn ensure(corpus: &Path) -> Result<()> {
    let folder = project::cache().join("corpora");
    let is_ours = NAMES.iter().any(|name| std::path::absolute(corpus).is_ok_and(|path| path == folder.join(name)));
    if !is_ours && !corpus.is_file() {
        bail!("{} is not there. {} can be made from their packages: name one of them", corpus.display(), ours(&folder));
    }
    if is_ours && !corpus.is_file() {
        let maker = project::root().join("tests/bench/corpus");
        setup::npm::ensure(&maker)?;
        run(command("node").arg(maker.join("make.mjs")).arg(&folder))?;
    }
    Ok(())
}

fn ours(folder: &Path) -> String {
    NAMES.map(|name| folder.join(name).display().to_string()).join(" and ")
}

#[cfg(test)]
mod tests {
    use super::ensure;
    use std::path::Path;

    #[test]
    fn a_missing_text_is_told_with_those_that_can_be_made() {
        let message = ensure(Path::new("no/such.txt")).unwrap_err().to_string();
        assert!(message.contains("no/such.txt") && message.contains("mail.txt"), "{message}");
    }
}
