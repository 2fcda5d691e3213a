//! The original scene: a managed cluster whose CA was issued by a root of its vendor, which is in no file.

use crate::folder::Folder;
use crate::kubeconfig::Kubeconfig;
use crate::pki::{Key, Template, name};

const CLUSTER: &str = "c0256a3b8e4b948bb9c21e66b0e1d9a72";

pub(crate) fn write(folder: &Folder) {
    let vendor_root = Template::ca(name(&[
        ("C", "CN"),
        ("ST", "ZheJiang"),
        ("L", "HangZhou"),
        ("O", "Alibaba"),
        ("OU", "ACS"),
        ("CN", "root"),
    ]))
    .valid("2016-01-01 00:00:00", "2046-01-01 00:00:00")
    .self_signed(&Key::rsa());

    let cluster_name = name(&[("O", CLUSTER), ("OU", "default"), ("CN", CLUSTER)]);
    let cluster_ca = vendor_root.issue(
        &Template::ca(cluster_name)
            .serial(786_974)
            .valid("2018-11-29 03:59:00", "2038-11-24 04:04:00"),
        &Key::rsa(),
    );

    // Lets the provider's control plane in with certificates of its own.
    let provider_name = name(&[("O", "Alibaba"), ("OU", "ACS"), ("CN", "control-plane-ca")]);
    let provider_ca = Template::ca(provider_name)
        .serial(524_301)
        .valid("2018-03-06 08:15:00", "2038-03-01 08:20:00")
        .self_signed(&Key::rsa());

    let client = cluster_ca.issue(
        &Template::client(name(&[
            ("O", "system:users"),
            ("OU", ""),
            ("CN", "252771643302762862"),
        ]))
        .serial(787_224)
        .basic(None)
        .valid("2018-11-29 06:03:00", "2021-11-28 06:08:39"),
        &Key::rsa(),
    );
    let serving = cluster_ca.issue(
        &Template::server("kube-apiserver")
            .serial(2_184_578_451_551_960_857)
            .basic(None)
            .valid("2018-11-29 03:59:00", "2019-11-29 04:14:23")
            .dns("kubernetes")
            .dns("kubernetes.default")
            .dns("kubernetes.default.svc")
            .dns("kubernetes.default.svc.cluster.local")
            .ip("172.21.0.1")
            .ip("192.168.0.222"),
        &Key::rsa(),
    );

    let kubeconfig = Kubeconfig::named(
        "kubernetes",
        "kubernetes-admin",
        &format!("kubernetes-admin-{CLUSTER}"),
    )
    .server("https://192.168.0.222:6443")
    .authority(&[&cluster_ca])
    .client(&client, &[]);

    folder.write("kubeconfig.yaml", kubeconfig.to_yaml());
    folder.write("apiserver-ca.crt", cluster_ca.pem() + &provider_ca.pem());
    folder.write("apiserver.crt", serving.pem());
    folder.write("apiserver.key", serving.key.file());
}
