"""Two who count at one time."""

import threading

from django.db import connection

from fidus.lib import clock
from funds.rebates.models import RebateLine
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.tests.scenes import TODAY, agree, an_account, trade


def test_two_runs_at_once_count_each_deal_once(committed_db):
    with clock.at(TODAY):
        agree()
        account = an_account()
        for _ in range(5):
            trade(account)
    start, found = threading.Barrier(4), []

    def count():
        with clock.at(TODAY):
            start.wait()
            try:
                done = count_rebates(as_of=TODAY, by=None)
                found.append(done.deals if done else 0)
            finally:
                connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 5]
    assert [line.posted_minor for line in RebateLine.objects.all()] == [3500]
