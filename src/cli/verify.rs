//! `certgraph verify`.

use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use certgraph::clients::BundleText;
use certgraph::decode::bundle;
use certgraph::decode::recognise::{Kind, recognise};
use certgraph::finding::Purpose;
use certgraph::golang::GoRelease;
use certgraph::ground::location::Location;
use certgraph::render::{json, text};
use certgraph::report::clients::ClientRow;
use certgraph::source::{Error, Files, Limit};
use certgraph::verify::{
    CertPool, PeerVerification, Policy, Presented, SignatureCache, Trace, verify_peer,
};
use certgraph::x509::Certificate;
use clap::{Args, ValueEnum};

use super::args::{Common, Format};
use super::batch;
use super::clients::{ClientArgs, Message, verified};
use super::exit::ExitStatus;
use super::{output, terminal};

/// What `verify` takes.
#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// The certificate to verify; certificates after the first of the file are taken as sent with it
    #[arg(value_name = "LEAF", required_unless_present = "batch")]
    leaf: Option<PathBuf>,
    /// Trust anchors: every file up to the next option
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "batch")]
    anchors: Vec<PathBuf>,
    /// Further certificates to build paths from: every file up to the next option
    #[arg(long, value_name = "FILE", num_args = 1..)]
    intermediates: Vec<PathBuf>,
    /// What the certificate is to be accepted as
    #[arg(long, value_enum, required_unless_present = "batch")]
    purpose: Option<PurposeArg>,
    /// The server name that it has to have; an IPv6 address may stand in brackets
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    /// Verify many: one JSON case a line in FILE (or `-`), one JSON answer a line out
    #[arg(long, value_name = "FILE", conflicts_with_all = ["leaf", "anchors", "intermediates", "purpose", "server_name", "format"])]
    batch: Option<PathBuf>,
    #[command(flatten)]
    clients: ClientArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

/// What a certificate is to be accepted as.
#[derive(Clone, Copy, ValueEnum)]
enum PurposeArg {
    /// A server, by a client
    Server,
    /// A client, by a server
    Client,
}

/// Runs it.
pub(crate) fn run(args: &VerifyArgs, common: &Common) -> ExitStatus {
    let at = match common.at() {
        Ok(at) => at,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let release = common.release();
    if let Some(path) = &args.batch {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        return run_batch(
            path,
            batch::Options {
                at,
                release,
                workers,
                clients: &args.clients.names(),
            },
        );
    }
    if args.clients.is_given() && matches!(args.purpose, Some(PurposeArg::Client)) {
        terminal::error("--client says how clients verify a server; use it with --purpose server");
        return ExitStatus::Usage;
    }
    let purpose = match args.purpose {
        Some(PurposeArg::Client) => Purpose::ClientAuth,
        Some(PurposeArg::Server) | None => Purpose::ServerAuth,
    };
    let policy = Policy {
        at,
        at_offset: 0,
        purpose,
        server_name: args
            .server_name
            .clone()
            .filter(|_| purpose == Purpose::ServerAuth),
        release,
    };
    match (presented(args, release), anchors(args, release)) {
        (Ok(presented), Ok(anchors)) => {
            let signatures = SignatureCache::default();
            let peer = verify_peer(&presented, &anchors, &policy, &signatures, Trace::Always);
            let clients = match clients(args, &presented, &peer, &policy, &signatures) {
                Ok(clients) => clients,
                Err(why) => {
                    terminal::error(&why);
                    return ExitStatus::Unreadable;
                }
            };
            let text = match args.format {
                Format::Text => text::verify::verify(&peer, &clients, common.style()),
                Format::Json => json::verify::verify(&peer, &clients),
            };
            let worst = clients
                .iter()
                .map(|client| ExitStatus::from(client.verdict))
                .reduce(ExitStatus::worse);
            output::print(&text, worst.unwrap_or_else(|| peer.verdict().into()))
        }
        (Err(why), _) | (_, Err(why)) => {
            terminal::error(&why);
            ExitStatus::Unreadable
        }
    }
}

/// What other clients make of a server's certificate.
fn clients(
    args: &VerifyArgs,
    presented: &[Presented],
    peer: &PeerVerification,
    policy: &Policy,
    signatures: &SignatureCache,
) -> Result<Vec<ClientRow>, String> {
    let files = Files::new();
    let mut bundles = Vec::new();
    for path in args.anchors.iter().filter(|_| args.clients.is_given()) {
        let bytes = files
            .read_input(path, Limit::BUNDLE)
            .map_err(|error| error.to_string())?;
        bundles.push(BundleText::parse(&bytes));
    }
    let message = Message {
        presented,
        bundles: &bundles,
        peer,
    };
    Ok(verified(
        &args.clients.names(),
        &message,
        policy,
        signatures,
    ))
}

/// The leaf, what stands after it in its file, and the intermediates: in the order of a peer's message.
fn presented(args: &VerifyArgs, release: GoRelease) -> Result<Vec<Presented>, String> {
    let files = Files::new();
    let mut presented = Vec::new();
    for path in args.leaf.iter().chain(&args.intermediates) {
        let bytes = files
            .read_input(path, Limit::INPUT)
            .map_err(|error| error.to_string())?;
        let found = certificates(&bytes, path, release);
        if found.is_empty() {
            return Err(format!("{}: no certificates", path.display()));
        }
        presented.extend(found);
    }
    Ok(presented)
}

fn certificates(bytes: &[u8], path: &Path, release: GoRelease) -> Vec<Presented> {
    if recognise(bytes) == Kind::DerCertificate {
        return vec![Certificate::parse_as(bytes, release).map(Arc::new)];
    }
    let base = Location::file(path.display().to_string());
    bundle::chain(bytes, &base, release)
        .links
        .into_iter()
        .map(|link| link.parsed)
        .collect()
}

/// As client-go reads a CA bundle: what does not parse is passed over.
fn anchors(args: &VerifyArgs, release: GoRelease) -> Result<CertPool, String> {
    let files = Files::new();
    let mut pool = CertPool::new();
    for path in &args.anchors {
        let bytes = files
            .read_input(path, Limit::BUNDLE)
            .map_err(|error| error.to_string())?;
        for certificate in certificates(&bytes, path, release).into_iter().flatten() {
            pool.add(certificate);
        }
    }
    Ok(pool)
}

fn run_batch(path: &Path, options: batch::Options<'_>) -> ExitStatus {
    // Streamed, so the limit on whole files does not apply; a line has its own.
    let input = match Files::new().conversation(path) {
        Ok(input) => input,
        Err(error) => {
            terminal::error(&error.to_string());
            return ExitStatus::Unreadable;
        }
    };
    let input = BufReader::with_capacity(256 << 10, input);
    match batch::run(input, io::stdout().lock(), options) {
        Ok(summary) if summary.not_understood == 0 => ExitStatus::Accepted,
        Ok(summary) => {
            terminal::error(&format!(
                "{}: {} of {} lines are no case; each is answered in its place",
                path.display(),
                summary.not_understood,
                summary.lines
            ));
            ExitStatus::Unreadable
        }
        // Whoever read the answers has had enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::Accepted,
        Err(error) => {
            terminal::error(&Error::from_read(path, &error).to_string());
            ExitStatus::Unreadable
        }
    }
}
