"""What a liquid asset is taken for: the share held back for each kind of it, written down as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from fidus.lib.money import Money, total


class AssetKind(StrEnum):
    """The value is the word people read."""

    BANK = "Bank"
    STABLE_WALLET = "Wallet, stablecoin"
    COIN_WALLET = "Wallet, coin"
    BROKER = "Broker account"
    BROKER_WITH_POSITIONS = "Broker account with open positions"
    NOT_MONEY = "Demo or paper account"


# Shares held back. A bank pays on the day; a broker pays out after closing, with margin bound while positions are open;
# coins have lost a third within days more than once.
HAIRCUTS: dict[AssetKind, Decimal] = {
    AssetKind.BANK: Decimal(0),
    AssetKind.STABLE_WALLET: Decimal("0.02"),
    AssetKind.COIN_WALLET: Decimal("0.35"),
    AssetKind.BROKER: Decimal("0.05"),
    AssetKind.BROKER_WITH_POSITIONS: Decimal("0.15"),
    AssetKind.NOT_MONEY: Decimal(1),
}
# A figure nobody has renewed for so long is held back further, in addition to its kind.
STALE: tuple[tuple[timedelta, Decimal], ...] = (
    (timedelta(days=7), Decimal("0.10")),
    (timedelta(days=30), Decimal("0.25")),
    (timedelta(days=90), Decimal("0.50")),
)


@dataclass(frozen=True, slots=True)
class LiquidAsset:
    """One place where money lies: `value` as stated there, `converted` in the firm's currency, both before the haircut.

    `converted` is None where no exchange rate is known: it is then counted as nothing and said so. `age` is how old the
    figure is, None for the books' own, which are never old.
    """

    key: str
    label: str
    kind: AssetKind
    value: Money
    converted: Money | None
    age: timedelta | None = None
    broker: str = ""
    account_id: int | None = None
    note: str = ""

    @property
    def haircut(self) -> Decimal:
        return haircut(self.kind, self.age)

    @property
    def stale(self) -> bool:
        return self.age is not None and self.age >= STALE[0][0]

    def counted(self, currency: str) -> Money:
        """What solvency counts on, in `currency`; a debt is counted whole."""
        if self.converted is None:
            return Money.zero(currency)
        if self.converted.amount < 0:
            return self.converted
        return Money.rounded(self.converted.amount * (1 - self.haircut), currency)


def haircut(kind: AssetKind, age: timedelta | None) -> Decimal:
    """The share held back, never more than all."""
    older = [share for least, share in STALE if age is not None and age >= least]
    return min(HAIRCUTS[kind] + max(older, default=Decimal(0)), Decimal(1))


def counted(assets: list[LiquidAsset], currency: str) -> Money:
    """All that is counted on."""
    return total((asset.counted(currency) for asset in assets), currency)
