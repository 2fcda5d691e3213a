"""Holds certgraph against the real kubectl at real servers that end TLS. See README.md.

    python3 tests/live/real/run.py CERTGRAPH [--record FILE] [--only PROGRAM,PROGRAM]
"""

import base64
import json
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import programs  # noqa: E402

# The users, each with the files of a certificate, or with a token.
USERS = {"good": "good", "expired": "expired", "rotated": "rotated", "other": "other", "token": None}


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def key(folder, name):
    openssl(folder, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{name}.key")


def ca(folder, name, subject):
    key(folder, name)
    openssl(folder, "req", "-x509", "-new", "-key", f"{name}.key", "-out", f"{name}.crt", "-subj", f"/CN={subject}", "-days", "3650")


def issue(folder, name, subject, issuer, extensions, days="365"):
    key(folder, name)
    openssl(folder, "req", "-new", "-key", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)
    (folder / f"{name}.ext").write_text(f"basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n{extensions}\n")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.crt", "-CAkey", f"{issuer}.key", "-CAcreateserial", "-days", days, "-out", f"{name}.crt", "-extfile", f"{name}.ext")


def certificates(folder):
    for name, subject in [("ca", "kubernetes"), ("rotated-ca", "kubernetes"), ("other-ca", "other"), ("corp", "corp")]:
        ca(folder, name, subject)
    text = b"".join((folder / f"{name}.crt").read_bytes() for name in ("other-ca", "ca", "corp"))
    (folder / "cas.crt").write_bytes(text)
    local = "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1"
    issue(folder, "lb", "/CN=lb", "ca", local)
    issue(folder, "api", "/CN=kube-apiserver", "ca", f"{local},DNS:kubernetes,DNS:kubernetes.default.svc")
    (folder / "lb.pem").write_bytes((folder / "lb.crt").read_bytes() + (folder / "lb.key").read_bytes())
    for name, issuer, days in [("good", "ca", "365"), ("expired", "ca", "-1"), ("rotated", "rotated-ca", "365"), ("other", "other-ca", "365")]:
        issue(folder, name, "/O=system:masters/CN=admin", issuer, "extendedKeyUsage=clientAuth", days)


def kubeconfig(folder, port, user):
    data = lambda file: base64.b64encode((folder / file).read_bytes()).decode()
    name = USERS[user]
    who = "token: good-token" if name is None else f"client-certificate-data: {data(name + '.crt')}\n    client-key-data: {data(name + '.key')}"
    path = folder / f"{port}-{user}.conf"
    path.write_text(
        f"""apiVersion: v1
kind: Config
current-context: c
clusters:
- name: k
  cluster:
    server: https://127.0.0.1:{port}
    certificate-authority-data: {data('ca.crt')}
contexts:
- name: c
  context: {{cluster: k, user: u}}
users:
- name: u
  user:
    {who}
"""
    )
    return path


def kubectl(folder, config, *command):
    """Standard error; empty where it works, none where it tries again for half a minute."""
    try:
        run = subprocess.run(["kubectl", "--kubeconfig", config, "--cache-dir", tempfile.mkdtemp(dir=folder), *command], capture_output=True, text=True, timeout=25)
    except subprocess.TimeoutExpired:
        return None
    if run.returncode == 0:
        return ""
    return "\n".join(line for line in run.stderr.split("\n") if line and not re.match(r"[EIW]\d{4} |\t| >$", line))


def answers(folder, port, user):
    """Each request's status, headers and body, as another client gets them; none where the handshake fails."""
    context = ssl.create_default_context(cafile=folder / "ca.crt")
    if USERS[user]:
        context.load_cert_chain(folder / f"{USERS[user]}.crt", folder / f"{USERS[user]}.key")
    token = "" if USERS[user] else "Authorization: Bearer good-token\r\n"
    found = {}
    review = '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}'
    for line, body in [("GET /version", ""), ("GET /api", ""), ("POST /apis/authentication.k8s.io/v1/selfsubjectreviews", review)]:
        try:
            with context.wrap_socket(socket.create_connection(("127.0.0.1", port), 5), server_hostname="127.0.0.1") as tls:
                head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{token}Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
                tls.sendall(head.encode())
                text = b""
                while part := tls.recv(65536):
                    text += part
        except OSError:
            return None
        if not text.startswith(b"HTTP/"):
            return None
        head, _, body = text.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        if headers.get("transfer-encoding") == "chunked":
            body = unchunked(body)
        kept = {name: headers[name] for name in ("content-type", "server", "location") if name in headers}
        found[line.split(" ")[1]] = {"status": int(lines[0].split(" ")[1]), "headers": kept, "body": body.decode(errors="replace").replace(str(port), "PORT")}
    return found


def unchunked(body):
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + rest[:length], rest[length + 2 :] if length else b""
    return whole


def certgraph(program, config, *more):
    run = subprocess.run([program, "explain", config, "--connect", "--format", "json", *more], capture_output=True, text=True, timeout=60)
    return json.loads(run.stdout)["connections"][0]


def neutral(text):
    """Without what differs from run to run."""
    return re.sub(r"(127\.0\.0\.1|CLIENT):(\d+|PORT)", "ADDRESS", text or "")


def compare(folder, program, port, name, what, user):
    config = kubeconfig(folder, port, user)
    pods, raw = kubectl(folder, config, "get", "pods"), kubectl(folder, config, "get", "--raw", "/api")
    more = ["--as-client"] + (["--send-token"] if USERS[user] is None else [])
    alone, asked = certgraph(program, config), certgraph(program, config, *more)
    verdict = "accept" if pods == "" else "reject"
    wrong = []
    if asked["verdict"] != verdict:
        wrong.append(f"verdict {asked['verdict']}, and kubectl's is {verdict}")
    if alone["verdict"] not in ("undetermined", verdict):
        wrong.append(f"without --as-client {alone['verdict']}, and kubectl's is {verdict}")
    # Where kubectl tries again, or meets a reset while it writes, its words are another's in each run.
    steady = pods is not None and not re.search("broken pipe|connection reset|previous attempt|readLoopPeek", pods)
    if steady and neutral(asked["predicted"]["kubectl"]) != neutral(pods):
        wrong.append(f"kubectl prints {pods!r}, predicted {asked['predicted']['kubectl']!r}")
    row = {
        "server": f"{name}: {what}",
        "user": user,
        "tls": asked["live"]["tls_version"],
        "alpn": asked["live"]["alpn"],
        "asks": (asked["live"]["certificate_request"] or {}).get("authorities") if asked["live"]["certificate_request"] else None,
        "schemes": (asked["live"]["certificate_request"] or {}).get("signature_schemes"),
        "without": asked["live"]["turned_away"],
        "with": asked["live"]["credentials"],
        "answers": answers(folder, port, user),
        "kubectl": {"verdict": verdict, "get pods": neutral(pods) if steady else None, "get --raw /api": neutral(raw) if raw is not None else None},
        "codes": sorted({finding["code"] for finding in asked["findings"] if finding["severity"] == "error"}),
    }
    return row, wrong


def option(name):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def keep(record, found, only):
    """Writes the rows; with `only`, the other programs' rows stay as they were recorded."""
    path = pathlib.Path(record)
    old = [json.loads(line) for line in path.read_text().splitlines()] if only and path.exists() else []
    rows = [row for row in old if row["server"].split(": ")[0] not in only] + [row for row, _ in found]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    if not (shutil.which("kubectl") and shutil.which("go") and shutil.which("openssl")):
        print("ignored: kubectl, go and openssl are needed")
        return 0
    record = option("--record")
    only = option("--only").split(",") if "--only" in sys.argv else []
    children = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        log = (folder / "log").open("w")
        run = lambda command: children.append(subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={"PATH": programs.os.environ["PATH"], "HOME": name}))
        certificates(folder)
        subprocess.run(["go", "build", "-o", folder / "apiserver", HERE / "apiserver.go"], check=True)
        try:
            run(["./apiserver", f"127.0.0.1:{programs.API}"])
            rows = [(programs.API, "Go", "the API server itself"), *programs.start(folder, run)]
            rows = [row for row in rows if (not only or row[1] in only) and listens(row[0])]
            cases = [(folder, program, *row, user) for row in rows for user in USERS]
            with ThreadPoolExecutor(4) as pool:
                found = list(pool.map(lambda case: compare(*case), cases))
        finally:
            # nginx and Apache end their workers when they are asked to end, and not when they are killed.
            for child in children:
                child.terminate()
            for child in children:
                try:
                    child.wait(5)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
    for row, wrong in found:
        for why in wrong:
            print(f"{row['server']}, {row['user']}: {why}")
    if record:
        keep(record, found, only)
    print(f"{len(found)} pairs of server and user, {len(rows)} servers, {sum(bool(wrong) for _, wrong in found)} differ")
    return 1 if any(wrong for _, wrong in found) else 0


def listens(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.1)
    print(f"port {port}: nothing listens, and it is left out")
    return False


if __name__ == "__main__":
    sys.exit(main())
