//! From a server's flags to its side of a connection (apiserver `dynamiccertificates`, `options/serving.go`).

use std::path::{Path, PathBuf};

use super::chain::{chain_of, members};
use super::findings::{bundle_findings, key_pair_findings};
use super::flag_names::FlagNames;
use super::token_file::token_lines;
use crate::connection::{Bundle, Chain, Evidence, Server, ServingPair, overlap};
use crate::decode::bundle;
use crate::decode::key_pair::key_pair;
use crate::finding::{Finding, InputFault, Pairing, Problem, Step};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::{self, Files, Limit};

/// A server's flags, as far as a connection depends on them; those of other programs than kube-apiserver are their
/// like. An empty path says that the flag is not set.
#[derive(Clone, Debug, Default)]
pub struct ServerFlags {
    /// Whose flags they are.
    pub names: FlagNames,
    /// These are the flags of a whole command line: what is absent is not set.
    pub whole: bool,
    /// `--client-ca-file`.
    pub client_ca_file: Option<PathBuf>,
    /// `--tls-cert-file`.
    pub tls_cert_file: Option<PathBuf>,
    /// `--tls-private-key-file`.
    pub tls_private_key_file: Option<PathBuf>,
    /// `--tls-sni-cert-key`: `CERT,KEY` or `CERT,KEY:NAME,NAME`.
    pub tls_sni_cert_key: Vec<String>,
    /// `--requestheader-client-ca-file`.
    pub requestheader_client_ca_file: Option<PathBuf>,
    /// `--requestheader-allowed-names`.
    pub requestheader_allowed_names: Vec<String>,
    /// `--anonymous-auth`.
    pub anonymous_auth: Option<bool>,
    /// `--token-auth-file`.
    pub token_auth_file: Option<PathBuf>,
}

/// A flag's file cannot be read, or the flag cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum FlagError {
    /// Its file.
    #[error("{flag}: {error}")]
    File {
        /// Which flag.
        flag: &'static str,
        /// Why.
        error: source::Error,
    },
    /// Its value.
    #[error("{flag}: expected {expected}")]
    Value {
        /// Which flag.
        flag: &'static str,
        /// What it takes.
        expected: &'static str,
    },
}

impl ServerFlags {
    /// Reads the files that the flags name.
    ///
    /// # Errors
    /// A file that cannot be read at all; what is wrong inside a file is a finding.
    pub fn load(&self, files: &Files, release: GoRelease) -> Result<Server, FlagError> {
        Loader {
            flags: self,
            files,
            release,
            server: Server::unknown_as(self.names.role),
        }
        .load()
    }

    /// Whether these are the flags of a whole command line: kube-apiserver starts with no certificate without a key,
    /// so whoever names both has the command line before him.
    fn complete(&self) -> bool {
        self.whole || self.tls_cert_file.is_some() && self.tls_private_key_file.is_some()
    }
}

struct Loader<'a> {
    flags: &'a ServerFlags,
    files: &'a Files,
    release: GoRelease,
    server: Server,
}

