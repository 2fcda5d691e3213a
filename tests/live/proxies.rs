//! Proxies: used only when they are allowed, and what each failure reads like.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::cluster::{AT, Run, apiserver, certgraph_with, der, fixture, kubeconfig};
use crate::servers::{Server, closed_port, serve};

/// Copies both ways until one side ends.
fn relay(mut client: TcpStream, target: &str) {
    let Ok(mut server) = TcpStream::connect(target) else {
        return;
    };
    let (mut from_client, mut to_server) =
        (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
    let _ = std::io::copy(&mut server, &mut client);
}

/// The head of a request, byte by byte.
fn head(stream: &mut impl std::io::Read) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        text.push(byte[0]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// CONNECT to `target`, whatever is asked for.
fn http_proxy(target: String) -> Server {
    serve(move |mut stream, heard| {
        heard.lock().unwrap().push(head(&mut stream));
        stream
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .unwrap();
        relay(stream, &target);
    })
}

fn explain(server: &str, proxy: &str, options: &[&str], environment: &[(&str, &str)]) -> Run {
    let folder = kubeconfig(server);
    if !proxy.is_empty() {
        let path = folder.path().join("admin.conf");
        let text = std::fs::read_to_string(&path).unwrap();
        let field = format!("    proxy-url: {proxy}\n    tls-server-name:");
        std::fs::write(&path, text.replace("    tls-server-name:", &field)).unwrap();
    }
    let mut arguments = vec![
        "explain",
        "admin.conf",
        "--connect",
        "--at",
        AT,
        "--format",
        "json",
    ];
    arguments.extend(options);
    certgraph_with(folder.path(), &arguments, environment)
}

#[test]
fn a_proxy_is_used_only_when_it_is_allowed() {
    let target = apiserver().start();
    let proxy = http_proxy(target.address.to_string());
    let url = format!("http://us%40er:p4ss@{}", proxy.address);
    let run = explain("10.0.0.10:6443", &url, &[], &[]);
    assert_eq!(
        proxy.connections.load(std::sync::atomic::Ordering::SeqCst),
        0
    );
    assert_eq!(run.code, 4);
    assert!(
        run.stderr.contains("--allow-proxy") && !run.stderr.contains("p4ss"),
        "{}",
        run.stderr
    );

    let run = explain("10.0.0.10:6443", &url, &["--allow-proxy"], &[]);
    assert_eq!(
        run.json()["connections"][0]["steps"][1]["verdict"],
        "accept",
        "{}",
        run.stdout
    );
    let heard = proxy.heard();
    assert!(heard.contains("CONNECT 10.0.0.10:6443 HTTP/1.1"), "{heard}");
    assert!(
        heard.contains("Proxy-Authorization: Basic dXNAZXI6cDRzcw=="),
        "{heard}"
    );
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("p4ss"));
}

#[test]
fn the_environment_names_a_proxy_too_and_exempts_from_it() {
    let target = apiserver().start();
    let proxy = http_proxy(target.address.to_string());
    let url = format!("http://{}", proxy.address);
    let run = explain(
        "10.0.0.10:6443",
        "",
        &["--allow-proxy"],
        &[("HTTPS_PROXY", &url)],
    );
    assert_eq!(
        run.json()["connections"][0]["steps"][1]["verdict"],
        "accept",
        "{}",
        run.stdout
    );
    let before = proxy.connections.load(std::sync::atomic::Ordering::SeqCst);
    // Loopback is exempt always.
    let run = explain(
        &target.address.to_string(),
        "",
        &[],
        &[("https_proxy", &url)],
    );
    assert_eq!(
        run.json()["connections"][0]["steps"][1]["verdict"],
        "accept"
    );
    assert_eq!(
        proxy.connections.load(std::sync::atomic::Ordering::SeqCst),
        before
    );
}

#[test]
fn an_https_proxy_has_to_be_one_that_the_cluster_vouches_for() {
    for (own, code) in [(true, None), (false, Some("proxy-failed"))] {
        let target = apiserver().start();
        let address = target.address.to_string();
        let (chain, key) = if own {
            (
                der(&fixture("pki/apiserver.crt")),
                der(&fixture("pki/apiserver.key")),
            )
        } else {
            crate::foreign_pair()
        };
        let config = ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(chain)],
            PrivateKeyDer::try_from(key).unwrap(),
        )
        .unwrap();
        let config = Arc::new(config);
        let proxy = serve(move |stream, _| {
            let mut tls =
                StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            if head(&mut tls).is_empty() {
                return;
            }
            tls.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            // One direction at a time is enough for a handshake.
            let mut server = TcpStream::connect(&address).unwrap();
            server
                .set_read_timeout(Some(std::time::Duration::from_millis(200)))
                .unwrap();
            loop {
                let mut bytes = [0; 16 << 10];
                match tls.read(&mut bytes) {
                    Ok(0) | Err(_) => return,
                    Ok(count) => server.write_all(&bytes[..count]).unwrap(),
                }
                while let Ok(count @ 1..) = server.read(&mut bytes) {
                    if tls.write_all(&bytes[..count]).is_err() {
                        return;
                    }
                }
            }
        });
        let url = format!("https://{}", proxy.address);
        let run = explain("10.0.0.10:6443", &url, &["--allow-proxy"], &[]);
        match code {
            None => assert_eq!(
                run.json()["connections"][0]["steps"][1]["verdict"],
                "accept",
                "{}",
                run.stdout
            ),
            Some(code) => {
                assert!(run.codes().contains(&code.to_owned()), "{}", run.stdout);
                let printed = run.json()["connections"][0]["predicted"]["kubectl"]
                    .as_str()
                    .unwrap()
                    .to_owned();
                assert!(printed.starts_with("Unable to connect to the server: proxyconnect tcp: tls: failed to verify certificate: x509:"), "{printed}");
            }
        }
    }
}

