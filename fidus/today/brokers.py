"""Broker accounts: what is old, and what was not taken in."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from accounts.models import User
from fidus.lib import clock
from fidus.templatetags.figures import age
from fidus.today.shapes import SHOWN, WEEK, Card, Line, list_of, page_of
from trading.models import BrokerAccount, ReportImport


def stale_accounts(reader: User) -> Card | None:
    if not reader.has_perm("trading.view_brokeraccount"):
        return None
    read = BrokerAccount.objects.filter(disabled_at=None).annotate(read_at=Coalesce("snapshot_at", "last_at"))
    old = read.filter(Q(read_at__lt=clock.now() - WEEK) | Q(read_at=None)).order_by(F("read_at").asc(nulls_first=True))
    accounts = list(old)
    lines = [
        Line(
            f"MT5 {account.login}",
            account.broker,
            page_of(account),
            end=age(account.read_at) if account.read_at else "never read",
            stale=True,
        )
        for account in accounts[:SHOWN]
    ]
    nothing = "Every account was read within the week."
    return Card(
        "Stale accounts",
        len(accounts),
        lines,
        nothing,
        *list_of(BrokerAccount, "Accounts"),
        ("stale account", "stale accounts"),
    )


def refused_reports(reader: User) -> Card | None:
    if not reader.has_perm("trading.view_reportimport"):
        return None
    refused = list(ReportImport.objects.filter(state="refused", uploaded_at__gte=clock.now() - WEEK))
    if not refused:
        return None
    lines = [
        Line(report.name, capfirst(report.refusal), page_of(report), age(report.uploaded_at))
        for report in refused[:SHOWN]
    ]
    return Card(
        "Reports refused",
        len(refused),
        lines,
        "",
        *list_of(ReportImport, "Imports"),
        ("refused report", "refused reports"),
    )
