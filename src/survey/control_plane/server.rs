//! The server's side of a program whose flags stand in a manifest or follow from a layout.

use std::path::{Path, PathBuf};

use super::etcd_servers;
use super::program::Program;
use super::sni_pair::SniPair;
use crate::assemble::{FlagNames, NamedFile, ServerFlags, unreadable};
use crate::connection::{Accounts, Bundle, Demands, Evidence, Server};
use crate::finding::{Finding, Problem, StartupError, Step};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::programs::Release;
use crate::source::{Limit, exists};
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
    pub(super) sni: Vec<SniPair>,
    /// Where its flags stand, if it makes its serving pair itself.
    pub(super) generated: Option<Location>,
    /// It asks for certificates and trusts no CA: where that is said.
    pub(super) trusts_nobody: Option<Location>,
    /// What it asks of a certificate beside a chain that verifies.
    pub(super) demands: Demands,
    /// What makes every connection to it fail although it runs.
    pub(super) unavailable: Option<Finding>,
    /// How it holds the tokens of service accounts against its keys.
    pub(super) accounts: Option<Accounts>,
    /// Its release, where the tag of its image tells.
    pub(super) release: Option<Release>,
    /// What of its flags or its configuration itself keeps it from starting.
    pub(super) refusal: Option<Finding>,
}

/// kube-apiserver's flags (Kubernetes `cmd/kube-apiserver/app/options`).
pub(super) fn api_server(program: &Program) -> ServerSource {
    let names = FlagNames::API_SERVER;
    let mut certificate = program.file(names.certificate);
    let mut key = program.file(names.key);
    // apiserver `options/serving.go` `ApplyTo`.
    let half = match (&certificate, &key) {
        (Some(half), None) | (None, Some(half)) => {
            let go = "missing filename for serving cert";
            Some((go.to_owned(), half.location.clone()))
        }
        (Some(_), Some(_)) | (None, None) => None,
    };
    let refusal = etcd_servers::refused(program).or(half).map(|(go, place)| {
        let component = names.role.component.as_str();
        let error = StartupError::Said(go);
        let problem = Problem::ServerCannotStart { component, error };
        Finding::new(problem, Step::ServerPresents, vec![place])
    });
    let mut generated = None;
    if certificate.is_none() && key.is_none() {
        match unnamed(program) {
            Unnamed::Pair(own, its_key) => (certificate, key) = (Some(own), Some(its_key)),
            Unnamed::Generated => generated = Some(program.place(CERT_DIR)),
            Unnamed::Unknown => {}
        }
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
        generated,
        refusal,
        release: program.release(),
        ..ServerSource::default()
    }
}

const CERT_DIR: &str = "--cert-dir";

/// What kube-apiserver serves without flags of its own.
enum Unnamed {
    /// The pair in `--cert-dir`; half of one is a fault.
    Pair(NamedFile, NamedFile),
    /// There is none, and it makes one.
    Generated,
    /// The folder is mounted from where nothing is given.
    Unknown,
}

/// The pair in `--cert-dir` is served, and where there is none a new one is made (apiserver `options/serving.go`
/// `MaybeDefaultWithSelfSignedCerts`, client-go `util/cert/io.go` `CanReadCertAndKey`).
fn unnamed(program: &Program) -> Unnamed {
    let folder = program.value(CERT_DIR).unwrap_or("/var/run/kubernetes");
    let names = ["apiserver.crt", "apiserver.key"];
    let [certificate, key] = names.map(|name| format!("{}/{name}", folder.trim_end_matches('/')));
    // What is mounted from nowhere is new with each container.
    if !program.mounts(&certificate) && !program.mounts(&key) {
        return Unnamed::Generated;
    }
    let (Some(certificate), Some(key)) = (program.here(&certificate), program.here(&key)) else {
        return Unnamed::Unknown;
    };
    if !exists(&certificate) && !exists(&key) {
        return Unnamed::Generated;
    }
    let file = |path: PathBuf| NamedFile {
        flag: CERT_DIR,
        path: Some(path),
        location: program.place(CERT_DIR),
    };
    Unnamed::Pair(file(certificate), file(key))
}

