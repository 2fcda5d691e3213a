//! Which context, cluster and user a command gets: `getContext`, `getCluster`, `getAuthInfo` of client_config.go.

use super::model::{Cluster, Context, Field, Kubeconfig, User};
use super::problem::{KubeconfigFault, KubeconfigProblem};
use crate::ground::location::Location;

/// The options that choose; an empty text counts as none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags<'a> {
    /// `--context`
    pub context: Option<&'a str>,
    /// `--cluster`
    pub cluster: Option<&'a str>,
    /// `--user`
    pub user: Option<&'a str>,
    /// `--server`
    pub server: Option<&'a str>,
    /// `--tls-server-name`
    pub tls_server_name: Option<&'a str>,
    /// `--certificate-authority`
    pub certificate_authority: Option<&'a str>,
}

impl Flags<'_> {
    /// Whether an option takes the place of a field of the cluster.
    pub fn override_cluster(&self) -> bool {
        let options = [
            self.server,
            self.tls_server_name,
            self.certificate_authority,
        ];
        options.into_iter().flatten().any(|text| !text.is_empty())
    }
}

/// What was chosen. Where something is missing kubectl goes on with an empty cluster or user.
#[derive(Clone)]
pub struct Selection<'a> {
    /// The context's name, unless there is none.
    pub context_name: Option<String>,
    /// The context, if there is one of that name.
    pub context: Option<&'a Context>,
    /// The cluster's name; empty if none is named.
    pub cluster_name: String,
    /// The cluster, if there is one of that name.
    pub cluster: Option<&'a Cluster>,
    /// The user's name; empty if none is named.
    pub user_name: String,
    /// The user, if there is one of that name.
    pub user: Option<&'a User>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// The gaps that stop kubectl: names given by a flag, and the context.
    pub faults: Vec<KubeconfigFault>,
}

/// Something that is not there. Only some stop kubectl by themselves; see [`Selection::faults`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No context is current, and none is asked for: kubectl goes to its default, `http://localhost:8080`.
    NoCurrentContext,
    /// No context has the name.
    ContextMissing {
        /// The name.
        name: String,
        /// Where it is named, unless by a flag.
        location: Option<Location>,
    },
    /// The context names no cluster: kubectl goes to its default.
    NoCluster {
        /// The context.
        location: Location,
    },
    /// No cluster has the name: kubectl goes to its default.
    ClusterMissing {
        /// The name.
        name: String,
        /// Where it is named, unless by a flag.
        location: Option<Location>,
    },
    /// The cluster has no server: kubectl goes to its default.
    NoServer {
        /// The cluster.
        location: Location,
    },
    /// The context names no user: kubectl goes on without credentials.
    NoUser {
        /// The context.
        location: Location,
    },
    /// No user has the name: kubectl goes on without credentials.
    UserMissing {
        /// The name.
        name: String,
        /// Where it is named, unless by a flag.
        location: Option<Location>,
    },
}

