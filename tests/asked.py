"""Everything that waits for a second person, asked for by the real services: one function each."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import models
from django.urls import reverse

from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.close_month import close_month
from accounts.books.services.prepare_journal import Line, prepare_journal
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.books.tests.scenes import BANK, FEES, a_quarter
from accounts.models import User
from accounts.rates.services.import_rates import import_rates
from accounts.rates.services.propose_override import propose_override
from accounts.rates.tests.files import history
from compliance.services.open_case import open_case
from compliance.tests.conftest import submitted
from fidus.lib import clock
from funds.bank.selectors import open_transactions
from funds.bank.services.propose_booking import propose_booking
from funds.bank.tests import scenes as bank
from funds.bank.tests.files import mt940
from funds.domain.calendars import Calendar
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.tests.scenes import fees
from funds.intake.domain.layouts import Kind
from funds.intake.services.receive_run import receive_run
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.models import InterestPayout
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.services.receive_rebate import receive_rebate
from funds.rebates.tests import scenes as rebates
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.tests.scenes import a_request, night
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.make_interest_due import make_interest_due
from funds.tests.scenes import a_client, a_product, a_user, accrue_until, an_investment, usd
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.propose_instruction import propose_instruction
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.record_payment import record_payment
from funds.wallets.tests.scenes import TAPROOT, a_destination, pays_interest_to
from trading.connections.services.propose_address import propose_address
from trading.connections.tests.scenes import bridge
from trading.decision.services.propose_allocation import propose_allocation
from trading.decision.services.propose_limit import propose_limit
from trading.decision.tests.scenes import an_account as a_traded_account
from trading.orders.services.set_switch import set_switch
from trading.reconciliation.services.propose_acceptance import propose_acceptance
from trading.reconciliation.tests import scenes as brokers
from trading.signals.tests.scenes import a_strategy

TODAY, QUARTER = date(2026, 4, 16), date(2026, 3, 31)
DUE = date(2026, 4, 1)


@dataclass(frozen=True)
class Asked:
    """What waits, the address where it is decided, what is filled in there, and the day of it all."""

    row: models.Model
    address: str
    filled: dict[str, str] = field(default_factory=dict)
    on: date = TODAY


def boss(name: str = "boss") -> User:
    """Somebody of the office with every right there is."""
    return a_user(name, is_staff=True, is_superuser=True)


def at(name: str, row: models.Model, **filled: str) -> Asked:
    return Asked(row, reverse(f"admin:{name}", args=[row.pk]), filled)


def earning():
    a_product(calendar=Calendar.WEEKDAYS, incubation_months=0)
    return an_investment(funded_on=DUE, client=a_client())


def redemption_asked_for(ann: User) -> Asked:
    investment = earning()
    redemption = a_request(investment, usd("10.00"), by=ann)
    check_redemption(redemption=redemption, by=boss())
    return at("redemptions_redemption_approve", redemption)


def redemption_checked(ann: User) -> Asked:
    redemption = a_request(earning(), usd("10.00"))
    check_redemption(redemption=redemption, by=ann)
    return at("redemptions_redemption_approve", redemption)


def redemption_approved(ann: User) -> Asked:
    investment = earning()
    redemption = a_request(investment, usd("10.00"))
    check_redemption(redemption=redemption, by=boss())
    approve_redemption(redemption=redemption, by=ann)
    night(redemption.window_on)
    paid = at("redemptions_redemption_pay", redemption, reference="OUT-1", paid_on=f"{redemption.window_on}")
    return replace(paid, on=redemption.window_on)


def destination(ann: User) -> Asked:
    proposed = propose_destination(
        client=a_client(), network="btc", asset="BTC", address=TAPROOT, label="Vault", by=ann
    )
    return at("wallets_destination_confirm", proposed)


def interest_instruction(ann: User) -> Asked:
    to = a_destination(a_client(), network="bank", asset="USD", address="GB29NWBK60161331926819", holder="Ada Example")
    word = propose_instruction(client=to.client, currency="USD", destination=to, by=ann)
    return at("wallets_interestinstruction_confirm", word)


def official_wallet(ann: User) -> Asked:
    wallet = propose_wallet(network="btc", asset="BTC", address=TAPROOT, label="Ours", by=ann)
    return at("wallets_officialwallet_confirm", wallet)


def payment(ann: User) -> Asked:
    to = a_destination(a_client())
    sent = record_payment(
        subject="RED-0003",
        destination=to,
        amount=usd("1.00"),
        asset="BTC",
        network="btc",
        tx_hash="ab" * 32,
        quantity=Decimal("0.00001"),
        by=ann,
    )
    return at("wallets_payment_confirm", sent, reason="I saw it")


def fee_run(ann: User) -> Asked:
    an_investment(product=a_product(), funded_on=date(2026, 1, 1))
    fees(management_rate="0.02")
    return at("fees_feerun_charge", prepare_fee_run(until=QUARTER, by=ann))


def journal(ann: User) -> Asked:
    a_quarter()
    lines = [Line(BANK, usd("1.00")), Line(FEES, usd("-1.00"))]
    return at("books_journal_approve", prepare_journal(text="Fee", reason="By hand", value_on=DUE, lines=lines, by=ann))


def month(ann: User) -> Asked:
    a_quarter()
    run = start_closing(month=date(2026, 1, 1), by=ann)
    work_closing(run=run.pk)
    run.refresh_from_db()
    assert run.state == "ready"
    return at("books_closingrun_close", run)


def _january_closed(by: User) -> None:
    a_quarter()
    run = start_closing(month=date(2026, 1, 1), by=boss())
    work_closing(run=run.pk)
    close_month(run=run, by=by)


def reopening_asked_for(ann: User) -> Asked:
    _january_closed(boss("closer"))
    return at("books_reopening_approve", ask_to_reopen(month=date(2026, 1, 1), reason="A fee came late", by=ann))


def reopening_of_what_one_closed(ann: User) -> Asked:
    _january_closed(ann)
    asked = ask_to_reopen(month=date(2026, 1, 1), reason="A fee came late", by=boss("asker"))
    return at("books_reopening_approve", asked)


def rate_by_hand(ann: User) -> Asked:
    override = propose_override(
        base="USDT", quote="USD", value=Decimal(1), valid_from=DUE, valid_until=TODAY, reason="Peg", by=ann
    )
    return at("rates_rateoverride_approve", override)


def difference_of_a_broker(ann: User) -> Asked:
    account = brokers.an_account()
    brokers.seen(account, "900.00")
    broken = brokers.an_open_break(account)
    proposed = propose_acceptance(broken=broken, difference=broken.difference, reason="Their rounding", by=ann)
    return at("reconciliation_acceptance_accept", proposed)


def address_of_a_gateway(ann: User) -> Asked:
    gateway = propose_address(gateway=bridge(), address="https://elsewhere.invalid", by=ann)
    return at("connections_brokergateway_approve_address", gateway, address=gateway.proposed_address)


def allocation(ann: User) -> Asked:
    proposed = propose_allocation(
        strategy=a_strategy(), account=a_traded_account(), share=Decimal(10), size_kind="equity percent",
        size_value=Decimal(1), reason="It did well", by=ann,
    )  # fmt: skip
    return at("decision_allocation_approve", proposed)


def trading_limit(ann: User) -> Asked:
    return at("decision_limit_approve", propose_limit(
        kind="position", scope="firm", value=Decimal(20), reason="The funds have grown", by=ann
    ))  # fmt: skip


def firm_to_trade_again(ann: User) -> Asked:
    set_switch(scope="firm", action="halt", reason="The feed lies", by=ann)
    return at("orders_switch_approve_resume", set_switch(scope="firm", action="resume", reason="It is right", by=ann))


def bank_booking(ann: User) -> Asked:
    account = bank.an_account()
    lines = (":61:2604120412D3,50NCHGNONREF//B3", ":86:Fees of the quarter")
    bank.bring(mt940(*lines, opening="C260409EUR10,00", closing="C260412EUR6,50"))
    found = open_transactions(account).get(bank_reference="B3")
    booking = propose_booking(transaction=found, kind="charge", text="Fees", by=ann)
    return at("bank_bankbooking_post", booking)


def intake_run(ann: User) -> Asked:
    content = b"key,what,date,amount\nM-1,cost,2026-04-05,5\n"
    run = receive_run(content=content, name="rows.csv", kind=Kind.MOVEMENTS, whole=True, by=ann)
    try_run(run=run.pk)
    start_run(run=run, by=ann)
    run.refresh_from_db()
    return at("intake_intakerun_change", run, approve="yes")


def interest_prepared(ann: User) -> Asked:
    a_product(calendar=Calendar.WEEKDAYS)
    paying = an_investment(interest_mode="pay_out", funded_on=date(2026, 1, 1))
    accrue_until(TODAY)
    make_interest_due(as_of=TODAY, by=ann)
    pays_interest_to(paying.client)
    return at("funds_interestpayout_approve", InterestPayout.objects.earliest("due_on"))


def interest_approved(ann: User) -> Asked:
    payout = interest_prepared(boss()).row
    assert isinstance(payout, InterestPayout)
    approve_interest_payout(payout=payout, by=ann)
    return at("funds_interestpayout_pay", payout, bank_reference="OUT-1", paid_on=f"{TODAY}")


def kyc_submitted(ann: User) -> Asked:
    case = submitted(open_case(client=a_client(cleared=False), by=None), by=ann, checked_by=boss())
    return at("compliance_act", case, verb="clear")


def kyc_checked(ann: User) -> Asked:
    case = submitted(open_case(client=a_client(cleared=False), by=None), by=boss(), checked_by=ann)
    return at("compliance_act", case, verb="clear")


def rebate_short(ann: User) -> Asked:
    with clock.at(rebates.TODAY):
        rebates.agree()
        rebates.trade(rebates.an_account(), "10")
        count_rebates(as_of=rebates.TODAY, by=None)
        invoice = issue_rebate_invoice(broker=rebates.BROKER, currency="USD", by=boss())
        receive_rebate(invoice=invoice, amount=usd(1), bank_reference="B-1", received_on=rebates.TODAY, by=ann)
    short = at("rebates_rebateinvoice_write_off", invoice, reason="Their rounding")
    return replace(short, on=rebates.TODAY)


def rates_that_differ(ann: User) -> Asked:
    for value, by in (("1.10", None), ("1.20", ann)):
        brought = import_rates(content=history({DUE: {"USD": value}}), name="rates.csv", by=by)
    address = reverse("admin:rates_rateimport_take", args=[brought.pk])
    return Asked(brought.contradictions.get(), address, {"reason": "Sure"})


# What waits for a second person -> those approvals of the wiring that it tries.
DEEDS: dict[Callable[[User], Asked], str] = {
    redemption_asked_for: "redemptions.approve_redemption",
    redemption_checked: "redemptions.approve_redemption",
    redemption_approved: "redemptions.approve_redemption",
    destination: "wallets.confirm_destination",
    address_of_a_gateway: "connections.approve_address",
    firm_to_trade_again: "orders.approve_resume",
    allocation: "decision.approve_allocation",
    trading_limit: "decision.approve_limit",
    interest_instruction: "wallets.confirm_destination",
    official_wallet: "wallets.confirm_wallet",
    payment: "wallets.confirm_payment",
    fee_run: "fees.charge_fee_run",
    journal: "books.approve_journal",
    month: "books.close_books",
    reopening_asked_for: "books.reopen_books",
    reopening_of_what_one_closed: "books.reopen_books",
    difference_of_a_broker: "reconciliation.accept_difference",
    rate_by_hand: "rates.approve_override",
    rates_that_differ: "rates.decide_contradiction",
    bank_booking: "bank.post_booking",
    intake_run: "intake.approve_run",
    interest_prepared: "funds.approve_payout",
    interest_approved: "funds.approve_payout",
    kyc_submitted: "compliance.clear_case",
    kyc_checked: "compliance.clear_case",
    rebate_short: "rebates.write_off_rebate",
}
