//! The static-pod manifests and the kubelet's configuration as kubeadm writes them, without what has no bearing here.

use std::fmt::Write as _;

pub(crate) const KUBELET: &str = "\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
";

/// Name and content of every manifest.
pub(crate) fn all(external_etcd: bool) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("kube-apiserver", apiserver(external_etcd)),
        (
            "kube-controller-manager",
            pod(
                "kube-controller-manager",
                &[
                    "--kubeconfig=/etc/kubernetes/controller-manager.conf",
                    "--client-ca-file=/etc/kubernetes/pki/ca.crt",
                    "--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
                    "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
                    "--root-ca-file=/etc/kubernetes/pki/ca.crt",
                    "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
                    "--service-account-private-key-file=/etc/kubernetes/pki/sa.key",
                ],
                &[
                    ("k8s-certs", "/etc/kubernetes/pki"),
                    ("kubeconfig", "/etc/kubernetes/controller-manager.conf"),
                ],
            ),
        ),
        (
            "kube-scheduler",
            pod(
                "kube-scheduler",
                &["--kubeconfig=/etc/kubernetes/scheduler.conf"],
                &[("kubeconfig", "/etc/kubernetes/scheduler.conf")],
            ),
        ),
    ];
    if !external_etcd {
        all.push((
            "etcd",
            pod(
                "etcd",
                &[
                    "--advertise-client-urls=https://10.0.0.10:2379",
                    "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.10:2379",
                    "--initial-advertise-peer-urls=https://10.0.0.10:2380",
                    "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
                    "--key-file=/etc/kubernetes/pki/etcd/server.key",
                    "--client-cert-auth=true",
                    "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
                    "--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt",
                    "--peer-key-file=/etc/kubernetes/pki/etcd/peer.key",
                    "--peer-client-cert-auth=true",
                    "--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
                ],
                &[("etcd-certs", "/etc/kubernetes/pki/etcd")],
            ),
        ));
    }
    all
}

fn apiserver(external_etcd: bool) -> String {
    let etcd = if external_etcd {
        "--etcd-servers=https://etcd.example:2379"
    } else {
        "--etcd-servers=https://127.0.0.1:2379"
    };
    pod(
        "kube-apiserver",
        &[
            "--advertise-address=10.0.0.10",
            "--client-ca-file=/etc/kubernetes/pki/ca.crt",
            etcd,
            "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
            "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
            "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
            "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
            "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key",
            "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
            "--proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt",
            "--proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key",
            "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
            "--secure-port=6443",
            "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
            "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
            "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
            "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
        ],
        &[("k8s-certs", "/etc/kubernetes/pki")],
    )
}

/// kube-apiserver as RKE2 starts it, where `tls` holds its files; each file is mounted by itself.
pub(crate) fn rke2_apiserver(tls: &str) -> String {
    let file = |flag: &str, name: &str| format!("--{flag}={tls}/{name}");
    let flags = [
        "--anonymous-auth=false".to_owned(),
        file("client-ca-file", "client-ca.crt"),
        file("etcd-cafile", "etcd/server-ca.crt"),
        file("etcd-certfile", "etcd/client.crt"),
        file("etcd-keyfile", "etcd/client.key"),
        "--etcd-servers=https://127.0.0.1:2379".to_owned(),
        file("kubelet-certificate-authority", "server-ca.crt"),
        file("kubelet-client-certificate", "client-kube-apiserver.crt"),
        file("kubelet-client-key", "client-kube-apiserver.key"),
        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname".to_owned(),
        file("proxy-client-cert-file", "client-auth-proxy.crt"),
        file("proxy-client-key-file", "client-auth-proxy.key"),
        "--requestheader-allowed-names=system:auth-proxy".to_owned(),
        file("requestheader-client-ca-file", "request-header-ca.crt"),
        "--secure-port=6443".to_owned(),
        file("tls-cert-file", "serving-kube-apiserver.crt"),
        file("tls-private-key-file", "serving-kube-apiserver.key"),
    ];
    let files: Vec<_> = flags
        .iter()
        .filter_map(|flag| flag.split_once('=').map(|(_, value)| value))
        .filter(|value| value.starts_with(tls))
        .enumerate()
        .map(|(index, path)| (format!("file{index}"), path))
        .collect();
    let mounts: Vec<_> = files
        .iter()
        .map(|(name, path)| (name.as_str(), *path))
        .collect();
    let flags: Vec<_> = flags.iter().map(String::as_str).collect();
    pod("kube-apiserver", &flags, &mounts)
}

fn pod(name: &str, flags: &[&str], mounts: &[(&str, &str)]) -> String {
    let mut text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: kube-system\nspec:\n  containers:\n  \
         - command:\n    - {name}\n"
    );
    for flag in flags {
        writeln!(text, "    - {flag}").unwrap();
    }
    writeln!(text, "    name: {name}\n    volumeMounts:").unwrap();
    for (volume, path) in mounts {
        writeln!(
            text,
            "    - mountPath: {path}\n      name: {volume}\n      readOnly: true"
        )
        .unwrap();
    }
    text.push_str("  hostNetwork: true\n  volumes:\n");
    for (volume, path) in mounts {
        writeln!(
            text,
            "  - hostPath:\n      path: {path}\n    name: {volume}"
        )
        .unwrap();
    }
    text
}
