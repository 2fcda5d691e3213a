//! Bad input ends within a second, with a message that names file and field, in little memory, and never with a panic.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::support::{Output, certgraph, fixture, soon, unprintable};

/// Where nothing can be read.
const UNREADABLE: [&str; 6] = [
    "absent",
    "directory",
    "fifo",
    "/dev/zero",
    "zeros",
    "looping",
];
/// What can be read, and is not what belongs there.
const UNUSABLE: [&str; 8] = [
    "brackets",
    "empty",
    "garbage",
    "bomb.yaml",
    "nesting.yaml",
    "utf16.crt",
    "certificate.der",
    "key-as-certificate.crt",
];
/// A certificate with control and bidirectional characters in its names: Go takes it.
const NAMES: &str = "names.crt";

/// Makes all of them.
fn prepare(folder: &Path) {
    let path = |name: &str| folder.join(name);
    fs::create_dir(path("directory")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, path("fifo"), rustix::fs::Mode::RWXU).unwrap();
    std::os::unix::fs::symlink("looping", path("looping")).unwrap();
    fs::write(path("empty"), "").unwrap();
    let zeros = fs::File::create(path("zeros")).unwrap();
    zeros.set_len(100 << 20).unwrap();
    fs::write(path("brackets"), "[".repeat(200 << 10)).unwrap();
    let noise = (0..1_000_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    fs::write(path("garbage"), noise.collect::<Vec<_>>()).unwrap();
    for name in UNUSABLE.iter().chain([&NAMES]) {
        let from = fixture("hostile").join(name);
        if from.exists() {
            fs::copy(from, path(name)).unwrap();
        }
    }
    let pki = fixture("kubeadm/healthy/pki");
    for name in ["ca.crt", "apiserver.crt"] {
        fs::copy(pki.join(name), path(name)).unwrap();
    }
    fs::copy(fixture("kubeadm/healthy/admin.conf"), path("admin.conf")).unwrap();
}

fn everything() -> impl Iterator<Item = &'static str> {
    UNREADABLE.into_iter().chain(UNUSABLE).chain([NAMES])
}

/// Runs it, and holds what holds of every run.
#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = soon(folder, arguments);
    let what = format!("{arguments:?}");
    output.is_orderly(&what);
    // A guard against what never ends, and no measure of speed: a busy machine takes its time.
    let took = output.elapsed;
    assert!(took < Duration::from_secs(20), "{what} took {took:?}");
    assert_eq!(unprintable(&output.all()), None, "{what}");
    output
}

#[track_caller]
fn says(text: &str, wanted: &[&str], what: &str) {
    for wanted in wanted {
        assert!(
            text.contains(wanted),
            "{what} does not say {wanted}:\n{text}"
        );
    }
}

#[test]
fn as_the_kubeconfig_itself() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for name in everything() {
        for arguments in [&["explain", name][..], &["explain", "--kubeconfig", name]] {
            let output = run(folder.path(), arguments);
            let what = format!("{arguments:?}");
            if UNREADABLE.contains(&name) && arguments.len() == 2 {
                assert_eq!(output.code, Some(3), "{what}: {}", output.all());
                assert_eq!(output.stdout, "", "{what}");
            }
            assert_ne!(output.code, Some(0), "{what}");
            says(&output.all(), &[name], &what);
        }
        let output = certgraph(folder.path(), &["explain"]).env("KUBECONFIG", name);
        let output = output.output();
        output.is_orderly(&format!("KUBECONFIG={name}"));
        assert_ne!(output.code, Some(0), "KUBECONFIG={name}");
        says(&output.all(), &[name], &format!("KUBECONFIG={name}"));
    }
}

#[test]
fn as_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for name in UNUSABLE.into_iter().chain([NAMES]) {
        let bytes = fs::read(folder.path().join(name)).unwrap();
        for command in ["explain", "inspect"] {
            let run = certgraph(folder.path(), &[command, "-"]).stdin(bytes.clone());
            let output = run.output();
            output.is_orderly(&format!("{command} - of {name}"));
            assert_eq!(unprintable(&output.all()), None, "{command} - of {name}");
        }
    }
}

/// Bytes come from a device for ever, however it is opened.
#[test]
fn a_device_is_no_standard_input() {
    for arguments in [
        &["explain", "-"][..],
        &["inspect", "-"],
        &["audit", "-"],
        &["tree", "-"],
        &["message", "-"],
        &["verify", "--batch", "-"],
        &["verify", "--purpose", "client", "--anchors", "-", "--", "-"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
            .args(arguments)
            .stdin(fs::File::open("/dev/zero").unwrap())
            .env_clear()
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        says(
            &text,
            &["-: is a character device"],
            &format!("{arguments:?}"),
        );
    }
}

/// certgraph's own limits say nothing of what kubectl does.
#[test]
fn a_limit_of_ours_is_no_refusal_of_kubectls() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let contexts: String = (0..15_000)
        .map(|number| format!("- name: y{number}\n  context: {{cluster: c, user: u}}\n"))
        .collect();
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: y0\nclusters:\n- name: c\n  cluster: {{server: 'https://x:1'}}\n\
         users:\n- name: u\n  user: {{token: x}}\ncontexts:\n{contexts}"
    );
    fs::write(folder.path().join("many"), text).unwrap();
    for name in ["many", "nesting.yaml", "bomb.yaml"] {
        for arguments in [&["explain", name][..], &["audit", name], &["inspect", name]] {
            let output = run(folder.path(), arguments);
            if name == "many" || arguments == ["explain", name] {
                assert_eq!(output.code, Some(3), "{arguments:?}: {}", output.all());
                says(&output.stderr, &[name, "certgraph"], name);
            }
            assert!(!output.all().contains("kubectl"), "{}", output.all());
        }
    }
}

