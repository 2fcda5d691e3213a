"""The real servers: how each is started where it is installed, and at which port it plays which part."""

import os
import pathlib
import shutil
import ssl
import socket
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
API = 17000
DEAD = "127.0.0.1:1"

PROXIED = "location / { proxy_pass https://127.0.0.1:%d; }" % API
# Port, what stands in a `server` of nginx, what it is.
NGINX = [
    (17001, "ssl", PROXIED, "ends TLS, asks for nothing"),
    (17002, "ssl", "ssl_verify_client on; ssl_client_certificate cas.crt; " + PROXIED, "demands a certificate"),
    (17003, "ssl", "ssl_verify_client on; ssl_client_certificate ca.crt; ssl_trusted_certificate cas.crt; " + PROXIED, "trusts more CAs than it names"),
    (17004, "ssl http2", PROXIED, "ends TLS, h2"),
    (17005, "ssl http2", "ssl_verify_client on; ssl_client_certificate ca.crt; " + PROXIED, "demands a certificate, h2"),
    (17006, "ssl", "ssl_verify_client optional_no_ca; " + PROXIED, "asks and names nobody"),
    (17007, "ssl", "ssl_protocols TLSv1.2; ssl_verify_client on; ssl_client_certificate ca.crt; " + PROXIED, "demands a certificate, TLS 1.2"),
    (17008, "ssl", "location / { proxy_pass https://%s; }" % DEAD, "no backend"),
    (17009, "ssl", "location / { proxy_pass http://127.0.0.1:%d; }" % API, "HTTP to the TLS port"),
    (17010, "ssl", 'location / { return 200 "<html>portal</html>"; }', "a page"),
    (17011, "ssl", PROXIED[:-1] + "proxy_ssl_certificate good.crt; proxy_ssl_certificate_key good.key; }", "has a certificate of its own"),
]
STREAMS = [
    (17012, "ssl", "proxy_ssl on;", "stream, asks for nothing"),
    (17013, "ssl", "proxy_ssl on; ssl_verify_client on; ssl_client_certificate ca.crt;", "stream, demands a certificate"),
    (17014, "", "ssl_preread on;", "passes TLS through"),
]
HAPROXY = [
    (17101, "", "re", "ends TLS, asks for nothing"),
    (17102, "ca-file ca.crt verify required", "re", "demands a certificate"),
    (17103, "ca-file ca.crt ca-verify-file cas.crt verify required", "re", "trusts more CAs than it names"),
    (17104, "", "dead", "no backend"),
    (17105, "strict-sni", "re", "wants a name"),
    (17106, "ca-file ca.crt verify required ssl-max-ver TLSv1.2", "re", "demands a certificate, TLS 1.2"),
    (17107, "ca-file ca.crt verify optional crt-ignore-err all ca-ignore-err all", "re", "takes every certificate"),
]
APACHE = [
    (17201, "", "ends TLS, asks for nothing"),
    (17202, "SSLCACertificateFile ca.crt\nSSLVerifyClient require", "demands a certificate"),
    (17203, "SSLCACertificateFile ca.crt\n<Location />\nSSLVerifyClient require\n</Location>", "in a Location, TLS 1.3"),
    (17204, "SSLCACertificateFile ca.crt\nSSLProtocol TLSv1.2\n<Location />\nSSLVerifyClient require\n</Location>", "in a Location, TLS 1.2"),
]
STUNNEL = [
    (17301, "", "ends TLS, asks for nothing"),
    (17302, "CAfile = ca.crt\nverifyChain = yes\nrequireCert = yes", "demands a certificate"),
    (17303, "CAfile = good.crt\nverifyPeer = yes\nrequireCert = yes", "pins a certificate"),
]
CADDY = [
    (17401, "", "ends TLS, asks for nothing"),
    (17402, "{\n client_auth {\n mode require_and_verify\n trusted_ca_cert_file ca.crt\n }\n }", "demands a certificate"),
]
S_SERVER = [
    (17501, [], "s_server demands a certificate"),
    (17502, ["-client_sigalgs", "RSA-PSS+SHA512"], "s_server takes RSA-PSS with SHA-512 alone"),
    (17503, ["-client_sigalgs", "RSA-PSS+SHA512", "-tls1_2"], "s_server takes RSA-PSS with SHA-512 alone, TLS 1.2"),
]
PYTHON = [(17601, None, "demands a certificate"), (17602, ssl.TLSVersion.TLSv1_2, "demands a certificate, TLS 1.2")]
GO = [
    (17651, ["require-and-verify"], "demands a certificate"),
    (17652, ["require-and-verify", "tls12"], "demands a certificate, TLS 1.2"),
    (17653, ["require-any"], "demands any certificate and names nobody"),
]
JAVA = [(17751, "TLSv1.3", "demands a certificate"), (17752, "TLSv1.2", "demands a certificate, TLS 1.2")]
NODE = [(17701, "TLSv1.3", "demands a certificate"), (17702, "TLSv1.2", "demands a certificate, TLS 1.2")]
GNUTLS = [(17801, "NORMAL", "demands a certificate"), (17802, "NORMAL:-VERS-ALL:+VERS-TLS1.2", "demands a certificate, TLS 1.2")]
ETCD = [(17901, "demands a certificate")]


