"""What the demo firm shows of solvency: one finished run, and a subscription tried on it."""

from datetime import date, timedelta

from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.models import InterestMode, Product
from funds.solvency.domain.parameters import Parameters
from funds.solvency.services.ask_what_if import ask_what_if
from funds.solvency.services.start_solvency_run import start_solvency_run
from funds.solvency.services.work_solvency_run import work_solvency_run

TRIED = Money.of("500000", "USD")


def answer_for_the_demo(*, as_of: date, by: User) -> None:
    """The runs, worked on here: nobody waits for a worker while the demo is built."""
    with clock.at(as_of):
        run = start_solvency_run(by=by, parameters=Parameters(seed=147, paths=5_000))
        work_solvency_run(run=run.pk)
        run.refresh_from_db()
        tried = ask_what_if(
            run=run, amount=TRIED, product=Product.objects.get(code="DYNAMIC"), on=as_of + timedelta(days=14),
            interest_mode=InterestMode.PAY_OUT, by=by,
        )  # fmt: skip
        work_solvency_run(run=tried.pk)
