//! `certgraph probe`.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use certgraph::connection::Bundle;
use certgraph::decode::bundle;
use certgraph::decode::pem;
use certgraph::decode::recognise::{Kind, recognise};
use certgraph::explain::route;
use certgraph::finding::Severity;
use certgraph::golang::url::{GoUrl, UrlRules};
use certgraph::ground::location::Location;
use certgraph::ground::path::Shown as _;
use certgraph::inventory::Placed;
use certgraph::live::{Probed, probe};
use certgraph::render::{json, text, yaml};
use certgraph::report::probe::ProbeReport;
use certgraph::source::endpoint::{Proxy, Target};
use certgraph::source::{Files, Limit};
use certgraph::verify::{Policy, Verdict};
use certgraph::x509::Certificate;
use clap::Args;

use super::args::Judged;
use super::connect::NetworkArgs;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{Format, OutputArgs};
use super::{output, overwrite, terminal};

/// Connections at a time. Most of a probe's time is waiting, above all for hosts that stay silent: of 300 such hosts at a
/// timeout of 1 s, 128 at a time take 3 s. Each costs a thread and a descriptor, of which a process has 256 at least.
const WORKERS: usize = 128;
/// Bytes of a worker's stack: a handshake needs a fraction, and 128 of the usual 2 MiB would be more than all else.
const STACK: usize = 512 << 10;

/// What `probe` takes.
#[derive(Args)]
pub(crate) struct ProbeArgs {
    /// Servers: https://HOST[:PORT], or HOST:PORT
    #[arg(value_name = "TARGET", required = true)]
    targets: Vec<String>,
    /// Files of the CAs that are trusted, to verify what is presented
    #[arg(long, value_name = "FILE", num_args = 1.., visible_alias = "certificate-authority")]
    anchors: Vec<PathBuf>,
    /// The name to ask for and to verify [default: the target's host]
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    /// Save the presented certificates to FILE, in PEM
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs<Format>,
    #[command(flatten)]
    common: Judged,
    #[command(flatten)]
    network: NetworkArgs,
}

/// Runs it.
pub(crate) fn run(args: &ProbeArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let at = common.judging.at().or_exit(ExitStatus::Usage)?;
    if let Some(path) = &args.save
        && let Err(why) = overwrite::check("--save", path, &args.anchors, &[Kind::PemCertificates])
    {
        terminal::error(&why);
        return Ok(ExitStatus::Usage);
    }
    let target = args
        .output
        .target(&args.anchors)
        .or_exit(ExitStatus::Usage)?;
    let mut calls = Vec::new();
    for text in &args.targets {
        match call(text, args) {
            Ok(call) => calls.push(call),
            Err(why) => {
                terminal::error(&why);
                return Ok(ExitStatus::Usage);
            }
        }
    }
    let files = Files::new();
    let anchors = anchors(args, common, &files);
    common.list(&files);
    let anchors = anchors.or_exit(ExitStatus::Unreadable)?;
    let reports: Vec<_> = in_parallel(&calls, |(target, proxy)| {
        let mut policy = Policy::server(at, target.server_name.clone());
        policy.release = common.judging.release();
        probe(
            target,
            proxy.as_ref(),
            anchors.as_ref(),
            &policy,
            args.network.timeout(),
        )
    })
    .into_iter()
    .zip(&args.targets)
    .map(|(probed, text)| ProbeReport::new(shown(text), probed, at))
    .collect();
    let mut status = ExitStatus::Accepted;
    if let Some(path) = &args.save
        && let Err(why) = save(path, &reports)
    {
        terminal::error(&why);
        status = ExitStatus::Unreadable;
    }
    for report in &reports {
        status = status.worse(exit(&report.probed, anchors.is_some()));
    }
    let text = match target.format {
        Format::Text => text::probe::probe(&reports, common.display.style()),
        Format::Json => json::probe::probe(&reports, at),
        Format::Yaml => yaml::of_json(&json::probe::probe(&reports, at)),
    };
    Ok(target.print(&text, status))
}

