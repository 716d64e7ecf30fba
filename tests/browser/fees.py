"""Fees to look at: a mandate, a run that was charged, one that waits, a fee with an open bill."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.fees.domain.fee_terms import Every
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.services.accrue_fees import accrue_fees
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.publish_schedule import publish_schedule
from funds.fees.services.work_fee_run import work_fee_run
from funds.models import Investment


def fees_at_work(mandate: Investment, prepares: User, charges: User) -> dict[str, object]:
    """Facts for paths: `schedule`, `fee_run` (waits for `charges`), `charged_run`, `fee`."""
    today = clock.today()
    with clock.at(mandate.opened_on):
        schedule = publish_schedule(
            product=mandate.terms.product,
            currency=mandate.currency,
            client=mandate.client,
            valid_from=mandate.opened_on,
            management_rate=Decimal("0.015"),
            charged_every=Every.MONTH,
            performance_rate=Decimal("0.2"),
            hurdle_rate=Decimal("0.04"),
            withdrawal_flat=Money.of(50, mandate.currency),
            early_allowed=True,
            early_steps=(PenaltyStep(6, Decimal("0.03")), PenaltyStep(None, Decimal("0.005"))),
            by=prepares,
        )
    accrue_fees(as_of=today, by=None)
    last = today.replace(day=1) - timedelta(days=1)
    charged = prepare_fee_run(until=last.replace(day=1) - timedelta(days=1), by=prepares)
    charge_fee_run(run=charged, by=charges)
    work_fee_run(run=charged.pk)
    waiting = prepare_fee_run(until=last, by=prepares)
    fee = charged.rows.first().charge
    return {"schedule": schedule.pk, "fee_run": waiting.pk, "charged_run": charged.pk, "fee": fee.pk}
