//! kubectl's options that change what a context says.

use certgraph::decode::kubeconfig::Flags;
use clap::Args;

/// What kubectl's options of the same names change in a context.
#[derive(Args)]
#[command(next_help_heading = "In place of what the kubeconfig says, as with kubectl")]
pub(super) struct OverrideArgs {
    /// The cluster to use
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,
    /// The user to use
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// The address of the API server
    #[arg(long, short, value_name = "URL")]
    server: Option<String>,
    /// The name that the server's certificate must have
    #[arg(long, value_name = "NAME")]
    tls_server_name: Option<String>,
    /// File of the CAs that the client trusts
    #[arg(long, value_name = "FILE")]
    certificate_authority: Option<String>,
}

impl OverrideArgs {
    pub(super) fn is_given(&self) -> bool {
        let options = [
            &self.cluster,
            &self.user,
            &self.server,
            &self.tls_server_name,
            &self.certificate_authority,
        ];
        options.iter().any(|option| option.is_some())
    }

    pub(super) fn flags<'a>(&'a self, context: Option<&'a str>) -> Flags<'a> {
        Flags {
            context,
            cluster: self.cluster.as_deref(),
            user: self.user.as_deref(),
            server: self.server.as_deref(),
            tls_server_name: self.tls_server_name.as_deref(),
            certificate_authority: self.certificate_authority.as_deref(),
        }
    }
}
