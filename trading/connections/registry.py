"""Which platforms are known, by the wiring; loaded when one is first asked for."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from django.utils.module_loading import import_string

from trading.connections.description import Adapter
from trading.connections.errors import UnknownPlatform

_named: dict[str, str] = {}
_looking: list[str] = []
_sparing: list[str] = []


def reach_by(brokers: Mapping[str, str], *, looked_at_by: Iterable[str] = (), spared_by: Iterable[str] = ()) -> None:
    """`brokers`: platform -> dotted name of its Adapter; `looked_at_by`: of functions that make accounts due;
    `spared_by`: of functions that say which of some accounts their brokers are not to be asked about now.
    """
    _named.clear()
    _named.update(brokers)
    _looking[:], _sparing[:] = looked_at_by, spared_by
    _loaded.cache_clear()


def look_soon(accounts: Collection[int]) -> None:
    """There is a reason to look at these accounts at once: whoever watches them is told, whoever that is."""
    for name in _looking if accounts else ():
        import_string(name)(accounts)


def spared(accounts: Collection[int]) -> set[int]:
    """Those whose login was refused or whose gateway does not answer: brokers lock logins that knock again and again,
    so whoever wants something besides their visits waits until these are well.
    """
    return {account for name in _sparing for account in import_string(name)(accounts)} if accounts else set()


def adapter_of(platform: str) -> Adapter:
    """Raises UnknownPlatform."""
    if platform not in _named:
        raise UnknownPlatform(f"Accounts of the platform {platform!r} cannot be reached: there is no adapter for it.")
    return _loaded(platform)


def adapters() -> list[Adapter]:
    """All of them, by title."""
    return sorted((_loaded(platform) for platform in _named), key=lambda adapter: adapter.title)


@lru_cache(maxsize=64)
def _loaded(platform: str) -> Adapter:
    adapter: Adapter = import_string(_named[platform])
    if adapter.platform != platform:
        raise ValueError(f"the wiring names {_named[platform]} for {platform}, and it is of {adapter.platform}")
    return adapter
