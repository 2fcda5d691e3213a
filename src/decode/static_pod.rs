//! Static-pod manifests: which program runs with which flags, and which host files it sees where.

use serde::Deserialize;
use serde_yaml::Spanned;

use super::command_line::CommandLine;
use super::yaml_object::{ObjectError, object};
use crate::programs::Release;

/// What a container has from its pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodFacts {
    /// `default` where the manifest has none (kubelet `config/common.go` `applyDefaults`).
    pub namespace: String,
    /// The pod's name; the kubelet adds that of the node.
    pub name: String,
    /// `hostNetwork`.
    pub host_network: bool,
}

/// A container of a static pod.
#[derive(Clone, Debug)]
pub struct Container {
    /// Its pod.
    pub pod: PodFacts,
    /// Its name in the pod.
    pub name: String,
    /// Its flags: those of `command`, then those of `args`.
    pub flags: CommandLine,
    /// The first word of the command, without its folder.
    pub program: String,
    /// Its image, `registry.k8s.io/etcd:3.6.4-0`.
    pub image: String,
    /// The kubelet probes whether it is alive, and restarts it where it is not.
    pub has_liveness_probe: bool,
    /// Where host paths appear in it.
    pub mounts: Vec<Mount>,
}

/// A host path inside a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// In the container.
    pub container: String,
    /// On the host.
    pub host: String,
}

impl Container {
    /// The release that its image's tag names, by minor and patch: `3.6` and `4` of `etcd:3.6.4-0`, `1.37` and `2` of
    /// `kube-apiserver:v1.37.2`; none where the tag is no version.
    pub fn release(&self) -> Option<Release> {
        let image = self.image.split('@').next()?;
        let tag = image.rsplit('/').next()?.rsplit_once(':')?.1;
        Release::parse(tag)
    }

