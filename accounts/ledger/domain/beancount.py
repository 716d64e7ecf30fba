"""The ledger's text for Beancount, so that another program can check it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fidus.lib.money import Money


def quoted(text: str) -> str:
    """A Beancount string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def options(currencies: Iterable[str]) -> str:
    lines = [f'option "operating_currency" "{currency}"' for currency in currencies]
    return "\n".join(['option "title" "FIDUS"', *lines]) + "\n\n"


def opening(on: date, code: str, currency: str) -> str:
    return f"{on.isoformat()} open {code} {currency}\n"


def transaction(
    *, entry: int, key: str, kind: str, text: str, booked_on: date, value_on: date, legs: Iterable[tuple[str, Money]]
) -> str:
    """One entry on its value date; what Beancount has no field for is metadata."""
    head = (
        f"\n{value_on.isoformat()} * {quoted(text)}\n"
        f"  entry: {entry}\n  key: {quoted(key)}\n  kind: {quoted(kind)}\n  booked-on: {booked_on.isoformat()}\n"
    )
    return head + "".join(f"  {code}  {money.amount:f} {money.currency}\n" for code, money in legs)


def assertion(on: date, code: str, balance: Money) -> str:
    """The balance at the beginning of `on`, to the last cent: Beancount's own tolerance would let one pass."""
    return f"{on.isoformat()} balance {code}  {balance.amount:f} ~ 0 {balance.currency}\n"


def opening_balances(on: date, currency: str, legs: Iterable[tuple[str, Money]]) -> str:
    """What stood on the accounts of one currency at the end of `on`: together they are zero."""
    head = f'\n{on.isoformat()} * "Balances before the period, {currency}"\n'
    return head + "".join(f"  {code}  {money.amount:f} {money.currency}\n" for code, money in legs)


def price(on: date, base: str, value: Decimal, quote: str) -> str:
    """A day's rate: `value` units of `quote` for one of `base`."""
    return f"{on.isoformat()} price {base} {value:f} {quote}\n"
