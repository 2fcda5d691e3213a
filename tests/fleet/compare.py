#!/usr/bin/env python3
"""Holds the verdicts of two builds against each other, connection by connection.

    tests/fleet/compare.py OLD NEW [--fleets N] [--seed N]

OLD and NEW are certgraph programs. Both explain every control plane of the fixtures, and N fleets (50) that are made of
these with random faults: nodes given twice, backups of other days, files of one node on another, files cut off or gone, and
other times. Prints each connection whose verdict differs, and ends with 1 if there is one.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "control-plane"
TIMES = ["2026-06-01T00:00:00Z", "2026-12-31T12:00:00Z", "2027-02-01T00:00:00Z", "2025-12-01T00:00:00Z"]


def files_of(node):
    return sorted(path for path in node.rglob("*") if path.is_file())


def fault(rng, nodes):
    """Does one thing to one node."""
    node = rng.choice(nodes)
    files = [path for path in files_of(node) if path.suffix in (".crt", ".key", ".conf", ".pem", ".yaml")]
    if not files:
        return
    path = rng.choice(files)
    kind = rng.randrange(4)
    if kind == 0:
        path.unlink()
    elif kind == 1:
        data = path.read_bytes()
        path.write_bytes(data[: rng.randrange(len(data) + 1)])
    elif kind == 2:
        other = rng.choice(nodes) / path.relative_to(node)
        if other.is_file() and other != path:
            shutil.copyfile(other, path)
    else:
        same = [other for other in files if other.suffix == path.suffix]
        shutil.copyfile(rng.choice(same), path) if len(same) > 1 and same[0] != path else None


def fleet(rng, folder):
    names = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
    chosen = [rng.choice(names) for _ in range(rng.randrange(2, 7))]
    if rng.random() < 0.6:
        chosen[0] = "healthy"
        chosen[1:2] = ["worker"]
    nodes = []
    for number, name in enumerate(chosen):
        target = folder / f"node-{number}"
        shutil.copytree(FIXTURES / name, target, symlinks=True)
        nodes.append(target)
    if rng.random() < 0.3:
        copy = folder / "backup"
        shutil.copytree(nodes[0], copy, symlinks=True)
        nodes.append(copy)
    for _ in range(rng.randrange(0, 4)):
        try:
            fault(rng, nodes)
        except (shutil.SameFileError, ValueError):
            pass


def verdicts(program, folder, time):
    run = subprocess.run(
        [program, "explain", ".", "--at", time, "--format", "json", "--quiet"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if run.returncode not in range(0, 5):
        sys.exit(f"{program}: ends with {run.returncode}: {run.stderr.decode(errors='replace')[-500:]}")
    if not run.stdout.strip():
        return {"": run.returncode}
    found = {}
    for connection in json.loads(run.stdout)["connections"]:
        # Two may have one name.
        key = (connection["name"], connection["client"].get("file"), connection["server"].get("url"))
        found.setdefault(key, []).append((connection["verdict"], (connection["headline"] or {}).get("code")))
    return {key: sorted(values, key=str) for key, values in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--fleets", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    programs = [os.path.abspath(arguments.old), os.path.abspath(arguments.new)]
    rng = random.Random(arguments.seed)
    differ = connections = 0
    with tempfile.TemporaryDirectory() as top:
        cases = [(path.name, path, TIMES[0]) for path in sorted(FIXTURES.iterdir()) if path.is_dir()]
        for number in range(arguments.fleets):
            folder = Path(top) / f"fleet-{number}"
            folder.mkdir()
            fleet(rng, folder)
            cases.append((folder.name, folder, rng.choice(TIMES)))
        for name, folder, time in cases:
            old, new = (verdicts(program, folder, time) for program in programs)
            connections += sum(len(values) if isinstance(values, list) else 0 for values in new.values())
            for key in sorted(set(old) | set(new), key=str):
                if old.get(key) != new.get(key):
                    differ += 1
                    print(f"{name} at {time}: {key}: {old.get(key)} before, {new.get(key)} now")
    print(f"{connections} connections in {len(cases)} folders, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
