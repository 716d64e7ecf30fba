"""How the stack is: per part its state, health, process, age, memory and last activity."""

import time
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import redis

from fidus import health, heartbeats
from fidus.stack.parts import Plan, stream_answers, web_answers
from fidus.stack.processes import memory
from fidus.stack.record import PartRecord, RecordFolder


@dataclass(frozen=True)
class PartStatus:
    """One line of the table; seconds and bytes, None where it does not apply."""

    name: str
    state: str
    health: str
    pid: int | None
    uptime: float | None
    memory: int | None
    idle: float | None
    restarts: int


def survey(plan: Plan) -> tuple[str, list[PartStatus]]:
    """The stack in a word (ready, starting, stopped, ...) and its parts."""
    record = RecordFolder(plan.var).read()
    if record is None:
        return "never started", []
    held = record.supervisor() is not None
    phase = record.phase if held or record.phase in {"stopped", "failed"} else "killed (manage.py down clears up)"
    found = _healths(plan) if held and record.phase in {"starting", "ready"} else {}
    return phase, [_status_of(plan, part, found) for part in record.parts]


def _healths(plan: Plan) -> dict[str, str]:
    found = {name: "ok" if part.ok else part.detail for name, part in health.examine().items()}
    found["postgres"] = found["migrate"] = found.pop("database")
    found["web"] = "ok" if web_answers(plan) else "does not answer"
    found["stream"] = "ok" if stream_answers(plan) else "does not answer: pages look every 30 s"
    return found


def _status_of(plan: Plan, part: PartRecord, healths: dict[str, str]) -> PartStatus:
    process = part.process()
    state = part.state
    if state == "running" and process is None:
        state = "failed"
    return PartStatus(
        name=part.name,
        state=state,
        health=healths.get(part.name, "-") if state in {"running", "starting"} else "-",
        pid=process.pid if process else None,
        uptime=time.time() - process.create_time() if process else None,
        memory=memory(process) if process else None,
        idle=_idle(plan, part.name) if process else None,
        restarts=part.restarts,
    )


def _idle(plan: Plan, name: str) -> float | None:
    """Seconds since the part last did something for somebody."""
    try:
        if name == "postgres" and plan.postgres:
            return _idle_database(plan.postgres.connect())
        if name == "valkey" and plan.valkey:
            return _idle_valkey(str(plan.valkey.socket))
        if name in {"worker", "beat", "watch", "mail", "trade", "notices"}:
            last = "task" if name == "worker" else name
            return heartbeats.ages(last)[last]
        return time.time() - (plan.var / "log" / f"{name}.log").stat().st_mtime
    except (psycopg.Error, redis.RedisError, OSError):
        return None


def _idle_database(connection: psycopg.Connection) -> float | None:
    with connection:
        row = connection.execute(
            "select extract(epoch from now() - max(state_change))::float8 from pg_stat_activity "
            "where backend_type = 'client backend' and pid <> pg_backend_pid()"
        ).fetchone()
    return row[0] if row else None


def _idle_valkey(socket: str) -> float | None:
    client = redis.Redis(unix_socket_path=socket, socket_timeout=2)
    try:
        # The one that asks is idle for 0 s: its own line does not count.
        own = client.client_id()
        return min((float(one["idle"]) for one in client.client_list() if int(one["id"]) != own), default=None)
    finally:
        client.close()


def table(parts: list[PartStatus]) -> str:
    """The parts as columns of text."""
    head = ("part", "state", "health", "pid", "uptime", "memory", "last activity", "restarts")
    rows = [head, *(_cells(part) for part in parts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cells(part: PartStatus) -> tuple[str, ...]:
    return (
        part.name,
        part.state,
        part.health,
        str(part.pid or "-"),
        _span(part.uptime),
        "-" if part.memory is None else f"{part.memory / 2**20:.0f} MB",
        "-" if part.idle is None else f"{_span(part.idle)} ago",
        str(part.restarts),
    )


def _span(seconds: float | None) -> str:
    return "-" if seconds is None else str(timedelta(seconds=int(seconds)))