    /// The host's path for a path in the container: the mount that lies nearest above it; none where no host path is
    /// mounted there.
    pub fn host_path(&self, path: &str) -> Option<String> {
        let inside = |mount: &&Mount| {
            let rest = path.strip_prefix(mount.container.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mount = self
            .mounts
            .iter()
            .filter(inside)
            .max_by_key(|mount| mount.container.trim_end_matches('/').len())?;
        let rest = path.get(mount.container.trim_end_matches('/').len()..)?;
        Some(format!("{}{rest}", mount.host.trim_end_matches('/')))
    }
}

#[derive(Deserialize)]
struct Pod {
    metadata: Option<Metadata>,
    spec: Spec,
}

#[derive(Deserialize)]
struct Metadata {
    name: Option<String>,
    namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    host_network: Option<bool>,
    containers: Option<Vec<PodContainer>>,
    volumes: Option<Vec<Volume>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PodContainer {
    #[serde(default)]
    name: String,
    #[serde(default)]
    image: Option<String>,
    liveness_probe: Option<serde::de::IgnoredAny>,
    command: Option<Vec<Spanned<String>>>,
    args: Option<Vec<Spanned<String>>>,
    volume_mounts: Option<Vec<VolumeMount>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VolumeMount {
    name: String,
    mount_path: String,
    #[serde(default)]
    sub_path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    name: String,
    host_path: Option<HostPath>,
}

#[derive(Deserialize)]
struct HostPath {
    path: String,
}

/// The containers of a Pod's manifest, in YAML or JSON.
///
/// # Errors
/// Where the text stops being a Pod: line and column, never a value.
pub fn containers(text: &[u8]) -> Result<Vec<Container>, ObjectError> {
    let pod: Pod = object(text, "a Pod")?;
    let metadata = |field: fn(&Metadata) -> &Option<String>| {
        let value = pod
            .metadata
            .as_ref()
            .and_then(|metadata| field(metadata).clone());
        value.filter(|value| !value.is_empty())
    };
    let facts = PodFacts {
        namespace: metadata(|all| &all.namespace).unwrap_or_else(|| "default".to_owned()),
        name: metadata(|all| &all.name).unwrap_or_default(),
        host_network: pod.spec.host_network.unwrap_or(false),
    };
    let host_path = |name: &str| {
        let mut volumes = pod.spec.volumes.iter().flatten();
        let volume = volumes.find(|volume| volume.name == name)?;
        Some(volume.host_path.as_ref()?.path.clone())
    };
    let container = |container: &PodContainer| {
        let words = [&container.command, &container.args];
        let words = words.into_iter().flatten().flatten();
        let words = words.map(|word| {
            let line = u32::try_from(word.referenced.line()).ok();
            (word.value.clone(), line)
        });
        let words = unwrapped(of_shell(words.collect()));
        let mounts = container
            .volume_mounts
            .iter()
            .flatten()
            .filter_map(|mount| {
                let host = host_path(&mount.name)?;
                Some(Mount {
                    container: mount.mount_path.clone(),
                    host: match mount.sub_path.trim_matches('/') {
                        "" => host,
                        below => format!("{}/{below}", host.trim_end_matches('/')),
                    },
                })
            });
        let program = words.first().map(|(word, _)| word.as_str());
        Container {
            pod: facts.clone(),
            name: container.name.clone(),
            has_liveness_probe: container.liveness_probe.is_some(),
            image: container.image.clone().unwrap_or_default(),
            program: program.map(file_name).unwrap_or_default().to_owned(),
            flags: CommandLine::new(&words),
            mounts: mounts.collect(),
        }
    };
    let containers = pod.spec.containers.iter().flatten();
    Ok(containers.map(container).collect())
}

/// The words of what a shell is told to run, `sh -c 'exec kube-apiserver --flag=…'`; any other command as it stands.
fn of_shell(words: Vec<(String, Option<u32>)>) -> Vec<(String, Option<u32>)> {
    const SHELLS: [&str; 3] = ["sh", "bash", "ash"];
    let script = match words.as_slice() {
        [(shell, _), (option, _), script, ..]
            if SHELLS.contains(&file_name(shell))
                && option.starts_with('-')
                && option.ends_with('c') =>
        {
            script
        }
        _ => return words,
    };
    let Some(split) = shlex::split(&script.0) else {
        return words;
    };
    // What leads the program in: other commands up to the last `exec`, assignments of variables.
    let last = split.iter().rposition(|word| word == "exec");
    let lead = |word: &String| word.contains('=') && !word.starts_with('-');
    let split = split.into_iter().skip(last.map_or(0, |last| last + 1));
    // What a variable of the shell holds nobody says.
    let known = split.skip_while(lead).filter(|word| !word.contains("${"));
    known.map(|word| (word, script.1)).collect()
}

/// The words without the programs that start another: kops has `go-runner`, OpenShift `watch-termination -- hyperkube`.
fn unwrapped(mut words: Vec<(String, Option<u32>)>) -> Vec<(String, Option<u32>)> {
    const WRAPPERS: [&str; 7] = [
        "dumb-init",
        "go-runner",
        "hyperkube",
        "ionice",
        "nice",
        "tini",
        "watch-termination",
    ];
    while words
        .first()
        .is_some_and(|(word, _)| WRAPPERS.contains(&file_name(word)))
    {
        let options = words
            .iter()
            .skip(1)
            .take_while(|(word, _)| word.starts_with('-'));
        let inner = 1 + options.count();
        words.drain(..inner.min(words.len()));
    }
    words
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
  - name: kube-apiserver
    command:
    - /usr/local/bin/kube-apiserver
    - --client-ca-file=/pki/ca.crt
    args: [--tls-cert-file, /pki/sub/a.crt]
    volumeMounts:
    - {name: certs, mountPath: /pki}
    - {name: other, mountPath: /pki/sub, subPath: b/}
    - {name: memory, mountPath: /tmp}
  volumes:
  - {name: certs, hostPath: {path: /etc/kubernetes/pki, type: DirectoryOrCreate}}
  - {name: other, hostPath: {path: /srv/}}
  - {name: memory, emptyDir: {}}
";

    #[test]
    fn reads_flags_with_lines_and_maps_paths() {
        let containers = containers(MANIFEST.as_bytes()).unwrap();
        let [apiserver] = containers.as_slice() else {
            panic!("one container")
        };
        assert_eq!(apiserver.program, "kube-apiserver");
        let pod = &apiserver.pod;
        let name = (pod.namespace.as_str(), pod.name.as_str());
        assert_eq!(name, ("kube-system", "kube-apiserver"));
        assert!(!pod.host_network);
        let flag = apiserver.flags.value("client-ca-file").unwrap();
        assert_eq!((flag.text, flag.line), ("/pki/ca.crt", Some(9)));
        let flag = apiserver.flags.value("tls-cert-file").unwrap();
        assert_eq!(flag.text, "/pki/sub/a.crt");
        let host = |path: &str| apiserver.host_path(path);
        assert_eq!(
            host("/pki/ca.crt").as_deref(),
            Some("/etc/kubernetes/pki/ca.crt")
        );
        assert_eq!(host("/pki/sub/a.crt").as_deref(), Some("/srv/b/a.crt"));
        assert_eq!(host("/pki2/a.crt"), None);
        assert_eq!(host("/tmp/x"), None);
    }

    #[test]
    fn a_shell_s_script_is_read_word_by_word() {
        let text = "kind: Pod
spec:
  containers:
  - name: etcd
    command: [/bin/sh, -ec, \"GOGC=50 exec /usr/bin/etcd --cert-file='/a b' \\\\\\n  --key-file=/k 2>&1\"]
    args: null
  volumes: null
";
        let containers = containers(text.as_bytes()).unwrap();
        assert_eq!(containers[0].program, "etcd");
        let value = |flag| containers[0].flags.value(flag).unwrap().text;
        assert_eq!((value("cert-file"), value("key-file")), ("/a b", "/k"));
    }

    #[test]
    fn what_starts_another_program_is_passed_over() {
        let text = "kind: Pod
spec:
  containers:
  - name: a
    command: [/go-runner]
    args: [--also-stdout, /usr/local/bin/kube-apiserver, --client-ca-file=/x]
  - name: b
    command: [/bin/bash, -ec]
    args:
    - |
      # A lock's
      exec {FD}>${LOCK} && flock \"${FD}\" || exit 1
      exec watch-termination --x=1 -- hyperkube kube-apiserver --openshift-config=/c --advertise-address=${HOST_IP} -v=2
  - name: c
    command: [/bin/sh, -c, \"mkfifo /p; (tee -a /l < /p & ) ; exec /usr/local/bin/kube-apiserver --client-ca-file=/x > /p 2>&1\"]
";
        let containers = containers(text.replace("\\\"", "\"").as_bytes()).unwrap();
        for one in &containers {
            assert_eq!(one.program, "kube-apiserver", "{}", one.name);
            assert!(one.flags.value("advertise-address").is_none());
        }
        assert_eq!(
            containers[0].flags.value("client-ca-file").unwrap().text,
            "/x"
        );
        assert_eq!(
            containers[1].flags.value("openshift-config").unwrap().text,
            "/c"
        );
        assert_eq!(
            containers[2].flags.value("client-ca-file").unwrap().text,
            "/x"
        );
    }

    #[test]
    fn json_is_read_too_and_an_error_names_a_place() {
        let json =
            br#"{"kind":"Pod","spec":{"containers":[{"name":"etcd","command":["etcd","--cert-file=/x"]}]}}"#;
        let containers = containers(json).unwrap();
        assert_eq!(containers[0].flags.value("cert-file").unwrap().text, "/x");
        let error = super::containers(b"kind: Pod\nspec: [geheim").unwrap_err();
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}
