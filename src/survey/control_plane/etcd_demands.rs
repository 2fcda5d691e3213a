//! What etcd asks of those who call it: by which CAs, lists of names and of revoked certificates (etcd
//! `client/pkg/transport/listener.go`), and what it does where none is given.

use super::program::Program;
use super::server::ServerSource;
use super::startup::Stop;
use super::url;
use crate::assemble::NamedFile;
use crate::connection::{Demands, NameLists, Revoked};
use crate::decode::{crl, pem};
use crate::finding::{Finding, Open, Problem, ProgramFault, Step};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::programs::{self, FileState, Reader};
use crate::source::{ErrorKind, Limit};
use crate::survey::Rules;
use crate::x509::Certificate;

/// The flags of one of its two listeners.
pub(super) struct Listener {
    listen: &'static str,
    client_auth: &'static str,
    auto: &'static str,
    certificate: &'static str,
    /// Whether the words of a missing pair name the URL, or the address.
    of_clients: bool,
}

pub(super) const CLIENTS: Listener = Listener {
    listen: "--listen-client-urls",
    client_auth: "--client-cert-auth",
    auto: "--auto-tls",
    certificate: "--cert-file",
    of_clients: true,
};

pub(super) const PEERS: Listener = Listener {
    listen: "--listen-peer-urls",
    client_auth: "--peer-client-cert-auth",
    auto: "--peer-auto-tls",
    certificate: "--peer-cert-file",
    of_clients: false,
};

/// What it asks of a client's certificate.
pub(super) fn of_clients(program: &Program, rules: &Rules<'_>) -> Demands {
    const HOSTNAME: &str = "--client-cert-allowed-hostname";
    let hostnames = program.list(HOSTNAME);
    Demands {
        lists: NameLists {
            place: Some((HOSTNAME, program.place(HOSTNAME))).filter(|_| !hostnames.is_empty()),
            hostnames,
            common_names: Vec::new(),
        },
        revoked: revoked(program, "--client-crl-file", rules),
        source: false,
    }
}

/// What it asks of a peer's.
pub(super) fn of_peers(program: &Program, rules: &Rules<'_>) -> Demands {
    let skips = [
        "--peer-skip-client-san-verification",
        "--experimental-peer-skip-client-san-verification",
    ];
    let skips = skips.iter().any(|flag| program.boolean(flag) == Some(true));
    Demands {
        lists: peer_lists(program),
        revoked: revoked(program, "--peer-crl-file", rules),
        source: !skips,
    }
}

/// The lists that members hold each other's certificates against, both ways.
pub(super) fn peer_lists(program: &Program) -> NameLists {
    const COMMON_NAME: &str = "--peer-cert-allowed-cn";
    const HOSTNAME: &str = "--peer-cert-allowed-hostname";
    let (common_names, hostnames) = (program.list(COMMON_NAME), program.list(HOSTNAME));
    let flag = if hostnames.is_empty() {
        COMMON_NAME
    } else {
        HOSTNAME
    };
    let is_any = !(common_names.is_empty() && hostnames.is_empty());
    NameLists {
        place: is_any.then(|| (flag, program.place(flag))),
        hostnames,
        common_names,
    }
}

/// The list of revoked certificates; none where no flag names one, or where it is not among the files given.
fn revoked(program: &Program, flag: &'static str, rules: &Rules<'_>) -> Option<Revoked> {
    let file = program.file(flag)?;
    let path = file.path?;
    let serials = match rules.files.read(&path, Limit::BUNDLE) {
        Ok(text) => crl::serials(&text).map_err(str::to_owned),
        Err(error) if error.kind == ErrorKind::NotFound => {
            let written = program.value(flag).unwrap_or_default();
            Err(Reader::Crl.words(FileState::Missing, written, None))
        }
        Err(_) => return None,
    };
    Some(Revoked {
        location: file.location,
        serials,
    })
}

