//! Fixes of the kubeconfig's own faults: fields that exclude each other, names that lead nowhere, URLs.

use std::net::IpAddr;

use super::selection::{clusters, contexts};
use super::{kubeconfig_text, trust_client, trust_server, user};
use crate::decode::kubeconfig::{Endpoint, UrlText, User};
use crate::finding::{Code, Finding};
use crate::fix::model::{Command, Edit, Fix, KubeconfigEdit, Side, Unset, Words, all};
use crate::fix::propose::tools::{Entry, Scene, unset};
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::source::Limit;
use crate::x509::Certificate;

/// The fixes of a fault of the kubeconfig.
pub(crate) fn for_finding(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    match finding.problem.code() {
        Code::PlainHttp => https(scene),
        Code::CaWithInsecure => vec![Fix::new(
            Side::Client,
            "keep the CA, and let kubectl check again",
            all([set_cluster(scene, "--insecure-skip-tls-verify", "false")]),
            vec![Edit::Kubeconfig(KubeconfigEdit::Checked)],
        )],
        Code::BothFileAndData => both(scene, finding),
        Code::SeveralAuthMethods => several_methods(scene),
        Code::InvalidProxyUrl => vec![Fix::new(
            Side::Client,
            "drop the proxy, if the server can be reached without one",
            all([set_cluster(scene, "--proxy-url", "")]),
            vec![Edit::Kubeconfig(KubeconfigEdit::NoProxy)],
        )],
        Code::InvalidServerUrl => https(scene),
        Code::UnknownContext => contexts(scene),
        Code::NoServer => no_server(scene),
        Code::UnknownCluster => clusters(scene),
        Code::UnknownUser | Code::NoCredentials => {
            let mut fixes = trust_client::other_users(scene);
            if fixes.is_empty() {
                fixes.push(Fix::untried(
                    Side::Client,
                    "give the user a client certificate with its key, or a token",
                    Vec::new(),
                ));
            }
            fixes
        }
        Code::UnreadableFile => unreadable(scene, finding),
        Code::BadBase64 => encode_again(scene, finding),
        Code::InvalidExec => user::exec(scene),
        Code::ImpersonationWithoutUser => user::impersonation(scene),
        Code::UnavailableAuthProvider => user::auth_provider(scene),
        _ => kubeconfig_text::for_finding(scene, finding),
    }
}

/// `http` stands where the server speaks TLS; or nothing that is a URL does.
fn https(scene: &Scene<'_>) -> Vec<Fix> {
    let Some(server) = scene
        .config
        .clusters
        .iter()
        .find(|cluster| cluster.name == scene.selected.cluster)
        .and_then(|cluster| cluster.server.as_ref())
    else {
        return Vec::new();
    };
    let usable = |url: &UrlText| Endpoint::parse(url, UrlRules::STRICT).is_ok();
    let Some(new) = server.value.with_tls().filter(usable) else {
        return vec![name_server(scene)];
    };
    // User information is never printed, so there is no command for such a URL.
    let command = if server.value.is_shown_whole() && new.is_shown_whole() {
        all([set_cluster(scene, "--server", &new.shown())])
    } else {
        Vec::new()
    };
    vec![Fix::new(
        Side::Client,
        "use https",
        command,
        vec![Edit::Kubeconfig(KubeconfigEdit::Server(new))],
    )]
}

/// Where the server listens is in no file; which names its certificate has is.
fn name_server(scene: &Scene<'_>) -> Fix {
    let Some(host) = scene
        .serving_leaf()
        .and_then(|leaf| likely_host(&leaf.certificate))
    else {
        return Fix::untried(
            Side::Client,
            "write the URL as https://HOST:PORT: kubectl config set-cluster with --server",
            Vec::new(),
        );
    };
    let url = format!("https://{host}:6443");
    Fix::new(
        Side::Client,
        format!(
            "write the server as https://HOST:PORT; its certificate names {host}, and 6443 is the usual port \
             (where it listens is in no file)"
        ),
        all([set_cluster(scene, "--server", &url)]),
        vec![Edit::Kubeconfig(KubeconfigEdit::Server(UrlText::new(url)))],
    )
}

