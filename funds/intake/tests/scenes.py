"""Files of rows as tests bring them in."""

from funds.intake.domain.layouts import Kind
from funds.intake.services.receive_run import receive_run
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run

COSTS = "key,what,date,amount\nM-1,cost,2026-04-05,5\n"


def run_of(kind, text, user, *, whole=True, tried=True):
    content = text if isinstance(text, bytes) else text.encode()
    run = receive_run(content=content, name="rows.csv", kind=Kind(kind), whole=whole, by=user)
    return (try_run(run=run.pk) or run) if tried else run


def done(run, user):
    start_run(run=run, by=user)
    return work_run(run=run.pk)


def clients(count, *, start=1):
    rows = [f"C-{number},person,Client {number},c{number}@client.example" for number in range(start, start + count)]
    return "key,kind,name,email\n" + "\n".join(rows) + "\n"


def outcomes(run):
    return list(run.trials.order_by("row").values_list("outcome", flat=True))
