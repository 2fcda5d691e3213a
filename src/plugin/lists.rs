//! What is read of a cluster: fixed lists, so that the rights they need can be granted and printed.

/// A resource that is listed.
pub(crate) struct List {
    /// API group; empty for the core group.
    pub(crate) group: &'static str,
    /// Version that is asked for.
    pub(crate) version: &'static str,
    /// Plural name of the resource.
    pub(crate) resource: &'static str,
    /// Whether it lives in namespaces.
    pub(crate) namespaced: bool,
    /// Whether every cluster serves it. What is not served everywhere is only asked for where `/apis` names its group.
    pub(crate) always: bool,
    /// Objects a page. A CustomResourceDefinition can be a megabyte.
    pub(crate) page: u16,
    /// Selects objects by a field, where that spares most of the answer.
    pub(crate) fields: Option<&'static str>,
}

const fn core(resource: &'static str) -> List {
    List {
        group: "",
        version: "v1",
        resource,
        namespaced: true,
        always: true,
        page: 500,
        fields: None,
    }
}

const fn of_group(group: &'static str, resource: &'static str, namespaced: bool) -> List {
    List {
        group,
        version: "v1",
        resource,
        namespaced,
        always: true,
        page: 500,
        fields: None,
    }
}

const fn where_served(list: List) -> List {
    List {
        always: false,
        ..list
    }
}

/// All lists, in the order in which they are read.
pub(crate) const LISTS: [List; 14] = [
    List {
        // Helm keeps each release, compressed, in a Secret of its own: the bulk of many clusters, and never a certificate.
        fields: Some("type!=helm.sh/release.v1"),
        ..core("secrets")
    },
    core("configmaps"),
    of_group(
        "admissionregistration.k8s.io",
        "validatingwebhookconfigurations",
        false,
    ),
    of_group(
        "admissionregistration.k8s.io",
        "mutatingwebhookconfigurations",
        false,
    ),
    of_group("apiregistration.k8s.io", "apiservices", false),
    List {
        page: 50,
        ..of_group("apiextensions.k8s.io", "customresourcedefinitions", false)
    },
    of_group("certificates.k8s.io", "certificatesigningrequests", false),
    of_group("networking.k8s.io", "ingresses", true),
    where_served(of_group("cert-manager.io", "certificates", true)),
    where_served(of_group("cert-manager.io", "issuers", true)),
    where_served(of_group("cert-manager.io", "clusterissuers", false)),
    where_served(of_group("cert-manager.io", "certificaterequests", true)),
    where_served(of_group("gateway.networking.k8s.io", "gateways", true)),
    where_served(of_group("route.openshift.io", "routes", true)),
];

impl List {
    /// The path of one page, for `kubectl get --raw`.
    ///
    /// `token` is `metadata.continue` of the page before.
    pub(crate) fn path(&self, namespace: Option<&str>, token: Option<&str>) -> String {
        let mut path = if self.group.is_empty() {
            format!("/api/{}", self.version)
        } else {
            format!("/apis/{}/{}", self.group, self.version)
        };
        if let (true, Some(namespace)) = (self.namespaced, namespace) {
            path.push_str("/namespaces/");
            path.push_str(&escaped(namespace));
        }
        path.push_str(&format!("/{}?limit={}", self.resource, self.page));
        if let Some(fields) = self.fields {
            path.push_str(&format!("&fieldSelector={}", escaped(fields)));
        }
        if let Some(token) = token {
            path.push_str(&format!("&continue={}", escaped(token)));
        }
        path
    }

    /// `secrets`, or `certificates.cert-manager.io` as kubectl names a resource of a group.
    pub(crate) fn name(&self) -> String {
        if self.group.is_empty() {
            self.resource.to_owned()
        } else {
            format!("{}.{}", self.resource, self.group)
        }
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_path() {
        let [secrets, _, webhooks, ..] = &LISTS;
        assert_eq!(
            secrets.path(None, None),
            "/api/v1/secrets?limit=500&fieldSelector=type%21%3Dhelm.sh%2Frelease.v1"
        );
        assert_eq!(
            secrets.path(Some("a b"), Some("t=")),
            "/api/v1/namespaces/a%20b/secrets?limit=500&fieldSelector=type%21%3Dhelm.sh%2Frelease.v1&continue=t%3D"
        );
        assert_eq!(
            webhooks.path(Some("web"), None),
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?limit=500"
        );
    }
}
