//! The client's side of a control-plane component, from the files that its flags name.

use std::path::PathBuf;

use super::chain::{chain_of, members};
use super::findings::{bundle_findings, key_pair_findings};
use crate::connection::{
    Authentication, Bundle, Chain, Client, ClientKind, ClientParticipant, Credential, Dialled,
    Endpoint, NameLists, Refusal, Trust,
};
use crate::decode::bundle::BundleProblem;
use crate::decode::key_pair::key_pair;
use crate::decode::kubeconfig::UrlText;
use crate::decode::{bundle, kubeconfig};
use crate::finding::{Finding, InputFault, Problem, Step};
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::inventory::Placed;
use crate::programs::Program;
use crate::source::{Error, Files, Limit};

/// A file that a flag names.
#[derive(Clone, Debug)]
pub struct NamedFile {
    /// The flag or field.
    pub flag: &'static str,
    /// Where it can be read; none where it is not among the files given.
    pub path: Option<PathBuf>,
    /// Where the flag stands.
    pub location: Location,
}

impl NamedFile {
    /// A file that is where a layout has it: a flag of that name would lead there.
    pub fn of_layout(flag: &'static str, path: PathBuf) -> Self {
        Self {
            flag,
            location: Location::of_path(&path),
            path: Some(path),
        }
    }
}

/// What a component has to connect with.
#[derive(Clone, Debug)]
pub struct ComponentFlags {
    /// The program, or the part that it plays.
    pub component: Program,
    /// What configures it: a manifest.
    pub file: String,
    /// Where it connects to.
    pub url: String,
    /// What is checked against the SANs.
    pub server_name: String,
    /// Where the name stands.
    pub location: Location,
    /// Whom it trusts.
    pub trust: ComponentTrust,
    /// Its certificate; none where none is configured.
    pub certificate: Option<NamedFile>,
    /// The key of that.
    pub key: Option<NamedFile>,
    /// It speaks for others in the front proxy's headers.
    pub front_proxy: bool,
    /// Where the name comes from, if no flag of the component names it.
    pub dialled: Option<Dialled>,
}

/// Whom a component trusts.
#[derive(Clone, Debug)]
pub enum ComponentTrust {
    /// The CAs of a file, of which client-go passes over what it cannot read.
    Lenient(NamedFile),
    /// The CAs of a file, which etcd refuses whole (`client/pkg/tlsutil`).
    Strict(NamedFile),
    /// Whoever answers: the flag that would name CAs is not set.
    Unchecked(&'static str),
    /// The roots of the machine, for want of a flag.
    SystemRoots,
}

/// Reads the component's files. What is wrong with them is a finding; a file that cannot be read keeps the component
/// from starting.
pub fn component(flags: &ComponentFlags, files: &Files, release: GoRelease) -> Client {
    let mut reader = Reader {
        files,
        release,
        findings: Vec::new(),
        refuses: false,
    };
    let trust = reader.trust(flags);
    let credential = reader.credential(flags);
    let authentication = match credential {
        Credential::None => Authentication::None,
        Credential::Missing | Credential::Chain(_) | Credential::Unusable { .. } => {
            Authentication::Certificate
        }
    };
    Client {
        participant: ClientParticipant {
            kind: ClientKind::Component,
            component: flags.component,
            file: flags.file.clone(),
            context: None,
            user: None,
            cluster: None,
        },
        endpoint: Some(Endpoint {
            dialled: flags.dialled.clone(),
            ..endpoint(&flags.url, &flags.server_name, &flags.location)
        }),
        trust,
        credential,
        token: None,
        go: None,
        lists: NameLists::NONE,
        source: None,
        front_proxy: flags.front_proxy,
        authentication,
        // What it logs is in no specification; that it does not start is certain.
        refusal: reader.refuses.then_some(Refusal {
            get_pods: None,
            get_raw: None,
        }),
        findings: reader.findings,
        startup_failures: Vec::new(),
    }
}

impl Client {
    /// The same client towards another server; `dialled` is where its name comes from, if no flag names it.
    pub(crate) fn towards(&self, url: &str, server_name: &str, dialled: Option<Dialled>) -> Self {
        let location = self.endpoint.as_ref().map(|known| &known.location);
        Self {
            endpoint: location.map(|location| Endpoint {
                dialled,
                ..endpoint(url, server_name, location)
            }),
            ..self.clone()
        }
    }
}

/// Where a component connects to; `server_name` is what it holds the certificate against.
pub(crate) fn endpoint(url: &str, server_name: &str, location: &Location) -> Endpoint {
    let text = UrlText::new(url.to_owned());
    let parsed = kubeconfig::Endpoint::parse(&text, UrlRules::STRICT)
        .unwrap_or_else(|_| kubeconfig::Endpoint::default_server());
    Endpoint {
        url: text.shown(),
        https: !url.starts_with("http://"),
        host_port: parsed.host.clone(),
        server_name: server_name.to_owned(),
        server_name_is_set: false,
        location: location.clone(),
        parsed,
        proxy: None,
        dialled: None,
    }
}

struct Reader<'a> {
    files: &'a Files,
    release: GoRelease,
    findings: Vec<Finding>,
    refuses: bool,
}

