//! Programs that systemd starts: clusters set up by hand, and etcd of kubespray and of distributions. Flags stand in the
//! unit, in variables that it has from files, and for etcd in its own variables (etcd `pkg/flags` `SetFlagsFromEnv`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::model::{Argument, Started, program};
use crate::decode::command_line::words;
use crate::source::{Limit, WalkLimit, is_folder, walk};
use crate::survey::Rules;
use crate::survey::control_plane::host::Host;
use crate::survey::control_plane::program::Program;

const PROGRAMS: [&str; 5] = [
    "kube-apiserver",
    "etcd",
    "kube-controller-manager",
    "kube-scheduler",
    "kubelet",
];
const FOLDERS: [&str; 3] = [
    "etc/systemd/system",
    "lib/systemd/system",
    "usr/lib/systemd/system",
];

/// A node's root, or one of systemd's folders, with a unit that starts kube-apiserver or etcd.
pub(super) fn read(folder: &Path, rules: &Rules<'_>) -> Option<Started> {
    let (root, folders) = match FOLDERS.iter().find(|name| folder.ends_with(name)) {
        Some(name) => {
            let depth = Path::new(name).components().count();
            (folder.ancestors().nth(depth)?, vec![folder.to_owned()])
        }
        None => (folder, FOLDERS.map(|name| folder.join(name)).to_vec()),
    };
    let host = Host::of_folder(root, Path::new("/")).below(rules.root);
    let programs = programs(&folders, &host, rules);
    let runs = ["kube-apiserver", "etcd"];
    let any = programs
        .iter()
        .any(|found| runs.iter().any(|name| found.is(name)));
    any.then(|| Started {
        folder: root.to_owned(),
        host,
        programs,
    })
}

/// etcd beside programs that static pods start, as kubespray has it.
pub(in crate::survey::control_plane) fn etcd(host: &Host, rules: &Rules<'_>) -> Option<Program> {
    let folders = FOLDERS
        .iter()
        .filter_map(|name| host.here(&Path::new("/").join(name)));
    let found = programs(&folders.collect::<Vec<_>>(), host, rules);
    found.into_iter().find(|program| program.is("etcd"))
}

fn programs(folders: &[PathBuf], host: &Host, rules: &Rules<'_>) -> Vec<Program> {
    let mut programs = Vec::new();
    for folder in folders.iter().filter(|folder| is_folder(folder)) {
        let units = walk(folder, WalkLimit::DIRECTORY).files;
        for path in units
            .iter()
            .filter(|path| path.extension().is_some_and(|it| it == "service"))
        {
            let Ok(text) = rules.files.read(path, Limit::KUBECONFIG) else {
                continue;
            };
            let unit = Unit::read(&text, host, rules);
            let Some((name, arguments)) = unit.started() else {
                continue;
            };
            programs.push(program(name, path, &arguments, host));
        }
    }
    programs
}

/// What a unit says of how its program is started.
#[derive(Default)]
struct Unit {
    /// The last `ExecStart`, and its line.
    command: Option<(String, u32)>,
    variables: BTreeMap<String, String>,
}

impl Unit {
    /// Reads a unit and the files of variables that it names, as far as they are given.
    fn read(text: &[u8], host: &Host, rules: &Rules<'_>) -> Self {
        let mut unit = Self::default();
        for (line, number) in joined(text) {
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let value = value.trim();
            match key.trim() {
                "ExecStart" => unit.command = Some((value.to_owned(), number)),
                "Environment" => {
                    let settings = words(value).unwrap_or_default();
                    let pairs = settings.iter().filter_map(|word| word.split_once('='));
                    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
                    unit.variables.extend(pairs);
                }
                "EnvironmentFile" => {
                    let path = Path::new(value.strip_prefix('-').unwrap_or(value));
                    let text = host
                        .here(path)
                        .and_then(|path| rules.files.read(&path, Limit::KUBECONFIG).ok());
                    unit.variables
                        .extend(text.iter().flat_map(|text| variables(text)));
                }
                _ => {}
            }
        }
        unit
    }

