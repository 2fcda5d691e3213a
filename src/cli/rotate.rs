//! `certgraph rotate`.

use std::path::{Path, PathBuf};

use certgraph::decode::bundle;
use certgraph::ground::location::Location;
use certgraph::render::{json, text};
use certgraph::rotation::{Plan, Request, find, plan};
use certgraph::source::Limit;
use certgraph::survey::{Rules, survey};
use certgraph::verify::{SignatureCache, Verdict};
use certgraph::x509::CertificateRef;
use clap::{ArgGroup, Args};

use super::args::{Common, Format};
use super::exit::ExitStatus;
use super::{output, terminal};

/// What `rotate` takes.
#[derive(Args)]
#[command(group = ArgGroup::new("target").required(true).args(["ca", "renew"]))]
pub(crate) struct RotateArgs {
    /// Files or directories, such as /etc/kubernetes, or `-` for standard input
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The CA to replace: its common name, its file, or its SHA-256 fingerprint or the start of it
    #[arg(long, value_name = "NAME|FINGERPRINT")]
    ca: Option<String>,
    /// The CA that takes its place [default: one of the same name with another key]
    #[arg(long, value_name = "NEW.crt", requires = "ca")]
    with: Option<PathBuf>,
    /// Leave both CAs trusted at the end
    #[arg(long, requires = "ca")]
    overlap: bool,
    /// A certificate to renew, that is no CA: named as with --ca
    #[arg(long, value_name = "LEAF")]
    renew: Option<String>,
    /// A copied node's files stand below this folder
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

/// Runs it.
pub(crate) fn run(args: &RotateArgs, common: &Common) -> ExitStatus {
    match rotate(args, common) {
        Ok(status) => status,
        Err((status, why)) => {
            terminal::error(&why);
            status
        }
    }
}

fn rotate(args: &RotateArgs, common: &Common) -> Result<ExitStatus, (ExitStatus, String)> {
    let usage = |why| (ExitStatus::Usage, why);
    let unreadable = |why| (ExitStatus::Unreadable, why);
    let at = common.at().map_err(usage)?;
    let files = common.files().map_err(unreadable)?;
    let signatures = SignatureCache::default();
    let directory = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let rules = Rules {
        files: &files,
        directory: &directory,
        at,
        release: common.release(),
        words: common.kubectl_release(),
        signatures: &signatures,
        root: args.root.as_deref(),
        advise: false,
        skip_others: false,
        clients: &[],
    };
    let with = match &args.with {
        Some(path) => Some(new_ca(path, &rules).map_err(unreadable)?),
        None => None,
    };
    let survey = survey(&args.inputs, &rules);
    let mut status = ExitStatus::Accepted;
    for why in &survey.unreadable {
        terminal::error(&why.to_string());
        status = ExitStatus::Unreadable;
    }
    if survey.inventory.is_empty() {
        return Err(unreadable("no certificates in these inputs".to_owned()));
    }
    let request = match (&args.ca, &args.renew) {
        (Some(ca), _) => Request::Authority(ca),
        (None, leaf) => Request::Leaf(leaf.as_deref().unwrap_or_default()),
    };
    let target = find(request, &survey.inventory).map_err(usage)?;
    let shown = args.with.as_ref().map(|path| path.display().to_string());
    let with = with.as_ref().zip(shown.as_deref());
    let plan = plan(&survey, target, with, args.overlap, &rules);
    let text = match args.format {
        Format::Text => text::rotation::rotation(&plan, &survey.connections, at, common.style()),
        Format::Json => json::rotation::rotation(&plan, &survey.connections, at),
    };
    Ok(output::print(&text, status.worse(outcome(&plan))))
}

/// A plan that breaks nothing, over connections that all work.
fn outcome(plan: &Plan) -> ExitStatus {
    if !plan.keeps_all() {
        return ExitStatus::Rejected;
    }
    // Without a connection nothing shows that it works.
    let start = if plan.before.is_empty() {
        ExitStatus::Undetermined
    } else {
        ExitStatus::Accepted
    };
    plan.before.iter().fold(start, |status, outcome| {
        status.worse(match outcome.verdict {
            Verdict::Accept => ExitStatus::Accepted,
            Verdict::Reject => ExitStatus::Rejected,
            Verdict::Undetermined => ExitStatus::Undetermined,
        })
    })
}

/// The first certificate of a file, which has to be a CA.
fn new_ca(path: &Path, rules: &Rules<'_>) -> Result<CertificateRef, String> {
    let shown = path.display().to_string();
    let text = rules
        .files
        .read(path, Limit::BUNDLE)
        .map_err(|error| format!("--with: {error}"))?;
    let found = bundle::lenient(&text, &Location::file(shown.as_str()), rules.release);
    let first = found.certificates.into_iter().next();
    let first = first.ok_or_else(|| format!("--with: {shown}: no certificate in PEM"))?;
    if first.certificate.is_ca() {
        Ok(first.certificate)
    } else {
        Err(format!("--with: {shown}: no CA"))
    }
}
