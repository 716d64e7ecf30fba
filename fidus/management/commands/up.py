"""manage.py up: start everything, in the background or, with --foreground, until Ctrl-C."""

import contextlib
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

import redis
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from fidus import heartbeats
from fidus.stack.logins import printable
from fidus.stack.parts import Plan, stages_of
from fidus.stack.places import writing_fails
from fidus.stack.plan import environment_for, plan_from_settings
from fidus.stack.processes import port_is_free, user_of_port
from fidus.stack.record import RecordFolder
from fidus.stack.supervisor import Supervisor
from fidus.stack.system_libraries import missing_packages


class Command(BaseCommand):
    help = "Start every part in the order in which they need each other (manage.py status, manage.py down)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="port of the web server (or PORT=8000)")
        parser.add_argument("--host", help="address it listens on (or HOST=127.0.0.1)")
        parser.add_argument("--foreground", action="store_true", help="stay in this terminal; Ctrl-C ends everything")

    def handle(self, *, port: int | None, host: str | None, foreground: bool, **options: Any) -> None:
        plan = plan_from_settings(host=host, port=port)
        if reason := writing_fails(plan.var):
            raise CommandError(
                f"FIDUS keeps its data in {plan.var}, which cannot be written ({reason}). "
                "Make it writable, or name another folder: FIDUS_VAR=/path/to/folder"
            )
        folder = RecordFolder(plan.var)
        lock = folder.hold()
        if lock is None:
            self._tell_who_runs(folder, plan)
            return
        with lock:
            self._refuse_what_cannot_work(plan)
            plan = _with_free_live_port(plan)
            if foreground:
                self._stay(plan)
                return
        self._follow(plan, self._leave(plan), folder)

    def _tell_who_runs(self, folder: RecordFolder, plan: Plan) -> None:
        record = folder.read()
        where = f"at {record.address} (process {record.pid})" if record else "or just starting"
        self.stdout.write(f"FIDUS is already running {where}. manage.py status shows it, manage.py down ends it.")
        self.stdout.write(printable(plan.var))

    def _refuse_what_cannot_work(self, plan: Plan) -> None:
        if missing := missing_packages():
            raise CommandError(f"System libraries are missing ({' '.join(missing)}): run script/bootstrap")
        record = RecordFolder(plan.var).read()
        ours = record and any(part.process() for part in record.parts)
        if not ours and not port_is_free(plan.host, plan.port):
            by = user_of_port(plan.port) or "another process"
            raise CommandError(
                f"Port {plan.port} is used by {by}. "
                f"End it, or choose another port: --port {plan.port + 1} (or PORT={plan.port + 1})"
            )

    def _stay(self, plan: Plan) -> None:
        def say(text: str) -> None:
            # The terminal may be gone before the parts are; they must be stopped in order all the same.
            with contextlib.suppress(OSError):
                print(text, flush=True)

        def celery_part_is_up(name: str) -> bool:
            return _heard_of_since(name, began)

        began = time.time()
        say(f"Starting FIDUS (logs in {plan.var / 'log'})")
        supervisor = Supervisor(plan, stages_of(plan, celery_part_is_up), environment_for(plan), say)
        connections.close_all()
        good = supervisor.run(lambda: say(_welcome(plan, time.time() - began)))
        say("FIDUS has stopped." if good else "FIDUS did not start.")
        if not good:
            sys.exit(1)

    def _leave(self, plan: Plan) -> subprocess.Popen[bytes]:
        log = plan.var / "log" / "supervisor.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        words = ["--foreground", "--port", str(plan.port), "--host", plan.host]
        with log.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, str(plan.root / "manage.py"), "up", *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=plan.root,
                env={**os.environ, "FIDUS_VAR": str(plan.var), "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )

    def _follow(self, plan: Plan, supervisor: subprocess.Popen[bytes], folder: RecordFolder) -> None:
        """Show the supervisor's words until it is ready or has failed."""
        with Path(plan.var / "log" / "supervisor.log").open() as log:
            while True:
                ended = supervisor.poll() is not None
                record = folder.read()
                ready = record is not None and record.pid == supervisor.pid and record.phase == "ready"
                if ready:
                    time.sleep(0.2)  # the welcome is written right after the record
                self.stdout.write(log.read(), ending="")
                self.stdout.flush()
                if ended:
                    raise CommandError("FIDUS did not start; the reason is above.")
                if ready:
                    return
                time.sleep(0.1)


def _with_free_live_port(plan: Plan) -> Plan:
    """Nobody types the port of live news: where it is taken, one of the next is as good."""
    ports = range(plan.live_port, plan.live_port + 50) if plan.live_port else ()
    free = next((port for port in ports if port != plan.port and port_is_free(plan.host, port)), plan.live_port)
    return replace(plan, live_port=free)


def _heard_of_since(name: str, instant: float) -> bool:
    try:
        age = heartbeats.ages(name)[name]
    except redis.RedisError:
        return False
    return age is not None and time.time() - age >= instant


def _welcome(plan: Plan, seconds: float) -> str:
    lines = [f"\nFIDUS is up after {seconds:.0f} s:  {plan.address}\n"]
    if logins := printable(plan.var):
        lines.append(logins + "\n")
    lines.append("manage.py status shows every part; Ctrl-C or manage.py down ends all of them.")
    return "\n".join(lines)
