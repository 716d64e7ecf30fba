"""The simulated package behaves as the real one is described: what tests rest on is tested, too."""

import time
from datetime import datetime

import MetaTrader5
import pytest


@pytest.fixture
def package(terminals):
    terminals.account(1, password="good", balance=1000.0)
    terminals.account(2, password="good", balance=2000.0)
    assert MetaTrader5.initialize(str(terminals.path("one")), login=1, password="good", server="Invented-Live")
    yield MetaTrader5
    MetaTrader5.shutdown()


def request(**changed):
    plain = {
        "action": MetaTrader5.TRADE_ACTION_DEAL, "symbol": "INVENTED", "volume": 0.1, "type": 0, "price": 101.0,
        "type_filling": 0, "magic": 5, "comment": "x",
    }  # fmt: skip
    return plain | changed


def test_failure_is_none_and_a_last_error(package):
    assert package.symbol_info("NOSUCH") is None
    assert package.last_error()[0] == package.RES_E_NOT_FOUND
    package.shutdown()
    assert package.account_info() is None
    assert package.last_error() == (package.RES_E_INTERNAL_FAIL_CONNECT, "No IPC connection")


def test_one_account_at_a_time(package):
    assert package.account_info().login == 1
    assert package.login(2, password="good", server="Invented-Live")
    assert (package.account_info().login, package.account_info().balance) == (2, 2000.0)
    assert not package.login(1, password="bad", server="Invented-Live")
    assert package.last_error()[0] == package.RES_E_AUTH_FAILED


@pytest.mark.parametrize(
    "changed", [{"comment": "x" * 32}, {"volume": "0.1"}, {"magic": 1.5}, {"magic": -1}, {"surprise": 1}]
)
def test_a_request_that_is_not_valid_never_leaves(package, changed):
    assert package.order_send(request(**changed)) is None
    assert package.last_error()[0] == package.RES_E_INVALID_PARAMS


def test_results_are_structures_with_the_request_in_them(package):
    result = package.order_send(request())
    assert (result.retcode, result.request.magic, result._asdict()["volume"]) == (10009, 5, 0.1)
    (deal,) = package.history_deals_get(ticket=result.order)
    assert (deal.order, deal.magic, package.positions_get()[0].identifier) == (result.order, 5, result.order)
    assert package.order_check(request()).retcode == 0
    assert package.order_check(request(volume=0.015)).retcode == package.TRADE_RETCODE_INVALID_VOLUME


def test_moments_may_be_numbers_or_datetimes(package):
    package.order_send(request())
    end = int(time.time()) + 86_400
    assert len(package.history_deals_get(0, end)) == package.history_deals_total(0, end) == 1
    assert len(package.history_orders_get(datetime(2001, 1, 1), datetime.fromtimestamp(end))) == 1  # noqa: DTZ001, DTZ006


def test_netting_reverses_a_position(terminals):
    account = terminals.account(3, password="good", balance=10_000.0, margin_mode=0)
    MetaTrader5.initialize(str(terminals.path("one")), login=3, password="good", server="Invented-Live")
    MetaTrader5.order_send(request(volume=0.2))
    MetaTrader5.order_send(request(volume=0.5, type=1))
    (position,) = account.positions.values()
    assert (position["type"], round(position["volume"], 8), account.deals[-1]["entry"]) == (1, 0.3, 2)
    MetaTrader5.shutdown()
