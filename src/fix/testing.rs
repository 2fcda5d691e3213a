//! The advice on a fixture, for the unit tests of each family.

use crate::assemble::ServerFlags;
use crate::decode::kubeconfig::{Flags, load_bytes};
use crate::finding::Code;
use crate::fix::Explained;
use crate::fix::model::Command;
use crate::fix::simulation::{Evaluation, KubeconfigCase};
use crate::golang::GoRelease;
use crate::ground::path::Shown as _;
use crate::ground::time::Timestamp;
use crate::source::{Files, Limit};
use crate::verify::{SignatureCache, Verdict};

/// A fix in short: its text, its commands, what comes of it.
pub(crate) type Short = (String, String, Option<Verdict>);

/// The connection of a folder of `fixtures/faults`, explained in the middle of 2026. Paths are shown below `fault/`.
pub(crate) fn explained(fault: &str) -> Explained {
    explained_as(fault, &str::to_owned)
}

/// The same with the kubeconfig changed.
fn explained_as(fault: &str, change: &dyn Fn(&str) -> String) -> Explained {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/faults")
        .join(fault);
    let path = |name: &str| folder.join(name);
    let there = |name: &str| Some(path(name)).filter(|path| path.exists());
    let files = Files::new();
    let release = GoRelease::default();
    let flags = ServerFlags {
        client_ca_file: there("server/client-ca.crt"),
        tls_cert_file: there("server/apiserver.crt"),
        tls_private_key_file: there("server/apiserver.key"),
        token_auth_file: there("server/tokens.csv"),
        ..ServerFlags::default()
    };
    let server = flags.load(&files, release).unwrap();
    let file = path("kubeconfig.yaml").shown().to_string();
    let text = files
        .read(&path("kubeconfig.yaml"), Limit::KUBECONFIG)
        .unwrap();
    let text = change(&String::from_utf8(text).unwrap());
    let loaded = load_bytes(&file, text.as_bytes(), &folder.shown().to_string());
    let case = KubeconfigCase {
        loaded: &loaded,
        flags: &Flags::default(),
        file: &file,
        server: &server,
        evaluation: Evaluation {
            files: &files,
            at: Timestamp::parse("2026-06-01T00:00:00Z").unwrap(),
            release,
            kubectl_release: release,
            signatures: &SignatureCache::default(),
        },
        node: None,
        startup_failures: &[],
    };
    case.explain(&case.client())
}

/// The fixes of the first finding with this code.
pub(crate) fn fixes(fault: &str, code: Code) -> Vec<Short> {
    fixes_as(fault, code, &str::to_owned)
}

/// The same with the kubeconfig changed.
pub(crate) fn fixes_as(fault: &str, code: Code, change: &dyn Fn(&str) -> String) -> Vec<Short> {
    let Explained { connection, advice } = explained_as(fault, change);
    let index = connection
        .findings
        .iter()
        .position(|finding| finding.problem.code() == code)
        .unwrap();
    let folder = format!("{}/fixtures/faults/{fault}", env!("CARGO_MANIFEST_DIR"));
    advice
        .for_finding(index)
        .iter()
        .map(|fix| {
            let lines: Vec<_> = fix.commands.iter().map(Command::line).collect();
            let short = |text: &str| text.replace(&folder, "fault");
            (
                short(&fix.text),
                short(&lines.join("\n")),
                fix.verdict_after,
            )
        })
        .collect()
}
