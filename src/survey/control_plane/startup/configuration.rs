//! The configuration files of kube-apiserver: whether it starts with them, and whom they have it call.

mod egress;
mod issuer;
mod text;

use std::path::PathBuf;

use super::kubeconfig::Named;
use super::start::{Start, Stop};
use crate::assemble::NamedFile;
use crate::decode::apiserver_config::{
    AdmissionConfiguration, AuthenticationConfiguration, AuthorizationConfiguration, Configuration,
    EgressSelectorConfiguration, configuration,
};
use crate::programs;
use crate::source::Limit;
pub(in crate::survey::control_plane) use egress::Proxy;
pub(in crate::survey::control_plane) use issuer::Issuer;
use text::Text;

const AUTHENTICATION: &str = "--authentication-config";
const AUTHORIZATION: &str = "--authorization-config";
const ADMISSION: &str = "--admission-control-config-file";
const EGRESS: &str = "--egress-selector-config-file";

/// What the configurations of a kube-apiserver say.
#[derive(Default)]
pub(in crate::survey::control_plane) struct Configurations {
    /// What of them ends it.
    pub(in crate::survey::control_plane) stops: Vec<Stop>,
    /// The issuers of OpenID Connect tokens.
    pub(in crate::survey::control_plane) issuers: Vec<Issuer>,
    /// The proxies of an egress selector.
    pub(in crate::survey::control_plane) proxies: Vec<Proxy>,
    /// A kubeconfig gives credentials for the webhooks of the cluster.
    pub(in crate::survey::control_plane) credentials_for_webhooks: Option<NamedFile>,
    kubeconfigs: Vec<Named>,
}

impl Configurations {
    /// Reads those that flags name, and the flags for OpenID Connect.
    pub(in crate::survey::control_plane) fn read(start: &Start<'_>) -> Self {
        let mut found = Self::default();
        found.authentication(start);
        found.authorization(start);
        found.admission(start);
        found.egress(start);
        found.issuers.extend(issuer::by_flags(start));
        found
    }

    /// Hands over the kubeconfigs of webhooks that they name.
    pub(in crate::survey::control_plane) fn take_kubeconfigs(&mut self) -> Vec<Named> {
        std::mem::take(&mut self.kubeconfigs)
    }

    fn authentication(&mut self, start: &Start<'_>) {
        let Some(text) = Text::of(start, AUTHENTICATION) else {
            return;
        };
        let frame = |why: &str| {
            format!(
                "failed to load authentication configuration from file \"{}\": {why}",
                text.written
            )
        };
        if let Some(why) =
            text.unknown_kind("AuthenticationConfiguration", &AUTHENTICATION_VERSIONS)
        {
            self.stops.push(text.stop(start, frame(&why)));
            return;
        }
        let Some(read) = self.parsed::<AuthenticationConfiguration>(start, &text) else {
            return;
        };
        if read.anonymous.is_some() && start.own.value("--anonymous-auth").is_some() {
            let words = "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file";
            self.stops.push(text.stop(start, words.to_owned()));
        }
        for (index, jwt) in read.jwt.iter().enumerate() {
            let (issuer, words) = issuer::of_configuration(&jwt.issuer, index, &text, start.rules);
            let words = words.into_iter();
            self.stops
                .extend(words.map(|words| text.stop(start, words)));
            self.issuers.extend(issuer);
        }
    }

    fn authorization(&mut self, start: &Start<'_>) {
        let Some(text) = Text::of(start, AUTHORIZATION) else {
            return;
        };
        if let Some(why) = text.unknown_kind("AuthorizationConfiguration", &AUTHENTICATION_VERSIONS)
        {
            self.stops.push(text.stop(start, why));
            return;
        }
        let Some(read) = self.parsed::<AuthorizationConfiguration>(start, &text) else {
            return;
        };
        let webhooks = read.authorizers.into_iter();
        let webhooks =
            webhooks.filter_map(|authorizer| authorizer.webhook?.connection_info.kube_config_file);
        let named = webhooks.map(|written| Named {
            file: text.file(
                start,
                AUTHORIZATION,
                &written,
                "webhook.connectionInfo.kubeConfigFile",
            ),
            written,
            leads_to: programs::Program::AuthorizationWebhook,
            frame: "invalid authorization config: {}",
        });
        self.kubeconfigs.extend(named);
    }

    fn admission(&mut self, start: &Start<'_>) {
        let Some(text) = Text::of(start, ADMISSION) else {
            return;
        };
        let Some(read) = self.parsed::<AdmissionConfiguration>(start, &text) else {
            return;
        };
        for plugin in read.plugins {
            let own = plugin.configuration;
            let is_image_policy = own.image_policy.kube_config_file.is_some();
            let written = own.image_policy.kube_config_file.or(own.kube_config_file);
            let Some(written) = written else { continue };
            let file = text.file(start, ADMISSION, &written, "kubeConfigFile");
            if is_image_policy {
                self.kubeconfigs.push(Named {
                    file,
                    written,
                    leads_to: programs::Program::ImagePolicyWebhook,
                    frame: "failed to apply admission: couldn't init admission plugin \"ImagePolicyWebhook\": {}",
                });
                continue;
            }
            let is_there = |path: &PathBuf| start.rules.files.open(path, Limit::KUBECONFIG).is_ok();
            if file.path.as_ref().is_some_and(|path| !is_there(path)) {
                let words = format!(
                    "failed to apply admission: couldn't init admission plugin \"{}\": stat {written}: no such file or directory",
                    plugin.name
                );
                self.stops.push(text.stop(start, words));
            }
            self.credentials_for_webhooks = Some(file);
        }
    }

    fn egress(&mut self, start: &Start<'_>) {
        let Some(text) = Text::of(start, EGRESS) else {
            return;
        };
        let Some(read) = self.parsed::<EgressSelectorConfiguration>(start, &text) else {
            return;
        };
        let (stops, proxies) = egress::read(start, &text, &read);
        self.stops.extend(stops);
        self.proxies.extend(proxies);
    }

    /// Reads a text as one type; a text that is none ends the program, in words that depend on the place.
    fn parsed<T: Configuration>(&mut self, start: &Start<'_>, text: &Text) -> Option<T> {
        match configuration(&text.bytes) {
            Ok(read) => Some(read),
            Err(error) => {
                let mut stop = text.stop(start, error.to_string());
                stop.words = None;
                self.stops.push(stop);
                None
            }
        }
    }
}

const AUTHENTICATION_VERSIONS: [&str; 3] = ["v1", "v1beta1", "v1alpha1"];
