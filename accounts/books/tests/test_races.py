"""Several at once, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from accounts.books.errors import BooksError
from accounts.books.models import Journal
from accounts.books.services.approve_journal import approve_journal
from accounts.books.services.close_month import close_month
from accounts.books.services.prepare_journal import Line, prepare_journal
from accounts.books.services.refuse_journal import refuse_journal
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.books.tests.scenes import BANK, FEES, TODAY, a_quarter, people, post, usd
from accounts.ledger import api
from fidus.lib import clock

JANUARY = date(2026, 1, 1)


def all_at_once(deeds) -> list[object]:
    """What each answered or was refused with, set out together."""
    together = Barrier(len(deeds))

    def run(deed) -> object:
        connection.ensure_connection()
        together.wait()
        try:
            with clock.at(TODAY):
                return deed()
        except (BooksError, api.LedgerError) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@pytest.fixture
def office(committed_db):
    with clock.at(TODAY):
        a_quarter()
        yield people()


def test_a_journal_is_decided_once_however_many_decide(office):
    ann, ben, cleo = office
    lines = [Line(BANK, usd("1.00")), Line(FEES, usd("-1.00"))]
    journal = prepare_journal(text="Fee", reason="By hand", value_on=TODAY, lines=lines, by=ann)
    deeds = [lambda by=by: approve_journal(journal=journal, by=by) for by in (ben, cleo) for _ in range(4)]
    deeds += [
        lambda: refuse_journal(journal=journal, reason="No", by=ben),
        lambda: approve_journal(journal=journal, by=ann),
    ]
    answers = all_at_once(deeds)
    assert sum(isinstance(answer, Journal) for answer in answers) == 1
    journal.refresh_from_db()
    entries, _ = api.journal(start=TODAY, end=TODAY, text="Fee")
    assert len(entries) == (1 if journal.state == "posted" else 0)
    assert journal.decided_by in (ben, cleo)


def test_a_month_is_begun_once(office):
    runs = all_at_once([lambda by=by: start_closing(month=JANUARY, by=by).pk for by in office])
    assert len(set(runs)) == 1


def test_a_closed_month_has_nothing_that_its_checklist_did_not_see(office):
    ann, ben, _ = office
    run = start_closing(month=JANUARY, by=ann)
    work_closing(run=run.pk)
    run.refresh_from_db()

    def late(number: int) -> int:
        return post(BANK, FEES, "1.00", date(2026, 1, 31), key=f"late:{number}")

    answers = all_at_once([lambda: close_month(run=run, by=ben).state, *(lambda n=n: late(n) for n in range(6))])
    posted = [answer for answer in answers[1:] if isinstance(answer, int)]
    if answers[0] == "closed":
        assert posted == []
        assert api.closed_until() == date(2026, 1, 31)
    else:
        assert posted
        assert api.closed_until() is None
    assert set(answers[1:]) - set(posted) <= {api.PeriodClosed}
