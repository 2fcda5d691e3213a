//! What programs of a cluster make of their flags, files and peers beside the certificates' own rules, as facts.

use std::fmt;
use std::net::IpAddr;

use super::Code;
use crate::ground::time::CertificateTime;

/// A rule of one program that is broken, or that has an effect worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramFault {
    /// A list of names that etcd holds its peers' certificates against has none of this one's.
    NotAllowed {
        /// The flag, `--peer-cert-allowed-cn`.
        flag: &'static str,
        /// What it allows.
        allowed: Vec<String>,
        /// What the certificate has in its place.
        found: Vec<String>,
    },
    /// A member of etcd calls from an address that its certificate does not name.
    SourceNotNamed {
        /// The address.
        address: String,
        /// DNS SANs.
        dns: Vec<String>,
        /// IP SANs.
        ip: Vec<IpAddr>,
    },
    /// etcd's list of revoked certificates has the serial number.
    Revoked {
        /// In hexadecimal, as etcd prints it.
        serial: String,
    },
    /// etcd cannot use its list of revoked certificates, and refuses everybody.
    UnusableCrl {
        /// etcd's words.
        go: String,
    },
    /// kube-apiserver has no etcd, and ends.
    WithoutEtcd {
        /// How long after its start.
        seconds: u16,
    },
    /// A kubelet that the API server refuses cannot ask it what others may do, and refuses them.
    CannotAuthorize,
    /// A kubelet whose client certificate is over ends.
    KubeletEnded,
    /// A kubelet has no certificate to serve with.
    NoServingCertificate,
    /// kube-apiserver refuses a service account's token.
    TokenRefused(TokenFault),
    /// kube-controller-manager signs certificates that kube-apiserver refuses, or none.
    Signer {
        /// The flag that names the signer's certificate.
        flag: &'static str,
        /// What becomes of requests.
        fault: SignerFault,
    },
    /// A certificate is taken, and its user may do nothing.
    Powerless {
        /// The user.
        user: String,
        /// Why.
        why: Powerless,
    },
    /// A private key stands in a file that is published to every pod.
    PublishedKey {
        /// The flag that names the file.
        flag: &'static str,
    },
    /// Clients that are not written in Go cannot connect.
    ShutsOut(ShutsOut),
    /// The kubelet's own probes are refused, and it restarts the program again and again.
    ProbesRefused,
    /// Whoever reaches the port reads and writes everything.
    Open {
        /// The program.
        component: &'static str,
        /// Why.
        why: Open,
    },
    /// etcd refuses its own gateway for HTTP/JSON, which calls it with the serving pair.
    GatewayRefused,
    /// Scrapers that verify the program's serving certificate refuse it.
    ServingExpired {
        /// The end of validity.
        not_after: CertificateTime,
    },
}

/// Why a service account's token is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It is over.
    Expired {
        /// `exp`, RFC 3339.
        end: String,
    },
    /// It has not begun.
    NotYet {
        /// `nbf`, RFC 3339.
        begin: String,
    },
    /// It is for others.
    Audience {
        /// Its audiences.
        found: Vec<String>,
        /// Those of the API server.
        wanted: Vec<String>,
    },
    /// Another issuer than the API server's made it.
    Issuer {
        /// `iss`.
        found: String,
    },
    /// No key in `--service-account-key-file` made its signature.
    Signature,
}

/// What becomes of certificate signing requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerFault {
    /// The signer is over: requests stay approved, without a certificate.
    Expired {
        /// The end of validity.
        not_after: CertificateTime,
    },
    /// What it issues is refused: `--client-ca-file` does not have it.
    Unknown {
        /// Its subject, RFC 4514.
        signer: String,
    },
    /// What it issues is refused: it is no CA.
    NotACa {
        /// Its subject, RFC 4514.
        signer: String,
    },
    /// What it issues is over as it is issued (`--cluster-signing-duration`).
    NoLifetime,
    /// Nobody signs: requests stay approved, without a certificate.
    Nobody,
}

/// Why a user may do nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Powerless {
    /// A kubelet needs the group `system:nodes`.
    NoNodesGroup,
    /// The certificate is another node's.
    OtherNode {
        /// This node.
        node: String,
    },
    /// Only a binding to the user could give it rights: it is in no group that kubeadm binds.
    NoGroup,
}

