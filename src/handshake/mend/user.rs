//! Mends of a user entry that kubectl refuses: plugins, impersonation.

use super::command::{Command, Words, all};
use super::edit::{Edit, KubeconfigEdit};
use super::kubeconfig::unset;
use super::propose::{Entry, Scene};
use super::trust::other_users;
use super::{Mend, Side};
use crate::decode::kubeconfig::{Exec, User};

/// What client-go speaks with plugins.
const EXEC_VERSION: &str = "client.authentication.k8s.io/v1";

/// Which plugins came after the auth providers that client-go had once.
const SUCCESSORS: [(&str, &str, &str); 2] = [
    (
        "gcp",
        "gke-gcloud-auth-plugin",
        "client.authentication.k8s.io/v1beta1",
    ),
    ("azure", "kubelogin", "client.authentication.k8s.io/v1beta1"),
];

/// An exec section that is not complete. What the plugin gives is in no file, whatever is mended.
pub(super) fn exec(scene: &Scene<'_>) -> Vec<Mend> {
    let user = user(scene);
    let Some(exec) = user.and_then(|user| user.exec.as_ref()) else {
        return other_users(scene);
    };
    let exec = &exec.value;
    let mut mends = Vec::new();
    if user.is_some_and(|user| user.auth_provider.is_some()) {
        mends.push(Mend::new(
            Side::Client,
            "keep exec, and drop auth-provider",
            all([unset(scene, "auth-provider")]),
            vec![Edit::Kubeconfig(KubeconfigEdit::NoAuthProvider)],
        ));
    } else if !exec.command.written.is_empty() && exec.env.iter().all(|name| !name.value.is_empty())
    {
        let known = ["Never", "IfAvailable", "Always"].contains(&exec.interactive_mode.as_str());
        let complete = Exec {
            api_version: EXEC_VERSION.to_owned(),
            interactive_mode: if known {
                exec.interactive_mode.clone()
            } else {
                "IfAvailable".to_owned()
            },
            ..exec.clone()
        };
        mends.push(Mend::new(
            Side::Client,
            format!("complete the exec section: apiVersion {EXEC_VERSION}, interactiveMode"),
            all([set_exec(scene, &complete, false)]),
            vec![Edit::Kubeconfig(KubeconfigEdit::Exec(complete))],
        ));
    } else {
        mends.push(Mend::untried(
            Side::Client,
            "complete the exec section: its command, and a name for each variable of env",
            Vec::new(),
        ));
    }
    mends.extend(other_users(scene));
    mends
}

/// An auth provider that is gone.
pub(super) fn auth_provider(scene: &Scene<'_>) -> Vec<Mend> {
    let name = user(scene)
        .and_then(|user| user.auth_provider.as_ref())
        .map(|provider| provider.value.name.as_str())
        .unwrap_or_default();
    let mut mends = Vec::new();
    if let Some((_, command, version)) = SUCCESSORS.iter().find(|(known, ..)| *known == name) {
        let exec = Exec {
            command: crate::decode::kubeconfig::FilePath {
                written: (*command).to_owned(),
                resolved: (*command).to_owned(),
            },
            api_version: (*version).to_owned(),
            interactive_mode: "IfAvailable".to_owned(),
            ..Exec::default()
        };
        mends.push(Mend::new(
            Side::Client,
            format!("put the plugin {command}, which came after it, in the place of auth-provider"),
            all([unset(scene, "auth-provider"), set_exec(scene, &exec, true)]),
            vec![
                Edit::Kubeconfig(KubeconfigEdit::NoAuthProvider),
                Edit::Kubeconfig(KubeconfigEdit::Exec(exec)),
            ],
        ));
    } else {
        mends.push(Mend::untried(
            Side::Client,
            "replace auth-provider by the exec plugin of that provider, or complete its settings",
            Vec::new(),
        ));
    }
    mends.extend(other_users(scene));
    mends
}

/// Groups, a UID or extras of nobody.
pub(super) fn impersonation(scene: &Scene<'_>) -> Vec<Mend> {
    let Some(user) = user(scene) else {
        return Vec::new();
    };
    let fields = user
        .impersonate_details
        .iter()
        .map(|field| unset(scene, &format!("act-{}", field.value)));
    vec![Mend::new(
        Side::Client,
        "drop whom the user acts as, or name that user with as",
        all(fields),
        vec![Edit::Kubeconfig(KubeconfigEdit::NoImpersonation)],
    )]
}

fn user<'a>(scene: &Scene<'a>) -> Option<&'a User> {
    scene
        .config
        .users
        .iter()
        .find(|user| user.name == scene.selected.user)
}

fn set_exec(scene: &Scene<'_>, exec: &Exec, new: bool) -> Option<Command> {
    let mut command = Words::new("kubectl config set-credentials")
        .value(&scene.selected.user)
        .option("--kubeconfig", &scene.file_of(Entry::User)?);
    if new {
        command = command.option("--exec-command", &exec.command.written);
    }
    command
        .option("--exec-api-version", &exec.api_version)
        .option("--exec-interactive-mode", &exec.interactive_mode)
        .done()
}

#[cfg(test)]
mod tests {
    use super::super::testing::mends;
    use crate::finding::Code;
    use crate::verify::Verdict;

    #[test]
    fn a_plugin_decides_what_comes_of_its_section() {
        let exec = &mends("invalid-exec", Code::InvalidExec)[0];
        assert!(
            exec.1.ends_with("--exec-interactive-mode=IfAvailable"),
            "{exec:?}"
        );
        assert_eq!(exec.2, Some(Verdict::Undetermined));
        let provider = &mends("unavailable-auth-provider", Code::UnavailableAuthProvider)[0];
        assert!(
            provider.0.contains("gke-gcloud-auth-plugin"),
            "{provider:?}"
        );
        assert_eq!(provider.2, Some(Verdict::Undetermined));
    }

    #[test]
    fn impersonation_is_dropped() {
        let mend = &mends("impersonation-without-user", Code::ImpersonationWithoutUser)[0];
        assert!(
            mend.1
                .starts_with("kubectl config unset users.kubernetes-admin.act-as-groups")
        );
        assert_eq!(mend.2, Some(Verdict::Accept));
    }
}
