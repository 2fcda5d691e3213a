//! Which fixes a finding has, by its code.

use crate::finding::{Code, Finding, Step};
use crate::fix::model::{Command, Edit, Effect, Fix, KubeconfigEdit, Layout, Node, Side};
use crate::fix::propose::by_fault::{
    Renewal, certificate, client_pair, component_files, component_issue, exchanged, front_end,
    intermediate, kubeconfig, name, narrow, renewal, server, serving, trust_client, trust_server,
};
use crate::fix::propose::tools::{ComponentScene, Scene, distribution, of_pair, restart_of};

/// The fixes of a finding, the one to prefer first.
pub(crate) fn for_kubeconfig(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let mut fixes = proposals(scene, finding);
    for fix in &mut fixes {
        restart_reader(scene, fix);
    }
    fixes
}

/// kubelet, kube-controller-manager and kube-scheduler read what their kubeconfig embeds once, at their start (measured with
/// 1.37: still the old CA and certificate after 25 s and more).
fn restart_reader(scene: &Scene<'_>, fix: &mut Fix) {
    let changes = |edit: &Edit| matches!(edit, Edit::Kubeconfig(_));
    let restarts = |command: &Command| matches!(command.effect(), Effect::Restart(_));
    if scene
        .node
        .is_some_and(|node| node.layout == Layout::Kubeadm)
        && fix.edits.iter().any(changes)
        && !fix.commands.is_empty()
        && !fix.commands.iter().any(restarts)
    {
        fix.commands
            .extend(restart_of(scene.client.participant.component.as_str()));
    }
}

fn proposals(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.step == Some(Step::ClientVerifies) && front_end::is_shown_by_product(scene) {
        return Vec::new();
    }
    if let Some(fix) = exchanged::for_finding(scene, finding) {
        return vec![fix];
    }
    if let Some(fix) = fetched_again(scene, finding) {
        return vec![fix];
    }
    if let Some(fix) = serving::for_finding(scene, finding) {
        return vec![fix];
    }
    let mut fixes = by_code(scene, finding);
    let of_certificates = matches!(
        finding.problem.code(),
        Code::UnknownIssuer
            | Code::UnknownClientCa
            | Code::IssuerKeyMismatch
            | Code::EmptyCaFile
            | Code::NoUsableCa
            | Code::Expired
            | Code::NotYetValid
            | Code::BadSignature
            | Code::KeyPairMismatch
            | Code::UnusablePrivateKey
    );
    if !of_certificates {
        return fixes;
    }
    match renewal::renewal(scene) {
        Renewal::NotOwn => return fixes,
        // A key that may still be somewhere is no fix where a new pair is one command away.
        Renewal::By(fix) if of_pair(finding.problem.code()) => {
            fixes.retain(swaps);
            fixes.push(*fix);
        }
        Renewal::By(fix) => {
            fixes.retain(|fix| !issues(scene, fix));
            fixes.insert(0, *fix);
        }
        Renewal::Impossible => fixes.retain(|fix| !issues(scene, fix)),
    }
    fixes
}

/// The kubeconfig as the product that wrote it writes it again: it knows the cluster's present CA, and gives a credential
/// that the cluster accepts. Nobody but kubeadm's users has `/etc/kubernetes` at hand.
fn fetched_again(scene: &Scene<'_>, finding: &Finding) -> Option<Fix> {
    let of_cluster = matches!(
        finding.problem.code(),
        Code::UnknownIssuer
            | Code::UnknownClientCa
            | Code::IssuerKeyMismatch
            | Code::EmptyCaFile
            | Code::NoUsableCa
            | Code::KeyPairMismatch
            | Code::UnknownToken
    ) || (finding.problem.code() == Code::Expired
        && !shown_by_server(scene, finding));
    if scene.node.is_some() || !of_cluster {
        return None;
    }
    let product = distribution(scene.config, &scene.selected)?;
    let text = match &product.fetch {
        Some(_) => format!(
            "fetch the kubeconfig again, as {} writes it ({})",
            product.name, product.note
        ),
        None => format!("this kubeconfig is of {}: {}", product.name, product.note),
    };
    Some(Fix::untried(
        Side::Client,
        text,
        product.fetch.into_iter().collect(),
    ))
}

/// Whether it is a certificate that the server presents, which no kubeconfig mends.
fn shown_by_server(scene: &Scene<'_>, finding: &Finding) -> bool {
    let expired = finding.certificate.as_ref().map(|found| found.fingerprint);
    let mut shown = scene
        .serving()
        .into_iter()
        .flat_map(|pair| pair.chain.parsed());
    shown.any(|placed| Some(placed.certificate.fingerprint) == expired)
}

/// Whether it puts what is there where it belongs.
fn swaps(fix: &Fix) -> bool {
    fix.edits
        .iter()
        .any(|edit| matches!(edit, Edit::Kubeconfig(KubeconfigEdit::Swap)))
}

/// Whether it has the client's certificate issued anew.
fn issues(scene: &Scene<'_>, fix: &Fix) -> bool {
    let leaf = scene.user_leaf().map(|leaf| leaf.certificate.fingerprint);
    fix.edits
        .iter()
        .any(|edit| matches!(edit, Edit::Reissue(of, _) if Some(*of) == leaf))
}

