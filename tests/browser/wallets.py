"""Wallets at every step, for the browser: the client's, the firm's, and a payment that does not agree."""

from datetime import timedelta

from accounts.models import Client, User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.wallets.models import Destination, Payment
from funds.wallets.services.activate_due_destinations import activate_due_destinations
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.record_payment import record_payment

TRON = {"network": "trc20", "asset": "USDT", "address": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL", "label": "Ledger at home"}
BANK = {"network": "bank", "asset": "EUR", "address": "DE89370400440532013000", "label": "Euro account"}
VAULT = {
    "network": "btc", "asset": "BTC", "label": "A vault with a name that is rather long for a line",
    "address": "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
}  # fmt: skip


def wallets_at_work(ada: Client, ada_user: User, rosa: User, second: User) -> dict[str, object]:
    """Facts for paths: Ada's wallet in use, her account cooling off, her vault proposed; three wallets of ours."""
    with clock.at(clock.now() - timedelta(days=9)):
        used = propose_destination(client=ada, by=ada_user, **TRON)
        confirm_destination(destination=used, by=rosa)
    activate_due_destinations()
    account = propose_destination(client=ada, by=ada_user, holder="Ada Example", **BANK)
    confirm_destination(destination=account, by=rosa)
    proposed = propose_destination(client=ada, by=ada_user, replaces=Destination.objects.get(pk=used.pk), **VAULT)
    ours = [
        {"network": "erc20", "asset": "USDC", "address": "0xDe2DC29591dBc6e540b63050D73E2E9430733A90"},
        {"network": "btc", "asset": "BTC", "address": "1JT2h9aQ6KnP2vjRiPT13Dvc3ASp9mQ6fj"},
        {"network": "bank", "asset": "EUR", "address": "NL91ABNA0417164300", "holder": "FIDUS Capital"},
    ]
    for each in ours:
        confirm_wallet(wallet=propose_wallet(label=f"Our {each['asset']}", by=rosa, **each), by=second)
    wallet = propose_wallet(
        network="trc20", asset="USDT", address="TGoTqWUhLMFQyAm3BeFUEwMuUPDMY4g3iG", label="Our USDT", by=rosa
    )
    payment = record_payment(
        subject="RED-0003", destination=used, amount=Money.of("12500.00", "USD"), asset="USDT", network="trc20",
        tx_hash="5c1f" * 16, by=rosa,
    )  # fmt: skip
    Payment.objects.filter(pk=payment.pk).update(
        state="seen", block_hash="ab" * 32, block_height=71_204_113, confirmations=37, looked_at=clock.now(),
        finding="The transaction brings 12,400 USDT, and 12,500 USDT is recorded.",
    )  # fmt: skip
    return {"destination": proposed.pk, "used_wallet": used.pk, "wallet": wallet.pk, "payment": payment.pk}