#[test]
fn as_a_file_that_a_kubeconfig_names() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for field in [
        "certificate-authority",
        "client-certificate",
        "client-key",
        "tokenFile",
    ] {
        for name in everything() {
            let ca = if field == "certificate-authority" {
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
                 clusters: [{{name: k, cluster: {{server: 'https://10.0.0.10:6443', certificate-authority: {ca}}}}}]\n\
                 users: [{{name: u, user: {{{user}}}}}]\n"
            );
            fs::write(folder.path().join("config"), text).unwrap();
            let what = format!("{field}: {name}");
            let output = run(folder.path(), &["explain", "config"]);
            let json = run(folder.path(), &["explain", "config", "--format", "json"]);
            // A token is text of any kind, and a certificate is one whatever its names.
            let usable = match field {
                "tokenFile" => !UNREADABLE.contains(&name),
                "client-key" => false,
                _ => name == NAMES,
            };
            if usable {
                continue;
            }
            // kubectl opens the file with the token only as it sends a request.
            if field != "tokenFile" {
                assert_eq!(output.code, Some(1), "{what}: {}", output.all());
            }
            assert_ne!(output.code, Some(0), "{what}: {}", output.all());
            says(&output.stdout, &[name], &what);
            says(&json.stdout, &[name, field], &what);
            let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
            let predicted = &json["connections"][0]["predicted"];
            // kubectl would wait for the pipe, and read the device and the zeros.
            let ours = matches!(name, "fifo" | "/dev/zero" | "zeros");
            if ours || name == "absent" {
                assert_eq!(predicted["kubectl"].is_null(), ours, "{what}: {predicted}");
            }
        }
    }
}

#[test]
fn as_a_file_that_a_flag_names() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for flag in [
        "--client-ca-file",
        "--requestheader-client-ca-file",
        "--tls-cert-file",
        "--tls-private-key-file",
        "--token-auth-file",
    ] {
        for name in everything() {
            let mut arguments = vec!["explain", "admin.conf", flag, name, "--at", "2026-06-01"];
            if flag == "--tls-private-key-file" {
                arguments.extend(["--tls-cert-file", "apiserver.crt"]);
            }
            let output = run(folder.path(), &arguments);
            let what = format!("{flag} {name}");
            if UNREADABLE.contains(&name) {
                assert_eq!(output.code, Some(3), "{what}: {}", output.all());
                says(&output.stderr, &[flag, name], &what);
            } else if name != NAMES && flag != "--token-auth-file" {
                assert_eq!(output.code, Some(1), "{what}: {}", output.all());
                says(&output.stdout, &[name], &what);
            }
        }
    }
    for name in everything() {
        let pair = format!("{name},{name}:example.com");
        let output = run(
            folder.path(),
            &["explain", "admin.conf", "--tls-sni-cert-key", &pair],
        );
        assert_ne!(output.code, Some(0), "{pair}: {}", output.all());
        says(&output.all(), &[name], &pair);
    }
}

#[test]
fn as_something_to_inspect_or_verify() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for name in everything() {
        for format in ["text", "json", "pem"] {
            let output = run(folder.path(), &["inspect", name, "--format", format]);
            let readable = matches!(name, "directory" | "certificate.der" | "utf16.crt" | NAMES);
            if !readable && !name.contains(".yaml") {
                assert_eq!(output.code, Some(3), "{name}: {}", output.all());
            }
            if !readable && format != "pem" {
                says(&output.all(), &[name], &format!("inspect {name}"));
            }
        }
        let output = run(folder.path(), &["verify", "--batch", name]);
        if UNREADABLE.contains(&name) {
            assert_eq!(output.code, Some(3), "--batch {name}: {}", output.all());
            says(&output.stderr, &[name], &format!("--batch {name}"));
        }
        for [anchors, leaf] in [[name, "ca.crt"], ["ca.crt", name]] {
            let arguments = ["verify", "--anchors", anchors, "--purpose", "client", leaf];
            let output = run(folder.path(), &arguments);
            if UNREADABLE.contains(&name) {
                assert_eq!(output.code, Some(3), "{arguments:?}: {}", output.all());
                says(&output.stderr, &[name], &format!("{arguments:?}"));
            }
        }
    }
}

