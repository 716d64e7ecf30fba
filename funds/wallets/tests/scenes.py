"""Destinations to try the rules on, in any state."""

from datetime import timedelta
from itertools import count

from accounts.models import Client, User
from fidus.lib import clock
from funds.tests.scenes import a_user
from funds.wallets.models import Destination, InterestInstruction

TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
_numbers = count(1)


def a_destination(
    client: Client, *, state: str = "active", cools: timedelta = timedelta(), **fields: object
) -> Destination:
    """A row as the services leave it; confirmed a moment ago, usable after `cools`."""
    now = clock.now()
    second: User | None = None if state == "proposed" else a_user("second")
    known = {
        "network": "btc",
        "asset": "BTC",
        "address": TAPROOT,
        "label": f"Wallet {next(_numbers)}",
        "state": state,
        "proposed_by": a_user("first"),
        "proposed_at": now,
        "confirmed_by": second,
        "confirmed_at": None if second is None else now,
        "usable_from": None if second is None else now + cools,
        "activated_at": now + cools if state in {"active", "retired"} else None,
        "ended_at": now + cools if state == "retired" else None,
        **fields,
    }
    return Destination.objects.create(client=client, **known)


def pays_interest_to(
    client: Client, *, currency: str = "USD", cools: timedelta = timedelta(), **fields: object
) -> Destination:
    """A bank account of the client, or what `fields` say, to which interest in `currency` goes after `cools`."""
    bank = {
        "network": "bank",
        "asset": currency,
        "address": "GB29NWBK60161331926819",
        "holder": client.name,
        "label": "House bank",
    }
    destination = a_destination(client, **(fields or bank))
    an_instruction(destination, currency=currency, cools=cools)
    return destination


def an_instruction(
    destination: Destination, *, currency: str = "USD", state: str = "confirmed", cools: timedelta = timedelta()
) -> InterestInstruction:
    """A row as the services leave it; confirmed a moment ago, in force after `cools`."""
    now, second = clock.now(), a_user("second")
    confirmed = {"confirmed_by": second, "confirmed_at": now, "usable_from": now + cools}
    return InterestInstruction.objects.create(
        client=destination.client,
        currency=currency,
        destination=destination,
        state=state,
        proposed_by=a_user("first"),
        proposed_at=now,
        **(confirmed if state == "confirmed" else {}),
    )
