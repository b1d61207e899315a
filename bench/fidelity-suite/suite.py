"""Runs real clients and raw checks through a broker; bench/fidelity --help says how.

    suite.py --broker PORT --pid PID --java JAVA --only NAME,…
"""
import argparse
import pathlib
import shutil
import subprocess
import sys

import raw

HERE = pathlib.Path(__file__).parent
PATIENCE = 120


def rss(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) << 10
    raise RuntimeError(f"no process {pid}")


class Tally:
    """Counts, and names what failed."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.missing = []

    def take(self, client, line):
        if line.startswith("ok "):
            self.passed += 1
        elif line.startswith("FAIL "):
            self.failed.append(f"{client}: {line[5:]}")
            print(f"  {client}: {line}")


def raw_checks(tally, port, pid):
    checks = [(check, (port,)) for check in raw.CHECKS]
    checks += [(check, (port, lambda: rss(pid))) for check in raw.MEMORY_CHECKS]
    for check, arguments in checks:
        name = check.__name__.replace("_", " ")
        try:
            check(*arguments)
            tally.take("raw", f"ok {name}")
        except Exception as error:  # a check that breaks has failed
            tally.take("raw", f"FAIL {name}: {type(error).__name__} {error}")


def curl(tally, port):
    base = ["curl", "-sS", "-m", "10", "-x", f"http://127.0.0.1:{port}"]
    cases = {
        "get": (["http://origin/echo"], 0),
        "post of 3 MB": (["--data-binary", "@-", "http://origin/echo"], 0),
        "chunks": (["-H", "Transfer-Encoding: chunked", "--data-binary", "@-", "http://origin/echo"], 0),
        "10 MB": (["-o", "/dev/null", "http://origin/big/10000000"], 0),
        "head": (["-I", "http://origin/echo"], 0),
        "cut by length": (["-o", "/dev/null", "http://origin/cut-length"], 18),
        "cut in chunks": (["-o", "/dev/null", "http://origin/cut-chunked"], 18),
        "reset": (["-o", "/dev/null", "http://origin/reset"], 56),
        "early answer": (["-f", "--data-binary", "@-", "http://origin/early"], 22),
        "trailers": (["http://origin/trailers"], 0),
    }
    for name, (words, code) in cases.items():
        done = subprocess.run(base + words, input=b"x" * 3_000_000, capture_output=True, timeout=30)
        good = done.returncode == code or code == 56 and done.returncode == 18
        tally.take("curl", f"ok {name}" if good else f"FAIL {name}: exit code {done.returncode}")


def program(tally, client, words, env=None):
    if shutil.which(words[0]) is None:
        print(f"fidelity: NO {words[0]}: {client} is left out")
        tally.missing.append(client)
        return
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, env=env)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "FAIL "))]
    if not lines or done.returncode:
        why = done.stderr.strip().splitlines() or ["said nothing"]
        if "No module named" in why[-1]:
            print(f"fidelity: NO {client}: {why[-1]}")
            tally.missing.append(client)
            return
        lines.append(f"FAIL ends with {done.returncode}: {why[-1]}")
    for line in lines:
        tally.take(client, line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--broker", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--java", default="java")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    port = str(given.broker)
    tally = Tally()
    python = str(HERE / "clients" / "python.py")
    runs = {
        "raw": lambda: raw_checks(tally, given.broker, given.pid),
        "curl": lambda: curl(tally, given.broker),
        **{
            name: lambda name=name: program(tally, name, [sys.executable, python, port, name])
            for name in ("http.client", "urllib3", "requests", "httpx", "aiohttp")
        },
        "websockets": lambda: program(
            tally, "websockets", [sys.executable, str(HERE / "clients" / "websocket.py"), port]
        ),
        "node": lambda: program(tally, "node", ["node", str(HERE / "clients" / "node.mjs"), port]),
        "java": lambda: program(
            tally, "java", [given.java, str(HERE / "clients" / "JavaClient.java"), port]
        ),
        "go": lambda: program(tally, "go", ["go", "run", str(HERE / "clients" / "main.go"), port]),
    }
    for name in given.only.split(",") if given.only else runs:
        print(f"fidelity: {name}", flush=True)
        runs[name]()
    print(f"fidelity: {tally.passed} passed, {len(tally.failed)} failed, {len(tally.missing)} clients missing")
    for line in tally.failed:
        print("  FAILED", line)
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