/// Of the names of a serving certificate the one that looks most like where people connect to: an address that is not
/// the first of a network, which is the cluster's own service, or a domain that is not the cluster's own.
fn likely_host(certificate: &Certificate) -> Option<String> {
    let names = certificate.subject_alt_name.as_ref()?;
    let shown = |address: &IpAddr| match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    let outside = |address: &&IpAddr| match address {
        IpAddr::V4(address) => !address.is_loopback() && address.octets()[3] != 1,
        IpAddr::V6(address) => !address.is_loopback() && address.segments()[7] != 1,
    };
    let domain = |name: &&String| {
        name.contains('.')
            && !name.starts_with("kubernetes.")
            && !name.contains('*')
            && name.bytes().all(|byte| byte.is_ascii_graphic())
    };
    names
        .ip
        .iter()
        .find(outside)
        .map(shown)
        .or_else(|| names.dns.iter().find(domain).cloned())
        .or_else(|| names.ip.first().map(shown))
}

/// A file and inline data: one of them is dropped.
fn both(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let field = finding
        .locations
        .first()
        .and_then(|place| place.field.as_deref())
        .and_then(|field| field.rsplit_once('.'))
        .map_or("", |(_, name)| name);
    let (name, file, data) = match field.trim_end_matches("-data") {
        "certificate-authority" => (
            "certificate-authority",
            Unset::CertificateAuthority,
            Unset::CertificateAuthorityData,
        ),
        "client-key" => ("client-key", Unset::ClientKey, Unset::ClientKeyData),
        _ => (
            "client-certificate",
            Unset::ClientCertificate,
            Unset::ClientCertificateData,
        ),
    };
    vec![
        Fix::new(
            Side::Client,
            format!("keep {name}-data, and drop the file"),
            all([unset(scene, name)]),
            vec![Edit::Kubeconfig(KubeconfigEdit::Unset(file))],
        ),
        Fix::new(
            Side::Client,
            format!("keep the file, and drop {name}-data"),
            all([unset(scene, &format!("{name}-data"))]),
            vec![Edit::Kubeconfig(KubeconfigEdit::Unset(data))],
        ),
    ]
}

/// A token beside a user name; the token counts in any cluster of today, unless there is a certificate.
fn several_methods(scene: &Scene<'_>) -> Vec<Fix> {
    let user = scene
        .config
        .users
        .iter()
        .find(|user| user.name == scene.selected.user);
    let drop = |text: &str, fields: &[(&str, Unset)]| {
        Fix::new(
            Side::Client,
            text,
            all(fields.iter().flat_map(|(names, _)| {
                names
                    .split(' ')
                    .map(|name| unset(scene, name))
                    .collect::<Vec<_>>()
            })),
            fields
                .iter()
                .map(|(_, field)| Edit::Kubeconfig(KubeconfigEdit::Unset(*field)))
                .collect(),
        )
    };
    let basic = basic_fields(user);
    let mut tokens = Vec::new();
    if user.is_some_and(|user| user.token.is_some()) {
        tokens.push(("token", Unset::Token));
    }
    if user.is_some_and(|user| user.token_file.is_some()) {
        tokens.push(("tokenFile", Unset::TokenFile));
    }
    vec![
        drop(
            "drop user name and password, which kube-apiserver ignores",
            &[(basic, Unset::UserNameAndPassword)],
        ),
        drop("drop the token", &tokens),
    ]
}

fn basic_fields(user: Option<&User>) -> &'static str {
    let name = user.is_some_and(|user| user.username.is_some());
    let password = user.is_some_and(|user| user.password.is_some());
    match (name, password) {
        (true, true) => "username password",
        (false, true) => "password",
        _ => "username",
    }
}

/// No context is current, or it names no cluster, or the cluster no server.
fn no_server(scene: &Scene<'_>) -> Vec<Fix> {
    if scene.selected.context.is_empty() {
        return contexts(scene);
    }
    if scene.selected.cluster.is_empty() {
        return clusters(scene);
    }
    vec![name_server(scene)]
}

