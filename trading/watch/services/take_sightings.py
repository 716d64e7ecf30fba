"""What was seen is kept: figures, positions, orders, history. Visits and pushes end here alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fidus.lib import live
from trading.errors import BookingRefused
from trading.models import BrokerAccount, Platform, Source
from trading.services.book_history import Booked, Seen, book_history
from trading.watch.domain.rounding import NoFigure
from trading.watch.domain.sighting import Sighting
from trading.watch.errors import SightingRefused
from trading.watch.models import SightingSource
from trading.watch.services.write_holdings import write_holdings
from trading.watch.services.write_standings import newer_than_held, write_standings


@dataclass(frozen=True, slots=True)
class Taken:
    """`fresh`: no later sighting was held, so its figures are the account's now. `fault`: why no history was booked."""

    fresh: bool
    booked: Booked | None
    fault: str = ""


def take_sightings(sightings: Sequence[Sighting]) -> dict[int, Taken]:
    """By account id; one sighting of an account at a time, many accounts at once, in the caller's transaction.

    Telling the same again changes nothing but the time. An account whose history cannot stand in the books is seen all
    the same, and its fault is told. Raises SightingRefused.
    """
    by_account = {one.account_id: one for one in sightings}
    if len(by_account) < len(sightings):
        raise ValueError("an account is seen once at a time")
    # Imports and bookings take an account's lock, too: always first, always in this order.
    locked = BrokerAccount.objects.select_for_update(no_key=True).filter(pk__in=by_account).order_by("pk")
    accounts = {account.pk: account for account in locked}
    fresh = newer_than_held([one for one in sightings if one.account_id in accounts and not one.history_alone])
    try:
        write_holdings(fresh, {pk: account.platform for pk, account in accounts.items()})
        write_standings(fresh)
    except NoFigure as error:
        raise SightingRefused(str(error)) from None
    seen_live = [pk for pk, account in accounts.items() if account.source != _source_of(account)]
    for pk in seen_live:
        BrokerAccount.objects.filter(pk=pk).update(source=_source_of(accounts[pk]))
    booked, faults = _book([_seen(one) for one in by_account.values() if _has_history(one)])
    _tell(fresh, booked)
    newest = {one.account_id for one in fresh}
    return {pk: Taken(pk in newest, booked.get(pk), faults.get(pk, "")) for pk in accounts}


def _book(seen: Sequence[Seen]) -> tuple[dict[int, Booked], dict[int, str]]:
    """All that can be booked, and why the others cannot."""
    faults: dict[int, str] = {}
    while seen := [one for one in seen if one.account_id not in faults]:
        try:
            return book_history(seen), faults
        except BookingRefused as error:
            faults[error.account_id] = str(error)
    return {}, faults


def _source_of(account: BrokerAccount) -> str:
    """What was opened as simulated stays so, whoever answers for it."""
    if account.platform == Platform.PAPER or account.source == Source.SIMULATED:
        return Source.SIMULATED
    return Source.LIVE


def _has_history(one: Sighting) -> bool:
    """A visit's balance proves what is held, also where nothing is new; what is pushed is only what is new."""
    return bool(one.fills or one.cash) or (one.source == SightingSource.POLL and one.account is not None)


def _seen(one: Sighting) -> Seen:
    return Seen(
        account_id=one.account_id,
        fills=one.fills,
        cash=one.cash,
        balance=one.account.balance if one.account else None,
        whole=one.from_beginning,
    )


def _tell(fresh: Sequence[Sighting], booked: dict[int, Booked]) -> None:
    """Pages that are open hear of it; nothing hangs on whether they do."""
    for one in fresh:
        if one.account is not None:
            deals = booked[one.account_id].deals if one.account_id in booked else 0
            news = {"account": one.account_id, "seen_at": one.at.isoformat(), "deals": deals}
            live.publish_on_commit(f"account:{one.account_id}", news)
