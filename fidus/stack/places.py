"""Where sockets and servers of root may live: not every folder can be used by every user, nor holds a socket's path."""

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

# A system user cannot enter root's own folders; what it must reach stands here instead.
HOME_FOR_ROOT = Path("/var/lib/fidus")
# A socket's path may have 103 bytes on macOS, 107 on Linux; the longest name in the folder takes 18.
LONGEST_FOLDER = 80
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


def others_may_enter(folder: Path) -> bool:
    """Whether a user who owns nothing of it can reach `folder`; what does not exist yet counts as open."""
    folder = folder.absolute()
    return all(not step.exists() or step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))


def socket_folder(var: Path) -> Path:
    """The folder for sockets of the data in `var`: the same answer for every process of this user."""
    wanted = var.absolute() / "run"
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    if os.geteuid() == 0 and not others_may_enter(var):
        return HOME_FOR_ROOT / f"run-{mark}"
    # Spaces and the like are legal, but every URL and configuration file quotes them in its own way.
    if len(os.fsencode(wanted)) > LONGEST_FOLDER or not PLAIN.fullmatch(str(wanted)):
        home = HOME_FOR_ROOT if os.geteuid() == 0 else Path(tempfile.gettempdir())
        return home / f"fidus-{os.geteuid()}-{mark}"
    return wanted


def writing_fails(folder: Path) -> str | None:
    """Why nothing can be written in `folder` (made if missing), or None."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or str(error)
