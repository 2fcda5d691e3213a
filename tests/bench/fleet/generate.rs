//! A fleet: clusters, each with nodes and clients, as one bundle, as kubeconfigs, and as a List of Secrets.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::pki::{Key, Pair, Template, name};

/// Nodes of a cluster, each with a client and a serving certificate.
const NODES: usize = 100;

/// Other clients of a cluster: people, pipelines, controllers.
const CLIENTS: usize = 50;

/// Certificates of a cluster: its CA, and all that it issued.
const CLUSTER: usize = 1 + 2 * NODES + CLIENTS;

/// Kubeconfigs are written for so many certificates at most: a million files are a test of the file system.
const KUBECONFIGS: usize = 20_000;

/// What the certificates of a fleet certify.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Keys {
    P256,
    /// RSA 2048, as kubeadm makes them. Only CAs have a private half, so that there are no kubeconfigs.
    Rsa,
}

impl Keys {
    fn authority(self) -> Key {
        match self {
            Self::P256 => Key::p256(),
            Self::Rsa => Key::rsa(),
        }
    }

    fn leaf(self) -> Key {
        match self {
            Self::P256 => Key::p256(),
            Self::Rsa => Key::rsa_public(),
        }
    }
}

/// Makes a fleet of about `count` certificates, unless it is there.
pub(crate) fn fleet(folder: &Path, count: usize, keys: Keys) {
    if folder.exists() {
        return;
    }
    let clusters = count.div_ceil(CLUSTER);
    let beside = folder.with_extension("part");
    let _ = fs::remove_dir_all(&beside);
    fs::create_dir_all(beside.join("kubeconfigs")).unwrap();
    let next = AtomicUsize::new(0);
    let (send, receive) = std::sync::mpsc::sync_channel(8);
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= clusters {
                        break;
                    }
                    send.send((number, cluster(number, keys))).unwrap();
                }
            });
        }
        drop(send);
        let writer = |name: &str| BufWriter::new(File::create(beside.join(name)).unwrap());
        let (mut bundle, mut secrets) = (writer("bundle.pem"), writer("secrets.json"));
        write!(
            secrets,
            "{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["
        )
        .unwrap();
        let mut left = count;
        let mut first = true;
        for (number, pairs) in receive {
            let ca = pairs.first().unwrap().1.pem();
            for (index, (label, pair)) in pairs.iter().take(left).enumerate() {
                let pem = pair.pem();
                bundle.write_all(pem.as_bytes()).unwrap();
                let comma = if first { "" } else { "," };
                first = false;
                write!(
                    secrets,
                    "{comma}\n{{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{{\"name\":\"{label}\",\"namespace\":\"cluster-{number}\"}},\"type\":\"kubernetes.io/tls\",\"data\":{{\"tls.crt\":\"{}\"}}}}",
                    STANDARD.encode(&pem)
                )
                .unwrap();
                let is_client = index > 2 * NODES && keys == Keys::P256;
                if is_client && (number * CLIENTS + index - 2 * NODES) <= KUBECONFIGS {
                    let path = format!("kubeconfigs/{number}-{label}.yaml");
                    fs::write(beside.join(path), kubeconfig(number, &ca, pair)).unwrap();
                }
            }
            left = left.saturating_sub(pairs.len());
        }
        writeln!(secrets, "\n]}}").unwrap();
        bundle.flush().unwrap();
        secrets.flush().unwrap();
    });
    fs::rename(&beside, folder).unwrap();
}

/// The CA, then two certificates a node, then the clients; ends are spread over a year.
fn cluster(number: usize, keys: Keys) -> Vec<(String, Pair)> {
    let ca = Template::ca(format!("cluster-{number}").as_str()).self_signed(&keys.authority());
    let mut pairs = vec![("ca".to_owned(), ca.clone())];
    let dated = |template: Template, index: usize| {
        let end = format!(
            "2027-{:02}-{:02} 12:00:00",
            1 + index % 12,
            1 + (number + index) % 28
        );
        template.valid("2026-06-01 00:00:00", &end)
    };
    for node in 0..NODES {
        let host = format!("node-{node}");
        let user = format!("system:node:{host}");
        let client = Template::client(name(&[("O", "system:nodes"), ("CN", &user)]));
        let server = Template::server(user.as_str()).dns(&host).ip(&format!(
            "10.{}.{}.{}",
            number % 250,
            node / 200,
            node % 200
        ));
        pairs.push((
            format!("{host}-client"),
            ca.issue(&dated(client, node), &keys.leaf()),
        ));
        pairs.push((
            format!("{host}-server"),
            ca.issue(&dated(server, node), &keys.leaf()),
        ));
    }
    for index in 0..CLIENTS {
        let user = format!("user-{index}");
        let client = Template::client(name(&[("O", "team"), ("CN", &user)]));
        pairs.push((user, ca.issue(&dated(client, index), &keys.leaf())));
    }
    pairs
}

fn kubeconfig(number: usize, ca: &str, pair: &Pair) -> String {
    let [ca, certificate, key] =
        [ca.to_owned(), pair.pem(), pair.key.pem()].map(|text| STANDARD.encode(text));
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters:\n- name: c\n  cluster:\n    server: https://cluster-{number}.example.com:6443\n    \
         certificate-authority-data: {ca}\nusers:\n- name: u\n  user:\n    client-certificate-data: {certificate}\n    client-key-data: {key}\n\
         contexts:\n- name: c\n  context: {{cluster: c, user: u}}\n"
    )
}