/// A file that is named and is not there.
fn unreadable(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let field = finding
        .locations
        .first()
        .and_then(|place| place.field.as_deref())
        .unwrap_or_default();
    if field.ends_with("certificate-authority") {
        return trust_server::of_the_server(scene, finding);
    }
    vec![Fix::untried(
        Side::Client,
        "put the file in its place, or name the right one; a relative path starts at the kubeconfig's own folder",
        Vec::new(),
    )]
}

/// A data field that is not base64. kubectl does not load the file, so it cannot set the field either.
fn encode_again(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(place) = finding.locations.first() else {
        return Vec::new();
    };
    let field = place.field.as_deref().unwrap_or_default();
    let repaired = Edit::Kubeconfig(KubeconfigEdit::Repaired(place.clone()));
    if !field.ends_with("certificate-authority-data") {
        return vec![Fix::untried(
            Side::Client,
            "rewrite the field as base64 of the PEM file in one line: base64 -w0 FILE",
            Vec::new(),
        )];
    }
    trust_server::of_the_server(scene, finding)
        .into_iter()
        .map(|mut fix| {
            // The model takes the field as kubectl would after the line is written anew.
            if !fix.edits.is_empty() {
                fix.edits.insert(0, repaired.clone());
            }
            let file = fix
                .commands
                .last()
                .and_then(|set| set.words().last())
                .and_then(|word| word.strip_prefix("--certificate-authority="))
                .map(str::to_owned);
            fix.commands.pop();
            match file.and_then(|file| write_line(scene, place, &file)) {
                Some(command) => fix.commands.push(command),
                None => fix.commands.clear(),
            }
            fix.text = format!(
                "{}: rewrite line {}, in one line",
                fix.text,
                place.line.unwrap_or_default()
            );
            fix
        })
        .collect()
}

/// Puts base64 of a file, whose name is quoted already, behind the field's colon; what continued it goes.
fn write_line(scene: &Scene<'_>, place: &Location, file: &str) -> Option<Command> {
    let line = place.line?;
    if &*place.file == "-" {
        return None;
    }
    let path = std::path::Path::new(&*place.file);
    let text = scene.evaluation.files.read(path, Limit::KUBECONFIG).ok()?;
    let text = String::from_utf8_lossy(&text);
    let continued = text
        .lines()
        .skip(usize::try_from(line).ok()?)
        .take_while(|line| {
            let line = line.trim();
            !line.is_empty()
                && !line.contains(": ")
                && !line.ends_with(':')
                && !line.starts_with("- ")
        })
        .count();
    let last = line.saturating_add(u32::try_from(continued).ok()?);
    let delete = if continued > 0 {
        format!("{},{last}d;", line.saturating_add(1))
    } else {
        String::new()
    };
    Words::new("sed -i")
        .raw(format!("\"{delete}{line}s|:.*|: $(base64 -w0 {file})|\""))
        .value(&place.file)
        .done()
}

fn set_cluster(scene: &Scene<'_>, option: &str, value: &str) -> Option<Command> {
    Words::new("kubectl config set-cluster")
        .value(&scene.selected.cluster)
        .option("--kubeconfig", &scene.file_of(Entry::Cluster)?)
        .option(option, value)
        .done()
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    #[test]
    fn a_url_is_written_with_https_and_a_host_that_the_certificate_names() {
        let [(text, command, after)] = &fixes("plain-http", Code::PlainHttp)[..] else {
            panic!("one fix")
        };
        assert_eq!(
            (text.as_str(), *after),
            ("use https", Some(Verdict::Accept))
        );
        assert!(
            command.contains("--server=https://10.0.0.10:6443"),
            "{command}"
        );
        let (_, command, after) = &fixes("no-server", Code::NoServer)[0];
        assert!(
            command.contains("--server=https://10.0.0.10:6443"),
            "{command}"
        );
        assert_eq!(*after, Some(Verdict::Accept));
    }

    #[test]
    fn names_that_lead_nowhere_are_replaced_by_those_that_lead_on() {
        for (fault, code) in [
            ("unknown-context", Code::UnknownContext),
            ("unknown-cluster", Code::UnknownCluster),
        ] {
            let fixes = fixes(fault, code);
            assert!(!fixes.is_empty(), "{fault}");
            assert!(
                fixes.iter().any(|fix| fix.2 == Some(Verdict::Accept)),
                "{fault}"
            );
        }
    }
}
