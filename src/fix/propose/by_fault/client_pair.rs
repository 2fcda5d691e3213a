//! The client's certificate and key: a new one, or the right ones together.

use crate::assemble::shown_path;
use crate::connection::{Chain, ChainMember};
use crate::decode::kubeconfig::{Field, FilePath};
use crate::finding::{Code, Finding};
use crate::fix::model::{Command, Edit, Fix, KubeconfigEdit, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene, issue, jsonpath, set_credentials, where_from};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;

/// Certificate and key that do not go together, or one that is missing or unusable.
pub(crate) fn for_finding(scene: &Scene<'_>, finding: &Finding) -> Vec<Fix> {
    let swapped = (finding.problem.code() == Code::CertificateAndKeySwapped)
        .then(|| swap(scene))
        .flatten();
    let chain = &scene.connection.client_presents.chain;
    let Some(leaf) = chain.first() else {
        let text = "put a client certificate and its key into the user, as a pair";
        let pair = Fix::untried(
            Side::Client,
            text,
            set_pair(scene, "client.crt", "client.key"),
        );
        return swapped.into_iter().chain([pair]).collect();
    };
    // What stands in a leaf that does not parse, nobody knows: what parses behind it is not the user's certificate.
    let leaf_is_lost = finding.problem.code() == Code::MalformedCertificate
        && finding
            .locations
            .first()
            .is_none_or(|place| place.block.is_none_or(|block| block == 1));
    if leaf_is_lost {
        return vec![Fix::untried(
            Side::Client,
            format!(
                "get a new certificate with a new key for this user{}",
                where_from(scene)
            ),
            issue(scene, None),
        )];
    }
    let pair = Edit::Kubeconfig(KubeconfigEdit::Pair(Chain {
        certificates: chain.iter().cloned().map(ChainMember::Parsed).collect(),
        key_matches: Some(true),
    }));
    let mut fixes = Vec::new();
    let text = match finding.problem.code() {
        Code::MissingClientKey => "give the private key of this certificate, if it still exists",
        Code::EncryptedPrivateKey => "decrypt the key and put it back",
        _ => "if you still have the private key of this certificate, use it",
    };
    let commands = match finding.problem.code() {
        Code::EncryptedPrivateKey => all([
            Words::new("openssl pkey -in encrypted.key -out client.key").done(),
            set_key(scene),
        ]),
        _ => all([set_key(scene)]),
    };
    fixes.push(Fix::new(Side::Client, text, commands, vec![pair.clone()]));
    fixes.push(Fix::new(
        Side::Client,
        format!(
            "or get a new certificate with a new key for this user{}",
            where_from(scene)
        ),
        issue(scene, Some(&leaf.certificate)),
        vec![pair],
    ));
    fixes
}

/// Each is put where the other stands.
fn swap(scene: &Scene<'_>) -> Option<Fix> {
    let user = scene
        .config
        .users
        .iter()
        .find(|user| user.name == scene.selected.user)?;
    let commands = match (
        &user.client_certificate_data,
        &user.client_key_data,
        &user.client_certificate,
        &user.client_key,
    ) {
        (Some(certificate), Some(key), _, _) => {
            let cut = |place: &Location, file: &str| {
                let path = jsonpath(scene, place.field.as_deref()?)?;
                Words::new("kubectl config view --raw")
                    .option("--kubeconfig", &scene.file_of(Entry::User)?)
                    .and("-o")
                    .option("jsonpath", &path)
                    .and("| base64 -d >")
                    .and(file)
                    .done()
            };
            let mut commands = vec![
                cut(&key.location, "client.crt"),
                cut(&certificate.location, "client.key"),
            ];
            commands.extend(
                set_pair(scene, "client.crt", "client.key")
                    .into_iter()
                    .map(Some),
            );
            all(commands)
        }
        (None, None, Some(certificate), Some(key)) => {
            let shown = |field: &Field<FilePath>| {
                shown_path(&field.value, &field.location)
                    .shown()
                    .to_string()
            };
            set_pair(scene, &shown(key), &shown(certificate))
        }
        _ => return None,
    };
    Some(Fix::new(
        Side::Client,
        "swap the certificate and the key",
        commands,
        vec![Edit::Kubeconfig(KubeconfigEdit::Swap)],
    ))
}

fn set_pair(scene: &Scene<'_>, certificate: &str, key: &str) -> Vec<Command> {
    all([set_credentials(
        scene,
        &[("--client-certificate", certificate), ("--client-key", key)],
    )])
}

fn set_key(scene: &Scene<'_>) -> Option<Command> {
    set_credentials(scene, &[("--client-key", "client.key")])
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::fix::fixes;
    use crate::verify::Verdict;

    #[test]
    fn a_swapped_pair_is_swapped_back() {
        let fix = &fixes(
            "certificate-and-key-swapped",
            Code::CertificateAndKeySwapped,
        )[0];
        assert_eq!(fix.1.matches("base64 -d > client.").count(), 2, "{fix:?}");
        assert_eq!(fix.2, Some(Verdict::Accept));
    }

    #[test]
    fn a_key_is_decrypted_or_replaced() {
        let fixes = fixes("encrypted-private-key", Code::EncryptedPrivateKey);
        assert!(fixes[0].1.starts_with("openssl pkey "), "{fixes:?}");
        assert!(fixes.iter().all(|fix| fix.2 == Some(Verdict::Accept)));
    }
}
