"""The secrets of the demo firm: made once, kept in var/secrets.env, readable by their owner alone."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from fidus.lib.env import ImproperEnvironment

FILE = "secrets.env"


def stored(var: Path) -> dict[str, str]:
    """What the file holds, empty where there is none; lines are NAME=value."""
    try:
        lines = (var / FILE).read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ImproperEnvironment(f"{var / FILE} cannot be read ({error.strerror}): is it another user's?") from error
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def wanted(environment: Mapping[str, str]) -> bool:
    """Whether this is to be the demo firm: somebody says so, or nobody has said anything at all."""
    if environment.get("SECRET_KEY") or environment.get("SECRET_KEY_FILE"):
        return False
    said = environment.get("FIDUS_DEMO", "").lower()
    return said in {"1", "true", "yes", "on"} if said else not environment.get("SITE_URL")


def make(var: Path) -> None:
    """Write the file unless it exists. Whoever starts second uses the first one's. OSError if it cannot be written."""
    if (var / FILE).exists():
        return
    var.mkdir(parents=True, exist_ok=True)
    text = (
        "# Secrets of the demo firm on this machine; settings read them where the environment names none.\n"
        "FIDUS_DEMO=true\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"DOCUMENT_KEYS={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n"
    )
    path, fresh = var / FILE, var / f"{FILE}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
