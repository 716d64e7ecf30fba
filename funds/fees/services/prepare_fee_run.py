"""Work out the fees to a month's end, each with its posting, for a second person to charge."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import BadDate, IllegalState
from funds.fees.domain.fee_run_states import FeeRunState
from funds.fees.domain.fee_terms import is_month_end
from funds.fees.errors import NothingToCharge
from funds.fees.events import FeeRunPrepared
from funds.fees.models import FeeRun, FeeRunRow
from funds.fees.selectors.due import DueFee, fees_due, investments_with_fees
from funds.fees.services.accrue_fees import accrue_fees


def prepare_fee_run(*, until: date, value_on: date | None = None, by: User | None) -> FeeRun:
    """The run with its rows, nothing posted; `value_on` (default: today) is the value date of what will be.

    Raises BadDate, NothingToCharge, IllegalState while another run to that day is open.
    """
    value_on = value_on or clock.today()
    if not is_month_end(until):
        raise BadDate("Fees are charged to the end of a month.")
    if not until <= value_on <= clock.today():
        raise BadDate("The value date lies between the end of the fees' month and today.")
    accrue_fees(as_of=until, by=by)
    try:
        return _prepare(until, value_on, by)
    except IntegrityError as error:
        if "one_open_fee_run_per_month_end" not in str(error):
            raise
        raise IllegalState(f"Another run of fees to {until:%-d %b %Y} is open; charge or cancel that one.") from error


@transaction.atomic
def _prepare(until: date, value_on: date, by: User | None) -> FeeRun:
    run = FeeRun.objects.create(
        until=until, value_on=value_on, state=FeeRunState.PREPARED, prepared_by=by, prepared_at=clock.now()
    )
    due = fees_due(investments_with_fees(), until=until, value_on=value_on)
    if not due:
        raise NothingToCharge(f"No fees are due to {until:%-d %b %Y} that have not been charged.")
    FeeRunRow.objects.bulk_create((_row(run, fee) for fee in due), batch_size=2_000)
    record(FeeRunPrepared(run.subject, None, until, value_on, len(due)), by=by)
    return run


def _row(run: FeeRun, fee: DueFee) -> FeeRunRow:
    return FeeRunRow(
        run=run,
        investment=fee.investment,
        kind=fee.kind,
        currency=fee.amount.currency,
        amount_minor=fee.amount.minor,
        interest_minor=fee.from_interest.minor,
        billed_minor=fee.billed.minor,
        mark_minor=None if fee.gains is None else fee.gains.running.minor,
        result_minor=None if fee.gains is None else fee.gains.result.minor,
        words=fee.words,
    )
