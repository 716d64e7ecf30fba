"""MT940 and MT942 of SWIFT, as banks really write them; what is not understood stays visible as unread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from funds.bank.domain.amounts import amount_of, currency_of, day_of, shown
from funds.bank.domain.mt940_line import entry_of
from funds.bank.domain.statement import Balance, Entry, Kind, Statement
from funds.bank.domain.unreadable import Unreadable

_TAG = re.compile(r":(\d{2}[A-Z]?|NS):")
_END = re.compile(r"-(\}.*|XXX)?\s*")
_ENVELOPE = re.compile(r"\{1:[^\n]*?\{4:[ ]*")
# Some banks begin and end a message as a teleprinter did.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_BALANCE = re.compile(r"(R?[CD])(\d{6})([A-Z]{3})([\d.,]+)")
_KINDS = {"60F": "OPBD", "60M": "OPIT", "62F": "CLBD", "62M": "CLIT", "64": "CLAV", "65": "FWAV"}
_TOTALS = re.compile(r"(\d*)([A-Z]{3})([\d.,]+)")
# What belongs inside a message and therefore cannot stand before one.
_INSIDE = {"25", "28", "28C", "60F", "60M", "61", "62F", "62M", "86"}


@dataclass
class _Field:
    line: int
    tag: str
    rows: list[str]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.rows).split())

    @property
    def place(self) -> str:
        return f"line {self.line}"


@dataclass
class _Message:
    line: int
    reference: str
    fields: list[_Field] = field(default_factory=list)

    def first(self, *tags: str) -> _Field | None:
        return next((one for one in self.fields if one.tag in tags), None)


def read_mt940(text: str) -> list[Statement]:
    """The statements of a file; raises Unreadable, naming the line, and then nothing of the file is good."""
    messages: list[_Message] = []
    for one in _fields(text):
        if one.tag == "20":
            messages.append(_Message(one.line, one.text))
        elif messages:
            messages[-1].fields.append(one)
        elif one.tag in _INSIDE:
            raise Unreadable("the file begins in the middle of a statement, before its :20:", place=one.place)
    if not messages:
        raise Unreadable("the file holds no statement: nothing begins with :20:")
    return [_statement(message) for message in messages]


def _fields(text: str) -> Iterator[_Field]:
    current: _Field | None = None
    for number, line in enumerate(_ENVELOPE.sub("", text).split("\n"), 1):
        row = _CONTROL.sub("", line)
        found = _TAG.match(row)
        if found or _END.fullmatch(row):
            if current:
                yield current
            current = _Field(number, found.group(1), [row[found.end() :]]) if found else None
        elif current is not None:
            current.rows.append(row)
    if current:
        yield current


def _statement(message: _Message) -> Statement:
    place = f"line {message.line}"
    balances = tuple(_balance(one) for one in message.fields if one.tag in _KINDS)
    limits = message.first("34F", "90D", "90C")
    interim = message.first("13", "13D", "34F", "90D", "90C") is not None and not balances
    if not interim and not any(balance.kind in ("CLBD", "CLIT") for balance in balances):
        raise Unreadable(
            f"the statement {shown(message.reference)} has no closing balance (:62F:); the file looks cut off",
            place=place,
        )
    currency = balances[0].currency if balances else _currency_of_limits(limits, place)
    entries = tuple(_entries(message, currency))
    number, _, page = (one.text if (one := message.first("28C", "28")) else "").partition("/")
    account = message.first("25")
    if account is None or not account.text:
        raise Unreadable("the statement does not say which account it is of (:25:)", place=place)
    notes = list(_notes(message))
    if interim:
        notes += _check_totals(message, entries, currency)
    days = [balance.on for balance in balances if balance.kind in ("OPBD", "OPIT", "CLBD", "CLIT")]
    days += [entry.booked_on for entry in entries] if not days else []
    return Statement(
        kind=Kind.REPORT if interim else Kind.STATEMENT,
        form="MT942" if interim else "MT940",
        account=account.text,
        currency=currency,
        reference=message.reference,
        number=number.strip(),
        page=page.strip(),
        start=min(days, default=None),
        end=max(days, default=None),
        balances=balances,
        entries=entries,
        unread=tuple(_unread(message)),
        notes=tuple(notes),
    )


def _balance(one: _Field) -> Balance:
    found = _BALANCE.fullmatch(one.text.replace(" ", ""))
    if not found:
        raise Unreadable(f"the balance :{one.tag}: {shown(one.text)} cannot be read", place=one.place)
    mark, day, currency, written = found.groups()
    amount = amount_of(written, currency_of(currency, place=one.place), place=one.place, decimal=",")
    on = _six_digits(day, one.place)
    return Balance(_KINDS[one.tag], -amount if mark in ("D", "RC") and amount else amount, currency, on)


def _six_digits(written: str, place: str) -> date:
    year = int(written[:2])
    day, _ = day_of(1900 + year if year >= 80 else 2000 + year, int(written[2:4]), int(written[4:]), place=place)
    return day


def _currency_of_limits(limits: _Field | None, place: str) -> str:
    found = re.search(r"[A-Z]{3}", limits.text if limits else "")
    if not found:
        raise Unreadable("the report names no currency (:34F:)", place=place)
    return found.group()


def _entries(message: _Message, currency: str) -> Iterator[Entry]:
    """Each :61: with the :86: that follows it."""
    following = [*message.fields[1:], _Field(0, "", [])] if message.fields else []
    for one, after in zip(message.fields, following, strict=False):
        if one.tag == "61":
            details = after.rows if after.tag in ("86", "NS") else []
            yield entry_of(one.rows, details, currency=currency, place=one.place)


def _notes(message: _Message) -> Iterator[str]:
    """An :86: after a balance speaks of the whole statement."""
    for before, one in pairwise(message.fields):
        if one.tag == "86" and before.tag != "61":
            yield one.text


def _unread(message: _Message) -> Iterator[str]:
    known = {*_KINDS, "20", "21", "25", "28", "28C", "61", "86", "13", "13D", "34F", "90C", "90D"}
    for before, one in pairwise([_Field(0, "", []), *message.fields]):
        if one.tag not in known and not (one.tag == "NS" and before.tag == "61"):
            yield f":{one.tag}: {one.text}"


def _check_totals(message: _Message, entries: tuple[Entry, ...], currency: str) -> Iterator[str]:
    """MT942 has no balances; its :90D: and :90C: tell number and sum of what it lists."""
    seen = False
    for tag, sign in (("90D", -1), ("90C", 1)):
        one = message.first(tag)
        found = _TOTALS.fullmatch(one.text.replace(" ", "")) if one else None
        if one is None or found is None:
            continue
        seen = True
        listed = [entry.amount for entry in entries if entry.amount * sign > 0]
        total = amount_of(found.group(3), currency, place=one.place, decimal=",")
        if sum(listed) * sign != total or (found.group(1) and int(found.group(1)) != len(listed)):
            raise Unreadable(
                f":{tag}: counts {found.group(1) or 'bookings'} of {total:f}, the file lists {len(listed)} of "
                f"{abs(sum(listed)):f}; it looks cut off",
                place=one.place,
            )
    if not seen:
        yield "The report gives no totals, so nothing shows whether it is whole."
