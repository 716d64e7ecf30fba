"""Charge the fees of a run chunk by chunk; whoever does it may die, and the run goes on with the fees that wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.ledger.api import PeriodClosed, Posted, post_entries
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.investment_states import HOLDING
from funds.fees.domain.fee_run_states import FeeRowState, FeeRunAction, FeeRunState
from funds.fees.events import FeeCharged, FeeRunCharged
from funds.fees.models import Crystallisation, FeeCharge, FeeRun, FeeRunRow
from funds.fees.selectors.due import DueFee, fees_due, interest_available
from funds.fees.selectors.postings import charge_label, fee_draft, fees_account
from funds.fees.services.move_fee_run import move_fee_run
from funds.fees.wake import wake_fee_workers
from funds.models import Investment

CHUNK = 200
# Longer than a chunk takes, short enough that a run whose worker died soon goes on.
LEASE = timedelta(seconds=60)


def work_fee_run(*, run: int, until: datetime | None = None, chunk: int = CHUNK) -> int:
    """Charge until no fee waits or the time is `until`; how many were charged or skipped. Again it does nothing."""
    done = 0
    while until is None or clock.now() < until:
        worked = _work_chunk(run, chunk)
        if not worked:
            finish_fee_run(run)
            break
        done += worked
    return done


@transaction.atomic
def _work_chunk(pk: int, chunk: int) -> int:
    run = FeeRun.objects.select_for_update(of=("self",)).select_related("charged_by").get(pk=pk)
    if run.state != FeeRunState.CHARGING:
        return 0
    waiting = run.rows.filter(state=FeeRowState.WAITING).order_by("investment", "kind")
    rows = list(waiting.select_related("investment__client", "investment__terms__product")[:chunk])
    if not rows:
        return 0
    # Whoever pays out of an investment locks it too: interest is taken once.
    list(Investment.objects.select_for_update().filter(pk__in={row.investment_id for row in rows}).order_by("pk"))
    good = []
    for row, reason in _checked(run, rows):
        row.run = run
        if reason:
            _skip(row, reason)
        else:
            good.append(row)
    _charge(run, good)
    FeeRun.objects.filter(pk=pk).update(leased_until=clock.now() + LEASE)
    return len(rows)


def _checked(run: FeeRun, rows: Sequence[FeeRunRow]) -> list[tuple[FeeRunRow, str]]:
    """Each row with the reason why it cannot be charged as it was previewed, if there is one."""
    investments = {row.investment_id: row.investment for row in rows}.values()
    due = {
        (fee.investment.pk, fee.kind.value): fee
        for fee in fees_due(investments, until=run.until, value_on=run.value_on)
    }
    available = interest_available(investments, value_on=run.value_on)
    checked = []
    for row in rows:
        reason = _why_not(row, due.get((row.investment_id, row.kind)))
        if not reason and row.from_interest > available[row.investment_id]:
            reason = "The interest it was to be taken from has been paid out since; prepare a new run."
        if not reason:
            available[row.investment_id] -= row.from_interest
        checked.append((row, reason))
    return checked


def _why_not(row: FeeRunRow, fee: DueFee | None) -> str:
    if row.investment.state not in HOLDING:
        return f"{row.investment.number} is {row.investment.state}; its fees were settled when it was closed."
    if fee is None:
        return "It has been charged, or is no longer due."
    if fee.amount != row.amount:
        return f"It would now be {fee.amount} instead of {row.amount}; prepare a new run."
    return ""


def _skip(row: FeeRunRow, reason: str) -> None:
    FeeRunRow.objects.filter(pk=row.pk, state=FeeRowState.WAITING).update(state=FeeRowState.SKIPPED, reason=reason)


def _charge(run: FeeRun, rows: Sequence[FeeRunRow]) -> None:
    by = run.charged_by
    for row in rows:
        _keep_fees_account(row)
    try:
        with transaction.atomic():
            posted = post_entries([fee_draft(row, event=_told(row, by)) for row in rows], by=by)
            charges = FeeCharge.objects.bulk_create(
                _charge_of(run, row, entry) for row, entry in zip(rows, posted, strict=True)
            )
            Crystallisation.objects.bulk_create(
                Crystallisation(
                    investment=row.investment, charge=charge, on=run.until, currency=row.currency,
                    mark_minor=row.mark_minor, result_minor=row.result_minor,
                )
                for row, charge in zip(rows, charges, strict=True)
                if row.mark_minor is not None
            )  # fmt: skip
            for row, charge in zip(rows, charges, strict=True):
                row.state, row.charge = FeeRowState.CHARGED, charge
            FeeRunRow.objects.bulk_update(rows, ["state", "charge"])
    except PeriodClosed:
        for row in rows:
            _skip(row, f"The books of {run.value_on:%-d %b %Y} are closed; prepare a new run with a later value date.")


def _keep_fees_account(row: FeeRunRow) -> None:
    investment = row.investment
    if row.interest_minor and investment.fees_account is None:
        investment.fees_account = fees_account(investment)
        Investment.objects.filter(pk=investment.pk).update(fees_account=investment.fees_account)


def _told(row: FeeRunRow, by: User | None) -> int:
    taken = "interest" if not row.billed_minor else "a bill" if not row.interest_minor else "interest and a bill"
    investment = row.investment
    event = FeeCharged(investment.number, investment.client_id, row.kind, row.amount, row.run.until, taken)
    return record(event, by=by)


def _charge_of(run: FeeRun, row: FeeRunRow, posted: Posted) -> FeeCharge:
    return FeeCharge(
        investment=row.investment,
        kind=row.kind,
        label=charge_label(row),
        currency=row.currency,
        amount_minor=row.amount_minor,
        interest_minor=row.interest_minor,
        billed_minor=row.billed_minor,
        until=run.until,
        value_on=run.value_on,
        subject=run.subject,
        entry=posted.entry,
        prepared_by=run.prepared_by,
        charged_by=run.charged_by,
        charged_at=clock.now(),
    )


@transaction.atomic
def finish_fee_run(pk: int) -> None:
    """End the run when no fee of it waits."""
    run = FeeRun.objects.select_for_update(of=("self",)).select_related("charged_by").get(pk=pk)
    if run.state != FeeRunState.CHARGING or run.rows.filter(state=FeeRowState.WAITING).exists():
        return
    move_fee_run(run, FeeRunAction.FINISH, ended_at=clock.now(), leased_until=None)
    counts = [run.rows.filter(state=state).count() for state in (FeeRowState.CHARGED, FeeRowState.SKIPPED)]
    record(FeeRunCharged(run.subject, None, run.until, *counts), by=run.charged_by)


def take_up_fee_runs() -> None:
    """Call a worker to runs that nobody works on: a message was lost, or a worker died."""
    now = clock.now()
    for run in FeeRun.objects.filter(state=FeeRunState.CHARGING):
        if run.leased_until is None or run.leased_until < now:
            wake_fee_workers(run.pk)
