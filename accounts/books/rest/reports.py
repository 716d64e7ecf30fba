"""The firm's reports over the API: the figures of the pages, and their files."""

import io
import tempfile
from collections.abc import Callable
from datetime import date
from typing import Any

from rest_framework import serializers

from accounts.books.domain.periods import Period
from accounts.books.domain.sheets import RowKind
from accounts.books.forms import COMPARE, DEPTHS, EARLIEST
from accounts.books.models import ClosingRun
from accounts.books.report_files import csv_of, name_of, pdf_of, xlsx_of
from accounts.books.selectors import reports
from accounts.books.selectors.reports import Asked, Report
from accounts.books.services.export_books import export_books
from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.looks import File, download, gathered, look
from accounts.gateway.rest.records import Figures, Order
from accounts.gateway.rest.resource import Resource
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from fidus.lib.spreadsheet import XLSX_TYPE

# Name -> its title, and what makes it.
REPORTS: dict[str, tuple[str, Callable[[Asked], Report]]] = {
    "balance-sheet": ("Balance sheet", reports.balance_sheet),
    "cash-flow": ("Cash flow", reports.cash_flow),
    "profit-and-loss": ("Profit and loss", reports.profit_and_loss),
    "trial-balance": ("Trial balance", reports.trial_balance),
}
# More rows than one answer carries: asked for by group, or taken as a file.
MOST_ROWS = 3_000


class PeriodOrder(Order):
    """From which day to which; without them, the month that runs."""

    since = serializers.DateField(required=False, help_text="First day; a balance sheet has none.")
    until = serializers.DateField(required=False, help_text="Last day.")

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        until = asked.pop("until", None) or clock.today()
        since = asked.pop("since", None) or until.replace(day=1)
        last = date(clock.today().year + 1, 12, 31)
        if not EARLIEST <= since <= last or not EARLIEST <= until <= last:
            raise serializers.ValidationError({"until": [f"Days from {EARLIEST.year} to the end of next year."]})
        if since > until:
            raise serializers.ValidationError({"until": ["The period ends before it begins."]})
        return {**asked, "period": Period(since, until)}


class Which(PeriodOrder):
    """Which report, of which days."""

    report = serializers.ChoiceField([(name, title) for name, (title, _) in REPORTS.items()])
    compare = serializers.ChoiceField(COMPARE[1:], required=False, default="")
    depth = serializers.ChoiceField(DEPTHS, required=False, default="2", help_text="0 keeps every account.")
    currency = serializers.ChoiceField(sorted(MINOR_UNITS), required=False, default="", help_text="All unless told.")
    known_at = serializers.IntegerField(
        min_value=1, max_value=2**62, required=False, default=None, help_text="As known when this seal was the newest."
    )


class RowFigures(Figures):
    """A row: a figure for each column, null where nothing stands."""

    label = serializers.CharField()
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in RowKind])
    code = serializers.CharField(help_text="The account's, or that of a group of them.")
    cells = serializers.ListField(child=MoneyField(allow_null=True))


class TieFigures(Figures):
    """Two figures that must be one."""

    text = serializers.CharField()
    holds = serializers.BooleanField()


class SheetFigures(Figures):
    """The report in one currency; `converted` is all of them together."""

    currency = serializers.CharField()
    converted = serializers.BooleanField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = RowFigures(many=True)
    ties = TieFigures(many=True)
    note = serializers.CharField()


class ReportFigures(Figures):
    """A report as its page shows it."""

    name = serializers.CharField()
    title = serializers.CharField()
    about = serializers.CharField()
    known_at = serializers.IntegerField(allow_null=True)
    holds = serializers.BooleanField(help_text="Whether all ties hold.")
    note = serializers.CharField()
    sheets = SheetFigures(many=True)


class ReportNames(Figures):
    """What can be looked at."""

    name = serializers.CharField()
    title = serializers.CharField()


def made(report: str, depth: str, **asked: Any) -> Report:
    """The report that was asked for."""
    _, make = REPORTS[report]
    return make(Asked(depth=int(depth), **asked))


class Reports(Resource):
    """Trial balance, balance sheet, profit and loss, cash flow: for any days, as known now or then."""

    kind = "books"
    permission = "ledger.view_entry"
    queryset = ClosingRun.objects.none()
    serializer_class = ReportNames

    @gathered(gives=ReportNames, key=lambda one: (one["name"],))
    def list(self, *, by: User) -> list[dict[str, str]]:
        """Which there are: `name` is the `report` of the figures and the files."""
        return [{"name": name, "title": title} for name, (title, _) in REPORTS.items()]

    @look(gives=ReportFigures, asks=Which, detail=False)
    def figures(self, *, by: User, **asked: Any) -> Report:
        """The figures of the page."""
        report = made(**asked)
        if (rows := sum(len(sheet.rows) for sheet in report.sheets)) > MOST_ROWS:
            raise serializers.ValidationError({"depth": [f"{rows:,} rows: ask for groups, or take the file."]})
        return report

    @download(media="text/csv", asks=Which, detail=False)
    def csv(self, *, by: User, **asked: Any) -> File:
        """The same rows as a file."""
        report = made(**asked)
        return File(csv_of(report), f"{name_of(report)}.csv")

    @download(media=XLSX_TYPE, asks=Which, detail=False)
    def xlsx(self, *, by: User, **asked: Any) -> File:
        """The same rows for a spreadsheet."""
        report = made(**asked)
        return File(xlsx_of(report), f"{name_of(report)}.xlsx")

    @download(media="application/pdf", asks=Which, detail=False)
    def pdf(self, *, by: User, **asked: Any) -> File:
        """The same rows on paper."""
        report = made(**asked)
        return File(pdf_of(report), f"{name_of(report)}.pdf")

    @download(media="text/plain", asks=PeriodOrder, detail=False)
    def beancount(self, *, by: User, period: Period) -> File:
        """The period's entries for another program to check."""
        file = tempfile.TemporaryFile("w+b")  # noqa: SIM115  the answer closes it, once it is sent
        text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
        export_books(text, period=period)
        text.detach()
        file.seek(0)
        return File(file, f"books-{period.start}-to-{period.end}.beancount")
