//! The configuration of k3s and RKE2: the flags of the command line as keys of one file and of those in the folder beside
//! it (k3s `pkg/configfilearg/parser.go`).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::yaml_object::{ObjectError, object};
use crate::ground::location::Location;

/// What decides under which address a node is known. Nothing else is held: the rest has tokens in it.
const KEYS: [&str; 4] = ["node-ip", "node-name", KUBELET, API_SERVER];
/// Flags of the kubelet without their dashes.
pub const KUBELET: &str = "kubelet-arg";
/// Those of kube-apiserver, likewise.
pub const API_SERVER: &str = "kube-apiserver-arg";

/// All files together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct K3sConfig(BTreeMap<String, Setting>);

/// The values of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// In their order.
    pub values: Vec<String>,
    /// The file that had the last word.
    pub location: Location,
}

impl K3sConfig {
    /// Takes over a further file: of a key the later one counts, and one that ends in `+` adds to what is there.
    ///
    /// # Errors
    /// Where the text stops being YAML of that shape: line and column, never a value.
    pub fn read(&mut self, text: &[u8], location: &Location) -> Result<(), ObjectError> {
        let file: File = object(text, "a configuration of k3s")?;
        for (key, values) in file.0 {
            let (key, adds) = match key.strip_suffix('+') {
                Some(key) => (key, true),
                None => (key.as_str(), false),
            };
            let before = self.0.remove(key).filter(|_| adds);
            let mut all = before.map(|before| before.values).unwrap_or_default();
            all.extend(values.0);
            self.set(key, all, location);
        }
        Ok(())
    }

    /// Gives a key its values.
    pub fn set(&mut self, key: &str, values: Vec<String>, location: &Location) {
        let location = location.clone();
        self.0.insert(key.to_owned(), Setting { values, location });
    }

    /// The values of a key.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.0.get(key).filter(|setting| !setting.values.is_empty())
    }

    /// The value of a flag among those of a component, and where it stands; the last counts.
    pub fn handed(&self, component: &str, flag: &str) -> Option<(&str, &Location)> {
        let setting = self.get(component)?;
        let values = setting.values.iter().rev();
        let mut flags = values.filter_map(|value| value.trim_start_matches('-').split_once('='));
        let (_, value) = flags.find(|(name, _)| *name == flag)?;
        Some((value, &setting.location))
    }
}

/// The keys of one file in their order, as far as they are of interest.
struct File(Vec<(String, Values)>);

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = File;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("flags")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
                let mut file = File(Vec::new());
                while let Some(key) = map.next_key::<String>()? {
                    if KEYS.contains(&key.trim_end_matches('+')) {
                        file.0.push((key, map.next_value()?));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(file)
            }

            fn visit_unit<E>(self) -> Result<File, E> {
                Ok(File(Vec::new()))
            }
        }
        deserializer.deserialize_any(Keys)
    }
}

/// One value, or a list of them.
struct Values(Vec<String>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of values")
            }

            fn visit_str<E>(self, value: &str) -> Result<Values, E> {
                Ok(Values(vec![value.to_owned()]))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_unit<E>(self) -> Result<Values, E> {
                Ok(Values(Vec::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some(Values(value)) = list.next_element()? {
                    values.extend(value);
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[&str]) -> K3sConfig {
        let mut config = K3sConfig::default();
        for (number, text) in files.iter().enumerate() {
            let place = Location::file(format!("{number}.yaml"));
            config.read(text.as_bytes(), &place).unwrap();
        }
        config
    }

    fn values<'a>(config: &'a K3sConfig, key: &str) -> (Vec<&'a str>, &'a str) {
        let setting = config.get(key).unwrap();
        let values = setting.values.iter().map(String::as_str).collect();
        (values, &setting.location.file)
    }

    #[test]
    fn reads_one_value_and_many() {
        let text = "token: geheim\nnode-ip: 10.0.0.10\nnode-name: 7\nkubelet-arg:\n- hostname-override=a\n- \"node-ip=10.0.0.11\"\n";
        let config = read(&[text]);
        assert_eq!(values(&config, "node-ip").0, ["10.0.0.10"]);
        assert_eq!(values(&config, "node-name").0, ["7"]);
        let handed = |flag| config.handed(KUBELET, flag).map(|(value, _)| value);
        assert_eq!(
            (handed("node-ip"), handed("port")),
            (Some("10.0.0.11"), None)
        );
        assert!(!format!("{config:?}").contains("geheim"));
        let config = read(&["node-ip: [10.0.0.10, 'fd00::10']\n", "", "# nothing\n"]);
        assert_eq!(values(&config, "node-ip").0, ["10.0.0.10", "fd00::10"]);
        let place = Location::file("k3s");
        let error = K3sConfig::default().read(b"node-ip: {geheim: 1}\n", &place);
        assert!(!error.unwrap_err().to_string().contains("geheim"));
    }

    #[test]
    fn the_later_file_counts_and_a_plus_adds() {
        let config = read(&[
            "node-ip: 10.0.0.1\nkubelet-arg: [port=1]\nnode-name: a\n",
            "node-ip: 10.0.0.2\nkubelet-arg+: port=2\n",
            "kubelet-arg+: [node-ip=10.0.0.9]\nnode-ip+: fd00::2\n",
        ]);
        assert_eq!(
            values(&config, "node-ip"),
            (vec!["10.0.0.2", "fd00::2"], "2.yaml")
        );
        assert_eq!(values(&config, "node-name"), (vec!["a"], "0.yaml"));
        let all = ["port=1", "port=2", "node-ip=10.0.0.9"];
        assert_eq!(values(&config, KUBELET).0, all);
        assert_eq!(config.handed(KUBELET, "port").unwrap().0, "2");
        // Without a plus all that was added goes, and nothing there is added to nothing.
        let config = read(&["node-ip+: 10.0.0.1\n", "node-ip+: [b]\n", "node-ip: c\n"]);
        assert_eq!(values(&config, "node-ip").0, ["c"]);
    }
}
