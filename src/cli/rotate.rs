//! `certgraph rotate`.

use std::path::{Path, PathBuf};

use certgraph::decode::bundle;
use certgraph::fix::{Layout, Node};
use certgraph::ground::location::Location;
use certgraph::ground::path::Shown as _;
use certgraph::render::{json, script, text, yaml};
use certgraph::rotation::{
    self, Algorithm, Obstacle, Plan, Request, Target, failing, find, leaves, plan,
    service_account_key,
};
use certgraph::source::{Files, Limit, write_folder};
use certgraph::survey::{Rules, Survey, survey};
use certgraph::verify::Verdict;
use certgraph::x509::{CertificateRef, Fingerprint};
use clap::{ArgGroup, Args};

use super::args::Common;
use super::exit::{ExitStatus, OrExit as _};
use super::format::{self, Format, OutputArgs};
use super::session::Session;
use super::{inputs, terminal};

/// What `rotate` takes.
#[derive(Args)]
#[command(group = ArgGroup::new("target").required(true).args([
    "ca", "all_cas", "renew", "leaves", "service_account_key", "status",
]))]
pub(crate) struct RotateArgs {
    /// Files or directories, such as /etc/kubernetes, or `-` for standard input (a pipe is read without it)
    inputs: Vec<PathBuf>,
    /// The CA to replace: its common name, its file, or its SHA-256 fingerprint or the start of it
    #[arg(long, value_name = "NAME|FINGERPRINT")]
    ca: Option<String>,
    /// Every CA of the nodes, one after the other
    #[arg(long)]
    all_cas: bool,
    /// The CA that takes its place [default: one of the same name with another key]
    #[arg(long, value_name = "NEW.crt", requires = "ca")]
    with: Option<PathBuf>,
    /// The kind of key that the new CA and what it issues have: RSA-3072, ECDSA-P256, ML-DSA-65 and others
    #[arg(long, value_name = "NAME", value_parser = algorithm, conflicts_with_all = ["with", "renew", "leaves", "status", "service_account_key"])]
    algorithm: Option<Algorithm>,
    /// Leave both CAs, or both keys, trusted at the end
    #[arg(long, conflicts_with_all = ["renew", "leaves", "status"])]
    overlap: bool,
    /// A certificate to renew, that is no CA: named as with --ca
    #[arg(long, value_name = "LEAF")]
    renew: Option<String>,
    /// All certificates that kubeadm, k3s or RKE2 renew, CAs aside
    #[arg(long)]
    leaves: bool,
    /// The key that signs the tokens of service accounts
    #[arg(long)]
    service_account_key: bool,
    /// Say how far a rotation has come, and what is left; changes nothing
    #[arg(long)]
    status: bool,
    /// Write the plan as scripts into a new directory, for each node and step
    #[arg(long, value_name = "DIR", conflicts_with_all = ["status", "all_cas"])]
    script: Option<PathBuf>,
    /// List everything that depends on it, and what other orders break
    #[arg(long)]
    full: bool,
    /// The files of a node were copied to below this directory
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs<Format>,
    #[command(flatten)]
    common: Common,
}

/// Runs it.
pub(crate) fn run(args: &RotateArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let session = Session::begin(&common.judging, &common.reading)?;
    let at = session.at;
    let inputs = inputs::or_pipe(&args.inputs, &session.files).or_exit(ExitStatus::Usage)?;
    let target = args.output.target(&inputs).or_exit(ExitStatus::Usage)?;
    let rules = Rules {
        root: args.root.as_deref(),
        pods: true,
        ..session.rules()
    };
    let with = args.with.as_ref().map(|path| new_ca(path, &rules));
    let with = with.transpose().or_exit(ExitStatus::Unreadable)?;
    let survey = survey(&inputs, &rules);
    let mut status = ExitStatus::Accepted;
    for why in &survey.unreadable {
        terminal::error(&why.to_string());
        status = ExitStatus::Unreadable;
    }
    if survey.inventory.is_empty() {
        terminal::error("no certificates in these inputs");
        return Err(ExitStatus::Unreadable);
    }
    if args.status {
        return Ok(show_status(&target, &survey, common, status));
    }
    let shown = args.with.as_ref().map(|path| path.shown().to_string());
    let with = with.as_ref().zip(shown.as_deref());
    let plans = plans(args, &survey, with, &rules).or_exit(ExitStatus::Usage)?;
    if let (Some(folder), Some(plan)) = (&args.script, plans.first()) {
        write_scripts(folder, plan, &session.files).or_exit(ExitStatus::Unreadable)?;
    }
    let connections = &survey.connections;
    let document = || match (plans.as_slice(), args.all_cas) {
        ([plan], false) => json::rotation::rotation(plan, connections, at),
        (all, _) => json::rotation::rotations(all, connections, at),
    };
    let text = match target.format {
        Format::Text => {
            let screen =
                |plan| text::rotation::rotation(plan, connections, at, args.full, common.style());
            let screens: Vec<_> = plans.iter().map(screen).collect();
            screens.join("\n")
        }
        Format::Json => document(),
        Format::Yaml => yaml::of_json(&document()),
    };
    status = plans
        .iter()
        .fold(status, |status, plan| status.worse(outcome(plan)));
    common.reading.list(&session.files);
    Ok(target.print(&text, status))
}

