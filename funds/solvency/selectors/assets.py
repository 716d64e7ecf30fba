"""What the firm could pay with: banks and wallets by the books, broker accounts by what the brokers say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from accounts.ledger.api import TrialBalanceLine, trial_balance
from fidus.lib.money import Money
from funds.solvency.domain.haircuts import AssetKind, LiquidAsset
from trading.models import BrokerAccount, Position
from trading.models.broker_account import Environment
from trading.selectors import AccountPerformance, performance

BANK, BROKER, WALLET = ("Assets:Bank:", "Assets:Cash:"), "Assets:Broker", "Assets:Wallet"
COINS = {"BTC", "ETH"}


def active_accounts() -> list[BrokerAccount]:
    """Those whose history goes on, with their client's money or the firm's own."""
    return list(BrokerAccount.objects.filter(disabled_at=None).order_by("pk"))


def liquid_assets(*, as_of: date, into: Callable[[Money], Money | None]) -> list[LiquidAsset]:
    """Every place with money at the end of `as_of`, the books' first; four queries."""
    accounts = active_accounts()
    standings = performance(accounts, as_of=as_of)
    lines = [line for line in trial_balance(as_of=as_of) if line.code.startswith((*BANK, BROKER, WALLET))]
    places = [_in_the_books(line, into) for line in lines if not line.code.startswith(BROKER)]
    floating = _floating(accounts)
    return [
        *places,
        *_unbooked(lines, standings, accounts, into),
        *(_at_the_broker(one, standings[one.pk], floating.get(one.pk), as_of, into) for one in accounts
          if one.pk in standings),
    ]  # fmt: skip


def _in_the_books(line: TrialBalanceLine, into: Callable[[Money], Money | None]) -> LiquidAsset:
    value = line.debit - line.credit
    name = line.label or line.code
    if line.code.startswith(BANK):
        kind = AssetKind.BANK
        name = f"{name}, {value.currency}" if line.code == f"Assets:Bank:{value.currency}" else name
    else:
        kind = AssetKind.COIN_WALLET if COINS & set(line.code.split(":")) else AssetKind.STABLE_WALLET
    return LiquidAsset(f"books:{line.account}", name, kind, value, into(value), note=line.code)


def _unbooked(
    lines: list[TrialBalanceLine],
    standings: dict[int, AccountPerformance],
    accounts: list[BrokerAccount],
    into: Callable[[Money], Money | None],
) -> list[LiquidAsset]:
    """Money that brokers received and the books still show at the bank: without it it would be counted twice.

    Only ever taken off: what came back from a broker and is not in the books is not counted on before it is.
    """
    sent: dict[str, Money] = {}
    for account in accounts:
        if account.environment == Environment.LIVE and account.pk in standings:
            one = standings[account.pk]
            net = one.opening + one.deposits - one.withdrawals
            sent[net.currency] = sent.get(net.currency, Money.zero(net.currency)) + net
    for line in lines:
        if line.code.startswith(BROKER) and line.debit.currency in sent:
            sent[line.debit.currency] -= line.debit - line.credit
    note = "the brokers received it, the books still show it at the bank"
    return [
        LiquidAsset(f"unbooked:{currency}", "Sent to brokers, not booked", AssetKind.BANK, -net, into(-net), note=note)
        for currency, net in sorted(sent.items())
        if net.amount > 0
    ]


def _at_the_broker(
    account: BrokerAccount,
    standing: AccountPerformance,
    floating: Decimal | None,
    as_of: date,
    into: Callable[[Money], Money | None],
) -> LiquidAsset:
    """Balance without the broker's own credit, with what open positions stand at."""
    value = standing.balance - standing.credit_in_balance
    kind = AssetKind.BROKER
    if account.environment != Environment.LIVE:
        kind = AssetKind.NOT_MONEY
    elif floating is not None:
        kind = AssetKind.BROKER_WITH_POSITIONS
        value += Money.rounded(floating, account.currency)
    seen = max((at for at in (account.snapshot_at, account.last_at, standing.last_deal_at) if at), default=None)
    end = datetime(as_of.year, as_of.month, as_of.day, 23, 59, 59, tzinfo=UTC)
    return LiquidAsset(
        f"account:{account.pk}",
        str(account),
        kind,
        value,
        into(value),
        age=max(end - seen, timedelta()) if seen else timedelta(days=36500),
        broker=account.broker,
        account_id=account.pk,
    )


def _floating(accounts: list[BrokerAccount]) -> dict[int, Decimal]:
    """By account with open positions, what they stand at."""
    rows = Position.objects.filter(account__in=accounts, closed_at=None).order_by().values("account_id")
    made = rows.annotate(made=Sum("profit") + Sum("swap") + Sum("commission"))
    return {row["account_id"]: row["made"] for row in made}