/// Without anchors there is nothing to be told beyond what is wrong by itself.
fn exit(probed: &Probed, anchored: bool) -> ExitStatus {
    let wrong = probed
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    match probed.verdict {
        Verdict::Undetermined if !wrong && !anchored && probed.observation.fault.is_none() => {
            ExitStatus::Accepted
        }
        verdict => verdict.into(),
    }
}

/// Whom to call for an argument, and how.
fn call(text: &str, args: &ProbeArgs) -> Result<(Target, Option<Proxy>), String> {
    const EXPECTED: &str = "expected https://HOST[:PORT] or HOST:PORT";
    let wrong = || format!("{}: {EXPECTED}", shown(text));
    let url = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = GoUrl::parse(&url, UrlRules::LENIENT).map_err(|_| wrong())?;
    if url.scheme != "https" || url.hostname().is_empty() {
        return Err(wrong());
    }
    let port = match url.port() {
        "" => 443,
        port => port.parse().map_err(|_| wrong())?,
    };
    let host = url.hostname().to_owned();
    let target = Target {
        server_name: args.server_name.clone().unwrap_or_else(|| host.clone()),
        host,
        port,
    };
    // Without a kubeconfig no proxy is asked for, unless it is allowed.
    let named = if args.network.allow_proxy {
        NetworkArgs::variables().for_target(&target)
    } else {
        None
    };
    let proxy = route(named.as_ref(), args.network.allow_proxy).map_err(|why| why.to_string())?;
    Ok((target, proxy))
}

/// The target without what may be a password.
fn shown(text: &str) -> String {
    certgraph::decode::kubeconfig::UrlText::new(text.to_owned()).shown()
}

fn anchors(args: &ProbeArgs, common: &Judged, files: &Files) -> Result<Option<Bundle>, String> {
    if args.anchors.is_empty() {
        return Ok(None);
    }
    let mut found = Vec::new();
    for path in &args.anchors {
        let bytes = files
            .read_input(path, Limit::BUNDLE)
            .map_err(|error| error.with_neighbour())?;
        let location = Location::of_path(path);
        if recognise(&bytes) == Kind::DerCertificate {
            let certificate = Certificate::parse_as(&bytes, common.judging.release())
                .map_err(|error| format!("{}: {error}", path.shown()))?;
            found.push(Placed {
                certificate: certificate.into(),
                location,
            });
            continue;
        }
        let read = bundle::lenient(&bytes, &location, common.judging.release());
        if let Some(error) = read.error {
            return Err(format!("{}: {error}", path.shown()));
        }
        found.extend(read.certificates);
    }
    let names: Vec<_> = args
        .anchors
        .iter()
        .map(|path| path.shown().to_string())
        .collect();
    let label = names.join(", ");
    Ok(Some(Bundle {
        location: Location::file(label.clone()),
        label,
        anchors: found,
    }))
}

/// Each certificate once, under the server that presents it.
fn save(path: &Path, reports: &[ProbeReport]) -> Result<(), String> {
    let mut text = Vec::new();
    for report in reports {
        for certificate in &report.probed.certificates {
            let target = certgraph::render::escape::terminal(&report.target);
            text.extend_from_slice(format!("# {target}\n").as_bytes());
            text.extend_from_slice(pem::encode("CERTIFICATE", certificate).as_bytes());
        }
    }
    output::write(Some(path), |out| out.write_all(&text))
}

/// Runs `work` on every item, some at a time; results in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let run = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let (Some(item), Some(slot)) = (items.get(index), results.get(index)) else {
                return;
            };
            let result = work(item);
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(result);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..WORKERS.min(items.len()) {
            // Where the system gives no more threads, fewer do it.
            let worker = std::thread::Builder::new().stack_size(STACK);
            if worker.spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        run();
    });
    results
        .into_iter()
        .filter_map(|slot| slot.into_inner().ok().flatten())
        .collect()
}
