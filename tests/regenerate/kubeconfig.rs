//! Kubeconfig files with one cluster, one user and one context.

use std::fmt::Write as _;

use base64::Engine as _;

use crate::pki::{Key, Pair};

const HEAD: &str = "\
# A test fixture. A key or token in it is made for tests, is published, and protects nothing.
";

/// A kubeconfig under construction; the fields stand in the order in which they came.
#[derive(Clone, Debug)]
pub(crate) struct Kubeconfig {
    names: [String; 3],
    current_context: String,
    cluster: Vec<(String, String)>,
    user: Vec<(String, String)>,
}

impl Kubeconfig {
    /// As kubeadm names things: cluster `kubernetes`, user `kubernetes-admin`.
    pub(crate) fn new() -> Self {
        Self::named(
            "kubernetes",
            "kubernetes-admin",
            "kubernetes-admin@kubernetes",
        )
    }

    pub(crate) fn named(cluster: &str, user: &str, context: &str) -> Self {
        Self {
            names: [cluster.into(), user.into(), context.into()],
            current_context: context.into(),
            cluster: Vec::new(),
            user: Vec::new(),
        }
    }

    /// Another current context than the one that there is.
    pub(crate) fn current_context(mut self, context: &str) -> Self {
        self.current_context = context.into();
        self
    }

    /// A field of the cluster, its value in YAML.
    pub(crate) fn cluster(mut self, field: &str, value: &str) -> Self {
        self.cluster.push((field.into(), value.into()));
        self
    }

    /// A field of the user, its value in YAML.
    pub(crate) fn user(mut self, field: &str, value: &str) -> Self {
        self.user.push((field.into(), value.into()));
        self
    }

    pub(crate) fn server(self, url: &str) -> Self {
        self.cluster("server", url)
    }

    /// The CA bundle, inline.
    pub(crate) fn authority(self, authorities: &[&Pair]) -> Self {
        let bundle: String = authorities.iter().map(|pair| pair.pem()).collect();
        self.cluster("certificate-authority-data", &base64(bundle))
    }

    /// The client certificate, what is sent along with it, and its key, inline.
    pub(crate) fn client(self, client: &Pair, sent_along: &[&Pair]) -> Self {
        let chain: String = [client]
            .iter()
            .chain(sent_along)
            .map(|pair| pair.pem())
            .collect();
        self.user("client-certificate-data", &base64(chain))
            .key(&client.key)
    }

    pub(crate) fn key(self, key: &Key) -> Self {
        self.user("client-key-data", &base64(key.pem()))
    }

    pub(crate) fn to_yaml(&self) -> String {
        let [cluster, user, context] = &self.names;
        let current_context = &self.current_context;
        let cluster_fields = fields(&self.cluster);
        let user_fields = fields(&self.user);
        let mut yaml = HEAD.to_owned();
        write!(
            yaml,
            "\
apiVersion: v1
clusters:
- cluster:{cluster_fields}
  name: {cluster}
contexts:
- context:
    cluster: {cluster}
    user: {user}
  name: {context}
current-context: {current_context}
kind: Config
preferences: {{}}
users:
- name: {user}
  user:{user_fields}
"
        )
        .unwrap();
        yaml
    }
}

/// The lines of a mapping, or an empty one.
fn fields(fields: &[(String, String)]) -> String {
    if fields.is_empty() {
        return " {}".into();
    }
    fields
        .iter()
        .map(|(field, value)| {
            let space = if value.starts_with('\n') { "" } else { " " };
            format!("\n    {field}:{space}{value}")
        })
        .collect()
}

/// As Go takes it: one line, padded.
pub(crate) fn base64(content: impl AsRef<[u8]>) -> String {
    base64::engine::general_purpose::STANDARD.encode(content)
}
