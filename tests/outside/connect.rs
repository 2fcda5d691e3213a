//! `explain --connect` against a server that is started from each recorded scenario's files: what the client thinks of
//! the server is what it thinks of the files. And what strace sees of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use libtest_mimic::{Failed, Trial};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, ServerConfig, ServerConnection,
    SignatureScheme, StreamOwned,
};
use serde_json::Value;

/// One trial a scenario; one that is ignored where there are none.
pub(crate) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/scenarios");
    let root = root.canonicalize().unwrap_or(root);
    let Ok(entries) = fs::read_dir(&root) else {
        return vec![Trial::test("connect", || Ok(())).with_ignored_flag(true)];
    };
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let started = Scenario::read(&folder).and_then(|scenario| scenario.start());
            let able = started.is_some();
            Trial::test(format!("connect::{name}"), move || {
                let Some((scenario, port)) = started else {
                    return Ok(());
                };
                scenario.judge(port)
            })
            // No server comes of these files by rustls: kube-apiserver does not start, or its key signs nothing there.
            .with_ignored_flag(!able)
        })
        .collect()
}

struct Scenario {
    folder: PathBuf,
    at: String,
    flags: Vec<String>,
    /// The port that the kubeconfig names.
    port: String,
}

impl Scenario {
    fn read(folder: &Path) -> Option<Self> {
        let text = fs::read(folder.join("expected.json")).ok()?;
        let expected: Value = serde_json::from_slice(&text).ok()?;
        let flags: Vec<_> = expected["server"]["argv"]
            .as_array()?
            .iter()
            .filter_map(|flag| flag.as_str().map(str::to_owned))
            .collect();
        if expected["server"]["started"] != true
            || flags.iter().any(|flag| flag == "--unchecked-keypair")
        {
            return None;
        }
        let url = expected["server_url"].as_str()?;
        Some(Self {
            folder: folder.to_owned(),
            at: expected["at"].as_str()?.to_owned(),
            flags,
            port: url.rsplit(':').next()?.trim_matches('/').to_owned(),
        })
    }

    fn flag(&self, name: &str) -> Option<PathBuf> {
        let start = format!("--{name}=");
        let value = self
            .flags
            .iter()
            .find_map(|flag| flag.strip_prefix(&start))?;
        Some(self.folder.join(value))
    }

