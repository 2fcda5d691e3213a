//! Issuers of OpenID Connect tokens, whose discovery kube-apiserver calls (apiserver `authenticator/token/oidc`).

use super::text::Text;
use crate::assemble::NamedFile;
use crate::connection::Bundle;
use crate::decode::apiserver_config;
use crate::decode::bundle;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::inventory::Placed;
use crate::programs::{Effect, FileState, Reader};
use crate::source::Limit;
use crate::survey::Rules;
use crate::survey::control_plane::startup::file::state;
use crate::survey::control_plane::startup::start::Start;

/// An issuer that kube-apiserver calls.
pub(in crate::survey::control_plane) struct Issuer {
    /// Its URL.
    pub(in crate::survey::control_plane) url: String,
    /// Where it is named.
    pub(in crate::survey::control_plane) location: Location,
    /// The CAs by which it is verified; none for the system's roots.
    pub(in crate::survey::control_plane) trust: Option<Bundle>,
}

/// That of the flags; none without one.
pub(super) fn by_flags(start: &Start<'_>) -> Option<Issuer> {
    let url = start.own.value("--oidc-issuer-url")?.to_owned();
    let location = start.own.place("--oidc-issuer-url");
    let trust = match start.own.file("--oidc-ca-file") {
        Some(file) => of_file(&file, start.rules)?,
        None => None,
    };
    Some(Issuer {
        url,
        location,
        trust,
    })
}

/// The CAs of a file; the outer none where it cannot be read, which ends the program.
fn of_file(file: &NamedFile, rules: &Rules<'_>) -> Option<Option<Bundle>> {
    let path = file.path.as_ref()?;
    let text = rules.files.read(path, Limit::BUNDLE).ok()?;
    if text.is_empty() {
        return Some(None);
    }
    let location = Location::of_path(path);
    Some(Some(Bundle {
        label: format!("{} {}", file.flag, path.shown()),
        anchors: anchors(&text, &location, rules)?,
        location,
    }))
}

fn anchors(text: &[u8], location: &Location, rules: &Rules<'_>) -> Option<Vec<Placed>> {
    let read = bundle::strict(text, location, rules.release);
    read.error.is_none().then_some(read.certificates)
}

/// That of an entry of AuthenticationConfiguration, and the words that it ends kube-apiserver with.
pub(super) fn of_configuration(
    issuer: &apiserver_config::Issuer,
    index: usize,
    text: &Text,
    rules: &Rules<'_>,
) -> (Option<Issuer>, Option<String>) {
    let field = format!("jwt[{index}].issuer.certificateAuthority");
    let pem = Secret::new(issuer.certificate_authority.clone().into_bytes());
    let fault = (!pem.expose().is_empty()).then(|| state(Reader::OidcCa, &pem, rules));
    if let Some((state, go)) = fault.flatten()
        && Reader::OidcCa.effect(state) == Effect::Ends
    {
        let why = Reader::OidcCa.words(FileState::NotPem, "", go.as_deref());
        let words = format!(
            "invalid authentication configuration: {field}: Invalid value: \"<omitted>\": {why}"
        );
        return (None, Some(words));
    }
    let location = Location::file(text.shown.as_str()).with_field(field.as_str());
    let trust = (!pem.expose().is_empty()).then(|| Bundle {
        label: format!("certificateAuthority of {}", text.flag),
        anchors: anchors(pem.expose(), &location, rules).unwrap_or_default(),
        location: location.clone(),
    });
    let url = if issuer.discovery_url.is_empty() {
        issuer.url.clone()
    } else {
        issuer.discovery_url.clone()
    };
    let found = Issuer {
        url,
        location,
        trust,
    };
    (Some(found), None)
}
