//! The source files, without comments, texts and tests.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of `src`.
pub(crate) struct Source {
    /// Below the package, such as `src/verify/pool.rs`.
    pub(crate) path: String,
    /// The folder or file right below `src`, without its ending; `cli` for `main.rs`.
    pub(crate) layer: String,
    /// Its place in the tree of modules: `verify`, `pool`. A binary has its own root.
    pub(crate) module: Vec<String>,
    /// The code, line by line as in the file: comments, texts and the tests at its end are blank.
    pub(crate) code: String,
}

/// The root of the binary's modules.
pub(crate) const BINARY: &str = "(certgraph)";
/// The root of the plugin's modules.
pub(crate) const PLUGIN: &str = "(plugin)";

impl Source {
    /// Lines up to the last with code.
    pub(crate) fn length(&self) -> usize {
        self.code.trim_end().lines().count()
    }
}

/// Every file of `src` that is not for tests alone.
pub(crate) fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter(|path| !is_for_tests(path))
        .map(|path| read(&root, &path))
        .collect()
}

fn read(root: &Path, path: &Path) -> Source {
    let below = path.strip_prefix(root).unwrap();
    let parts: Vec<String> = below
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let text = fs::read_to_string(path).unwrap();
    let code = without_tests(&text);
    Source {
        path: format!("src/{}", below.display()),
        layer: match parts[0].as_str() {
            "main" => "cli".to_owned(),
            other => other.to_owned(),
        },
        module: module(&parts),
        code: blank(code),
    }
}

/// The text before its module of tests, which may have further attributes.
fn without_tests(text: &str) -> &str {
    let tests = text.match_indices("#[cfg(test)]\n").find(|(at, _)| {
        let after = text[*at..].lines().skip(1);
        let mut after = after.skip_while(|line| {
            line.starts_with("#[") || line.starts_with("    ") || line.starts_with(")]")
        });
        after.next() == Some("mod tests {")
    });
    tests.map_or(text, |(at, _)| &text[..at])
}

fn module(parts: &[String]) -> Vec<String> {
    let mut module: Vec<_> = parts.to_vec();
    match parts {
        [one] if one == "lib" => return Vec::new(),
        [one] if one == "main" => return vec![BINARY.to_owned()],
        [first, ..] if first == "cli" => module.insert(0, BINARY.to_owned()),
        [first, ..] if first == "plugin" => module[0] = PLUGIN.to_owned(),
        _ => {}
    }
    if module
        .last()
        .is_some_and(|last| last == "mod" || last == "main")
    {
        module.pop();
    }
    module
}

/// A file that its parent declares for tests only, such as a table of recorded answers.
fn is_for_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    let folder = path.parent().unwrap();
    let beside = folder.with_extension("rs");
    [folder.join("mod.rs"), beside].iter().any(|parent| {
        let parent = fs::read_to_string(parent).unwrap_or_default();
        parent.contains(&format!("#[cfg(test)]\nmod {name};"))
            || parent.contains(&format!("#[cfg(test)]\npub(crate) mod {name};"))
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code with spaces in place of comments and of what texts hold.
fn blank(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or(' ');
    let mut out = String::with_capacity(code.len());
    let mut index = 0;
    let skip = |from: usize, to: usize, out: &mut String| {
        for c in chars.iter().take(to.min(chars.len())).skip(from) {
            out.push(if *c == '\n' { '\n' } else { ' ' });
        }
        to
    };
    while index < chars.len() {
        let raw = raw_text(&chars, index);
        index = match (at(index), at(index + 1)) {
            ('/', '/') => {
                let end = (index..chars.len()).find(|at| chars[*at] == '\n');
                skip(index, end.unwrap_or(chars.len()), &mut out)
            }
            _ if raw.is_some() => skip(index, raw.unwrap(), &mut out),
            ('"', _) => {
                let mut end = index + 1;
                while end < chars.len() && chars[end] != '"' {
                    end += if chars[end] == '\\' { 2 } else { 1 };
                }
                out.push('"');
                skip(index + 1, end, &mut out);
                out.push('"');
                end + 1
            }
            ('\'', '\\') => {
                let end = (index + 3..chars.len()).find(|at| chars[*at] == '\'');
                skip(index, end.map_or(chars.len(), |end| end + 1), &mut out)
            }
            ('\'', _) if at(index + 2) == '\'' => skip(index, index + 3, &mut out),
            (c, _) => {
                out.push(c);
                index + 1
            }
        };
    }
    out
}

/// Where a raw text that begins here ends.
fn raw_text(chars: &[char], start: usize) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|before| chars.get(before));
    if chars.get(start) != Some(&'r') || before.is_some_and(|c| c.is_alphanumeric() || *c == '_') {
        return None;
    }
    let hashes = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(start + 1 + hashes) != Some(&'"') {
        return None;
    }
    let close: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', hashes))
        .collect();
    let body = start + 2 + hashes;
    let length = chars[body..]
        .windows(close.len())
        .position(|window| window == close)?;
    Some(body + length + close.len())
}