/// By which CAs a listener verifies its clients, where that is not what its file says: an empty file, or a demand for
/// certificates without a file, trusts nobody; any block that is no certificate ends etcd.
pub(super) fn trusting(
    mut source: ServerSource,
    program: &Program,
    listener: &Listener,
    rules: &Rules<'_>,
) -> ServerSource {
    if source.certificate.is_none() && program.boolean(listener.auto) == Some(true) {
        source.generated = Some(program.place(listener.auto));
    }
    match &source.client_ca {
        None if program.boolean(listener.client_auth) == Some(true) => {
            source.trusts_nobody = Some(program.place(listener.client_auth));
        }
        None => {}
        Some(file) => match state(file, rules) {
            Some((FileState::Empty | FileState::NotPem, _)) => {
                source.trusts_nobody = Some(file.location.clone());
                source.client_ca = None;
            }
            Some((_, Some(go))) => {
                let path = file.path.as_ref().map(|path| path.shown().to_string());
                let places = vec![
                    Location::file(path.unwrap_or_default()),
                    file.location.clone(),
                ];
                let stop = Stop::with_words(programs::Program::Etcd, go, places);
                source.refusal = source.refusal.or(Some(stop.finding));
            }
            Some((_, None)) | None => {}
        },
    }
    source
}

/// The state of a file of CAs as etcd reads it (`client/pkg/tlsutil` `NewCertPool`): every block is parsed, whatever its label.
fn state(file: &NamedFile, rules: &Rules<'_>) -> Option<(FileState, Option<String>)> {
    let text = rules
        .files
        .read_secret(file.path.as_ref()?, Limit::BUNDLE)
        .ok()?;
    if text.expose().is_empty() {
        return Some((FileState::Empty, None));
    }
    let mut blocks = pem::blocks(text.expose(), rules.release.into()).peekable();
    if blocks.peek().is_none() {
        return Some((FileState::NotPem, None));
    }
    blocks.find_map(|block| {
        let error = Certificate::parse_as(&block.bytes, rules.release).err()?;
        let state = if block.label == b"CERTIFICATE" {
            FileState::Damaged
        } else {
            FileState::ForeignBlock
        };
        Some((state, Some(error.to_string())))
    })
}

/// A URL with TLS and nothing to serve it with ends etcd (`server/embed/config.go`, `etcd.go`).
pub(super) fn without_pair(program: &Program) -> Option<Stop> {
    [&CLIENTS, &PEERS].into_iter().find_map(|listener| {
        let urls = program.list(listener.listen);
        let url = urls.iter().find(|url| url.starts_with("https://"))?;
        let has_pair = program.value(listener.certificate).is_some();
        if has_pair || program.boolean(listener.auto) == Some(true) {
            return None;
        }
        let words = if listener.of_clients {
            format!("TLS key/cert (--cert-file, --key-file) must be provided for client url {url} with HTTPS scheme")
        } else {
            let address = url.trim_start_matches("https://");
            format!("cannot listen on TLS for {address}: KeyFile and CertFile are not presented")
        };
        let place = vec![program.place(listener.listen)];
        Some(Stop::with_words(programs::Program::Etcd, words, place))
    })
}

/// That whoever reaches its port for clients is let in.
pub(super) fn open(program: &Program) -> Option<Finding> {
    let urls = program.list(CLIENTS.listen);
    let is_public = |url: &&String| !url::host(url).is_some_and(|host| url::is_loopback(&host));
    let plain = urls
        .iter()
        .filter(is_public)
        .any(|url| url.starts_with("http://"));
    let asks = program.value("--trusted-ca-file").is_some()
        || program.boolean(CLIENTS.client_auth) == Some(true);
    let (why, flag) = if plain {
        (Open::PlainHttp, CLIENTS.listen)
    } else if !asks && !urls.is_empty() {
        (Open::NoClientAuth, CLIENTS.client_auth)
    } else {
        return None;
    };
    let fault = ProgramFault::Open {
        component: programs::Program::Etcd.as_str(),
        why,
    };
    let place = vec![program.place(flag)];
    Some(Finding::new(Problem::Program(fault), None, place))
}

/// That a client of a URL with TLS meets a port that speaks none.
pub(super) fn plain(program: &Program, url: &str) -> Option<Finding> {
    let meets =
        |own: &&String| own.starts_with("http://") && url::is_at(std::slice::from_ref(*own), url);
    let urls = program.list(CLIENTS.listen);
    urls.iter().find(meets)?;
    let fault = ProgramFault::Open {
        component: programs::Program::Etcd.as_str(),
        why: Open::PlainHttp,
    };
    let place = vec![program.place(CLIENTS.listen)];
    let mut finding = Finding::new(Problem::Program(fault), Step::ServerPresents, place);
    finding.severity = crate::finding::Severity::Error;
    Some(finding)
}
