//! The client CAs that kube-apiserver publishes in a ConfigMap, by which extension API servers know their clients.

use super::findings::bundle_findings;
use crate::connection::{Bundle, Evidence, Server};
use crate::decode::{bundle, objects};
use crate::finding::{Finding, Step};
use crate::golang::GoRelease;
use crate::inventory::Placed;

/// What ConfigMap `kube-system/extension-apiserver-authentication` tells extension API servers; kube-apiserver writes
/// its own client CAs into it.
pub struct PublishedClientCas {
    pub(super) client_ca: Evidence<Option<Bundle>>,
    pub(super) request_header_ca: Evidence<Option<Bundle>>,
    pub(super) allowed_names: Vec<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) error: Option<String>,
}

impl PublishedClientCas {
    /// By the ConfigMap itself.
    pub fn by_config_map(found: &objects::Authentication, release: GoRelease) -> Self {
        let mut told = Self {
            client_ca: Evidence::Given(None),
            request_header_ca: Evidence::Given(None),
            allowed_names: found.allowed_names.clone(),
            findings: Vec::new(),
            error: None,
        };
        let mut read = |text: &Option<objects::PlacedText>, key: &str| {
            let text = text.as_ref()?;
            let read = bundle::strict(&text.bytes, &text.location, release);
            let step = match read.error {
                Some(_) => Step::ServerPresents,
                None => Step::ServerVerifies,
            };
            let findings = bundle_findings(&read.problems, step, read.error.is_some());
            told.findings.extend(findings);
            told.error = told
                .error
                .take()
                .or_else(|| read.error.map(|error| error.to_string()));
            Some(Bundle {
                label: key.to_owned(),
                location: text.location.clone(),
                anchors: read.certificates,
            })
        };
        let client_ca = read(&found.client_ca, "client-ca-file");
        let proxy_ca = read(&found.request_header_ca, "requestheader-client-ca-file");
        told.client_ca = Evidence::Given(client_ca);
        told.request_header_ca = Evidence::Given(proxy_ca);
        told
    }

    /// By the flags of the kube-apiservers of a cluster, each of which adds its own to what is there (Kubernetes
    /// `clusterauthenticationtrust/cluster_authentication_trust_controller.go` `combinedClusterAuthenticationInfo`); none
    /// without any.
    pub fn by_api_servers(servers: &[&Server]) -> Option<Self> {
        servers.first()?;
        let mut allowed_names: Vec<String> = Vec::new();
        for name in servers.iter().flat_map(|server| &server.allowed_names) {
            if !allowed_names.contains(name) {
                allowed_names.push(name.clone());
            }
        }
        Some(Self {
            client_ca: combined(servers.iter().map(|server| &server.client_ca)),
            request_header_ca: combined(servers.iter().map(|server| &server.request_header_ca)),
            allowed_names,
            findings: Vec::new(),
            error: None,
        })
    }

    /// The CAs that it names.
    pub fn cas(&self) -> Vec<Placed> {
        let bundles = [&self.client_ca, &self.request_header_ca];
        let bundles = bundles.into_iter().filter_map(|ca| ca.value()?.as_ref());
        bundles.flat_map(|bundle| bundle.anchors.clone()).collect()
    }
}

/// The CAs of all, each once. As long as those of one are not known, neither are these.
fn combined<'a>(
    bundles: impl Iterator<Item = &'a Evidence<Option<Bundle>>>,
) -> Evidence<Option<Bundle>> {
    const WRITES: &str =
        "kube-apiserver writes its own into the ConfigMap extension-apiserver-authentication";
    let mut all: Option<Bundle> = None;
    for bundle in bundles {
        let Some(bundle) = bundle.value() else {
            return Evidence::Missing;
        };
        let Some(bundle) = bundle else { continue };
        let Some(known) = &mut all else {
            all = Some(bundle.clone());
            continue;
        };
        for anchor in &bundle.anchors {
            let print = anchor.certificate.fingerprint;
            let mut held = known.anchors.iter();
            if !held.any(|held| held.certificate.fingerprint == print) {
                known.anchors.push(anchor.clone());
            }
        }
    }
    Evidence::Assumed(all, WRITES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::location::Location;
    use crate::source::Files;
    use crate::source::Limit;

    fn bundle_of(fixture: &str) -> Bundle {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        let path = root
            .join(fixture)
            .join("etc/kubernetes/pki/front-proxy-ca.crt");
        let text = Files::new().read(&path, Limit::BUNDLE).unwrap();
        let location = Location::of_path(path);
        Bundle {
            label: "--requestheader-client-ca-file".to_owned(),
            anchors: bundle::strict(&text, &location, GoRelease::default()).certificates,
            location,
        }
    }

    #[test]
    fn api_servers_add_their_cas_to_what_the_others_wrote() {
        let (one, other) = (bundle_of("healthy"), bundle_of("ca-regenerated"));
        let given = |bundle: &Bundle| Evidence::Given(Some(bundle.clone()));
        let all = [
            given(&one),
            given(&other),
            given(&one),
            Evidence::Given(None),
        ];
        let together = combined(all.iter());
        assert_eq!(together.value().unwrap().as_ref().unwrap().anchors.len(), 2);
        let open = [given(&one), Evidence::Missing];
        assert!(combined(open.iter()).is_missing());
    }
}