/// Who cannot connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShutsOut {
    /// `--tls-curve-preferences` allows X25519MLKEM768 alone.
    PostQuantumOnly,
    /// A key of less than 2048 bits, which OpenSSL refuses at its default security level.
    WeakKey {
        /// Its size.
        bits: usize,
    },
}

/// Why a port is open to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// No client certificate is asked for.
    NoClientAuth,
    /// It speaks plain HTTP, whatever certificates are configured.
    PlainHttp,
}

impl ProgramFault {
    /// Whether it is there only because another connection fails: it goes once that works.
    pub(crate) const fn follows(&self) -> bool {
        matches!(
            self,
            Self::WithoutEtcd { .. } | Self::CannotAuthorize | Self::KubeletEnded
        )
    }

    /// Its code.
    pub const fn code(&self) -> Code {
        match self {
            Self::NotAllowed { .. } | Self::SourceNotNamed { .. } => Code::PeerNotAllowed,
            Self::Revoked { .. } | Self::UnusableCrl { .. } => Code::Revoked,
            Self::WithoutEtcd { .. } => Code::EtcdUnavailable,
            Self::NoServingCertificate | Self::CannotAuthorize | Self::KubeletEnded => {
                Code::KubeletUnavailable
            }
            Self::TokenRefused(_) => Code::TokenRefused,
            Self::Signer { .. } => Code::SignerUnusable,
            Self::Powerless { .. } => Code::IdentityWithoutRights,
            Self::PublishedKey { .. } => Code::PublishedPrivateKey,
            Self::ShutsOut(_) | Self::GatewayRefused | Self::ServingExpired { .. } => {
                Code::ExcludesClients
            }
            Self::ProbesRefused => Code::ProbesRefused,
            Self::Open { .. } => Code::OpenToAll,
        }
    }

    /// The clause for the first line.
    pub(super) fn headline(&self) -> String {
        match self {
            Self::NotAllowed { flag, .. } => format!("its name is not in {flag}"),
            Self::SourceNotNamed { address, .. } => {
                format!("its certificate does not name {address}, from which it calls")
            }
            Self::Revoked { .. } => "its certificate is revoked".to_owned(),
            Self::UnusableCrl { .. } => "the list of revoked certificates is unusable".to_owned(),
            Self::WithoutEtcd { seconds } => {
                format!("etcd is not there, and it ends after {seconds} s")
            }
            Self::CannotAuthorize => "it cannot ask the API server who may do what".to_owned(),
            Self::KubeletEnded => "its client certificate has expired".to_owned(),
            Self::NoServingCertificate => "it has no serving certificate yet".to_owned(),
            Self::TokenRefused(fault) => fault.headline().to_owned(),
            Self::Signer { fault, .. } => fault.headline().to_owned(),
            Self::Powerless { user, .. } => format!("user {user} may do nothing"),
            Self::PublishedKey { .. } => "a private key is published".to_owned(),
            Self::ShutsOut(_) => "clients of OpenSSL cannot connect".to_owned(),
            Self::ProbesRefused => "the kubelet's probes are refused".to_owned(),
            Self::Open { component, .. } => format!("{component} is open to everybody"),
            Self::GatewayRefused => "etcd refuses its own gateway".to_owned(),
            Self::ServingExpired { .. } => "its serving certificate has expired".to_owned(),
        }
    }
}

impl TokenFault {
    const fn headline(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "its token has expired",
            Self::NotYet { .. } => "its token is not valid yet",
            Self::Audience { .. } => "its token is for another audience",
            Self::Issuer { .. } => "its token is of another issuer",
            Self::Signature => "its token was signed with another key",
        }
    }
}

impl SignerFault {
    const fn headline(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "the signer has expired",
            Self::Unknown { .. } | Self::NotACa { .. } => "what is issued is not accepted",
            Self::NoLifetime => "what is issued has expired already",
            Self::Nobody => "nothing is signed",
        }
    }
}

