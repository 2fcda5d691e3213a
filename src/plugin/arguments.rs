//! Which words are kubectl's, which are certgraph's.

use std::ffi::{OsStr, OsString};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A command of certgraph that takes the cluster's objects.
    Cluster,
    /// A command of certgraph that has nothing to do with a cluster, or none.
    Plain,
    /// Print the rights that reading needs.
    Rbac,
    /// Write the objects, without private keys, to standard output.
    Save,
}

/// The command line, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// What is to be done.
    pub(crate) kind: Kind,
    /// Options that go to each call of kubectl, such as `--context=prod`.
    pub(crate) kubectl: Vec<OsString>,
    /// The command and the options that go to certgraph.
    pub(crate) certgraph: Vec<OsString>,
    /// What `explain` needs to judge the connection that kubectl makes, such as `--context` and `--kubeconfig`.
    pub(crate) connection: Vec<OsString>,
    /// The namespace to keep to; all where it is `None`.
    pub(crate) namespace: Option<String>,
}

/// An option of kubectl's that every one of its commands takes (`kubectl options`).
struct KubectlOption {
    long: &'static str,
    short: Option<char>,
    takes_value: bool,
    /// Whether certgraph's `explain` needs it too, to judge the same connection.
    shared: bool,
}

const fn option(long: &'static str, takes_value: bool, shared: bool) -> KubectlOption {
    KubectlOption {
        long,
        short: None,
        takes_value,
        shared,
    }
}

/// kubectl 1.37's list, without `--v`'s short form, `-v`, which is certgraph's `--verbose`.
const KUBECTL: [KubectlOption; 24] = [
    option("kubeconfig", true, true),
    option("context", true, true),
    option("cluster", true, true),
    option("user", true, true),
    KubectlOption {
        long: "server",
        short: Some('s'),
        takes_value: true,
        shared: true,
    },
    option("tls-server-name", true, true),
    option("certificate-authority", true, true),
    option("client-certificate", true, false),
    option("client-key", true, false),
    option("token", true, false),
    option("username", true, false),
    option("password", true, false),
    option("as", true, false),
    option("as-group", true, false),
    option("as-uid", true, false),
    option("as-user-extra", true, false),
    option("request-timeout", true, false),
    option("cache-dir", true, false),
    option("kuberc", true, false),
    option("v", true, false),
    option("vmodule", true, false),
    option("insecure-skip-tls-verify", false, false),
    option("disable-compression", false, false),
    option("match-server-version", false, false),
];

/// Commands of certgraph that read objects from standard input.
const CLUSTER: [&str; 7] = [
    "explain", "audit", "graph", "tree", "inspect", "diff", "rotate",
];

impl Arguments {
    /// Takes a command line apart. What is not known to be kubectl's is left to certgraph, which says what is wrong with it.
    pub(crate) fn parse(words: Vec<OsString>) -> Self {
        let mut parsed = Self {
            kind: Kind::Plain,
            kubectl: Vec::new(),
            certgraph: Vec::new(),
            connection: Vec::new(),
            namespace: None,
        };
        let all = words.clone();
        let mut command = None;
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if word == "--" {
                parsed.certgraph.push(word);
                parsed.certgraph.extend(words);
                break;
            }
            if let Some(namespace) = namespace(&word, &mut words) {
                parsed.namespace = namespace;
            } else if let Some((option, value)) = known(&word, &mut words) {
                let whole = spelled(option, value.as_deref());
                if option.shared {
                    parsed.connection.push(whole.clone());
                }
                parsed.kubectl.push(whole);
            } else {
                if command.is_none() && !starts_with_dash(&word) {
                    command = word.to_str().map(str::to_owned);
                }
                parsed.certgraph.push(word);
            }
        }
        let asks_help = parsed
            .certgraph
            .iter()
            .any(|word| word == "--help" || word == "-h");
        parsed.kind = match command.as_deref() {
            _ if asks_help => Kind::Plain,
            Some("rbac") => Kind::Rbac,
            Some("save") => Kind::Save,
            Some(name) if CLUSTER.contains(&name) => Kind::Cluster,
            _ => Kind::Plain,
        };
        // Where no cluster is read, an option is certgraph's own: `verify --certificate-authority`.
        if parsed.kind == Kind::Plain {
            parsed.certgraph = all;
        }
        parsed
    }

    /// The command of certgraph that was asked for.
    pub(crate) fn command(&self) -> Option<&OsStr> {
        self.certgraph
            .iter()
            .find(|word| !starts_with_dash(word))
            .map(OsString::as_os_str)
    }
}

