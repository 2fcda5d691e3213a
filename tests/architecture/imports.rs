//! Which file uses which: `use` and written-out paths, followed through re-exports to where a name is defined.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{BINARY, PLUGIN, Source};

/// For each file, by its place in the list, the files that it uses.
pub(crate) struct Imports {
    pub(crate) uses: Vec<BTreeSet<usize>>,
}

/// What a module has.
#[derive(Default)]
struct Module {
    file: usize,
    /// Types, functions and so on, at the outermost level.
    items: BTreeSet<String>,
    /// Imported names, with the path that each stands for.
    names: BTreeMap<String, Vec<String>>,
    /// What is imported whole, `use super::*`.
    globs: Vec<Vec<String>>,
    /// Names that are only handed on.
    passed_on: BTreeSet<String>,
    /// Every path that the code writes out.
    paths: Vec<Vec<String>>,
}

type Modules = BTreeMap<Vec<String>, Module>;

impl Imports {
    pub(crate) fn of(sources: &[Source]) -> Self {
        let mut modules = Modules::new();
        for (file, source) in sources.iter().enumerate() {
            modules.insert(source.module.clone(), read(file, source));
        }
        let uses = sources
            .iter()
            .map(|source| used(&modules, source))
            .collect();
        Self { uses }
    }

    /// Groups of files each of which uses all others of the group, directly or not (Tarjan's strong components).
    pub(crate) fn circles(&self) -> Vec<Vec<usize>> {
        let reach: Vec<BTreeSet<usize>> = (0..self.uses.len()).map(|it| self.reach(it)).collect();
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for one in 0..self.uses.len() {
            if seen.contains(&one) || !reach[one].contains(&one) {
                continue;
            }
            let circle: Vec<usize> = (0..self.uses.len())
                .filter(|other| reach[one].contains(other) && reach[*other].contains(&one))
                .collect();
            seen.extend(circle.iter().copied());
            circles.push(circle);
        }
        circles
    }

    fn reach(&self, from: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<usize> = self.uses[from].iter().copied().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.uses[next].iter().copied());
            }
        }
        reached
    }
}

fn used(modules: &Modules, source: &Source) -> BTreeSet<usize> {
    let own = &modules[&source.module];
    let mut used = BTreeSet::new();
    for (name, path) in &own.names {
        if !own.passed_on.contains(name) {
            used.extend(find(modules, path, 0));
        }
    }
    for glob in &own.globs {
        used.extend(find(modules, glob, 0));
    }
    for path in &own.paths {
        let whole = absolute(&source.module, path).or_else(|| {
            let first = own.names.get(&path[0]);
            let child = [&source.module[..], &path[..1]].concat();
            match first {
                Some(first) => Some([first, &path[1..]].concat()),
                None if modules.contains_key(&child) => {
                    Some([&source.module[..], &path[..]].concat())
                }
                None => None,
            }
        });
        if let Some(whole) = whole {
            used.extend(find(modules, &whole, 0));
        }
    }
    used.remove(&own.file);
    used
}

/// The file where a path's item is defined; none outside of the package, and for a folder by itself.
fn find(modules: &Modules, path: &[String], depth: usize) -> Option<usize> {
    let mut at = Vec::new();
    if path
        .first()
        .is_some_and(|first| first == BINARY || first == PLUGIN)
    {
        at.push(path[0].clone());
    }
    let mut rest = &path[at.len()..];
    while let Some(next) = rest.first() {
        let child = [&at[..], std::slice::from_ref(next)].concat();
        let module = modules.get(&at)?;
        if depth > 16 {
            return None;
        } else if modules.contains_key(&child) && !module.items.contains(next) {
            at = child;
        } else if module.items.contains(next) {
            return Some(module.file);
        } else if let Some(other) = module.names.get(next) {
            return find(modules, &[other, &rest[1..]].concat(), depth + 1);
        } else {
            let mut globs = module.globs.iter();
            return globs
                .find_map(|glob| find(modules, &[glob, rest].concat(), depth + 1))
                .or(Some(module.file));
        }
        rest = &rest[1..];
    }
    let module = modules.get(&at)?;
    // A folder by itself is no use of what is in it.
    (!module.items.is_empty() && !has_children(modules, &at)).then_some(module.file)
}

fn has_children(modules: &Modules, at: &[String]) -> bool {
    modules
        .keys()
        .any(|key| key.len() == at.len() + 1 && key.starts_with(at))
}

