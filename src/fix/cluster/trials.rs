//! Any connection of the cluster, judged with fixes made that others asked for.

use super::consequence::{self, Consequence};
use super::member::{Found, Member};
use crate::fix::model::{Edit, Recipe, ServerEdit};
use crate::fix::simulation::State;
use crate::verify::Verdict;

/// The connections, and what follows from some of them for others.
pub(super) struct Trials<'a> {
    pub(super) members: &'a [Member<'a>],
    consequences: Vec<Consequence>,
    /// Those that work, and that a trial without any fix finds to work.
    works_today: Vec<bool>,
}

impl<'a> Trials<'a> {
    pub(super) fn new(members: &'a [Member<'a>]) -> Self {
        let works = |member: &Member<'_>| {
            member.connection.verdict == Verdict::Accept
                && member.case.trial().state(&[]).connection.verdict == Verdict::Accept
        };
        Self {
            members,
            consequences: consequence::all(members),
            works_today: members.iter().map(works).collect(),
        }
    }

    /// Whether a connection works as it is, and would by itself: what nobody dials is forgiven its faults.
    pub(super) fn works_today(&self, index: usize) -> bool {
        self.works_today.get(index).copied().unwrap_or_default()
    }

    /// That all which only follows from other connections is gone.
    pub(super) fn assumed(&self) -> Vec<Edit> {
        let all = self.consequences.iter();
        all.map(|consequence| consequence.resolved.clone())
            .collect()
    }

    /// What fixes come to for one connection, by its index.
    pub(super) fn edits(&self, index: usize, fixes: &[Found], further: &[Edit]) -> Vec<Edit> {
        let Some(member) = self.members.get(index) else {
            return Vec::new();
        };
        let of_fixes = fixes.iter().flat_map(|found| {
            let from = self.members.get(found.origin);
            let same_client = from.is_some_and(|from| has_same_client(from, member));
            let same_server = from.is_some_and(|from| has_same_server(from, member));
            found.fix.edits.iter().filter(move |edit| match edit {
                // What names its files is the same wherever these are read.
                Edit::File(_)
                | Edit::Resolved(_)
                | Edit::Restored(_)
                | Edit::Server(ServerEdit::Pair { .. }) => true,
                // One certificate may stand on several nodes, and is renewed on one; a CA goes wherever it stands.
                Edit::Reissue(..) => {
                    matches!(found.fix.recipe, Some(Recipe::RenewAuthority(_)))
                        || member.is_on(found.node)
                }
                Edit::Server(_) => same_server,
                Edit::Kubeconfig(_) | Edit::Component(_) => found.origin == index || same_client,
            })
        });
        of_fixes.chain(further).cloned().collect()
    }

    /// A connection with these fixes made.
    pub(super) fn state(&self, index: usize, fixes: &[Found], further: &[Edit]) -> Option<State> {
        let member = self.members.get(index)?;
        let edits = self.edits(index, fixes, further);
        Some(member.case.trial().state(&edits))
    }

    /// Which of these connections work with these fixes made.
    pub(super) fn working(&self, of: &[usize], fixes: &[Found]) -> Vec<usize> {
        let works = |index: usize, further: &[Edit]| {
            let Some(member) = self.members.get(index) else {
                return false;
            };
            let edits = self.edits(index, fixes, further);
            let forgiven = member.connection.verdict == Verdict::Accept && !self.works_today(index);
            if edits.is_empty() || forgiven {
                return member.connection.verdict == Verdict::Accept;
            }
            member.case.trial().state(&edits).connection.verdict == Verdict::Accept
        };
        // What follows from a connection that works then is gone with it.
        let mut further = Vec::new();
        for consequence in &self.consequences {
            let mut roots = consequence.roots.iter();
            if roots.any(|root| works(*root, &further)) {
                further.push(consequence.resolved.clone());
            }
        }
        let mut all = of.to_vec();
        all.retain(|index| works(*index, &further));
        all
    }
}

/// Whether both are one client's, configured in one place for one kind of server.
fn has_same_client(one: &Member<'_>, other: &Member<'_>) -> bool {
    let (client, known) = (&one.connection.client, &other.connection.client);
    client.component == known.component
        && client.file == known.file
        && client.context == known.context
        && one.connection.server.component == other.connection.server.component
}

fn has_same_server(one: &Member<'_>, other: &Member<'_>) -> bool {
    let (server, known) = (&one.connection.server, &other.connection.server);
    server.component == known.component && server.source == known.source
}
