"""Several people and workers at once: every fee is charged once, one decision counts."""

from datetime import date
from threading import Barrier, Thread

from django.db import connection

from accounts.ledger.api import trial_balance
from fidus.lib import clock
from funds.errors import IllegalState
from funds.fees.models import FeeCharge, FeeRun, FeeStanding
from funds.fees.services.accrue_fees import accrue_fees
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import fees
from funds.tests.scenes import a_user, an_investment, usd

QUARTER, TODAY = date(2026, 3, 31), date(2026, 4, 2)
AT_ONCE = 4


def together(deed) -> list[object]:
    """What each of several who start at the same moment got, or was refused with."""
    barrier, answers = Barrier(AT_ONCE), []

    def run() -> None:
        try:
            with clock.at(TODAY):
                barrier.wait()
                answers.append(deed())
        except IllegalState as refused:
            answers.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_nights_preparing_deciding_and_working_at_once(committed_db):
    fees(management_rate="0.02")
    for _ in range(6):
        an_investment()
    rosa, sven = a_user("rosa"), a_user("sven")

    together(lambda: accrue_fees(as_of=TODAY, by=None))
    assert set(FeeStanding.objects.values_list("accrued_through", flat=True)) == {TODAY}
    assert len(set(FeeStanding.objects.values_list("parts", flat=True))) == 1

    prepared = together(lambda: prepare_fee_run(until=QUARTER, by=rosa))
    assert sorted(type(answer).__name__ for answer in prepared) == ["FeeRun", *["IllegalState"] * (AT_ONCE - 1)]

    run = FeeRun.objects.get()
    decided = together(lambda: charge_fee_run(run=FeeRun.objects.get(), by=sven))
    assert sum(isinstance(answer, FeeRun) for answer in decided) == 1

    worked = together(lambda: work_fee_run(run=run.pk, chunk=2))
    assert sum(worked) == 6
    assert FeeRun.objects.get().state == "complete"
    assert FeeCharge.objects.count() == 6
    (income,) = [line for line in trial_balance(as_of=TODAY) if line.code.startswith("Income:Fees")]
    assert income.credit == usd("2926.02")
