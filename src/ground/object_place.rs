//! A place inside a Kubernetes object, taken apart: fields of objects are written `KIND NAMESPACE/NAME: PATH`.

use super::location::Location;

/// What a place says of the object that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectPlace<'a> {
    /// `Secret`.
    pub kind: &'a str,
    /// Empty where the object has none.
    pub namespace: &'a str,
    /// The object's name.
    pub name: &'a str,
    /// The field's path: `data["tls.crt"]`, `webhooks[0].clientConfig.caBundle`.
    pub path: &'a str,
}

impl<'a> ObjectPlace<'a> {
    /// From a field as it is written; none where it is no object's.
    pub fn parse(field: &'a str) -> Option<Self> {
        let (object, path) = field.split_once(": ")?;
        let (kind, full) = object.split_once(' ')?;
        let is_kind = kind.starts_with(|c: char| c.is_ascii_uppercase())
            && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_kind || full.is_empty() || path.is_empty() {
            return None;
        }
        let (namespace, name) = full.split_once('/').unwrap_or(("", full));
        Some(Self {
            kind,
            namespace,
            name,
            path,
        })
    }

    /// The key of the map that a Secret or a ConfigMap has its texts in; none where the path leads elsewhere.
    pub fn key(&self) -> Option<&'a str> {
        const MAPS: [&str; 3] = ["data", "stringData", "binaryData"];
        let mut below = MAPS.iter().filter_map(|map| self.path.strip_prefix(map));
        let below = below.next()?;
        if let Some(quoted) = below.strip_prefix("[\"") {
            return quoted.split_once("\"]").map(|(key, _)| key);
        }
        let key = below.strip_prefix('.')?;
        key.split(['.', '[', ','])
            .next()
            .filter(|key| !key.is_empty())
    }

    /// As people call it: `web/serving`, or the name alone.
    pub fn full_name(&self) -> String {
        match self.namespace {
            "" => self.name.to_owned(),
            namespace => format!("{namespace}/{}", self.name),
        }
    }
}

impl Location {
    /// The object that it is in: of a kubeconfig inside an object, that object.
    pub fn object(&self) -> Option<ObjectPlace<'_>> {
        let field = self.field.as_deref().and_then(ObjectPlace::parse);
        field.or_else(|| {
            self.outer()
                .and_then(|(_, field)| ObjectPlace::parse(field))
        })
    }

    /// The file that lies in a file system: what stands in a kubeconfig inside an object has the object's place for its file.
    pub fn outer_file(&self) -> &str {
        self.outer().map_or(&self.file, |(file, _)| file)
    }

    /// Whether it is inside a kubeconfig that is inside an object.
    pub fn is_embedded(&self) -> bool {
        self.outer().is_some()
    }

    /// The file and the object's field of a text inside an object whose places are its own.
    fn outer(&self) -> Option<(&str, &str)> {
        let file = &*self.file;
        let commas = file.match_indices(", ");
        let mut ends = commas.map(|(end, comma)| (end, end + comma.len()));
        ends.find_map(|(end, start)| {
            let field = file.get(start..)?;
            ObjectPlace::parse(field)?;
            Some((file.get(..end)?, field))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(field: &str) -> Option<&str> {
        ObjectPlace::parse(field)?.key()
    }

    #[test]
    fn takes_fields_of_objects_apart() {
        let place = ObjectPlace::parse("Secret web/serving: data[\"tls.crt\"]").unwrap();
        assert_eq!(
            (place.kind, place.namespace, place.name, place.key()),
            ("Secret", "web", "serving", Some("tls.crt"))
        );
        assert_eq!(key("Secret stage: data.value"), Some("value"));
        assert_eq!(
            key("Secret a/b: data.config, tlsClientConfig.caData"),
            Some("config")
        );
        assert_eq!(key("ConfigMap a/b: binaryData.x"), Some("x"));
        let hook = "ValidatingWebhookConfiguration hooks: webhooks[0].clientConfig.caBundle";
        let place = ObjectPlace::parse(hook).unwrap();
        assert_eq!((place.full_name().as_str(), place.key()), ("hooks", None));
        for other in [
            "clusters[0].cluster",
            "a b: c",
            "entry web",
            ": x",
            "Secret x: ",
        ] {
            assert_eq!(ObjectPlace::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_kubeconfig_inside_an_object_is_in_the_objects_file() {
        let inside = Location::file("all, of it.yaml, Secret stage/kube: data.value")
            .with_field("users[0].user.client-certificate-data");
        assert_eq!(inside.outer_file(), "all, of it.yaml");
        let object = inside.object().unwrap();
        assert_eq!((object.name, object.key()), ("kube", Some("value")));
        assert!(inside.is_embedded());
        let plain = Location::file("a, b.yaml");
        assert_eq!((plain.outer_file(), plain.object()), ("a, b.yaml", None));
    }
}
