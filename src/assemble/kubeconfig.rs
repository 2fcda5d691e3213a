//! From a kubeconfig to the client's side of a connection (client-go `clientcmd`, `transport.TLSConfigFor`).

mod credential;
mod trust;

use super::findings::{gap_finding, kubeconfig_findings, note_finding};
use super::named_files::{NamedFiles, shown_path};
use super::planned_files::PlannedFiles;
use super::program::component_of;
use super::suggestions::suggest_names;
use crate::connection::{
    Client, ClientKind, ClientParticipant, Credential, Endpoint, NameLists, Refusal, Trust,
};
use crate::decode::kubeconfig::{
    Assessment, Cluster, FilePath, Flags, Gap, KubeconfigFault, Loaded, assess, predict,
};
use crate::finding::{Finding, InputFault, Problem, Step};
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
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
                    let problem = Problem::from(InputFault::Unreadable {
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
