"""Typed reading of environment variables that fails loudly."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class ImproperEnvironment(Exception):
    """An environment variable is missing or cannot be read as its type."""


class Env:
    """Reads one mapping of strings; every reader raises ImproperEnvironment naming the variable.

    A secret may also come from a file: NAME_FILE holds its path (as container secrets do).
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name)
        if value is None and (path := self._values.get(f"{name}_FILE")):
            try:
                value = Path(path).read_text().strip()
            except OSError as error:
                raise ImproperEnvironment(
                    f"{name}_FILE names {path}, which cannot be read: {error.strerror}"
                ) from error
        if value is None or value == "":
            if default is None:
                raise ImproperEnvironment(f"{name} must be set")
            return default
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        value = self.text(name, None if default is None else str(default)).lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise ImproperEnvironment(f"{name} must be one of true, false; it is {value!r}")

    def number(self, name: str, default: int | None = None, *, least: int = 0) -> int:
        value = self.text(name, None if default is None else str(default))
        try:
            number = int(value)
        except ValueError as error:
            raise ImproperEnvironment(f"{name} must be a whole number; it is {value!r}") from error
        if number < least:
            raise ImproperEnvironment(f"{name} must be at least {least}; it is {number}")
        return number

    def words(self, name: str, default: str | None = None) -> list[str]:
        return [word for word in self.text(name, default).replace(",", " ").split() if word]

    def together(self, *names: str) -> tuple[str, ...]:
        """Texts that mean something together alone: all of `names`, or none of them (then empty ones)."""
        given = {name: self.text(name, "") for name in names}
        missing = [name for name, value in given.items() if not value]
        if missing and len(missing) < len(names):
            raise ImproperEnvironment(f"{', '.join(missing)} must be set, as {', '.join(names)} go together")
        return tuple(given.values())

    def files(self, *names: str) -> tuple[Path, ...]:
        """Paths of files that are there, all of `names` or none of them."""
        given = {name: self.text(name, "") for name in names}
        if not any(given.values()):
            return ()
        for name, value in given.items():
            if not Path(value).is_file():
                raise ImproperEnvironment(
                    f"{name} must name a file, as {' and '.join(names)} go together; it is {value!r}"
                )
        return tuple(Path(value) for value in given.values())

    def database(self, name: str, default: str | None = None) -> dict[str, object]:
        """A postgres:// URL as Django's ENGINE, NAME, USER, PASSWORD, HOST, PORT (host may be a socket folder)."""
        url = urlsplit(self.text(name, default))
        if url.scheme not in {"postgres", "postgresql"}:
            raise ImproperEnvironment(f"{name} must begin with postgresql://; FIDUS runs on PostgreSQL only")
        query = dict(parse_qsl(url.query))
        return {
            "ENGINE": "fidus.lib.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": query.pop("host", None) or unquote(url.hostname or ""),
            "PORT": str(url.port or query.pop("port", "")),
            "OPTIONS": query,
        }
