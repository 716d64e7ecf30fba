"""The bridge's settings, from one TOML file. Passwords of accounts are not among them, and never are."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import os
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

log = logging.getLogger("fidus.mt5")
SHORTEST_TOKEN = 32


class ConfigurationError(Exception):
    """The file asks for what cannot be or should not be."""


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    name: str
    path: str  # of terminal64.exe
    servers: tuple[str, ...] = ()  # of brokers; empty: any
    portable: bool = False
    switch_seconds: float = 30.0  # the package's own limit for starting and logging in
    hang_seconds: float = 60.0  # of one call, before its process is ended and the terminal restarted
    restart_command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PushSettings:
    url: str
    authority: str | None = None  # file with certificates to trust, besides the system's
    heartbeat_seconds: float = 15.0
    whole_after: int = 60  # messages


@dataclass(frozen=True, slots=True)
class Settings:
    name: str
    host: str
    port: int
    token_file: Path
    terminals: tuple[TerminalSettings, ...]
    certificate: Path | None = None
    key: Path | None = None
    push: PushSettings | None = None


def read(file: Path) -> Settings:
    """Raises ConfigurationError with what to change."""
    here = file.parent
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        listen = told["listen"]
        terminals = tuple(_terminal(dict(row)) for row in told["terminals"])
        push = PushSettings(**told["push"]) if "push" in told else None
        settings = Settings(
            name=told["name"], host=listen.get("host", "127.0.0.1"), port=int(listen["port"]),
            token_file=here / told["token_file"], terminals=terminals, push=push,
            certificate=here / listen["certificate"] if "certificate" in listen else None,
            key=here / listen["key"] if "key" in listen else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"{file}: {type(error).__name__} {error}") from None
    _check(settings)
    return settings


def _terminal(row: dict[str, Any]) -> TerminalSettings:
    row["servers"] = tuple(row.get("servers", ()))
    row["restart_command"] = tuple(row.get("restart_command", _windows_restart(row["path"])))
    return TerminalSettings(**row)


def _windows_restart(path: str) -> tuple[str, ...]:
    """End the program with exactly this path; other terminals of the machine live on."""
    if sys.platform != "win32":
        return ()
    quoted = path.replace("'", "''")
    script = f"Get-Process terminal64 | Where-Object {{ $_.Path -eq '{quoted}' }} | Stop-Process -Force"
    return "powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script


def _check(settings: Settings) -> None:
    names = [terminal.name for terminal in settings.terminals]
    paths = [os.path.normcase(terminal.path) for terminal in settings.terminals]
    if not names or len(set(names)) < len(names) or len(set(paths)) < len(paths):
        raise ConfigurationError("there has to be a terminal, each with a name and a path of its own")
    if not is_loopback(settings.host) and settings.certificate is None:
        raise ConfigurationError("on a network the bridge wants a certificate: give listen.certificate and listen.key")
    if settings.push and not settings.push.url.startswith("https://"):
        host = settings.push.url.removeprefix("http://").split("/")[0].rsplit(":", 1)[0]
        if not is_loopback(host):
            raise ConfigurationError("push.url has to begin with https://")
    Tokens(settings.token_file).current()


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(slots=True)
class Tokens:
    """The tokens of a file, one a line, read again when the file changes: the first signs, any opens."""

    file: Path
    _seen: tuple[int, int] | None = field(default=None, repr=False)
    _tokens: tuple[str, ...] = field(default=(), repr=False)
    _fault: str = field(default="", repr=False)

    def current(self) -> tuple[str, ...]:
        """Raises ConfigurationError where there never were any.

        While the file is away or half written, as it is for a moment when somebody changes tokens, those read before
        stay good; to take one back, take its line out.
        """
        try:
            state = self.file.stat()
            seen = (state.st_mtime_ns, state.st_size)
            if seen != self._seen:
                self._tokens, self._seen, self._fault = self._read(), seen, ""
        except (OSError, UnicodeDecodeError, ConfigurationError) as error:
            fault = f"{self.file}: {error if isinstance(error, ConfigurationError) else type(error).__name__}"
            if not self._tokens:
                raise ConfigurationError(fault) from None
            if fault != self._fault:
                log.error("the tokens read before stay good: %s", fault)
                self._fault = fault
        return self._tokens

    def _read(self) -> tuple[str, ...]:
        lines = [line.strip() for line in self.file.read_text(encoding="utf-8").splitlines()]
        tokens = tuple(line for line in lines if line and not line.startswith("#"))
        if not tokens or any(len(token) < SHORTEST_TOKEN for token in tokens):
            raise ConfigurationError(f"one token a line, {SHORTEST_TOKEN} characters at least")
        return tokens

    def opens(self, given: str) -> bool:
        """Compared in constant time, with every token, by hashes of one length."""
        asked = hashlib.sha256(given.encode("utf-8", "replace")).digest()
        found = False
        for token in self.current():
            found |= hmac.compare_digest(hashlib.sha256(token.encode()).digest(), asked)
        return found
