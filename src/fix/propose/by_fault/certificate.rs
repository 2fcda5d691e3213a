//! A certificate that has to be issued anew, or a CA.

use super::plan::{Plan, plans};
use super::trust_server;
use crate::finding::{Finding, Step};
use crate::fix::model::{Command, Fix, Layout, Side, Words, all};
use crate::fix::propose::tools::{
    Scene, issue, kubectl, remake_serving, renew_authority, renew_serving, restart, where_from,
};
use crate::fix::simulation::Role;
use crate::ground::location::Location;

/// The fixes of a fault of a certificate.
pub(crate) fn reissue(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(certificate) = &finding.certificate else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    // The same CA renewed may stand in another file already.
    let is_anchor = scene
        .connection
        .client_verifies
        .anchors
        .iter()
        .any(|anchor| anchor.certificate.fingerprint == certificate.fingerprint);
    if is_anchor && finding.step == Some(Step::ClientVerifies) {
        fixes.extend(trust_server::given_instead(scene, certificate));
    }
    fixes.extend(
        plans(scene, finding, certificate)
            .into_iter()
            .map(|plan| fix(scene, finding, plan)),
    );
    fixes
}

fn fix(scene: &Scene<'_>, finding: &Finding, plan: Plan) -> Fix {
    let layout = Layout::from_sides(scene);
    let how = if plan.how.is_empty() {
        String::new()
    } else {
        format!(" {}", plan.how)
    };
    let name = plan.certificate.display_name();
    match scene.role(plan.certificate.fingerprint) {
        Role::Serving => {
            let verb = if plan.renewal { "renew" } else { "reissue" };
            let commands = if plan.renewal {
                renew_serving(scene)
            } else {
                remake_serving(scene, Some(&plan.certificate), &[])
            };
            let place = Layout::of_serving(scene).place();
            let text = format!("{verb} the serving certificate{how}, {place}");
            Fix::new(Side::Server, text, commands, plan.edits)
        }
        Role::User => {
            let text = format!(
                "get a new client certificate for {name}{how}{}",
                where_from(scene)
            );
            let commands = issue(scene, Some(&plan.certificate));
            Fix::new(Side::Client, text, commands, plan.edits)
        }
        Role::Ca => {
            let own = scene.node.filter(|_| plan.renewal);
            if let Some(mend) = own.and_then(|node| renew_authority(node, &plan.certificate)) {
                return mend;
            }
            let places = scene
                .connection
                .inventory
                .locations(plan.certificate.fingerprint);
            let text = if plan.renewal {
                format!(
                    "renew the CA {name} with its present key, so that what it issued stays valid, and put it \
                     in every place that has it: {}",
                    files(places)
                )
            } else {
                format!(
                    "reissue the CA {name}{how}, and put it in every place that has it: {}",
                    files(places)
                )
            };
            let mut commands = Vec::new();
            if plan.renewal && plan.certificate.is_self_issued() {
                commands = renew_ca(scene, finding, layout);
            }
            Fix::new(Side::Server, text, commands, plan.edits)
        }
    }
}

/// A self-signed CA signs itself again; its extensions and its key stay.
fn renew_ca(scene: &Scene<'_>, finding: &Finding, layout: Layout) -> Vec<Command> {
    let renewed = Words::new("openssl x509 -in ca.crt -signkey ca.key -days 3650 -out ca-new.crt");
    let set = match finding.step {
        Some(Step::ClientVerifies) => kubectl::set_cluster(scene, "ca-new.crt").map(Some),
        _ => Some(None),
    };
    let mut commands = all([renewed.done()]);
    if let Some(Some(set)) = set {
        commands.push(set);
    }
    commands.extend(restart(layout));
    commands
}

/// The files in which a certificate stands, each once.
fn files(places: &[Location]) -> String {
    let mut names: Vec<&str> = places.iter().map(|place| &*place.file).collect();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    #[test]
    fn a_certificate_is_issued_anew_with_what_it_lacks() {
        for (fault, code, text) in [
            (
                "expired-server",
                Code::Expired,
                "renew the serving certificate",
            ),
            (
                "expired-client",
                Code::Expired,
                "get a new client certificate",
            ),
            (
                "wrong-purpose-server",
                Code::WrongPurpose,
                "extended key usage serverAuth",
            ),
            (
                "not-a-ca",
                Code::NotACa,
                "as a CA: basic constraints CA:TRUE",
            ),
            (
                "path-too-long",
                Code::PathTooLong,
                "without a path length constraint",
            ),
        ] {
            let fixes = fixes(fault, code);
            let fix = fixes.iter().find(|fix| fix.0.contains(text));
            assert_eq!(
                fix.map(|fix| fix.2),
                Some(Some(Verdict::Accept)),
                "{fault}: {fixes:?}"
            );
        }
    }
}
