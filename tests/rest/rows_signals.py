"""Rows of strategies and what they sent."""

from itertools import count

from accounts.models import Client
from accounts.tests.people import staff
from tests.rest.rows_funds import Rows
from trading.desk.tests.scenes import a_signal, an_account, an_order, decided, eurusd, sent_and_filled
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_door, a_strategy

_numbers = count(1)


def strategies(client: Client, many: int) -> None:
    for _ in range(many):
        a_strategy(staff("strategy_developer", f"sends{next(_numbers)}@example.test"))


def doors(client: Client, many: int) -> None:
    for _ in range(many):
        a_door(a_strategy(staff("strategy_developer", f"sends{next(_numbers)}@example.test")))


def signals(client: Client, many: int) -> None:
    door = a_door(a_strategy(staff("strategy_developer", f"sends{next(_numbers)}@example.test"))).door
    for number in range(many):
        receive_signal(door=door, body=f"BUY EURUSD ID n{number}".encode())


def journeys(client: Client, many: int) -> None:
    eurusd()
    for number in range(many):
        signal = a_signal(message=f"BUY EURUSD ID j{number}".encode())
        sent_and_filled(an_order(decided(signal), an_account()))


SIGNALS: dict[str, Rows] = {
    "strategies": strategies,
    "signal-doors": doors,
    "signals": signals,
    "signal-messages": signals,
    "journeys": journeys,
}
