//! The structs of a kubeconfig, as Go names them in its errors (`client-go/tools/clientcmd/api/v1/types.go`).

/// A struct of `k8s.io/client-go/tools/clientcmd/api/v1`.
pub(super) struct GoStruct {
    /// Its name in the struct part of an error.
    pub(super) name: &'static str,
    /// Its name in the type part.
    pub(super) type_name: &'static str,
    /// The fields that kubectl knows.
    pub(super) fields: &'static [&'static str],
}

pub(super) const CONFIG: GoStruct = GoStruct {
    name: "Config",
    type_name: "v1.Config",
    fields: &[
        "apiVersion",
        "clusters",
        "contexts",
        "current-context",
        "extensions",
        "kind",
        "preferences",
        "users",
    ],
};
pub(super) const PREFERENCES: GoStruct = GoStruct {
    name: "Preferences",
    type_name: "v1.Preferences",
    fields: &["colors", "extensions"],
};
pub(super) const NAMED_CLUSTER: GoStruct = GoStruct {
    name: "NamedCluster",
    type_name: "v1.NamedCluster",
    fields: &["cluster", "name"],
};
pub(super) const NAMED_USER: GoStruct = GoStruct {
    name: "NamedAuthInfo",
    type_name: "v1.NamedAuthInfo",
    fields: &["name", "user"],
};
pub(super) const NAMED_CONTEXT: GoStruct = GoStruct {
    name: "NamedContext",
    type_name: "v1.NamedContext",
    fields: &["context", "name"],
};
pub(super) const NAMED_EXTENSION: GoStruct = GoStruct {
    name: "NamedExtension",
    type_name: "v1.NamedExtension",
    fields: &["extension", "name"],
};
pub(super) const CLUSTER: GoStruct = GoStruct {
    name: "Cluster",
    type_name: "v1.Cluster",
    fields: &[
        "certificate-authority",
        "certificate-authority-data",
        "disable-compression",
        "extensions",
        "insecure-skip-tls-verify",
        "proxy-url",
        "server",
        "tls-server-name",
    ],
};
pub(super) const CONTEXT: GoStruct = GoStruct {
    name: "Context",
    type_name: "v1.Context",
    fields: &["cluster", "extensions", "namespace", "user"],
};
pub(super) const USER: GoStruct = GoStruct {
    name: "AuthInfo",
    type_name: "v1.AuthInfo",
    fields: &[
        "as",
        "as-groups",
        "as-uid",
        "as-user-extra",
        "auth-provider",
        "client-certificate",
        "client-certificate-data",
        "client-key",
        "client-key-data",
        "exec",
        "extensions",
        "password",
        "token",
        "tokenFile",
        "username",
    ],
};
pub(super) const AUTH_PROVIDER: GoStruct = GoStruct {
    name: "AuthProviderConfig",
    type_name: "v1.AuthProviderConfig",
    fields: &["config", "name"],
};
pub(super) const EXEC: GoStruct = GoStruct {
    name: "ExecConfig",
    type_name: "v1.ExecConfig",
    fields: &[
        "apiVersion",
        "args",
        "command",
        "env",
        "installHint",
        "interactiveMode",
        "provideClusterInfo",
    ],
};
pub(super) const EXEC_ENV: GoStruct = GoStruct {
    name: "ExecEnvVar",
    type_name: "v1.ExecEnvVar",
    fields: &["name", "value"],
};

/// A field's name, if one of the structs has such a field.
pub(super) fn known(name: &str) -> Option<&'static str> {
    const ALL: [&GoStruct; 12] = [
        &CONFIG,
        &PREFERENCES,
        &NAMED_CLUSTER,
        &NAMED_USER,
        &NAMED_CONTEXT,
        &NAMED_EXTENSION,
        &CLUSTER,
        &CONTEXT,
        &USER,
        &AUTH_PROVIDER,
        &EXEC,
        &EXEC_ENV,
    ];
    ALL.into_iter()
        .flat_map(|of| of.fields)
        .find(|field| **field == name)
        .copied()
}
