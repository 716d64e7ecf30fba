"""Invented histories for the tests of this app, small enough to check by hand."""
# ruff: noqa: DTZ001 - server time names no zone

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from trading.domain.history import AccountHeader, DealRow, History, OrderRow, PositionRow
from trading.domain.history_simulator import Flow, simulate_history

HEADER = AccountHeader(
    login=7001234,
    currency="USD",
    server="Northgate-Demo",
    environment="demo",
    margin_mode="hedge",
    saved_at=datetime(2026, 6, 30, 22, 0),
    name="Specimen Trading Ltd",
    company="Northgate Brokers (invented)",
)


def simulated(*, seed=7, trades=20, result="123.45", deposits=("5000.00",), withdrawals=(), header=HEADER):
    flows = [Flow(date(2026, 1, 5), Decimal(amount)) for amount in deposits]
    flows += [Flow(date(2026, 6, 29), -Decimal(amount)) for amount in withdrawals]
    return simulate_history(
        seed=seed,
        header=header,
        flows=flows,
        trading_result=Decimal(result),
        trades=trades,
        start=date(2026, 1, 6),
        end=date(2026, 6, 26),
    )


def chained(*deals, opening="0.00"):
    """The deals with running balances behind an opening balance."""
    balance, rows = Decimal(opening), []
    for deal in deals:
        if deal.in_balance:
            balance += deal.net
        rows.append(replace(deal, balance=balance))
    return rows


def cash(ticket, day, kind, amount, **more):
    return DealRow(ticket, datetime(2026, 3, day, 9), kind, Decimal(amount), Decimal(0), **more)


def trade(ticket, day, direction, profit="0.00", **amounts):
    amounts = {name: Decimal(amount) for name, amount in amounts.items()}
    return DealRow(
        ticket, datetime(2026, 3, day, 12), "buy" if direction == "in" else "sell", Decimal(profit), Decimal(0),
        symbol="EURUSD", direction=direction, volume=Decimal("0.10"), price=Decimal("1.08500"), order=ticket, **amounts,
    )  # fmt: skip


def every_kind():
    """Deposit, credit, bonus, correction, charges and a withdrawal around two trades: 1,000.00 -> 1,061.30."""
    return History(
        header=HEADER,
        deals=chained(
            cash(1, 1, "balance", "1000.00", comment="Deposit & thanks <wire>"),
            cash(2, 1, "credit", "200.00"),
            cash(3, 1, "bonus", "50.00"),
            trade(4, 2, "in", commission="-0.35", fee="-0.05"),
            trade(5, 3, "out", "30.10", commission="-0.35", fee="-0.05", swap="-0.80"),
            trade(6, 4, "in/out", "-12.20"),
            cash(7, 5, "correction", "-1.00"),
            cash(8, 5, "daily commission", "-3.00"),
            cash(9, 5, "interest", "-1.00"),
            cash(10, 6, "balance", "-200.00", comment="Withdrawal"),
        ),
        positions=[
            PositionRow(
                4, "EURUSD", "buy", Decimal("0.10"), datetime(2026, 3, 2, 12), Decimal("1.08500"), Decimal("-0.80"),
                Decimal("30.10"), Decimal("-0.70"), datetime(2026, 3, 3, 12), Decimal("1.08801"),
                comment="hidden words",
            ),
        ],
        orders=[
            OrderRow(4, "EURUSD", "buy limit", Decimal("0.10"), Decimal("0.10"), datetime(2026, 3, 2, 11), "filled",
                     Decimal("1.08500"), done_at=datetime(2026, 3, 2, 12)),
            OrderRow(5, "EURUSD", "sell", Decimal("0.10"), Decimal("0.00"), datetime(2026, 3, 2, 11), "canceled",
                     done_at=datetime(2026, 3, 2, 12)),
        ],
        open_positions=[
            PositionRow(6, "EURUSD", "sell", Decimal("0.10"), datetime(2026, 3, 4, 12), Decimal("1.08500"),
                        Decimal("-0.10"), Decimal("4.20"), close_price=Decimal("1.08458")),
        ],
        working_orders=[
            OrderRow(11, "EURUSD", "sell stop", Decimal("0.20"), Decimal("0.00"), datetime(2026, 3, 6, 9), "placed",
                     Decimal("1.07000"), comment="stop"),
        ],
    )  # fmt: skip
