//! The faults: what each changes, and what a report must say of it.

use certgraph::finding::{Code, Step};

use crate::pki::{CRL_SIGN, DIGITAL_SIGNATURE, Template, Usage, name, pem};
use crate::plan::{Form, PairText, Plan, Trusted};

/// One known fault.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) code: Code,
    pub(crate) step: Step,
    /// What the subject of the finding's certificate holds; empty for a finding about something else.
    pub(crate) about: &'static str,
    /// Whether the connection certainly fails by it.
    pub(crate) rejects: bool,
    pub(crate) inject: fn(&mut Plan),
}

const fn fault(
    name: &'static str,
    (code, step, about): (Code, Step, &'static str),
    inject: fn(&mut Plan),
) -> Fault {
    Fault {
        name,
        code,
        step,
        about,
        rejects: true,
        inject,
    }
}

use Code::*;
use Step::*;

const SERVER: &str = "O=servers";
const SERVER_CA: &str = "O=Server issuing CA";
const SERVER_ROOT: &str = "O=Server root";
const CLIENT: &str = "O=developers";
const CLIENT_CA: &str = "O=Client issuing CA";
const CLIENT_ROOT: &str = "O=Client root";
const ANY: &str = "";

pub(crate) const FAULTS: &[Fault] = &[
    // --- The serving certificate.
    fault(
        "expired-server",
        (Expired, ClientVerifies, SERVER),
        |plan| {
            plan.server.leaf.changes.push(expired);
        },
    ),
    fault(
        "not-yet-valid-server",
        (NotYetValid, ClientVerifies, SERVER),
        |plan| {
            plan.server.leaf.changes.push(not_yet_valid);
        },
    ),
    fault(
        "wrong-purpose-server",
        (WrongPurpose, ClientVerifies, SERVER),
        |plan| {
            plan.server
                .leaf
                .changes
                .push(|leaf| leaf.usages(&[Usage::Client]));
        },
    ),
    fault(
        "critical-extension-server",
        (UnhandledCriticalExtension, ClientVerifies, SERVER),
        |plan| plan.server.leaf.changes.push(critical_extension),
    ),
    fault(
        "name-mismatch-ip",
        (NameMismatch, ClientVerifies, SERVER),
        |plan| {
            plan.kubeconfig.url = "https://203.0.113.7:6443";
        },
    ),
    fault(
        "name-mismatch-dns",
        (NameMismatch, ClientVerifies, SERVER),
        |plan| {
            plan.kubeconfig.url = "https://lb.example.com:6443";
        },
    ),
    fault(
        "name-mismatch-tls-server-name",
        (NameMismatch, ClientVerifies, SERVER),
        |plan| {
            plan.kubeconfig
                .cluster
                .push(("tls-server-name", "api.example.com"));
        },
    ),
    fault(
        "common-name-only",
        (CommonNameOnly, ClientVerifies, SERVER),
        |plan| {
            plan.server.leaf.subject = name(&[("O", "servers"), ("CN", "api.example.com")]);
            plan.server.leaf.names = false;
            plan.kubeconfig.url = "https://api.example.com:6443";
        },
    ),
    fault(
        "malformed-server",
        (MalformedCertificate, ServerPresents, ANY),
        |plan| plan.server.leaf.changes.push(malformed),
    ),
    // --- The CAs above it.
    fault(
        "expired-server-ca",
        (Expired, ClientVerifies, SERVER_CA),
        |plan| {
            plan.server.issuing.changes.push(expired);
        },
    ),
    fault(
        "not-yet-valid-server-ca",
        (NotYetValid, ClientVerifies, SERVER_CA),
        |plan| {
            plan.server.issuing.changes.push(not_yet_valid);
        },
    ),
    fault(
        "not-a-ca-server",
        (NotACa, ClientVerifies, SERVER_CA),
        |plan| {
            plan.server.issuing.changes.push(not_a_ca);
        },
    ),
    fault(
        "missing-key-cert-sign-server",
        (MissingKeyCertSign, ClientVerifies, SERVER_CA),
        |plan| plan.server.issuing.changes.push(no_cert_sign),
    ),
    fault(
        "critical-extension-server-ca",
        (UnhandledCriticalExtension, ClientVerifies, SERVER_CA),
        |plan| plan.server.issuing.changes.push(critical_extension),
    ),
    fault(
        "name-constraint-server-ca",
        (NameConstraintViolated, ClientVerifies, SERVER_CA),
        |plan| {
            plan.server
                .issuing
                .changes
                .push(|ca| ca.permit_dns("example.com"));
        },
    ),
    fault(
        "path-too-long-server",
        (PathTooLong, ClientVerifies, SERVER_ROOT),
        |plan| {
            plan.server.root.changes.push(|root| root.path_length(0));
        },
    ),
    fault(
        "expired-server-root",
        (Expired, ClientVerifies, SERVER_ROOT),
        |plan| {
            plan.server.root.changes.push(expired);
        },
    ),
    fault(
        "unknown-ca-server",
        (UnknownIssuer, ClientVerifies, ANY),
        |plan| {
            plan.server.trusted = Trusted::Other;
        },
    ),
    fault(
        "replaced-ca-server",
        (IssuerKeyMismatch, ClientVerifies, ANY),
        |plan| {
            plan.server.trusted = Trusted::Replaced;
        },
    ),
    fault(
        "missing-intermediate-server",
        (MissingIntermediate, ClientVerifies, ANY),
        |plan| plan.server.sends_issuing = false,
    ),
    // --- The server's files.
    fault(
        "key-mismatch-server",
        (KeyPairMismatch, ServerPresents, ANY),
        |plan| {
            plan.server.pair = PairText::OtherKey;
        },
    ),
    fault(
        "swapped-server",
        (CertificateAndKeySwapped, ServerPresents, ANY),
        |plan| {
            plan.server.pair = PairText::Swapped;
        },
    ),
    fault(
        "encrypted-key-server",
        (EncryptedPrivateKey, ServerPresents, ANY),
        |plan| {
            plan.server.pair = PairText::Encrypted;
        },
    ),
    fault(
        "malformed-client-ca",
        (MalformedCertificate, ServerPresents, ANY),
        |plan| {
            plan.files.client_ca_tail = pem("CERTIFICATE", b"\x30\x03\x02\x01\x00");
        },
    ),
    fault("empty-client-ca", (NotPem, ServerPresents, ANY), |plan| {
        plan.files.client_ca_empty = true;
    }),
    fault(
        "overlapping-cas",
        (ServerCannotStart, ServerPresents, ANY),
        |plan| {
            plan.files.overlap = true;
        },
    ),
    fault(
        "certificate-not-requested",
        (ClientCertificateNotRequested, ClientPresents, ANY),
        |plan| plan.files.client_ca = false,
    ),
    // --- The client certificate.
    fault(
        "expired-client",
        (Expired, ServerVerifies, CLIENT),
        |plan| {
            plan.client.leaf.changes.push(expired);
        },
    ),
    fault(
        "not-yet-valid-client",
        (NotYetValid, ServerVerifies, CLIENT),
        |plan| {
            plan.client.leaf.changes.push(not_yet_valid);
        },
    ),
    fault(
        "wrong-purpose-client",
        (WrongPurpose, ServerVerifies, CLIENT),
        |plan| {
            plan.client
                .leaf
                .changes
                .push(|leaf| leaf.usages(&[Usage::Server]));
        },
    ),
    fault(
        "critical-extension-client",
        (UnhandledCriticalExtension, ServerVerifies, CLIENT),
        |plan| plan.client.leaf.changes.push(critical_extension),
    ),
    fault(
        "empty-common-name",
        (EmptyCommonName, ServerVerifies, CLIENT),
        |plan| {
            plan.client.leaf.subject = name(&[("O", "developers")]);
        },
    ),
    fault(
        "invalid-uid",
        (InvalidUid, ServerVerifies, CLIENT),
        |plan| {
            let subject = [
                ("O", "developers"),
                ("CN", "alice"),
                ("UID", "1"),
                ("UID", "2"),
            ];
            plan.client.leaf.subject = name(&subject);
        },
    ),
    fault(
        "malformed-client",
        (MalformedCertificate, ClientPresents, ANY),
        |plan| {
            plan.client.leaf.changes.push(malformed);
        },
    ),
    // --- The CAs above it.
    fault(
        "expired-client-ca",
        (Expired, ServerVerifies, CLIENT_CA),
        |plan| {
            plan.client.issuing.changes.push(expired);
        },
    ),
    fault(
        "not-a-ca-client",
        (NotACa, ServerVerifies, CLIENT_CA),
        |plan| {
            plan.client.issuing.changes.push(not_a_ca);
        },
    ),
    fault(
        "missing-key-cert-sign-client",
        (MissingKeyCertSign, ServerVerifies, CLIENT_CA),
        |plan| plan.client.issuing.changes.push(no_cert_sign),
    ),
    fault(
        "critical-extension-client-ca",
        (UnhandledCriticalExtension, ServerVerifies, CLIENT_CA),
        |plan| plan.client.issuing.changes.push(critical_extension),
    ),
    fault(
        "path-too-long-client",
        (PathTooLong, ServerVerifies, CLIENT_ROOT),
        |plan| {
            plan.client.root.changes.push(|root| root.path_length(0));
        },
    ),
    fault(
        "unknown-ca-client",
        (UnknownClientCa, ServerVerifies, ANY),
        |plan| {
            plan.client.trusted = Trusted::Other;
        },
    ),
    fault(
        "replaced-ca-client",
        (IssuerKeyMismatch, ServerVerifies, ANY),
        |plan| {
            plan.client.trusted = Trusted::Replaced;
        },
    ),
    fault(
        "missing-intermediate-client",
        (MissingIntermediate, ServerVerifies, ANY),
        |plan| plan.client.sends_issuing = false,
    ),
    // --- Certificate and key in the kubeconfig.
    fault(
        "key-mismatch-client",
        (KeyPairMismatch, ClientPresents, ANY),
        |plan| {
            plan.client.pair = PairText::OtherKey;
        },
    ),
    fault(
        "swapped-client",
        (CertificateAndKeySwapped, ClientPresents, ANY),
        |plan| {
            plan.client.pair = PairText::Swapped;
        },
    ),
    fault(
        "encrypted-key-client",
        (EncryptedPrivateKey, ClientPresents, ANY),
        |plan| {
            plan.client.pair = PairText::Encrypted;
        },
    ),
    fault(
        "unusable-key-client",
        (UnusablePrivateKey, ClientPresents, ANY),
        |plan| {
            plan.client.pair = PairText::UnusableKey;
        },
    ),
    fault(
        "no-certificate-client",
        (NoCertificateInPair, ClientPresents, ANY),
        |plan| {
            plan.client.pair = PairText::NoCertificate;
        },
    ),
    fault(
        "missing-client-key",
        (MissingClientKey, Configuration, ANY),
        |plan| {
            plan.kubeconfig.key = Form::Absent;
        },
    ),
    fault(
        "client-certificate-twice",
        (BothFileAndData, Configuration, ANY),
        |plan| {
            plan.kubeconfig.certificate = Form::Both;
        },
    ),
    fault(
        "client-certificate-base64",
        (BadBase64, Configuration, ANY),
        |plan| {
            plan.kubeconfig.certificate = Form::BadBase64;
        },
    ),
    fault(
        "client-certificate-unreadable",
        (UnreadableFile, Configuration, ANY),
        |plan| {
            plan.kubeconfig.certificate = Form::NoSuchFile;
        },
    ),
    fault(
        "client-key-unreadable",
        (UnreadableFile, Configuration, ANY),
        |plan| {
            plan.kubeconfig.key = Form::NoSuchFile;
        },
    ),
    fault(
        "no-credentials",
        (NoCredentials, Configuration, ANY),
        |plan| {
            plan.kubeconfig.certificate = Form::Absent;
            plan.kubeconfig.key = Form::Absent;
        },
    ),
    fault(
        "unknown-token",
        (UnknownToken, ServerVerifies, ANY),
        |plan| {
            plan.kubeconfig.certificate = Form::Absent;
            plan.kubeconfig.key = Form::Absent;
            plan.kubeconfig.user.push(("token", "test-token"));
            plan.files.tokens = Some("another-test-token,bob,1002\n");
        },
    ),
    fault(
        "several-auth-methods",
        (SeveralAuthMethods, Configuration, ANY),
        |plan| {
            let user = &mut plan.kubeconfig.user;
            user.extend([
                ("token", "test-token"),
                ("username", "alice"),
                ("password", "test"),
            ]);
        },
    ),
    fault(
        "impersonation-without-user",
        (ImpersonationWithoutUser, Configuration, ANY),
        |plan| plan.kubeconfig.user.push(("as-groups", "[system:masters]")),
    ),
    // --- The CA in the kubeconfig.
    fault("ca-twice", (BothFileAndData, Configuration, ANY), |plan| {
        plan.kubeconfig.authority = Form::Both;
    }),
    fault("ca-base64", (BadBase64, Configuration, ANY), |plan| {
        plan.kubeconfig.authority = Form::BadBase64;
    }),
    fault(
        "ca-unreadable",
        (UnreadableFile, Configuration, ANY),
        |plan| {
            plan.kubeconfig.authority = Form::NoSuchFile;
        },
    ),
    fault(
        "empty-ca-file",
        (EmptyCaFile, ClientVerifies, ANY),
        |plan| {
            plan.kubeconfig.authority = Form::File;
            plan.kubeconfig.authority_text = Some(String::new());
        },
    ),
    fault("ca-not-pem", (NotPem, Configuration, ANY), |plan| {
        plan.kubeconfig.authority_text = Some("a CA was here".to_owned());
    }),
    fault(
        "ca-malformed",
        (MalformedCertificate, Configuration, ANY),
        |plan| {
            plan.kubeconfig.authority_text = Some(pem("CERTIFICATE", b"\x30\x03\x02\x01\x00"));
        },
    ),
    fault(
        "ca-with-insecure",
        (CaWithInsecure, Configuration, ANY),
        |plan| {
            plan.kubeconfig
                .cluster
                .push(("insecure-skip-tls-verify", "true"));
        },
    ),
    Fault {
        rejects: false,
        ..fault("no-ca", (SystemRoots, ClientVerifies, ANY), |plan| {
            plan.kubeconfig.authority = Form::Absent;
        })
    },
    // --- The rest of the kubeconfig.
    fault("wrong-type", (WrongFieldType, Configuration, ANY), |plan| {
        plan.kubeconfig
            .cluster
            .push(("disable-compression", "maybe"));
    }),
    fault(
        "duplicate-name",
        (DuplicateName, Configuration, ANY),
        |plan| {
            plan.kubeconfig.more_users = "- name: alice\n  user: {}\n";
        },
    ),
    fault(
        "invalid-proxy-url",
        (InvalidProxyUrl, Configuration, ANY),
        |plan| {
            plan.kubeconfig
                .cluster
                .push(("proxy-url", "ftp://proxy.example.com"));
        },
    ),
    fault(
        "unknown-context",
        (UnknownContext, Configuration, ANY),
        |plan| {
            plan.kubeconfig.current_context = "alice@staging";
        },
    ),
    fault(
        "unknown-cluster",
        (UnknownCluster, Configuration, ANY),
        |plan| {
            plan.kubeconfig.context_cluster = "staging";
        },
    ),
    fault("unknown-user", (UnknownUser, Configuration, ANY), |plan| {
        plan.kubeconfig.context_user = "bob";
    }),
    fault("plain-http", (PlainHttp, Configuration, ANY), |plan| {
        plan.kubeconfig.url = "http://10.0.0.10:6443";
    }),
    fault(
        "invalid-server-url",
        (InvalidServerUrl, Configuration, ANY),
        |plan| {
            plan.kubeconfig.url = "\"https://10.0.0.10:port\"";
        },
    ),
];

fn expired(template: Template) -> Template {
    template.valid("2020-01-01 00:00:00", "2021-01-01 00:00:00")
}

fn not_yet_valid(template: Template) -> Template {
    template.valid("2030-01-01 00:00:00", "2031-01-01 00:00:00")
}

/// An arc that is set apart for examples.
fn critical_extension(template: Template) -> Template {
    template.extension(&[2, 999, 1], true, b"\x0c\x04test")
}

/// Serial number -5, which Go does not parse since 1.23.
fn malformed(template: Template) -> Template {
    template.serial_bytes(&[0xfb])
}

fn not_a_ca(template: Template) -> Template {
    template.basic(Some((false, None)))
}

fn no_cert_sign(template: Template) -> Template {
    template.key_usage(&[DIGITAL_SIGNATURE, CRL_SIGN])
}