/// `-n NAME`, `--namespace=NAME` or `-A`: the namespace, `None` for all.
fn namespace(word: &OsStr, rest: &mut impl Iterator<Item = OsString>) -> Option<Option<String>> {
    let text = word.to_str()?;
    if matches!(text, "-A" | "--all-namespaces" | "--all-namespaces=true") {
        return Some(None);
    }
    if matches!(text, "-n" | "--namespace") {
        let value = rest.next()?;
        return Some(Some(value.to_string_lossy().into_owned()));
    }
    let value = text
        .strip_prefix("--namespace=")
        .or_else(|| text.strip_prefix("-n="))
        .or_else(|| text.strip_prefix("-n").filter(|_| !text.starts_with("--")))?;
    Some(Some(value.to_owned()))
}

/// An option of kubectl's, and the value that belongs to it.
fn known(
    word: &OsStr,
    rest: &mut impl Iterator<Item = OsString>,
) -> Option<(&'static KubectlOption, Option<OsString>)> {
    let text = word.to_str()?;
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(OsString::from(value))),
        None => (text, None),
    };
    let option = KUBECTL.iter().find(|option| {
        name.strip_prefix("--") == Some(option.long)
            || option
                .short
                .is_some_and(|short| name == format!("-{short}"))
    })?;
    let value = value.or_else(|| option.takes_value.then(|| rest.next()).flatten());
    Some((option, value))
}

/// `--name=value`, which needs no second word.
fn spelled(option: &KubectlOption, value: Option<&OsStr>) -> OsString {
    let mut whole = OsString::from(format!("--{}", option.long));
    if let Some(value) = value {
        whole.push("=");
        whole.push(value);
    }
    whole
}

fn starts_with_dash(word: &OsStr) -> bool {
    word.as_encoded_bytes().first() == Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Arguments {
        Arguments::parse(line.split_whitespace().map(OsString::from).collect())
    }

    fn words(words: &[OsString]) -> String {
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }

    #[test]
    fn kubectls_options_go_to_kubectl_wherever_they_stand() {
        let parsed = parse("--context prod -s https://a audit --as=me --format json");
        assert_eq!(
            words(&parsed.kubectl),
            "--context=prod --server=https://a --as=me"
        );
        assert_eq!(words(&parsed.certgraph), "audit --format json");
        assert_eq!(parsed.kind, Kind::Cluster);
    }

    #[test]
    fn explain_judges_the_connection_that_kubectl_makes() {
        let parsed = parse("explain --context prod --token abc");
        assert_eq!(words(&parsed.kubectl), "--context=prod --token=abc");
        assert_eq!(words(&parsed.certgraph), "explain");
        assert_eq!(words(&parsed.connection), "--context=prod");
    }

    #[test]
    fn a_namespace_is_the_plugins() {
        for line in [
            "audit -n web",
            "audit -nweb",
            "-n=web audit",
            "audit --namespace=web",
            "audit --namespace web",
        ] {
            assert_eq!(parse(line).namespace.as_deref(), Some("web"), "{line}");
            assert_eq!(words(&parse(line).certgraph), "audit", "{line}");
        }
        assert_eq!(parse("audit -A").namespace, None);
    }

    #[test]
    fn commands_without_a_cluster_are_passed_on() {
        assert_eq!(parse("message x509").kind, Kind::Plain);
        assert_eq!(
            words(&parse("verify --certificate-authority ca.crt a.crt").certgraph),
            "verify --certificate-authority ca.crt a.crt"
        );
        assert_eq!(parse("--version").kind, Kind::Plain);
        assert_eq!(parse("audit --help").kind, Kind::Plain);
        assert_eq!(parse("rbac").kind, Kind::Rbac);
        assert_eq!(parse("-n a save").kind, Kind::Save);
        assert_eq!(
            words(&parse("message -- --context x").certgraph),
            "message -- --context x"
        );
    }
}
