"""Style sheets and scripts for the servers that tests start: collected once for all of them, while nothing changes."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]
KEPT = HOUSE / "var" / "collected"


def collected(var: Path, surroundings: dict[str, str]) -> None:
    """A server whose files lie under `var` finds them there; `surroundings` are its own. Raises RuntimeError."""
    KEPT.mkdir(parents=True, exist_ok=True)
    # Nothing changes within one run, whichever of its processes asks; one that is alone asks once or twice.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    with (KEPT / "lock").open("w") as lock, (KEPT / "run").open("a+") as last:
        fcntl.flock(lock, fcntl.LOCK_EX)
        last.seek(0)
        if not run or last.read() != run:
            last.truncate(0)
            _manage("build_static", {**surroundings, "FIDUS_VAR": str(KEPT)})
            last.write(run)
    for folder in ("static", "assets"):
        (var / folder).symlink_to(KEPT / folder, target_is_directory=True)


def _manage(command: str, surroundings: dict[str, str]) -> None:
    told = [sys.executable, "manage.py", command]
    done = subprocess.run(told, cwd=HOUSE, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {command} failed:\n{done.stderr[-2000:]}")