def found(*names):
    path = os.environ["PATH"] + ":/usr/sbin:/sbin:/usr/local/sbin"
    return next((there for name in names if (there := shutil.which(name, path=path))), None)


def write(folder, name, text):
    (folder / name).write_text(text)
    return name


def nginx(folder, program):
    modules = "/usr/lib/nginx/modules/ngx_stream_module.so"
    http = "\n".join(f"server {{ listen 127.0.0.1:{port} {how}; {text} }}" for port, how, text, _ in NGINX)
    keys = "ssl_certificate lb.crt; ssl_certificate_key lb.key;"
    stream = ""
    if os.path.exists(modules):
        servers = (
            f"server {{ listen 127.0.0.1:{port} {how}; {keys if how else ''} {text} proxy_pass 127.0.0.1:{API}; }}"
            for port, how, text, _ in STREAMS
        )
        stream = "stream {\n" + "\n".join(servers) + "\n}\n"
    temporary = " ".join(f"{name}_temp_path t;" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    load = f"load_module {modules};\n" if stream else ""
    write(folder, "nginx.conf", f"{load}daemon off; pid nginx.pid; error_log nginx.log info; events {{}}\nhttp {{ access_log off; {keys} {temporary}\n{http}\n}}\n{stream}")
    rows = [(port, what) for port, _, _, what in NGINX + (STREAMS if stream else [])]
    return [program, "-p", f"{folder}/", "-c", "nginx.conf"], rows


def haproxy(folder, program):
    fronts = "".join(f"frontend f{port}\n bind 127.0.0.1:{port} ssl crt lb.pem {how}\n default_backend {back}\n" for port, how, back, _ in HAPROXY)
    write(folder, "haproxy.cfg", f"defaults\n mode http\n timeout connect 3s\n timeout client 10s\n timeout server 10s\n{fronts}backend re\n server a 127.0.0.1:{API} ssl verify none\nbackend dead\n server a {DEAD} ssl verify none\n")
    return [program, "-f", "haproxy.cfg"], [(port, what) for port, _, _, what in HAPROXY]


def apache(folder, program):
    modules = "/usr/lib/apache2/modules"
    names = {"mpm_event": "mpm_event", "authz_core": "authz_core", "socache_shmcb": "socache_shmcb", "ssl": "ssl", "proxy": "proxy", "proxy_http": "proxy_http"}
    text = f"ServerRoot {folder}\nPidFile apache.pid\nErrorLog apache.log\nServerName localhost\n"
    text += "".join(f"LoadModule {name}_module {modules}/mod_{file}.so\n" for name, file in names.items())
    for port, how, _ in APACHE:
        text += f"Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\nSSLEngine on\nSSLCertificateFile lb.crt\nSSLCertificateKeyFile lb.key\nSSLProxyEngine on\nSSLProxyVerify none\nSSLProxyCheckPeerName off\nProxyPass / https://127.0.0.1:{API}/\n{how}\n</VirtualHost>\n"
    write(folder, "apache.conf", text)
    return [program, "-f", f"{folder}/apache.conf", "-DFOREGROUND"], [(port, what) for port, _, what in APACHE]


def stunnel(folder, program):
    back = 17399
    text = f"foreground = yes\npid = {folder}/stunnel.pid\n[back]\nclient = yes\naccept = 127.0.0.1:{back}\nconnect = 127.0.0.1:{API}\n"
    text += "".join(f"[s{port}]\naccept = 127.0.0.1:{port}\nconnect = 127.0.0.1:{back}\ncert = lb.pem\n{how}\n" for port, how, _ in STUNNEL)
    write(folder, "stunnel.conf", text)
    return [program, "stunnel.conf"], [(port, what) for port, _, what in STUNNEL]


def caddy(folder, program):
    text = "{\n admin off\n auto_https off\n}\n"
    for port, how, _ in CADDY:
        text += f"https://127.0.0.1:{port} {{\n tls lb.crt lb.key {how}\n reverse_proxy https://127.0.0.1:{API} {{\n transport http {{\n tls_insecure_skip_verify\n }}\n }}\n}}\n"
    write(folder, "Caddyfile", text)
    return [program, "run", "--adapter", "caddyfile", "--config", "Caddyfile"], [(port, what) for port, _, what in CADDY]


def node(folder, program):
    text = "const fs=require('fs'),o={key:fs.readFileSync('lb.key'),cert:fs.readFileSync('lb.crt'),ca:fs.readFileSync('ca.crt'),requestCert:true};\n"
    text += "".join(f"require('https').createServer({{...o,maxVersion:'{version}'}},(q,r)=>r.end('{{}}')).listen({port},'127.0.0.1');\n" for port, version, _ in NODE)
    write(folder, "node.js", text)
    return [program, "node.js"], [(port, what) for port, _, what in NODE]


def java(folder, program):
    export = ["pkcs12", "-export", "-in", "lb.crt", "-inkey", "lb.key", "-out", "lb.p12", "-passout", "pass:changeit"]
    subprocess.run(["openssl", *export], cwd=folder, check=True, capture_output=True)
    pairs = [word for port, protocol, _ in JAVA for word in (str(port), protocol)]
    return [program, str(HERE / "Mutual.java"), *pairs], [(port, what) for port, _, what in JAVA]


def python(folder):
    """In this process: the ssl module has every server's part but HTTP."""

    def converse(context, connection):
        try:
            tls = context.wrap_socket(connection, server_side=True)
            while tls.recv(65536):
                tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        except OSError:
            pass
        connection.close()

    def accept(context, listener):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=converse, args=(context, connection), daemon=True).start()

    for port, version, _ in PYTHON:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "lb.crt", folder / "lb.key")
        if version:
            context.maximum_version = version
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(folder / "ca.crt")
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=accept, args=(context, listener), daemon=True).start()
    return [(port, what) for port, _, what in PYTHON]


