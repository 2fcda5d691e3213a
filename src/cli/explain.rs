//! `certgraph explain`.

use std::path::{Path, PathBuf};

use certgraph::explain::{ExplainOptions, Input, OtherClients, explain};
use certgraph::finding::Severity;
use certgraph::ground::path::Shown as _;
use certgraph::inventory::Inventory;
use certgraph::render::{Direction, dot, json, text, yaml};
use certgraph::report::explain::{ConnectionReport, Explanation, certificates_alone};
use certgraph::report::picture::connection;
use certgraph::source::{Files, input_is_piped, is_folder};
use certgraph::survey::{Rules, Unreadable, survey};
use clap::{Args, ValueEnum};

use super::args::{Common, ServerArgs};
use super::clients::{ClientArgs, has_proxy_variable};
#[cfg(feature = "live")]
use super::connect::ConnectArgs;
use super::exit::{ExitStatus, OrExit as _, Worst};
use super::fix_script;
use super::format::{OutputArgs, ResultFormat, Target};
use super::kubeconfig_input::read;
use super::named_server::NamedServer;
use super::overrides::OverrideArgs;
use super::session::Session;
use super::sides::{holds_objects, in_root, server};
use super::{inputs, terminal};

/// What `explain` takes.
#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// A kubeconfig, Kubernetes objects, `-` for standard input (a pipe is read without it), or a directory such as /etc/kubernetes for every connection in it
    /// [default: as kubectl: $KUBECONFIG, ~/.kube/config]
    inputs: Vec<PathBuf>,
    /// The kubeconfig, as kubectl's option
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    kubeconfig: Option<PathBuf>,
    /// The context to explain [default: the current one]
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    #[command(flatten)]
    overrides: OverrideArgs,
    /// Explain every context of the kubeconfig
    #[arg(long, conflicts_with = "context")]
    all_contexts: bool,
    /// Show every connection in full, also those that work
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    server: ServerArgs,
    #[cfg(feature = "live")]
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    clients: ClientArgs,
    /// Write the fix of all connections as scripts into a new directory, one for each node; nothing is run
    #[arg(long, value_name = "DIR")]
    fix_script: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs<ExplainFormat>,
    /// Print only the result
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    #[command(flatten)]
    common: Common,
}

/// How `explain` prints.
#[derive(Clone, Copy, ValueEnum)]
enum ExplainFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// The same as YAML
    Yaml,
    /// For graphviz: each connection as a graph, with the break in it
    Dot,
}

impl ResultFormat for ExplainFormat {
    const DEFAULT: Self = Self::Text;
}

impl ExplainArgs {
    /// What is named; where nothing is, what is piped in. Without either kubectl's own files are read, also where the pipe
    /// is empty, as that of a service or of a CI job may be.
    fn inputs(&self, files: &Files) -> Vec<PathBuf> {
        let input = Path::new("-");
        if !self.inputs.is_empty() || self.kubeconfig.is_some() || !input_is_piped() {
            return self.inputs.clone();
        }
        if inputs::is_empty(input, files) {
            if !self.quiet {
                terminal::note(
                    "standard input is empty: reading the kubeconfig that kubectl would read",
                );
            }
            return Vec::new();
        }
        vec![input.to_owned()]
    }
}

/// Runs it.
pub(crate) fn run(args: &ExplainArgs) -> Result<ExitStatus, ExitStatus> {
    let common = &args.common;
    let session = Session::begin(&common.judging, &common.reading)?;
    let named = args.inputs(&session.files);
    let target = args.output.target(&named).or_exit(ExitStatus::Usage)?;
    let names = args.clients.names();
    let rules = Rules {
        root: args.server.root.as_deref(),
        advise: true,
        clients: &names,
        ..session.rules()
    };
    let is_survey =
        |input: &PathBuf| is_folder(&in_root(input, &rules)) || holds_objects(input, &rules);
    let (explanation, status) = if named.iter().any(is_survey) {
        components(args, &named, &rules)?
    } else if args.fix_script.is_some() {
        terminal::error(
            "--fix-script takes a node's files: name a directory such as /etc/kubernetes; of one kubeconfig the commands are \
             on the screen",
        );
        return Err(ExitStatus::Usage);
    } else {
        kubeconfigs(args, &named, &rules)?
    };
    Ok(print(&explanation, args, &target, &rules, status))
}

