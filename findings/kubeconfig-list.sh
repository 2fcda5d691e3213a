#!/usr/bin/env bash
# A KUBECONFIG that lists two files which both define the cluster "c" (two clusters made by one installer, say).
#
# A good guess: the official rule holds for every client. kubectl documents it ("the first file to set a particular value or
# map key wins"), and client libraries say that they load the default kubeconfig "as kubectl does". So all go to the first
# file's server.
#
# What is so (2026-11-28): of five libraries three do something else. kr8s 0.20.15 goes to the LAST file's server, in silence.
# lightkube 1.0.1 takes the whole list for one file name. @kubernetes/client-node 1.4.0 refuses: "Duplicate cluster: c".
# kubernetes 37.0.2 (Python) goes to the first, as kubectl does.
#
# So a script and kubectl, run one after the other in one shell, can act on different clusters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check kubernetes==37.0.2 kr8s==0.20.15 lightkube==1.0.1
npm install --silent --no-audit --no-fund --prefix node @kubernetes/client-node@1.4.0 >/dev/null

for name in first second; do
    cat >"$name.yaml" <<YAML
apiVersion: v1
kind: Config
current-context: here
clusters: [{name: c, cluster: {server: "https://$name.example:6443"}}]
users: [{name: u, user: {token: not-a-secret}}]
contexts: [{name: here, context: {cluster: c, user: u}}]
YAML
done
export KUBECONFIG=$PWD/first.yaml:$PWD/second.yaml

cat >ask.py <<'PY'
import asyncio
import os

def official():
    from kubernetes import config
    return config.new_client_from_config().configuration.host

def kr8s():
    from kr8s._config import KubeConfigSet
    async def load():
        return (await KubeConfigSet(*os.environ["KUBECONFIG"].split(":"))).clusters
    return " ".join(cluster["cluster"]["server"] for cluster in asyncio.run(load()))

def lightkube():
    from lightkube.config.kubeconfig import KubeConfig
    return KubeConfig.from_env().get().cluster.server

for name, ask in ("kubernetes", official), ("kr8s", kr8s), ("lightkube", lightkube):
    try:
        print(f"{name}: {ask()}")
    except Exception as error:
        print(f"{name}: error: {type(error).__name__}")
PY
cat >node/ask.mjs <<'JS'
import { KubeConfig } from "@kubernetes/client-node";
const config = new KubeConfig();
try {
  config.loadFromDefault();
  console.log("client-node: " + config.getCurrentCluster().server);
} catch (error) {
  console.log("client-node: error: " + error.message);
}
JS
saw=$(venv/bin/python ask.py; node node/ask.mjs)
echo "$saw"
wanted="kubernetes: https://first.example:6443
kr8s: https://second.example:6443
lightkube: error: ConfigError
client-node: error: Duplicate cluster: c"
[ "$saw" = "$wanted" ] || { echo "this has changed; on 2026-11-28 it was:"; echo "$wanted"; exit 1; }
