"""The firm as a run of the simulation takes it: everything in one currency, with what could not be counted in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.models import AccountMapping, Investment
from funds.selectors.obligations import Obligation, obligations
from funds.solvency.domain.cash_items import CashItem, CashKind
from funds.solvency.domain.haircuts import AssetKind, LiquidAsset
from funds.solvency.domain.inputs import Account, Claim, Flow, FlowKind, Inputs
from funds.solvency.selectors.account_history import account_history
from funds.solvency.selectors.assets import active_accounts, liquid_assets
from funds.solvency.selectors.cash_ahead import cash_ahead, held_investments, in_one_currency
from funds.solvency.selectors.currency import IntoFirmCurrency, into_firm_currency
from trading.models import BrokerAccount

_FLOWS = {
    CashKind.INTEREST: FlowKind.INTEREST,
    CashKind.REQUESTED: FlowKind.REQUESTED,
    CashKind.MATURES: FlowKind.MATURITY,
    CashKind.REDEEMABLE: FlowKind.WINDOW,
}
_BROKERS = (AssetKind.BROKER, AssetKind.BROKER_WITH_POSITIONS)


@dataclass(frozen=True)
class Position:
    """Assets and coming payments in the firm's currency; `notes` name what is left out and why."""

    as_of: date
    currency: str
    assets: list[LiquidAsset]
    items: list[CashItem]
    investments: list[Investment]
    owed: dict[int, Obligation]
    notes: list[str]
    into: IntoFirmCurrency


def position(*, as_of: date, until: date) -> Position:
    """What the cash calendar and the simulation both start from."""
    investments = held_investments()
    owed = obligations(investments, as_of=as_of)
    items = cash_ahead(as_of=as_of, until=until, investments=investments, owed=owed)
    into = into_firm_currency(as_of=as_of)
    assets = liquid_assets(as_of=as_of, into=into)
    converted = in_one_currency(items, into)
    return Position(as_of, into.to, assets, converted, investments, owed, notes(assets, into), into)


def notes(assets: list[LiquidAsset], into: IntoFirmCurrency) -> list[str]:
    """What a reader must know before believing the sum."""
    missing = sorted(into.missing.items())
    told = [f"Amounts in {currency} are left out on both sides: {why}" for currency, why in missing]
    told += [
        f"{asset.label}: the figure is {asset.age.days} days old; {asset.haircut:.0%} of it is held back."
        for asset in assets
        if asset.stale and asset.age is not None and asset.kind is not AssetKind.NOT_MONEY
    ]
    owing = [asset for asset in assets if asset.kind is AssetKind.BANK and asset.value.amount < 0]
    told += [
        f"Brokers received {-asset.value} that the books still show at the bank: counted once. Book the transfers."
        if asset.key.startswith("unbooked")
        else f"{asset.label} stands below zero in the books, at {asset.value}: money in is not booked, or overdrawn."
        for asset in owing
    ]
    return told


def facts(*, as_of: date, months: int, standing: Position | None = None) -> Inputs:
    """All a run needs, in floats of the firm's currency; an account without history brings none."""
    until = anniversary(as_of, months)
    known = standing or position(as_of=as_of, until=until)
    by_account = {asset.account_id: asset for asset in known.assets if asset.kind in _BROKERS}
    accounts = [one for one in active_accounts() if one.pk in by_account]
    days, history = account_history(accounts, as_of=as_of)
    mapped = mapped_accounts(as_of)
    owes, unplaced = borne(known, mapped)
    cash = sum((asset.counted(known.currency).amount for asset in known.assets if asset.account_id is None), Decimal(0))
    return Inputs(
        as_of=as_of,
        currency=known.currency,
        cash=float(cash),
        accounts=tuple(
            _account(one, by_account[one.pk], history[one.pk], known.currency, mapped[one.pk], owes[one.pk])
            for one in accounts
        ),
        history_days=tuple(days),
        claims=claims_of(known.items),
        costs=tuple((item.on, float(item.amount.amount)) for item in known.items if item.kind is CashKind.COSTS),
        unplaced=unplaced,
    )


def _account(
    account: BrokerAccount,
    asset: LiquidAsset,
    history: list[float | None],
    currency: str,
    mapped: list[Mapped],
    owes: float,
) -> Account:
    funds: dict[str, float] = defaultdict(float)
    for one in mapped:
        funds[one.fund] += one.share
    # A balance below zero is the broker's to claim; it is not a debt that trading can win back.
    value = max(float(asset.counted(currency).amount), 0.0)
    return Account(
        key=asset.key,
        label=asset.label,
        broker=account.broker,
        value=value,
        history=tuple(history),
        currency=account.currency,
        owes=owes,
        funds=tuple(sorted(funds.items())),
    )


@dataclass(frozen=True)
class Mapped:
    """The share of an account's result that works for an investment."""

    investment: int
    fund: str
    share: float


def mapped_accounts(as_of: date) -> dict[int, list[Mapped]]:
    """By account id, in force on `as_of`."""
    found: dict[int, list[Mapped]] = defaultdict(list)
    rows = AccountMapping.objects.filter(from_on__lte=as_of).exclude(until_on__lte=as_of)
    columns = ("account_id", "investment_id", "investment__terms__product__code", "share")
    for account, investment, fund, share in rows.order_by("pk").values_list(*columns):
        found[account].append(Mapped(investment, fund, float(share)))
    return found


def borne(known: Position, mapped: dict[int, list[Mapped]]) -> tuple[dict[int, float], float]:
    """What each account must bring for its investments, and what is owed on investments without an account.

    An investment in several accounts is borne by each as far as its money there goes: by value and share.
    """
    values = {asset.account_id: float(asset.counted(known.currency).amount) for asset in known.assets}
    weights: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for account, shares in mapped.items():
        if account in values:
            for one in shares:
                weights[one.investment].append((account, one.share * max(values[account], 1.0)))
    owes: dict[int, float] = defaultdict(float)
    unplaced = 0.0
    for investment in known.investments:
        total = known.into(known.owed[investment.pk].total)
        claim = float(total.amount) if total is not None else 0.0
        places = weights.get(investment.pk, [])
        whole = sum(weight for _, weight in places)
        if not places:
            unplaced += claim
        for account, weight in places:
            owes[account] += claim * weight / whole
    return owes, unplaced


def claims_of(items: list[CashItem]) -> tuple[Claim, ...]:
    """By investment, what a run is told of it."""
    by_number: dict[str, list[CashItem]] = defaultdict(list)
    for item in items:
        if item.investment:
            by_number[item.investment].append(item)
    return tuple(
        Claim(
            number,
            found[0].client_number,
            found[0].fund,
            tuple(Flow(item.on, _FLOWS[item.kind], float(item.amount.amount)) for item in found),
        )
        for number, found in sorted(by_number.items())
    )


def amount(value: float, currency: str) -> Money:
    """A figure of the simulation as money to read."""
    return Money.rounded(Decimal(repr(value)), currency)
