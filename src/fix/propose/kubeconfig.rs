//! Which fixes a finding has, by its code.

use crate::finding::{Code, Finding, Step};
use crate::fix::model::{Edit, Fix, Side};
use crate::fix::propose::by_fault::{
    Renewal, certificate, client_pair, intermediate, kubeconfig, name, narrow, renewal, server,
    serving, trust_client, trust_server,
};
use crate::fix::propose::tools::Scene;

/// The fixes of a finding, the one to prefer first.
pub(crate) fn for_kubeconfig(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
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
        Renewal::By(fix) => {
            fixes.retain(|fix| !issues(scene, fix));
            fixes.insert(0, *fix);
        }
        Renewal::Impossible => fixes.retain(|fix| !issues(scene, fix)),
    }
    fixes
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
        Code::UnknownIssuer => trust_server::of_the_server(scene, finding),
        Code::UnknownClientCa | Code::FrontProxyCertificate => {
            trust_client::of_the_client(scene, finding)
        }
        Code::IssuerKeyMismatch if at_server => trust_client::of_the_client(scene, finding),
        Code::IssuerKeyMismatch => trust_server::of_the_server(scene, finding),
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
        // What certgraph does not know of it, or what is no error.
        _ => Vec::new(),
    }
}
