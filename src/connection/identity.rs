//! Whom kube-apiserver takes a client certificate for (apiserver `request/x509/x509.go`, `CommonNameUserConversion`).

use std::borrow::Cow;

use crate::x509::Certificate;

/// The attribute that carries a UID since Kubernetes 1.33: 1.3.6.1.4.1.57683.2.
const UID: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xc2, 0x53, 0x02];

/// A user as the API server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The common name, or a token's user.
    pub user: String,
    /// The organizations, or a token's groups, and `system:authenticated`.
    pub groups: Vec<String>,
    /// The UID, where one is given.
    pub uid: Option<String>,
    /// `X509SHA256=…`, since Kubernetes 1.32; none for a token.
    pub credential_id: Option<String>,
}

impl Identity {
    /// The identity in a client certificate; none where the common name is empty: then the authenticator has no
    /// opinion.
    ///
    /// # Errors
    /// kube-apiserver's text where the UID attribute is not one non-empty string.
    pub fn from_certificate(certificate: &Certificate) -> Result<Option<Self>, String> {
        let Some(user) = certificate.subject.common_name() else {
            return Ok(None);
        };
        Ok(Some(Self {
            groups: authenticated(
                &user,
                certificate
                    .subject
                    .organizations()
                    .map(Cow::into_owned)
                    .collect(),
            ),
            user: user.into_owned(),
            uid: uid(certificate)?,
            credential_id: Some(format!("X509SHA256={}", certificate.fingerprint)),
        }))
    }

    /// The identity of a token's line.
    pub fn from_token(user: &str, uid: Option<&str>, groups: Vec<String>) -> Self {
        Self {
            user: user.to_owned(),
            groups: authenticated(user, groups),
            uid: uid.filter(|uid| !uid.is_empty()).map(str::to_owned),
            credential_id: None,
        }
    }
}

/// With the group of everybody who is known, unless the user is nobody or says so himself (apiserver
/// `authentication/group/authenticated_group_adder.go`).
fn authenticated(user: &str, mut groups: Vec<String>) -> Vec<String> {
    const AUTHENTICATED: &str = "system:authenticated";
    const UNAUTHENTICATED: &str = "system:unauthenticated";
    let decided = |group: &String| group == AUTHENTICATED || group == UNAUTHENTICATED;
    if user != "system:anonymous" && !groups.iter().any(decided) {
        groups.push(AUTHENTICATED.to_owned());
    }
    groups
}

fn uid(certificate: &Certificate) -> Result<Option<String>, String> {
    let attributes: Vec<_> = certificate
        .subject
        .attributes()
        .filter(|attribute| attribute.oid == UID)
        .collect();
    match attributes.as_slice() {
        [] => Ok(None),
        [attribute] => match attribute.text().as_deref() {
            None => Err("unable to parse UID into a string".to_owned()),
            Some("") => Err("UID cannot be an empty string".to_owned()),
            Some(uid) => Ok(Some(uid.to_owned())),
        },
        several => {
            let values: Vec<_> = several
                .iter()
                .map(|attribute| attribute.text().unwrap_or_default())
                .collect();
            Err(format!(
                "expected 1 UID, but found multiple: [{}]",
                values.join(" ")
            ))
        }
    }
}
