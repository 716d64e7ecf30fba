"""May interest be paid, and where to? Filled at start from the wiring: destinations live in a room above this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.module_loading import import_string

from fidus.lib.money import Money
from funds.domain.payout_route import Route, Standing, still_approved
from funds.domain.payout_states import PayoutState
from funds.errors import PayoutWaits
from funds.models import InterestPayout

_ways: dict[str, str] = {}


def pay_interest_by(ways: Mapping[str, str]) -> None:
    """Take these dotted names in place of those known so far.

    `routes` (pairs of client's id and currency) -> Standing of each; `source` (route, currency) -> ledger account;
    `send` (subject, route, amount, reference, by) -> the reference as it is kept.
    """
    global _ways
    _ways = dict(ways)


def standings(payouts: Iterable[InterestPayout]) -> dict[int, Standing]:
    """By payout not paid yet, where it may be sent or why it waits; `investment` is at hand in each. Few queries."""
    payouts = list(payouts)
    holders = {(one.investment.client_id, one.currency) for one in payouts}
    found: Mapping[tuple[int, str], Standing] = import_string(_ways["routes"])(holders)
    return {one.pk: _standing(one, found[one.investment.client_id, one.currency]) for one in payouts}


def _standing(payout: InterestPayout, now: Standing) -> Standing:
    if payout.state == PayoutState.APPROVED and payout.route is not None:
        return still_approved(payout.route, now)
    return now


def interest_route(client_id: int, currency: str) -> Standing:
    """Where a client's interest in `currency` would go today."""
    standing: Standing = import_string(_ways["routes"])({(client_id, currency)})[client_id, currency]
    return standing


def route_to_pay(payout: InterestPayout) -> Route:
    """Where it is sent; raises PayoutWaits."""
    standing = standings([payout])[payout.pk]
    if standing.route is None:
        raise PayoutWaits(standing.reasons)
    return standing.route


def source_of(route: Route, currency: str) -> int:
    """The ledger account that money sent there is taken from."""
    account: int = import_string(_ways["source"])(route, currency)
    return account


def send(payout: InterestPayout, route: Route, reference: str, *, by: object) -> str:
    """Write the sending down where it is followed; the reference as it is kept, a hash in its own spelling."""
    amount: Money = payout.amount
    kept: str = import_string(_ways["send"])(
        subject=f"payout:{payout.pk}", route=route, amount=amount, reference=reference, by=by
    )
    return kept
