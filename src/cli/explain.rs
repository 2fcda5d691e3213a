//! `certgraph explain`.

use std::path::{Path, PathBuf};

use certgraph::clients::note;
use certgraph::connection::Connection;
use certgraph::finding::Severity;
use certgraph::fix::{Advice, Explained, KubeconfigCase};
use certgraph::ground::path::Shown as _;
use certgraph::inventory::Inventory;
use certgraph::render::{Direction, dot, json, text, yaml};
use certgraph::report::clients::ClientRow;
use certgraph::report::explain::{ConnectionReport, Explanation};
use certgraph::report::picture::connection;
use certgraph::source::{Files, input_is_piped, is_folder};
use certgraph::survey::{ApiServer, Rules, Sides, survey};
use certgraph::verify::SignatureCache;
use clap::{Args, ValueEnum};

use super::args::{Common, ServerArgs};
use super::clients::{self, ClientArgs, Judged};
use super::connect::{self, ConnectArgs};
use super::exit::ExitStatus;
use super::format::{OutputArgs, ResultFormat, Target};
use super::kubeconfig_input::{Input, read, working_directory};
use super::next::{Named, certificates_alone, next_steps};
use super::overrides::OverrideArgs;
use super::sides::{holds_objects, in_root, server, shadowed_file};
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
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    clients: ClientArgs,
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
pub(crate) fn run(args: &ExplainArgs) -> ExitStatus {
    let common = &args.common;
    let at = match common.at() {
        Ok(at) => at,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let files = match common.files() {
        Ok(files) => files,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Unreadable;
        }
    };
    let named = args.inputs(&files);
    let target = match args.output.target(&named) {
        Ok(target) => target,
        Err(why) => {
            terminal::error(&why);
            return ExitStatus::Usage;
        }
    };
    let mut status = None;
    let mut worse = |found: ExitStatus| {
        status = Some(status.map_or(found, |known: ExitStatus| known.worse(found)));
    };

    let directory = PathBuf::from(working_directory());
    let signatures = SignatureCache::default();
    let names = args.clients.names();
    let rules = Rules {
        files: &files,
        directory: &directory,
        at,
        release: common.release(),
        by_image: common.goes_by_image(),
        words: common.kubectl_release(),
        signatures: &signatures,
        root: args.server.root.as_deref(),
        advise: true,
        skip_others: false,
        clients: &names,
    };
    if named
        .iter()
        .any(|input| is_folder(&in_root(input, &rules)) || holds_objects(input, &rules))
    {
        return components(args, &named, &target, &rules);
    }

    let mut inputs = Vec::new();
    for found in read(&named, args.kubeconfig.as_deref(), &files) {
        match found {
            Ok(input) => inputs.push(input),
            Err(why) => {
                terminal::error(&why);
                worse(ExitStatus::Unreadable);
            }
        }
    }
    let server = match server(&args.server, &rules) {
        Ok(server) => server,
        Err(error) => {
            terminal::error(&error);
            return ExitStatus::Unreadable;
        }
    };
    let explanation = explain(args, &inputs, &server, &rules);
    for connection in &explanation.connections {
        if args.clients.is_given() {
            for client in &connection.clients {
                worse(client.verdict.into());
            }
        } else {
            worse(connection.verdict.into());
        }
    }
    let status = status.unwrap_or(ExitStatus::Unreadable);
    print(&explanation, args, &target, &rules, status)
}