/// The plans that are asked for: one, or one for each CA.
fn plans(
    args: &RotateArgs,
    survey: &Survey,
    with: Option<(&CertificateRef, &str)>,
    rules: &Rules<'_>,
) -> Result<Vec<Plan>, String> {
    if args.service_account_key {
        let plan = service_account_key(survey, args.overlap);
        let plan = plan.ok_or(
            "--service-account-key: no control-plane node of kubeadm is among these files",
        )?;
        return Ok(vec![plan]);
    }
    let targets = if args.leaves {
        let found = leaves(survey);
        vec![found.ok_or(
            "--leaves: no certificate that kubeadm, k3s or RKE2 made is among these files",
        )?]
    } else if args.all_cas {
        authorities(survey)?
    } else {
        let request = match (&args.ca, &args.renew) {
            (Some(ca), _) => Request::Authority(ca),
            (None, leaf) => Request::Leaf(leaf.as_deref().unwrap_or_default()),
        };
        vec![find(request, &survey.inventory).map_err(|why| why.to_string())?]
    };
    let is_kubeadm = |node: &Node| node.layout == Layout::Kubeadm;
    if args.algorithm.is_some() && !survey.nodes.iter().any(is_kubeadm) {
        return Err("--algorithm: no node of kubeadm is among these files".to_owned());
    }
    let each = targets.into_iter().map(|target| Target {
        algorithm: args.algorithm,
        ..target
    });
    Ok(each
        .map(|target| plan(survey, target, with, args.overlap, rules))
        .collect())
}

fn algorithm(name: &str) -> Result<Algorithm, String> {
    Algorithm::of_name(name).ok_or_else(|| {
        let names: Vec<_> = Algorithm::names().collect();
        format!("one of {}", names.join(", "))
    })
}

/// The CAs of the nodes, each once.
fn authorities(survey: &Survey) -> Result<Vec<Target>, String> {
    let mut prints = Vec::new();
    for authority in survey.nodes.iter().flat_map(|node| &node.authorities) {
        for anchor in &authority.anchors {
            let print = anchor.certificate.fingerprint.to_string();
            if !prints.contains(&print) {
                prints.push(print);
            }
        }
    }
    if prints.is_empty() {
        return Err("--all-cas: no node of kubeadm, k3s or RKE2 is among these files".to_owned());
    }
    let find = |print: &String| {
        find(Request::Authority(print), &survey.inventory).map_err(|why| why.to_string())
    };
    prints.iter().map(find).collect()
}

/// Says how far rotations have come.
fn show_status(
    target: &format::Target<Format>,
    survey: &Survey,
    common: &Common,
    status: ExitStatus,
) -> ExitStatus {
    let all = rotation::status(survey);
    let failing = failing(survey);
    let text = match target.format {
        Format::Text => text::rotation_status::rotation_status(&all, &failing, common.style()),
        Format::Json => json::rotation_status::rotation_status(&all, &failing),
        Format::Yaml => yaml::of_json(&json::rotation_status::rotation_status(&all, &failing)),
    };
    let wrong = !failing.is_empty() || all.iter().any(|one| !one.wrong.is_empty());
    let own = match (wrong, all.is_empty()) {
        (true, _) => ExitStatus::Rejected,
        (false, true) => ExitStatus::Undetermined,
        (false, false) => ExitStatus::Accepted,
    };
    target.print(&text, status.worse(own))
}

/// Writes scripts into a folder that is not there yet.
fn write_scripts(folder: &Path, plan: &Plan, files: &Files) -> Result<(), String> {
    let digest = |file: &str| {
        let content = files.read(Path::new(file), Limit::REFERENCED).ok()?;
        Some(Fingerprint::of(&content).to_string())
    };
    let scripts = script::rotation(plan, &digest);
    let scripts = scripts
        .iter()
        .map(|one| (one.path.as_str(), one.text.as_str()));
    write_folder(folder, scripts).map_err(|error| format!("--script {}: {error}", folder.shown()))
}

/// A plan that breaks nothing, over connections that all work.
fn outcome(plan: &Plan) -> ExitStatus {
    if !plan.keeps_all() || plan.obstacle.as_ref().is_some_and(Obstacle::forbids) {
        return ExitStatus::Rejected;
    }
    // Without a connection nothing shows that it works.
    let start = if plan.before.is_empty() || plan.obstacle.is_some() {
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
    let shown = path.shown().to_string();
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
