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
use certgraph::ground::path::Shown as _;
use certgraph::render::{json, text, yaml};
use certgraph::report::clients::ClientRow;
use certgraph::report::verify::VerifyReport;
use certgraph::source::{Error, Files, Limit};
use certgraph::verify::{
    CertPool, PeerVerification, Policy, Presented, SignatureCache, Trace, verify_peer,
};
use certgraph::x509::Certificate;
use clap::{Args, ValueEnum};

use super::args::Judged;
use super::batch;
use super::clients::{ClientArgs, Message, verified};
use super::exit::{ExitStatus, OrExit as _};
use super::format::{Format, OutputArgs};
use super::terminal;

/// What `verify` takes.
#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// The certificate to verify; certificates after the first of the file are taken as sent with it
    #[arg(value_name = "CERT")]
    leaf: Option<PathBuf>,
    /// Files of the trusted CAs, up to the next option; CERT may be the last of them
    #[arg(
        long,
        value_name = "FILE",
        num_args = 1..,
        required_unless_present = "batch",
        visible_alias = "certificate-authority"
    )]
    anchors: Vec<PathBuf>,
    /// Files of further certificates to build chains from, up to the next option
    #[arg(long, value_name = "FILE", num_args = 1..)]
    intermediates: Vec<PathBuf>,
    /// What the certificate is used as
    #[arg(long, value_enum, required_unless_present = "batch")]
    purpose: Option<PurposeArg>,
    /// The server name that the certificate must have; an IPv6 address may be in brackets
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    /// Verify many: one JSON case a line in FILE (or `-`), one JSON answer a line out
    #[arg(long, value_name = "FILE", conflicts_with_all = ["leaf", "anchors", "intermediates", "purpose", "server_name", "format", "o", "output"])]
    batch: Option<PathBuf>,
    #[command(flatten)]
    clients: ClientArgs,
    #[command(flatten)]
    output: OutputArgs<Format>,
    #[command(flatten)]
    common: Judged,
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
pub(crate) fn run(args: &VerifyArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let at = common.judging.at().or_exit(ExitStatus::Usage)?;
    let target = args
        .output
        .target(&args.anchors)
        .or_exit(ExitStatus::Usage)?;
    let release = common.judging.release();
    if let Some(path) = &args.batch {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        return Ok(run_batch(
            path,
            batch::Options {
                at,
                release,
                workers,
                clients: &args.clients.names(),
            },
        ));
    }
    if args.clients.is_given() && matches!(args.purpose, Some(PurposeArg::Client)) {
        terminal::error("--client says how clients verify a server; use it with --purpose server");
        return Ok(ExitStatus::Usage);
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
    let named = Named::new(args).or_exit(ExitStatus::Usage)?;
    let presented = presented(args, &named, release).or_exit(ExitStatus::Unreadable)?;
    let anchors = anchors(&named, release).or_exit(ExitStatus::Unreadable)?;
    let signatures = SignatureCache::default();
    let peer = verify_peer(&presented, &anchors, &policy, &signatures, Trace::Always);
    let clients = clients(args, &named, &presented, &peer, &policy, &signatures)
        .or_exit(ExitStatus::Unreadable)?;
    let report = VerifyReport::new(&peer, clients);
    let text = match target.format {
        Format::Text => text::verify::verify(&report, args.common.display.style()),
        Format::Json => json::verify::verify(&report),
        Format::Yaml => yaml::of_json(&json::verify::verify(&report)),
    };
    let worst = report
        .clients
        .iter()
        .map(|client| ExitStatus::from(client.verdict))
        .reduce(ExitStatus::worse);
    args.common.list(&named.files);
    Ok(target.print(&text, worst.unwrap_or_else(|| report.verdict.into())))
}

/// The certificate to verify and the files of CAs. `verify --anchors ca.crt server.crt`, in the order of `openssl verify -CAfile`,
/// names both; to the reader of options they are two files of one option.
struct Named<'a> {
    /// What opens them.
    files: Files,
    leaf: &'a Path,
    anchors: &'a [PathBuf],
}

impl<'a> Named<'a> {
    fn of(leaf: &'a Path, anchors: &'a [PathBuf]) -> Self {
        Self {
            files: Files::new(),
            leaf,
            anchors,
        }
    }

    /// # Errors
    /// No certificate is named.
    fn new(args: &'a VerifyArgs) -> Result<Self, String> {
        match (&args.leaf, args.anchors.as_slice()) {
            (Some(leaf), anchors) => Ok(Self::of(leaf, anchors)),
            (None, [anchors @ .., leaf]) if !anchors.is_empty() => Ok(Self::of(leaf, anchors)),
            (None, _) => Err(
                "no certificate to verify: certgraph verify server.crt --anchors ca.crt --purpose server".to_owned(),
            ),
        }
    }
}

/// What other clients make of a server's certificate.
fn clients(
    args: &VerifyArgs,
    named: &Named<'_>,
    presented: &[Presented],
    peer: &PeerVerification,
    policy: &Policy,
    signatures: &SignatureCache,
) -> Result<Vec<ClientRow>, String> {
    let mut bundles = Vec::new();
    for path in named.anchors.iter().filter(|_| args.clients.is_given()) {
        let bytes = named
            .files
            .read_input(path, Limit::BUNDLE)
            .map_err(|error| error.with_neighbour())?;
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
fn presented(
    args: &VerifyArgs,
    named: &Named<'_>,
    release: GoRelease,
) -> Result<Vec<Presented>, String> {
    let mut presented = Vec::new();
    for path in std::iter::once(named.leaf).chain(args.intermediates.iter().map(PathBuf::as_path)) {
        let bytes = named
            .files
            .read_input(path, Limit::INPUT)
            .map_err(|error| error.with_neighbour())?;
        let found = certificates(&bytes, path, release);
        if found.is_empty() {
            return Err(format!("{}: no certificates", path.shown()));
        }
        presented.extend(found);
    }
    Ok(presented)
}

fn certificates(bytes: &[u8], path: &Path, release: GoRelease) -> Vec<Presented> {
    if recognise(bytes) == Kind::DerCertificate {
        return vec![Certificate::parse_as(bytes, release).map(Arc::new)];
    }
    let base = Location::of_path(path);
    bundle::chain(bytes, &base, release)
        .links
        .into_iter()
        .map(|link| link.parsed)
        .collect()
}

/// As client-go reads a CA bundle: what does not parse is passed over.
fn anchors(named: &Named<'_>, release: GoRelease) -> Result<CertPool, String> {
    let mut pool = CertPool::new();
    for path in named.anchors {
        let bytes = named
            .files
            .read_input(path, Limit::BUNDLE)
            .map_err(|error| error.with_neighbour())?;
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
                "{}: {} of {} lines {} no valid case; its answer says why",
                path.shown(),
                summary.not_understood,
                summary.lines,
                if summary.not_understood == 1 {
                    "is"
                } else {
                    "are"
                }
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
