"""Call a worker to a run; a lost message is no harm, for the sweeper looks at the rows."""

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError


def wake_on_commit(task: str, run: int) -> None:
    transaction.on_commit(lambda: _wake(task, run), robust=True)


def _wake(task: str, run: int) -> None:
    try:
        current_app.send_task(f"funds.intake.tasks.{task}", [run], retry=False)
    except OperationalError:
        return
