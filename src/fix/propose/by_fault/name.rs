//! The server's name: another name that the certificate has, or a certificate that has this name.

use crate::finding::{Finding, Problem};
use crate::fix::model::{Change, Command, Edit, Fix, KubeconfigEdit, Layout, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene, remake_serving};

/// A name that every API server certificate of kubeadm and k3s has.
const USUAL: &str = "kubernetes";

/// Fixes of a name that the serving certificate does not have.
pub(crate) fn of_the_server(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(leaf) = scene.serving_leaf() else {
        return Vec::new();
    };
    let (Problem::NameMismatch { wanted, .. } | Problem::CommonNameOnly { wanted, .. }) =
        &finding.problem
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    let set = scene
        .client
        .endpoint
        .as_ref()
        .is_some_and(|endpoint| endpoint.server_name_is_set);
    if set {
        // Whether the host of the URL is in the certificate is what the trial tells.
        fixes.push(Fix::new(
            Side::Client,
            "drop tls-server-name: the host of the URL is then checked",
            all([set_name(scene, "")]),
            vec![Edit::Kubeconfig(KubeconfigEdit::ServerName(None))],
        ));
    }
    let names = leaf.certificate.subject_alt_name.as_ref();
    let dns = names.map(|names| names.dns.as_slice()).unwrap_or_default();
    let other = dns
        .iter()
        .find(|name| *name == USUAL)
        .or_else(|| dns.iter().find(|name| is_host(name)))
        .cloned()
        .or_else(|| Some(names?.ip.first()?.to_string()));
    if let Some(other) = other {
        fixes.push(Fix::new(
            Side::Client,
            "only here, safe: check the certificate under a name that it has",
            all([set_name(scene, &other)]),
            vec![Edit::Kubeconfig(KubeconfigEdit::ServerName(Some(other)))],
        ));
    }
    let layout = Layout::of_serving(scene);
    let add = match layout {
        Layout::Kubeadm => {
            format!(
                " with {wanted} among its names, which belongs into apiServer.certSANs of kubeadm's configuration too"
            )
        }
        Layout::K3s => format!(", with --tls-san {wanted} added to the server's options"),
        Layout::ByHand => format!(" that names {wanted}"),
    };
    fixes.push(Fix::new(
        Side::Server,
        format!(
            "for everyone: a new serving certificate{add}, {}",
            layout.place()
        ),
        remake_serving(scene, Some(&leaf.certificate), std::slice::from_ref(wanted)),
        vec![Edit::Reissue(
            leaf.certificate.fingerprint,
            Change::Name(wanted.clone()),
        )],
    ));
    fixes
}

/// A DNS SAN that can be asked for: no pattern, and no address, which is looked for among the IP SANs.
fn is_host(name: &str) -> bool {
    !name.contains('*') && name.parse::<std::net::IpAddr>().is_err()
}

fn set_name(scene: &Scene<'_>, name: &str) -> Option<Command> {
    Words::new("kubectl config set-cluster")
        .value(&scene.selected.cluster)
        .option("--kubeconfig", &scene.file_of(Entry::Cluster)?)
        .option("--tls-server-name", name)
        .done()
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    #[test]
    fn another_name_of_the_certificate_or_another_certificate() {
        let fixes = fixes("name-mismatch-ip", Code::NameMismatch);
        assert!(
            fixes[0].1.contains("--tls-server-name=kubernetes"),
            "{fixes:?}"
        );
        assert!(fixes[1].0.starts_with("for everyone"), "{fixes:?}");
        assert!(fixes.iter().all(|fix| fix.2 == Some(Verdict::Accept)));
    }
}
