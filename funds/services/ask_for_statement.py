from datetime import date

from accounts.models import Client, User
from funds.models import StatementBatch
from funds.services.start_statement_batch import ended_month, start_run
from funds.statements.errors import StatementRefused


def ask_for_statement(*, client: Client, month: date, by: User, correct: bool = False) -> StatementBatch:
    """A run of one client's statement, made by a worker; one that is running already is returned instead.

    Raises MonthNotOver, and StatementRefused while a run that was asked for otherwise is going on; why else a statement
    could not be issued stands in the run.
    """
    start, _ = ended_month(month)
    batch = start_run(month=start, clients=[client], alone=client, correct=correct, by=by)
    if batch.correct != correct:
        raise StatementRefused(f"{batch} is going on, asked for otherwise. Ask again when it is finished.")
    return batch