/// A path from the root of the modules; none where it begins with a name.
fn absolute(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let root: &[String] = match module.first() {
        Some(first) if first == BINARY || first == PLUGIN => &module[..1],
        _ => &[],
    };
    match path.first()?.as_str() {
        "crate" => Some([root, &path[1..]].concat()),
        "certgraph" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => {
            let supers = path.iter().take_while(|part| *part == "super").count();
            let above = module.get(..module.len().checked_sub(supers)?)?;
            Some([above, &path[supers..]].concat())
        }
        _ => None,
    }
}

fn read(file: usize, source: &Source) -> Module {
    let mut module = Module {
        file,
        ..Module::default()
    };
    let words = words(&source.code);
    let mut at = 0;
    let mut depth = 0_usize;
    let mut public = false;
    let mut rest = Vec::new();
    while at < words.len() {
        let word = words[at].as_str();
        match word {
            "use" => {
                let end = (at..words.len())
                    .find(|at| words[*at] == ";")
                    .unwrap_or(words.len());
                for (name, path) in leaves(&words[at + 1..end], &[]) {
                    let path = absolute(&source.module, &path)
                        .unwrap_or_else(|| local(&source.module, path));
                    match name.as_str() {
                        "*" => module.globs.push(path),
                        "_" => rest.push("_".to_owned()),
                        _ => {
                            if public {
                                module.passed_on.insert(name.clone());
                            }
                            module.names.insert(name, path);
                        }
                    }
                }
                at = end;
            }
            // The name of a submodule is no use of what is named like it.
            "mod" => {
                at += 2;
                continue;
            }
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union"
            | "macro_rules!"
                if depth == 0 =>
            {
                let name = words[at + 1..]
                    .iter()
                    .find(|it| !["fn", "mut", "unsafe", "async"].contains(&it.as_str()));
                module.items.extend(name.cloned());
            }
            _ => {}
        }
        public = word == "pub"
            || public && (depth > 0 || matches!(word, ")" | "(" | "crate" | "super" | "in"));
        if let Some(word) = words.get(at) {
            rest.push(word.clone());
        }
        at += 1;
    }
    module.paths = rest
        .iter()
        .filter(|word| word.contains("::"))
        .map(|word| word.split("::").map(str::to_owned).collect())
        .collect();
    // What is handed on and used besides is used.
    let plain: BTreeSet<&str> = rest
        .iter()
        .map(|word| word.split("::").next().unwrap_or_default())
        .collect();
    module
        .passed_on
        .retain(|name| !plain.contains(name.as_str()));
    module
}

/// A path that begins with a submodule; what begins with another name is of an external crate, and is found nowhere.
fn local(module: &[String], path: Vec<String>) -> Vec<String> {
    [module, &path].concat()
}

/// Identifiers with their `::`, and each other character by itself.
pub(crate) fn words(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || c == '_' {
            let mut word = String::from(c);
            loop {
                let ahead: Vec<char> = chars.clone().take(3).collect();
                match ahead[..] {
                    [next, ..] if next.is_alphanumeric() || next == '_' => {
                        word.push(next);
                        chars.next();
                    }
                    [':', ':', next] if next.is_alphabetic() || next == '_' => {
                        word.push_str("::");
                        chars.nth(1);
                    }
                    ['!', ..] if word == "macro_rules" => {
                        word.push('!');
                        chars.next();
                    }
                    _ => break,
                }
            }
            words.push(word);
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    words
}

/// The names that a `use` brings, each with its path.
fn leaves(words: &[String], before: &[String]) -> Vec<(String, Vec<String>)> {
    let mut path = before.to_vec();
    let mut at = 0;
    while at < words.len() && words[at] != "{" {
        match words[at].as_str() {
            ":" => {}
            "as" => {
                return vec![(words[at + 1].clone(), path)];
            }
            "*" => return vec![("*".to_owned(), path)],
            word => path.extend(word.split("::").map(str::to_owned)),
        }
        at += 1;
    }
    if at == words.len() {
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let name = path.last().cloned().unwrap_or_default();
        return vec![(name, path)];
    }
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, at + 1);
    for index in at + 1..words.len() {
        match words[index].as_str() {
            "{" => depth += 1,
            "}" if depth > 0 => depth -= 1,
            "," | "}" if depth == 0 => {
                if start < index {
                    found.extend(leaves(&words[start..index], &path));
                }
                start = index + 1;
            }
            _ => {}
        }
    }
    found
}
