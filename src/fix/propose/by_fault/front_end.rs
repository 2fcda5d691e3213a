//! Fixes of what stands before kube-apiserver: none of them is at kube-apiserver, and none trusts the front end's own CA.

use std::net::IpAddr;

use crate::finding::{CertificateRefusal, Code, Finding, FrontEndSign, NetworkFault, Problem};
use crate::fix::model::{Fix, Side};
use crate::fix::propose::tools::Scene;
use crate::handshake::live::is_of_a_product;

/// The fixes of a fault that only a live server shows.
pub(crate) fn for_finding(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let server = |text: &str| Fix::untried(Side::Server, text, Vec::new());
    let client = |text: &str| Fix::untried(Side::Client, text, Vec::new());
    match &finding.problem {
        Problem::TlsTerminated { signs } => signs
            .first()
            .map_or_else(Vec::new, |sign| vec![of_sign(sign), own_address()]),
        Problem::NotAnApiServer { .. } => vec![
            client(
                "write the API server's own address into `server`: the port is another program's",
            ),
            server(
                "let the load balancer hand every path of this host to kube-apiserver, and put no login page before it",
            ),
        ],
        Problem::RequestFailed {
            status: 502..=504, ..
        } => vec![server(
            "look at the backends of the load balancer: kube-apiserver has to run, on the port that it calls, and in TLS; its log names the backend",
        )],
        Problem::RequestFailed { status: 421, .. } => vec![client(
            "write the name of the front end into `server` in place of the address, so that SNI and Host are one",
        )],
        Problem::RequestFailed { status: 429, .. } => vec![server(
            "wait, or look who asks so much: the API Priority and Fairness of kube-apiserver, or the limits of what is in front of it",
        )],
        Problem::RequestFailed { .. } => vec![server(
            "look into the log of the program that answers: it does not hand the request to kube-apiserver",
        )],
        Problem::ClientCertificateRefused { refusal, listed } => {
            refused(refusal, listed.as_deref())
        }
        Problem::NoCommonSignatureScheme { schemes, .. } => {
            let taken = schemes.join(", ");
            vec![
                client(&format!(
                    "have a client certificate issued for a key that signs by {taken}"
                )),
                server(
                    "take the usual schemes again, such as ecdsa_secp256r1_sha256 (OpenSSL: ClientSignatureAlgorithms)",
                ),
            ]
        }
        Problem::Network(NetworkFault::Alert { alert: 112, .. }) => vec![unknown_name(scene)],
        Problem::Network(_) if finding.problem.code() == Code::Renegotiation => vec![server(
            "ask for the client certificate in the first handshake: SSLVerifyClient belongs into the virtual host, not into a <Location>",
        )],
        Problem::Network(_) if finding.problem.code() == Code::LargeClientHello => vec![
            server(
                "fix the program on the path that reads one TCP segment of the ClientHello alone: firewalls and load balancers have an update for it",
            ),
            client(
                "until then, GODEBUG=tlsmlkem=0 in the environment makes kubectl send the small one",
            ),
        ],
        _ => Vec::new(),
    }
}

/// Whether the fault is that a product's own certificate is shown: its CA is not to be trusted, nor its name to be asked for.
pub(crate) fn is_shown_by_product(scene: &Scene<'_>) -> bool {
    let live = scene.server.live.is_some();
    live && scene
        .serving_leaf()
        .is_some_and(|leaf| is_of_a_product(&leaf.certificate))
}

fn of_sign(sign: &FrontEndSign) -> Fix {
    let text = match sign {
        FrontEndSign::Inspection(product) => format!(
            "exempt the API server's name from the inspection by {product}: a client certificate does not get through it"
        ),
        FrontEndSign::DefaultCertificate("ingress-nginx") => {
            "start ingress-nginx with --enable-ssl-passthrough, and give the Ingress nginx.ingress.kubernetes.io/ssl-passthrough: \"true\""
                .to_owned()
        }
        FrontEndSign::DefaultCertificate(product) => format!(
            "let {product} pass TLS for the API server's name through, by SNI; or call the API server past it"
        ),
        _ => "let the load balancer pass TLS through to kube-apiserver: layer 4, `mode tcp` in haproxy, `stream` without ssl in nginx"
            .to_owned(),
    };
    Fix::untried(Side::Server, text, Vec::new())
}

/// The server has no certificate for the name that it is asked for (RFC 6066 §3).
fn unknown_name(scene: &Scene<'_>) -> Fix {
    let endpoint = scene.client.endpoint.as_ref();
    let name = endpoint.map_or("", |endpoint| endpoint.server_name.as_str());
    let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let text = if is_address {
        format!(
            "set tls-server-name to the name that the front end has a certificate for: for an address such as {name} no name is sent (SNI), and it takes no connection without one"
        )
    } else {
        format!(
            "set tls-server-name to a name that the front end has a certificate for: it has none for {name}"
        )
    };
    Fix::untried(Side::Client, text, Vec::new())
}

fn own_address() -> Fix {
    Fix::untried(
        Side::Client,
        "or write kube-apiserver's own address and port into `server`; through a front end that ends TLS a token works, and a client certificate never does",
        Vec::new(),
    )
}

fn refused(refusal: &CertificateRefusal, listed: Option<&str>) -> Vec<Fix> {
    let client = match (refusal, listed) {
        (CertificateRefusal::Alert(48), Some(name)) => format!(
            "have the client certificate issued by the {name} that the server has now: it was replaced, or it is another cluster's"
        ),
        (CertificateRefusal::Alert(45), _) => {
            "have the client certificate re-issued, or set the server's clock right".to_owned()
        }
        _ => "present a client certificate that this server takes; its log says what is wrong with this one".to_owned(),
    };
    vec![
        Fix::untried(Side::Client, client, Vec::new()),
        Fix::untried(
            Side::Server,
            "give the server that refuses it the CA that issues client certificates, if it is meant to look at them",
            Vec::new(),
        ),
    ]
}
