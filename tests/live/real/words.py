"""Records what kubectl prints for each HTTP status and kind of body: fixtures/live/kubectl-words.tsv.

    python3 tests/live/real/words.py > fixtures/live/kubectl-words.tsv

A server on loopback, with the certificate of fixtures/kubeadm/healthy, answers every request alike.
"""

import json
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parents[3] / "fixtures/kubeadm/healthy"
STATUSES = [200, 204, 400, 401, 403, 404, 405, 406, 409, 410, 415, 418, 421, 422, 429]
STATUSES += [500, 501, 502, 503, 504, 505, 511]
HTML = "<html>\r\n<head><title>T x</title></head>\r\n<body>b</body></html>\r\n"
STATUS = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "own words", "reason": "RRR"}
BODIES = {
    "empty": (None, ""),
    "html": ("text/html; charset=utf-8", HTML),
    "text": ("text/plain", 'plain "words"\n'),
    "bare": (None, "some words"),
    "json": ("application/json", '{"a":1}'),
    "status": ("application/json", json.dumps(STATUS)),
}


def serve(status, kind, body):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "pki/apiserver.crt", HERE / "pki/apiserver.key")
    listener = socket.create_server(("127.0.0.1", 0))
    head = f"HTTP/1.1 {status} X\r\n" + (f"Content-Type: {kind}\r\n" if kind else "")
    answer = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def converse(connection):
        try:
            tls, heard = context.wrap_socket(connection, server_side=True), b""
            while part := tls.recv(65536):
                heard += part
                while b"\r\n\r\n" in heard:
                    heard = heard.split(b"\r\n\r\n", 1)[1]
                    tls.sendall(answer)
        except OSError:
            pass

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=converse, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener


def words(config, cache, arguments):
    run = subprocess.run(
        ["kubectl", "--kubeconfig", config, "--cache-dir", cache, *arguments], capture_output=True, text=True, timeout=60
    )
    if run.returncode == 0:
        return ""
    # net/http notes what follows a 204, and klog the tries before the last.
    lines = [line for line in run.stderr.split("\n") if "Unsolicited" not in line]
    text = re.sub(r"(?s).* >\n", "", "\n".join(line for line in lines if not re.match(r"[EIW]\d{4} ", line)))
    return text.removesuffix("\n")


def row(case):
    status, name = case
    listener = serve(status, *BODIES[name])
    port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        config = f"{folder}/config"
        text = (HERE / "admin.conf").read_text()
        server = f"server: https://127.0.0.1:{port}\n    tls-server-name: kubernetes"
        pathlib.Path(config).write_text(text.replace("server: https://10.0.0.10:6443", server))
        said = [words(config, f"{folder}/cache", command) for command in (["get", "pods"], ["get", "--raw", "/api"])]
    listener.close()
    return "\t".join([str(status), name, *map(json.dumps, said)])


def main():
    print("# What kubectl prints where every request is answered with this status and body: status, body, what")
    print("# `get pods` prints, what `get --raw /api` prints. Written by tests/live/real/words.py.")
    with ThreadPoolExecutor(4) as pool:
        for line in pool.map(row, [(status, name) for status in STATUSES for name in BODIES]):
            print(line)


if __name__ == "__main__":
    sys.exit(main())
