//! Static-pod manifests: which program runs with which flags, and which host files it sees where.

use serde::Deserialize;
use serde_yaml::Spanned;

use super::command_line::CommandLine;
use super::yaml_object::{ObjectError, object};

/// A container of a static pod.
#[derive(Clone, Debug)]
pub struct Container {
    /// Its name in the pod.
    pub name: String,
    /// Its flags: those of `command`, then those of `args`.
    pub flags: CommandLine,
    /// The first word of the command, without its folder.
    pub program: String,
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
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    #[serde(default)]
    containers: Vec<PodContainer>,
    #[serde(default)]
    volumes: Vec<Volume>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PodContainer {
    #[serde(default)]
    name: String,
    #[serde(default)]
    command: Vec<Spanned<String>>,
    #[serde(default)]
    args: Vec<Spanned<String>>,
    #[serde(default)]
    volume_mounts: Vec<VolumeMount>,
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
    let host_path = |name: &str| {
        let volume = pod.spec.volumes.iter().find(|volume| volume.name == name)?;
        Some(volume.host_path.as_ref()?.path.clone())
    };
    let container = |container: &PodContainer| {
        let words = container.command.iter().chain(&container.args);
        let words: Vec<_> = words
            .map(|word| {
                let line = u32::try_from(word.referenced.line()).ok();
                (word.value.clone(), line)
            })
            .collect();
        let mounts = container.volume_mounts.iter().filter_map(|mount| {
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
            name: container.name.clone(),
            program: program
                .and_then(|program| program.rsplit('/').next())
                .unwrap_or_default()
                .to_owned(),
            flags: CommandLine::new(&words),
            mounts: mounts.collect(),
        }
    };
    Ok(pod.spec.containers.iter().map(container).collect())
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
    fn json_is_read_too_and_an_error_names_a_place() {
        let json =
            br#"{"kind":"Pod","spec":{"containers":[{"name":"etcd","command":["etcd","--cert-file=/x"]}]}}"#;
        let containers = containers(json).unwrap();
        assert_eq!(containers[0].flags.value("cert-file").unwrap().text, "/x");
        let error = super::containers(b"kind: Pod\nspec: [geheim").unwrap_err();
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}
