#!/usr/bin/env python3
"""Replays the recorded cases of ../../../../shared/conformance/real on the real programs, and holds them and certgraph against the record.

    replay.py PROGRAMS [--cases DIR] [--only TEXT]

PROGRAMS is a folder with etcd, kube-apiserver, kube-controller-manager, kubelet, fakecri and kubectl; nothing is built. Root, Linux, pyyaml.
Each case is a node in namespaces of its own, with no way out: the healthy tree, and over it what the case changes. Compared are whether
the program starts (`does`), its words (`line`, without times and process ids), and the verdict of `certgraph explain` on the same files,
which `cargo test --test real` judges.
A row that differs is printed; exit 1 if one does. Cases that need servers of their own (webhooks, extension servers, several members)
are counted, and not replayed. Some 20 s a case: not for CI, where tests/real/main.rs replays the recorded answers."""
import argparse, os, re, shutil, subprocess, sys, tempfile, time
try: import yaml
except ImportError: sys.exit("pip install pyyaml")

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = ["apiserver", "etcd-kcm", "auth-calls", "fixes"]
ADDRESS, NODE = "10.77.0.11", "cp-1"
LINK = "kubelet-client-current.pem"
NEEDS = {"etcd": [], "kube-apiserver": ["etcd"], "kube-controller-manager": ["etcd", "kube-apiserver"], "kubelet": ["etcd", "kube-apiserver"]}
PORT = {"etcd": 2379, "kube-apiserver": 6443, "kube-controller-manager": 10257, "kubelet": 10250}
LONGEST = 35        # seconds: an API server whose etcd refuses it ends after 20 to 23

def rows(folder):
    for kind in SETS:
        with open(f"{folder}/{kind}.tsv") as file:
            names = file.readline().rstrip("\n").split("\t")
            for line in file: yield kind, dict(zip(names, line.rstrip("\n").split("\t")))

def lay(source, target):
    """Files of one tree over those of another; a recorded link is a file that holds its target."""
    for folder, _, files in os.walk(source):
        below = os.path.join(target, os.path.relpath(folder, source)); os.makedirs(below, exist_ok=True)
        for name in files:
            to = os.path.join(below, name)
            if os.path.lexists(to): os.remove(to)
            text = open(os.path.join(folder, name), "rb").read()
            if name == LINK and text.startswith(b"/"): os.symlink(text.decode().strip(), to)
            else: open(to, "wb").write(text)

def tree(cases, kind, case, target):
    own = f"{cases}/{kind}/{case}"
    lay(f"{cases}/base", target); lay(f"{own}/node", target)
    if os.path.exists(f"{own}/removed"):
        for line in open(f"{own}/removed"):
            path = os.path.join(target, line.strip().lstrip("/"))
            if os.path.isdir(path) and not os.path.islink(path): shutil.rmtree(path)
            elif os.path.lexists(path): os.remove(path)

class Node:
    """A node in a network and a mount namespace of its own."""
    def __init__(self, root, programs):
        self.root, self.programs, self.running = root, programs, {}
        os.makedirs(f"{root}/var/lib/etcd", exist_ok=True); os.makedirs(f"{root}/log"); os.makedirs(f"{root}/empty")
        setup = """set -e; mkdir -p /etc/kubernetes /var/lib/etcd /var/lib/kubelet
for d in etc/kubernetes var/lib/etcd var/lib/kubelet; do mount --bind "$1/$d" "/$d"; done
mount -t tmpfs tmpfs /run; ip link set lo up; ip addr add "$2/24" dev lo; ip route add default dev lo
{ cat /etc/hosts; echo "$2 $3"; } > "$1/hosts"; mount --bind "$1/hosts" /etc/hosts; echo ready; exec sleep 600"""
        self.space = subprocess.Popen(["unshare", "-n", "-m", "--propagation", "private", "bash", "-c", setup, "-", root, ADDRESS, NODE], stdout=subprocess.PIPE, text=True)
        if self.space.stdout.readline() != "ready\n": sys.exit("no namespaces: run this as root")
    def inside(self, argv, **more):
        path = f"PATH={self.programs}:{os.environ['PATH']}"
        return subprocess.Popen(["nsenter", "-t", str(self.space.pid), "-n", "-m", "env", "-C", f"{self.root}/empty", path, *argv], stdin=subprocess.DEVNULL, **more)
    def command_line(self, name):
        if name == "kubelet":
            return ["kubelet", "--config=/var/lib/kubelet/config.yaml", "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf", "--kubeconfig=/etc/kubernetes/kubelet.conf",
                    f"--container-runtime-endpoint=unix://{self.root}/cri.sock", f"--hostname-override={NODE}", f"--node-ip={ADDRESS}", "--root-dir=/var/lib/kubelet"]
        container = yaml.safe_load(open(f"{self.root}/etc/kubernetes/manifests/{name}.yaml"))["spec"]["containers"][0]
        return container["command"] + container.get("args", [])
    def start(self, name):
        if name == "kubelet":
            self.running["fakecri"] = self.inside(["fakecri", f"unix://{self.root}/cri.sock"], stderr=subprocess.DEVNULL); time.sleep(1)
        log = open(f"{self.root}/log/{name}", "wb")
        self.running[name] = self.inside(self.command_line(name), stdout=log, stderr=log)
    def listens(self, name):
        found = self.inside(["ss", "-Hltn", f"sport = :{PORT[name]}"], stdout=subprocess.PIPE); return bool(found.communicate()[0].strip())
    def ends(self, name, seconds):
        """Whether the program ends within so many seconds."""
        try: self.running[name].wait(seconds); return True
        except subprocess.TimeoutExpired: return False
    def log(self): return "".join(open(f"{self.root}/log/{name}", errors="replace").read() for name in os.listdir(f"{self.root}/log"))
    def close(self):
        for program in reversed(self.running.values()):
            if program.poll() is None: program.kill()
            program.wait()
        self.space.kill(); self.space.wait()

