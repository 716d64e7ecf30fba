"""Starting and ending one operating system process together with everything it started."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

ROTATE_AT = 10 * 1024 * 1024


def launch(
    command: list[str], *, log: Path, environment: Mapping[str, str], cwd: Path, user: str | None = None
) -> subprocess.Popen[bytes]:
    """Start in a session of its own (a Ctrl-C at the terminal reaches the supervisor alone), output to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > ROTATE_AT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=cwd,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            start_new_session=True,
        )


def end(process: psutil.Process, how: signal.Signals, *, within: float) -> None:
    """Ask the process to end; after `within` seconds end it, and what it left behind, by force."""
    family = _family(process)
    with contextlib.suppress(psutil.Error):
        process.send_signal(how)
        process.wait(within)
    _kill_all(family)


def end_family_of_dead(pid: int) -> None:
    """End what a dead process left in its session (a pool of workers outlives a killed parent)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return [process]


def _kill_all(family: list[psutil.Process]) -> None:
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(family, timeout=5)


def memory(process: psutil.Process) -> int:
    """Bytes that the process and its children hold; pages that they share are shared out among them where known."""
    total = 0
    for one in _family(process):
        with contextlib.suppress(psutil.Error):
            try:
                total += one.memory_full_info().pss
            except (psutil.AccessDenied, AttributeError):
                total += one.memory_info().rss
    return total


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As the web server does: a port of a connection that has just ended counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def user_of_port(port: int) -> str | None:
    """Name and number of the process that listens on `port`, as far as this user may see it."""
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return None


def wait_until(condition: Callable[[], bool], *, within: float, every: float = 0.05) -> bool:
    """Whether `condition()` became true in time; it is asked at least once."""
    limit = time.monotonic() + within
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(every)
    return True
