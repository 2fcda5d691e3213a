//! Reads every input: certificates of any kind, and the connections of the kubeconfigs among them.

use std::path::{Path, PathBuf};

use super::party::Party;
use super::{Rules, Survey};
use crate::decode::certificates::{Found, Source, find_in};
use crate::decode::kubeconfig::{Flags, load_bytes};
use crate::decode::recognise::Kind;
use crate::handshake::{
    Server, bundle_findings, client, connect, kubeconfig_findings, object_findings,
};
use crate::location::Location;
use crate::source::{Error, ErrorKind, Limit, WalkLimit, walk};
use crate::x509::GoRelease;

/// A file of the inputs.
struct Item {
    path: PathBuf,
    /// Named on the command line itself; a directory may hold other files too.
    named: bool,
}

pub(super) fn gather(inputs: &[PathBuf], rules: &Rules<'_>) -> Survey {
    let mut survey = Survey::default();
    for item in expand(inputs, &mut survey) {
        survey.read(&item, rules);
    }
    survey
        .parties
        .sort_by(|one, other| one.name.cmp(&other.name));
    survey
}

/// Every file that is asked for, each once.
fn expand(inputs: &[PathBuf], survey: &mut Survey) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for input in inputs {
        if !input.is_dir() {
            let path = input.clone();
            items.push(Item { path, named: true });
            continue;
        }
        let found = walk(input, WalkLimit::DIRECTORY);
        let files = found.files.into_iter();
        items.extend(files.map(|path| Item { path, named: false }));
        let errors = found.errors.iter().map(ToString::to_string);
        survey.unreadable.extend(errors);
        if found.truncated {
            let text = format!("{}: too many entries, some were left out", input.display());
            survey.unreadable.push(text);
        }
    }
    items.sort_by(|one, other| (&one.path, other.named).cmp(&(&other.path, one.named)));
    items.dedup_by(|one, other| one.path == other.path);
    items
}

/// Reads a file; of Kubernetes objects, no more than one is held at a time.
fn source(path: &Path, name: &str, rules: &Rules<'_>) -> Result<Source, Error> {
    let limit = Limit::INPUT;
    let mut stream = rules.files.stream(path)?;
    let found = find_in(
        &mut *stream,
        &Location::file(name),
        rules.release,
        limit.bytes,
    );
    match found {
        Ok(Some(source)) => Ok(source),
        Ok(None) => Err(Error {
            path: path.to_owned(),
            kind: ErrorKind::TooLarge { limit, size: None },
        }),
        Err(error) => Err(Error::from_read(path, &error)),
    }
}

impl Survey {
    fn read(&mut self, item: &Item, rules: &Rules<'_>) {
        let name = item.path.display().to_string();
        let Source { found, bytes } = match source(&item.path, &name, rules) {
            Ok(source) => source,
            Err(error) => {
                self.unreadable.push(error.to_string());
                return;
            }
        };
        if let Some(why) = &found.unreadable {
            if item.named {
                self.unreadable.push(format!("{name}: {why}"));
            }
            return;
        }
        if found.is_empty() {
            if item.named {
                let kind = found.kind.description();
                let text = format!("{name}: no certificates: this is {kind}");
                self.unreadable.push(text);
            }
            return;
        }
        self.add(&found, rules.release);
        if found.kind == Kind::Kubeconfig
            && let Some(bytes) = bytes
        {
            self.kubeconfig(&item.path, &name, &bytes, rules);
        }
    }

    fn add(&mut self, found: &Found, release: GoRelease) {
        for placed in &found.certificates {
            self.inventory.add(placed);
        }
        let nothing_left = found.certificates.is_empty();
        let findings = bundle_findings(&found.problems, None, nothing_left);
        self.findings.extend(findings);
        self.findings.extend(kubeconfig_findings(&found.faults));
        self.findings.extend(object_findings(found, release));
    }

    /// Every context is a connection of its own.
    fn kubeconfig(&mut self, path: &Path, name: &str, bytes: &[u8], rules: &Rules<'_>) {
        // Relative paths in a kubeconfig start at its folder (client-go `ResolveLocalPaths`).
        let folder = path
            .parent()
            .map(|folder| rules.directory.join(folder).display().to_string());
        let loaded = load_bytes(name, bytes, &folder.unwrap_or_default());
        let server = Server::unknown();
        let contexts = loaded.config.contexts.iter();
        for context in contexts.map(|context| context.name.as_str()) {
            let flags = Flags {
                context: Some(context),
                cluster: None,
                user: None,
            };
            let client = client(
                &loaded,
                &flags,
                name,
                rules.files,
                rules.release,
                rules.words,
            );
            let connection = connect(&client, &server, rules.at, rules.release, rules.signatures);
            for (_, entry) in connection.inventory.iter() {
                self.inventory.add_entry(entry);
            }
            self.parties.push(Party::of_client(&client));
            self.connections.push(connection);
        }
    }
}
