"""What a start says about its surroundings, tried with the real manage.py."""

import base64
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fidus.stack import demo_secrets
from fidus.stack.logins import printable
from fidus.stack.processes import port_is_free, user_of_port
from fidus.stack.record import PartRecord, RecordFolder, StackRecord

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SECRETS = {"SECRET_KEY": "x" * 50, "DOCUMENT_KEYS": base64.urlsafe_b64encode(32 * b"x").decode()}


def manage(var: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "FIDUS_VAR": str(var)}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DOCUMENT_KEYS"])
def test_without_a_secret_nothing_starts(tmp_path, missing):
    given = {name: value for name, value in SECRETS.items() if name != missing}
    done = manage(tmp_path, "check", **given)
    assert done.returncode == 1
    assert f"{missing} must be set" in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_the_demo_a_start_makes_no_secrets_of_its_own(tmp_path):
    done = manage(tmp_path, "up", FIDUS_DEMO="false")
    assert done.returncode == 1
    assert "SECRET_KEY must be set" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_busy_port_is_told_with_its_user_and_a_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(tmp_path, "up", "--port", str(port), **SECRETS)
        assert done.returncode == 1
        assert f"Port {port} is used by" in done.stderr
        assert f"(process {os.getpid()})" in done.stderr
        assert f"--port {port + 1}" in done.stderr
        assert not port_is_free("127.0.0.1", port)
        assert f"process {os.getpid()}" in (user_of_port(port) or "")
    assert port_is_free("127.0.0.1", port)


def test_a_second_start_says_where_the_first_one_is(tmp_path):
    folder = RecordFolder(tmp_path)
    with folder.hold():
        folder.write(StackRecord(4711, 0.0, "http://127.0.0.1:8017", "ready", parts=[PartRecord("web")]))
        done = manage(tmp_path, "up", **SECRETS)
    assert done.returncode == 0
    assert "already running at http://127.0.0.1:8017 (process 4711)" in done.stdout


@pytest.mark.parametrize("environment", [SECRETS, {}])
def test_a_folder_that_cannot_be_written_is_told_with_a_way_out(tmp_path, environment):
    (tmp_path / "file").write_text("")
    done = manage(tmp_path / "file" / "var", "up", **environment)
    assert done.returncode == 1
    assert "cannot be written (Not a directory)" in done.stderr
    assert "FIDUS_VAR=/path/to/folder" in done.stderr


def test_down_without_anything_running_is_no_mistake(tmp_path):
    done = manage(tmp_path, "down", **SECRETS)
    assert (done.returncode, done.stdout.strip()) == (0, "FIDUS is not running.")


def test_status_before_the_first_start(tmp_path):
    done = manage(tmp_path, "status", "--json", **SECRETS)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"phase": "never started", "address": None, "parts": []}


def test_the_demos_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    demo_secrets.make(tmp_path)
    first = demo_secrets.stored(tmp_path)
    demo_secrets.make(tmp_path)
    assert demo_secrets.stored(tmp_path) == first
    assert stat.S_IMODE((tmp_path / demo_secrets.FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [demo_secrets.FILE]
    assert len(base64.urlsafe_b64decode(first["DOCUMENT_KEYS"])) == 32
    assert len(first["SECRET_KEY"]) >= 50


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, True),
        ({"FIDUS_DEMO": "1"}, True),
        ({"FIDUS_DEMO": "0"}, False),
        ({"SECRET_KEY": "mine"}, False),
        ({"SECRET_KEY_FILE": "/run/secrets/key"}, False),
        ({"SITE_URL": "https://portal.example"}, False),
    ],
)
def test_it_is_the_demo_only_where_nobody_said_otherwise(environment, wanted):
    assert demo_secrets.wanted(environment) is wanted


def test_logins_are_printed_in_columns(tmp_path):
    logins = [
        {"role": "Operations", "email": "ola@fidus.example", "password": "one"},
        {"role": "Client", "email": "c@example.org", "password": "two"},
    ]
    (tmp_path / "demo-logins.json").write_text(json.dumps(logins))
    assert printable(tmp_path).splitlines() == [
        "Logins of the demo firm:",
        "  Operations  ola@fidus.example  one",
        "  Client      c@example.org      two",
        "Their second step shows its code on the page itself; manage.py demo_code E-MAIL prints it, too.",
    ]


@pytest.mark.parametrize("content", [None, "", "[]", "{"])
def test_no_logins_print_nothing(tmp_path, content):
    if content is not None:
        (tmp_path / "demo-logins.json").write_text(content)
    assert printable(tmp_path) == ""