fn by_code(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let code = finding.problem.code();
    let at_server = matches!(
        finding.step,
        Some(Step::ServerPresents | Step::ServerVerifies)
    );
    match code {
        Code::UnknownIssuer => of_the_server(scene, finding),
        Code::UnknownClientCa | Code::FrontProxyCertificate => of_the_client(scene, finding),
        Code::IssuerKeyMismatch if at_server => of_the_client(scene, finding),
        Code::IssuerKeyMismatch => of_the_server(scene, finding),
        Code::InsecureSkipTlsVerify => trust_server::checked_again(scene, finding),
        Code::SignatureBudgetExhausted => {
            let mesh = Fix::untried(
                Side::verifying(at_server),
                "leave one CA of each name and key in the bundle, and in the chain: Go gives up on a mesh of cross-signed CAs",
                Vec::new(),
            );
            let mut fixes: Vec<_> = narrow::to_the_issuer(scene, finding).into_iter().collect();
            if fixes.is_empty() && !at_server {
                fixes = trust_server::of_the_server(scene, finding);
            }
            fixes.push(mesh);
            fixes
        }
        Code::TokenWithLineEnd => vec![Fix::untried(
            Side::Client,
            "write the token in one line, behind `token:` itself: a block that begins with | ends in a line end",
            Vec::new(),
        )],
        Code::MissingIntermediate => intermediate::intermediate(scene, finding),
        Code::EmptyCaFile | Code::NoUsableCa => trust_server::of_the_server(scene, finding),

        Code::Expired
        | Code::NotYetValid
        | Code::BadSignature
        | Code::InsecureSignature
        | Code::UnsupportedSignature
        | Code::WeakKey
        | Code::NotACa
        | Code::MissingKeyCertSign
        | Code::PathTooLong
        | Code::UnhandledCriticalExtension
        | Code::NameConstraintViolated
        | Code::WrongPurpose
        | Code::InvalidPolicies
        | Code::DistrustedKey
        | Code::RsaKeyTooLarge
        | Code::UnsupportedKey
        | Code::EmptyCommonName
        | Code::InvalidUid => certificate::reissue(scene, finding),
        Code::NameMismatch | Code::CommonNameOnly => name::of_the_server(scene, finding),

        Code::UnreadableFile if finding.step == Some(Step::ServerPresents) => {
            server::for_finding(scene, finding)
        }

        Code::PlainHttp
        | Code::CaWithInsecure
        | Code::BothFileAndData
        | Code::SeveralAuthMethods
        | Code::InvalidProxyUrl
        | Code::InvalidServerUrl
        | Code::UnknownContext
        | Code::UnknownCluster
        | Code::UnknownUser
        | Code::NoServer
        | Code::NoCredentials
        | Code::MalformedKubeconfig
        | Code::WrongFieldType
        | Code::BadBase64
        | Code::DuplicateName
        | Code::InvalidExec
        | Code::UnavailableAuthProvider
        | Code::ImpersonationWithoutUser
        | Code::UnreadableFile => kubeconfig::for_finding(scene, finding),

        Code::ClientCertificateNotRequested | Code::UnknownToken | Code::ServerCannotStart => {
            server::for_finding(scene, finding)
        }

        Code::MalformedCertificate
        | Code::SkippedPemBlock
        | Code::NotPem
        | Code::NotACertificate
        | Code::KeyPairMismatch
        | Code::CertificateAndKeySwapped
        | Code::NoCertificateInPair
        | Code::UnusablePrivateKey
        | Code::EncryptedPrivateKey
        | Code::MissingClientKey => match finding.step {
            Some(Step::ServerPresents) => server::for_finding(scene, finding),
            Some(Step::ServerVerifies) => Vec::new(),
            _ if scene.is_cluster_ca(finding) => trust_server::of_the_server(scene, finding),
            Some(Step::ClientVerifies) if scene.is_malformed_server(finding) => {
                server::for_finding(scene, finding)
            }
            Some(Step::ClientVerifies) => trust_server::of_the_server(scene, finding),
            Some(Step::Configuration | Step::ClientPresents) | None => {
                client_pair::for_finding(scene, finding)
            }
        },
        // What is fixed at a live server, or nothing.
        _ => front_end::for_finding(scene, finding),
    }
}

/// A client that does not trust the server's issuer: on a node whose CA did not issue the serving certificate, that is
/// issued anew.
fn of_the_server(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let mut fixes = trust_server::of_the_server(scene, finding);
    let reissued = scene
        .node
        .and_then(|node| component_issue::by_the_node(&on_node(scene, node), Side::Client));
    fixes.extend(reissued);
    fixes
}

fn on_node<'a>(scene: &'a Scene<'_>, node: &'a Node) -> ComponentScene<'a> {
    ComponentScene {
        node,
        inventory: &scene.connection.inventory,
        sides: scene.sides,
    }
}

/// A server that does not trust the client's issuer: on a node the flag that names the wrong file is mended first, since a
/// CA that is added to a file is trusted by all who read it.
fn of_the_client(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let mut fixes = Vec::new();
    if let Some(node) = scene.node {
        fixes = component_files::point(&on_node(scene, node), finding, Side::Server);
    }
    if fixes.is_empty() {
        fixes = trust_client::of_the_client(scene, finding);
    }
    fixes
}
