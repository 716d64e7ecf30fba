"""Tradebooks of Zerodha's Console brought in."""

import io
from decimal import Decimal

import pytest

from trading.brokers.kite.tradebook import write
from trading.errors import AccountMismatch, ReportRefused
from trading.models import BrokerAccount, Deal, ReportImport
from trading.services.import_broker_file import import_broker_file
from trading.tests.broker_words import account_at, book, fill

NAME = "tradebook-AB1234-EQ.csv"
TRADES = [
    fill("NSE:20260302:1", 1, order_id="1100000000000001", symbol="NSE:INVENTED", volume="10", price="100"),
    fill(
        "NSE:20260302:2", 2, order_id="1100000000000002", symbol="NSE:INVENTED", volume="4", price="110.55", side="sell"
    ),
    fill(
        "NFO:20260302:3",
        3,
        order_id="1100000000000003",
        symbol="NFO:INVENTED26NOVFUT",
        volume="75",
        price="90",
        side="sell",
    ),
]


def bring_in(*trades, name=NAME, **options):
    return import_broker_file(file=io.BytesIO(write(trades).encode()), name=name, by=None, **options)


def test_a_tradebook_that_console_named_opens_its_account(db):
    report = bring_in(*TRADES)
    account = report.account
    assert (account.platform, account.login, account.currency, account.broker) == ("kite", "AB1234", "INR", "Zerodha")
    assert (report.format, report.deals_added, report.closing_balance) == ("tradebook", 3, None)
    assert (report.first_at, report.last_at) == (TRADES[0].at, TRADES[2].at)
    made = dict(Deal.objects.values_list("external_id", "profit"))
    assert made == {"NSE:20260302:1": 0, "NSE:20260302:2": Decimal("42.20"), "NFO:20260302:3": 0}


def test_what_was_seen_live_is_one_trade_with_what_the_tradebook_says(db):
    account = account_at("kite", currency="INR")
    book(account, *TRADES[1:], cash=None)
    assert Deal.objects.get(external_id="NSE:20260302:2").profit == 0, "what it was bought for is not known yet"
    report = bring_in(*TRADES, account=account, name="trades.csv")
    assert (report.deals_added, report.already_known) == (1, 2)
    assert Deal.objects.get(external_id="NSE:20260302:2").profit == Decimal("42.20")


def test_whose_it_is_must_be_known(db):
    account = account_at("kite", currency="INR")
    with pytest.raises(AccountMismatch, match="choose the account"):
        bring_in(*TRADES, name="trades.csv")
    with pytest.raises(AccountMismatch, match="Zerodha Kite ZZ9999, not of AB1234"):
        bring_in(*TRADES, name="tradebook-ZZ9999-FO.csv", account=account)
    with pytest.raises(AccountMismatch, match="not of 7001234"):
        bring_in(*TRADES, account=account_at("mt5"))


def test_a_refused_tradebook_keeps_nothing_and_names_the_line(db):
    content = write(TRADES).replace(",75.000000,", ",seventy,")
    with pytest.raises(ReportRefused, match="Line 4: quantity is no number") as refused:
        import_broker_file(file=io.BytesIO(content.encode()), name=NAME, by=None)
    assert refused.value.line == 4
    with pytest.raises(ReportRefused, match="holds no trades"):
        bring_in()
    assert not any(model.objects.exists() for model in (BrokerAccount, Deal, ReportImport))
