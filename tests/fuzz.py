#!/usr/bin/env python3
"""Start the demo server, log in, and let schemathesis attack its OpenAPI document.

Needs nothing but the standard library; schemathesis itself is called as a
program. Exit code 0: no check failed and the answers were worth something.
"""

import argparse
import collections
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

# The demo administrator, printed by `kibm demo`.
USERNAME = os.environ.get("KIBM_FUZZ_USERNAME", "admin.demo")
PASSWORD = os.environ.get("KIBM_FUZZ_PASSWORD", "kibm-demo-admin-2026")
# Generated cases for each operation and phase.
EXAMPLES = os.environ.get("KIBM_FUZZ_EXAMPLES", "15")
# The attack is cut off, and the step fails, after this many seconds.
SECONDS_MAX = int(os.environ.get("KIBM_FUZZ_SECONDS", "240"))
START_SECONDS_MAX = int(os.environ.get("KIBM_FUZZ_START_SECONDS", "120"))
# If more than this part of the answers is 401 or 429, nothing was tested.
SHUT_OUT_MAX = 0.5

HERE = pathlib.Path(__file__).resolve().parent


class Refused(Exception):
    """The server did not do what the contract says; the text says what."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(method, url, body=None, headers=None):
    """Status, headers and decoded JSON of one request; refusals included."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    if data is not None:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read()


def created(what, answer):
    """The JSON object of a 200 or 201 answer, or the reason to stop."""
    status, _, body = answer
    if status not in (200, 201):
        raise Refused(f"{what}: {status} {body[:500].decode(errors='replace')}")
    return json.loads(body)


def wait_until_ready(base, server):
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Refused(f"the server ended with {server.returncode} before it was ready")
        try:
            if call("GET", f"{base}/health/ready")[0] == 200:
                return
        except OSError:
            pass  # Not listening yet.
        time.sleep(0.2)
    raise Refused(f"not ready after {START_SECONDS_MAX} s")


def api_token(base):
    """Log in as the demo administrator and make a token for this run."""
    login = call("POST", f"{base}/api/v1/sessions", {"username": USERNAME, "password": PASSWORD})
    session = created("login", login)
    cookies = [value.split(";")[0] for value in login[1].get_all("Set-Cookie") or []]
    if not cookies or "csrf_token" not in session:
        raise Refused("login: the answer has no cookie or no csrf_token")
    draft = {"name": "fuzz", "scopes": ["read", "write"], "expires_in_days": 1}
    headers = {"Cookie": "; ".join(cookies), "X-CSRF-Token": session["csrf_token"]}
    token = created("token", call("POST", f"{base}/api/v1/tokens", draft, headers))
    if not token.get("secret"):
        raise Refused("token: the answer has no secret")
    return token["secret"]


def attack(schemathesis, base, token, events):
    """Run schemathesis; its exit code, or 124 when the time was up."""
    command = [
        schemathesis, "--config-file", str(HERE / "schemathesis.toml"),
        "run", f"{base}/openapi.json",
        "--header", f"Authorization: Bearer {token}",
        "--max-examples", EXAMPLES,
        "--phases", "examples,coverage,fuzzing",
        "--report", "ndjson", "--report-ndjson-path", str(events),
        "--no-color",
    ]
    run = subprocess.Popen(command, cwd=events.parent)
    try:
        return run.wait(timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        print(f"fuzz: not done after {SECONDS_MAX} s; lower KIBM_FUZZ_EXAMPLES", flush=True)
        return 124
    finally:
        end(run)


def statuses(events):
    """How often each status was answered, from the event report."""
    count = collections.Counter()

    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("status_code"), int):
                count[value["status_code"]] += 1
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    with open(events, encoding="utf-8") as lines:
        for line in lines:
            walk(json.loads(line))
    return count


def judge(count):
    """Why the run proves nothing, or None if it reached the API."""
    total = sum(count.values())
    shut_out = count[401] + count[429]
    print("fuzz: answers by status:", dict(sorted(count.items())), flush=True)
    if total == 0:
        return "no request was answered"
    if not any(200 <= status < 300 for status in count):
        return "not one request succeeded"
    if shut_out > SHUT_OUT_MAX * total:
        return f"{shut_out} of {total} answers were 401 or 429"
    return None


def end(process):
    """Stop one of our own children: politely, then surely."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def fuzz(arguments, folder):
    """One whole run; 0 when everything held."""
    address = f"127.0.0.1:{free_port()}"
    base = f"http://{address}"
    log = folder / "server.log"
    with open(log, "wb") as sink:
        server = subprocess.Popen(
            [arguments.binary, "demo", "--data", str(folder / "data"), "--listen", address],
            stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, cwd=folder,
        )
    faults = []
    try:
        wait_until_ready(base, server)
        events = folder / "events.ndjson"
        code = attack(arguments.schemathesis, base, api_token(base), events)
        if code != 0:
            faults.append(f"schemathesis ended with {code}")
        reason = judge(statuses(events)) if events.exists() else "no report was written"
        if reason:
            faults.append(reason)
        if server.poll() is not None:
            faults.append(f"the server died with {server.returncode}")
    except (Refused, OSError, ValueError) as refusal:
        faults.append(str(refusal))
    finally:
        end(server)
    if faults:
        print("fuzz: the last lines of the server:", flush=True)
        print("\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    for fault in faults:
        print(f"fuzz: {fault}")
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the kibm program")
    parser.add_argument("--schemathesis", required=True, help="the schemathesis program")
    arguments = parser.parse_args()
    # Absolute, because the children start in a folder of their own.
    arguments.binary = os.path.abspath(arguments.binary)
    arguments.schemathesis = os.path.abspath(arguments.schemathesis)
    # Turns a polite kill into an exception, so that `finally` ends the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="kibm-fuzz-") as folder:
        return fuzz(arguments, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main())
