"""Exchange rates and rebates of the small firm: a file that contradicts, a rate that waits, an invoice paid short."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Client, User
from accounts.rates.models import EuroRate, RateImport, RateOverride
from accounts.rates.services.import_rates import import_rates
from fidus.demo.exchange_rates import show_rates
from fidus.lib import clock
from fidus.lib.money import Money
from funds.rebates.domain.counting import Counting
from funds.rebates.models import RebateRun
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.services.open_agreement import open_agreement
from funds.rebates.services.receive_rebate import receive_rebate
from trading.models import BrokerAccount


def exchange_at_work(client: Client, account: BrokerAccount, admin: User, second: User) -> dict[str, object]:
    today = clock.today()
    show_rates(start=today - timedelta(days=365), as_of=today, seed=7, officer=admin, approver=second)
    newest = EuroRate.objects.latest("on").on
    import_rates(content=f"Date,USD,\n{newest},1.2345,\n".encode(), name="another-opinion.csv", by=second)
    Client.objects.filter(pk=client.pk).update(reporting_currency="EUR")
    agreement = open_agreement(
        broker=account.broker, pattern="*", currency="USD", valid_from=date(2020, 1, 1), rate=Decimal("6.5"),
        counting=Counting.HALF, by=admin,
    )  # fmt: skip
    count_rebates(as_of=today, by=admin)
    invoice = issue_rebate_invoice(broker=account.broker, currency="USD", by=admin)
    short = invoice.amount - Money.of("1.00", "USD")
    receive_rebate(invoice=invoice, amount=short, received_on=today, bank_reference="REB-77", by=admin)
    return {
        "rates_file": RateImport.objects.get(name="another-opinion.csv").pk,
        "rate_by_hand": RateOverride.objects.get(state="proposed").pk,
        "rebate_agreement": agreement.pk,
        "rebate_run": RebateRun.objects.get().pk,
        "rebate_invoice": invoice.pk,
    }
