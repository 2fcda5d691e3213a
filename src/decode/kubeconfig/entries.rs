//! The entries of a file: clusters, users, contexts.

use std::collections::HashSet;

use super::decode::{ConversionOrder, Decoder};
use super::json::At;
use super::model::{AuthProvider, Cluster, Context, Data, Exec, Field, FilePath, UrlText, User};
use super::problem::{KubeconfigFault, KubeconfigProblem, ListKind};
use super::schema::{
    AUTH_PROVIDER, CLUSTER, CONTEXT, EXEC, EXEC_ENV, GoStruct, NAMED_CLUSTER, NAMED_CONTEXT,
    NAMED_EXTENSION, NAMED_USER, USER,
};
use crate::golang::yaml::{Node, Value};
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// Options of the clouds' plugins that name a cluster, and never hold a secret (`aws eks get-token`, `aws-iam-authenticator
/// token`, `doctl kubernetes cluster kubeconfig exec-credential`).
const CLUSTER_OPTIONS: [&str; 5] = [
    "--cluster-name",
    "--cluster-id",
    "-i",
    "--region",
    "--profile",
];

impl Decoder {
    pub(super) fn clusters(&mut self, node: &Node, at: &At) -> Vec<Cluster> {
        self.named(node, at, "[]v1.NamedCluster", &NAMED_CLUSTER)
    }

    pub(super) fn users(&mut self, node: &Node, at: &At) -> Vec<User> {
        self.named(node, at, "[]v1.NamedAuthInfo", &NAMED_USER)
    }

    pub(super) fn contexts(&mut self, node: &Node, at: &At) -> Vec<Context> {
        self.named(node, at, "[]v1.NamedContext", &NAMED_CONTEXT)
    }

    /// A list of `name` and one other field, in which a name may stand once.
    fn named<T: Named>(
        &mut self,
        node: &Node,
        at: &At,
        go_list: &'static str,
        go: &GoStruct,
    ) -> Vec<T> {
        let mut entries: Vec<T> = Vec::new();
        let mut names = HashSet::new();
        for (item, at) in self.reader.list(node, go_list, at) {
            let location = self.reader.location(&at);
            let mut entry_name = String::new();
            let mut entry = T::empty(location.clone());
            for (name, node, at) in self.reader.fields(item, go, &at) {
                if name == "name" {
                    entry_name = self.text(node, &at).map(|f| f.value).unwrap_or_default();
                } else {
                    entry.fill(self, node, &at);
                }
            }
            if !names.insert(entry_name.clone()) {
                let problem = KubeconfigProblem::DuplicateName {
                    list: T::LIST,
                    name: entry_name.clone(),
                };
                self.conversion
                    .push((T::ORDER, KubeconfigFault { problem, location }));
            }
            *entry.name() = entry_name;
            entries.push(entry);
        }
        entries
    }

    /// Extensions are not kept; kubectl reads their names, and refuses one twice unless the earlier is empty.
    pub(super) fn extensions(&mut self, node: &Node, at: &At, order: ConversionOrder) {
        let mut full = HashSet::new();
        for (item, at) in self.reader.list(node, "[]v1.NamedExtension", at) {
            let mut entry_name = String::new();
            let mut is_full = false;
            for (name, node, at) in self.reader.fields(item, &NAMED_EXTENSION, &at) {
                if name == "name" {
                    entry_name = self.text(node, &at).map(|f| f.value).unwrap_or_default();
                } else {
                    is_full = !matches!(node.value, Value::Null);
                }
            }
            if full.contains(&entry_name) {
                let problem = KubeconfigProblem::DuplicateName {
                    list: ListKind::Extensions,
                    name: entry_name.clone(),
                };
                let location = self.reader.location(&at);
                self.conversion
                    .push((order, KubeconfigFault { problem, location }));
            }
            if is_full {
                full.insert(entry_name);
            }
        }
    }

    pub(super) fn text(&mut self, node: &Node, at: &At) -> Option<Field<String>> {
        self.reader.text(node, at).map(|text| Field {
            value: text.to_string(),
            location: self.reader.location(at),
        })
    }

    fn path(&mut self, node: &Node, at: &At) -> Option<Field<FilePath>> {
        self.text(node, at).map(|field| Field {
            value: FilePath {
                resolved: field.value.clone(),
                written: field.value,
            },
            location: field.location,
        })
    }

    fn url(&mut self, node: &Node, at: &At) -> Option<Field<UrlText>> {
        self.text(node, at).map(|field| Field {
            value: UrlText::new(field.value),
            location: field.location,
        })
    }

