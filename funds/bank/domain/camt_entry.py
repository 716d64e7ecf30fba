"""One booking of a CAMT file, with the payments it bundles."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from funds.bank.domain.amounts import amount_of, currency_of, shown
from funds.bank.domain.camt_fields import child, name_of, optional_day, signed, text, texts
from funds.bank.domain.statement import Entry, Part, Standing
from funds.bank.domain.unreadable import Unreadable

_STANDINGS = {"BOOK": Standing.BOOKED, "PDNG": Standing.PENDING, "FUTR": Standing.PENDING, "INFO": Standing.INFORMATION}
_REFERENCES = ("AcctSvcrRef", "EndToEndId", "InstrId", "TxId", "PmtInfId", "MsgId", "MndtId", "ChqNb", "UETR")
# What banks write where there is nothing to say.
EMPTY = {"", "NOTPROVIDED", "NONREF", "NOT PROVIDED"}


def entry_of(element: Element, *, place: str, held_in: str, written: date | None) -> Entry:
    """The booking; `written` is the statement's own date, for pending ones that have no date yet."""
    amount, currency = _money(element, held_in, place)
    status = text(element, "Sts", "Cd") or text(element, "Sts") or "BOOK"
    if status not in _STANDINGS:
        raise Unreadable(f"{shown(status)} is not a status this reader knows", place=place)
    booked_on, value_on, notes = _days(element, _STANDINGS[status], written, place)
    signed_amount = signed(amount, element, place=place)
    parts = tuple(_parts(element, place, outgoing=signed_amount < 0))
    only = parts[0] if len(parts) == 1 else Part()
    told = [only.text, text(element, "AddtlNtryInf")]
    return Entry(
        place=place,
        amount=signed_amount,
        currency=currency,
        booked_on=booked_on,
        value_on=value_on,
        standing=_STANDINGS[status],
        reversal=text(element, "RvslInd") in ("true", "1"),
        code=_code(child(element, "BkTxCd")),
        bank_reference=_given(text(element, "AcctSvcrRef")) or only.bank_reference,
        end_to_end_id=only.end_to_end_id,
        references=_distinct([text(element, "NtryRef"), *(one for part in parts for one in part.references)]),
        counterparty=only.counterparty,
        counterparty_account=only.counterparty_account,
        text=" ".join(one for one in told if one),
        charges=tuple(_charges(element)),
        parts=parts,
        notes=notes,
    )


def _money(element: Element, held_in: str, place: str) -> tuple[Decimal, str]:
    amount = child(element, "Amt")
    if amount is None:
        raise Unreadable("the amount is missing", place=place)
    currency = currency_of(amount.get("Ccy") or held_in, place=place)
    figure = amount_of(amount.text, currency, place=place)
    if figure < 0:
        raise Unreadable(f"{shown(amount.text)} carries a sign; CAMT says credit or debit in words", place=place)
    return figure, currency


def _days(element: Element, standing: Standing, written: date | None, place: str) -> tuple[date, date, tuple[str, ...]]:
    booked_on = optional_day(child(element, "BookgDt"), place=place)
    value_on = optional_day(child(element, "ValDt"), place=place)
    notes: list[str] = []
    if booked_on is None and standing is not Standing.BOOKED:
        booked_on = value_on or written
    elif booked_on is None and value_on is not None:
        booked_on = value_on
        notes.append("No booking date in the file; the value date is taken.")
    if booked_on is None:
        raise Unreadable("neither a booking date nor a value date is given", place=place)
    return booked_on, value_on or booked_on, tuple(notes)


def _parts(element: Element, place: str, *, outgoing: bool) -> Iterator[Part]:
    details = (one for block in element if name_of(block) == "NtryDtls" for one in block)
    for number, one in enumerate((one for one in details if name_of(one) == "TxDtls"), 1):
        yield _part(one, f"part {number} of {place}", outgoing=outgoing)


def _part(element: Element, place: str, *, outgoing: bool) -> Part:
    amount = child(element, "Amt")
    if amount is None:
        amount = child(element, "AmtDtls", "TxAmt", "Amt")
    figure, currency = None, ""
    if amount is not None:
        currency = currency_of(amount.get("Ccy"), place=place)
        figure = amount_of(amount.text, currency, place=place)
        out = text(element, "CdtDbtInd") == "DBIT" if child(element, "CdtDbtInd") is not None else outgoing
        figure = -figure if out and figure else figure
    parties = child(element, "RltdPties")
    party, account = ("Cdtr", "CdtrAcct") if outgoing else ("Dbtr", "DbtrAcct")
    if not _party(child(parties, party)):
        # Some banks name only the other end, or the account's own holder as well.
        party, account = ("Dbtr", "DbtrAcct") if outgoing else ("Cdtr", "CdtrAcct")
    identifier = child(parties, account, "Id")
    refs = child(element, "Refs")
    structured = list(_structured(child(element, "RmtInf")))
    given = _distinct([*(text(refs, name) for name in _REFERENCES), *structured])
    told = [*texts(child(element, "RmtInf"), "Ustrd"), *structured, text(element, "AddtlTxInf")]
    return Part(
        amount=figure,
        currency=currency,
        bank_reference=_given(text(refs, "AcctSvcrRef")),
        end_to_end_id=_given(text(refs, "EndToEndId")),
        references=given,
        counterparty=_party(child(parties, party)),
        counterparty_account=text(identifier, "IBAN") or text(identifier, "Othr", "Id"),
        text=" ".join(one for one in told if one),
    )


def _party(element: Element | None) -> str:
    return text(element, "Nm") or text(element, "Pty", "Nm")


def _structured(remittance: Element | None) -> Iterator[str]:
    """References of the creditor and numbers of invoices."""
    for one in remittance if remittance is not None else ():
        if name_of(one) != "Strd":
            continue
        yield text(one, "CdtrRefInf", "Ref")
        yield from (text(document, "Nb") for document in one if name_of(document) == "RfrdDocInf")
        yield from texts(one, "AddtlRmtInf")


def _charges(element: Element) -> Iterator[str]:
    """As the bank tells them; the booking's amount is what moved, charges included or not."""
    charges = child(element, "Chrgs")
    for one in [charges, *(charges if charges is not None else ())]:
        if one is None:
            continue
        amount = child(one, "Amt") if name_of(one) == "Rcrd" else child(one, "TtlChrgsAndTaxAmt")
        if amount is not None and (amount.text or "").strip("0. \n"):
            included = " included" if text(one, "ChrgInclInd") == "true" else ""
            yield f"{(amount.text or '').strip()} {amount.get('Ccy', '')}{included}".strip()


def _code(element: Element | None) -> str:
    domain = child(element, "Domn")
    words = [text(domain, "Cd"), text(domain, "Fmly", "Cd"), text(domain, "Fmly", "SubFmlyCd")]
    return "-".join(one for one in words if one) or text(element, "Prtry", "Cd")


def _given(reference: str) -> str:
    return "" if reference.upper() in EMPTY else reference


def _distinct(references: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in references if _given(one)))
