"""The parts of a running FIDUS, in the order in which they need each other."""

import http.client
import importlib.util
import signal
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from fidus.stack.postgres import Postgres
from fidus.stack.valkey import Valkey


@dataclass(frozen=True)
class Tls:
    """Files in PEM: the certificate with what leads to its authority, and its key (PKCS #8)."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Plan:
    """What is to be run: servers of our own are None where DATABASE_URL or REDIS_URL name others."""

    root: Path
    var: Path
    host: str
    port: int
    hostname: str
    postgres: Postgres | None
    valkey: Valkey | None
    demo: bool
    web_processes: int = 2
    worker_processes: int = 2
    tls: Tls | None = None
    # Where open pages hear live news; None where they are off.
    live_port: int | None = None
    # Whether there is a mailbox for signals.
    signal_mail: bool = False

    @property
    def address(self) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@dataclass(frozen=True)
class Step:
    """Something that runs to its end before the next part starts: a command, or a function of ours."""

    name: str
    text: str
    command: list[str] = field(default_factory=list)
    call: Callable[[], None] | None = None
    notice: str = ""


@dataclass(frozen=True)
class Part:
    """Something that keeps running, and is started again if it dies."""

    name: str
    text: str
    command: Callable[[], list[str]]
    is_up: Callable[[], bool]
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10


def stages_of(plan: Plan, is_up: Callable[[str], bool]) -> list[list[Part | Step]]:
    """Everything in starting order; what stands in one stage needs nothing of one another and starts together.

    `is_up(name)` tells whether a Celery part has given a sign of life.
    """
    manage = [sys.executable, str(plan.root / "manage.py")]
    servers: list[Part | Step] = []
    if plan.postgres:
        servers.append(_postgres(plan.postgres))
    if plan.valkey:
        servers.append(Part("valkey", "Valkey", plan.valkey.command, plan.valkey.answers))
    roles: list[Part | Step] = []
    if plan.postgres:
        roles.append(Step("database", "roles and database", call=plan.postgres.establish))
    preparation: list[Part | Step] = [
        Step("migrate", "tables", [*manage, "migrate", "--no-input", "-v", "1"]),
        Step("static", "style sheets and scripts", [*manage, "build_static"]),
    ]
    demo: list[Part | Step] = []
    if plan.demo and importlib.util.find_spec("fidus.management.commands.demo"):
        demo.append(
            Step("demo", "the demo firm", [*manage, "demo"], notice="building the demo firm: a minute the first time")
        )
    service = [
        Part("web", "web server", lambda: web_command(plan), lambda: web_answers(plan)),
        # A task at work is finished, or given back to the queue when the time is up.
        Part("worker", "workers", lambda: _worker(plan), lambda: is_up("worker"), stop_seconds=20),
        Part("beat", "scheduler", lambda: _beat(plan), lambda: is_up("beat")),
        # What it has seen of accounts is written before it ends.
        Part("watch", "account watch", lambda: [*manage, "watch_accounts"], lambda: is_up("watch"), stop_seconds=25),
        # A message that is on its way is waited for, or sent again by whoever comes next.
        Part("notices", "notices", lambda: [*manage, "tell_people"], lambda: is_up("notices"), stop_seconds=25),
    ]
    if plan.signal_mail:
        service.append(
            Part(
                "mail",
                "signals' mailbox",
                lambda: [*manage, "read_signal_mail"],
                lambda: is_up("mail"),
                stop_seconds=35,
            )
        )
    # Calls to brokers that are under way are ended and written before it ends.
    service.append(Part("trade", "trading", lambda: [*manage, "trade"], lambda: is_up("trade"), stop_seconds=25))
    if plan.live_port:
        # Open pages hold their lines until the last moment; there is nothing in them to be finished.
        service.append(Part("stream", "live news", lambda: stream_command(plan), lambda: stream_answers(plan)))
    if plan.demo and importlib.util.find_spec("fidus.management.commands.simulate_broker"):
        # Nobody needs it to be up: the watch finds it when it is.
        service.append(Part("broker", "simulated broker", lambda: [*manage, "simulate_broker"], lambda: True))
    return [stage for stage in (servers, roles, preparation, demo, [*service]) if stage]


def _postgres(server: Postgres) -> Part:
    def command() -> list[str]:
        server.prepare()
        return server.command()

    def is_up() -> bool:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written.
    return Part("postgres", "PostgreSQL", command, is_up, server.user, signal.SIGINT, 60)


def _worker(plan: Plan) -> list[str]:
    words = ["-c", str(plan.worker_processes), "-n", "worker@%h", "-l", "info", "--without-gossip", "--without-mingle"]
    return [sys.executable, "-m", "celery", "-A", "fidus.celery", "worker", *words]


def _beat(plan: Plan) -> list[str]:
    schedule = str(plan.var / "stack" / "beat-schedule")
    return [sys.executable, "-m", "celery", "-A", "fidus.celery", "beat", "-l", "info", "-s", schedule, "--pidfile="]


def web_command(plan: Plan) -> list[str]:
    words = ["--interface", "wsgi", "--host", plan.host, "--port", str(plan.port), "--access-log"]
    words += ["--log-config", str(plan.root / "fidus" / "stack" / "web_log.json")]
    words += ["--workers", str(plan.web_processes), "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"]
    words += ["--workers-kill-timeout", "5"]
    return [sys.executable, "-m", "granian", *words, *_certificate(plan), "fidus.wsgi:application"]


def stream_command(plan: Plan) -> list[str]:
    words = ["--interface", "asgi", "--host", plan.host, "--port", str(plan.live_port), "--no-access-log"]
    words += ["--workers", "1", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "2"]
    # A line for every open page, all the time: so many may be at work at once.
    words += ["--backlog", "1024", "--backpressure", "8192", "--http1-buffer-size", "16384"]
    return [sys.executable, "-m", "granian", *words, *_certificate(plan), "fidus.stream.asgi:application"]


def _certificate(plan: Plan) -> list[str]:
    if plan.tls is None:
        return []
    words = ["--ssl-certificate", str(plan.tls.certificate), "--ssl-keyfile", str(plan.tls.key)]
    return [*words, "--ssl-protocol-min", "tls1.2"]


def web_answers(plan: Plan) -> bool:
    """Whether the web server answers for itself (not for the parts behind it)."""
    return _is_well(plan, plan.port, "/api/health")


def stream_answers(plan: Plan) -> bool:
    """Whether live news reach open pages: the server answers, and hears Valkey."""
    return plan.live_port is not None and _is_well(plan, plan.live_port, "/live/health")


def _is_well(plan: Plan, port: int, path: str) -> bool:
    """Whether that address answers with 200 within a moment."""
    connection = http.client.HTTPConnection(plan.host, port, timeout=3)
    try:
        if plan.tls:
            connection.connect()
            connection.sock = _knowing(plan.tls).wrap_socket(connection.sock, server_hostname=plan.hostname)
        connection.request("GET", path, headers={"Host": plan.hostname})
        return connection.getresponse().status == 200
    except (http.client.HTTPException, OSError):
        return False
    finally:
        connection.close()


def _knowing(tls: Tls) -> ssl.SSLContext:
    """Trusts the very certificate that the web server was given, whoever signed it."""
    context = ssl.create_default_context(cafile=str(tls.certificate))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
