"""Writes MT940 as a bank would: for the demo, and to prove that what is written is what is read."""

import re
import textwrap

from funds.bank.domain.statement import Balance, Entry, Statement

_TAGS = {"OPBD": "60F", "OPIT": "60M", "CLBD": "62F", "CLIT": "62M"}


def write_mt940(statements: list[Statement]) -> bytes:
    """SWIFT's letters only: others become a full stop."""
    return "".join(_statement(one) for one in statements).encode("ascii")


def _statement(one: Statement) -> str:
    number = f"{one.number}/{one.page}" if one.page else one.number
    opening, closing = one.opening, one.closing
    lines = [f":20:{_swift(one.reference)[:16]}", f":25:{_swift(one.account)}", f":28C:{number or 0}"]
    lines += [_balance(opening)] if opening else []
    for entry in one.entries:
        lines += _entry(entry)
    lines += [_balance(closing)] if closing else []
    return "\r\n".join([*lines, "-", ""])


def _balance(one: Balance) -> str:
    mark = "D" if one.amount < 0 else "C"
    return f":{_TAGS[one.kind]}:{mark}{one.on:%y%m%d}{one.currency}{_figure(one)}"


def _entry(one: Entry) -> list[str]:
    mark = "D" if one.amount < 0 else "C"
    if one.reversal:
        mark = "RC" if one.amount < 0 else "RD"
    reference = f"{_swift(one.end_to_end_id)[:16].strip() or 'NONREF'}//{_swift(one.bank_reference)}"
    lines = [f":61:{one.value_on:%y%m%d}{one.booked_on:%m%d}{mark}{_figure(one)}NTRF{reference}"]
    told = _swift(" ".join(part for part in (one.counterparty, one.text) if part))
    rows = textwrap.wrap(told, 61)
    return [*lines, *([f":86:{rows[0]}", *rows[1:]] if rows else [])]


def _figure(one: Balance | Entry) -> str:
    written = f"{abs(one.amount):f}".replace(".", ",")
    return written if "," in written else f"{written},"


def _swift(text: str) -> str:
    """A row never begins as a field or an end would."""
    return re.sub(r"[^A-Za-z0-9/?().,'+ ]", ".", text)
