//! How each client reads a kubeconfig (kubernetes 37.0, kubernetes_asyncio 36.1, kopf 1.45, kr8s 0.20, lightkube 1.0,
//! client-node 1.4 and 2.0, kube-rs 5.0, client-java 27, fabric8 8).
//!
//! Sources: kubernetes config/kube_config.py; kr8s _auth.py; lightkube config/kubeconfig.py; kopf
//! piggybacking.py `login_with_kubeconfig`; client-node config.ts; kube-rs config/file_config.rs and file_loader.rs;
//! client-java KubeConfig.java and ClientBuilder.java; fabric8 Config.java and CertUtils.java. The vectors `k-*` and `c-*`
//! are the clients' own answers.

use super::rules::{
    Base, Base64, Both, ConfigRules, EmptyData, Exec, Impersonation, List, Merged, NoContext,
    NoUser, Oidc, Proxy, ServerSpaces, Switch, TokenFile, Twice, UpperScheme, YamlRules,
};

const MERGED: Merged = Merged {
    absent_refused: false,
    empty_refused: true,
    twice: Twice::First,
    context: Twice::Last,
    first_folder: true,
    context_in_first: false,
};

/// kubernetes, the client of Python.
pub(in crate::clients) const PYTHON: ConfigRules = ConfigRules {
    yaml: YamlRules {
        merge: true,
        unique_keys: false,
        one_document: true,
        untagged: false,
        typed: false,
    },
    base64: Base64::Python,
    ascii: false,
    list: List::Merged(MERGED),
    twice: Twice::First,
    no_context: NoContext::Refused,
    no_user: NoUser::Anonymous,
    both_ca: Both::Data,
    both_client: Both::Data,
    empty_data: EmptyData::Counts,
    base: Base::Folder,
    token_file: TokenFile::Untrimmed,
    token_base: Base::Folder,
    token_file_first: false,
    trims_token: false,
    certificate_alone: false,
    impersonation: Impersonation::Ignored,
    exec: Exec {
        run: true,
        v1: true,
        v1alpha1: true,
        needs_mode: false,
        base: Base::Folder,
        token_first: true,
        certificate_first: false,
    },
    oidc: Oidc::Ignored,
    server_name: true,
    proxy: Proxy::Used,
    proxy_variable: true,
    insecure_with_ca_refused: false,
    insecure_text: Switch::On,
    insecure_yes: Switch::On,
    upper_scheme: UpperScheme::WithoutCa,
    server_spaces: ServerSpaces::Refused,
};

/// kubernetes_asyncio.
pub(in crate::clients) const ASYNCIO: ConfigRules = ConfigRules {
    no_user: NoUser::Refused,
    exec: Exec {
        base: Base::Directory,
        token_first: false,
        ..PYTHON.exec
    },
    oidc: Oidc::Jwt,
    server_spaces: ServerSpaces::Dropped,
    ..PYTHON
};

/// kopf's own login.
pub(in crate::clients) const KOPF: ConfigRules = ConfigRules {
    base64: Base64::PythonOrPem,
    ascii: true,
    list: List::Merged(Merged {
        absent_refused: true,
        empty_refused: false,
        context: Twice::First,
        ..MERGED
    }),
    no_user: NoUser::Refused,
    both_ca: Both::Refused,
    both_client: Both::Refused,
    empty_data: EmptyData::Refused,
    base: Base::Directory,
    token_file: TokenFile::Ignored,
    exec: Exec {
        run: false,
        ..PYTHON.exec
    },
    server_name: false,
    proxy_variable: false,
    upper_scheme: UpperScheme::Fine,
    server_spaces: ServerSpaces::Dropped,
    ..PYTHON
};

/// kr8s.
pub(in crate::clients) const KR8S: ConfigRules = ConfigRules {
    yaml: YamlRules {
        untagged: true,
        ..PYTHON.yaml
    },
    base64: Base64::PythonOrPem,
    list: List::Merged(Merged {
        twice: Twice::Last,
        context: Twice::First,
        context_in_first: true,
        ..MERGED
    }),
    twice: Twice::Last,
    no_user: NoUser::Refused,
    empty_data: EmptyData::Refused,
    base: Base::DirectoryFirst,
    token_file: TokenFile::Ignored,
    oidc: Oidc::AsItIs,
    exec: Exec {
        v1alpha1: false,
        base: Base::Directory,
        token_first: false,
        ..PYTHON.exec
    },
    upper_scheme: UpperScheme::Fine,
    server_spaces: ServerSpaces::Dropped,
    ..PYTHON
};