/// SOCKS5 with a reply; 0 relays to `target`.
fn socks(target: String, reply: u8) -> Server {
    serve(move |mut stream, heard| {
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).unwrap();
        let mut methods = vec![0; usize::from(greeting[1])];
        stream.read_exact(&mut methods).unwrap();
        let method = if methods.contains(&2) { 2 } else { 0 };
        stream.write_all(&[5, method]).unwrap();
        if method == 2 {
            let mut login = [0; 64];
            let count = stream.read(&mut login).unwrap();
            heard
                .lock()
                .unwrap()
                .push(String::from_utf8_lossy(&login[..count]).into_owned());
            stream.write_all(&[1, 0]).unwrap();
        }
        let mut request = [0; 64];
        let count = stream.read(&mut request).unwrap();
        heard
            .lock()
            .unwrap()
            .push(String::from_utf8_lossy(&request[..count]).into_owned());
        stream
            .write_all(&[5, reply, 0, 1, 0, 0, 0, 0, 0, 0])
            .unwrap();
        if reply == 0 {
            relay(stream, &target);
        }
    })
}

#[test]
fn socks5_resolves_names_at_the_proxy() {
    let target = apiserver().start();
    let proxy = socks(target.address.to_string(), 0);
    let url = format!("socks5://user:p4ss@{}", proxy.address);
    let run = explain("api.example:6443", &url, &["--allow-proxy"], &[]);
    assert_eq!(
        run.json()["connections"][0]["steps"][1]["verdict"],
        "accept",
        "{}",
        run.stdout
    );
    let heard = proxy.heard();
    assert!(
        heard.contains("api.example") && heard.contains("p4ss"),
        "{heard}"
    );

    let proxy = socks(String::new(), 5);
    let url = format!("socks5://{}", proxy.address);
    let run = explain("10.0.0.10:6443", &url, &["--allow-proxy"], &[]);
    assert!(run.codes().contains(&"proxy-failed".to_owned()));
    // kubectl looks for the words, whoever says them.
    assert_eq!(
        run.json()["connections"][0]["predicted"]["kubectl"],
        "The connection to the server 10.0.0.10:6443 was refused - did you specify the right host or port?"
    );
}

#[test]
fn a_proxy_that_is_gone_reads_like_a_server_that_is() {
    let url = format!("http://127.0.0.1:{}", closed_port());
    let run = explain("10.0.0.10:6443", &url, &["--allow-proxy"], &[]);
    assert!(run.codes().contains(&"proxy-failed".to_owned()));
    assert_eq!(
        run.json()["connections"][0]["predicted"]["kubectl"],
        "The connection to the server 10.0.0.10:6443 was refused - did you specify the right host or port?"
    );
}
