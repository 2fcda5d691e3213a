//! From a kubeconfig to the client's side of a connection (client-go `clientcmd`, `transport.TLSConfigFor`).

use super::chain::{chain_of, members};
use super::findings::{
    bundle_findings, gap_finding, key_pair_findings, kubeconfig_findings, note_finding,
};
use super::named_files::{NamedFiles, shown_path};
use super::planned_files::PlannedFiles;
use super::program::component_of;
use super::suggestions::suggest_names;
use super::token;
use crate::connection::{
    Authentication, Bundle, Chain, Client, ClientKind, ClientParticipant, Credential, Endpoint,
    NameLists, Refusal, Trust,
};
use crate::decode::kubeconfig::{
    Assessment, AuthMethod, Cluster, FilePath, Flags, Gap, KubeconfigFault, Loaded, User, assess,
    predict,
};
use crate::decode::{bundle, key_pair::key_pair};
use crate::finding::{Finding, InputFault, Problem, Severity, Step};
use crate::golang::url::UrlRules;
use crate::golang::{Change, GoRelease};
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::source::{Files, Limit};

/// The client of one context of the files that were loaded; `file` is what people call them.
/// `words` is the release that kubectl is built with, for what it says of its own configuration.
pub fn client(
    loaded: &Loaded,
    flags: &Flags<'_>,
    file: &str,
    files: &Files,
    release: GoRelease,
    words: GoRelease,
) -> Client {
    client_with(
        loaded,
        flags,
        file,
        files,
        (release, words),
        &PlannedFiles::default(),
    )
}

/// The client as it would be with `planned` in place.
pub(crate) fn client_with(
    loaded: &Loaded,
    flags: &Flags<'_>,
    file: &str,
    files: &Files,
    (release, words): (GoRelease, GoRelease),
    planned: &PlannedFiles,
) -> Client {
    let url_rules = UrlRules::of(words);
    let overridden = loaded.overridden(flags);
    let loaded = overridden.as_ref().unwrap_or(loaded);
    let assessment = assess(&loaded.config, flags, &mut NamedFiles(files), url_rules);
    Assembler {
        loaded,
        assessment,
        file,
        files,
        release,
        words,
        planned,
        findings: Vec::new(),
        late_refusal: None,
        named: Vec::new(),
    }
    .client()
}

struct Assembler<'a> {
    loaded: &'a Loaded,
    assessment: Assessment<'a>,
    file: &'a str,
    files: &'a Files,
    release: GoRelease,
    words: GoRelease,
    planned: &'a PlannedFiles,
    findings: Vec<Finding>,
    /// kubectl's line as it sets up TLS or makes the request, after everything that `assess` knows.
    late_refusal: Option<String>,
    /// Files that were read for the step at hand, and the fields that name them.
    named: Vec<(Location, Location)>,
}

