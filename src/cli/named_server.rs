//! The server that the options of `explain` name, or that is called.

use std::sync::Arc;

use certgraph::connection::{Client, Server};
use certgraph::explain::{Answering, Surroundings};
#[cfg(feature = "live")]
use certgraph::explain::{ConnectOptions, connect};
use certgraph::fix::KubeconfigCase;
use certgraph::survey::ApiServer;

#[cfg(feature = "live")]
use super::terminal;

/// One server, whatever the context.
pub(super) struct NamedServer<'a> {
    /// Its side, as far as files tell.
    pub(super) api_server: &'a ApiServer,
    /// What is allowed on the network; none where nobody is called.
    #[cfg(feature = "live")]
    pub(super) connect: Option<ConnectOptions>,
    /// Nothing is said of what is done on the network.
    #[cfg(feature = "live")]
    pub(super) quiet: bool,
}

impl Surroundings for NamedServer<'_> {
    fn servers(&self, case: &KubeconfigCase<'_>, client: &Client) -> Vec<Answering> {
        let endpoint = client.endpoint.as_ref();
        let server = endpoint.map_or(&self.api_server.server, |endpoint| {
            self.api_server.for_url(&endpoint.url)
        });
        let observed = self.observed(&KubeconfigCase { server, ..*case }, client);
        vec![Answering {
            server: observed.unwrap_or_else(|| Arc::clone(server)),
            node: None,
            startup_failures: Vec::new(),
        }]
    }
}

impl NamedServer<'_> {
    /// The server's side as the server shows it; none where nobody was called.
    #[cfg(feature = "live")]
    fn observed(&self, case: &KubeconfigCase<'_>, client: &Client) -> Option<Arc<Server>> {
        let options = self.connect.as_ref()?;
        let observed = connect(options, client, case, &|note| {
            if !self.quiet {
                terminal::note(&note.to_string());
            }
        });
        observed.map(Arc::new)
    }

    #[cfg(not(feature = "live"))]
    #[expect(clippy::unused_self, reason = "without the network nobody is called")]
    const fn observed(&self, _: &KubeconfigCase<'_>, _: &Client) -> Option<Arc<Server>> {
        None
    }
}
