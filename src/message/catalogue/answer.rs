//! What the API server answers, and what it logs of it.

use crate::finding::Code;
use crate::message::entry::{Cause, Entry, Topic, by_server, cause, entry};

const UNAUTHENTICATED: &[Cause] = &[
    by_server(
        Code::UnknownClientCa,
        "certgraph explain KUBECONFIG --client-ca-file CA: no CA in the file issued the client certificate",
    ),
    by_server(
        Code::IssuerKeyMismatch,
        "the same: a CA of the issuer's name is there, with another key",
    ),
    by_server(
        Code::Expired,
        "certgraph inspect KUBECONFIG: the dates of the client certificate",
    ),
    by_server(Code::NotYetValid, "the same"),
    by_server(
        Code::WrongPurpose,
        "certgraph inspect KUBECONFIG: the client certificate is for servers only",
    ),
    by_server(
        Code::FrontProxyCertificate,
        "the client certificate was issued by the front proxy's CA",
    ),
    by_server(
        Code::EmptyCommonName,
        "the client certificate has no common name",
    ),
    cause(
        Code::UnknownToken,
        "the user has a token, and the server does not know it",
    ),
    cause(
        Code::NoCredentials,
        "nothing was sent, and --anonymous-auth is false",
    ),
];

const SOURCE: &str = "kubernetes 1.37 apiserver/pkg/endpoints/filters";

pub(super) const ENTRIES: &[Entry] = &[
    entry("unauthorized", Topic::ClientRefused, &[
            "You must be logged in to the server (the server has asked for the client to provide credentials)",
            "You must be logged in to the server (Unauthorized)",
            "You must be logged in to the server",
            "the server has asked for the client to provide credentials",
            "^Unauthorized$",
            "Unauthorized", "Username/Password Authentication Failed", "the server has asked for the client to provide credentials", "(401)", "HTTP-Code: 401"])
.by("kubectl, when the API server answers 401", SOURCE)
.says("{other} does not know who is asking (401)", "The API server answered 401: it does not know who is asking. It tells the client nothing more; the reason is in its log as `Unable to authenticate the request`.")
.because(UNAUTHENTICATED),
    entry("anonymous-forbidden", Topic::ClientRefused, &[
            "forbidden: User \"system:anonymous\" cannot {detail}",
            "Error from server (Forbidden): unknown",
            "User \"system:anonymous\"",
            "the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it",
        ])
.by("kubectl, when the API server answers 403 to an anonymous client", SOURCE)
.says("no credential reached the API server (403 for system:anonymous)", "No credential reached the API server, and anonymous clients may not do this. A client certificate that is sent and refused gives 401 instead, so here none was sent, or something in between ended TLS.")
.because(&[
            cause(
                Code::NoCredentials,
                "certgraph inspect KUBECONFIG shows no client certificate",
            ),
            cause(
                Code::ClientCertificateNotRequested,
                "kube-apiserver runs without --client-ca-file and asks for none",
            ),
            cause(
                Code::PlainHttp,
                "`server` is not https: credentials are left out",
            ),
            cause(
                Code::BasicAuthIgnored,
                "the user has a name and a password only",
            ),
            by_server(
                Code::EmptyCommonName,
                "the certificate has no common name, and the server no --requestheader-client-ca-file",
            ),
        ]),
    entry("forbidden", Topic::Beyond, &[
            "forbidden: User {quoted} cannot {detail}",
            "Error from server (Forbidden): {detail}",
            "User {quoted} cannot {detail}",
        ])
.by("kubectl, when the API server answers 403", SOURCE)
.says("the user is known, but may not do this (403)", "Authentication worked: the API server knows the user and refuses the action. Roles and role bindings decide here, not certificates."),
    entry("invalid-bearer-token", Topic::Beyond, &[
            "invalid bearer token",
            "Token has been invalidated",
            "token has expired",
        ])
.by("kube-apiserver; the client gets 401", SOURCE)
.says("a bearer token was not accepted", "A bearer token came that no token authenticator accepts. Client certificates are tried before it, so none that is good was sent along.")
.because(&[
            cause(
                Code::UnknownToken,
                "certgraph explain KUBECONFIG --token-auth-file FILE compares it",
            ),
            cause(
                Code::TokenDecides,
                "a service account's or an identity provider's token: expired or from another cluster",
            ),
        ]),
    entry("invalid-uid", Topic::ClientRefused, &[
            "expected 1 UID, but found multiple: {detail}",
            "unable to parse UID into a string",
            "UID cannot be an empty string",
        ])
.by("kube-apiserver since 1.33; the client gets 401", SOURCE)
.says("the client certificate has an unusable UID attribute", "The client certificate is good, but its subject has an unusable UID attribute (1.3.6.1.4.1.57683.2). It has to be one non-empty string.")
.because(&[by_server(
            Code::InvalidUid,
            "certgraph inspect KUBECONFIG: the subject",
        )]),
    entry("request-log-unauthorized", Topic::ClientRefused, &["\"HTTP\" verb={value} URI={quoted} {detail}resp=401"])
.by("kube-apiserver's request log", SOURCE)
.says("a request was answered 401", "A request was answered 401: no authenticator knew the client. The line before it says why, if it begins with `Unable to authenticate the request`.")
.because(UNAUTHENTICATED),
    entry("request-log", Topic::Beyond, &["\"HTTP\" verb={value} URI={quoted} {detail}resp={status}"])
.by("kube-apiserver's request log", SOURCE)
.says("a request that the API server answered", "A request and the status of its answer: the TLS connection works and the client was let in, as someone or as nobody. 403 is a matter of roles, or of a client without credentials."),
    entry("cannot-authenticate", Topic::ClientRefused, &[
            "verifying certificate SN={serial}, SKID={skid}, AKID={akid} failed: {detail}",
            "Unable to authenticate the request",
            "unable to authenticate the request",
        ])
.by("kube-apiserver; the client gets 401", SOURCE)
.says("no authenticator of {verifier} accepted the client", "No authenticator of the API server accepted the client, and the client gets 401. The errors in brackets are those of the authenticators in order: front proxy, client CA, tokens.")
.because(UNAUTHENTICATED),
    entry("server-started", Topic::Beyond, &[
            "Loaded client CA\" index={position} certName={quoted} subject={value} issuer={value}",
            "\"Loaded client CA\"",
            "\"Loaded serving cert\"",
            "Serving securely on {peer}",
        ])
.by("kube-apiserver, when it starts or reloads its files", SOURCE)
.says("nothing is wrong: a server says which CAs it accepts clients of", "Nothing is wrong: kube-apiserver says which CAs it accepts clients of, and where it listens. Compare the subjects with the issuer of the client certificate."),
];
