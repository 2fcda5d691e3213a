"""Clients that know no kubeconfig: they are given the CA, certificate, key and token that kubectl reads in it."""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

SECONDS = 10


class Parts:
    """What a request needs: files in a folder of their own, and the server's URL and name."""

    def __init__(self, url, name, folder):
        self.url = url
        self.name = name
        self.folder = folder
        self.insecure = False
        self.files = {}
        self.token = None

    def keep(self, kind, text):
        if text:
            path = pathlib.Path(self.folder) / kind
            path.write_bytes(base64.b64decode(text))
            path.chmod(0o600)
            self.files[kind] = str(path)


def parts(kubeconfig):
    """The current context's, by kubectl's own reading; ends the program where kubectl reads none."""
    environment = {**os.environ, "KUBECONFIG": kubeconfig}
    done = subprocess.run(
        ["kubectl", "config", "view", "--raw", "--flatten", "--minify", "-o", "json"],
        env=environment,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr.decode(errors="replace"))
    config = json.loads(done.stdout)
    cluster = config["clusters"][0]["cluster"]
    user = (config["users"] or [{"user": {}}])[0]["user"]
    found = Parts(cluster["server"], cluster.get("tls-server-name"), tempfile.mkdtemp())
    found.insecure = cluster.get("insecure-skip-tls-verify", False)
    found.keep("ca", cluster.get("certificate-authority-data"))
    found.keep("certificate", user.get("client-certificate-data"))
    found.keep("key", user.get("client-key-data"))
    found.token = user.get("token")
    if user.get("tokenFile"):
        found.token = pathlib.Path(user["tokenFile"]).read_text().strip()
    return found


def options(found, names):
    """Options for the files that are there."""
    given = []
    for kind, option in names.items():
        if kind in found.files:
            given += [option, found.files[kind]]
    return given


def curl(found):
    """0 where curl gets an answer of 2xx."""
    url = urllib.parse.urlsplit(found.url)
    command = ["curl", "--silent", "--show-error", "--fail", "--max-time", str(SECONDS)]
    command += options(found, {"ca": "--cacert", "certificate": "--cert", "key": "--key"})
    if found.insecure:
        command.append("--insecure")
    if found.token:
        command += ["--header", f"Authorization: Bearer {found.token}"]
    host = url.netloc
    if found.name:
        port = url.port or 443
        command += ["--connect-to", f"{found.name}:{port}:{url.hostname}:{port}"]
        host = f"{found.name}:{port}"
    return subprocess.run([*command, f"{url.scheme}://{host}/api"], check=False).returncode


def gnutls(found):
    """0 where gnutls-cli gets an answer of 2xx."""
    url = urllib.parse.urlsplit(found.url)
    command = ["gnutls-cli", "--port", str(url.port or 443)]
    command += options(
        found, {"ca": "--x509cafile", "certificate": "--x509certfile", "key": "--x509keyfile"}
    )
    if found.insecure:
        command.append("--insecure")
    command += ["--verify-hostname", found.name or url.hostname, url.hostname]
    token = f"Authorization: Bearer {found.token}\r\n" if found.token else ""
    request = f"GET /api HTTP/1.0\r\nHost: {url.netloc}\r\n{token}\r\n"
    done = subprocess.run(
        command, input=request.encode(), capture_output=True, timeout=SECONDS, check=False
    )
    sys.stderr.buffer.write(done.stderr)
    answered = any(line.startswith(b"HTTP/1.") and b" 2" in line[:12] for line in done.stdout.splitlines())
    return 0 if answered else 1