def version(program, *arguments):
    said = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).strip().split("\n")[0][:60]


def start(folder, run):
    """Starts all that is installed; `run` starts a command. Gives (port, program, what it is)."""
    rows = [(port, "python", what) for port, what in python(folder)]
    for name, names, make in [
        ("nginx", ["nginx"], nginx),
        ("haproxy", ["haproxy"], haproxy),
        ("apache", ["apache2", "httpd"], apache),
        ("stunnel", ["stunnel4", "stunnel"], stunnel),
        ("caddy", ["caddy"], caddy),
        ("node", ["node"], node),
        ("java", ["java"], java),
    ]:
        if program := found(*names):
            command, ports = make(folder, program)
            run(command)
            rows += [(port, name, what) for port, what in ports]
    for port, words, what in GO:
        run(["./apiserver", f"127.0.0.1:{port}", *words])
        rows.append((port, "go", what))
    if program := found("openssl"):
        for port, more, what in S_SERVER:
            run([program, "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-cert", "lb.crt", "-key", "lb.key", "-Verify", "5", "-CAfile", "ca.crt", *more])
            rows.append((port, "openssl", what))
    if program := found("gnutls-serv"):
        for port, priority, what in GNUTLS:
            run([program, "--http", "--x509cafile", "ca.crt", "--x509keyfile", "lb.key", "--x509certfile", "lb.crt", "--require-client-cert", "--priority", priority, "-p", str(port)])
            rows.append((port, "gnutls", what))
    if program := found("etcd"):
        for port, what in ETCD:
            url = f"https://127.0.0.1:{port}"
            run([program, "--data-dir", f"{folder}/etcd", "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", f"http://127.0.0.1:{port + 1}", "--cert-file", "lb.crt", "--key-file", "lb.key", "--trusted-ca-file", "ca.crt", "--client-cert-auth"])
            rows.append((port, "etcd", what))
    return rows
