"""A first guess at what the columns of a bank's CSV mean; a person looks at it before anything is taken in."""

import re
from datetime import datetime

from funds.bank.domain.csv_mapping import DATE_FORMATS, CsvMapping, Table
from funds.bank.domain.csv_table import find_delimiter, read_table

# The words banks put above their columns, in the languages the firm's banks write.
_WORDS: dict[str, str] = {
    "booked_on": r"booking ?date|posting date|buchungs(tag|datum)|"
    r"date (de )?(comptable|operation|d.op)|fecha( operacion)?|boekdatum|data (operacji|ksiegowania)|"
    r"transaction date|completed date|^date$|^datum$|^data$|^booked",
    "value_on": r"value ?date|valuta|wertstellung|date (de )?valeur|fecha valor|rentedatum|data waluty",
    "debit": r"^debit|money out|withdrawal|paid out|^soll|lastschrift|^cargo|^af$|obciazenia",
    "credit": r"^credit|money in|deposit|paid in|^haben|gutschrift|^abono|^bij$|uznania",
    "amount": r"amount|betrag|montant|importe|bedrag|kwota|umsatz|osszeg|value$",
    "side": r"^(d/?c|c/?d|dr/?cr|cr/?dr|af ?bij|soll/?haben|s/h|credit/debit|debit/credit|direction|type)\b",
    "currency": r"currency|w(ä|ae)hrung|devise|divisa|valuta$|waluta|^ccy$|munt",
    "counterparty": r"counterpart|payee|beg(ü|ue)nstigter|auftraggeber|empf(ä|ae)nger|zahlungs|^name|naam|"
    r"beneficiary|tiers|contrahent|nadawca|partner|merchant",
    "counterparty_account": r"(counterparty|partner|tegen).*(account|iban|rekening)|^iban|kontonummer|account number",
    "text": r"description|details|purpose|verwendungszweck|buchungstext|libell|concepto|omschrijving|mededeling|tytul|"
    r"narrative|memo|remittance|communication|opis|text",
    "reference": r"reference|referenz|^ref|transaction id|^id$|kenmerk|numer|end.?to.?end",
    "balance": r"balance|saldo|solde|kontostand",
}
_AMOUNT = re.compile(r"[-+\N{MINUS SIGN}]?[\d.,' \u00a0\u202f]*\d[\d.,' \u00a0\u202f]*-?")


def suggest_mapping(text: str) -> CsvMapping:
    """What is probably meant; raises Unreadable where there is no table at all."""
    delimiter, skip = find_delimiter(text)
    table = read_table(text, delimiter=delimiter, skip=skip)
    named = _named(table)
    amounts = [cell for field in ("amount", "debit", "credit") for cell in _cells(table, named.get(field, ""))]
    decimal, thousands = signs_of(amounts)
    words = [name for name in table.header if name and re.search(_WORDS["text"], name.lower())]
    text_columns = [one for one in words if one not in {**named, "text": ""}.values()]
    named.setdefault("booked_on", named.get("value_on", ""))
    return CsvMapping.from_json(
        {
            **named,
            "delimiter": delimiter,
            "skip": skip,
            "decimal": decimal,
            "thousands": thousands,
            "date_format": date_format_of(_cells(table, named["booked_on"])),
            "text": text_columns,
        }
    )


def _named(table: Table) -> dict[str, str]:
    named: dict[str, str] = {}
    for field, words in _WORDS.items():
        for name in table.header:
            if name and name not in named.values() and re.search(words, name.lower()):
                named[field] = name
                break
    if "amount" in named:
        named.pop("debit", None)
        named.pop("credit", None)
    else:
        named.pop("side", None)
    return named


def _cells(table: Table, name: str) -> list[str]:
    if name not in table.header:
        return []
    place = table.header.index(name)
    return [row[place] for _, row in table.rows if place < len(row) and row[place]]


def signs_of(amounts: list[str]) -> tuple[str, str]:
    """The decimal sign and the sign between thousands: the last of two signs is the decimal one."""
    for cell in amounts:
        seen = [sign for sign in cell if sign in ".,"]
        if len(set(seen)) > 1:
            return seen[-1], seen[0]
    thousands = next((sign for cell in amounts for sign in cell if sign in "' \u00a0\u202f"), "")
    thousands = " " if thousands in {"\u00a0", "\u202f"} else thousands
    for sign, other in ((",", "."), (".", ",")):
        tails = [cell.rpartition(sign)[2] for cell in amounts if sign in cell]
        if tails and all(cell.count(sign) <= 1 for cell in amounts) and any(len(tail) != 3 for tail in tails):
            return sign, thousands or other
        if tails:
            return other, sign
    return ".", thousands


def date_format_of(cells: list[str]) -> str:
    """The form that reads every date; of day and month first, the one that also stays in order is taken."""
    fitting = [form for form in DATE_FORMATS if cells and all(_fits(cell, form) for cell in cells)]
    return next((form for form in fitting if _in_order(cells, form)), fitting[0] if fitting else DATE_FORMATS[0])


def _fits(cell: str, form: str) -> bool:
    try:
        return datetime.strptime(cell.split(" ")[0] if " %" not in form else cell, form).year > 1900  # noqa: DTZ007
    except ValueError:
        return False


def _in_order(cells: list[str], form: str) -> bool:
    days = [datetime.strptime(cell.split(" ")[0] if " %" not in form else cell, form) for cell in cells]  # noqa: DTZ007
    return days in (sorted(days), sorted(days, reverse=True))
