//! Mends that claim "accept" are applied for real: certificates are issued anew as the mend says, the printed commands
//! are run, and `explain` is asked again.
//!
//! What a cluster's own tools would do (`kubeadm`, `openssl` with the CA's key) is done with the keys of the scene, and
//! with nothing else changed: the fault itself stays in the plan, and the mend has to overcome it.

use std::path::Path;
use std::process::Command;

use certgraph::finding::{Code, Step};
use serde_json::Value;

use crate::AT;
use crate::faults::{FAULTS, Fault};
use crate::pki::{DIGITAL_SIGNATURE, KEY_CERT_SIGN, Template, Usage};
use crate::plan::{Form, Issued, Keys, PairText, Plan};

/// Of all pairs, so many are mended.
const EVERY_PAIR: usize = 10;

/// Commands that work on the files at hand.
const ON_FILES: [&str; 4] = ["kubectl config ", "awk ", "sed -i ", "mv "];

#[test]
fn every_mend_of_every_fault() {
    let keys = Keys::new();
    let mut count = Count::default();
    for fault in FAULTS {
        take_all(&[fault], &keys, &mut count);
    }
    count.judge(60);
}

/// A connection that works unchecked is checked again.
#[test]
fn what_is_switched_off_is_switched_on_again() {
    let keys = Keys::new();
    let mut count = Count::default();
    let insecure = |plan: &mut Plan| {
        plan.kubeconfig.authority = Form::Absent;
        plan.kubeconfig
            .cluster
            .push(("insecure-skip-tls-verify", "true"));
    };
    let fault = Fault {
        name: "insecure",
        code: Code::InsecureSkipTlsVerify,
        step: Step::ClientVerifies,
        about: "",
        rejects: false,
        inject: insecure,
    };
    take_all(&[&fault], &keys, &mut count);
    count.judge(1);
}

#[test]
fn the_sets_of_a_sample_of_pairs() {
    let keys = Keys::new();
    let mut count = Count::default();
    for pair in crate::pairs().step_by(EVERY_PAIR) {
        take_all(&pair, &keys, &mut count);
    }
    count.judge(50);
}

#[derive(Default)]
struct Count {
    applied: usize,
    without_kubectl: usize,
    /// Sets that renew a CA which no finding of the report is about: several have that name.
    hidden: usize,
    wrong: Vec<String>,
}

impl Count {
    fn judge(&self, least: usize) {
        println!(
            "{} mends applied, {} ignored for want of kubectl, {} sets with a CA that no finding is about",
            self.applied, self.without_kubectl, self.hidden
        );
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.applied + self.without_kubectl >= least);
    }
}

/// A mend of the report, with the subject of the certificate that it is about.
struct Mend<'a> {
    json: &'a Value,
    about: String,
}

impl Mend<'_> {
    fn text(&self) -> &str {
        self.json["text"].as_str().unwrap()
    }

    fn lines(&self) -> Vec<&str> {
        let lines = self.json["command"].as_str().unwrap_or_default().lines();
        // A restart of the API server is what asking again is.
        lines
            .filter(|line| !line.starts_with("mv /etc/kubernetes/"))
            .collect()
    }
}

fn take_all(faults: &[&Fault], keys: &Keys, count: &mut Count) {
    let folder = tempfile::tempdir().unwrap();
    let plan = planned(faults);
    plan.write_all(folder.path(), keys);
    let document = explain(&plan, folder.path());
    let connection = &document["connections"][0];
    let mut known = Vec::new();
    for finding in connection["findings"].as_array().unwrap() {
        let about = finding["certificate"]
            .as_str()
            .and_then(|fingerprint| document["certificates"][fingerprint]["subject"].as_str());
        for json in finding["mends"].as_array().unwrap() {
            known.push(Mend {
                json,
                about: about.unwrap_or_default().to_owned(),
            });
        }
    }
    for mend in known
        .iter()
        .filter(|mend| mend.json["verdict_after"] == "accept")
    {
        take(faults, &[mend], keys, count);
    }
    let Some(set) = connection.pointer("/fix/mends").and_then(Value::as_array) else {
        return;
    };
    let set: Vec<Mend<'_>> = set
        .iter()
        .map(|json| {
            let of_finding = known.iter().find(|mend| {
                mend.json["text"] == json["text"] && mend.json["command"] == json["command"]
            });
            Mend {
                json,
                about: of_finding.map_or_else(String::new, |mend| mend.about.clone()),
            }
        })
        .collect();
    // Several CAs of the scene have one name: which is meant, only the finding tells.
    let hidden =
        |mend: &Mend<'_>| mend.about.is_empty() && mend.text().contains(" the CA kubernetes ");
    if set.iter().any(hidden) {
        count.hidden += 1;
    } else if set.len() > 1 {
        take(faults, &set.iter().collect::<Vec<_>>(), keys, count);
    }
}

fn planned(faults: &[&Fault]) -> Plan {
    let mut plan = Plan::new();
    for fault in faults {
        (fault.inject)(&mut plan);
    }
    plan
}