impl Reader<'_> {
    fn trust(&mut self, flags: &ComponentFlags) -> Trust {
        let (file, strict) = match &flags.trust {
            ComponentTrust::Lenient(file) => (file, false),
            ComponentTrust::Strict(file) => (file, true),
            ComponentTrust::SystemRoots => return Trust::SystemRoots,
            ComponentTrust::Unchecked(flag) => {
                let problem = Problem::ServerUnchecked {
                    component: flags.component.as_str(),
                    flag,
                };
                let place = vec![flags.location.clone()];
                self.findings
                    .push(Finding::new(problem, Step::ClientVerifies, place));
                return Trust::Unchecked;
            }
        };
        let Some(path) = &file.path else {
            return Trust::Missing;
        };
        let text = match self.files.read(path, Limit::BUNDLE) {
            Ok(text) => text,
            Err(error) => {
                self.unreadable(file, &error);
                return Trust::Unusable;
            }
        };
        let location = Location::of_path(path);
        let (anchors, problems, fatal) = self.anchors(&text, &location, strict);
        let step = if fatal {
            Step::Configuration
        } else {
            Step::ClientVerifies
        };
        let mut findings = bundle_findings(&problems, step, fatal);
        for finding in &mut findings {
            finding.name_field(&location, &file.location);
        }
        self.findings.extend(findings);
        if fatal {
            self.refuses = true;
            return Trust::Unusable;
        }
        Trust::Bundle(Bundle {
            label: format!("{} {}", file.flag, path.shown()),
            location,
            anchors,
        })
    }

    /// The CAs of a bundle, what is wrong with it, and whether that makes it useless.
    fn anchors(
        &self,
        text: &[u8],
        location: &Location,
        strict: bool,
    ) -> (Vec<Placed>, Vec<BundleProblem>, bool) {
        if strict {
            let read = bundle::strict(text, location, self.release);
            (read.certificates, read.problems, read.error.is_some())
        } else {
            let read = bundle::lenient(text, location, self.release);
            (read.certificates, read.problems, read.error.is_some())
        }
    }

    fn credential(&mut self, flags: &ComponentFlags) -> Credential {
        let Some(certificate) = &flags.certificate else {
            return Credential::None;
        };
        let Some(path) = &certificate.path else {
            return Credential::Missing;
        };
        let text = match self.files.read(path, Limit::BUNDLE) {
            Ok(text) => text,
            Err(error) => {
                self.unreadable(certificate, &error);
                return unusable(Vec::new());
            }
        };
        let location = Location::of_path(path);
        let key = flags
            .key
            .as_ref()
            .and_then(|key| Some((key, key.path.as_ref()?)));
        let Some((key, key_path)) = key else {
            // A copy of a node's certificates has no keys: the certificate counts all the same.
            let read = bundle::chain(&text, &location, self.release);
            let fatal = read.links.is_empty();
            let findings = bundle_findings(&read.problems, Step::ClientPresents, fatal);
            self.findings.extend(findings);
            let chain = Chain {
                certificates: members(&read),
                key_matches: None,
            };
            self.refuses |= fatal;
            return if fatal {
                unusable(Vec::new())
            } else {
                Credential::Chain(chain)
            };
        };
        let secret: Secret = match self.files.read_secret(key_path, Limit::REFERENCED) {
            Ok(secret) => secret,
            Err(error) => {
                self.unreadable(key, &error);
                return unusable(Vec::new());
            }
        };
        let key_location = Location::of_path(key_path);
        let pair = key_pair((&text, &location), (&secret, &key_location), self.release);
        let (mut findings, error) = key_pair_findings(
            &pair,
            (&location, &key_location),
            Step::ClientPresents,
            self.release,
        );
        for finding in &mut findings {
            finding.name_field(&location, &certificate.location);
            finding.name_field(&key_location, &key.location);
        }
        self.findings.extend(findings);
        let chain = chain_of(&pair);
        match error {
            None => Credential::Chain(chain),
            Some(_) => {
                self.refuses = true;
                unusable(chain.parsed().cloned().collect())
            }
        }
    }

    fn unreadable(&mut self, file: &NamedFile, error: &Error) {
        self.refuses = true;
        self.findings
            .push(unreadable(file, error, Step::Configuration));
    }
}

fn unusable(chain: Vec<Placed>) -> Credential {
    Credential::Unusable {
        go: String::new(),
        chain,
        when_asked: false,
    }
}

/// A file that a flag names cannot be read.
pub(crate) fn unreadable(file: &NamedFile, error: &Error, step: Step) -> Finding {
    let problem = Problem::from(InputFault::Unreadable {
        named_by: Some(file.flag.to_string()),
        error: error.clone(),
    });
    let named = file
        .path
        .as_ref()
        .map(|path| Location::file(path.shown().to_string()));
    let places = std::iter::once(file.location.clone()).chain(named);
    Finding::new(problem, step, places.collect())
}
