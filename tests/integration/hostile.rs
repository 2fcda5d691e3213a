//! Bad input ends soon, with a message that names file and field, and never with a panic.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::support::{Output, certgraph, fixture, unprintable};

/// Everything that can stand where a file belongs. The name tells a failing test which it was.
fn prepare(folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name);
    fs::create_dir(path("directory")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, path("fifo"), rustix::fs::Mode::RWXU).unwrap();
    fs::write(path("empty"), "").unwrap();
    fs::File::create(path("zeros"))
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    fs::write(path("brackets"), "[".repeat(200 << 10)).unwrap();
    fs::write(
        path("garbage"),
        (0..1_000_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect::<Vec<_>>(),
    )
    .unwrap();
    let names = [
        "bomb.yaml",
        "nesting.yaml",
        "names.crt",
        "key-as-certificate.crt",
        "utf16.crt",
        "certificate.der",
    ];
    for name in names {
        fs::copy(fixture("hostile").join(name), path(name)).unwrap();
    }
    let mut all: Vec<_> = [
        "absent",
        "directory",
        "fifo",
        "/dev/zero",
        "empty",
        "zeros",
        "brackets",
        "garbage",
    ]
    .iter()
    .chain(&names)
    .map(|name| (*name).to_owned())
    .collect();
    all.push("/proc/self/mem".to_owned());
    all
}

#[track_caller]
fn holds(output: &Output, what: &str) {
    output.is_orderly(what);
    assert!(
        output.elapsed < Duration::from_secs(1),
        "{what} took {:?}",
        output.elapsed
    );
    assert_eq!(unprintable(&output.all()), None, "{what}");
}

#[test]
fn as_the_kubeconfig_itself() {
    let folder = tempfile::tempdir().unwrap();
    for name in prepare(folder.path()) {
        // A named pipe as argument is waited for: something may still write into it.
        if name == "fifo" {
            continue;
        }
        let output = certgraph(folder.path(), &["explain", &name]).output();
        holds(&output, &format!("explain {name}"));
        assert!(output.code != Some(0), "{name}");
        assert!(
            output.all().contains(&name),
            "explain {name} does not name it: {}",
            output.all()
        );
    }
}

#[test]
fn as_a_file_that_a_kubeconfig_names() {
    let folder = tempfile::tempdir().unwrap();
    let names = prepare(folder.path());
    fs::copy(
        fixture("kubeadm/healthy/pki/ca.crt"),
        folder.path().join("ca.crt"),
    )
    .unwrap();
    for field in [
        "certificate-authority",
        "client-certificate",
        "client-key",
        "tokenFile",
    ] {
        for name in &names {
            let cluster = if field == "certificate-authority" {
                name
            } else {
                "ca.crt"
            };
            let user = match field {
                "certificate-authority" => "token: t".to_owned(),
                "client-certificate" => format!("client-certificate: {name}, client-key: ca.crt"),
                "client-key" => format!("client-certificate: ca.crt, client-key: {name}"),
                _ => format!("tokenFile: {name}"),
            };
            let text = format!(
                "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: k, user: u}}}}]\n\
                 clusters: [{{name: k, cluster: {{server: 'https://10.0.0.10:6443', certificate-authority: {cluster}}}}}]\n\
                 users: [{{name: u, user: {{{user}}}}}]\n"
            );
            fs::write(folder.path().join("config"), text).unwrap();
            let output = certgraph(folder.path(), &["explain", "config"]).output();
            let what = format!("{field}: {name}");
            holds(&output, &what);
            // A token is text of any kind; a readable certificate as CA is a CA for Go.
            let usable = field == "tokenFile" || (field != "client-key" && name == "names.crt");
            if !usable {
                assert_eq!(output.code, Some(1), "{what}: {}", output.all());
                assert!(
                    output.stdout.contains(field) || output.stdout.contains(name.as_str()),
                    "{what}: {}",
                    output.stdout
                );
            }
        }
    }
}

#[test]
fn as_a_file_that_a_flag_names() {
    let folder = tempfile::tempdir().unwrap();
    let names = prepare(folder.path());
    fs::copy(
        fixture("kubeadm/healthy/admin.conf"),
        folder.path().join("config"),
    )
    .unwrap();
    fs::copy(
        fixture("kubeadm/healthy/pki/apiserver.crt"),
        folder.path().join("server.crt"),
    )
    .unwrap();
    for flag in [
        "--client-ca-file",
        "--requestheader-client-ca-file",
        "--tls-cert-file",
        "--tls-private-key-file",
        "--token-auth-file",
    ] {
        for name in &names {
            let mut arguments = vec!["explain", "config", flag, name];
            if flag == "--tls-private-key-file" {
                arguments.extend(["--tls-cert-file", "server.crt"]);
            }
            let output = certgraph(folder.path(), &arguments).output();
            let what = format!("{flag} {name}");
            holds(&output, &what);
            if matches!(
                name.as_str(),
                "absent" | "directory" | "fifo" | "/dev/zero" | "zeros"
            ) {
                assert_eq!(output.code, Some(3), "{what}: {}", output.all());
                assert!(
                    output.stderr.contains(flag) && output.stderr.contains(name.as_str()),
                    "{what}: {}",
                    output.stderr
                );
            }
        }
    }
}

#[test]
fn as_something_to_inspect() {
    let folder = tempfile::tempdir().unwrap();
    for name in prepare(folder.path()) {
        // `inspect` streams no pipes that nobody writes to, and takes inputs of any size.
        if matches!(name.as_str(), "fifo" | "zeros") {
            continue;
        }
        let output = certgraph(folder.path(), &["inspect", &name]).output();
        output.is_orderly(&format!("inspect {name}"));
        assert!(
            output.elapsed < Duration::from_secs(1),
            "inspect {name} took {:?}",
            output.elapsed
        );
        assert_eq!(unprintable(&output.all()), None, "inspect {name}");
        if name != "directory" {
            assert!(
                output.all().contains(name.as_str()),
                "inspect {name}: {}",
                output.all()
            );
        }
    }
}

#[test]
fn names_that_act_on_terminals_are_shown_and_do_nothing() {
    let folder = fixture("hostile");
    for format in ["text", "json", "pem"] {
        for file in [
            "names.crt",
            "names.yaml",
            "long-names.crt",
            "many-names.crt",
        ] {
            let output = certgraph(&folder, &["inspect", file, "--format", format]).output();
            output.is_orderly(file);
            assert_eq!(unprintable(&output.stdout), None, "{file} as {format}");
        }
    }
}

#[test]
fn damaged_copies_of_good_files_are_told_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let good = [
        fs::read(fixture("kubeadm/healthy/admin.conf")).unwrap(),
        fs::read(fixture("kubeadm/healthy/pki/ca.crt")).unwrap(),
        fs::read(fixture("hostile/certificate.der")).unwrap(),
    ];
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % u64::try_from(below).unwrap()).unwrap()
    };
    for round in 0..150 {
        let mut bytes = good[round % good.len()].clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len().max(1));
            if at >= bytes.len() {
                break;
            }
            match next(4) {
                0 => bytes[at] = u8::try_from(next(256)).unwrap(),
                1 => drop(bytes.drain(at..(at + next(40)).min(bytes.len()))),
                2 => bytes.insert(at, b"\n\t: [{\"'-\0"[next(10)]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        fs::write(folder.path().join("input"), &bytes).unwrap();
        for command in ["explain", "inspect"] {
            let output = certgraph(folder.path(), &[command, "input"]).output();
            holds(&output, &format!("{command}, round {round}"));
        }
    }
}
