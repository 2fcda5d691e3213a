//! Fixes of a user entry that kubectl refuses: plugins, impersonation.

use super::trust_client::other_users;
use crate::decode::kubeconfig::{AuthProvider, Exec, FilePath, User};
use crate::fix::model::{Command, Edit, Fix, KubeconfigEdit, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene, unset};

/// What client-go speaks with plugins.
const EXEC_VERSION: &str = "client.authentication.k8s.io/v1";

/// What the plugins speak that came after the auth providers which client-go had once.
const SUCCESSOR_VERSION: &str = "client.authentication.k8s.io/v1beta1";

/// A plugin that is in no file.
const PLUGIN: &str = "PLUGIN";

/// What `oidc` cannot do without (client-go `plugin/pkg/client/auth/oidc/oidc.go`), and what stands for its values.
const OIDC: [(&str, &str); 2] = [("idp-issuer-url", "ISSUER_URL"), ("client-id", "CLIENT_ID")];

/// An exec section that is not complete. What the plugin gives is in no file, whatever is fixed.
pub(crate) fn exec(scene: &Scene<'_>) -> Vec<Fix> {
    let user = user(scene);
    let Some(exec) = user.and_then(|user| user.exec.as_ref()) else {
        return other_users(scene);
    };
    let exec = &exec.value;
    let mut fixes = Vec::new();
    if user.is_some_and(|user| user.auth_provider.is_some()) {
        fixes.push(Fix::new(
            Side::Client,
            "keep exec, and drop auth-provider",
            all([unset(scene, "auth-provider")]),
            vec![Edit::Kubeconfig(KubeconfigEdit::NoAuthProvider)],
        ));
    } else if exec.env.iter().any(|name| name.value.is_empty()) {
        // kubectl config finds a variable by its name alone.
        fixes.push(Fix::untried(
            Side::Client,
            "give each variable of env a name, in the file itself",
            Vec::new(),
        ));
    } else {
        fixes.push(completed(scene, exec));
    }
    fixes.extend(other_users(scene));
    fixes
}

fn completed(scene: &Scene<'_>, exec: &Exec) -> Fix {
    let has_command = !exec.command.written.is_empty();
    let known = ["Never", "IfAvailable", "Always"].contains(&exec.interactive_mode.as_str());
    let complete = Exec {
        command: if has_command {
            exec.command.clone()
        } else {
            plugin(PLUGIN)
        },
        api_version: EXEC_VERSION.to_owned(),
        interactive_mode: if known {
            exec.interactive_mode.clone()
        } else {
            "IfAvailable".to_owned()
        },
        ..exec.clone()
    };
    let what = format!("complete the exec section: apiVersion {EXEC_VERSION}, interactiveMode");
    let text = if has_command {
        what
    } else {
        format!("{what}, and the command: whoever runs the cluster knows the plugin")
    };
    Fix::new(
        Side::Client,
        text,
        all([set_exec(scene, &complete, !has_command)]),
        vec![Edit::Kubeconfig(KubeconfigEdit::Exec(complete))],
    )
}

/// An auth provider that is gone, or never was, or has not what it needs.
pub(crate) fn auth_provider(scene: &Scene<'_>) -> Vec<Fix> {
    let provider = user(scene).and_then(|user| user.auth_provider.as_ref());
    let provider = provider.map(|provider| &provider.value);
    let own = match provider {
        Some(gcp) if gcp.name == "gcp" => {
            let exec = successor("gke-gcloud-auth-plugin");
            let set = set_exec(scene, &exec, true);
            by_plugin(exec, [unset(scene, "auth-provider"), set])
        }
        // It needs arguments, which its own command makes from the settings (Azure/kubelogin `docs/book/src/cli`).
        Some(azure) if azure.name == "azure" => {
            by_plugin(successor("kubelogin"), [converted(scene)])
        }
        Some(provider) if provider.name == "oidc" => oidc(scene, provider),
        Some(_) | None => Fix::untried(
            Side::Client,
            "replace auth-provider by the exec plugin of that provider",
            Vec::new(),
        ),
    };
    let mut fixes = vec![own];
    fixes.extend(other_users(scene));
    fixes
}

/// The plugin that came after a provider.
fn successor(command: &str) -> Exec {
    Exec {
        command: plugin(command),
        api_version: SUCCESSOR_VERSION.to_owned(),
        interactive_mode: "IfAvailable".to_owned(),
        ..Exec::default()
    }
}

fn by_plugin(exec: Exec, commands: impl IntoIterator<Item = Option<Command>>) -> Fix {
    Fix::new(
        Side::Client,
        format!(
            "put the plugin {}, which came after it, in the place of auth-provider",
            exec.command.written
        ),
        all(commands),
        vec![
            Edit::Kubeconfig(KubeconfigEdit::NoAuthProvider),
            Edit::Kubeconfig(KubeconfigEdit::Exec(exec)),
        ],
    )
}

