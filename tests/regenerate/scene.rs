//! A scene: a kubeconfig, the files of an API server, and what a report has to find in them.

use serde_json::json;

use crate::folder::Folder;
use crate::kubeconfig::Kubeconfig;
use crate::pki::{Key, Pair, Template, name};

/// The day on which scenes are looked at, unless they say otherwise.
pub(crate) const AT: &str = "2026-06-01T00:00:00Z";
pub(crate) const URL: &str = "https://10.0.0.10:6443";

/// The CA of a kubeadm cluster.
pub(crate) fn kubernetes_ca() -> Template {
    Template::ca("kubernetes").dns("kubernetes")
}

/// The serving certificate that kubeadm makes for this API server.
pub(crate) fn apiserver() -> Template {
    Template::server("kube-apiserver")
        .dns("cp-1")
        .dns("kubernetes")
        .dns("kubernetes.default")
        .dns("kubernetes.default.svc")
        .dns("kubernetes.default.svc.cluster.local")
        .ip("10.96.0.1")
        .ip("10.0.0.10")
}

/// The client certificate of `admin.conf`.
pub(crate) fn admin() -> Template {
    Template::client(name(&[
        ("O", "kubeadm:cluster-admins"),
        ("CN", "kubernetes-admin"),
    ]))
}

/// A kubeconfig that trusts this CA and presents this client certificate.
pub(crate) fn kubeconfig(ca: &Pair, client: &Pair) -> Kubeconfig {
    Kubeconfig::new()
        .server(URL)
        .authority(&[ca])
        .client(client, &[])
}

/// What a report has to say of a scene.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Verdict {
    Accept,
    Reject,
    Undetermined,
}

pub(crate) struct Scene {
    description: &'static str,
    verdict: Verdict,
    codes: &'static [&'static str],
    at: &'static str,
    kubeconfig: String,
    files: Vec<(&'static str, Vec<u8>)>,
    flags: Vec<String>,
}

impl Scene {
    /// A scene whose report has this verdict and these codes.
    pub(crate) fn new(
        description: &'static str,
        verdict: Verdict,
        codes: &'static [&'static str],
    ) -> Self {
        Self {
            description,
            verdict,
            codes,
            at: AT,
            kubeconfig: String::new(),
            files: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// One that is rejected for one reason.
    pub(crate) fn reject(code: &'static [&'static str; 1], description: &'static str) -> Self {
        Self::new(description, Verdict::Reject, code)
    }

    pub(crate) fn kubeconfig(mut self, kubeconfig: &Kubeconfig) -> Self {
        self.kubeconfig = kubeconfig.to_yaml();
        self
    }

    /// A kubeconfig that only text can say.
    pub(crate) fn kubeconfig_text(mut self, text: String) -> Self {
        self.kubeconfig = text;
        self
    }

    pub(crate) fn file(mut self, path: &'static str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((path, content.into()));
        self
    }

    pub(crate) fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// What the server presents, and the key of the first certificate.
    pub(crate) fn serves(self, chain: &[&Pair]) -> Self {
        let key = chain.first().unwrap().key.clone();
        self.serves_with_key(chain, &key)
    }

    pub(crate) fn serves_with_key(self, chain: &[&Pair], key: &Key) -> Self {
        self.file("server/apiserver.crt", bundle(chain))
            .file("server/apiserver.key", key.file())
            .flag("--tls-cert-file=server/apiserver.crt")
            .flag("--tls-private-key-file=server/apiserver.key")
    }

    pub(crate) fn client_cas(self, authorities: &[&Pair]) -> Self {
        self.file("server/client-ca.crt", bundle(authorities))
            .flag("--client-ca-file=server/client-ca.crt")
    }

    pub(crate) fn front_proxy_ca(self, authority: &Pair) -> Self {
        self.file("server/front-proxy-ca.crt", authority.pem())
            .flag("--requestheader-client-ca-file=server/front-proxy-ca.crt")
            .flag("--requestheader-allowed-names=front-proxy-client")
    }

    pub(crate) fn write(&self, folder: &Folder) {
        let verdict = match self.verdict {
            Verdict::Accept => "accept",
            Verdict::Reject => "reject",
            Verdict::Undetermined => "undetermined",
        };
        let scene = json!({
            "description": self.description,
            "at": self.at,
            "argv": self.flags,
            "expect": { "verdict": verdict, "codes": self.codes },
        });
        folder.write(
            "scene.json",
            serde_json::to_string_pretty(&scene).unwrap() + "\n",
        );
        folder.write("kubeconfig.yaml", &self.kubeconfig);
        for (path, content) in &self.files {
            folder.write(path, content);
        }
    }
}

/// Certificates one after another.
pub(crate) fn bundle(pairs: &[&Pair]) -> String {
    pairs.iter().map(|pair| pair.pem()).collect()
}
