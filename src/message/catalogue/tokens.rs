//! Bearer tokens: what the API server says of one, with the reason that is in the line.

use crate::finding::Code;
use crate::message::entry::{Entry, Topic, cause, entry};

const API: &str = "kube-apiserver; the client gets 401";
const SOURCE: &str = "kubernetes 1.37 pkg/serviceaccount/jwt.go, claims.go, apiserver/plugin/pkg/authenticator/token/oidc";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "token-expired",
        Topic::Beyond,
        &[
            "service account token has expired",
            "service account token is expired",
            "oidc: token is expired {detail}",
            "Token has expired",
            "token is expired",
        ],
    )
    .by(API, SOURCE)
    .says(
        "the bearer token has expired",
        "It was a token of this cluster and has expired. Tokens that kubectl create token or a pod's volume gives last an hour or so and have to be read again.",
    )
    .because(&[cause(Code::UnknownToken, "`exp` in the token's middle part, which is base64 of JSON")])
    .whole_line(),
    entry(
        "token-not-yet-valid",
        Topic::Beyond,
        &["service account token is not valid yet"],
    )
    .by(API, SOURCE)
    .says(
        "the bearer token is not valid yet",
        "It was issued by a clock that is ahead, or the API server's clock is behind. Waiting helps, and setting the clocks more.",
    )
    .because(&[cause(Code::UnknownToken, "compare the clocks: `nbf` in the token's middle part")])
    .whole_line(),
    entry(
        "token-of-other-key",
        Topic::Beyond,
        &["invalid signature, no keys found", "square/go-jose: error in cryptographic primitive", "go-jose/go-jose: error in cryptographic primitive", "error in cryptographic primitive", "failed to verify signature"],
    )
    .by(API, SOURCE)
    .says(
        "the bearer token was signed with a key that the API server does not have",
        "It is of another cluster, or --service-account-key-file lacks the public half of the key that signed it. After a change of that key all old tokens end like this.",
    )
    .because(&[
        cause(Code::ServiceAccountKeyMismatch, "certgraph inspect sa.pub sa.key: do they belong together"),
        cause(Code::UnknownToken, "`iss` in the token's middle part: which cluster issued it"),
    ])
    .whole_line(),
    entry(
        "token-audience",
        Topic::Beyond,
        &["token audiences {detail} is invalid for the target audiences", "is invalid for the target audiences", "oidc: expected audience {detail}"],
    )
    .by(API, SOURCE)
    .says(
        "the bearer token was issued for another audience",
        "Its `aud` names another program (vault, a registry, another issuer) than the API server. Ask for one without --audience, or mount one for the API server.",
    )
    .because(&[cause(Code::UnknownToken, "`aud` in the token's middle part")])
    .whole_line(),
    entry(
        "token-issuer",
        Topic::Beyond,
        &["oidc: id token issued by a different provider{detail}", "issued by a different provider"],
    )
    .by(API, SOURCE)
    .says(
        "the bearer token is of another issuer than kube-apiserver trusts",
        "`iss` in the token is not --oidc-issuer-url, letter by letter: a slash at the end counts. The line names both.",
    )
    .because(&[cause(Code::UnknownToken, "`iss` in the token's middle part, which is base64 of JSON")])
    .whole_line(),
    entry(
        "token-account-gone",
        Topic::Beyond,
        &["serviceaccounts {quoted} not found", "service account {detail} has been deleted", "object {detail} has been deleted",
            "Token has been invalidated",
            "oken has been invalidated",
            "Token has been deleted",
            "Token does not match server's copy",
            "service account token has been invalidated",
        ],
    )
    .by(API, SOURCE)
    .says(
        "the service account, or the pod, of the bearer token no longer exists",
        "A token ends with the account, pod or Secret that it was issued for. Make a new one for an account that is there.",
    )
    .because(&[cause(Code::UnknownToken, "kubectl get serviceaccount: the name in the line")])
    .whole_line(),
    entry(
        "oidc-not-ready",
        Topic::Beyond,
        &["oidc: authenticator not initialized"],
    )
    .by(API, SOURCE)
    .says(
        "kube-apiserver could not reach the OIDC issuer, so it takes no token of it",
        "At its start and again and again kube-apiserver fetches the issuer's keys. The lines `oidc authenticator: initializing plugin` say why that fails: usually the issuer's certificate is not of --oidc-ca-file.",
    )
    .because(&[
        cause(Code::UnknownIssuer, "{trust} did not issue the issuer's certificate"),
        cause(Code::Expired, "the issuer's certificate, or the CA, has expired"),
    ])
    .whole_line(),
    entry(
        "oidc-token-malformed",
        Topic::Beyond,
        &["ID Token is not a valid JWT", "oidc: malformed jwt"],
    )
    .by("kubernetes_asyncio, kube-rs, kube-apiserver", SOURCE)
    .says(
        "the ID token in the kubeconfig is no JSON web token",
        "The field holds something else, or was cut. Log in again.",
    )
    .because(&[cause(Code::UnknownToken, "auth-provider or exec of the user")]),
];