def plain(text):
    """A line without what differs from run to run: klog's head, times, pids, ports, serial numbers of requests."""
    text = re.sub(r"\([a-z-]+\) |[IWEF]\d{4} [\d:.]+ +\d+ |\S+\.go:\d+\] ", "", text)
    text = re.sub(r'"(ts|caller)":"[^"]*",?|,"stacktrace":.*$|}$', "", text.strip())
    text = re.sub(r"<NOW>|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?", "T", text)
    return re.sub(r":\d{4,5}\b|\bpid=\d+", ":P", text).replace("current time T", "T").strip()

def has_words(line, log):
    """Whether the line is among those of the log; `...` in the record stands for anything."""
    wanted = [part for part in re.split(r"\.\.\.", plain(line)) if len(part) > 3]
    log = [plain(entry) for entry in log.splitlines()]
    return any(all(part in entry for part in wanted) for entry in log)

def judged(only):
    """The cases on which certgraph's verdict is the recorded one, or not: {"SET/CASE": whether it is}."""
    out = subprocess.run(["cargo", "test", "--test", "real", "--", "all::"], cwd=f"{HERE}/../../..", capture_output=True, text=True).stdout
    found = re.findall(r"^test all::(\S+)::(\S+) +\.\.\. (ok|FAILED)", out, re.M)
    if not found: sys.exit("cargo test --test real judged nothing")
    return {f"{kind}/{case}": result == "ok" for kind, case, result in found if only in f"{kind}/{case}"}

def replay(cases, kind, row, programs):
    """What the program does, and whether its words are among the logs."""
    root = tempfile.mkdtemp(prefix="replay-"); tree(cases, kind, row["case"], root)
    node = Node(root, programs); name = row["program"]
    try:
        for other in NEEDS[name]:
            node.start(other); at = time.time()
            while not node.listens(other) and time.time() < at + 20 and not node.ends(other, 0.2): pass
        node.start(name)
        ended = node.ends(name, LONGEST if row["does"] == "ends" or name == "kube-apiserver" else 12)
        return "ends" if ended else "stays", node.log()
    finally: node.close(); shutil.rmtree(root)

def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("programs"); words.add_argument("--cases", default=f"{HERE}/../../../../shared/conformance/real")
    words.add_argument("--only", default="")
    given = words.parse_args(); programs, cases = os.path.abspath(given.programs), os.path.abspath(given.cases)
    verdicts = judged(given.only)
    done = differ = apart = 0
    for kind, row in rows(cases):
        own = f"{cases}/{kind}/{row['case']}"
        if given.only not in f"{kind}/{row['case']}": continue
        if row["program"] not in NEEDS or any(os.path.exists(f"{own}/{name}") for name in ("objects.yaml", "manifest.yaml", "nodes", "hosts")): apart += 1; continue
        does, log = replay(cases, kind, row, programs)
        faults = []
        if (row["does"] == "ends") != (does == "ends"): faults.append(f"does: recorded {row['does']}, now {does}")
        # What is said to a client needs that client; what ends a program is in its log.
        if row["does"] == "ends" and row["line"] != "-" and not has_words(row["line"], log): faults.append(f"words: {row['line'][:200]}")
        if not verdicts.get(f"{kind}/{row['case']}", True): faults.append(f"verdict: recorded {row['verdict']}, certgraph says another")
        done += 1; differ += bool(faults)
        print(f"{'✗' if faults else '✓'} {kind}/{row['case']}" + "".join(f"\n    {fault}" for fault in faults), flush=True)
    print(f"{done} cases, {differ} differ; {apart} need servers of their own")
    sys.exit(bool(differ))

main()
