//! kube-apiserver (Kubernetes `cmd/kube-apiserver/app/options`, `staging/src/k8s.io/apiserver/pkg/server/options`). What it ends
//! with is `"command failed" err=…`, with status 1.

use super::program::Program;
use super::reader::Reader;
use super::rules::{Exclusion, Half};
use super::setting::{Judged, Reread, Setting, When};

const PLAIN: &str = "{}";
const STORAGE: &str = "error creating storage factory: {}";
const API_GROUP: &str = "problem initializing API group \"\": {}";

pub(super) const SETTINGS: &[Setting] = &[
    Setting::of_connection(
        "--client-ca-file",
        Reader::DynamicCa("client-ca-bundle"),
        PLAIN,
        Reread::Watched,
    ),
    Setting::of_connection(
        "--requestheader-client-ca-file",
        Reader::DynamicCa("request-header"),
        PLAIN,
        Reread::Watched,
    ),
    Setting::of_connection(
        "--tls-cert-file",
        Reader::Certificate {
            key: "--tls-private-key-file",
        },
        PLAIN,
        Reread::Watched,
    ),
    Setting::of_connection(
        "--tls-private-key-file",
        Reader::Key,
        PLAIN,
        Reread::Watched,
    ),
    Setting::of_connection(
        "--kubelet-client-certificate",
        Reader::LateCertificate {
            key: "--kubelet-client-key",
        },
        API_GROUP,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--kubelet-client-key",
        Reader::Key,
        API_GROUP,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--kubelet-certificate-authority",
        Reader::ClientGoCa,
        API_GROUP,
        // client-go `transport/ca_rotation.go`, gate ClientsAllowCARotation.
        Reread::Every {
            seconds: 300,
            since: 36,
        },
    ),
    Setting::of_connection("--etcd-cafile", Reader::EtcdCa, STORAGE, Reread::Restart),
    Setting::of_connection(
        "--etcd-certfile",
        Reader::Certificate {
            key: "--etcd-keyfile",
        },
        STORAGE,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--etcd-keyfile",
        Reader::Key,
        STORAGE,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--proxy-client-cert-file",
        Reader::Certificate {
            key: "--proxy-client-key-file",
        },
        PLAIN,
        Reread::Watched,
    ),
    Setting::of_connection(
        "--proxy-client-key-file",
        Reader::Key,
        PLAIN,
        Reread::Watched,
    ),
    Setting::at_start("--service-account-key-file", Reader::PublicKeys, PLAIN),
    Setting::at_start(
        "--service-account-signing-key-file",
        Reader::SigningKey,
        "failed to parse service-account-issuer-key-file: {}",
    ),
    Setting {
        frame_missing: Some(PLAIN),
        ..Setting::at_start(
            "--oidc-ca-file",
            Reader::OidcCa,
            "invalid authentication configuration: jwt[0].issuer.certificateAuthority: Invalid value: \"<omitted>\": {}",
        )
    },
    Setting {
        reread: Reread::Watched,
        ..Setting::at_start(
            "--authentication-config",
            Reader::Configuration,
            "failed to load authentication configuration from file \"{path}\": {}",
        )
    },
    Setting::kubeconfig(
        "--authentication-token-webhook-config-file",
        Program::TokenWebhook,
        When::Always,
        PLAIN,
    ),
    Setting::kubeconfig(
        "--authorization-webhook-config-file",
        Program::AuthorizationWebhook,
        When::Always,
        "invalid authorization config: {}",
    ),
    Setting::at_start(
        "--authorization-config",
        Reader::Configuration,
        "failed to load AuthorizationConfiguration from file: {}",
    ),
    Setting::at_start("--audit-policy-file", Reader::Configuration, PLAIN),
    // Without a policy nothing is audited, and the file is never opened.
    Setting::kubeconfig(
        "--audit-webhook-config-file",
        Program::AuditWebhook,
        When::Beside("--audit-policy-file"),
        "initializing audit webhook: {}",
    ),
    Setting::at_start(
        "--admission-control-config-file",
        Reader::Configuration,
        "failed to apply admission: failed to read plugin config: unable to read admission control configuration from \"{path}\" [{}]",
    ),
    Setting::at_start(
        "--egress-selector-config-file",
        Reader::Configuration,
        "failed to read egress selector config: unable to read egress selector configuration from \"{path}\" [{}]",
    ),
    Setting::at_start("--encryption-provider-config", Reader::Configuration, PLAIN),
    Setting::at_start("--tracing-config-file", Reader::Configuration, PLAIN),
    Setting {
        judged: Judged::InConnection,
        ..Setting::at_start("--token-auth-file", Reader::Configuration, PLAIN)
    },
];

/// Flags that end it where both are given.
pub(super) const EXCLUSIONS: &[Exclusion] = &[
    Exclusion {
        flag: "--authentication-config",
        others: &[
            "--oidc-issuer-url",
            "--oidc-client-id",
            "--oidc-ca-file",
            "--oidc-username-claim",
            "--oidc-username-prefix",
            "--oidc-groups-claim",
            "--oidc-groups-prefix",
            "--oidc-required-claim",
            "--oidc-signing-algs",
        ],
        words: "authentication-config file and oidc-* flags are mutually exclusive",
    },
    Exclusion {
        flag: "--authorization-config",
        others: &[
            "--authorization-mode",
            "--authorization-webhook-config-file",
            "--authorization-webhook-version",
            "--authorization-webhook-cache-authorized-ttl",
            "--authorization-webhook-cache-unauthorized-ttl",
        ],
        words: "--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined",
    },
];

pub(super) const HALVES: &[Half] = &[Half {
    certificate: "--etcd-certfile",
    key: "--etcd-keyfile",
    words: "error creating storage factory: KeyFile and CertFile must both be present[key: {key}, cert: {certificate}]",
}];
