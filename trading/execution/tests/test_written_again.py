"""The database goes away while it is written what a broker answered: it is written again, and is there once."""

import time
from collections import deque
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection

from accounts.trail.api import events_about
from trading.execution.tests.scenes import (
    a_lane,
    an_account,
    an_order,
    fresh,
    kinds,
    market_of,
    scripted_brokers,
    settle,
)
from trading.execution.tests.scripted import Market
from trading.orders.domain.instruction_states import InstructionState as State

ANSWER = "told_filled = t.told"


@pytest.fixture(autouse=True)
def scripted(committed_db):
    with scripted_brokers():
        yield


def session_ends() -> None:
    own = connection.settings_dict
    with psycopg.connect(host=own["HOST"], dbname=own["NAME"], user=own["USER"], autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def ended_before(run):
    session_ends()
    return run()


def lost_after(run):
    """It is committed, and nobody hears so."""
    run()
    session_ends()
    raise OperationalError("the line is lost")


def stood_still(run):
    """As the limit of processes that trade has it, in a moment instead of ten seconds."""
    connection.connection.execute("set local idle_in_transaction_session_timeout = 20")
    time.sleep(0.2)
    return run()


@contextmanager
def at_the_first(words, deed):
    done = []

    def watch(execute, statement, values, many, context):
        if words not in statement or done:
            return execute(statement, values, many, context)
        done.append(statement)
        return deed(lambda: execute(statement, values, many, context))

    with connection.execute_wrapper(watch):
        yield
    assert done


@pytest.mark.parametrize("deed", [ended_before, lost_after])
def test_an_answer_is_there_once_whenever_the_database_goes_away(deed):
    account = an_account(Market(script=deque(["fill"])))
    order, lane = an_order(account), a_lane(account)
    with at_the_first(ANSWER, deed):
        settle(lane)
    row = fresh(order)
    assert (row.state, row.filled, row.told_filled, row.fills.count()) == (State.FILLED, 100, 100, 1)
    assert kinds(order) == ["placed", "claimed", "sent", "filled"]
    assert market_of(account).count("submit") == 1
    assert market_of(account).count("order") == 0


@pytest.mark.parametrize("deed", [ended_before, stood_still])
def test_what_takes_a_transaction_is_there_once_too(deed):
    """Of a refusal people hear."""
    account = an_account(Market(script=deque(["reject"])))
    order, lane = an_order(account), a_lane(account)
    with at_the_first("i.state = 'sending' order by", deed):
        settle(lane)
    assert fresh(order).state == State.REJECTED
    assert kinds(order) == ["placed", "claimed", "sent", "rejected"]
    assert [event.kind for event in events_about(subject=order.subject)] == ["OrderRejected"]
    assert market_of(account).count("submit") == 1
