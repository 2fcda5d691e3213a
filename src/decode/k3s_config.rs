//! The configuration file of k3s and RKE2: the flags of the command line as keys (k3s `pkg/configfilearg`).

use serde::Deserialize;

use super::yaml_object::{ObjectError, object};

/// What of it decides under which address a node is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct K3sConfig {
    /// `--node-ip`.
    pub node_ip: Values,
    /// `--node-name`.
    pub node_name: Values,
    /// `--kubelet-arg`: flags of the kubelet without their dashes.
    pub kubelet_arg: Values,
    /// `--kube-apiserver-arg`, likewise.
    pub kube_apiserver_arg: Values,
}

/// One value, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Values {
    /// `key: value`.
    One(String),
    /// `key: [value, value]`.
    Many(Vec<String>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Values {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// The value of a flag in a list of flags without their dashes; the last counts.
    pub fn flag(&self, name: &str) -> Option<&str> {
        let values = self.all().iter().rev();
        let mut flags = values.filter_map(|value| value.trim_start_matches('-').split_once('='));
        flags.find_map(|(flag, value)| (flag == name).then_some(value))
    }
}

/// Reads it.
///
/// # Errors
/// Where the text stops being YAML of that shape: line and column, never a value.
pub fn k3s_config(text: &[u8]) -> Result<K3sConfig, ObjectError> {
    object(text, "a configuration of k3s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_value_and_many() {
        let text = b"token: geheim\nnode-ip: 10.0.0.10\nkubelet-arg:\n- hostname-override=a\n- \"node-ip=10.0.0.11\"\n";
        let config = k3s_config(text).unwrap();
        assert_eq!(config.node_ip.all(), ["10.0.0.10"]);
        assert_eq!(config.kubelet_arg.flag("node-ip"), Some("10.0.0.11"));
        assert_eq!(config.kubelet_arg.flag("port"), None);
        let text = b"node-ip: [10.0.0.10, 'fd00::10']\n";
        assert_eq!(
            k3s_config(text).unwrap().node_ip.all(),
            ["10.0.0.10", "fd00::10"]
        );
        let error = k3s_config(b"node-ip: {geheim: 1}\n").unwrap_err();
        assert!(!error.to_string().contains("geheim"));
    }
}