impl fmt::Display for ProgramFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed { flag, allowed, found } => {
                let allowed = allowed.join(", ");
                match found.as_slice() {
                    [] => write!(f, "{flag} allows {allowed}, and the certificate has no such name"),
                    found => write!(f, "{flag} allows {allowed}, and the certificate names {}", found.join(", ")),
                }
            }
            Self::SourceNotNamed { address, dns, ip } => {
                let names = dns.iter().cloned().chain(ip.iter().map(ToString::to_string));
                let names: Vec<_> = names.collect();
                write!(f, "it calls from {address}, and its certificate names {}", names.join(", "))
            }
            Self::Revoked { serial } => write!(f, "etcd's list of revoked certificates has its serial number, {serial}"),
            Self::UnusableCrl { go } => {
                write!(f, "etcd cannot use its list of revoked certificates, which has to be DER, and refuses everybody: {go}")
            }
            Self::WithoutEtcd { seconds } => write!(
                f,
                "kube-apiserver cannot connect to etcd: it ends {seconds} s after each start. One that runs already goes on, but is not ready and answers nothing"
            ),
            Self::CannotAuthorize => f.write_str(
                "the API server refuses this kubelet, which asks it for each request whether it is allowed: logs, exec and proxy fail",
            ),
            Self::KubeletEnded => f.write_str("its client certificate has expired, and it has no bootstrap kubeconfig to ask for another: it ends at each start"),
            Self::NoServingCertificate => f.write_str(
                "its certificate signing request (kubernetes.io/kubelet-serving) is not approved or not signed: every TLS handshake with it fails",
            ),
            Self::TokenRefused(fault) => fault.fmt(f),
            Self::Signer { flag, fault } => write!(f, "{flag}: {fault}"),
            Self::Powerless { user, why } => match why {
                Powerless::NoNodesGroup => write!(f, "{user} is not in the group system:nodes (O of the certificate): the node authorizer refuses everything"),
                Powerless::OtherNode { node } => write!(f, "this is node {node}, and the certificate is that of {user}: the node authorizer refuses everything about this node"),
                Powerless::NoGroup => write!(f, "{user} is in no group: it has the rights that a binding to the user gives it, and kubeadm binds kube-apiserver-kubelet-client alone (ClusterRoleBinding kubeadm:apiserver-kubelet-client)"),
            },
            Self::PublishedKey { flag } => write!(f, "there is a private key in the file of {flag}, which kube-controller-manager publishes in kube-root-ca.crt of every namespace and in token Secrets"),
            Self::ShutsOut(who) => match who {
                ShutsOut::PostQuantumOnly => f.write_str("--tls-curve-preferences allows X25519MLKEM768 alone: clients of OpenSSL before 3.5, curl and Python cannot connect (alert 40, handshake failure)"),
                ShutsOut::WeakKey { bits } => write!(f, "the serving key has {bits} bits: clients of OpenSSL refuse it at their default security level (EE certificate key too weak)"),
            },
            Self::ProbesRefused => f.write_str("--anonymous-auth=false: the kubelet's liveness probe has no credentials and gets 401, so the kubelet restarts kube-apiserver again and again"),
            Self::Open { component, why } => match why {
                Open::NoClientAuth => write!(f, "{component} asks no client for a certificate: whoever reaches its port reads and writes everything"),
                Open::PlainHttp => write!(f, "{component} listens on an http:// URL, and ignores its certificates and --client-cert-auth there: whoever reaches its port reads and writes everything"),
            },
            Self::GatewayRefused => f.write_str("etcd's gateway for HTTP/JSON calls etcd with the serving pair, which lacks clientAuth: /v3/ answers 503; gRPC clients are not affected"),
            Self::ServingExpired { not_after } => write!(f, "its serving certificate has expired ({}): scrapers that verify it refuse it; probes do not verify", not_after.at),
        }
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { end } => write!(f, "the service account token has expired, {end}"),
            Self::NotYet { begin } => write!(f, "the service account token is valid from {begin}"),
            Self::Audience { found, wanted } => write!(
                f,
                "the token is for {}, and the API server takes {}",
                found.join(", "),
                wanted.join(", ")
            ),
            Self::Issuer { found } => write!(
                f,
                "the token's issuer is {found}, which is not in --service-account-issuer"
            ),
            Self::Signature => {
                f.write_str("no key in --service-account-key-file made the token's signature")
            }
        }
    }
}

impl fmt::Display for SignerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { not_after } => write!(f, "the signer expired on {}: certificate signing requests stay approved and get no certificate", not_after.at),
            Self::Unknown { signer } => write!(f, "--client-ca-file does not have {signer}: certificates are issued, and kube-apiserver refuses each with 401"),
            Self::NotACa { signer } => write!(f, "{signer} is no CA: certificates are issued, and kube-apiserver refuses each with 401"),
            Self::NoLifetime => f.write_str("--cluster-signing-duration leaves certificates no time: each has expired as it is issued"),
            Self::Nobody => f.write_str("no pair of a signer is given: certificate signing requests stay approved and get no certificate"),
        }
    }
}
