"""Runs real clients and raw checks through a broker; bench/fidelity --help says how.

    suite.py --broker PORT --pid PID --java JAVA --classpath JARS --interop PROGRAM --only NAME,…
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import raw

HERE = pathlib.Path(__file__).parent
PATIENCE = 120
GRPC_CASES = [
    *("empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong"),
    *("empty_stream", "custom_metadata", "status_code_and_message", "special_status_message"),
    *("unimplemented_method", "unimplemented_service", "cancel_after_begin"),
    *("cancel_after_first_response", "timeout_on_sleeping_server"),
]


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
        self.counts = {}

    def take(self, client, line):
        passed, failed = self.counts.get(client, (0, 0))
        good = line.startswith("ok ")
        self.counts[client] = (passed + good, failed + (not good))
        if good:
            self.passed += 1
        elif line.startswith("FAIL "):
            self.failed.append(f"{client}: {line[5:]}")
            print(f"  {client}: {line}")


    def lacks(self, client, why):
        print(f"fidelity: NO {client}: {why}; it is left out")
        self.missing.append(client)

    def table(self):
        print(f"{'client':<20} {'passed':>6} {'failed':>6}")
        for client, (passed, failed) in self.counts.items():
            print(f"{client:<20} {passed:>6} {failed:>6}")
        for client in self.missing:
            print(f"{client:<20} not there")


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


def curl(tally, port, http2=False):
    client = "curl-h2" if http2 else "curl"
    base = ["curl", "-sS", "-m", "10"]
    if http2:
        base += ["--http2-prior-knowledge", "--connect-to", f"::127.0.0.1:{port}"]
    else:
        base += ["-x", f"http://127.0.0.1:{port}"]
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
        cut = (18, 56, 92)  # the words differ with the protocol: a cut is a cut, a reset stream too
        good = done.returncode in cut if code in cut else done.returncode == code
        tally.take(client, f"ok {name}" if good else f"FAIL {name}: exit code {done.returncode}")


def browser(tally, port):
    """A page opens a WebSocket and an EventSource through the broker, and reports."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        tally.lacks("chromium", "it is not on the PATH")
        return

    def reported():
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/reported", headers={"Host": "origin"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        words += [f"--user-data-dir={profile}", "--remote-debugging-port=0"]  # which keeps it open
        words += [f"http://origin.localhost:{port}/page"]
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while len(reported()) < 2 and time.monotonic() < end:
            time.sleep(0.2)
        running.terminate()
        running.wait(10)
    said = reported()
    for name, wanted in (("websocket", "from%20a%20page"), ("events", "5")):
        seen = said.get(name, "nothing was reported")
        tally.take("chromium", f"ok {name}" if seen == wanted else f"FAIL {name}: {seen}")


def grpc_java(tally, port, java):
    """gRPC's own Java client, a process for each case; it says what failed with its exit code."""
    words = [*java, "io.grpc.testing.integration.TestServiceClient", "--server_host=127.0.0.1"]
    words += [f"--server_port={port}", "--server_host_override=interop", "--use_tls=false"]
    for name in GRPC_CASES:
        done = subprocess.run(
            [*words, f"--test_case={name}"], capture_output=True, text=True, timeout=PATIENCE
        )
        why = (done.stderr.strip().splitlines() or ["said nothing"])[-1]
        tally.take("grpc-java", f"ok {name}" if done.returncode == 0 else f"FAIL {name}: {why}")


def program(tally, client, words, env=None):
    if shutil.which(words[0]) is None:
        tally.lacks(client, f"no {words[0]}")
        return
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, env=env)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "FAIL "))]
    if not lines or done.returncode:
        why = done.stderr.strip().splitlines() or ["said nothing"]
        if "No module named" in why[-1]:
            tally.lacks(client, why[-1])
            return
        lines.append(f"FAIL ends with {done.returncode}: {why[-1]}")
    for line in lines:
        tally.take(client, line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--broker", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--java", default="java")
    parser.add_argument("--classpath", default="")
    parser.add_argument("--interop", default="")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    port = str(given.broker)
    tally = Tally()
    clients = HERE / "clients"
    python = str(clients / "python.py")
    java = [given.java, "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"]
    java += ["-Djdk.httpclient.allowRestrictedHeaders=host", "-cp", given.classpath]

    def with_jars(client, run):
        if given.classpath:
            run()
        else:
            tally.lacks(client, "its jars could not be had with mvn")

    def with_modules(client, words):
        if "WEFT_NODE_MODULES" in os.environ:
            program(tally, client, words)
        else:
            tally.lacks(client, "it could not be had with npm")

    def with_interop(client, run):
        if given.interop:
            run()
        else:
            tally.lacks(client, "gRPC's cases could not be built with go")

    runs = {
        "raw": lambda: raw_checks(tally, given.broker, given.pid),
        "http2": lambda: program(tally, "http2", [sys.executable, str(clients / "http2.py"), port]),
        "curl": lambda: curl(tally, given.broker),
        "curl-h2": lambda: curl(tally, given.broker, http2=True),
        **{
            name: lambda name=name: program(tally, name, [sys.executable, python, port, name])
            for name in ("http.client", "urllib3", "requests", "httpx", "httpx-h2", "aiohttp")
        },
        "websockets": lambda: program(
            tally, "websockets", [sys.executable, str(clients / "websocket.py"), port]
        ),
        "node": lambda: program(tally, "node", ["node", str(clients / "node.mjs"), port]),
        "java": lambda: program(
            tally, "java", [given.java, str(clients / "java" / "JavaClient.java"), port]
        ),
        **{
            name: lambda name=name: with_jars(
                name,
                lambda: program(
                    tally, name, [*java, str(clients / "java" / "Clients.java"), port, name]
                ),
            )
            for name in ("java-h2c", "okhttp", "okhttp-h2", "apache", "apache-h2")
        },
        "node-http2": lambda: program(
            tally, "node-http2", ["node", str(clients / "node-http2.mjs"), port]
        ),
        "undici": lambda: with_modules("undici", ["node", str(clients / "node-undici.mjs"), port]),
        "go": lambda: program(tally, "go", ["go", "run", str(clients / "main.go"), port]),
        "go-h2": lambda: program(tally, "go-h2", ["go", "run", str(clients / "main.go"), port, "h2"]),
        "grpc-go": lambda: with_interop(
            "grpc-go", lambda: program(tally, "grpc-go", [given.interop, port])
        ),
        "grpc-java": lambda: with_interop(
            "grpc-java", lambda: with_jars("grpc-java", lambda: grpc_java(tally, port, java))
        ),
        "chromium": lambda: browser(tally, given.broker),
    }
    for name in given.only.split(",") if given.only else runs:
        print(f"fidelity: {name}", flush=True)
        runs[name]()
    tally.table()
    print(f"fidelity: {tally.passed} passed, {len(tally.failed)} failed, {len(tally.missing)} clients missing")
    for line in tally.failed:
        print("  FAILED", line)
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
