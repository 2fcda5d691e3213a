//! How kubeadm, or openssl in its place, comes to make keys of another kind.

use super::action::Action;
use super::algorithm::Algorithm;
use super::command::{NEW_PKI, Tools};
use super::kubeadm::CONFIGURATION;
use crate::fix::{Words, all, subject};

impl Tools<'_> {
    /// Has kubeadm make keys of another kind, now and at each renewal: it reads `encryptionAlgorithm` in its ConfigMap, and has no
    /// flag for it (kubeadm `phases/certs/renewal/manager.go`, `RenewUsingLocalCA`).
    pub(super) fn moves_to(&self) -> Option<Action> {
        let name = self
            .target
            .algorithm
            .filter(|_| !self.is_made_elsewhere())?
            .name();
        let get = "kubectl get configmap kubeadm-config --namespace=kube-system";
        let field = "encryptionAlgorithm:";
        let set = format!(
            "{get} --output=yaml | sed '/^    {field}/d; s|^    apiVersion: kubeadm.*|&\\n    {field} {name}|' | kubectl replace --filename=-"
        );
        let copy = format!(
            "{get} --output=jsonpath={{.data.ClusterConfiguration}} | sed 's|^certificatesDir: .*|certificatesDir: {NEW_PKI}|' > {CONFIGURATION}"
        );
        let check = format!("grep -q '{field} {name}' {CONFIGURATION}");
        let commands = [set, copy, check].map(|line| Words::new(&line).done());
        let text = format!("have kubeadm make {name} keys from now on");
        Some(Action::new(text, all(commands)).on(Self::first(&self.issuing())))
    }

    /// Makes a CA of a kind that kubeadm does not make.
    pub(super) fn made_with_openssl(&self) -> Option<Action> {
        let algorithm = self.target.algorithm.filter(|_| self.is_made_elsewhere())?;
        let (name, stem) = (algorithm.name(), self.of_kubeadm()?);
        let file = format!("{NEW_PKI}/{stem}");
        let (folder, _) = file.rsplit_once('/')?;
        let newkey = match algorithm {
            Algorithm::Rsa(bits) => format!("rsa:{bits}"),
            Algorithm::Ecdsa(curve) => format!("ec -pkeyopt ec_paramgen_curve:{}", curve.name()),
            Algorithm::MlDsa(_) => name.to_owned(),
        };
        let make = Words::new(&format!(
            "mkdir -p -m 700 {folder} && openssl req -x509 -newkey {newkey} -nodes -days 3650 -keyout {file}.key -out {file}.crt"
        ))
        .and("-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,digitalSignature,keyCertSign -subj")
        .value(&subject(&self.target.certificate))
        .done();
        let text = format!(
            "make the new CA with openssl (ML-DSA: 3.5 or later): kubeadm of this release makes no {name} keys"
        );
        Some(Action::new(text, all([make])).on(Self::first(&self.issuing())))
    }
}
