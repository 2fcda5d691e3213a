//! The server's side of a program whose flags stand in a manifest or follow from a layout.

use std::path::{Path, PathBuf};

use super::program::Program;
use crate::finding::{Code, Finding, Problem, Step};
use crate::handshake::{Evidence, FlagNames, NamedFile, Server, ServerFlags};
use crate::source::Limit;
use crate::survey::Rules;

/// The files and settings of a server. A file whose flag is absent is none.
#[derive(Clone, Debug, Default)]
pub(super) struct ServerSource {
    pub(super) names: FlagNames,
    pub(super) client_ca: Option<NamedFile>,
    pub(super) certificate: Option<NamedFile>,
    pub(super) key: Option<NamedFile>,
    pub(super) request_header_ca: Option<NamedFile>,
    pub(super) allowed_names: Vec<String>,
    pub(super) anonymous: Option<bool>,
    pub(super) tokens: Option<NamedFile>,
    /// Paths mapped already.
    pub(super) sni: Vec<String>,
    /// What of its flags or its configuration itself keeps it from starting.
    pub(super) refusal: Option<Finding>,
}

/// kube-apiserver's flags (Kubernetes `cmd/kube-apiserver/app/options`).
pub(super) fn api_server(program: &Program) -> ServerSource {
    let names = FlagNames::API_SERVER;
    let mut certificate = program.file(names.certificate);
    let mut key = program.file(names.key);
    // apiserver `options/serving.go` `ApplyTo`.
    let refusal = match (&certificate, &key) {
        (Some(half), None) | (None, Some(half)) => {
            let problem = Problem::ServerCannotStart {
                component: names.role.component,
                go: "missing filename for serving cert".to_owned(),
            };
            let place = vec![half.location.clone()];
            Some(Finding::new(problem, Step::ServerPresents, place))
        }
        (Some(_), Some(_)) | (None, None) => None,
    };
    if certificate.is_none() && key.is_none() {
        (certificate, key) = made(program);
    }
    ServerSource {
        names,
        client_ca: program.file(names.client_ca),
        certificate,
        key,
        request_header_ca: program.file("--requestheader-client-ca-file"),
        allowed_names: program.list("--requestheader-allowed-names"),
        anonymous: program.boolean("--anonymous-auth"),
        tokens: program.file("--token-auth-file"),
        sni: program.sni_pairs(),
        refusal,
    }
}

/// Without flags of its own the pair in `--cert-dir` is served, and where there is none a new one is made, of a CA that
/// nobody knows (apiserver `options/serving.go` `MaybeDefaultWithSelfSignedCerts`).
fn made(program: &Program) -> (Option<NamedFile>, Option<NamedFile>) {
    const FLAG: &str = "--cert-dir";
    let file = |name: &str| {
        let folder = program.value(FLAG).unwrap_or("/var/run/kubernetes");
        let path = program.here(&format!("{}/{name}", folder.trim_end_matches('/')));
        Some(NamedFile {
            flag: FLAG,
            path: Some(path.filter(|path| path.exists())?),
            location: program.place(FLAG),
        })
    };
    match (file("apiserver.crt"), file("apiserver.key")) {
        (Some(certificate), Some(key)) => (Some(certificate), Some(key)),
        _ => (None, None),
    }
}

impl ServerSource {
    /// Where its files are.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let files = [
            &self.client_ca,
            &self.certificate,
            &self.key,
            &self.request_header_ca,
            &self.tokens,
        ];
        files
            .into_iter()
            .flatten()
            .filter_map(|file| file.path.clone())
            .collect()
    }

    /// Reads the files. One that cannot be read keeps the server from starting; one that is not among those given is
    /// missing evidence.
    pub(super) fn load(&self, rules: &Rules<'_>) -> Server {
        let mut findings = Vec::new();
        let mut failure = None;
        if let Some(refusal) = &self.refusal {
            failure = Some(match &refusal.problem {
                Problem::ServerCannotStart { go, .. } => go.clone(),
                problem => problem.to_string(),
            });
            findings.push(refusal.clone());
        }
        let mut path = |file: &Option<NamedFile>| {
            let file = file.as_ref()?;
            let path = file.path.as_ref()?;
            match rules.files.open(path, Limit::BUNDLE) {
                Ok(_) => Some(path.clone()),
                Err(error) => {
                    let problem = Problem::Input {
                        code: Code::UnreadableFile,
                        message: format!("{}: {error}", file.flag),
                        brief: "a file cannot be read".to_owned(),
                    };
                    let place = vec![file.location.clone()];
                    findings.push(Finding::new(problem, Step::ServerPresents, place));
                    failure.get_or_insert_with(|| {
                        error.go_text().unwrap_or_else(|| error.to_string())
                    });
                    None
                }
            }
        };
        let flags = ServerFlags {
            names: self.names,
            whole: true,
            client_ca_file: path(&self.client_ca),
            tls_cert_file: path(&self.certificate),
            tls_private_key_file: path(&self.key),
            requestheader_client_ca_file: path(&self.request_header_ca),
            token_auth_file: path(&self.tokens),
            tls_sni_cert_key: self.sni.clone(),
            requestheader_allowed_names: self.allowed_names.clone(),
            anonymous_auth: self.anonymous,
        };
        let mut server = match flags.load(rules.files, rules.release) {
            Ok(server) => server,
            // What the paths did not show: a pair for SNI, or a file that changed in between.
            Err(error) => {
                let mut server = Server::unknown_as(self.names.role);
                server.startup_error = Some(error.to_string());
                server
            }
        };
        // What cannot be read is set all the same, and what it says is not known.
        let refused = |path: &Path| rules.files.open(path, Limit::BUNDLE).is_err();
        let outside = |file: &Option<NamedFile>| {
            file.as_ref()
                .is_some_and(|file| file.path.as_deref().is_none_or(refused))
        };
        if outside(&self.client_ca) {
            server.client_ca = Evidence::Missing;
        }
        if outside(&self.request_header_ca) {
            server.request_header_ca = Evidence::Missing;
        }
        if outside(&self.certificate) {
            server.serving = Evidence::Missing;
        }
        for file in [
            &self.client_ca,
            &self.certificate,
            &self.key,
            &self.request_header_ca,
        ]
        .into_iter()
        .flatten()
        {
            let Some(path) = &file.path else { continue };
            for finding in &mut server.findings {
                finding.name_field(&place(path), &file.location);
            }
        }
        if failure.is_some() {
            server.startup_error = failure;
        }
        server.findings.splice(0..0, findings);
        server
    }
}

fn place(path: &Path) -> crate::location::Location {
    crate::location::Location::file(path.display().to_string())
}
