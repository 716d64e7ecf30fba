"""One booking of MT940: the statement line :61: and what :86: tells of it."""

import re
from datetime import date

from funds.bank.domain.amounts import amount_of, day_of, nearest_year, shown
from funds.bank.domain.mt940_remittance import remittance_of
from funds.bank.domain.statement import Entry
from funds.bank.domain.unreadable import Unreadable

_LINE = re.compile(
    r"(?P<value>\d{6})"
    r"(?P<entry>\d{4}|[ ]{4})?"
    r"(?P<mark>R[CD]|E[CD]|[CD])"
    r"(?P<funds>[A-Z])?"  # the third letter of the currency
    r"(?P<amount>\d[\d.,]*)"
    r"(?P<rest>.*)"
)
_CODE = re.compile(r"([NSF][A-Z0-9 ]{3})(.*)")
# Reversals carry their own sign: a credit taken back is money out.
_SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
_NOTHING = {"", "NONREF", "NOREF", "NOTPROVIDED", "KREF+", "EREF", "X"}


def entry_of(rows: list[str], details: list[str], *, currency: str, place: str) -> Entry:
    """The booking; raises Unreadable if date, mark or amount cannot be read."""
    found = _LINE.fullmatch(rows[0].rstrip())
    if not found:
        raise Unreadable(f"the booking :61: {shown(rows[0])} cannot be read", place=place)
    value_on, note = _value_day(found["value"], place)
    notes = [note] if note else []
    booked_on = value_on
    if (found["entry"] or "").strip():
        booked_on, note = nearest_year(int(found["entry"][:2]), int(found["entry"][2:]), value_on, place=place)
        notes += [note] if note else []
    amount = amount_of(found["amount"], currency, place=place, decimal=",") * _SIGNS[found["mark"]]
    code, own, bank, told = _references(found["rest"])
    told_by_bank = remittance_of(details)
    supplement = " ".join(" ".join(rows[1:]).split())
    return Entry(
        place=place,
        amount=amount or abs(amount),
        currency=currency,
        booked_on=booked_on,
        value_on=value_on,
        reversal=found["mark"].startswith("R"),
        code=" ".join(one for one in (code, told_by_bank.code) if one),
        bank_reference=bank,
        end_to_end_id=told_by_bank.end_to_end_id,
        references=tuple(dict.fromkeys(one for one in (own, *told_by_bank.references) if one)),
        counterparty=told_by_bank.counterparty,
        counterparty_account=told_by_bank.counterparty_account,
        text=" ".join(one for one in (told_by_bank.text, supplement, told) if one),
        notes=tuple(notes),
    )


def _value_day(written: str, place: str) -> tuple[date, str]:
    year = int(written[:2])
    return day_of(1900 + year if year >= 80 else 2000 + year, int(written[2:4]), int(written[4:]), place=place)


def _references(rest: str) -> tuple[str, str, str, str]:
    """Code of the transaction, the customer's reference, the bank's, and what is none of them."""
    found = _CODE.fullmatch(rest)
    if not found:
        return "", "", "", rest.strip()
    own, _, bank = found[2].partition("//")
    return found[1].strip(), _given(own), _given(bank), ""


def _given(reference: str) -> str:
    bare = reference.strip()
    return "" if bare.upper() in _NOTHING else bare
