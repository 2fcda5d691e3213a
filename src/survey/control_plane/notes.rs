//! What of a program's flags has an effect worth knowing that no connection shows.

use super::program::Program;
use crate::connection::Server;
use crate::finding::{Finding, Problem, ProgramFault, ShutsOut};
use crate::programs::tls;
use crate::x509::{KeyPurpose, PublicKey};

/// Of kube-apiserver: whom its curves shut out, and what its own kubelet's probes get.
pub(super) fn api_server(own: &Program, server: &Server) -> Vec<Finding> {
    const CURVES: &str = "--tls-curve-preferences";
    const ANONYMOUS: &str = "--anonymous-auth";
    let mut found = Vec::new();
    let curves = own.list(CURVES);
    let curves: Vec<_> = curves.iter().map(String::as_str).collect();
    let policy = tls::Policy {
        curves: own.value(CURVES).map(|_| curves.as_slice()),
        ..tls::Policy::default()
    };
    if policy.is_post_quantum_alone() {
        let fault = ProgramFault::ShutsOut(ShutsOut::PostQuantumOnly);
        found.push(finding(fault, own, CURVES));
    }
    if own.is_probed() && own.boolean(ANONYMOUS) == Some(false) {
        found.push(finding(ProgramFault::ProbesRefused, own, ANONYMOUS));
    }
    found.extend(weak_key(server));
    found
}

/// A serving key that only programs in Go take.
fn weak_key(server: &Server) -> Option<Finding> {
    const ENOUGH: usize = 2048;
    let leaf = server.serving.value()?.chain.leaf()?;
    let PublicKey::Rsa { .. } = &leaf.certificate.public_key else {
        return None;
    };
    let bits = leaf.certificate.public_key.bits()?;
    (bits < ENOUGH).then(|| {
        let fault = ProgramFault::ShutsOut(ShutsOut::WeakKey { bits });
        let places = vec![leaf.location.clone()];
        Finding::new(Problem::Program(fault), None, places).about(&leaf.certificate)
    })
}

/// Of etcd: that it refuses itself. Its gateway for HTTP/JSON calls it with the serving pair (`server/embed/serve.go`).
pub(super) fn gateway(server: &Server) -> Option<Finding> {
    // Without a client CA nobody is refused.
    server.client_ca.value()?.as_ref()?;
    let leaf = server.serving.value()?.chain.leaf()?;
    let purposes = &leaf.certificate.extended_key_usage.as_ref()?.0;
    let allows = |purpose: &KeyPurpose| matches!(purpose, KeyPurpose::Any | KeyPurpose::ClientAuth);
    (!purposes.iter().any(allows)).then(|| {
        let places = vec![leaf.location.clone()];
        let problem = Problem::Program(ProgramFault::GatewayRefused);
        Finding::new(problem, None, places).about(&leaf.certificate)
    })
}

fn finding(fault: ProgramFault, own: &Program, flag: &str) -> Finding {
    Finding::new(Problem::Program(fault), None, vec![own.place(flag)])
}