/// lightkube.
pub(in crate::clients) const LIGHTKUBE: ConfigRules = ConfigRules {
    yaml: YamlRules {
        typed: true,
        untagged: true,
        ..PYTHON.yaml
    },
    list: List::OneName,
    twice: Twice::Last,
    no_user: NoUser::Refused,
    both_ca: Both::File,
    empty_data: EmptyData::Absent,
    token_file: TokenFile::Trimmed,
    token_base: Base::Directory,
    token_file_first: true,
    exec: Exec {
        v1: false,
        base: Base::Directory,
        ..PYTHON.exec
    },
    oidc: Oidc::Refused,
    server_name: false,
    proxy: Proxy::Ignored,
    insecure_text: Switch::Refused,
    upper_scheme: UpperScheme::Fine,
    server_spaces: ServerSpaces::Dropped,
    ..PYTHON
};

/// client-node 2 on Node 24.
pub(in crate::clients) const NODE_2: ConfigRules = ConfigRules {
    yaml: YamlRules {
        merge: false,
        unique_keys: true,
        untagged: true,
        ..PYTHON.yaml
    },
    base64: Base64::Node,
    list: List::Merged(Merged {
        absent_refused: true,
        twice: Twice::Refused,
        first_folder: false,
        ..MERGED
    }),
    no_user: NoUser::DropsCluster,
    both_ca: Both::File,
    both_client: Both::File,
    empty_data: EmptyData::Absent,
    token_file: TokenFile::Ignored,
    trims_token: true,
    impersonation: Impersonation::UserAlone,
    exec: Exec {
        base: Base::Directory,
        token_first: false,
        ..PYTHON.exec
    },
    proxy_variable: false,
    insecure_text: Switch::Off,
    insecure_yes: Switch::Off,
    upper_scheme: UpperScheme::Refused,
    server_spaces: ServerSpaces::Refused,
    ..PYTHON
};

/// client-node 1.4 on Node 20.
pub(in crate::clients) const NODE_1: ConfigRules = ConfigRules {
    yaml: YamlRules {
        merge: true,
        untagged: false,
        ..NODE_2.yaml
    },
    trims_token: false,
    ..NODE_2
};

/// kube-rs.
pub(in crate::clients) const KUBE_RS: ConfigRules = ConfigRules {
    yaml: YamlRules {
        merge: true,
        unique_keys: true,
        one_document: false,
        untagged: false,
        typed: false,
    },
    base64: Base64::Rust,
    list: List::Merged(Merged {
        absent_refused: true,
        empty_refused: false,
        context: Twice::First,
        first_folder: false,
        ..MERGED
    }),
    impersonation: Impersonation::SentAsItIs,
    oidc: Oidc::AsItIs,
    upper_scheme: UpperScheme::Fine,
    ..PYTHON
};

/// client-java.
pub(in crate::clients) const CLIENT_JAVA: ConfigRules = ConfigRules {
    yaml: YamlRules {
        typed: true,
        untagged: true,
        ..PYTHON.yaml
    },
    base64: Base64::Commons,
    list: List::First,
    token_base: Base::Directory,
    certificate_alone: true,
    exec: Exec {
        token_first: true,
        certificate_first: true,
        ..PYTHON.exec
    },
    oidc: Oidc::Jwt,
    proxy: Proxy::Ignored,
    proxy_variable: false,
    insecure_text: Switch::Refused,
    upper_scheme: UpperScheme::Fine,
    ..PYTHON
};

/// fabric8 7 and 8.
pub(in crate::clients) const FABRIC8: ConfigRules = ConfigRules {
    yaml: YamlRules {
        merge: false,
        unique_keys: true,
        one_document: true,
        untagged: false,
        typed: false,
    },
    base64: Base64::JdkOrContent,
    list: List::Merged(Merged {
        empty_refused: false,
        context: Twice::First,
        first_folder: false,
        ..MERGED
    }),
    twice: Twice::Last,
    no_context: NoContext::Elsewhere,
    token_file: TokenFile::Ignored,
    oidc: Oidc::AsItIs,
    server_name: false,
    proxy: Proxy::Ignored,
    insecure_yes: Switch::Refused,
    upper_scheme: UpperScheme::Fine,
    ..PYTHON
};

/// What kubectl reads, for tools that know no kubeconfig and are given CA, certificate and key.
pub(in crate::clients) const GO: ConfigRules = ConfigRules {
    yaml: YamlRules {
        merge: true,
        unique_keys: false,
        one_document: false,
        untagged: false,
        typed: true,
    },
    base64: Base64::Go,
    list: List::Merged(Merged {
        empty_refused: false,
        context: Twice::First,
        first_folder: false,
        ..MERGED
    }),
    twice: Twice::Refused,
    both_ca: Both::Refused,
    both_client: Both::Refused,
    empty_data: EmptyData::Absent,
    token_file: TokenFile::Trimmed,
    token_file_first: true,
    impersonation: Impersonation::Sent,
    exec: Exec {
        v1alpha1: false,
        needs_mode: true,
        ..PYTHON.exec
    },
    oidc: Oidc::Jwt,
    proxy_variable: false,
    insecure_with_ca_refused: true,
    insecure_text: Switch::Refused,
    upper_scheme: UpperScheme::Fine,
    ..PYTHON
};