    /// Starts the server; none where its pair is one that rustls does not serve with.
    fn start(self) -> Option<(Self, u16)> {
        let certificates = blocks(&fs::read(self.flag("tls-cert-file")?).ok()?);
        let key = blocks(&fs::read(self.flag("tls-private-key-file")?).ok()?);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::try_from(key.first()?.clone()).ok()?;
        let key = provider.key_provider.load_private_key(key).ok()?;
        let chain = certificates.into_iter().map(CertificateDer::from).collect();
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .ok()?;
        let named = self
            .flag("client-ca-file")
            .and_then(|path| fs::read(path).ok())
            .map(|text| {
                blocks(&text)
                    .iter()
                    .filter_map(|der| certgraph::x509::Certificate::parse(der).ok())
                    .map(|ca| DistinguishedName::from(ca.subject.raw.to_vec()))
                    .collect()
            });
        let builder = match named {
            Some(names) => builder.with_client_cert_verifier(Arc::new(Asks(names))),
            None => builder.with_no_client_auth(),
        };
        let config =
            builder.with_cert_resolver(Arc::new(One(Arc::new(CertifiedKey::new(chain, key)))));
        let config = Arc::new(config);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut tls =
                    StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
                let _ = std::io::copy(&mut tls, &mut std::io::sink());
            }
        });
        Some((self, port))
    }

    fn judge(&self, port: u16) -> Result<(), Failed> {
        let from_files = self.explain("kubeconfig.yaml", &self.flags)?;
        // Only the port differs: in a kubeconfig beside the scenario's own, for its relative paths.
        let text = fs::read_to_string(self.folder.join("kubeconfig.yaml"))?;
        let moved = text.replace(&format!(":{}", self.port), &format!(":{port}"));
        let copy = tempfile::tempdir()?;
        copy_folder(&self.folder, copy.path());
        fs::write(copy.path().join("kubeconfig.yaml"), moved)?;
        let beside = Self {
            folder: copy.path().to_owned(),
            at: self.at.clone(),
            flags: Vec::new(),
            port: String::new(),
        };
        let live = beside.explain(
            "kubeconfig.yaml",
            &["--connect".to_owned(), "--timeout=30".to_owned()],
        )?;
        let verdicts = |found: &Value| found["steps"][1]["verdict"].clone();
        // kubectl that refuses its own configuration, or uses plain HTTP, makes no handshake.
        if live["live"].is_null() {
            let refused = from_files["verdict"] == "reject" && live["verdict"] == "reject";
            let plain = live["server"]["url"]
                .as_str()
                .is_none_or(|url| !url.starts_with("https://"));
            return if refused || plain {
                Ok(())
            } else {
                Err(format!("not called: {live:#}").into())
            };
        }
        if verdicts(&from_files) == verdicts(&live) {
            return Ok(());
        }
        Err(format!(
            "from files {}, live {}: {live:#}",
            verdicts(&from_files),
            verdicts(&live)
        )
        .into())
    }

    fn explain(&self, input: &str, more: &[String]) -> Result<Value, Failed> {
        let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args([
                "explain", input, "--format", "json", "--go", "1.24", "--at", &self.at,
            ])
            .args(more)
            .current_dir(&self.folder)
            .env_clear()
            .output()?;
        let json: Value = serde_json::from_slice(&output.stdout)
            .map_err(|_| Failed::from(String::from_utf8_lossy(&output.stderr).into_owned()))?;
        Ok(json["connections"][0].clone())
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&path, &target);
        } else {
            fs::write(&target, fs::read(&path).unwrap()).unwrap();
        }
    }
}

fn blocks(text: &[u8]) -> Vec<Vec<u8>> {
    use certgraph::decode::pem;
    pem::blocks(text, pem::Rules::default())
        .map(|block| block.bytes.to_vec())
        .collect()
}

#[derive(Debug)]
struct One(Arc<CertifiedKey>);

impl ResolvesServerCert for One {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Asks for a certificate as kube-apiserver does, and takes none as well.
#[derive(Debug)]
struct Asks(Vec<DistinguishedName>);

impl ClientCertVerifier for Asks {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.0
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Err(Error::General("nobody presents anything here".to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("nothing is signed here".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("nothing is signed here".to_owned()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ECDSA_NISTP256_SHA256]
    }
}

/// With `--connect`, one connection, to the server's address, and no other.
pub(crate) fn one_connection_to_the_server_alone() {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, 40]);
        }
    });
    let healthy = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kubeadm/healthy/admin.conf");
    let text = fs::read_to_string(healthy).unwrap();
    let moved = text.replace(
        "https://10.0.0.10:6443",
        &format!("https://127.0.0.1:{port}"),
    );
    fs::write(folder.path().join("admin.conf"), moved).unwrap();
    let calls = crate::syscalls::trace(
        folder.path(),
        &["explain", "admin.conf", "--connect", "--as-client"],
    );
    let made: Vec<_> = calls
        .iter()
        .filter(|call| call.contains("connect("))
        .collect();
    assert_eq!(made.len(), 1, "{calls:#?}");
    assert!(
        made[0].contains(&format!("htons({port})")) && made[0].contains("127.0.0.1"),
        "{made:?}"
    );
    assert_eq!(
        calls.iter().filter(|call| call.contains("socket(")).count(),
        1,
        "{calls:#?}"
    );
    assert_eq!(
        calls.iter().filter(|call| call.contains("execve")).count(),
        1,
        "{calls:#?}"
    );
}