    fn data(&mut self, node: &Node, at: &At) -> Option<Field<Data>> {
        self.reader.bytes(node, at).map(|bytes| Field {
            value: Data::new(bytes.to_vec()),
            location: self.reader.location(at),
        })
    }

    fn secret_data(&mut self, node: &Node, at: &At) -> Option<Field<Secret>> {
        self.reader.bytes(node, at).map(|bytes| Field {
            value: Secret::new(bytes.to_vec()),
            location: self.reader.location(at),
        })
    }

    fn secret(&mut self, node: &Node, at: &At) -> Option<Field<Secret>> {
        self.reader.text(node, at).map(|text| Field {
            value: Secret::new(text.as_bytes().to_vec()),
            location: self.reader.location(at),
        })
    }

    /// How many texts the list has; they may be secrets.
    fn count_texts(&mut self, node: &Node, at: &At) -> usize {
        let items = self.reader.list(node, "[]string", at);
        for (item, at) in &items {
            drop(self.reader.text(item, at));
        }
        items.len()
    }

    /// How many arguments there are, and the values of those that name a cluster.
    fn exec_arguments(&mut self, node: &Node, at: &At) -> (usize, Vec<(&'static str, String)>) {
        let items = self.reader.list(node, "[]string", at);
        let mut options = Vec::new();
        let mut open = None;
        for (item, at) in &items {
            let text = self.reader.text(item, at);
            let Some(text) = text.as_ref().map(|text| text.as_str()) else {
                continue;
            };
            if let Some(name) = open.take() {
                options.push((name, text.to_owned()));
                continue;
            }
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (text, None::<&str>),
            };
            let known = CLUSTER_OPTIONS.into_iter().find(|known| *known == name);
            match (known, value) {
                (Some(name), Some(value)) => options.push((name, value.to_owned())),
                (known, None) => open = known,
                (None, Some(_)) => {}
            }
        }
        (items.len(), options)
    }

    fn auth_provider(&mut self, node: &Node, at: &At) -> AuthProvider {
        let mut provider = AuthProvider::default();
        for (name, node, at) in self.reader.fields(node, &AUTH_PROVIDER, at) {
            if name == "name" {
                provider.name = self.text(node, &at).map(|f| f.value).unwrap_or_default();
                continue;
            }
            for (setting, value) in self.reader.map(node, "map[string]string", &at) {
                if self.reader.text(value, &at).is_some() {
                    provider.settings.push(setting.to_owned());
                }
            }
        }
        provider
    }

    fn exec(&mut self, node: &Node, at: &At) -> Exec {
        let mut exec = Exec::default();
        for (name, node, at) in self.reader.fields(node, &EXEC, at) {
            match name {
                "apiVersion" => exec.api_version = self.plain_text(node, &at),
                "args" => (exec.arguments, exec.cluster_options) = self.exec_arguments(node, &at),
                "command" => {
                    exec.command = self.path(node, &at).map(|f| f.value).unwrap_or_default();
                }
                "env" => exec.env = self.exec_env(node, &at),
                "installHint" => exec.install_hint = self.plain_text(node, &at),
                "interactiveMode" => {
                    if let Value::Text(_) | Value::Null = node.value {
                        exec.interactive_mode = self.plain_text(node, &at);
                    } else {
                        self.reader.wrong_type(node, "v1.ExecInteractiveMode", &at);
                    }
                }
                _ => exec.provide_cluster_info = self.reader.bool(node, &at),
            }
        }
        // `SetDefaults_ExecConfig`.
        let defaulted = matches!(
            exec.api_version.as_str(),
            "client.authentication.k8s.io/v1beta1" | "client.authentication.k8s.io/v1alpha1"
        );
        if defaulted && exec.interactive_mode.is_empty() {
            "IfAvailable".clone_into(&mut exec.interactive_mode);
        }
        exec
    }

    fn exec_env(&mut self, node: &Node, at: &At) -> Vec<Field<String>> {
        let mut env = Vec::new();
        for (item, at) in self.reader.list(node, "[]v1.ExecEnvVar", at) {
            let mut field = Field {
                value: String::new(),
                location: self.reader.location(&at),
            };
            for (name, node, at) in self.reader.fields(item, &EXEC_ENV, &at) {
                if name == "name" {
                    field.value = self.plain_text(node, &at);
                } else {
                    drop(self.reader.text(node, &at));
                }
            }
            env.push(field);
        }
        env
    }

    fn plain_text(&mut self, node: &Node, at: &At) -> String {
        self.text(node, at)
            .map(|field| field.value)
            .unwrap_or_default()
    }
}

/// An entry of a list of named things.
trait Named {
    const LIST: ListKind;
    const ORDER: ConversionOrder;
    fn empty(location: Location) -> Self;
    fn name(&mut self) -> &mut String;
    /// Reads what stands beside the name.
    fn fill(&mut self, decoder: &mut Decoder, node: &Node, at: &At);
}

