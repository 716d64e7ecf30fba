"""Which events may be told, and where the API shows what they are about; filled at start from the wiring."""

from collections.abc import Collection, Mapping

_addresses: dict[str, str] = {}
_of_clients: set[str] = set()


def offer(events: Mapping[str, Collection[str]], *, of_clients: Collection[str]) -> None:
    """`events` is address of a resource -> kinds of events about its records; clients hear those in `of_clients`."""
    _addresses.clear()
    _addresses.update({kind: address for address, kinds in events.items() for kind in kinds})
    _of_clients.clear()
    _of_clients.update(of_clients)


def address_of(kind: str) -> str | None:
    """The address in the API of what events of this kind are about; None where the kind is not offered."""
    return _addresses.get(kind)


def offered() -> dict[str, str]:
    """Every kind that is offered, with that address."""
    return dict(_addresses)


def is_for_clients(kind: str) -> bool:
    """Whether clients may hear of such an event, if it is about what is theirs."""
    return kind in _of_clients
