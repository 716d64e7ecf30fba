"""A payment is looked up by the explorers of its network, and what they agree on is written down."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.trail.api import Event, record
from fidus.lib import clock
from funds.wallets.domain.following import Contradiction, Expected, Judgement, Step, judge
from funds.wallets.domain.networks import Network
from funds.wallets.domain.payment_states import UNDER_WAY, PaymentAction, PaymentState
from funds.wallets.domain.quantities import units
from funds.wallets.domain.sightings import Sighting
from funds.wallets.errors import LookupOff, NotNow
from funds.wallets.events import PaymentConfirmed, PaymentDisagrees, PaymentFailed, PaymentLost, PaymentSeen
from funds.wallets.explorers.configured import confirmations_needed, explorers_of
from funds.wallets.explorers.explorer import NoAnswer
from funds.wallets.models import Payment
from funds.wallets.services.move import move_payment

# Where several explorers are configured, one that answers alone is not enough.
_QUORUM = 2
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)


def look_up_payment(*, payment: Payment, by: User | None = None) -> Payment:
    """The payment as it stands after the look; call it outside of any transaction: it asks the network.

    Raises LookupOff without an explorer, NotNow for a payment that is over. No answer is no error: the payment says so.
    """
    if payment.state not in UNDER_WAY:
        raise NotNow(f"{payment} is {payment.state}; there is nothing left to look up.")
    _claim(payment)
    try:
        answers = _ask(payment)
    except NoAnswer as silence:
        return _without_answer(payment, str(silence))
    return _with_answers(payment, answers, by)


def _claim(payment: Payment) -> None:
    """Nobody else looks while we do, and somebody does if we die."""
    lease = timedelta(seconds=60 + settings.EXPLORER_SECONDS * 3)
    Payment.objects.filter(pk=payment.pk).update(next_look_at=clock.now() + lease)


def _ask(payment: Payment) -> list[Sighting | None]:
    explorers = explorers_of(payment.network)
    if not explorers:
        raise LookupOff(f"No explorer of {payment.get_network_display()} is configured; lookups are off.")
    answers: list[Sighting | None] = []
    silence = NoAnswer("no explorer answered")
    for explorer in explorers:
        try:
            answers.append(explorer.find(payment.tx_hash))
        except NoAnswer as error:
            silence = error
    if len(answers) < min(_QUORUM, len(explorers)):
        raise silence
    return answers


@transaction.atomic
def _with_answers(seen: Payment, answers: list[Sighting | None], by: User | None) -> Payment:
    payment = Payment.objects.select_for_update(of=("self",)).select_related("destination").get(pk=seen.pk)
    if payment.state not in UNDER_WAY:
        return payment
    try:
        judgement = judge(_expected(payment), answers)
    except Contradiction as error:
        return _without_answer(payment, str(error))
    now = clock.now()
    looked = {"looked_at": now, "look_error": "", "failed_looks": 0, "next_look_at": now + _pause(payment, now)}
    if judgement.step is not Step.LOSE and judgement.finding and judgement.finding != payment.finding:
        record(PaymentDisagrees(*_about(payment), finding=judgement.finding), by=by)
    _take(payment, judgement, looked, by)
    return payment


def _take(payment: Payment, judgement: Judgement, looked: dict[str, object], by: User | None) -> None:
    observed = {
        "block_hash": judgement.block_hash,
        "block_height": judgement.height,
        "confirmations": judgement.confirmations,
        "finding": judgement.finding,
    }
    changes = {**looked, **observed}
    event: Event
    if judgement.step is Step.WAIT or (judgement.step is Step.SEE and payment.state == PaymentState.SEEN):
        Payment.objects.filter(pk=payment.pk).update(**changes)
        payment.refresh_from_db()
        return
    match judgement.step:
        case Step.SEE:
            event = PaymentSeen(*_about(payment))
            move_payment(payment, PaymentAction.SEE, **changes)
        case Step.LOSE:
            event = PaymentLost(*_about(payment), block_hash=payment.block_hash)
            move_payment(payment, PaymentAction.LOSE, **changes)
        case Step.FAIL:
            event = PaymentFailed(*_about(payment), reason="The chain says that it failed.", failed_on=clock.today())
            changes |= {"next_look_at": None, "reason": event.reason, "failed_on": event.failed_on}
            move_payment(payment, PaymentAction.FAIL, **changes)
        case _:
            proof = f"{judgement.confirmations} confirmations of block {judgement.height}"
            event = PaymentConfirmed(*_about(payment), confirmations=judgement.confirmations, proof=proof)
            changes |= {"next_look_at": None, "confirmed_at": clock.now(), "reason": proof}
            move_payment(payment, PaymentAction.CONFIRM, **changes)
    record(event, by=by)


def _without_answer(payment: Payment, why: str) -> Payment:
    now, failed = clock.now(), payment.failed_looks + 1
    pause = min(SOONEST * 2 ** min(failed, 10), LATEST)
    Payment.objects.filter(pk=payment.pk).update(look_error=why[:300], failed_looks=failed, next_look_at=now + pause)
    payment.refresh_from_db()
    return payment


def _pause(payment: Payment, now: datetime) -> timedelta:
    """A minute at first; what is not to be found for long, or does not agree, is asked for less often."""
    if payment.state == PaymentState.SEEN and not payment.finding:
        return SOONEST
    return min(max((now - payment.recorded_at) / 10, SOONEST), LATEST)


def _expected(payment: Payment) -> Expected:
    network = Network(payment.network)
    return Expected(
        network=network,
        asset=payment.asset,
        receiver=payment.receiver,
        units=units(network, payment.asset, payment.quantity),
        output=payment.output,
        needed=confirmations_needed(payment.network),
        seen=payment.state == PaymentState.SEEN,
        seen_block=payment.block_hash,
    )


def _about(payment: Payment) -> tuple[str, int | None, str, str]:
    return payment.reference, payment.client_id, payment.subject, payment.tx_hash
