"""Broker accounts: what is old, and what was not taken in."""

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import User
from fidus.lib import clock
from fidus.navigation import address_of
from fidus.templatetags.figures import age, instant
from fidus.today.shapes import SHOWN, WEEK, Card, Line, list_of, page_of
from trading.alerts.models import Alert
from trading.alerts.selectors.alerts import unseen_alerts
from trading.connections.gates import logins_due
from trading.connections.models import Connection
from trading.models import ReportImport
from trading.monitor.domain.figures import OLD_REPORT_AFTER
from trading.monitor.selectors.accounts import STALE, lines, monitored
from trading.reconciliation.models import Break
from trading.reconciliation.selectors.breaks import open_breaks

# A token of the day ends at 06:00 in India; from the evening before somebody can see to the next one.
SOON = timedelta(hours=8)


def stale_accounts(reader: User) -> Card | None:
    """Those that nobody could look at, and those whose newest report is old."""
    if not reader.has_perm("trading.view_brokeraccount"):
        return None
    unwatched = Q(standing=None) & (Q(told_at__lt=clock.now() - OLD_REPORT_AFTER) | Q(told_at=None))
    old = monitored().filter(Q(origin=STALE) | unwatched).order_by(F("told_at").asc(nulls_first=True), "pk")
    shown = lines(old[:SHOWN])
    number = old.count() if len(shown) == SHOWN else len(shown)
    return Card(
        "Stale accounts",
        number,
        [
            Line(
                line.label,
                line.broker,
                reverse("admin:trading_brokeraccount_change", args=[line.id]),
                end=age(line.told_at) if line.told_at else "never read",
                stale=True,
            )
            for line in shown
        ],
        "Every account is watched, or was read within the week.",
        address_of("admin:monitor_accounts") or "",
        "Monitor",
        ("stale account", "stale accounts"),
    )


def alerts(reader: User) -> Card | None:
    if not reader.has_perm("alerts.view_alert"):
        return None
    unseen = unseen_alerts()
    lines = [
        Line(
            str(alert), f"{alert.shown(alert.figure)} {alert.words}".strip(), page_of(alert), age(alert.opened_at),
            urgent=True,
        )
        for alert in unseen[:SHOWN]
    ]  # fmt: skip
    if not lines:
        return None
    address, word = list_of(Alert, "Alerts")
    return Card("Alerts", unseen.count(), lines, "", f"{address}?state__exact=open", word, ("alert", "alerts"))


def breaks(reader: User) -> Card | None:
    if not reader.has_perm("reconciliation.view_break"):
        return None
    standing = open_breaks()
    lines = [
        Line(
            str(broken),
            f"The broker tells {broken.shown(broken.theirs)}, we make {broken.shown(broken.ours)}",
            page_of(broken),
            age(broken.since),
            urgent=broken.kind in {"balance", "cash"},
        )
        for broken in standing[:SHOWN]
    ]
    if not lines:
        return None
    address, word = list_of(Break, "Breaks")
    words = ("difference with a broker", "differences with brokers")
    return Card("Differences with brokers", standing.count(), lines, "", f"{address}?state__exact=open", word, words)


def brokers_to_log_in_at(reader: User) -> Card | None:
    """Whose day's token is over, or ends in the next hours; who may log in is told, nobody else."""
    if not reader.has_perm("connections.connect_account") or not reader.has_perm("connections.view_connection"):
        return None
    due = list(logins_due(within=SOON))
    if not due:
        return None
    lines = [
        Line(
            f"{connection.account.get_platform_display()} {connection.account.login}",
            "Nobody has logged in: it is not seen" if over else "Its token ends; log in after that",
            reverse("admin:connections_connection_login", args=[connection.pk]),
            end="" if over else instant(connection.expires_at),
            urgent=over,
        )
        for connection in due[:SHOWN]
        for over in [connection.expires_at is None or connection.expires_at <= clock.now()]
    ]
    return Card(
        "Logins of the day",
        len(due),
        lines,
        "",
        *list_of(Connection, "Connections"),
        ("broker to log in at", "brokers to log in at"),
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
