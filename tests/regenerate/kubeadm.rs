//! A healthy control plane as kubeadm lays it out under `/etc/kubernetes`.

use crate::folder::Folder;
use crate::kubeconfig::Kubeconfig;
use crate::pki::{Key, Template};
use crate::scene;

pub(crate) fn write_healthy(folder: &Folder) {
    let ca = scene::kubernetes_ca().self_signed(&Key::p256());
    let apiserver = ca.issue(&scene::apiserver(), &Key::p256());
    let admin = ca.issue(&scene::admin(), &Key::p256());

    let front_proxy_ca = Template::ca("front-proxy-ca")
        .dns("front-proxy-ca")
        .self_signed(&Key::p256());
    let front_proxy = front_proxy_ca.issue(&Template::client("front-proxy-client"), &Key::p256());
    let etcd_ca = Template::ca("etcd-ca")
        .dns("etcd-ca")
        .self_signed(&Key::p256());

    let admin_conf = Kubeconfig::new()
        .server(scene::URL)
        .authority(&[&ca])
        .client(&admin, &[]);
    folder.write("admin.conf", admin_conf.to_yaml());
    folder.write("pki/ca.crt", ca.pem());
    folder.write("pki/apiserver.crt", apiserver.pem());
    folder.write("pki/apiserver.key", apiserver.key.file());
    folder.write("pki/front-proxy-ca.crt", front_proxy_ca.pem());
    folder.write("pki/front-proxy-client.crt", front_proxy.pem());
    folder.write("pki/etcd/ca.crt", etcd_ca.pem());
}
