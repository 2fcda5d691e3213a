//! The way back from a step: what the step has kept takes its place again, and what read the files restarts.

use super::action::Action;
use super::command::{KUBERNETES, StepAt, Tools, before};
use super::model::Place;
use super::restart::{ready, together};
use crate::fix::{Layout, Words, all, restart_of};

impl Tools<'_> {
    /// What leads one node back to where a step began; nothing where no copy is kept. `restarted` are the programs that the
    /// step restarts there.
    pub(super) fn undo(
        &self,
        at: StepAt,
        node: Option<usize>,
        places: &[Place],
        restarted: &[&'static str],
    ) -> Vec<Action> {
        if self.layout() != Layout::Kubeadm || places.is_empty() {
            return Vec::new();
        }
        let kept = before(at.number);
        let kubelet = restarted.contains(&"kubelet");
        let folder = places.iter().any(|place| self.is_in_kubelet_folder(place));
        let kubeconfigs = kubelet || places.iter().any(|place| self.kubeconfig(place).is_some());
        let mut lines = Vec::new();
        if kubelet {
            lines.push("systemctl stop kubelet".to_owned());
        }
        let signs = self.signs(node);
        let clear = if signs {
            format!("rm -f {}-signing.* && ", self.stem())
        } else {
            String::new()
        };
        let mut copy = format!("{clear}cp -a {kept}/kubernetes/pki/. {KUBERNETES}/pki/");
        if kubeconfigs {
            copy.push_str(&format!(" && cp -a {kept}/kubernetes/*.conf {KUBERNETES}/"));
        }
        lines.push(copy);
        if folder || kubelet {
            lines.push(format!(
                "[ ! -e {kept}/pki ] || {{ rm -f /var/lib/kubelet/pki/kubelet-client* && cp -a {kept}/pki/. /var/lib/kubelet/pki/; }}"
            ));
        }
        if kubelet {
            lines.push("systemctl start kubelet".to_owned());
        }
        let commands = lines.iter().map(|line| Words::new(line).done());
        let mut actions = vec![Action::evident("put back what was kept", all(commands))];
        let is_pod = |name: &&&str| **name != "kubelet" && restart_of(name).is_some();
        let pods: Vec<&str> = restarted.iter().filter(is_pod).copied().collect();
        if !pods.is_empty() {
            let manifests = format!("{kept}/kubernetes/manifests");
            let command = together(&pods, None, Some(&manifests));
            actions.push(Action::evident("restart", all([command])));
            actions.extend(ready(&pods));
        }
        if signs && self.publishes(node) {
            actions.extend(self.cluster_info());
        }
        actions
    }
}
