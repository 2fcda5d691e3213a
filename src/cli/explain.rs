//! `certgraph explain`.

use std::path::{Path, PathBuf};

use certgraph::assemble::ServerFlags;
use certgraph::clients::note;
use certgraph::connection::Connection;
use certgraph::decode::kubeconfig::Flags;
use certgraph::decode::recognise::{Kind, recognise};
use certgraph::finding::Severity;
use certgraph::fix::{Advice, Explained, KubeconfigCase};
use certgraph::inventory::Inventory;
use certgraph::render::{Direction, dot, json, text};
use certgraph::report::clients::ClientRow;
use certgraph::report::explain::{ConnectionReport, Explanation};
use certgraph::report::picture::connection;
use certgraph::source::{exists, is_folder};
use certgraph::survey::{ApiServer, Rules, Sides, api_server, api_server_of_manifest, survey};
use certgraph::verify::SignatureCache;
use clap::{Args, ValueEnum};

use super::args::{Common, ServerArgs};
use super::clients::{self, ClientArgs, Judged};
use super::connect::{self, ConnectArgs};
use super::exit::ExitStatus;
use super::kubeconfig_input::{Input, read, working_directory};
use super::next::{certificates_alone, next_steps};
use super::{output, terminal};

/// What `explain` takes.
#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// A kubeconfig, Kubernetes objects, `-` for standard input, or a directory such as /etc/kubernetes for every connection in it
    /// [default: as kubectl: $KUBECONFIG, ~/.kube/config]
    inputs: Vec<PathBuf>,
    /// The kubeconfig, as kubectl's option
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    kubeconfig: Option<PathBuf>,
    /// The context to explain [default: the current one]
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    /// Explain every context of the kubeconfig
    #[arg(long, conflicts_with = "context")]
    all_contexts: bool,
    /// Show every connection in full, also those that work
    #[arg(long)]
    full: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text, value_name = "FORMAT")]
    format: ExplainFormat,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    clients: ClientArgs,
}

/// How `explain` prints.
#[derive(Clone, Copy, ValueEnum)]
enum ExplainFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For graphviz: each connection as a graph, with the break in it
    Dot,
}

/// Runs it.
pub(crate) fn run(args: &ExplainArgs, common: &Common) -> ExitStatus {
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
    if args
        .inputs
        .iter()
        .any(|input| is_folder(&in_root(input, &rules)) || holds_objects(input, &rules))
    {
        return components(args, common, &rules);
    }

    let mut inputs = Vec::new();
    for found in read(&args.inputs, args.kubeconfig.as_deref(), &files) {
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
    let explanation = explain(args, common, &inputs, &server, &rules);
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
    print(&explanation, args, common, &rules, status)
}

/// Every connection of the control planes in directories.
fn components(args: &ExplainArgs, common: &Common, rules: &Rules<'_>) -> ExitStatus {
    if args.server.is_given() || args.context.is_some() {
        terminal::error(
            "a directory, or Kubernetes objects, hold both sides: no context and no server flags go with them; \
             to hold one kubeconfig against it, see --control-plane",
        );
        return ExitStatus::Usage;
    }
    let inputs: Vec<_> = args
        .inputs
        .iter()
        .map(|input| in_root(input, rules))
        .collect();
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
        next = certificates_alone(&args.inputs, &survey.inventory);
        worse(ExitStatus::Undetermined);
    } else if survey.connections.is_empty() {
        let inputs: Vec<_> = args
            .inputs
            .iter()
            .map(|input| input.display().to_string())
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
    print(&explanation, args, common, rules, status)
}

/// Whether it is Kubernetes objects, whose webhooks and extension API servers are connections too.
fn holds_objects(input: &Path, rules: &Rules<'_>) -> bool {
    let head = rules.files.head(input, HEAD);
    head.is_ok_and(|head| recognise(head.expose()) == Kind::KubernetesObjects)
}

/// As much as tells what an input is.
const HEAD: u64 = 1 << 20;

/// A path of the node, below `--root` if that is given and the path is there.
fn in_root(input: &Path, rules: &Rules<'_>) -> PathBuf {
    let below = rules
        .root
        .map(|root| root.join(input.strip_prefix("/").unwrap_or(input)));
    below
        .filter(|below| exists(below))
        .unwrap_or_else(|| input.to_owned())
}

/// Gives how the run ends, which would be with `status`.
fn print(
    explanation: &Explanation,
    args: &ExplainArgs,
    common: &Common,
    rules: &Rules<'_>,
    status: ExitStatus,
) -> ExitStatus {
    if common.verbose {
        for path in rules.files.opened() {
            terminal::note(&format!("read {}", path.display()));
        }
    }
    if explanation.connections.is_empty() && explanation.inventory.is_empty() {
        return status;
    }
    let text = match args.format {
        ExplainFormat::Text => text::explain::explain(explanation, args.full, common.style()),
        ExplainFormat::Json => json::explain::explain(explanation),
        ExplainFormat::Dot => graphs(explanation),
    };
    output::print(&text, status)
}

/// The API server's side: from its flags, its manifest, or the directory of its layout.
fn server(args: &ServerArgs, rules: &Rules<'_>) -> Result<ApiServer, String> {
    if let Some(folder) = &args.control_plane {
        let folder = in_root(folder, rules);
        return api_server(&folder, rules).ok_or_else(|| {
            let folder = folder.display();
            format!("{folder}: no control plane of kubeadm, k3s or RKE2")
        });
    }
    if let Some(manifest) = &args.apiserver_manifest {
        let manifest = in_root(manifest, rules);
        let shown = manifest.display();
        let server = api_server_of_manifest(&manifest, rules)
            .map_err(|finding| format!("{shown}: {}", finding.problem))?;
        return server
            .map(Into::into)
            .ok_or_else(|| format!("{shown}: no kube-apiserver runs in this pod"));
    }
    let flags = ServerFlags::from(args);
    let server = flags.load(rules.files, rules.release);
    server.map(Into::into).map_err(|error| error.to_string())
}

fn graphs(explanation: &Explanation) -> String {
    let connections = explanation.connections.iter();
    let pictures = connections.map(|report| connection(report, explanation.at));
    let graphs = pictures.map(|picture| dot::ledgers(&picture, Direction::LeftToRight));
    graphs.collect()
}

fn explain(
    args: &ExplainArgs,
    common: &Common,
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
            let flags = Flags {
                context,
                cluster: None,
                user: None,
            };
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
            let live = connect::live(&args.connect, common, &client, &case);
            let server = live.as_ref().unwrap_or(case.server);
            let Explained { connection, advice } =
                KubeconfigCase { server, ..case }.explain(&client);
            for (_, entry) in connection.inventory.iter() {
                inventory.add_entry(entry);
            }
            let mut connection = connection;
            note(&mut connection, &client, server, at, rules.signatures);
            let next = next_steps(&client, server, &connection, &input.name);
            let mut report = ConnectionReport::new(&connection, &advice, at, next);
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
