"""Where the demo firm receives money, and where three of its clients are paid, each at another step."""

from collections.abc import Callable
from datetime import date, timedelta

from accounts.models import Client, User
from funds.models import InterestPayout
from funds.wallets.models import Destination
from funds.wallets.services.activate_due_destinations import activate_due_destinations
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.confirm_payment import confirm_payment
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.record_payment import record_payment

_ETHEREUM, _TRON = "0xDe2DC29591dBc6e540b63050D73E2E9430733A90", "TGoTqWUhLMFQyAm3BeFUEwMuUPDMY4g3iG"
_OFFICIAL = (
    ("erc20", "USDT", _ETHEREUM), ("erc20", "USDC", _ETHEREUM), ("eth", "ETH", _ETHEREUM), ("trc20", "USDT", _TRON),
    ("trc20", "USDC", _TRON), ("btc", "BTC", "1JT2h9aQ6KnP2vjRiPT13Dvc3ASp9mQ6fj"),
)  # fmt: skip
# Addresses and accounts that the authors of their formats published as examples: they belong to nobody.
ADAS_WALLET = {"network": "trc20", "asset": "USDT", "address": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL", "label": "Ledger"}
ADAS_BANK = {"network": "bank", "asset": "EUR", "address": "DE89370400440532013000", "label": "Euro account"}
BRUNOS_BANK = {"network": "bank", "asset": "USD", "address": "GB29NWBK60161331926819", "label": "Current account"}
NEW_WALLET = {
    "network": "btc", "asset": "BTC", "label": "Treasury vault",
    "address": "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
}  # fmt: skip


def wallets_agenda(
    *, start: date, as_of: date, people: Callable[[], tuple[User, User]]
) -> dict[date, Callable[[], None]]:
    """What is done on which day; `people` are whoever proposes and whoever confirms, known once they are hired."""
    settled = as_of - timedelta(days=60)
    return {
        start: lambda: _official(*people()),
        settled: lambda: _settle(*people()),
        settled + timedelta(days=3): lambda: _activate(),
        as_of: lambda: _today(*people()),
    }


def _official(officer: User, approver: User) -> None:
    for network, asset, address in _OFFICIAL:
        wallet = propose_wallet(network=network, asset=asset, address=address, label=f"{asset} wallet", by=officer)
        confirm_wallet(wallet=wallet, by=approver)


def _settle(officer: User, approver: User) -> None:
    """Ada and Bruno have given a wallet and an account long ago."""
    for name, given, holder in (("Ada Example", ADAS_WALLET, ""), ("Bruno Sample", BRUNOS_BANK, "Bruno Sample")):
        client = Client.objects.get(name=name)
        if Destination.objects.filter(client=client).exists():
            continue
        destination = propose_destination(client=client, holder=holder, by=_login_of(client), **given)
        confirm_destination(destination=destination, by=approver)


def _activate() -> None:
    activate_due_destinations()


def _today(officer: User, approver: User) -> None:
    """One cools off, one waits for somebody, and Bruno's last interest is confirmed to have arrived."""
    ada = Client.objects.get(name="Ada Example")
    cooling = propose_destination(client=ada, holder="Ada Example", by=_login_of(ada), **ADAS_BANK)
    confirm_destination(destination=cooling, by=approver)
    family = Client.objects.get(name__startswith="Northlight")
    propose_destination(client=family, by=_login_of(family), **NEW_WALLET)
    payout = InterestPayout.objects.filter(investment__client__name="Bruno Sample", state="paid").latest("paid_on")
    payment = record_payment(
        subject=f"payout:{payout.pk}",
        destination=Destination.objects.get(client__name="Bruno Sample"),
        amount=payout.amount,
        asset="USD",
        network="bank",
        tx_hash=payout.bank_reference or "",
        by=officer,
    )
    confirm_payment(payment=payment, reason="Line of the bank's statement of that day.", by=approver)


def _login_of(client: Client) -> User:
    return User.objects.filter(memberships__client=client).earliest("pk")
