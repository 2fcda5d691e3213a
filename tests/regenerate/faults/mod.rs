//! One folder for each single fault: everything else in it is healthy.

mod bundle;
mod client;
mod credentials;
mod dates;
mod entries;
mod kubeconfig;
mod path;
mod server;
mod startup;
mod users;

use crate::folder::Folder;
use crate::kubeconfig::Kubeconfig;
use crate::pki::{Key, Pair};
use crate::scene::{self, Scene};

pub(crate) fn write() {
    let faults = [
        dates::FAULTS,
        server::FAULTS,
        path::FAULTS,
        client::FAULTS,
        credentials::FAULTS,
        kubeconfig::FAULTS,
        bundle::FAULTS,
        entries::FAULTS,
        users::FAULTS,
        startup::FAULTS,
    ];
    for (name, make) in faults.into_iter().flatten() {
        Folder::make(&format!("faults/{name}"), |folder| make().write(folder));
    }
}

/// Folder and scene.
type Fault = (&'static str, fn() -> Scene);

/// A cluster in good health, to be spoilt in one place.
struct Cluster {
    ca: Pair,
    serving: Pair,
    client: Pair,
}

impl Cluster {
    fn new() -> Self {
        let ca = scene::kubernetes_ca().self_signed(&Key::p256());
        Self {
            serving: ca.issue(&scene::apiserver(), &Key::p256()),
            client: ca.issue(&scene::admin(), &Key::p256()),
            ca,
        }
    }

    /// The files of the cluster around a scene's verdict and codes.
    fn show(&self, scene: Scene) -> Scene {
        scene
            .kubeconfig(&scene::kubeconfig(&self.ca, &self.client))
            .serves(&[&self.serving])
            .client_cas(&[&self.ca])
    }
}

/// A user with other credentials than a certificate, in YAML.
fn user(fields: &[(&str, &str)], scene: Scene) -> Scene {
    let cluster = Cluster::new();
    let kubeconfig = fields.iter().fold(
        Kubeconfig::new()
            .server(scene::URL)
            .authority(&[&cluster.ca]),
        |kubeconfig, (field, value)| kubeconfig.user(field, value),
    );
    cluster.show(scene).kubeconfig(&kubeconfig)
}