impl Assembler<'_> {
    fn client(mut self) -> Client {
        let selection = self.assessment.selection.clone();
        let mut faults = self.loaded.faults.clone();
        faults.retain(|fault| !self.planned.repaired.contains(&fault.location));
        // A file that does not load leaves nothing to select from; what it lacks is then no fault of its own.
        let entries_known = faults.iter().all(KubeconfigFault::leaves_entries);
        let unread = selection.user.is_some_and(|user| {
            faults
                .iter()
                .any(|fault| fault.location.is_inside(&user.location))
        });
        if entries_known || selection.context.is_some() {
            faults.extend(self.assessment.faults.iter().cloned());
        }
        self.findings.extend(kubeconfig_findings(&faults));
        self.findings
            .extend(self.loaded.notes.iter().map(note_finding));
        // That there are no credentials follows from there being no user, or from a field of his that cannot be read.
        let no_user = selection
            .gaps
            .iter()
            .any(|gap| matches!(gap, Gap::NoUser { .. } | Gap::UserMissing { .. }));
        if no_user || unread {
            self.findings
                .retain(|finding| finding.problem != Problem::NoCredentials);
        }
        if entries_known {
            let place = Location::file(self.file);
            self.findings.extend(
                selection
                    .gaps
                    .iter()
                    .filter_map(|gap| gap_finding(gap, &place)),
            );
        }

        suggest_names(&mut self.findings, &selection, &self.loaded.config);

        // kubectl's default server is that of a kubeconfig without one, not of a file that it cannot load.
        let known = entries_known || selection.cluster.is_some();
        let endpoint = known.then(|| self.endpoint(selection.cluster)).flatten();
        let https = endpoint.as_ref().is_some_and(|endpoint| endpoint.https);
        let before = self.findings.len();
        let trust = match selection.cluster {
            Some(cluster) if https => self.trust(cluster),
            Some(_) | None => Trust::SystemRoots,
        };
        self.name_fields(before);
        let before = self.findings.len();
        let credential = match selection.user {
            Some(user) if https => self.credential(user),
            Some(_) | None => Credential::None,
        };
        self.name_fields(before);
        let token = selection
            .user
            .filter(|_| https)
            .and_then(|user| self.token(user));
        let authentication = self.authentication(selection.user);
        let refusal = self.refusal(&faults, &selection.gaps, endpoint.as_ref());
        Client {
            participant: ClientParticipant {
                kind: ClientKind::Kubeconfig,
                component: component_of(&credential, &selection.user_name, self.file),
                file: self.file.to_owned(),
                context: selection.context_name.clone(),
                user: Some(selection.user_name.clone()).filter(|name| !name.is_empty()),
                cluster: Some(selection.cluster_name.clone()).filter(|name| !name.is_empty()),
            },
            endpoint,
            trust,
            credential,
            token,
            go: None,
            lists: NameLists::NONE,
            source: None,
            front_proxy: false,
            authentication,
            refusal,
            findings: self.findings,
            startup_failures: Vec::new(),
        }
    }

    fn endpoint(&mut self, cluster: Option<&Cluster>) -> Option<Endpoint> {
        let parsed = self.assessment.endpoint.as_ref()?;
        let server = cluster.and_then(|cluster| cluster.server.as_ref());
        let name = cluster.and_then(|cluster| cluster.tls_server_name.as_ref());
        let proxy = cluster.and_then(|cluster| cluster.proxy_url.as_ref());
        if let Some(proxy) = proxy {
            self.findings.push(Finding::new(
                Problem::Proxied,
                Step::Configuration,
                vec![proxy.location.clone()],
            ));
        }
        let location = name
            .map(|name| name.location.clone())
            .or_else(|| server.map(|server| server.location.clone()))
            .unwrap_or_else(|| Location::file(self.file));
        Some(Endpoint {
            url: server.map_or_else(
                || crate::decode::kubeconfig::DEFAULT_SERVER.to_owned(),
                |server| server.value.shown(),
            ),
            https: parsed.is_tls(),
            host_port: parsed.host.clone(),
            server_name: name.map_or_else(|| parsed.server_name.clone(), |name| name.value.clone()),
            server_name_is_set: name.is_some(),
            location,
            parsed: parsed.clone(),
            proxy: proxy.map(|proxy| proxy.value.clone()),
            dialled: None,
        })
    }

    fn trust(&mut self, cluster: &Cluster) -> Trust {
        let insecure = cluster
            .insecure_skip_tls_verify
            .as_ref()
            .filter(|field| field.value);
        if let Some(bundle) = &self.planned.trust {
            return Trust::Bundle(bundle.clone());
        }
        let (text, location, label) = match (
            &cluster.certificate_authority_data,
            &cluster.certificate_authority,
        ) {
            (Some(data), _) => (
                data.value.bytes().to_vec(),
                data.location.clone(),
                "certificate-authority-data".to_owned(),
            ),
            (None, Some(file)) => {
                let Some((text, location)) = self.referenced(&file.value, &file.location) else {
                    return Trust::Unusable;
                };
                (
                    text,
                    location,
                    format!("certificate-authority {}", file.value.written),
                )
            }
            (None, None) => {
                let Some(insecure) = insecure else {
                    return Trust::SystemRoots;
                };
                self.findings.push(Finding::new(
                    Problem::InsecureSkipTlsVerify,
                    Step::ClientVerifies,
                    vec![insecure.location.clone()],
                ));
                return Trust::Unchecked;
            }
        };
        if text.is_empty() {
            self.findings.push(Finding::new(
                Problem::EmptyCaFile,
                Step::ClientVerifies,
                vec![location.clone()],
            ));
            if !self.release.has(Change::CaRotation) {
                return Trust::SystemRoots;
            }
            return Trust::Bundle(Bundle {
                label,
                location,
                anchors: Vec::new(),
            });
        }
        let read = bundle::lenient(&text, &location, self.release);
        // kubectl reads the bundle before it connects to anyone.
        let step = if read.error.is_some() {
            Step::Configuration
        } else {
            Step::ClientVerifies
        };
        self.findings
            .extend(bundle_findings(&read.problems, step, read.error.is_some()));
        if let Some(error) = read.error {
            if !self
                .findings
                .iter()
                .any(|finding| finding.severity == Severity::Error)
            {
                let problem = Problem::Input(InputFault::NoUsableCa(error.clone()));
                self.findings
                    .push(Finding::new(problem, step, vec![location]));
            }
            self.late_refusal
                .get_or_insert_with(|| format!("error: {error}"));
            return Trust::Unusable;
        }
        // A CA beside insecure-skip-tls-verify is refused: once fixed, it is the CA that counts.
        Trust::Bundle(Bundle {
            label,
            location,
            anchors: read.certificates,
        })
    }

    fn credential(&mut self, user: &User) -> Credential {
        if !self
            .assessment
            .auth
            .effective
            .contains(&AuthMethod::ClientCertificate)
        {
            return Credential::None;
        }
        if let Some(chain) = &self.planned.chain {
            return Credential::Chain(chain.clone());
        }
        let when_asked = user.client_certificate_data.is_none() && user.client_key_data.is_none();
        let certificate = match (&user.client_certificate_data, &user.client_certificate) {
            (Some(data), _) => Some((data.value.bytes().to_vec(), data.location.clone())),
            (None, Some(file)) => self.referenced(&file.value, &file.location),
            (None, None) => None,
        };
        let key = match (&user.client_key_data, &user.client_key) {
            (Some(data), _) => Some((data.value.clone(), data.location.clone())),
            (None, Some(file)) => self
                .referenced(&file.value, &file.location)
                .map(|(bytes, location)| (Secret::new(bytes), location)),
            (None, None) => None,
        };
        let Some((text, location)) = certificate else {
            return Credential::Unusable {
                go: String::new(),
                chain: Vec::new(),
                when_asked: false,
            };
        };
        let Some((key, key_location)) = key else {
            let read = bundle::chain(&text, &location, self.release);
            let chain = Chain {
                certificates: members(&read),
                key_matches: None,
            };
            let chain = chain.parsed().cloned().collect();
            return Credential::Unusable {
                go: String::new(),
                chain,
                when_asked: false,
            };
        };
        let pair = key_pair((&text, &location), (&key, &key_location), self.release);
        let (findings, error) = key_pair_findings(
            &pair,
            (&location, &key_location),
            Step::ClientPresents,
            self.words,
        );
        self.findings.extend(findings);
        let chain = chain_of(&pair);
        match error {
            None => Credential::Chain(chain),
            Some(go) => {
                if !when_asked {
                    self.late_refusal
                        .get_or_insert_with(|| format!("error: {go}"));
                }
                Credential::Unusable {
                    go,
                    chain: chain.parsed().cloned().collect(),
                    when_asked,
                }
            }
        }
    }

    fn token(&mut self, user: &User) -> Option<Secret> {
        match token::sent(user, self.files) {
            Ok(token) => token,
            Err(place) => {
                self.findings.push(Finding::new(
                    Problem::TokenWithLineEnd,
                    Step::Configuration,
                    vec![place],
                ));
                self.late_refusal
                    .get_or_insert_with(|| token::INVALID_AUTHORIZATION.to_owned());
                None
            }
        }
    }

    fn authentication(&mut self, user: Option<&User>) -> Authentication {
        let effective = &self.assessment.auth.effective;
        let first = effective.first();
        let place = user
            .map(|user| user.location.clone())
            .into_iter()
            .collect::<Vec<_>>();
        let mut note = |problem| {
            self.findings
                .push(Finding::new(problem, Step::ClientPresents, place.clone()));
        };
        match first {
            Some(AuthMethod::ClientCertificate) => Authentication::Certificate,
            Some(AuthMethod::Token | AuthMethod::TokenFile) => {
                note(Problem::TokenDecides);
                Authentication::Token
            }
            Some(AuthMethod::Basic) => {
                note(Problem::BasicAuthIgnored);
                Authentication::Basic
            }
            Some(AuthMethod::Exec) => {
                let name = user
                    .and_then(|user| user.exec.as_ref())
                    .map(|exec| exec.value.command.written.clone());
                note(Problem::PluginCredentials {
                    kind: "exec",
                    name: name.unwrap_or_default(),
                });
                Authentication::Exec
            }
            Some(AuthMethod::AuthProvider) => {
                let name = user
                    .and_then(|user| user.auth_provider.as_ref())
                    .map(|found| found.value.name.clone());
                note(Problem::PluginCredentials {
                    kind: "auth-provider",
                    name: name.unwrap_or_default(),
                });
                Authentication::AuthProvider
            }
            None => Authentication::None,
        }
    }

    fn refusal(
        &self,
        faults: &[KubeconfigFault],
        gaps: &[Gap],
        endpoint: Option<&Endpoint>,
    ) -> Option<Refusal> {
        if let Some(failure) = predict(faults) {
            return Some(Refusal {
                get_pods: failure.get_pods,
                get_raw: failure.get_raw,
            });
        }
        let to_default = gaps.iter().any(|gap| {
            matches!(
                gap,
                Gap::NoCurrentContext
                    | Gap::NoCluster { .. }
                    | Gap::ClusterMissing { .. }
                    | Gap::NoServer { .. }
            )
        });
        if to_default {
            let host = endpoint
                .map(|endpoint| endpoint.host_port.clone())
                .unwrap_or_default();
            return Some(Refusal::both(format!(
                "The connection to the server {host} was refused - did you specify the right host or port?"
            )));
        }
        self.late_refusal.clone().map(Refusal::both)
    }

    /// Adds to what is wrong with the files that were just read the fields that name them.
    fn name_fields(&mut self, before: usize) {
        for (file, field) in self.named.drain(..) {
            for finding in self.findings.iter_mut().skip(before) {
                finding.name_field(&file, &field);
            }
        }
    }

    /// A file that a field names, with its place. Where it cannot be read, the assessment has the fault already,
    /// unless it is only a directory or too large.
    fn referenced(&mut self, path: &FilePath, field: &Location) -> Option<(Vec<u8>, Location)> {
        let shown = shown_path(path, field);
        match self.files.read(&shown, Limit::REFERENCED) {
            Ok(bytes) => {
                let location = Location::of_path(shown);
                self.named.push((location.clone(), field.clone()));
                Some((bytes, location))
            }
            Err(error) => {
                let known = self
                    .assessment
                    .faults
                    .iter()
                    .any(|fault| fault.location == *field);
                if !known {
                    let text = error.go_text().unwrap_or_else(|| error.to_string());
                    let problem = Problem::Input(InputFault::Unreadable {
                        named_by: None,
                        error,
                    });
                    self.findings.push(Finding::new(
                        problem,
                        Step::Configuration,
                        vec![field.clone()],
                    ));
                    self.late_refusal
                        .get_or_insert_with(|| format!("error: {text}"));
                }
                None
            }
        }
    }
}
