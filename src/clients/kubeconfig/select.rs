//! From files to one context's cluster and user, as a client merges and chooses.

use super::document::{Document, Mapping, Scalar};
use super::fault::{ConfigFault, EntryKind};
use super::rules::{ConfigRules, List, Merged, NoContext, NoUser, Twice};

/// Files of a kubeconfig, as they are named.
pub struct Sources {
    /// The files that are there, in order.
    pub documents: Vec<Document>,
    /// The files that are named and not there.
    pub absent: Vec<String>,
    /// `$KUBECONFIG`, if it names the files.
    pub list: Option<String>,
    /// The context that is asked for; `None`: the current one.
    pub context: Option<String>,
}

/// A mapping, and the file whose folder its relative paths start from.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub(super) fields: Mapping<'a>,
    pub(super) file: &'a str,
}

/// What a client takes for its cluster and user.
pub(super) struct Selection<'a> {
    /// `None`: the client goes to an address of its own.
    pub(super) cluster: Option<Chosen<'a>>,
    /// `None`: no credentials.
    pub(super) user: Option<Chosen<'a>>,
    /// Whether the cluster's settings but for the server are dropped, since there is no user.
    pub(super) drops_cluster: bool,
}

/// One file as the client reads it.
struct File<'a> {
    root: Mapping<'a>,
    path: &'a str,
}

pub(super) fn select<'a>(
    sources: &'a Sources,
    rules: &ConfigRules,
) -> Result<Selection<'a>, ConfigFault> {
    let (files, merged) = files(sources, rules)?;
    let twice = merged.map_or(Twice::First, |merged| merged.twice);
    let Some(name) = context_name(sources, &files, merged)? else {
        return no_context(rules, ConfigFault::NoCurrentContext);
    };
    let find = |kind, name: &str| find(&files, kind, name, rules.twice, twice);
    let Some(context) = find(EntryKind::Context, &name)? else {
        let kind = EntryKind::Context;
        return no_context(rules, ConfigFault::NotThere { kind, name });
    };
    let context = context.fields.mapping("context");
    // lightkube and the typed Java client read every field as they load the file.
    context.text("namespace")?;
    let cluster_name = context.filled("cluster")?.unwrap_or_default().to_owned();
    let cluster = find(EntryKind::Cluster, &cluster_name)?.ok_or(ConfigFault::NotThere {
        kind: EntryKind::Cluster,
        name: cluster_name,
    })?;
    let user_name = context.filled("user")?;
    let user = match user_name {
        Some(name) => find(EntryKind::User, name)?,
        None => None,
    };
    if user.is_none() && rules.no_user == NoUser::Refused {
        return Err(
            user_name.map_or(ConfigFault::NoUser, |name| ConfigFault::NotThere {
                kind: EntryKind::User,
                name: name.to_owned(),
            }),
        );
    }
    let inner = |chosen: Chosen<'a>, field| Chosen {
        fields: chosen.fields.mapping(field),
        ..chosen
    };
    Ok(Selection {
        cluster: Some(inner(cluster, "cluster")),
        drops_cluster: user.is_none() && rules.no_user == NoUser::DropsCluster,
        user: user.map(|user| inner(user, "user")),
    })
}

fn no_context<'a>(rules: &ConfigRules, fault: ConfigFault) -> Result<Selection<'a>, ConfigFault> {
    match rules.no_context {
        NoContext::Refused => Err(fault),
        NoContext::Elsewhere => Ok(Selection {
            cluster: None,
            user: None,
            drops_cluster: false,
        }),
    }
}

/// The files that the client reads, and how it merges them if there are several.
fn files<'a>(
    sources: &'a Sources,
    rules: &ConfigRules,
) -> Result<(Vec<File<'a>>, Option<Merged>), ConfigFault> {
    // A list with one name is no list for most; one with a colon is, for those that know none.
    let is_list = sources
        .list
        .as_ref()
        .filter(|list| list.contains(if cfg!(windows) { ';' } else { ':' }));
    let mut documents: Vec<_> = sources.documents.iter().collect();
    let mut merging = None;
    if let Some(list) = is_list {
        match rules.list {
            List::OneName => {
                return Err(ConfigFault::ListNotKnown { list: list.clone() });
            }
            List::First => {
                let first = list.split(':').next().unwrap_or_default();
                if sources.absent.iter().any(|absent| absent == first) {
                    return Err(ConfigFault::FileAbsent {
                        path: first.to_owned(),
                    });
                }
                documents.truncate(1);
            }
            List::Merged(merged) => {
                if let Some(path) = sources.absent.first().filter(|_| merged.absent_refused) {
                    return Err(ConfigFault::FileAbsent { path: path.clone() });
                }
                merging = Some(merged);
            }
        }
    }
    let first = documents.first().map(|document| document.path.as_str());
    let mut files = Vec::new();
    for document in documents {
        if let Some(merged) = merging
            && document.is_blank()
        {
            if merged.empty_refused {
                return Err(ConfigFault::FileEmpty {
                    path: document.path.clone(),
                });
            }
            continue;
        }
        let shared = merging.is_some_and(|merged| merged.first_folder);
        files.push(File {
            root: document.root(rules.yaml)?,
            path: first.filter(|_| shared).unwrap_or(&document.path),
        });
    }
    Ok((files, merging))
}

fn context_name(
    sources: &Sources,
    files: &[File<'_>],
    merged: Option<Merged>,
) -> Result<Option<String>, ConfigFault> {
    if let Some(name) = &sources.context {
        return Ok(Some(name.clone()));
    }
    let mut named = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let counts = index == 0 || !merged.is_some_and(|merged| merged.context_in_first);
        if counts && let Some(name) = file.root.filled("current-context")? {
            named.push(name.to_owned());
        }
    }
    let last = merged.is_some_and(|merged| merged.context == Twice::Last);
    Ok(if last {
        named.pop()
    } else {
        named.into_iter().next()
    })
}

/// The entry of a name: by one rule in its file, by another among files.
fn find<'a>(
    files: &[File<'a>],
    kind: EntryKind,
    name: &str,
    in_file: Twice,
    among_files: Twice,
) -> Result<Option<Chosen<'a>>, ConfigFault> {
    let twice = || ConfigFault::NameTwice {
        kind,
        name: name.to_owned(),
    };
    let mut found: Option<Chosen<'a>> = None;
    for file in files {
        let mut here: Option<Mapping<'a>> = None;
        for entry in file.root.entries(kind) {
            let matches = match entry.scalar("name") {
                Scalar::Absent | Scalar::Other => false,
                _ => entry.text("name")? == Some(name),
            };
            match (matches, here, in_file) {
                (false, _, _) | (true, Some(_), Twice::First) => {}
                (true, Some(_), Twice::Refused) => return Err(twice()),
                (true, None, _) | (true, Some(_), Twice::Last) => here = Some(entry),
            }
        }
        let Some(fields) = here else { continue };
        let chosen = Chosen {
            fields,
            file: file.path,
        };
        match (found, among_files) {
            (Some(_), Twice::First) => {}
            (Some(_), Twice::Refused) => return Err(twice()),
            (None, _) | (Some(_), Twice::Last) => found = Some(chosen),
        }
    }
    Ok(found)
}
