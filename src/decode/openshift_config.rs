//! The file of `--openshift-config`, by which OpenShift's kube-apiserver and kube-controller-manager have most of their flags
//! (openshift/kubernetes `openshift-kube-apiserver/configdefault`, openshift/api `kubecontrolplane/v1`).

use super::objects::{Format, Node, parse};

/// The flags that a file stands for, in their order, `--name=value`. None where it is no such file.
pub fn flags(text: &[u8]) -> Option<Vec<String>> {
    let documents = parse(Format::Yaml, text).ok()?;
    let config = documents.first()?;
    let kind = config.get("kind").and_then(Node::as_text)?;
    let arguments = match kind {
        "KubeAPIServerConfig" => "apiServerArguments",
        "KubeControllerManagerConfig" => "extendedArguments",
        _ => return None,
    };
    let mut flags = Vec::new();
    let arguments = config.get(arguments).and_then(Node::as_map);
    for (name, values) in arguments.into_iter().flat_map(|map| map.iter()) {
        let values = values.as_list().unwrap_or_default().iter();
        let values = values.filter_map(Node::as_text);
        flags.extend(values.map(|value| format!("--{name}={value}")));
    }
    if let Some(serving) = config.get("servingInfo") {
        of_serving(serving, &mut flags);
    }
    Some(flags)
}

/// `servingInfo`, which counts where no argument says it (`SetAPIServerArgIfMissing`).
fn of_serving(serving: &Node<'_>, flags: &mut Vec<String>) {
    for (field, flag) in [
        ("certFile", "--tls-cert-file="),
        ("keyFile", "--tls-private-key-file="),
        ("clientCA", "--client-ca-file="),
    ] {
        let value = serving.get(field).and_then(Node::as_text);
        let is_set = flags.iter().any(|known| known.starts_with(flag));
        if let Some(value) = value.filter(|value| !value.is_empty() && !is_set) {
            flags.push(format!("{flag}{value}"));
        }
    }
    let named = serving.get("namedCertificates").and_then(Node::as_list);
    for pair in named.unwrap_or_default() {
        let text = |field: &str| pair.get(field).and_then(Node::as_text).unwrap_or_default();
        let names = pair
            .get("names")
            .and_then(Node::as_list)
            .unwrap_or_default();
        let names: Vec<_> = names.iter().filter_map(Node::as_text).collect();
        let names = match &names[..] {
            [] => String::new(),
            names => format!(":{}", names.join(",")),
        };
        let (certificate, key) = (text("certFile"), text("keyFile"));
        flags.push(format!("--tls-sni-cert-key={certificate},{key}{names}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_serving_info_are_flags() {
        let text = br#"{"apiVersion": "kubecontrolplane.config.openshift.io/v1", "kind": "KubeAPIServerConfig",
            "apiServerArguments": {"client-ca-file": ["/ca"], "etcd-servers": ["https://a", "https://b"]},
            "servingInfo": {"certFile": "/c", "keyFile": "/k", "clientCA": "/other", "namedCertificates":
              [{"certFile": "/x", "keyFile": "/y"}, {"certFile": "/v", "keyFile": "/w", "names": ["a", "b"]}]}}"#;
        assert_eq!(
            flags(text).unwrap(),
            [
                "--client-ca-file=/ca",
                "--etcd-servers=https://a",
                "--etcd-servers=https://b",
                "--tls-cert-file=/c",
                "--tls-private-key-file=/k",
                "--tls-sni-cert-key=/x,/y",
                "--tls-sni-cert-key=/v,/w:a,b",
            ]
        );
        assert_eq!(flags(b"kind: Pod"), None);
        assert_eq!(flags(b"\xff"), None);
    }
}