/// Every connection of the control planes in directories, and how the run ends.
fn components(
    args: &ExplainArgs,
    named: &[PathBuf],
    rules: &Rules<'_>,
) -> Result<(Explanation, ExitStatus), ExitStatus> {
    if args.server.is_given() || args.context.is_some() || args.overrides.is_given() {
        terminal::error(
            "the options of a kubeconfig or of an API server cannot be used with a directory or with Kubernetes objects, \
             which hold both sides; to check one kubeconfig against a directory use --control-plane DIR",
        );
        return Err(ExitStatus::Usage);
    }
    let inputs: Vec<_> = named.iter().map(|input| in_root(input, rules)).collect();
    let mut survey = survey(&inputs, rules);
    let mut status = Worst::default();
    say_unreadable(&survey.unreadable, &mut status);
    let mut next = Vec::new();
    if survey.connections.is_empty() && !survey.inventory.is_empty() {
        survey.findings.extend(survey.stray_keys(&inputs, rules));
        next = certificates_alone(named, &survey.inventory);
        status.add(ExitStatus::Undetermined);
    } else if survey.connections.is_empty() {
        let inputs: Vec<_> = named
            .iter()
            .map(|input| input.shown().to_string())
            .collect();
        terminal::error(&format!(
            "{}: no certificates, no kubeconfig, no control plane of kubeadm, k3s or RKE2, no webhook and no APIService",
            inputs.join(", ")
        ));
        status.add(ExitStatus::Unreadable);
    }
    let connections = survey.connections.iter();
    let clients = survey.sides.iter().flat_map(|sides| &sides.clients);
    connections
        .map(|connection| connection.verdict)
        .chain(clients.map(|client| client.verdict))
        .for_each(|verdict| status.add(verdict.into()));
    let mut findings = survey.findings.iter();
    if findings.any(|finding| finding.severity == Severity::Error) {
        status.add(ExitStatus::Rejected);
    }
    if let Some(folder) = &args.fix_script {
        fix_script::write(folder, &survey, rules.files).or_exit(ExitStatus::Unreadable)?;
    }
    let explanation = Explanation::of_survey(survey, rules.at, next);
    Ok((explanation, status.or_unreadable()))
}

/// Says what could not be read; files that this user may not read once, since there are as many as a node has keys.
fn say_unreadable(unreadable: &[Unreadable], status: &mut Worst) {
    let mut denied = Vec::new();
    for why in unreadable {
        if let Unreadable::Denied(path) = why {
            denied.push(path);
            continue;
        }
        terminal::error(&why.to_string());
        status.add(ExitStatus::Unreadable);
    }
    let Some(first) = denied.first() else { return };
    let others = match denied.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    terminal::note(&format!(
        "permission denied: {}{others}; what they hold is not known. Run certgraph as root, as the programs of a node run",
        first.shown()
    ));
    status.add(ExitStatus::Undetermined);
}

/// Gives how the run ends, which would be with `status`.
fn print(
    explanation: &Explanation,
    args: &ExplainArgs,
    target: &Target<ExplainFormat>,
    rules: &Rules<'_>,
    status: ExitStatus,
) -> ExitStatus {
    args.common.reading.list(rules.files);
    if explanation.connections.is_empty() && explanation.inventory.is_empty() {
        return status;
    }
    let text = match target.format {
        ExplainFormat::Text => text::explain::explain(explanation, args.full, args.common.style()),
        ExplainFormat::Json => json::explain::explain(explanation),
        ExplainFormat::Yaml => yaml::of_json(&json::explain::explain(explanation)),
        ExplainFormat::Dot => graphs(explanation),
    };
    target.print(&text, status)
}

fn graphs(explanation: &Explanation) -> String {
    let connections = explanation.connections.iter();
    let pictures = connections.map(|report| connection(report, explanation.at));
    let graphs = pictures.map(|picture| dot::ledgers(&picture, Direction::LeftToRight));
    graphs.collect()
}

/// The connections of kubeconfigs, and how the run ends.
fn kubeconfigs(
    args: &ExplainArgs,
    named: &[PathBuf],
    rules: &Rules<'_>,
) -> Result<(Explanation, ExitStatus), ExitStatus> {
    let mut status = Worst::default();
    let mut inputs = Vec::new();
    for found in read(named, args.kubeconfig.as_deref(), rules.files) {
        match found {
            Ok(input) => inputs.push(input),
            Err(why) => {
                terminal::error(&why.to_string());
                status.add(ExitStatus::Unreadable);
            }
        }
    }
    let api_server = server(&args.server, rules).or_exit(ExitStatus::Unreadable)?;
    let named_server = NamedServer {
        api_server: &api_server,
        #[cfg(feature = "live")]
        connect: args.connect.options(),
        #[cfg(feature = "live")]
        quiet: args.quiet,
    };
    let options = ExplainOptions {
        evaluation: rules.evaluation(),
        directory: rules.directory,
        advise: true,
        others: OtherClients {
            named: rules.clients,
            proxy_variable: has_proxy_variable(),
            of_components: true,
            copied: false,
        },
    };
    let mut connections = Vec::new();
    let mut inventory = Inventory::new();
    for input in &inputs {
        for context in contexts(args, input) {
            let flags = args.overrides.flags(context);
            for found in explain(input, &flags, &named_server, &options).connections {
                for (_, entry) in found.connection.inventory.iter() {
                    inventory.add_entry(entry);
                }
                if args.clients.is_given() {
                    let clients = found.clients.iter();
                    clients.for_each(|client| status.add(client.verdict.into()));
                } else {
                    status.add(found.connection.verdict.into());
                }
                connections.push(ConnectionReport::of_kubeconfig(
                    &found, input, context, rules.at,
                ));
            }
        }
    }
    let explanation = Explanation::of_kubeconfigs(connections, inventory, rules.at);
    Ok((explanation, status.or_unreadable()))
}

/// The contexts that are asked for; none for the current one.
fn contexts<'a>(args: &'a ExplainArgs, input: &'a Input) -> Vec<Option<&'a str>> {
    let all = input.loaded.config.contexts.iter();
    let all = all.filter(|_| args.all_contexts);
    let mut contexts: Vec<_> = all.map(|context| Some(context.name.as_str())).collect();
    // Without any context, such as in a file that does not load, there is still something to report.
    if contexts.is_empty() {
        contexts.push(args.context.as_deref());
    }
    contexts
}
