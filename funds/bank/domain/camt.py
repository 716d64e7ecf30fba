"""CAMT.052, 053 and 054 of ISO 20022, in every version: elements are found by their names, not their namespaces."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from funds.bank.domain.amounts import amount_of, currency_of
from funds.bank.domain.camt_entry import entry_of
from funds.bank.domain.camt_fields import child, day, name_of, optional_day, signed, text, texts
from funds.bank.domain.letters import text_of
from funds.bank.domain.statement import Balance, Kind, Statement
from funds.bank.domain.unreadable import Unreadable

# The message's element, and what it holds.
_MESSAGES = {
    "BkToCstmrStmt": ("Stmt", Kind.STATEMENT, "camt.053"),
    "BkToCstmrAcctRpt": ("Rpt", Kind.REPORT, "camt.052"),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", Kind.NOTICE, "camt.054"),
}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_camt(content: bytes) -> list[Statement]:
    """The statements of a file; raises Unreadable, naming the entry, and then nothing of the file is good."""
    root = _parsed(content)
    found = []
    for message in root.iter():
        if name_of(message) not in _MESSAGES:
            continue
        holds, kind, form = _MESSAGES[name_of(message)]
        version = re.search(r"camt\.05[234]\.\d{3}\.\d{2}", message.tag)
        for number, element in enumerate((one for one in message if name_of(one) == holds), 1):
            found.append(_statement(element, kind, version.group() if version else form, number))
    if not found:
        raise Unreadable("the XML holds no account statement (CAMT.052, 053 or 054)")
    return found


def _parsed(content: bytes) -> Element:
    stripped = content.lstrip(b" \t\r\n\xef\xbb\xbf")
    try:
        return _root(stripped)
    except DefusedXmlException:
        raise Unreadable("the XML declares entities; no bank sends that, and it is not read") from None
    except ParseError as error:
        line = error.position[0]
        again = _other_letters(stripped)
        if again is not None:
            return again
        raise Unreadable(
            "the XML is cut off or damaged here; ask the bank for the file again", place=f"line {line}"
        ) from None
    except (LookupError, ValueError):
        raise Unreadable("the XML is written in letters that cannot be read") from None


def _root(content: bytes | str) -> Element:
    root: Element = fromstring(content, forbid_dtd=True)
    return root


def _other_letters(content: bytes) -> Element | None:
    """Files that say UTF-8 and are not: names of people only, all figures are plain ASCII."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        plain, encoding = text_of(content)
        if encoding.startswith("utf"):
            return None
        try:
            return _root(_DECLARATION.sub("", plain))
        except (ParseError, DefusedXmlException, ValueError):
            return None
    return None


def _statement(element: Element, kind: Kind, form: str, number: int) -> Statement:
    reference = text(element, "Id")
    place = f"statement {reference or number}"
    account = child(element, "Acct")
    balances = tuple(_balances(element, place))
    held_in = text(account, "Ccy") or next((balance.currency for balance in balances), "")
    written = optional_day(child(element, "CreDtTm"), place=place)
    entries = tuple(
        entry_of(one, place=f"entry {count} of {place}", held_in=held_in, written=written)
        for count, one in enumerate((one for one in element if name_of(one) == "Ntry"), 1)
    )
    identifier = child(account, "Id")
    page = next((one for one in element if name_of(one).endswith("Pgntn")), None)
    period = child(element, "FrToDt")
    start, end = (
        optional_day(child(period, day_name), place=place) or optional_day(child(period, f"{day_name}Tm"), place=place)
        for day_name in ("FrDt", "ToDt")
    )
    currency = held_in or next((entry.currency for entry in entries), "")
    return Statement(
        kind=kind,
        form=form,
        account=text(identifier, "IBAN") or text(child(identifier, "Othr"), "Id"),
        currency=currency_of(currency, place=place) if currency else "",
        reference=reference,
        number=text(element, "ElctrncSeqNb") or text(element, "LglSeqNb"),
        page=text(page, "PgNb"),
        start=start,
        end=end,
        balances=balances,
        entries=entries,
        notes=tuple(_notes(element, page)),
    )


def _balances(element: Element, place: str) -> Iterator[Balance]:
    for one in element:
        if name_of(one) != "Bal":
            continue
        kind = child(child(one, "Tp"), "CdOrPrtry")
        code = text(kind, "Cd") or text(kind, "Prtry")
        where = f"balance {code} of {place}"
        amount = child(one, "Amt")
        currency = currency_of(None if amount is None else amount.get("Ccy"), place=where)
        figure = amount_of(None if amount is None else amount.text, currency, place=where)
        yield Balance(code, signed(figure, one, place=where), currency, day(child(one, "Dt"), place=where))


def _notes(element: Element, page: Element | None) -> Iterator[str]:
    if text(element, "CpyDplctInd"):
        yield f"The bank marks it as a copy or duplicate ({text(element, 'CpyDplctInd')})."
    if text(page, "LastPgInd") == "false":
        yield "Further pages of this statement follow."
    yield from texts(element, "AddtlStmtInf")
