//! The checks of kubectl before it connects, in its order: `validateAuthInfo` and `validateClusterInfo` of
//! validation.go, then the user's credentials, then the set-up of the transport.

use super::auth::Auth;
use super::files::Files;
use super::model::{Cluster, Exec, Field, Kubeconfig, User};
use super::problem::{KubeconfigFault, KubeconfigProblem};
use super::select::{Flags, Selection, select};
use super::server_url::Endpoint;
use crate::golang::url::{GoUrl, UrlRules};
use crate::ground::location::Location;

/// All that kubectl makes of the configuration before it connects.
#[derive(Clone)]
pub struct Assessment<'a> {
    /// Context, cluster and user.
    pub selection: Selection<'a>,
    /// The server; none if its URL is at fault.
    pub endpoint: Option<Endpoint>,
    /// How the user authenticates.
    pub auth: Auth,
    /// Every fault, in the order in which kubectl would meet them; it prints those of the first stage.
    pub faults: Vec<KubeconfigFault>,
}

/// Selects and checks.
pub fn assess<'a>(
    config: &'a Kubeconfig,
    flags: &Flags<'_>,
    files: &mut dyn Files,
    rules: UrlRules,
) -> Assessment<'a> {
    let selection = select(config, flags);
    let mut checks = Checks {
        faults: selection.faults.clone(),
        files,
    };
    if let Some(user) = selection.user {
        checks.user(user);
    }
    if let Some(cluster) = selection.cluster {
        checks.cluster(cluster, rules);
    }
    let server = selection
        .cluster
        .and_then(|cluster| cluster.server.as_ref());
    let endpoint = match server {
        None => Some(Endpoint::default_server()),
        Some(server) => match Endpoint::parse(&server.value, rules) {
            Ok(endpoint) => Some(endpoint),
            Err(problem) => {
                checks.push(problem, &server.location);
                None
            }
        },
    };
    // With another scheme, or a URL that does not parse, kubectl reads neither credentials nor CA.
    let tls = endpoint.as_ref().is_some_and(Endpoint::is_tls);
    if tls {
        checks.credentials(&selection);
        checks.transport(&selection);
    }
    let auth = Auth::of(selection.user, tls);
    let mut faults = checks.faults;
    faults.sort_by_key(|fault| fault.problem.stage());
    Assessment {
        selection,
        endpoint,
        auth,
        faults,
    }
}

struct Checks<'f> {
    faults: Vec<KubeconfigFault>,
    files: &'f mut dyn Files,
}

