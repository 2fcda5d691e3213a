//! A server that makes its own certificate is told to serve one of the cluster's CA.

use crate::assemble::chain_of;
use crate::connection::ServingPair;
use crate::decode::key_pair::key_pair;
use crate::finding::{Finding, Problem};
use crate::fix::model::{Edit, Fix, Layout, ServerEdit, Side, Words, all};
use crate::fix::simulation::Sides;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::Limit;

/// The fix of that; none of any other finding.
pub(crate) fn for_finding(sides: &Sides<'_>, finding: &Finding) -> Option<Fix> {
    let Problem::GeneratedCertificate { component } = &finding.problem else {
        return None;
    };
    let manifest = &*finding.locations.first()?.file;
    Some(at_hand(sides, manifest).unwrap_or_else(|| {
        let client = sides.client.participant.component.as_str();
        let text = format!(
            "name a certificate of a CA that {client} trusts, and its key, in --tls-cert-file and \
             --tls-private-key-file of {component}"
        );
        Fix::untried(Side::Server, text, Vec::new())
    }))
}

/// The pair that kubeadm made lies there, and no flag names it.
fn at_hand(sides: &Sides<'_>, manifest: &str) -> Option<Fix> {
    let node = sides.node.filter(|node| node.layout == Layout::Kubeadm)?;
    let file = |ending: &str| node.here.join("pki/apiserver").with_extension(ending);
    let (certificate, key) = (file("crt"), file("key"));
    let evaluation = &sides.evaluation;
    let text = evaluation.files.read(&certificate, Limit::BUNDLE).ok()?;
    let secret = evaluation.files.read_secret(&key, Limit::REFERENCED).ok()?;
    let [certificate, key] = [certificate, key].map(|path| path.shown().to_string());
    let places = [&certificate, &key].map(|file| Location::file(file.as_str()));
    let [at_certificate, at_key] = &places;
    let read = key_pair(
        (&text, at_certificate),
        (&secret, at_key),
        evaluation.release,
    );
    if read.key.is_none() || !read.problems.is_empty() {
        return None;
    }
    let insert = format!(
        r"'s|^\( *\)- kube-apiserver$|&\n\1- --tls-cert-file={}\n\1- --tls-private-key-file={}|'",
        node.on_host(&certificate)?,
        node.on_host(&key)?
    );
    let command = Words::new("sed -i").raw(insert).value(manifest).done();
    let text = format!(
        "start kube-apiserver with --tls-cert-file and --tls-private-key-file, which name {certificate} and its key"
    );
    let pair = ServingPair {
        label: certificate,
        key: Some(key),
        chain: chain_of(&read),
        names: Vec::new(),
    };
    let edit = Edit::Server(ServerEdit::Serve(pair));
    Some(Fix::new(Side::Server, text, all([command]), vec![edit]))
}
