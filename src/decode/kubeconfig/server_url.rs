//! The address that kubectl dials and the name that it verifies: `DefaultServerURL` of rest/url_utils.go and
//! `canonicalAddr` of net/http.

use super::model::UrlText;
use super::problem::KubeconfigProblem;
use crate::golang::punycode::to_ascii;
use crate::golang::url::{GoUrl, UrlRules};

/// What kubectl takes for the server where no cluster names one.
pub const DEFAULT_SERVER: &str = "http://localhost:8080";

/// A server's URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `https`, `http` or whatever stands there, in lower case.
    pub scheme: String,
    /// Whether there is no scheme, so that kubectl takes it for `http`.
    pub scheme_assumed: bool,
    /// Host and port as written; kubectl prints them when the connection is refused.
    pub host: String,
    /// The host without brackets and port, in ASCII.
    pub hostname: String,
    /// The port; that of the scheme if none is written, empty if the scheme has none.
    pub port: String,
    /// What is verified unless `tls-server-name` is set: brackets stay around IPv6.
    pub server_name: String,
    /// A path in front of `/api`, without a slash at its end.
    pub path: String,
    /// Whether user information stands in it, which kubectl sends.
    pub has_user: bool,
    /// Whether it is kubectl's default, since no cluster names a server.
    pub is_default: bool,
}

impl Endpoint {
    /// kubectl's default server.
    pub fn default_server() -> Self {
        Self {
            scheme: "http".to_owned(),
            scheme_assumed: false,
            host: "localhost:8080".to_owned(),
            hostname: "localhost".to_owned(),
            port: "8080".to_owned(),
            server_name: "localhost".to_owned(),
            path: String::new(),
            has_user: false,
            is_default: true,
        }
    }

    /// Takes `server` apart, or says how kubectl refuses it.
    pub fn parse(server: &UrlText, rules: UrlRules) -> Result<Self, KubeconfigProblem> {
        let text = server.expose();
        let whole = GoUrl::parse(text, rules)
            .ok()
            .filter(|url| !url.scheme.is_empty() && !url.host.is_empty());
        let scheme_assumed = whole.is_none();
        let url = match whole {
            Some(url) => url,
            None => {
                let url = GoUrl::parse(&format!("http://{text}"), rules).map_err(|error| {
                    KubeconfigProblem::ServerMalformed {
                        error: if text.contains('@') {
                            error.without_text()
                        } else {
                            error
                        },
                    }
                })?;
                if !url.path.is_empty() && url.path != "/" {
                    return Err(KubeconfigProblem::ServerIsNoUrl {
                        server: server.shown(),
                    });
                }
                url
            }
        };
        let hostname = to_ascii(url.hostname());
        let port = match (url.port(), url.scheme.as_str()) {
            ("", "https") => "443",
            ("", "http") => "80",
            (port, _) => port,
        }
        .to_owned();
        let server_name = if hostname.contains(':') {
            format!("[{hostname}]")
        } else {
            hostname.clone()
        };
        Ok(Self {
            scheme_assumed,
            hostname,
            port,
            server_name,
            path: url.path.trim_end_matches('/').to_owned(),
            has_user: url.has_user,
            is_default: false,
            host: url.host,
            scheme: url.scheme,
        })
    }

    /// Whether kubectl uses TLS, and with it credentials and CA; otherwise it drops them.
    pub fn is_tls(&self) -> bool {
        self.scheme == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Endpoint, String> {
        Endpoint::parse(&UrlText::new(text.to_owned()), UrlRules::LENIENT)
            .map_err(|problem| problem.kubectl_message().unwrap())
    }

    #[test]
    fn finds_address_and_server_name() {
        let e = parse("https://api.example.com/k8s/").unwrap();
        assert_eq!((e.port.as_str(), e.path.as_str()), ("443", "/k8s"));
        assert!(e.is_tls());
        let e = parse("10.0.0.1:6443").unwrap();
        assert!(!e.is_tls() && e.scheme_assumed);
        let e = parse("HTTPS://[::1]:6443").unwrap();
        assert_eq!(
            (e.server_name.as_str(), e.hostname.as_str()),
            ("[::1]", "::1")
        );
        assert_eq!(
            parse("https://münchen.example").unwrap().server_name,
            "xn--mnchen-3ya.example"
        );
    }

    /// Recorded from kubectl 1.33.
    #[test]
    fn refuses_what_kubectl_refuses() {
        for text in [
            "unix:///run/x",
            "//host",
            "h:1/foo",
            "https://127.0.0.1:abc",
            "https://a b",
        ] {
            assert_eq!(
                parse(text),
                Err(format!("host must be a URL or a host:port pair: {text:?}"))
            );
        }
        assert_eq!(
            parse("a b"),
            Err("invalid character \" \" in host name".to_owned())
        );
    }
}
