//! How long a verification takes: `cargo bench --bench verify`.
//!
//! Every iteration starts with an empty signature cache, unless the name says otherwise: it is a process of its own that
//! verifies once.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark that cannot make its certificates has to stop"
)]

#[path = "../pki/mod.rs"]
mod pki;

use std::sync::Arc;

use certgraph::ground::time::Timestamp;
use certgraph::verify::{CertPool, Policy, SignatureCache, Trace, Verdict, verify_with};
use certgraph::x509::{Certificate, CertificateRef};
use divan::{Bencher, black_box};

use pki::{Key, Pair, Template};

fn main() {
    divan::main();
}

/// Layers and width of a mesh in which every CA is certified by every CA of the next layer.
const MESHES: [(usize, usize); 3] = [(3, 3), (5, 5), (20, 16)];
/// CAs of one name in a bundle. Go gives up after 100.
const BUNDLES: [usize; 3] = [10, 100, 10_000];

struct Scene {
    leaf: CertificateRef,
    intermediates: CertPool,
    anchors: CertPool,
}

impl Scene {
    fn verify(&self, signatures: &SignatureCache, trace: Trace) -> Verdict {
        let policy = Policy::server(Timestamp::parse("2026-11-23").unwrap(), "api.example.com");
        verify_with(
            &self.leaf,
            &self.intermediates,
            &self.anchors,
            &policy,
            signatures,
            trace,
        )
        .verdict()
    }

    fn bench(&self, bencher: Bencher<'_, '_>, trace: Trace, expected: Verdict) {
        bencher
            .with_inputs(SignatureCache::default)
            .bench_local_refs(|signatures| {
                let verdict = black_box(self).verify(signatures, trace);
                assert_eq!(verdict, expected);
            });
    }
}

fn parse(pair: &Pair) -> CertificateRef {
    Arc::new(Certificate::parse(&pair.der).unwrap())
}

fn leaf() -> Template {
    Template::server("kube-apiserver").dns("api.example.com")
}

/// Leaf, intermediate, root.
fn chain(key: fn() -> Key) -> Scene {
    let root = Template::ca("root").self_signed(&key());
    let intermediate = root.issue(&Template::ca("intermediate"), &key());
    let leaf = intermediate.issue(&leaf(), &key());
    Scene {
        leaf: parse(&leaf),
        intermediates: [parse(&intermediate)].into_iter().collect(),
        anchors: [parse(&root)].into_iter().collect(),
    }
}

fn mesh((layers, width): (usize, usize), trusted: bool) -> Scene {
    let cas: Vec<Vec<Pair>> = (0..layers)
        .map(|layer| {
            (0..width)
                .map(|place| {
                    Template::ca(&*format!("ca {layer} {place}")).self_signed(&Key::p256())
                })
                .collect()
        })
        .collect();
    let mut intermediates = CertPool::new();
    for (layer, pair) in cas.windows(2).enumerate() {
        for (place, subject) in pair[0].iter().enumerate() {
            for issuer in &pair[1] {
                let template = Template::ca(&*format!("ca {layer} {place}"));
                intermediates.add(parse(&issuer.issue(&template, &subject.key)));
            }
        }
    }
    let anchor = if trusted {
        cas[layers - 1][0].clone()
    } else {
        Template::ca("stranger").self_signed(&Key::p256())
    };
    Scene {
        leaf: parse(&cas[0][0].issue(&leaf(), &Key::p256())),
        intermediates,
        anchors: [parse(&anchor)].into_iter().collect(),
    }
}

/// A bundle of CAs of one name, none of which issued the leaf. More keys than a search looks at serve them in turn.
fn bundle(count: usize) -> Scene {
    let root = Template::ca("kubernetes").self_signed(&Key::p256());
    let others: Vec<_> = (0..count.min(300)).map(|_| Key::p256()).collect();
    let anchors = (0..count)
        .map(|index| {
            let template = Template::ca("kubernetes").serial(1000 + index as u64);
            parse(&template.self_signed(&others[index % others.len()]))
        })
        .collect();
    Scene {
        leaf: parse(&root.issue(&leaf(), &Key::p256())),
        intermediates: CertPool::new(),
        anchors,
    }
}

#[divan::bench]
fn chain_rsa_2048(bencher: Bencher<'_, '_>) {
    chain(Key::rsa).bench(bencher, Trace::Never, Verdict::Accept);
}

#[divan::bench]
fn chain_p256(bencher: Bencher<'_, '_>) {
    chain(Key::p256).bench(bencher, Trace::Never, Verdict::Accept);
}

#[divan::bench]
fn chain_p256_with_trace(bencher: Bencher<'_, '_>) {
    chain(Key::p256).bench(bencher, Trace::Always, Verdict::Accept);
}

/// All but the signatures.
#[divan::bench]
fn chain_p256_known_signatures(bencher: Bencher<'_, '_>) {
    let scene = chain(Key::p256);
    let signatures = SignatureCache::default();
    bencher.bench_local(|| black_box(&scene).verify(&signatures, Trace::Never));
}

#[divan::bench]
fn parse_p256(bencher: Bencher<'_, '_>) {
    let scene = chain(Key::p256);
    bencher.bench_local(|| Certificate::parse(black_box(&scene.leaf.der)));
}

#[divan::bench(args = MESHES, sample_count = 20)]
fn mesh_trusted(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    mesh(size, true).bench(bencher, Trace::Always, Verdict::Accept);
}

#[divan::bench(args = MESHES, sample_count = 20)]
fn mesh_untrusted(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    mesh(size, false).bench(bencher, Trace::Always, Verdict::Reject);
}

#[divan::bench(args = BUNDLES, sample_count = 20)]
fn bundle_of_one_name(bencher: Bencher<'_, '_>, count: usize) {
    bundle(count).bench(bencher, Trace::Always, Verdict::Reject);
}
