"""A real process accrues and is killed with SIGKILL wherever it happens to be; what it left is made up for."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

from django.conf import settings
from django.db import connection

from accounts.ledger.api import trial_balance
from fidus.lib import clock
from funds.domain.interest import cumulative_interest
from funds.models import Accrual, AccrualRun, Investment
from funds.services.accrue_interest import accrue_interest
from funds.tests.many import many_investments

TONIGHT = date(2026, 5, 10)
COUNT, CHUNK = 600, 20

_RUN = """
import django
django.setup()
from datetime import date
from fidus.lib import clock
from funds.services.accrue_interest import accrue_interest
print("ready", flush=True)
with clock.at(date({day})):
    accrue_interest(as_of=date({day}), by=None, chunk={chunk})
"""


def a_process() -> subprocess.Popen:
    database = connection.settings_dict
    day = f"{TONIGHT.year}, {TONIGHT.month}, {TONIGHT.day}"
    code = _RUN.format(day=day, chunk=CHUNK)
    url = f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fidus.settings",
        "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0],
        "DATABASE_URL": url,
    }
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )


def test_killed_anywhere_it_goes_on_where_it_stopped(committed_db):
    many_investments(COUNT, earning_since=date(2026, 5, 7), days=40, accrued_through=date(2026, 5, 7))
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    killed_at = []
    for _ in range(3):
        with a_process() as process:
            try:
                assert process.stdout.readline() == "ready\n"
                time.sleep(dice.uniform(0.1, 0.5))
                process.send_signal(signal.SIGKILL)
            finally:
                process.kill()
        killed_at.append(Accrual.objects.filter(accrued_through=TONIGHT).count())
    connection.close()
    with clock.at(TONIGHT):
        run = accrue_interest(as_of=TONIGHT, by=None, chunk=CHUNK)

    assert run.state == "complete", killed_at
    nights = AccrualRun.objects.order_by("as_of")
    assert [night.as_of for night in nights] == [TONIGHT - timedelta(days=back) for back in (2, 1, 0)]
    assert [night.investments for night in nights] == [COUNT] * 3
    expected = 0
    for investment in Investment.objects.select_related("terms", "accrual"):
        earned = cumulative_interest(investment.rule, TONIGHT)
        assert investment.accrual.accrued == earned
        expected += earned.minor
    lines = trial_balance(as_of=TONIGHT)
    assert sum(line.credit.minor for line in lines if line.code.endswith(":Interest")) == expected
    assert sum(line.debit.minor for line in lines if line.code.startswith("Expenses:Interest:")) == expected
