//! Whom kube-apiserver calls with which pair: extension API servers, and the kubelet of its node.

use super::PREFERRED;
use super::layout::{KUBELET, Layout};
use crate::assemble::{ComponentFlags, ComponentTrust};
use crate::connection::Server;
use crate::programs;
use crate::survey::control_plane::address::{self, Address};
use crate::survey::control_plane::build::Build;
use crate::survey::control_plane::kubelet::Kubelet;
use crate::survey::control_plane::program::Program;
use crate::survey::control_plane::server::ServerSource;

impl Layout<'_> {
    /// The aggregation layer speaks to extension API servers with this certificate; kube-apiserver is one of them.
    pub(super) fn front_proxy(
        &self,
        own: Option<&Program>,
        (source, server): (&ServerSource, &Server),
    ) -> Option<ComponentFlags> {
        let certificate = self.file(own, "--proxy-client-cert-file", "front-proxy-client.crt")?;
        Some(ComponentFlags {
            component: programs::Program::FrontProxy,
            file: self.configured_by(own, &certificate),
            url: "https://kubernetes.default.svc:443".to_owned(),
            server_name: "kubernetes.default.svc".to_owned(),
            location: certificate.location.clone(),
            // The CA that issued its serving certificate is kubeadm's own, also where no flag names it.
            trust: if self.others && !issues_its_own(server) {
                // OpenShift's client CAs issue no serving certificate.
                ComponentTrust::SystemRoots
            } else {
                let client_ca = source.client_ca.clone();
                ComponentTrust::Lenient(client_ca.or_else(|| self.file(None, "ca.crt", "ca.crt"))?)
            },
            certificate: Some(certificate),
            key: self.key(own, "--proxy-client-key-file", "front-proxy-client.key"),
            front_proxy: true,
            dialled: None,
        })
    }

    pub(super) fn to_kubelet(
        &self,
        own: Option<&Program>,
        api: &ServerSource,
        build: &mut Build<'_>,
    ) {
        const CERTIFICATE: &str = "--kubelet-client-certificate";
        let certificate = self.file(own, CERTIFICATE, "apiserver-kubelet-client.crt");
        let location = match (&certificate, own) {
            (Some(certificate), _) => certificate.location.clone(),
            // It calls kubelets all the same, and presents nothing.
            (None, Some(own)) => own.place(CERTIFICATE),
            (None, None) => return,
        };
        let own_kubelet = Kubelet::read(&self.host, self.rules);
        let kubelet = build.server("kubelet", &own_kubelet.source(api.client_ca.as_ref()));
        let mut addresses = own_kubelet.addresses(&self.folder.join(KUBELET));
        addresses.likely_ip = own
            .and_then(|own| own.value("--advertise-address"))
            .map(|address| (address.to_owned(), "kube-apiserver's --advertise-address"));
        let preferred = match own {
            Some(own) => own.list(address::PREFERRED),
            None => PREFERRED.map(str::to_owned).to_vec(),
        };
        let address = addresses.dialled(&preferred);
        build.reach.kubelet = addresses;
        build.preferred = preferred;
        let url = address.url();
        let Address { host, dialled, .. } = address;
        let ca = own.and_then(|own| own.file("--kubelet-certificate-authority"));
        let flags = ComponentFlags {
            component: programs::Program::KubeApiserver,
            file: own.map_or_else(|| location.file.to_string(), |own| own.manifest.clone()),
            url,
            server_name: host.unwrap_or_default(),
            location,
            trust: ca.map_or(
                ComponentTrust::Unchecked("--kubelet-certificate-authority"),
                ComponentTrust::Lenient,
            ),
            certificate,
            key: self.key(own, "--kubelet-client-key", "apiserver-kubelet-client.key"),
            front_proxy: false,
            dialled: Some(dialled),
        };
        build.link("kube-apiserver", Some(flags), (Some("kubelet"), &kubelet));
    }
}

/// Whether a CA that a server takes clients of has the name of the issuer of its own certificate.
fn issues_its_own(server: &Server) -> bool {
    let pair = server.serving.value();
    let Some(leaf) = pair.and_then(|pair| pair.chain.leaf()) else {
        return true;
    };
    let bundle = server.client_ca.value().and_then(Option::as_ref);
    let mut anchors = bundle.into_iter().flat_map(|bundle| &bundle.anchors);
    anchors.any(|anchor| anchor.certificate.subject == leaf.certificate.issuer)
}
