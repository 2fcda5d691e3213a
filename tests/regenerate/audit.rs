//! One folder for each thing that an audit finds though nothing is broken by it.

use serde_json::json;

use crate::folder::Folder;
use crate::pki::{Key, Pair, Template};
use crate::scene::{self, bundle};

/// What a folder holds besides its `audit.json`.
type Files = Vec<(&'static str, String)>;

/// Folder, how it came about, and its files.
type Stock = (&'static str, &'static str, fn() -> Files);

pub(crate) fn write() {
    let stocks: [Stock; 8] = [
        (
            "expires-soon",
            "the certificate of a web server ends in three weeks",
            expires_soon,
        ),
        (
            "expired-bundle-entry",
            "the CA of an earlier rotation was never taken out of the bundle",
            expired_bundle_entry,
        ),
        (
            "outlives-issuer",
            "issued for a year in the last month of its CA",
            outlives_issuer,
        ),
        (
            "same-name-cas",
            "the CA was made anew under its old name",
            same_name_cas,
        ),
        (
            "untrusted-ca",
            "the CA of a cluster that is gone lies beside a kubeconfig",
            untrusted_ca,
        ),
        ("short-key", "an RSA key of 1536 bits", short_key),
        (
            "shared-key",
            "one key file was copied to two servers of different names",
            shared_key,
        ),
        (
            "long-lifetime",
            "made by hand for ten years, so that nobody has to think of it",
            long_lifetime,
        ),
    ];
    for (name, description, files) in stocks {
        Folder::make(&format!("audit/{name}"), |folder| {
            let stock = json!({
                "description": description,
                "at": scene::AT,
                "codes": [name],
            });
            folder.write(
                "audit.json",
                serde_json::to_string_pretty(&stock).unwrap() + "\n",
            );
            for (path, content) in files() {
                folder.write(path, content);
            }
        });
    }
}

fn ca() -> Pair {
    scene::kubernetes_ca().self_signed(&Key::p256())
}

fn web() -> Template {
    Template::server("web").dns("web.example.com")
}

fn expires_soon() -> Files {
    let ca = ca();
    let web = ca.issue(
        &web().valid("2025-06-22 09:30:00", "2026-06-22 09:30:00"),
        &Key::p256(),
    );
    vec![("ca.crt", ca.pem()), ("web.crt", web.pem())]
}

fn expired_bundle_entry() -> Files {
    let old = Template::ca("web-ca-2016")
        .valid("2016-05-20 09:30:00", "2026-05-20 09:30:00")
        .self_signed(&Key::p256());
    let new = Template::ca("web-ca-2026").self_signed(&Key::p256());
    vec![("ca-bundle.crt", bundle(&[&old, &new]))]
}

fn outlives_issuer() -> Files {
    let ca = scene::kubernetes_ca()
        .valid("2016-08-01 00:00:00", "2026-08-01 00:00:00")
        .self_signed(&Key::p256());
    let web = ca.issue(&web(), &Key::p256());
    vec![("ca.crt", ca.pem()), ("web.crt", web.pem())]
}

fn same_name_cas() -> Files {
    vec![("ca.crt", ca().pem()), ("ca-old.crt", ca().pem())]
}

fn untrusted_ca() -> Files {
    let ca = ca();
    let admin = ca.issue(&scene::admin(), &Key::p256());
    let gone = Template::ca("minikubeCA").self_signed(&Key::p256());
    let kubeconfig = scene::kubeconfig(&ca, &admin).to_yaml();
    vec![("admin.conf", kubeconfig), ("old-ca.crt", gone.pem())]
}

fn short_key() -> Files {
    let ca = ca();
    let web = ca.issue(&web(), &Key::rsa_of_bits(1536));
    vec![("ca.crt", ca.pem()), ("web.crt", web.pem())]
}

fn shared_key() -> Files {
    let ca = ca();
    let key = Key::p256();
    let other = Template::server("mail").dns("mail.example.com");
    vec![
        ("ca.crt", ca.pem()),
        ("mail.crt", ca.issue(&other, &key).pem()),
        ("web.crt", ca.issue(&web(), &key).pem()),
    ]
}

fn long_lifetime() -> Files {
    let ca = ca();
    let web = web().valid("2026-01-01 00:00:00", "2035-12-30 00:00:00");
    vec![
        ("ca.crt", ca.pem()),
        ("web.crt", ca.issue(&web, &Key::p256()).pem()),
    ]
}