impl Named for Cluster {
    const LIST: ListKind = ListKind::Clusters;
    const ORDER: ConversionOrder = ConversionOrder::Clusters;

    fn empty(location: Location) -> Self {
        Self::empty(String::new(), location)
    }

    fn name(&mut self) -> &mut String {
        &mut self.name
    }

    fn fill(&mut self, decoder: &mut Decoder, node: &Node, at: &At) {
        for (name, node, at) in decoder.reader.fields(node, &CLUSTER, at) {
            match name {
                "certificate-authority" => self.certificate_authority = decoder.path(node, &at),
                "certificate-authority-data" => {
                    self.certificate_authority_data = decoder.data(node, &at);
                }
                "disable-compression" => self.disable_compression = decoder.reader.bool(node, &at),
                "extensions" => decoder.extensions(node, &at, Self::ORDER),
                "insecure-skip-tls-verify" => {
                    self.insecure_skip_tls_verify = decoder.reader.bool(node, &at).then(|| Field {
                        value: true,
                        location: decoder.reader.location(&at),
                    });
                }
                "proxy-url" => self.proxy_url = decoder.url(node, &at),
                "server" => self.server = decoder.url(node, &at),
                _ => self.tls_server_name = decoder.text(node, &at),
            }
        }
    }
}

impl Named for User {
    const LIST: ListKind = ListKind::Users;
    const ORDER: ConversionOrder = ConversionOrder::Users;

    fn empty(location: Location) -> Self {
        Self::empty(String::new(), location)
    }

    fn name(&mut self) -> &mut String {
        &mut self.name
    }

    fn fill(&mut self, decoder: &mut Decoder, node: &Node, at: &At) {
        for (name, node, at) in decoder.reader.fields(node, &USER, at) {
            let mut detail = |set: bool, name: &'static str, location: Location| {
                if set {
                    self.impersonate_details.push(Field {
                        value: name,
                        location,
                    });
                }
            };
            match name {
                "as" => self.impersonate = decoder.text(node, &at),
                "as-groups" => {
                    let set = decoder.count_texts(node, &at) > 0;
                    detail(set, "as-groups", decoder.reader.location(&at));
                }
                "as-uid" => {
                    let set = decoder.text(node, &at).is_some();
                    detail(set, "as-uid", decoder.reader.location(&at));
                }
                "as-user-extra" => {
                    let extras = decoder.reader.map(node, "map[string][]string", &at);
                    for (_, value) in &extras {
                        decoder.count_texts(value, &at);
                    }
                    let set = !extras.is_empty();
                    detail(set, "as-user-extra", decoder.reader.location(&at));
                }
                "auth-provider" if matches!(node.value, Value::Null) => {}
                "auth-provider" => {
                    self.auth_provider = Some(Field {
                        value: decoder.auth_provider(node, &at),
                        location: decoder.reader.location(&at),
                    });
                }
                "client-certificate" => self.client_certificate = decoder.path(node, &at),
                "client-certificate-data" => {
                    self.client_certificate_data = decoder.data(node, &at);
                }
                "client-key" => self.client_key = decoder.path(node, &at),
                "client-key-data" => self.client_key_data = decoder.secret_data(node, &at),
                "exec" if matches!(node.value, Value::Null) => {}
                "exec" => {
                    self.exec = Some(Field {
                        value: decoder.exec(node, &at),
                        location: decoder.reader.location(&at),
                    });
                }
                "extensions" => decoder.extensions(node, &at, Self::ORDER),
                "password" => self.password = decoder.secret(node, &at),
                "token" => self.token = decoder.secret(node, &at),
                "tokenFile" => self.token_file = decoder.path(node, &at),
                _ => self.username = decoder.text(node, &at),
            }
        }
    }
}

impl Named for Context {
    const LIST: ListKind = ListKind::Contexts;
    const ORDER: ConversionOrder = ConversionOrder::Contexts;

    fn empty(location: Location) -> Self {
        Self::empty(String::new(), location)
    }

    fn name(&mut self) -> &mut String {
        &mut self.name
    }

    fn fill(&mut self, decoder: &mut Decoder, node: &Node, at: &At) {
        for (name, node, at) in decoder.reader.fields(node, &CONTEXT, at) {
            match name {
                "cluster" => self.cluster = decoder.text(node, &at),
                "extensions" => decoder.extensions(node, &at, Self::ORDER),
                "namespace" => self.namespace = decoder.text(node, &at),
                _ => self.user = decoder.text(node, &at),
            }
        }
    }
}