/// Chooses from the merged configuration.
pub fn select<'a>(config: &'a Kubeconfig, flags: &Flags<'_>) -> Selection<'a> {
    let mut gaps = Vec::new();
    let mut faults = Vec::new();
    // kubectl looks for the user before the context, and for the context before the cluster.
    let context_wanted = Wanted::new(flags.context, config.current_context.as_ref());
    let context = context_wanted
        .as_ref()
        .and_then(|wanted| config.contexts.iter().find(|c| c.name == wanted.name));
    let user_wanted = Wanted::new(flags.user, context.and_then(|c| c.user.as_ref()));
    let user = user_wanted
        .as_ref()
        .and_then(|wanted| config.users.iter().find(|u| u.name == wanted.name))
        .or_else(|| unnamed(user_wanted.as_ref(), &config.users, |u| &u.name));
    let cluster_wanted = Wanted::new(flags.cluster, context.and_then(|c| c.cluster.as_ref()));
    let cluster = cluster_wanted
        .as_ref()
        .and_then(|wanted| config.clusters.iter().find(|c| c.name == wanted.name))
        .or_else(|| unnamed(cluster_wanted.as_ref(), &config.clusters, |c| &c.name));

    match (&user_wanted, user, context) {
        (Some(wanted), None, _) => {
            gaps.push(Gap::UserMissing {
                name: wanted.name.clone(),
                location: wanted.location.clone(),
            });
            if wanted.location.is_none() {
                faults.push(wanted.fault(|name| KubeconfigProblem::UserNotFound { name }));
            }
        }
        (None, None, Some(context)) => gaps.push(Gap::NoUser {
            location: context.location.clone(),
        }),
        _ => {}
    }
    match (&context_wanted, context) {
        (None, _) => gaps.push(Gap::NoCurrentContext),
        (Some(wanted), None) => {
            gaps.push(Gap::ContextMissing {
                name: wanted.name.clone(),
                location: wanted.location.clone(),
            });
            let by_flag = wanted.location.is_none();
            faults.push(wanted.fault(|name| KubeconfigProblem::ContextNotFound { name, by_flag }));
        }
        _ => {}
    }
    match (&cluster_wanted, cluster, context) {
        (Some(wanted), None, _) => {
            gaps.push(Gap::ClusterMissing {
                name: wanted.name.clone(),
                location: wanted.location.clone(),
            });
            if wanted.location.is_none() {
                faults.push(wanted.fault(|name| KubeconfigProblem::ClusterNotFound { name }));
            }
        }
        (None, None, Some(context)) => gaps.push(Gap::NoCluster {
            location: context.location.clone(),
        }),
        (_, Some(cluster), _) if cluster.server.is_none() => gaps.push(Gap::NoServer {
            location: cluster.location.clone(),
        }),
        _ => {}
    }
    Selection {
        context_name: context_wanted.map(|wanted| wanted.name),
        context,
        cluster_name: cluster_wanted.map(|wanted| wanted.name).unwrap_or_default(),
        cluster,
        user_name: user_wanted.map(|wanted| wanted.name).unwrap_or_default(),
        user,
        gaps,
        faults,
    }
}

/// A name, from a flag or from a field.
struct Wanted {
    name: String,
    location: Option<Location>,
}

impl Wanted {
    fn new(flag: Option<&str>, field: Option<&Field<String>>) -> Option<Self> {
        match flag.filter(|name| !name.is_empty()) {
            Some(name) => Some(Self {
                name: name.to_owned(),
                location: None,
            }),
            None => field.map(|field| Self {
                name: field.value.clone(),
                location: Some(field.location.clone()),
            }),
        }
    }

    fn fault(&self, problem: impl FnOnce(String) -> KubeconfigProblem) -> KubeconfigFault {
        KubeconfigFault {
            problem: problem(self.name.clone()),
            location: self
                .location
                .clone()
                .unwrap_or_else(|| Location::file("command line")),
        }
    }
}

/// An entry without a name is chosen when no name is asked for: to Go, a missing name is an empty one.
fn unnamed<'a, T>(
    wanted: Option<&Wanted>,
    entries: &'a [T],
    name: fn(&T) -> &String,
) -> Option<&'a T> {
    match wanted {
        Some(_) => None,
        None => entries.iter().find(|entry| name(entry).is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::load_bytes;
    use super::*;

    const TEXT: &[u8] = b"current-context: c\ncontexts: [{name: c, context: {cluster: k, user: gone}}, {name: d}]\n\
        clusters: [{name: k}]\n";

    #[test]
    fn says_what_is_missing() {
        let config = load_bytes("f", TEXT, "/").config;
        let selection = select(&config, &Flags::default());
        assert_eq!(selection.cluster.unwrap().name, "k");
        assert!(selection.faults.is_empty());
        assert!(matches!(
            selection.gaps.as_slice(),
            [
                Gap::UserMissing {
                    location: Some(_),
                    ..
                },
                Gap::NoServer { .. }
            ]
        ));
    }

    #[test]
    fn only_flags_and_the_context_must_exist() {
        let config = load_bytes("f", TEXT, "/").config;
        let flags = Flags {
            context: Some("x"),
            cluster: Some("y"),
            user: Some("z"),
            ..Flags::default()
        };
        let messages: Vec<_> = select(&config, &flags)
            .faults
            .iter()
            .filter_map(|fault| fault.problem.kubectl_message())
            .collect();
        assert_eq!(
            messages,
            [
                "auth info \"z\" does not exist",
                "context \"x\" does not exist",
                "cluster \"y\" does not exist"
            ]
        );
        let selection = select(
            &config,
            &Flags {
                context: Some("d"),
                ..Flags::default()
            },
        );
        assert!(matches!(
            selection.gaps.as_slice(),
            [Gap::NoUser { .. }, Gap::NoCluster { .. }]
        ));
    }
}