impl Loader<'_> {
    fn load(mut self) -> Result<Server, FlagError> {
        let flags = self.flags;
        let absent = if flags.whole {
            "its command line does not have the flag"
        } else {
            "the server's certificate and key are given, so its flags are taken as complete"
        };
        self.server.client_ca = self.trusted(
            flags.client_ca_file.as_deref(),
            flags.names.client_ca,
            "client-ca-bundle",
            absent,
        )?;
        self.server.request_header_ca = self.trusted(
            flags.requestheader_client_ca_file.as_deref(),
            "--requestheader-client-ca-file",
            "request-header",
            absent,
        )?;
        if self.server.request_header_ca.is_missing() && !self.server.client_ca.is_missing() {
            self.server.request_header_ca =
                Evidence::Assumed(None, "no --requestheader-client-ca-file is given");
        }
        self.server
            .allowed_names
            .clone_from(&flags.requestheader_allowed_names);
        if let Some(anonymous) = flags.anonymous_auth {
            self.server.anonymous = Evidence::Given(anonymous);
        }
        self.serving()?;
        self.sni()?;
        self.tokens()?;
        self.overlap();
        Ok(self.server)
    }

    /// A CA file, read strictly: one certificate that does not parse refuses the whole file.
    fn trusted(
        &mut self,
        path: Option<&Path>,
        flag: &'static str,
        purpose: &str,
        absent: &'static str,
    ) -> Result<Evidence<Option<Bundle>>, FlagError> {
        let Some(path) = path else {
            let complete = self.flags.complete();
            return Ok(if complete {
                Evidence::Assumed(None, absent)
            } else {
                Evidence::Missing
            });
        };
        if path.as_os_str().is_empty() {
            return Ok(Evidence::Given(None));
        }
        let text = self.read(path, flag, Limit::BUNDLE)?;
        let location = Location::of_path(path);
        let read = bundle::strict(&text, &location, self.release);
        let fatal = read.error.is_some();
        let step = if fatal {
            Step::ServerPresents
        } else {
            Step::ServerVerifies
        };
        self.server
            .findings
            .extend(bundle_findings(&read.problems, step, fatal));
        if let Some(error) = read.error {
            self.refuse_start(error.apiserver_text(purpose, &path.shown().to_string()));
        }
        Ok(Evidence::Given(Some(Bundle {
            label: format!("{flag} {}", path.shown()),
            location,
            anchors: read.certificates,
        })))
    }

    fn serving(&mut self) -> Result<(), FlagError> {
        let (cert, key) = (
            self.flags.tls_cert_file.as_deref(),
            self.flags.tls_private_key_file.as_deref(),
        );
        let Some(cert) = cert.filter(|path| !path.as_os_str().is_empty()) else {
            if key.is_some_and(|path| !path.as_os_str().is_empty()) {
                self.refuse_start("missing filename for serving cert".to_owned());
            }
            return Ok(());
        };
        let pair = self.pair(
            cert,
            key,
            self.flags.names.certificate,
            self.flags.names.key,
        )?;
        self.server.serving = Evidence::Given(pair);
        Ok(())
    }

    fn sni(&mut self) -> Result<(), FlagError> {
        const FLAG: &str = "--tls-sni-cert-key";
        for value in &self.flags.tls_sni_cert_key {
            let expected = FlagError::Value {
                flag: FLAG,
                expected: "CERT,KEY or CERT,KEY:NAME,NAME",
            };
            let (files, names) = value.split_once(':').unwrap_or((value, ""));
            let Some((cert, key)) = files.split_once(',') else {
                return Err(expected);
            };
            let known = self.server.findings.len();
            let mut pair = self.pair(Path::new(cert), Some(Path::new(key)), FLAG, FLAG)?;
            let new = self.server.findings.iter_mut().skip(known);
            let pairing = Pairing {
                flag: FLAG,
                certificate: (*cert).to_owned(),
                key: (*key).to_owned(),
            };
            new.for_each(|finding| name_pair(finding, &pairing));
            pair.names = names
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect();
            self.server.sni.push(pair);
        }
        Ok(())
    }

    /// A serving pair. Without a key its certificate is evidence all the same.
    fn pair(
        &mut self,
        cert: &Path,
        key: Option<&Path>,
        cert_flag: &'static str,
        key_flag: &'static str,
    ) -> Result<ServingPair, FlagError> {
        let text = self.read(cert, cert_flag, Limit::BUNDLE)?;
        let cert_location = Location::of_path(cert);
        let chain = match key.filter(|key| !key.as_os_str().is_empty()) {
            None => {
                let read = bundle::chain(&text, &cert_location, self.release);
                let fatal = read.links.is_empty();
                self.server.findings.extend(bundle_findings(
                    &read.problems,
                    Step::ServerPresents,
                    fatal,
                ));
                if fatal {
                    self.refuse_start(
                        "tls: failed to find any PEM data in certificate input".to_owned(),
                    );
                }
                Chain {
                    certificates: members(&read),
                    key_matches: None,
                }
            }
            Some(key) => {
                let secret = self
                    .files
                    .read_secret(key, Limit::REFERENCED)
                    .map_err(|error| FlagError::File {
                        flag: key_flag,
                        error,
                    })?;
                let key_location = Location::of_path(key);
                let pair = key_pair(
                    (&text, &cert_location),
                    (&secret, &key_location),
                    self.release,
                );
                let (findings, error) = key_pair_findings(
                    &pair,
                    (&cert_location, &key_location),
                    Step::ServerPresents,
                    self.release,
                );
                self.server.findings.extend(findings);
                if let Some(error) = error {
                    // kube-apiserver loads every pair as it starts (dynamic_serving_content.go).
                    self.refuse_start(error);
                }
                chain_of(&pair)
            }
        };
        let key = key.filter(|key| !key.as_os_str().is_empty());
        Ok(ServingPair {
            label: cert.shown().to_string(),
            key: key.map(|key| key.shown().to_string()),
            chain,
            names: Vec::new(),
        })
    }

    fn tokens(&mut self) -> Result<(), FlagError> {
        const FLAG: &str = "--token-auth-file";
        let Some(path) = self
            .flags
            .token_auth_file
            .as_deref()
            .filter(|path| !path.as_os_str().is_empty())
        else {
            return Ok(());
        };
        let secret = self
            .files
            .read_secret(path, Limit::BUNDLE)
            .map_err(|error| FlagError::File { flag: FLAG, error })?;
        self.server.tokens = Some(token_lines(&secret));
        Ok(())
    }

    fn overlap(&mut self) {
        if let Some(error) = overlap(&self.server) {
            self.refuse_start(error.to_string());
        }
    }

    fn read(&self, path: &Path, flag: &'static str, limit: Limit) -> Result<Vec<u8>, FlagError> {
        self.files
            .read(path, limit)
            .map_err(|error| FlagError::File { flag, error })
    }

    fn refuse_start(&mut self, error: String) {
        self.server.startup_error.get_or_insert(error);
    }
}

/// Of several pairs, says which one is at fault: names the certificate where the fault is the key's.
fn name_pair(finding: &mut Finding, pair: &Pairing) {
    if let Problem::Input(fault) = &mut finding.problem
        && let InputFault::KeyPair { pairing, .. } = &mut **fault
    {
        *pairing = Some(pair.clone());
    }
    let mut places = finding.locations.iter();
    if !places.any(|place| *place.file == *pair.certificate) {
        finding
            .locations
            .push(Location::file(pair.certificate.as_str()));
    }
}
