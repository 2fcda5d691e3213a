#!/usr/bin/env python3
"""Runs the real clients on the recorded scenarios, and tells where an answer differs. See README.md."""

import importlib.util
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VECTORS = ROOT.parent / "shared" / "conformance" / "clients"
RECORDED_PORT = b":16443"
SECONDS = 20

sys.path.insert(0, str(HERE))
import server  # noqa: E402

PYTHON = {
    "kubernetes": """
import sys
from kubernetes import client, config
config.load_kube_config(sys.argv[1])
client.CoreApi().get_api_versions(_request_timeout=10)
""",
    "lightkube": """
import sys
from lightkube import KubeConfig
from lightkube.config.client_adapter import Client, ConnectionParams
config = KubeConfig.from_file(sys.argv[1]).get()
response = Client(config, ConnectionParams()).get("/api")
sys.exit(0 if response.status_code == 200 else 1)
""",
    "kr8s": """
import sys, kr8s
kr8s.api(kubeconfig=sys.argv[1]).version()
""",
}
CURL = """
import sys, plain
parts = plain.parts(sys.argv[1])
sys.exit(plain.curl(parts))
"""
GNUTLS = """
import sys, plain
parts = plain.parts(sys.argv[1])
sys.exit(plain.gnutls(parts))
"""
NODE = """
import { KubeConfig, CoreApi } from '@kubernetes/client-node';
const config = new KubeConfig();
config.loadFromFile(process.argv[2]);
await config.makeApiClient(CoreApi).getAPIVersions();
"""


def clients():
    """Name, column of the recorded answers (its start), and what makes a command of a kubeconfig."""
    found = {}
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    columns = {"kubernetes": "python kubernetes", "lightkube": "lightkube", "kr8s": "kr8s"}
    for module, program in PYTHON.items():
        if importlib.util.find_spec(module):
            command = lambda path, program=program: [sys.executable, "-c", program, path]
            found[module] = (columns[module], version, command)
    modules = ROOT / "target" / "clients" / "node_modules"
    if shutil.which("node") and (modules / "@kubernetes" / "client-node").is_dir():
        script = modules.parent / "request.mjs"
        script.write_text(NODE)
        found["node"] = ("client-node", "", lambda path: ["node", str(script), path])
    if shutil.which("kubectl"):
        found["kubectl"] = (
            "kubectl",
            "",
            lambda path: ["kubectl", "--request-timeout=10s", "get", "--raw", "/api"],
        )
    # These know no kubeconfig, and are given what kubectl reads in it.
    for name, program, script, column in [
        ("curl", "curl", CURL, "curl"),
        ("gnutls", "gnutls-cli", GNUTLS, "gnutls-cli"),
    ]:
        if shutil.which(program) and shutil.which("kubectl"):
            command = lambda path, script=script: [sys.executable, "-c", script, path]
            found[name] = (column, "", command)
    for name, variable, column in [
        ("kube-rs", "CERTGRAPH_KUBE_RS", "kube-rs"),
        ("java", "CERTGRAPH_JAVA", "client-java"),
    ]:
        program = os.environ.get(variable)
        if program:
            found[name] = (column, "", lambda path, program=program: [program, path])
    return found


def free_port():
    """A port that nobody listens at; the recorded one may be in use."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copied(scenario, target, port):
    """The scenario with its place and its port filled in."""
    for path in scenario.rglob("*"):
        copy = target / path.relative_to(scenario)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes().replace(b"<DIR>", str(target).encode())
        data = data.replace(RECORDED_PORT, f":{port}".encode())
        copy.write_bytes(data)
        copy.chmod(0o755 if path.suffix == ".sh" else 0o600)


def run(scenario, found):
    expected = json.loads((scenario / "expected.json").read_text())
    flags = dict(flag[2:].split("=", 1) for flag in expected["server_argv"] if "=" in flag)
    path = lambda name: str(scenario / flags[name]) if name in flags else None
    port = free_port()
    stop = server.start(
        path("tls-cert-file"),
        path("tls-private-key-file"),
        path("client-ca-file"),
        path("token-auth-file"),
        port,
    )
    differences = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder)
            copied(scenario, target, port)
            environment = {
                **os.environ,
                "PYTHONPATH": str(HERE),
                **{key: value.replace("<DIR>", folder) for key, value in expected["env"].items()},
            }
            kubeconfig = environment.setdefault("KUBECONFIG", str(target / "kubeconfig.yaml"))
            for name, (column, version, command) in found.items():
                recorded = [
                    answer["ok"]
                    for title, answer in expected["clients"].items()
                    if title.startswith(column) and version in title and "ok" in answer
                ]
                if not recorded:
                    continue
                done = subprocess.run(
                    command(kubeconfig),
                    cwd="/",
                    env=environment,
                    capture_output=True,
                    timeout=SECONDS,
                    stdin=subprocess.DEVNULL,
                    check=False,
                )
                answered = done.returncode == 0
                if answered not in recorded:
                    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
                    differences.append((name, recorded[0], answered, " ".join(last)))
    finally:
        stop()
    return differences


def main():
    if not VECTORS.is_dir():
        sys.exit(f"{VECTORS} is absent")
    found = clients()
    print("clients:", ", ".join(found) or "none is installed")
    wanted = sys.argv[1:] or sorted(
        path.parent.name for path in VECTORS.glob("*/expected.json")
    )
    count = 0
    for name in wanted:
        for client, recorded, answered, text in run(VECTORS / name, found):
            count += 1
            words = {True: "ok", False: "refused"}
            print(f"{name}: {client} answered {words[recorded]}, and now {words[answered]}: {text}")
    print(f"{count} answers differ in {len(wanted)} scenarios")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