impl ServerSource {
    /// The same without private keys, where none is among the files given.
    pub(super) fn with_keys(mut self, keys: bool) -> Self {
        if !keys {
            self.key = None;
            self.sni.iter_mut().for_each(|pair| pair.key = None);
        }
        self
    }

    /// Where its files are.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let files = [
            &self.client_ca,
            &self.certificate,
            &self.key,
            &self.request_header_ca,
            &self.tokens,
        ];
        let pairs = self.sni.iter();
        let pairs = pairs.flat_map(|pair| [Some(&pair.certificate), pair.key.as_ref()]);
        files
            .into_iter()
            .map(Option::as_ref)
            .chain(pairs)
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
                Problem::ServerCannotStart { error, .. } => error.to_string(),
                problem => problem.to_string(),
            });
            findings.push(refusal.clone());
        }
        let mut path = |file: Option<&NamedFile>| {
            let file = file?;
            let path = file.path.as_ref()?;
            match rules.files.open(path, Limit::BUNDLE) {
                Ok(_) => Some(path.clone()),
                Err(error) => {
                    findings.push(unreadable(file, &error, Step::ServerPresents));
                    failure.get_or_insert_with(|| {
                        if file.flag == CERT_DIR {
                            let path = path.shown();
                            return format!("error reading {path}, certificate and key must be supplied as a pair");
                        }
                        error.go_text().unwrap_or_else(|| error.to_string())
                    });
                    None
                }
            }
        };
        let flags = ServerFlags {
            names: self.names,
            whole: true,
            client_ca_file: path(self.client_ca.as_ref()),
            tls_cert_file: path(self.certificate.as_ref()),
            tls_private_key_file: path(self.key.as_ref()),
            requestheader_client_ca_file: path(self.request_header_ca.as_ref()),
            token_auth_file: path(self.tokens.as_ref()),
            tls_sni_cert_key: self
                .sni
                .iter()
                .filter_map(|pair| pair.value(&mut path))
                .collect(),
            requestheader_allowed_names: self.allowed_names.clone(),
            anonymous_auth: self.anonymous,
        };
        let go = rules.go_of(self.names.role.component, self.release);
        let mut server = match flags.load(rules.files, go.unwrap_or(rules.release)) {
            Ok(server) => server,
            // What the paths did not show: a file that changed in between.
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
        if let Some(place) = &self.generated {
            server.generates(place.clone());
        }
        if let Some(place) = &self.trusts_nobody {
            server.client_ca = Evidence::Given(Some(Bundle {
                label: "no CA".to_owned(),
                location: place.clone(),
                anchors: Vec::new(),
            }));
        }
        server.demands = self.demands.clone();
        server.unavailable = self.unavailable.clone();
        server.accounts = self.accounts.clone();
        server.release = self.release;
        server.go = go;
        self.name_fields(&mut server.findings);
        if failure.is_some() {
            server.startup_error = failure;
        }
        server.findings.splice(0..0, findings);
        server
    }
}

impl ServerSource {
    /// With each fault of a file names the flag that leads there.
    fn name_fields(&self, findings: &mut [Finding]) {
        let own = [
            &self.client_ca,
            &self.certificate,
            &self.key,
            &self.request_header_ca,
        ];
        let own = own.into_iter().flatten();
        let sni = self.sni.iter();
        let sni = sni.flat_map(|pair| pair.key.iter().chain([&pair.certificate]));
        for file in own.chain(sni) {
            let Some(path) = &file.path else { continue };
            for finding in &mut *findings {
                finding.name_field(&place(path), &file.location);
            }
        }
    }
}

fn place(path: &Path) -> Location {
    Location::of_path(path)
}
