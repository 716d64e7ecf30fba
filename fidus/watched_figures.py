"""Figures that people may have watched (docs/notices.md): each says of what it is and what it is now, to one person.

Whoever may not see it on its page is told of nothing here: rights stand in the queries.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from accounts.models import User
from fidus.approvals import approvals_of, decides
from fidus.lib import clock
from funds.solvency.domain.words import worst_window
from funds.solvency.selectors.runs import newest_answer
from trading.alerts.selectors.figures import drawdowns
from trading.market.models import Instrument, Quote
from trading.models import BrokerAccount
from trading.signals.models import RawSignal, Strategy
from trading.signals.selectors import open_to
from trading.watch.models import Standing

Choices = Callable[[User], Mapping[str, str]]
Values = Callable[[User, Collection[str]], Mapping[str, Decimal]]
_ONE = ""


@dataclass(frozen=True)
class Watched:
    """A figure as accounts/notices/registry.py asks for one."""

    title: str
    choices: Choices
    values: Values
    unit: str = ""
    below: bool = True


def _accounts(user: User) -> Mapping[str, str]:
    if not (user.is_staff and user.has_perm("trading.view_brokeraccount")):
        return {}
    rows = BrokerAccount.objects.filter(disabled_at=None).order_by("broker", "login")
    return {str(account.pk): f"{account} ({account.currency})" for account in rows}


def _of_standing(field: str) -> Values:
    def values(user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
        if not (user.is_staff and user.has_perm("trading.view_brokeraccount")):
            return {}
        wanted = [int(key) for key in keys if key.isdigit()]
        rows = Standing.objects.filter(account__in=wanted, account__disabled_at=None)
        told = rows.values_list("account_id", field)
        return {str(account): value for account, value in told if value is not None}

    return values


equity = Watched("Equity of an account", _accounts, _of_standing("equity"))
margin_level = Watched("Margin level of an account", _accounts, _of_standing("margin_level"), "%")


def _fallen(user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
    mine = _accounts(user)
    return {str(account): percent for account, percent in drawdowns(clock.now()).items() if str(account) in mine}


drawdown = Watched("Drawdown of an account today", _accounts, _fallen, "%", below=False)
open_profit = Watched("Open profit of an account", _accounts, _of_standing("open_profit"))


def _instruments(user: User) -> Mapping[str, str]:
    if not (user.is_staff and user.has_perm("market.view_quote")):
        return {}
    quoted = Instrument.objects.filter(pk__in=Quote.objects.values("instrument"))
    return {str(one.pk): str(one) for one in quoted}


def _prices(user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
    if not (user.is_staff and user.has_perm("market.view_quote")):
        return {}
    wanted = [int(key) for key in keys if key.isdigit()]
    told = Quote.objects.filter(instrument__in=wanted).values_list("instrument", "bid", "last")
    found = {str(instrument): bid if bid is not None else last for instrument, bid, last in told}
    return {instrument: value for instrument, value in found.items() if value is not None}


price = Watched("Price of an instrument (what is bid)", _instruments, _prices)


def _strategies(user: User) -> Mapping[str, str]:
    if not (user.is_staff and user.has_perm("signals.view_rawsignal")):
        return {}
    return {str(one.pk): f"{one.code}, {one.name}" for one in open_to(user, Strategy.objects.all(), "developer")}


def _refused(user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
    mine = _strategies(user).keys() & set(keys)
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = RawSignal.objects.filter(outcome="refused", received_at__gte=today)
    counts = dict(
        rows.filter(door__strategy__in=[int(key) for key in mine])
        .values_list("door__strategy")
        .annotate(count=Count("pk"))
    )
    return {key: Decimal(counts.get(int(key), 0)) for key in mine}


signals_refused = Watched("Signals of a strategy refused today (UTC)", _strategies, _refused, below=False)


def _solvency(user: User) -> Mapping[str, str]:
    return {_ONE: "All windows"} if user.is_staff and user.has_perm("solvency.view_solvencyrun") else {}


def _chance(user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
    run = newest_answer() if _ONE in _solvency(user) else None
    if run is None or run.result is None:
        return {}
    return {_ONE: (Decimal(str(worst_window(run.result)["chance"])) * 100).quantize(Decimal("0.01"))}


solvency = Watched("Chance that the worst window of redemptions is met", _solvency, _chance, "%")


def _approvals(user: User) -> Mapping[str, str]:
    return {_ONE: "Yours to decide"} if user.is_staff and decides(user) else {}


def _waiting(user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
    return {_ONE: Decimal(len(approvals_of(user)))} if _ONE in _approvals(user) else {}


approvals = Watched("Approvals that wait for you", _approvals, _waiting, below=False)
