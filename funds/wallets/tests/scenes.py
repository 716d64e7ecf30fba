"""Destinations to try the rules on, in any state."""

from datetime import timedelta
from itertools import count

from accounts.models import Client, User
from fidus.lib import clock
from funds.tests.scenes import a_user
from funds.wallets.models import Destination

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
