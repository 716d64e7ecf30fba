"""Rows of what moves money out and in: redemptions, destinations, payments."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from accounts.models import Client
from funds.redemptions.models import Redemption
from funds.tests.scenes import a_user
from funds.wallets.models import Destination, InterestInstruction, OfficialWallet, Payment
from funds.wallets.tests.scenes import a_destination
from tests.rest.rows_funds import Rows, investments

_numbers = count(1)
DAY = date(2026, 6, 30)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def redemptions(client: Client, many: int) -> None:
    to = to_pay(client)
    for investment in investments(client, many):
        Redemption.objects.create(
            number=f"RED-{next(_numbers):04}", investment=investment, currency="USD", full=False, asked_minor=100,
            window_on=DAY, notice_by=DAY, pay_on=DAY, destination=to, state="requested", requested_by=a_user(),
            requested_at=AN_INSTANT,
        )  # fmt: skip


def to_pay(client: Client) -> Destination:
    return Destination.objects.filter(client=client).first() or a_destination(client)


def destinations(client: Client, many: int) -> None:
    for _ in range(many):
        a_destination(client, address=f"bc1-invented-{next(_numbers)}")


def instructions(client: Client, many: int) -> None:
    to = to_pay(client)
    for _ in range(many):
        InterestInstruction.objects.create(
            client=client, currency="USD", destination=to, state="refused", reason="No", proposed_by=a_user(),
            proposed_at=AN_INSTANT, ended_by=a_user(), ended_at=AN_INSTANT,
        )  # fmt: skip


def official_wallets(client: Client, many: int) -> None:
    for _ in range(many):
        OfficialWallet.objects.create(
            network="btc", asset="BTC", address=f"bc1-ours-{next(_numbers)}", label="Ours", state="active",
            proposed_by=a_user(), proposed_at=AN_INSTANT, confirmed_by=a_user(), confirmed_at=AN_INSTANT,
        )  # fmt: skip


def payments(client: Client, many: int) -> None:
    to = to_pay(client)
    for _ in range(many):
        Payment.objects.create(
            subject="RED-0001", direction="out", destination=to, network="btc", asset="BTC", receiver=to.address,
            currency="USD", amount_minor=100, quantity=Decimal("0.1"), tx_hash=f"{next(_numbers):064x}",
            state="recorded", recorded_by=a_user(), recorded_at=AN_INSTANT,
        )  # fmt: skip


MONEY: dict[str, Rows] = {
    "redemptions": redemptions,
    "redemption-windows": investments,
    "destinations": destinations,
    "interest-instructions": instructions,
    "official-wallets": official_wallets,
    "payments": payments,
}