/// Every connection of the control planes in directories.
fn components(
    args: &ExplainArgs,
    named: &[PathBuf],
    target: &Target<ExplainFormat>,
    rules: &Rules<'_>,
) -> ExitStatus {
    if args.server.is_given() || args.context.is_some() || args.overrides.is_given() {
        terminal::error(
            "the options of a kubeconfig or of an API server cannot be used with a directory or with Kubernetes objects, \
             which hold both sides; to check one kubeconfig against a directory use --control-plane DIR",
        );
        return ExitStatus::Usage;
    }
    let inputs: Vec<_> = named.iter().map(|input| in_root(input, rules)).collect();
    let mut survey = survey(&inputs, rules);
    let mut status = None;
    let mut worse = |found: ExitStatus| {
        status = Some(status.map_or(found, |known: ExitStatus| known.worse(found)));
    };
    for why in &survey.unreadable {
        terminal::error(&why.to_string());
        worse(ExitStatus::Unreadable);
    }
    let mut next = Vec::new();
    if survey.connections.is_empty() && !survey.inventory.is_empty() {
        survey.findings.extend(survey.stray_keys(&inputs, rules));
        next = certificates_alone(named, &survey.inventory);
        worse(ExitStatus::Undetermined);
    } else if survey.connections.is_empty() {
        let inputs: Vec<_> = named
            .iter()
            .map(|input| input.shown().to_string())
            .collect();
        terminal::error(&format!(
            "{}: no certificates, no kubeconfig, no control plane of kubeadm, k3s or RKE2, no webhook and no APIService",
            inputs.join(", ")
        ));
        worse(ExitStatus::Unreadable);
    }
    for connection in &survey.connections {
        worse(connection.verdict.into());
    }
    for client in survey.sides.iter().flat_map(|sides| &sides.clients) {
        worse(client.verdict.into());
    }
    if survey
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        worse(ExitStatus::Rejected);
    }
    let report = |((connection, advice), sides): ((&Connection, &Advice), &Sides)| {
        let mut report = ConnectionReport::new(connection, advice, rules.at, Vec::new());
        let rows = sides.clients.iter();
        report.clients = rows
            .map(|verdict| ClientRow::new(verdict, &connection.inventory))
            .collect();
        report
    };
    let explanation = Explanation {
        at: rules.at,
        connections: survey
            .connections
            .iter()
            .zip(&survey.advice)
            .zip(&survey.sides)
            .map(report)
            .collect(),
        inventory: survey.inventory,
        findings: survey.findings,
        fix: survey.fix,
        components: true,
        next,
    };
    let status = status.unwrap_or(ExitStatus::Unreadable);
    print(&explanation, args, target, rules, status)
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

fn explain(
    args: &ExplainArgs,
    inputs: &[Input],
    api_server: &ApiServer,
    rules: &Rules<'_>,
) -> Explanation {
    let at = rules.at;
    let mut connections = Vec::new();
    let mut inventory = Inventory::new();
    for input in inputs {
        let mut contexts: Vec<Option<&str>> = if args.all_contexts {
            input
                .loaded
                .config
                .contexts
                .iter()
                .map(|context| Some(context.name.as_str()))
                .collect()
        } else {
            vec![args.context.as_deref()]
        };
        // Without any context, such as in a file that does not load, there is still something to report.
        if contexts.is_empty() {
            contexts.push(None);
        }
        for context in contexts {
            let flags = args.overrides.flags(context);
            let mut case = KubeconfigCase {
                loaded: &input.loaded,
                flags: &flags,
                file: &input.name,
                server: &api_server.server,
                evaluation: rules.evaluation(),
                node: None,
                startup_failures: &[],
            };
            let client = case.client();
            if let Some(endpoint) = &client.endpoint {
                case.server = api_server.for_url(&endpoint.url);
            }
            let live = connect::live(&args.connect, args.quiet, &client, &case);
            let server = live.as_ref().unwrap_or(case.server);
            let Explained { connection, advice } =
                KubeconfigCase { server, ..case }.explain(&client);
            for (_, entry) in connection.inventory.iter() {
                inventory.add_entry(entry);
            }
            let mut connection = connection;
            note(&mut connection, &client, server, at, rules.signatures);
            let named = Named {
                file: (!input.is_default).then_some(input.name.as_str()),
                context,
            };
            let next = next_steps(&client, server, &connection, named);
            let mut report = ConnectionReport::new(&connection, &advice, at, next);
            report.shadowed_file = shadowed_file(&input.loaded, &client);
            report.clients = clients::rows(
                &args.clients,
                &Judged {
                    loaded: &input.loaded,
                    texts: &input.texts,
                    context,
                    client: &client,
                    connection: &connection,
                    server,
                },
                rules,
            );
            connections.push(report);
        }
    }
    Explanation {
        at,
        connections,
        inventory,
        findings: Vec::new(),
        fix: None,
        components: false,
        next: Vec::new(),
    }
}
