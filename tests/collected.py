"""Style sheets and scripts for the servers that tests start: collected once for all of them, while nothing changes."""

import fcntl
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]
KEPT = HOUSE / "var" / "collected"


def collected(var: Path, surroundings: dict[str, str]) -> None:
    """A server whose files lie under `var` finds them there; `surroundings` are its own. Raises RuntimeError."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _manage("build_static", {**surroundings, "FIDUS_VAR": str(KEPT)})
    for folder in ("static", "assets"):
        (var / folder).symlink_to(KEPT / folder, target_is_directory=True)


def _manage(command: str, surroundings: dict[str, str]) -> None:
    told = [sys.executable, "manage.py", command]
    done = subprocess.run(told, cwd=HOUSE, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {command} failed:\n{done.stderr[-2000:]}")
