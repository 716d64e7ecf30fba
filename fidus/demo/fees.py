"""A mandate whose client shares the trading's result: its fees, a run that was charged and one that waits."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.fees.domain.fee_terms import Every, ends_period
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.services.accrue_fees import accrue_fees
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.publish_schedule import publish_schedule
from funds.fees.services.work_fee_run import work_fee_run
from funds.models import Investment

MANDATE = ("Umbrella Pretend Partners LLP", "UNLIMITED")
PENALTY = (PenaltyStep(6, Decimal("0.03")), PenaltyStep(12, Decimal("0.015")), PenaltyStep(None, Decimal("0.005")))
_DAY = timedelta(days=1)


def show_fees(*, as_of: date, officer: User, second: User) -> None:
    """Management and performance fees of one invited client; `officer` prepares both runs, `second` charges one."""
    client, product = MANDATE
    mandate = Investment.objects.select_related("client", "terms__product").get(
        client__name=client, terms__product__code=product
    )
    assert mandate.opened_on is not None
    with clock.at(mandate.opened_on):
        publish_schedule(
            product=mandate.terms.product,
            currency=mandate.currency,
            client=mandate.client,
            valid_from=mandate.opened_on,
            management_rate=Decimal("0.012"),
            charged_every=Every.MONTH,
            performance_rate=Decimal("0.1"),
            hurdle_rate=Decimal("0.12"),
            withdrawal_flat=Money.of(50, mandate.currency),
            early_allowed=True,
            early_steps=PENALTY,
            by=officer,
        )
    with clock.at(as_of):
        accrue_fees(as_of=as_of, by=None)
        last = as_of.replace(day=1) - _DAY
        run = prepare_fee_run(until=_before(last), by=officer)
        charge_fee_run(run=run, by=second)
        work_fee_run(run=run.pk)
        prepare_fee_run(until=last, by=officer)


def _before(last: date) -> date:
    """The quarter's end before the month's end `last`, or the month's end before it where `last` is a quarter's."""
    day = last.replace(day=1) - _DAY
    while not ends_period(Every.QUARTER, last) and not ends_period(Every.QUARTER, day):
        day = day.replace(day=1) - _DAY
    return day
