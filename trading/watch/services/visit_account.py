"""Look at one account at its broker. Asks the broker and nobody else: no transaction is open meanwhile."""

from __future__ import annotations

import logging
from dataclasses import replace

from fidus.lib import clock
from fidus.lib.refusal import Refusal
from trading.brokers.base import BrokerError, Refused, WrongAccount
from trading.brokers.visit import Visit, visit
from trading.connections.gates import Reach, open_reach, without_secrets
from trading.watch.domain.pace import Failure
from trading.watch.domain.sighting import Sighting
from trading.watch.domain.visits import LONGEST_WORDS, Failed, failed_by
from trading.watch.models import SightingSource
from trading.watch.services.claim_visits import Claim

logger = logging.getLogger(__name__)


def visit_account(claim: Claim, reach: Reach, *, seconds: float | None = None) -> Sighting | Failed:
    """What was seen, or why nothing was; never raises. `seconds` is for any one call to the broker."""
    at = clock.now()
    try:
        broker = open_reach(reach, seconds=seconds)
        try:
            told = visit(broker, claim.since)
            reaches_back = broker.capabilities.fills_days is None
        finally:
            broker.close()
        _check(told, reach)
    except Refusal as error:
        return Failed(Failure.NOT_CONNECTED, "", str(error)[:LONGEST_WORDS])
    except BrokerError as error:
        failed = failed_by(error)
        return replace(failed, words=without_secrets(failed.words, reach.access))
    except Exception as error:
        # What an adapter did not foresee costs its account a pause, and nobody else anything.
        logger.exception("The visit of account %s failed", claim.account_id)
        return failed_by(error)
    return Sighting(
        account_id=claim.account_id,
        at=at,
        source=SightingSource.POLL,
        account=told.account,
        positions=told.positions,
        orders=told.orders,
        fills=told.fills,
        cash=told.cash,
        from_beginning=claim.from_beginning and reaches_back,
        remark=_remark(told, reach),
    )


def _check(told: Visit, reach: Reach) -> None:
    """An adapter says so itself; figures of somebody else, or in another currency, would be believed for ever."""
    if told.account.login != reach.access.login:
        raise WrongAccount("another account answered than was asked")
    if reach.access.currency and told.account.currency != reach.access.currency:
        raise Refused(
            f"the broker keeps this account in {told.account.currency}, here it is in {reach.access.currency}",
            code="currency",
        )


def _remark(told: Visit, reach: Reach) -> str:
    """Invented money that is counted as real, or the other way round: the figures are this account's all the same."""
    ours, theirs = reach.access.environment, told.account.environment
    return f"The broker keeps this account as {theirs}, here it is {ours}." if ours and theirs != ours else ""
