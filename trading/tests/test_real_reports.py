"""Reports that the terminal itself wrote; the files stay outside the repository."""

import codecs
import gzip
import io
from datetime import date
from decimal import Decimal

import pytest

from fidus.lib.money import Money
from trading.errors import ReportRefused
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position, ReportImport
from trading.selectors import balance_breaks, performance
from trading.services.import_mt5_report import import_mt5_report

pytestmark = [pytest.mark.shared, pytest.mark.django_db]


@pytest.fixture
def english(shared_data):
    return gzip.decompress((shared_data / "mt5" / "ReportHistory-70358000.html.gz").read_bytes())


@pytest.fixture
def bulgarian(shared_data):
    return (shared_data / "mt5" / "ReportHistory-5014131788.html").read_bytes()


def bring_in(content, name="report.html"):
    return import_mt5_report(file=io.BytesIO(content), name=name, by=None)


def test_the_english_report_gives_every_deal_and_the_printed_balance(english):
    report = bring_in(english)
    account = report.account
    assert (report.deals_in_report, report.deals_added, report.cash_operations_added) == (1402, 1401, 1)
    assert (report.opening_balance, report.closing_balance) == (Decimal("0.00"), Decimal("9949.16"))
    assert (Order.objects.count(), report.orders_added) == (1401, 1401)
    assert Position.objects.filter(closed_at__isnull=False).count() == 658
    assert Position.objects.filter(closed_at=None).count() == 85
    assert (account.login, account.currency, account.server) == ("70358000", "EUR", "MetaQuotes-Demo")
    assert (account.environment, account.margin_mode, account.source) == ("demo", "hedge", "imported")
    standing = performance([account], as_of=date(2023, 6, 26))[account.pk]
    assert standing.deposits == Money.of("10000", "EUR")
    assert standing.trading_result == Money.of("-50.84", "EUR")
    assert standing.balance == Money.of("9949.16", "EUR")
    assert balance_breaks() == []


def test_the_bulgarian_report_is_read_without_knowing_its_words(bulgarian):
    report = bring_in(bulgarian)
    assert (report.deals_in_report, report.closing_balance) == (38, Decimal("99996.70"))
    assert Position.objects.filter(closed_at__isnull=False).count() == 18
    assert Position.objects.filter(closed_at=None).count() == 1


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le")]
)
def test_the_same_report_in_utf_16_adds_nothing_and_agrees(bulgarian, mark, encoding):
    bring_in(bulgarian)
    again = bring_in(mark + bulgarian.decode().encode(encoding))
    assert (again.deals_added, again.cash_operations_added, again.orders_added, again.positions_added) == (0, 0, 0, 0)
    assert again.already_known == 38
    assert Position.objects.count() == 19


def test_twice_the_same_report_adds_nothing_twice(english):
    bring_in(english)
    again = bring_in(english)
    assert (again.deals_added, again.cash_operations_added, again.already_known) == (0, 0, 1402)
    assert (Deal.objects.count(), CashOperation.objects.count()) == (1401, 1)


def test_half_a_report_is_refused_and_nothing_is_kept(english):
    with pytest.raises(ReportRefused, match="cut off") as refused:
        bring_in(english[: len(english) // 2])
    assert refused.value.line
    assert not any(model.objects.exists() for model in (BrokerAccount, Deal, CashOperation, Order, ReportImport))


def test_the_state_of_the_account_is_not_its_history(shared_data):
    with pytest.raises(ReportRefused, match="Trade Account Report"):
        bring_in((shared_data / "mt5" / "TradeAccountReport-70358000.html").read_bytes())
    assert not BrokerAccount.objects.exists()
