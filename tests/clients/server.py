"""A TLS server that authenticates as kube-apiserver does: client certificate, token file, anonymous.

It answers 200 to whom it knows, 401 to a token that it does not know, and 403 to system:anonymous.
"""

import csv
import http.server
import json
import ssl
import threading


VERSIONS = {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
UNAUTHORIZED = {"kind": "Status", "code": 401, "message": "Unauthorized"}


def tokens_of(path):
    if not path:
        return set()
    with open(path, newline="") as lines:
        return {row[0] for row in csv.reader(lines) if row}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        header = self.headers.get("Authorization", "")
        token = header[len("Bearer "):] if header.startswith("Bearer ") else None
        if self.connection.getpeercert():
            self.answer(200, VERSIONS)
        elif token is not None:
            known = token in self.server.tokens
            self.answer(*((200, VERSIONS) if known else (401, UNAUTHORIZED)))
        else:
            text = 'forbidden: User "system:anonymous" cannot get path "/api"'
            self.answer(403, {"kind": "Status", "code": 403, "message": text})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *_):
        """A handshake that fails is an answer of the client's."""


def start(certificate, key, client_ca, token_file, port):
    """Serves until `stop` of what it gives back is called."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # A server of Go's has no security level.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(certificate, key)
    if client_ca:
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(client_ca)
    server = Server(("127.0.0.1", port), Handler)
    server.tokens = tokens_of(token_file)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop():
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
