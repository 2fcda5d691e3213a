//! Which mends a finding has, by its code.

use std::ops::Deref;

use super::edit::{Edit, Selected};
use super::own::{self, Renewal};
use super::sides::Sides;
use super::{
    Mend, Side, case::Case, certificate, client_pair, kubeconfig, name, narrow, server, serving,
    trust,
};
use crate::decode::kubeconfig::{Kubeconfig, Loaded};
use crate::finding::{Code, Finding, Step};

/// What the proposals for a kubeconfig's connection look at: its files with what was mended so far.
pub(super) struct Scene<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) loaded: &'a Loaded,
    pub(super) config: &'a Kubeconfig,
    pub(super) selected: Selected,
    pub(super) sides: Sides<'a>,
}

impl<'a> Deref for Scene<'a> {
    type Target = Sides<'a>;

    fn deref(&self) -> &Sides<'a> {
        &self.sides
    }
}

/// The mends of a finding, the one to prefer first.
pub(super) fn propose(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    if let Some(mend) = serving::of(scene, finding) {
        return vec![mend];
    }
    let mut mends = by_code(scene, finding);
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
        return mends;
    }
    match own::renewal(scene) {
        Renewal::NotOwn => return mends,
        Renewal::By(mend) => {
            mends.retain(|mend| !issues(scene, mend));
            mends.insert(0, *mend);
        }
        Renewal::Impossible => mends.retain(|mend| !issues(scene, mend)),
    }
    mends
}

/// Whether it has the client's certificate issued anew.
fn issues(scene: &Scene<'_>, mend: &Mend) -> bool {
    let leaf = scene.user_leaf().map(|leaf| leaf.certificate.fingerprint);
    mend.edits
        .iter()
        .any(|edit| matches!(edit, Edit::Reissue(of, _) if Some(*of) == leaf))
}

fn by_code(scene: &Scene<'_>, finding: &Finding) -> Vec<Mend> {
    let code = finding.problem.code();
    let at_server = matches!(
        finding.step,
        Some(Step::ServerPresents | Step::ServerVerifies)
    );
    match code {
        Code::UnknownIssuer => trust::of_the_server(scene, finding),
        Code::UnknownClientCa | Code::FrontProxyCertificate => trust::of_the_client(scene, finding),
        Code::IssuerKeyMismatch if at_server => trust::of_the_client(scene, finding),
        Code::IssuerKeyMismatch => trust::of_the_server(scene, finding),
        Code::InsecureSkipTlsVerify => trust::checked_again(scene, finding),
        Code::SignatureBudgetExhausted => {
            let mesh = Mend::untried(
                Side::verifying(at_server),
                "leave one CA of each name and key in the bundle, and in the chain: Go gives up on a mesh of cross-signed CAs",
                Vec::new(),
            );
            let mut mends: Vec<_> = narrow::to_the_issuer(scene, finding).into_iter().collect();
            if mends.is_empty() && !at_server {
                mends = trust::of_the_server(scene, finding);
            }
            mends.push(mesh);
            mends
        }
        Code::MissingIntermediate => trust::intermediate(scene, finding),
        Code::EmptyCaFile | Code::NoUsableCa => trust::of_the_server(scene, finding),

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
            server::of(scene, finding)
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
        | Code::UnreadableFile => kubeconfig::of(scene, finding),

        Code::ClientCertificateNotRequested | Code::UnknownToken | Code::ServerCannotStart => {
            server::of(scene, finding)
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
            Some(Step::ServerPresents) => server::of(scene, finding),
            Some(Step::ServerVerifies) => Vec::new(),
            _ if scene.is_cluster_ca(finding) => trust::of_the_server(scene, finding),
            Some(Step::ClientVerifies) if scene.is_malformed_server(finding) => {
                server::of(scene, finding)
            }
            Some(Step::ClientVerifies) => trust::of_the_server(scene, finding),
            Some(Step::Configuration | Step::ClientPresents) | None => {
                client_pair::of(scene, finding)
            }
        },
        // What certgraph does not know of it, or what is no error.
        _ => Vec::new(),
    }
}

impl Scene<'_> {
    /// The file to name to kubectl: that of the entry which is to be changed. None for standard input.
    pub(super) fn file_of(&self, entry: Entry) -> Option<String> {
        let place = match entry {
            Entry::Cluster => self
                .config
                .clusters
                .iter()
                .find(|cluster| cluster.name == self.selected.cluster)
                .map(|cluster| &cluster.location),
            Entry::User => self
                .config
                .users
                .iter()
                .find(|user| user.name == self.selected.user)
                .map(|user| &user.location),
            Entry::Context => self
                .config
                .contexts
                .iter()
                .find(|context| context.name == self.selected.context)
                .map(|context| &context.location),
            Entry::CurrentContext => self
                .config
                .current_context
                .as_ref()
                .map(|field| &field.location),
        };
        let file = place.map_or(self.case.file, |place| &*place.file);
        (file != "-").then(|| file.to_owned())
    }

    /// Whether the finding is about what the cluster trusts: the field, or the file that it names.
    fn is_cluster_ca(&self, finding: &Finding) -> bool {
        let Some(place) = finding.locations.first() else {
            return false;
        };
        let named = self
            .config
            .clusters
            .iter()
            .find(|cluster| cluster.name == self.selected.cluster)
            .and_then(|cluster| cluster.certificate_authority.as_ref())
            .is_some_and(|file| place.file.ends_with(&file.value.written));
        match &place.field {
            Some(field) => field.contains("certificate-authority"),
            None => named,
        }
    }

    fn is_malformed_server(&self, finding: &Finding) -> bool {
        let Some(place) = finding.locations.first() else {
            return false;
        };
        self.serving().is_some_and(|pair| {
            pair.chain.certificates.iter().any(|member| match member {
                crate::handshake::ChainMember::Malformed { location, .. } => location == place,
                crate::handshake::ChainMember::Parsed(_) => false,
            })
        })
    }
}

/// What a kubeconfig holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Cluster,
    User,
    Context,
    CurrentContext,
}