    /// The program that it starts, if it is one of a control plane, and its arguments.
    fn started(&self) -> Option<(&'static str, Vec<Argument>)> {
        let (command, line) = self.command.as_ref()?;
        let mut all = Vec::new();
        for word in words(command)? {
            // `$NAME` alone is split at blanks, `${NAME}` is not (systemd.service, command lines).
            match word.strip_prefix('$').filter(|name| !name.starts_with('{')) {
                Some(name) => {
                    let value = self.variables.get(name).map_or("", String::as_str);
                    all.extend(words(value).unwrap_or_default());
                }
                None => all.push(self.expanded(&word)),
            }
        }
        let binary = all.iter().take(3).find_map(|word| {
            let name = word.rsplit('/').next()?;
            PROGRAMS.iter().find(|program| **program == name)
        })?;
        let mut arguments: Vec<_> = all.into_iter().map(|word| (word, Some(*line))).collect();
        if *binary == "etcd" {
            // A flag wins over its variable.
            let own = self.variables.iter().filter_map(|(name, value)| {
                let flag = name
                    .strip_prefix("ETCD_")?
                    .to_ascii_lowercase()
                    .replace('_', "-");
                Some((format!("--{flag}={value}"), None))
            });
            let own: Vec<_> = own.collect();
            let at = 1.min(arguments.len());
            arguments.splice(at..at, own);
        }
        Some((binary, arguments))
    }

    fn expanded(&self, word: &str) -> String {
        let mut whole = String::new();
        let mut rest = word;
        while let Some((before, after)) = rest.split_once("${") {
            whole.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                whole.push_str("${");
                rest = after;
                continue;
            };
            whole.push_str(self.variables.get(name).map_or("", String::as_str));
            rest = behind;
        }
        whole + rest
    }
}

/// The lines of a unit, those that a backslash continues put together, each with the number of its first.
fn joined(text: &[u8]) -> Vec<(String, u32)> {
    let text = String::from_utf8_lossy(text);
    let mut lines: Vec<(String, u32)> = Vec::new();
    let mut goes_on = false;
    for (line, number) in text.lines().zip(1_u32..) {
        let trimmed = line.trim();
        if trimmed.starts_with(['#', ';']) {
            continue;
        }
        let (content, more) = match trimmed.strip_suffix('\\') {
            Some(content) => (content, true),
            None => (trimmed, false),
        };
        match lines.last_mut().filter(|_| goes_on) {
            Some((whole, _)) => {
                whole.push(' ');
                whole.push_str(content);
            }
            None => lines.push((content.to_owned(), number)),
        }
        goes_on = more;
    }
    lines
}

/// `NAME=value` lines, perhaps in quotes (systemd `env-file.c`).
fn variables(text: &[u8]) -> Vec<(String, String)> {
    let lines = joined(text);
    let pairs = lines.iter().filter_map(|(line, _)| {
        let (name, value) = line.split_once('=')?;
        let value = words(value).map_or_else(|| value.to_owned(), |words| words.join(" "));
        Some((name.trim().to_owned(), value))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_s_command_has_its_variables_in_place() {
        let text = b"[Service]\nEnvironment=A=1 \"ARGS=--x=2 --y\"\n# c\nEnvironment=ETCD_CERT_FILE=/e.pem\nExecStart=/usr/bin/etcd \\\n  --name=${A} \\\n  $ARGS\n";
        let files = crate::source::Files::new();
        let rules = Rules {
            files: &files,
            directory: Path::new("/"),
            at: crate::ground::time::Timestamp::parse("2026-06-01T00:00:00Z").unwrap(),
            release: crate::golang::GoRelease::default(),
            by_image: false,
            words: crate::golang::GoRelease::default(),
            signatures: &crate::verify::SignatureCache::default(),
            root: None,
            advise: false,
            skip_others: false,
            pods: false,
            clients: &[],
        };
        let host = Host::of_folder(Path::new("/nowhere"), Path::new("/"));
        let unit = Unit::read(text, &host, &rules);
        let (name, arguments) = unit.started().unwrap();
        let words: Vec<_> = arguments.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(name, "etcd");
        assert_eq!(
            words,
            [
                "/usr/bin/etcd",
                "--cert-file=/e.pem",
                "--name=1",
                "--x=2",
                "--y"
            ]
        );
    }
}
