//! The clients of a layout's programs.

use std::sync::Arc;

use super::Build;
use crate::assemble::{ComponentFlags, ComponentTrust, component};
use crate::connection::{Admission, Client, Server};
use crate::programs;
use crate::survey::control_plane::link::Link;
use crate::survey::control_plane::process::stops;
use crate::survey::control_plane::program::Program;
use crate::survey::party::Party;

impl Build<'_> {
    /// A connection of a pod, which trusts what kube-controller-manager publishes; nothing where it works.
    pub(in crate::survey::control_plane) fn pods(&mut self, client: Client, server: &Arc<Server>) {
        let mut server = Server::clone(server);
        // It shows its service account's token, which is in no file here.
        server.role.admission = Admission::Anyone;
        self.links.push(Link {
            client,
            server: Arc::new(server),
            from: programs::Program::Pod.as_str().to_owned(),
            to: Some("kube-apiserver".to_owned()),
            node: None,
            dormant: false,
        });
    }

    /// Takes the releases of programs from their images.
    pub(in crate::survey::control_plane) fn take_releases(&mut self, programs: &[Program]) {
        let release =
            |program: &Program| Some((program.executable().to_owned(), program.release()?));
        self.releases.extend(programs.iter().filter_map(release));
    }

    /// Reads what a component has to connect with; `party` is who it is part of.
    pub(in crate::survey::control_plane) fn client(
        &mut self,
        party: &str,
        flags: &ComponentFlags,
    ) -> Client {
        let ca = match &flags.trust {
            ComponentTrust::Lenient(file) | ComponentTrust::Strict(file) => Some(file),
            ComponentTrust::Unchecked(_) | ComponentTrust::SystemRoots => None,
        };
        let files = [ca, flags.certificate.as_ref(), flags.key.as_ref()];
        self.uses(files.into_iter().flatten());
        self.settings.extend(ca.cloned());
        let program = programs::Program::of_binary(party);
        let release = self.releases.get(party).copied();
        let go = program.and_then(|program| self.rules.go_of(program, release));
        let mut client = component(flags, self.rules.files, go.unwrap_or(self.rules.release));
        client.go = go;
        self.parties.add(Party::of_component(party, flags, &client));
        self.processes.stopped(party, stops(flags, &client));
        client
    }
}