impl Checks<'_> {
    fn push(&mut self, problem: KubeconfigProblem, location: &Location) {
        self.faults.push(KubeconfigFault {
            problem,
            location: location.clone(),
        });
    }

    fn user(&mut self, user: &User) {
        let name = || user.name.clone();
        if user.has_client_certificate() {
            self.client_certificate(user);
        }
        if let Some(exec) = &user.exec {
            if let Some(provider) = &user.auth_provider {
                let problem = KubeconfigProblem::ExecWithAuthProvider { user: name() };
                self.push(problem, &provider.location);
            }
            self.exec(user, exec);
        }
        if let Some(token) = &user.token
            && (user.username.is_some() || user.password.is_some())
        {
            let problem = KubeconfigProblem::SeveralAuthMethods { user: name() };
            self.push(problem, &token.location);
        }
        if let (Some(detail), None) = (user.impersonate_details.first(), &user.impersonate) {
            let problem = KubeconfigProblem::ImpersonationWithoutUser { user: name() };
            self.push(problem, &detail.location);
        }
    }

    fn client_certificate(&mut self, user: &User) {
        let name = || user.name.clone();
        if let (Some(_), Some(data)) = (&user.client_certificate, &user.client_certificate_data) {
            let problem = KubeconfigProblem::BothClientCertificates { user: name() };
            self.push(problem, &data.location);
        }
        if let (Some(_), Some(data)) = (&user.client_key, &user.client_key_data) {
            let problem = KubeconfigProblem::BothClientKeys { user: name() };
            self.push(problem, &data.location);
        }
        if user.client_key.is_none() && user.client_key_data.is_none() {
            let problem = KubeconfigProblem::ClientKeyMissing { user: name() };
            self.push(problem, &user.location);
        }
        if let Some(field) = &user.client_certificate {
            let path = field.value.resolved.clone();
            if let Err(error) = self.files.open(&path) {
                let problem = KubeconfigProblem::ClientCertificateUnreadable {
                    user: name(),
                    error: error.at(&path),
                    path,
                };
                self.push(problem, &field.location);
            }
        }
        if let Some(field) = &user.client_key {
            let path = field.value.resolved.clone();
            if let Err(error) = self.files.open(&path) {
                let problem = KubeconfigProblem::ClientKeyUnreadable {
                    user: name(),
                    error: error.at(&path),
                    path,
                };
                self.push(problem, &field.location);
            }
        }
    }

    fn exec(&mut self, user: &User, exec: &Field<Exec>) {
        let name = || user.name.clone();
        let Exec {
            command,
            api_version,
            env,
            interactive_mode,
            ..
        } = &exec.value;
        if command.written.is_empty() {
            let problem = KubeconfigProblem::ExecCommandMissing { user: name() };
            self.push(problem, &exec.location);
        }
        if api_version.is_empty() {
            let problem = KubeconfigProblem::ExecVersionMissing { user: name() };
            self.push(problem, &exec.location);
        }
        for variable in env.iter().filter(|variable| variable.value.is_empty()) {
            let problem = KubeconfigProblem::ExecEnvNameMissing { user: name() };
            self.push(problem, &variable.location);
        }
        match interactive_mode.as_str() {
            "Never" | "IfAvailable" | "Always" => {}
            "" => {
                let problem = KubeconfigProblem::ExecInteractiveModeMissing { user: name() };
                self.push(problem, &exec.location);
            }
            mode => {
                let problem = KubeconfigProblem::ExecInteractiveModeInvalid {
                    user: name(),
                    mode: mode.to_owned(),
                };
                self.push(problem, &exec.location);
            }
        }
    }

    fn cluster(&mut self, cluster: &Cluster, rules: UrlRules) {
        let name = || cluster.name.clone();
        if let Some(proxy) = &cluster.proxy_url {
            let url = proxy.value.shown();
            let problem = match GoUrl::parse(proxy.value.expose(), rules) {
                Err(_) => Some(KubeconfigProblem::ProxyUrlMalformed {
                    cluster: name(),
                    url,
                }),
                Ok(parsed) => match parsed.scheme.as_str() {
                    "http" | "https" | "socks5" => None,
                    _ => Some(KubeconfigProblem::ProxyUrlScheme {
                        cluster: name(),
                        url,
                        scheme: parsed.scheme,
                    }),
                },
            };
            if let Some(problem) = problem {
                self.push(problem, &proxy.location);
            }
        }
        if let (Some(_), Some(data)) = (
            &cluster.certificate_authority,
            &cluster.certificate_authority_data,
        ) {
            let problem = KubeconfigProblem::BothCertificateAuthorities { cluster: name() };
            self.push(problem, &data.location);
        }
        if let Some(field) = &cluster.certificate_authority {
            let path = field.value.resolved.clone();
            if let Err(error) = self.files.open(&path) {
                let problem = KubeconfigProblem::CertificateAuthorityUnreadable {
                    cluster: name(),
                    error: error.at(&path),
                    path,
                };
                self.push(problem, &field.location);
            }
        }
    }

    /// `getUserIdentificationPartialConfig`.
    fn credentials(&mut self, selection: &Selection<'_>) {
        let mut has_token = false;
        if let Some(user) = selection.user {
            has_token = user.token.is_some();
            if let (Some(file), None) = (&user.token_file, &user.token) {
                let path = &file.value.resolved;
                match self.files.read(path) {
                    Ok(bytes) => has_token = !zeroize::Zeroizing::new(bytes).is_empty(),
                    Err(error) => {
                        let error = error.at(path);
                        self.push(
                            KubeconfigProblem::TokenFileUnreadable { error },
                            &file.location,
                        );
                        return;
                    }
                }
            }
        }
        let identified = has_token
            || selection.user.is_some_and(|user| {
                user.has_client_certificate()
                    || user.username.is_some()
                    || user.auth_provider.is_some()
                    || user.exec.is_some()
            });
        if !identified {
            let location = match (selection.user, selection.context) {
                (Some(user), _) => user.location.clone(),
                (None, Some(context)) => context.location.clone(),
                (None, None) => Location::file("command line"),
            };
            let user = selection.user_name.clone();
            self.push(KubeconfigProblem::NoCredentials { user }, &location);
        }
    }

    /// `Config.TransportConfig`, then `transport.New`.
    fn transport(&mut self, selection: &Selection<'_>) {
        if let Some(user) = selection.user {
            if let Some(exec) = &user.exec
                && !matches!(
                    exec.value.api_version.as_str(),
                    "" | "client.authentication.k8s.io/v1" | "client.authentication.k8s.io/v1beta1"
                )
            {
                let version = exec.value.api_version.clone();
                let problem = KubeconfigProblem::ExecVersionUnknown { version };
                self.push(problem, &exec.location);
            }
            if let Some(provider) = &user.auth_provider
                && let Some(problem) = auth_provider_problem(&provider.value)
            {
                self.push(problem, &provider.location);
            }
        }
        if let Some(cluster) = selection.cluster
            && cluster.has_certificate_authority()
            && let Some(insecure) = &cluster.insecure_skip_tls_verify
        {
            let problem = KubeconfigProblem::InsecureWithCertificateAuthority {
                cluster: cluster.name.clone(),
            };
            self.push(problem, &insecure.location);
        }
        if let Some(user) = selection.user
            && let (Some(file), None, Some(_)) = (&user.token_file, &user.token, &user.username)
        {
            let problem = KubeconfigProblem::TokenWithBasicAuth {
                user: user.name.clone(),
            };
            self.push(problem, &file.location);
        }
    }
}

fn auth_provider_problem(provider: &super::model::AuthProvider) -> Option<KubeconfigProblem> {
    let has = |setting: &str| provider.settings.iter().any(|name| name == setting);
    let name = provider.name.clone();
    match provider.name.as_str() {
        "gcp" | "azure" => Some(KubeconfigProblem::AuthProviderRemoved { name }),
        "oidc" => ["idp-issuer-url", "client-id"]
            .into_iter()
            .find(|setting| !has(setting))
            .map(|setting| KubeconfigProblem::OidcSettingMissing { setting }),
        _ => Some(KubeconfigProblem::AuthProviderUnknown { name }),
    }
}