fn take(faults: &[&Fault], mends: &[&Mend<'_>], keys: &Keys, count: &mut Count) {
    let names: Vec<_> = faults.iter().map(|fault| fault.name).collect();
    let what: Vec<_> = mends.iter().map(|mend| mend.text()).collect();
    let mut plan = planned(faults);
    let mut lines = Vec::new();
    for mend in mends {
        if issue(mend, &mut plan) {
            continue;
        }
        let found = mend.lines();
        let runnable = |line: &&str| ON_FILES.iter().any(|known| line.starts_with(known));
        // Whoever decrypts a key has the key then.
        let found: Vec<_> = found
            .into_iter()
            .filter(|line| !line.starts_with("openssl pkey -in encrypted.key"))
            .collect();
        if found.is_empty() || !found.iter().all(runnable) {
            let text = mend.text();
            count
                .wrong
                .push(format!("{names:?}: no way to apply {text:?} {found:?}"));
            return;
        }
        lines.extend(found.into_iter().map(str::to_owned));
    }
    let kubectl = lines.iter().any(|line| line.contains("kubectl "));
    if kubectl && !Path::new("/usr/bin/kubectl").exists() {
        count.without_kubectl += 1;
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    plan.write_all(folder.path(), keys);
    plan.write_at_hand(folder.path(), keys);
    let output = Command::new("sh")
        .args(["-e", "-c", &lines.join("\n")])
        .env("HOME", folder.path())
        .env_remove("KUBECONFIG")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let document = explain(&plan, folder.path());
    let after = &document["connections"][0];
    let unchecked = after["findings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|finding| finding["code"] == "insecure-skip-tls-verify");
    if output.status.success() && after["verdict"] == "accept" && !unchecked {
        count.applied += 1;
    } else {
        count.wrong.push(format!(
            "{names:?}: {} ({}) after {what:?} {lines:?} {}",
            after["verdict"],
            after["headline"],
            String::from_utf8_lossy(&output.stderr)
        ));
    }
}

fn explain(plan: &Plan, folder: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(["explain", "kubeconfig", "--format", "json", "--at", AT])
        .args(plan.arguments())
        .current_dir(folder)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Issues what the mend says with the scene's own keys; whether it says so.
fn issue(mend: &Mend<'_>, plan: &mut Plan) -> bool {
    let text = mend.text();
    let client = || text.contains("client certificate") || text.contains("for this user");
    if text.starts_with("renew the serving certificate")
        || text.starts_with("reissue the serving certificate")
    {
        change(&mut plan.server.leaf, text);
    } else if let Some(rest) = text.strip_prefix("for everyone: a new serving certificate") {
        let name = rest
            .split_once("with ")
            .or_else(|| rest.split_once("names "));
        let name = name.unwrap().1.split([' ', ',']).next().unwrap();
        plan.server.leaf.more_names.push(name.to_owned());
    } else if text.starts_with("make a new serving certificate") {
        plan.server.pair = PairText::Good;
    } else if text.starts_with("get a client certificate") {
        plan.client.by_trusted = true;
        plan.client.leaf.changes.clear();
    } else if text.starts_with("get a new client certificate") {
        change(&mut plan.client.leaf, text);
    } else if text.starts_with("or get a new certificate") && client() {
        plan.client.pair = PairText::Good;
        plan.kubeconfig.certificate = Form::Inline;
        plan.kubeconfig.key = Form::Inline;
    } else if text.starts_with("renew the CA ") || text.starts_with("reissue the CA ") {
        let Some(ca) = ca(plan, &mend.about) else {
            return false;
        };
        change(ca, text);
    } else if text.starts_with("add --requestheader-allowed-names=") {
        plan.files.allowed_names = true;
    } else if text.starts_with("put the CAs that issue client certificates into") {
        plan.files.client_ca_empty = false;
    } else if text.starts_with("start kube-apiserver with --client-ca-file") {
        plan.files.client_ca = true;
    } else if text.starts_with("add the token to --token-auth-file") {
        plan.files.tokens = Some("test-token,alice,1\n");
    } else {
        return false;
    }
    true
}

fn ca<'a>(plan: &'a mut Plan, about: &str) -> Option<&'a mut Issued> {
    let branch = if about.contains("O=Server ") {
        &mut plan.server
    } else if about.contains("O=Client ") {
        &mut plan.client
    } else {
        return None;
    };
    Some(if about.contains("root") {
        &mut branch.root
    } else {
        &mut branch.issuing
    })
}

/// The change that a mend names, made after the fault's own.
fn change(issued: &mut Issued, text: &str) {
    let touch: fn(Template) -> Template =
        if text.starts_with("renew") || text.contains("for alice,") {
            |template| template.valid("2026-01-01 00:00:00", "2036-01-01 00:00:00")
        } else if text.contains("extended key usage serverAuth") {
            |template| template.usages(&[Usage::Server])
        } else if text.contains("extended key usage clientAuth") {
            |template| template.usages(&[Usage::Client])
        } else if text.contains("without the critical extension") {
            Template::without_extensions
        } else if text.contains("without a path length constraint") {
            |template| template.basic(Some((true, None)))
        } else if text.contains("as a CA: basic constraints CA:TRUE, key usage keyCertSign") {
            |template| {
                template
                    .basic(Some((true, None)))
                    .key_usage(&[DIGITAL_SIGNATURE, KEY_CERT_SIGN])
            }
        } else if text.contains("with names that the CA may issue for") {
            |template| template.only_ip("10.0.0.10")
        } else if text.contains("with name constraints that allow the names") {
            Template::without_constraints
        } else if text.contains("with a common name") {
            |template| template.subject(&[("O", "developers"), ("CN", "NAME")])
        } else if text.contains("without the UID attribute") {
            |template| template.subject(&[("O", "developers"), ("CN", "alice")])
        } else {
            panic!("{text}")
        };
    issued.changes.push(touch);
}