fn converted(scene: &Scene<'_>) -> Option<Command> {
    Words::new("kubelogin convert-kubeconfig")
        .option("--kubeconfig", &scene.file_of(Entry::User)?)
        .option("--context", &scene.selected.context)
        .done()
}

/// The settings that are missing, whose values are in no file.
fn oidc(scene: &Scene<'_>, provider: &AuthProvider) -> Fix {
    let missing = OIDC.iter().filter(|(name, _)| {
        let mut settings = provider.settings.iter();
        !settings.any(|known| known == name)
    });
    let missing: Vec<_> = missing.collect();
    let names: Vec<_> = missing.iter().map(|(name, _)| *name).collect();
    let mut complete = provider.clone();
    complete
        .settings
        .extend(names.iter().map(|name| (*name).to_owned()));
    complete.settings.sort();
    let set = |file: String| {
        let words = Words::new("kubectl config set-credentials")
            .value(&scene.selected.user)
            .option("--kubeconfig", &file)
            .and("--auth-provider=oidc");
        let settings = missing.iter();
        let words = settings.fold(words, |words, (name, value)| {
            words.option("--auth-provider-arg", &format!("{name}={value}"))
        });
        words.done()
    };
    Fix::new(
        Side::Client,
        format!(
            "give oidc its {}, as whoever runs the identity provider knows it",
            names.join(" and ")
        ),
        all([scene.file_of(Entry::User).and_then(set)]),
        vec![Edit::Kubeconfig(KubeconfigEdit::AuthProvider(complete))],
    )
}

fn plugin(command: &str) -> FilePath {
    FilePath {
        written: command.to_owned(),
        resolved: command.to_owned(),
    }
}

/// Groups, a UID or extras of nobody.
pub(crate) fn impersonation(scene: &Scene<'_>) -> Vec<Fix> {
    let Some(user) = user(scene) else {
        return Vec::new();
    };
    let fields = user
        .impersonate_details
        .iter()
        .map(|field| unset(scene, &format!("act-{}", field.value)));
    vec![Fix::new(
        Side::Client,
        "remove the impersonation settings, or name the user with as",
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
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::fix::fixes_as;
    use crate::verify::Verdict;

    #[test]
    fn what_is_missing_is_named_and_what_cannot_be_set_is_said() {
        let exec = |from: &str, to: &str| {
            let change = |text: &str| text.replace(from, to);
            fixes_as("invalid-exec", Code::InvalidExec, &change).remove(0)
        };
        let command = "      command: example-credential-plugin\n";
        let without = exec(command, "");
        assert!(without.1.contains("--exec-command=PLUGIN"), "{without:?}");
        assert_eq!(without.2, Some(Verdict::Undetermined));
        let unnamed = exec(command, &format!("{command}      env: [{{value: x}}]\n"));
        assert_eq!((unnamed.1.as_str(), unnamed.2), ("", None));
    }

    #[test]
    fn a_provider_is_completed_or_followed_by_its_plugin() {
        let provider = |to: &str| {
            let change = |text: &str| text.replace("      name: gcp\n", to);
            let code = Code::UnavailableAuthProvider;
            fixes_as("unavailable-auth-provider", code, &change).remove(0)
        };
        let azure = provider("      name: azure\n");
        assert!(
            azure.1.starts_with("kubelogin convert-kubeconfig"),
            "{azure:?}"
        );
        assert_eq!(azure.2, Some(Verdict::Undetermined));
        let oidc = provider("      name: oidc\n      config: {client-id: certgraph}\n");
        assert!(
            oidc.1
                .ends_with("--auth-provider-arg=idp-issuer-url=ISSUER_URL"),
            "{oidc:?}"
        );
        assert_eq!(oidc.2, Some(Verdict::Undetermined));
        let other = provider("      name: example\n");
        assert_eq!((other.1.as_str(), other.2), ("", None));
    }

    #[test]
    fn a_plugin_decides_what_comes_of_its_section() {
        let exec = &fixes("invalid-exec", Code::InvalidExec)[0];
        assert!(
            exec.1.ends_with("--exec-interactive-mode=IfAvailable"),
            "{exec:?}"
        );
        assert_eq!(exec.2, Some(Verdict::Undetermined));
        let provider = &fixes("unavailable-auth-provider", Code::UnavailableAuthProvider)[0];
        assert!(
            provider.0.contains("gke-gcloud-auth-plugin"),
            "{provider:?}"
        );
        assert_eq!(provider.2, Some(Verdict::Undetermined));
    }

    #[test]
    fn impersonation_is_dropped() {
        let fix = &fixes("impersonation-without-user", Code::ImpersonationWithoutUser)[0];
        assert!(
            fix.1
                .starts_with("kubectl config unset users.kubernetes-admin.act-as-groups")
        );
        assert_eq!(fix.2, Some(Verdict::Accept));
    }
}
