"""How a platform's accounts are reached, in words that forms, files and the API make their fields and checks from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from trading.brokers.base import Access, Broker


class Of(StrEnum):
    """Whose a field is: the gateway's, which all its accounts share, or one account's."""

    GATEWAY = "gateway"
    ACCOUNT = "account"


def _anything(text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to fill in. `fault` gives what is wrong with a value, in words; empty if nothing is."""

    name: str
    label: str
    help: str = ""
    of: Of = Of.ACCOUNT
    secret: bool = False
    needed: bool = False
    by_hand: bool = True  # False: a login makes it, nobody types it
    choices: tuple[str, ...] = ()
    longest: int = 200
    fault: Callable[[str], str] = _anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A platform: `connect` makes the broker, loading its library; the rest says what it needs.

    `address_fault` judges a gateway's address (empty where `address_needed` is False: the vendor's own). `line` names
    the option by which accounts of a gateway stand in different queues. `day_token`: a person logs in every day.
    """

    platform: str
    title: str
    connect: Callable[[Access], Broker]
    fields: tuple[Field, ...] = ()
    through_gateway: bool = True
    gateway_word: str = "Gateway"
    address_needed: bool = True
    address_help: str = ""
    address_fault: Callable[[str], str] = _anything
    at_once: int = 4
    line: str = ""
    day_token: bool = False

    @property
    def has_gateway_secrets(self) -> bool:
        return bool(self.fields_of(Of.GATEWAY, secret=True))

    def fields_of(self, of: Of, *, secret: bool | None = None) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.of is of and secret in (None, field.secret))

    def faults(self, of: Of, given: Mapping[str, str], *, secret: bool) -> dict[str, str]:
        """What is wrong with these options or secrets, by field; unknown names are wrong, too."""
        known = {field.name: field for field in self.fields_of(of, secret=secret) if field.by_hand}
        found = {name: f"{self.title} has no such field." for name in given if name not in known}
        for name, field in known.items():
            value = given.get(name, "")
            if not value:
                if field.needed:
                    found[name] = f"{field.label} is missing."
            elif fault := _plain_fault(field, value):
                found[name] = fault
        return found


def _plain_fault(field: Field, value: str) -> str:
    if len(value) > field.longest:
        return f"{field.label} has at most {field.longest} letters."
    if not value.isprintable() or value != value.strip():
        return f"{field.label} has no line breaks, and no spaces around it."
    if field.choices and value not in field.choices:
        return f"{field.label} is one of: {', '.join(field.choices)}."
    return field.fault(value)