#[test]
fn names_that_act_on_terminals_are_shown_and_do_nothing() {
    let folder = fixture("hostile");
    let ca = ["--client-ca-file", "names-ca.crt"];
    let files = ["--tls-cert-file", "names.crt", "--at", "2026-06-01"];
    for width in ["40", "60", "80", "120"] {
        let mut runs: Vec<Vec<&str>> = Vec::new();
        for file in [
            "names.crt",
            "names-ca.crt",
            "names.yaml",
            "long-names.crt",
            "many-names.crt",
        ] {
            for format in ["text", "json", "pem"] {
                runs.push(vec!["inspect", file, "--format", format, "--width", width]);
            }
            runs.push(vec!["inspect", file, "--full", "--width", width]);
        }
        for format in ["text", "json"] {
            let explain = [
                "explain",
                "names.yaml",
                "--width",
                width,
                "--format",
                format,
            ];
            runs.push([&explain[..], &ca, &files].concat());
            runs.push([&explain[..], &["--all-contexts", "-v"]].concat());
        }
        for arguments in runs {
            let output = certgraph(&folder, &arguments).output();
            output.is_orderly(&format!("{arguments:?}"));
            assert_eq!(unprintable(&output.all()), None, "{arguments:?}");
            // A line that claims to be another one would begin where a line begins.
            let false_line = output
                .stdout
                .lines()
                .find(|line| line.trim_start().starts_with("Subject:"));
            assert_eq!(false_line, None, "{arguments:?}");
        }
    }
}

/// A generator of numbers, always the same ones.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// Some changes of a file.
    fn damage(&mut self, good: &[u8]) -> Vec<u8> {
        const BYTES: &[u8] = b"\n\t: [{\"'-\0#&*!|>%@`,]}~\xff\x30\x80";
        let mut bytes = good.to_vec();
        for _ in 0..=self.below(4) {
            if bytes.is_empty() {
                break;
            }
            let at = self.below(bytes.len());
            match self.below(6) {
                0 => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                1 => drop(bytes.drain(at..(at + self.below(40)).min(bytes.len()))),
                2 => bytes.insert(at, BYTES[self.below(BYTES.len())]),
                3 => bytes[at] ^= 1 << self.below(8),
                4 => {
                    let piece = bytes[at..(at + self.below(60)).min(bytes.len())].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    }
}

#[test]
fn damaged_copies_of_good_files_are_survived() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let scene = fixture("faults/accepted-token");
    for name in ["kubeconfig.yaml", "server/client-ca.crt"] {
        fs::copy(
            scene.join(name),
            path(Path::new(name).file_name().unwrap().to_str().unwrap()),
        )
        .unwrap();
    }
    fs::copy(scene.join("server/apiserver.crt"), path("apiserver.crt")).unwrap();
    let good = |name: &str| fs::read(fixture(name)).unwrap();
    // Every file that takes part in a run, and how it does.
    let roles: [(&[u8], &[&str]); 9] = [
        (&good("kubeadm/healthy/admin.conf"), &["explain", "input"]),
        (
            &good("ack/kubeconfig.yaml"),
            &["explain", "input", "--all-contexts", "--format", "json"],
        ),
        (&good("hostile/names.yaml"), &["explain", "input"]),
        (
            &good("kubeadm/healthy/admin.conf"),
            &["inspect", "input", "--full"],
        ),
        (&good("hostile/certificate.der"), &["inspect", "input"]),
        (
            &good("hostile/text-heavy.crt"),
            &["inspect", "input", "--format", "json"],
        ),
        (&good("hostile/bundle.p7b"), &["inspect", "input"]),
        (
            &good("kubeadm/healthy/pki/ca.crt"),
            &[
                "explain",
                "kubeconfig.yaml",
                "--client-ca-file",
                "input",
                "--tls-cert-file",
                "apiserver.crt",
            ],
        ),
        (
            &good("kubeadm/healthy/pki/apiserver.key"),
            &[
                "explain",
                "kubeconfig.yaml",
                "--tls-cert-file",
                "apiserver.crt",
                "--tls-private-key-file",
                "input",
            ],
        ),
    ];
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for round in 0..360 {
        let (good, arguments) = roles[round % roles.len()];
        fs::write(path("input"), numbers.damage(good)).unwrap();
        let output = soon(folder.path(), arguments);
        let what = format!("round {round}, {arguments:?}");
        output.is_orderly(&what);
        assert_eq!(unprintable(&output.all()), None, "{what}");
    }
}

/// A thousand entries with one fault are one sentence, and a short screen stays short.
#[test]
fn a_fault_that_a_thousand_entries_have_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let same = "- name: a\n  user: {token: x}\n".repeat(1000);
    let twice: String = (0..1000)
        .map(|number| format!("- name: u{}\n  user: {{token: x}}\n", number / 2))
        .collect();
    for users in [same, twice] {
        let kubeconfig = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters:\n- name: a\n  cluster: {{server: \"https://x:1\"}}\n\
             users:\n{users}contexts:\n- name: a\n  context: {{cluster: a, user: a}}\n"
        );
        fs::write(folder.path().join("k.yaml"), kubeconfig).unwrap();
        let output = soon(folder.path(), &["explain", "k.yaml"]);
        assert!(output.stdout.lines().count() <= 45, "{}", output.stdout);
        assert!(output.stdout.contains(" more "), "{}", output.stdout);
    }
}
