"""Fees as CSV and XLSX: exactly the lines that are shown, all pages of them."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse

from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx
from funds.fees.models import FeeCharge, FeeRunRow

RUN_HEAD = (
    "Investment", "Client", "Fund", "Fee", "Amount", "From interest", "Billed", "Currency", "State", "How it comes out",
    "Why skipped",
)  # fmt: skip
CHARGE_HEAD = (
    "Value date", "Investment", "Client", "Fund", "Fee", "To", "Amount", "From interest", "Billed", "Kept back",
    "Currency", "State", "Charged by", "Bank reference", "Reversed on", "Reason",
)  # fmt: skip


def run_lines(rows: Iterable[FeeRunRow]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        investment = row.investment
        yield (
            investment.number, investment.client.name, investment.terms.product.code, row.get_kind_display(),
            row.amount, row.from_interest, row.billed, row.currency, row.get_state_display(), row.words, row.reason,
        )  # fmt: skip


def charge_lines(charges: Iterable[FeeCharge]) -> Iterator[Sequence[Cell]]:
    for charge in charges:
        investment = charge.investment
        yield (
            charge.value_on, investment.number, investment.client.name, investment.terms.product.code,
            charge.get_kind_display(), charge.until, charge.amount, charge.taken_from_interest, charge.billed,
            charge.withheld, charge.currency, charge.standing.capitalize(), str(charge.charged_by or ""),
            charge.bank_reference, charge.reversed_on, charge.reason,
        )  # fmt: skip


def send(kind: str, name: str, head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> HttpResponse:
    content = as_csv(head, lines) if kind == "csv" else as_xlsx("Fees", head, lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=CSV_TYPE if kind == "csv" else XLSX_TYPE, headers=headers)
